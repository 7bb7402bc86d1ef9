/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A door of the edge: one source to which events are pushed over HTTP.
 *
 *	POST /v1/events		lines or an array of them, packed or not
 *	  200 {"accepted":2,"rejected":1,"skipped":0,"errors":[...]}
 *	  400 the body cannot be read	401 who are you	413 too large
 *	  503 and Retry-After: not now; nothing was taken for good
 */
#ifndef CLI_EDGE_DOOR_H
#define CLI_EDGE_DOOR_H

#include "model/config.h"
#include "source/push.h"
#include "sys/httpd.h"

struct edge_door;

/** Somebody who waits to be told that his lines are durable. */
struct edge_wait {
	struct edge_wait	*next;
	struct edge_door	*door;		/* Borrowed. */
	struct httpd_request	*request;	/* Borrowed. */
	struct push_told	 told;
	bool			 waits;
};

/** edge_door_fn(ctx, lines, w): Take ${lines}; RC_OK: ${w} waits now. */
typedef rc edge_door_fn(void *, struct span, struct edge_wait *);

/** edge_door_gone_fn(ctx, w): ${w} waits no more. */
typedef void edge_door_gone_fn(void *, struct edge_wait *);

/** All borrowed. */
struct edge_door_how {
	const struct config_source	*source;
	struct loop			*loop;
	edge_door_fn			*take;
	edge_door_gone_fn		*leave;
	void				*ctx;
};

/**
 * edge_door_new(how, ret, e): Read the source's mapping; no door is open yet.
 *
 * Owns:     the caller owns *${ret}; end it with edge_door_free().
 */
rc edge_door_new(const struct edge_door_how *, struct edge_door **,
    struct err *) MUST_USE;
void edge_door_free(struct edge_door *);

/** edge_door_open(d, fd, e): Serve on ${fd}, which is the door's now. */
rc edge_door_open(struct edge_door *, int, struct err *) MUST_USE;

/** edge_door_close(d): Take no more; who waits is still answered. */
void edge_door_close(struct edge_door *);

/** edge_door_answer(w, durable): Tell him; he does not wait any more. */
void edge_door_answer(struct edge_wait *, bool);

#endif
