/* SPDX-License-Identifier: Apache-2.0 */
/* Tenants' clocks, watermarks, and the points that wait for them. */
#ifndef SIGMA_SIGMA_CLOCK_H
#define SIGMA_SIGMA_CLOCK_H

#include "sigma/windows.h"

/** sigma_clock_batch(w): Move the clocks by the events of the batch. */
rc sigma_clock_batch(struct sigma_windows *) MUST_USE;

/** sigma_clock_end(w): The batch is over. */
void sigma_clock_end(struct sigma_windows *);

/** sigma_clock_tenant(w, name, ret): The tenant's number, made if new. */
rc sigma_clock_tenant(struct sigma_windows *, struct span, uint32_t *)
    MUST_USE;

/** sigma_clock_at(w, tenant, timer): The event of the batch at which the
 * timer runs. */
uint64_t sigma_clock_at(const struct sigma_windows *, uint32_t,
    const struct timer *);

/** sigma_clock_wait(sh, level, tenant, timer): Let it wait its turn. */
rc sigma_clock_wait(struct shard *, unsigned, uint32_t, const struct timer *)
    MUST_USE;

/**
 * sigma_clock_due(sh, tenant, mark, pos, timer): Take the soonest timer of
 * the level at work that is due by ${mark} at the event ${pos}; was there
 * one?
 */
bool sigma_clock_due(struct shard *, uint32_t, int64_t, uint64_t,
    struct timer *);

/** sigma_clock_let_go(sh, tenant, tr, due, after): What is held of ${tr}, at
 * the level at work, becomes due behind the event ${after}. */
rc sigma_clock_let_go(struct shard *, uint32_t, const struct track *, int64_t,
    uint64_t) MUST_USE;

/** sigma_clock_room(sh): Timers for all tenants that there are. */
rc sigma_clock_room(struct shard *) MUST_USE;

/** sigma_clock_release(sh): Give the timers back. */
void sigma_clock_release(struct shard *);

/** sigma_clock_before(w, tenant, pos): The batch's last tick before the event
 * ${pos}; NULL: there is none. */
const struct tick *sigma_clock_before(const struct sigma_windows *, uint32_t,
    uint64_t);

#endif
