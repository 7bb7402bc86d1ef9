/* SPDX-License-Identifier: Apache-2.0 */
/* Is a point true?  Telling it, and passing it on to outer correlations. */
#ifndef SIGMA_SIGMA_JUDGE_H
#define SIGMA_SIGMA_JUDGE_H

#include "sigma/windows.h"

/** sigma_judge_init(c): How many of what make ${c} true for sure; 0: none. */
size_t sigma_judge_init(const struct corr *);

/**
 * sigma_judge_arrival(w, g, at, o, again): Judge on arrival: the point of the
 * entry at ${at} and those behind it whose window it is in.  ${again}: tell
 * its own point even if it was told before.
 */
rc sigma_judge_arrival(struct sigma_windows *, struct group *, size_t,
    const struct offer *, bool) MUST_USE;

/** sigma_judge_point(w, g, t, mark): Judge the point ${t} for good. */
rc sigma_judge_point(struct sigma_windows *, struct group *, int64_t,
    int64_t) MUST_USE;

#endif
