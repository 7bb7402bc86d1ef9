/* SPDX-License-Identifier: Apache-2.0 */
/* x-absence: A not followed, nor preceded, by B. */
#ifndef SIGMA_SIGMA_ABSENT_H
#define SIGMA_SIGMA_ABSENT_H

#include "sigma/windows.h"

/** sigma_absent_take(sh, tr, g, in): A match of A, of B, or of both. */
rc sigma_absent_take(struct shard *, struct track *, struct group *,
    const struct input *) MUST_USE;

/** sigma_absent_due(sh, timer): The deadline of an obligation is there. */
rc sigma_absent_due(struct shard *, const struct timer *) MUST_USE;

/** sigma_absent_open(tr, g): Obligations that nothing has met so far. */
uint64_t sigma_absent_open(const struct track *, const struct group *);

#endif
