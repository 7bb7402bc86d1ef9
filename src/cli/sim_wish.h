/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of attacks as somebody writes it:
 *
 *	none | default | WISH[,WISH...]
 *	WISH: NAME or scenario number [@TIME] [*STRENGTH] [=TARGET]
 *
 * TIME is RFC 3339, TARGET the id of a vehicle, customer or employee.
 */
#ifndef CLI_SIM_WISH_H
#define CLI_SIM_WISH_H

#include "base/rc.h"
#include "base/span.h"

/** One wish.  Spans lie in the list. */
struct sim_wish {
	struct span	what, target;	/* target: empty any */
	int64_t		at_ms;		/* 0: by dice */
	double		strength;	/* 0: that of the run */
};

/**
 * sim_wish_next(list, out):
 * Cut the first wish off ${list}.  Return RC_OK, RC_NOTFOUND at its end, or
 * RC_MALFORMED when what follows the name cannot be read (${out} has the
 * name all the same).
 */
rc sim_wish_next(struct span *, struct sim_wish *) MUST_USE;

/** sim_wish_is(wish, name, scenario): Does it name this attack? */
bool sim_wish_is(const struct sim_wish *, const char *, int);

/**
 * sim_wish_find(list, nth, name, scenario, out):
 * The ${nth} wish, from 0, of ${list} that names the attack; "default" has
 * one for each.  False if there is none.
 */
bool sim_wish_find(const char *, size_t, const char *, int,
    struct sim_wish *);

#endif
