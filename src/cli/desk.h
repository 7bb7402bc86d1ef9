/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper's desk: who asks, may he, and what is answered.  The API's role
 * passes requests on and decides nothing.
 *
 *	ask -> who is it -> route -> permission -> owner -> body -> handler
 *	                                                      -> answer
 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include "base/buf.h"
#include "model/meters.h"
#include "store/store.h"

struct config;
struct desk;
struct loop;

/** An answer; the texts in its buffers are the desk's. */
struct desk_answer {
	unsigned	 status;
	unsigned	 retry_s;	/* Retry-After; 0: none. */
	const char	*type;		/* Constant. */
	struct buf	 body, etag, cookie;
	struct span	 tenant;	/* Of a stream; empty: all. */
	char		 allow[48];	/* Methods, with a 405. */
};

/** desk_answer_fn(ctx, number, a): Request ${number} is answered. */
typedef void desk_answer_fn(void *, uint64_t, const struct desk_answer *);

/** How to set one up. */
struct desk_how {
	struct store	*store;		/* Borrowed, as are all others. */
	struct loop	*loop;
	const struct config *config;
	const char	*folder;	/* Of the store's files. */
	const struct buf *state;	/* What each role said last, JSON;
					 * borrowed, by enum messages_role. */
	const struct meters_board *board;	/* Borrowed. */
	desk_answer_fn	*answer;
	/** Lines for the journal; desk_reference_told() says what became of
	 * them.  False: they cannot be sent. */
	bool		(*append)(void *ctx, uint64_t number, struct span);
	/** Who may come in has changed: may those who stream still? */
	void		(*recheck)(void *ctx);
	/** Before the desk writes later: no transaction may be open. */
	void		(*settle)(void *ctx);
	void		*ctx;
};

/**
 * desk_new(how, ret, e): Return RC_OK, RC_NOMEM, or what the database failed
 * with.
 *
 * Owns:     the caller owns *${ret}; end it with desk_free().
 */
rc desk_new(const struct desk_how *, struct desk **, struct err *) MUST_USE;

/** desk_run(d, e): Confined, and the loop will run: its thread begins. */
rc desk_run(struct desk *, struct err *) MUST_USE;

/** desk_mask(d, json, b): Append an alert as who may not see personal data sees
 * it; RC_OK, or nothing is appended. */
rc desk_mask(struct desk *, struct span, struct buf *) MUST_USE;

/** desk_rules_fate(d, rule, time): What a new alert of ${rule}, at ${time}, is
 * instead of "new": "muted" or "observed"; or NULL. */
const char *desk_rules_fate(const struct desk *, struct span, int64_t);

/** desk_reference_told(d, number, durable): The lines of request ${number}, of
 * all that wait if it is 0, are on disk or are not. */
void desk_reference_told(struct desk *, uint64_t, bool);

/** desk_ask(d, ask, now): Answer, now or later; what fails is answered, too. */
void desk_ask(struct desk *, const struct messages_ask *, int64_t);

/** desk_free(d): Who still waits is not answered.  NULL is fine. */
void desk_free(struct desk *);

#endif
