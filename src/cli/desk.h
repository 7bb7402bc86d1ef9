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

struct desk;

/** An answer; the texts in its buffers are the desk's. */
struct desk_answer {
	unsigned	 status;
	unsigned	 retry_s;	/* Retry-After; 0: none. */
	const char	*type;		/* Constant. */
	struct buf	 body, etag, cookie;
	char		 allow[48];	/* Methods, with a 405. */
};

/** desk_answer_fn(ctx, number, a): Request ${number} is answered. */
typedef void desk_answer_fn(void *, uint64_t, const struct desk_answer *);

/** How to set one up. */
struct desk_how {
	struct store	*store;		/* Borrowed. */
	const struct buf *state;	/* What each role said last, JSON;
					 * borrowed, by enum messages_role. */
	const struct meters_board *board;	/* Borrowed. */
	desk_answer_fn	*answer;
	void		*ctx;		/* Borrowed. */
};

/**
 * desk_new(how, ret, e): Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with desk_free().
 */
rc desk_new(const struct desk_how *, struct desk **, struct err *) MUST_USE;

/** desk_ask(d, ask, now): Answer, now or later; what fails is answered, too. */
void desk_ask(struct desk *, const struct messages_ask *, int64_t);

/** desk_free(d): Who still waits is not answered.  NULL is fine. */
void desk_free(struct desk *);

#endif
