/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms that run out: bookings past their end (booking.overdue) and access
 * that outlives a booking or an ownership (pairing.residual).  Steps and ids
 * as the event contract's section 6 says; whether anything is to be told is
 * asked of the registers when a step is due, at the time of that step.
 */
#ifndef ENGINE_TERMS_H
#define ENGINE_TERMS_H

#include "base/arena.h"
#include "base/pack.h"
#include "model/event.h"
#include "twin/ref.h"

#define TERMS_MAX	2000000		/* Of a tenant. */

/** A generated event that is due. */
struct terms_due {
	int64_t		time;		/* End + step, ms. */
	char		id[36];		/* "tw-" + 32 hex, NUL. */
	struct span	line;		/* In the caller's arena. */
};

struct terms;

/** terms_fields: What terms_note() reads of an event, 0-ended. */
extern const uint16_t terms_fields[];

/**
 * terms_new(tenant, ref, max, ret):
 * At most ${max} terms at a time; those that come when there are so many are
 * counted and not watched.  Borrows tenant and ref.  RC_OK or RC_NOMEM.
 */
rc terms_new(struct span, const struct ref *, size_t, struct terms **)
    MUST_USE;
void terms_free(struct terms *);

/**
 * terms_note(t, ev): ${ev}, which the registers know already, may begin, move
 * or end a term.  Return RC_OK or RC_NOMEM.
 */
rc terms_note(struct terms *, const struct event *) MUST_USE;

/**
 * terms_next(t, clock, pos, arena, ret): The next event whose time + 30 s is
 * not after ${clock}, by what came up to the position ${pos}.  Return RC_OK,
 * RC_NOTFOUND or RC_NOMEM.
 */
rc terms_next(struct terms *, int64_t clock, uint64_t pos, struct arena *,
    struct terms_due *) MUST_USE;

/** terms_save(t, b), terms_load(t, c, e): RC_OK, RC_MALFORMED, RC_NOMEM. */
void terms_save(const struct terms *, struct buf *);
rc terms_load(struct terms *, struct cur *, struct err *) MUST_USE;

/** terms_lost(t): How many were not watched for want of room. */
uint64_t terms_lost(const struct terms *);

/** terms_bytes(t): Heap bytes; about 200 a term. */
size_t terms_bytes(const struct terms *);

#endif
