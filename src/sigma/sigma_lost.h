/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is left of samples that had to go for want of room: sub-windows with
 * how many they were, their sums, least and most of them; for percentiles a
 * sketch, for distinct values a HyperLogLog.  A sub-window inside of the
 * window counts whole; one that its end cuts is part of the error.
 */
#ifndef SIGMA_SIGMA_LOST_H
#define SIGMA_SIGMA_LOST_H

#include "sigma/windows.h"

/** sigma_lost_room(tr, g, pool): What the group has lost, empty if new; or
 * NULL: memory is short. */
struct lost *sigma_lost_room(const struct track *, struct group *,
    struct pool *);

/** sigma_lost_take(tr, g, pool, to): Entries before ${to} are about to go. */
rc sigma_lost_take(const struct track *, struct group *, struct pool *,
    uint32_t) MUST_USE;

/** sigma_lost_expire(tr, g, pool, until): Forget what ended by ${until}. */
void sigma_lost_expire(const struct track *, struct group *, struct pool *,
    int64_t);

/** sigma_lost_move(tr, g, pool, from, t): The group has lost some, and its
 * window is (from, t] now: add up what is inside. */
rc sigma_lost_move(const struct track *, struct group *, struct pool *,
    int64_t, int64_t) MUST_USE;

/** sigma_lost_enters(l, val), sigma_lost_leaves(l): A distinct value is in
 * the window now, or one is no more. */
void sigma_lost_enters(struct lost *, const struct val *);
void sigma_lost_leaves(struct lost *);

#endif
