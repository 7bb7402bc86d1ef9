/* SPDX-License-Identifier: Apache-2.0 */
/* Of a crowd of entries, those that decide nothing go. */
#ifndef SIGMA_SIGMA_THIN_H
#define SIGMA_SIGMA_THIN_H

#include "sigma/windows.h"

#define SIGMA_THIN_LEAST	512	/* Below, keeping all is cheaper. */

/** What to do with an entry that goes. */
typedef void sigma_thin_fn(struct shard *, const struct track *,
    struct group *, const struct entry *);

/**
 * sigma_thin(sh, tr, g, gone): Move what stays to the front of the group,
 * whose window is empty.  Every window that held enough to make the
 * condition true holds enough of it still.  Return RC_OK or RC_NOMEM.
 */
rc sigma_thin(struct shard *, const struct track *, struct group *,
    sigma_thin_fn *) MUST_USE;

#endif
