/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deadlines of x-absence that wait: while a source that brought a match of B
 * in the last day is unwell, that B does not come says nothing.
 *
 *	all events, in order -> turns: (tenant, track) held at / released at
 *	a timer at a held place  -> waits, until the turn that releases it
 */
#ifndef SIGMA_SIGMA_HOLD_H
#define SIGMA_SIGMA_HOLD_H

#include "sigma/windows.h"

/** sigma_hold_batch(w): Find the turns of the batch, after the clocks. */
rc sigma_hold_batch(struct sigma_windows *) MUST_USE;

/** sigma_hold_release(sh): The level begins: what the turns of the batch
 * release becomes due there. */
rc sigma_hold_release(struct shard *) MUST_USE;

/** sigma_hold_is(w, tenant, tr, pos): Does ${tr} hold at that event? */
bool sigma_hold_is(const struct sigma_windows *, uint32_t,
    const struct track *, uint64_t);

/**
 * sigma_hold_due(w, timer, pos, after): The timer would run at the event
 * ${pos}.  Return its due, if it may; else when it may, behind the event
 * *${after}, or WINDOWS_HELD.
 */
int64_t sigma_hold_due(const struct sigma_windows *, const struct timer *,
    uint64_t, uint64_t *);

/** sigma_hold_of(w, tenant, tr): Whom ${tr} waits for; NULL: no memory. */
struct hold *sigma_hold_of(struct sigma_windows *, uint32_t,
    const struct track *);

/** sigma_hold_put(h, number, clock): One more source, whose newest match of
 * a B came then. */
rc sigma_hold_put(struct hold *, uint32_t, int64_t) MUST_USE;

/** sigma_hold_end(w, t): Give back what the tenant has. */
void sigma_hold_end(const struct sigma_windows *, struct tenant *);

#endif
