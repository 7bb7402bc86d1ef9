/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper's desk: who asks, may he, and what is answered.  Every route is
 * a row that names its permission; the API passes requests on and decides
 * nothing.
 */
#ifndef CLI_KEEPER_DESK_H
#define CLI_KEEPER_DESK_H

#include "model/messages.h"
#include "store/store.h"

/** Permissions. */
enum {
	DESK_READ_ALERTS	= 1,
	DESK_WORK_ALERTS	= 2,	/* Assign, comment, close. */
	DESK_WATCH		= 4,	/* Alerts as they come. */
	DESK_READ_STATE		= 8	/* Of sources and roles. */
};

#define DESK_VIEWER	(DESK_READ_ALERTS | DESK_WATCH | DESK_READ_STATE)

/** name, what it may */
#define DESK_ROLES(X)							\
	X("viewer",    DESK_VIEWER)					\
	X("analyst",   DESK_VIEWER | DESK_WORK_ALERTS)			\
	X("responder", DESK_VIEWER | DESK_WORK_ALERTS)			\
	X("admin",     DESK_VIEWER | DESK_WORK_ALERTS)

/** An answer; the texts in its buffers are the caller's. */
struct keeper_desk_answer {
	unsigned	 status;
	const char	*type;		/* Constant. */
	struct buf	 body, etag;
};

/** What the desk looks things up in.  All borrowed. */
struct keeper_desk_shelf {
	struct store		*store;
	const struct buf	*state;	/* Of each role, JSON; empty: none. */
	int64_t			 now;	/* ms since 1970 */
};

/** keeper_desk(shelf, ask, ret): Answer; what fails is an answer, too.  End it
 * with keeper_desk_release(). */
void keeper_desk(const struct keeper_desk_shelf *,
    const struct messages_ask *, struct keeper_desk_answer *);

/** keeper_desk_release(a): Give the texts back. */
void keeper_desk_release(struct keeper_desk_answer *);

#endif
