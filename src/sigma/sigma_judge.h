/* SPDX-License-Identifier: Apache-2.0 */
/* Is a point true?  Telling it, and passing it on to outer correlations. */
#ifndef SIGMA_SIGMA_JUDGE_H
#define SIGMA_SIGMA_JUDGE_H

#include "sigma/windows.h"

/** sigma_judge_init(c): How many of what make ${c} true for sure; 0: none. */
size_t sigma_judge_init(const struct corr *);

/**
 * sigma_judge_arrival(sh, tr, g, at, in, again): Judge on arrival: the point
 * of the entry at ${at} and those behind it whose window it is in.
 * ${again}: tell its own point even if it was told before.
 */
rc sigma_judge_arrival(struct shard *, struct track *, struct group *,
    uint32_t, const struct input *, bool) MUST_USE;

/** sigma_judge_point(sh, timer): Judge a point for good. */
rc sigma_judge_point(struct shard *, const struct timer *) MUST_USE;

/** sigma_judge_tell(sh, tr, g, p): The point is true. */
rc sigma_judge_tell(struct shard *, struct track *, struct group *,
    const struct point *) MUST_USE;

#endif
