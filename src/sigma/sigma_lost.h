/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is left of samples that had to go for want of room: sub-windows with
 * how many they were, their sums, and least and most of them.  A sub-window
 * inside of the window counts whole; one that its end cuts is the error.
 */
#ifndef SIGMA_SIGMA_LOST_H
#define SIGMA_SIGMA_LOST_H

#include "sigma/windows.h"

/** sigma_lost_room(g, pool): What the group has lost, empty if new; or NULL. */
struct lost *sigma_lost_room(struct group *, struct pool *);

/** sigma_lost_take(tr, g, to): Entries before ${to} are about to go. */
void sigma_lost_take(const struct track *, struct group *, uint32_t);

/** sigma_lost_expire(g, pool, until): Forget what ended by ${until}. */
void sigma_lost_expire(struct group *, struct pool *, int64_t);

/**
 * sigma_lost_value(tr, g, p): Bring into the value of the point, which is
 * that of the entries in the window, what is lost of it, with a bound of the
 * error in either direction.
 */
void sigma_lost_value(const struct track *, const struct group *,
    struct point *);

#endif
