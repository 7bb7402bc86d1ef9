/* SPDX-License-Identifier: Apache-2.0 */
/* Sub-windows of lost samples as bytes. */
#ifndef SIGMA_SIGMA_LOST_IO_H
#define SIGMA_SIGMA_LOST_IO_H

#include "base/pack.h"
#include "sigma/windows.h"

/** sigma_lost_io_save(b, l): Append ${l}; NULL: nothing is lost. */
void sigma_lost_io_save(struct buf *, const struct lost *);

/** sigma_lost_io_load(tr, g, pool, c): Into a group that has lost nothing.
 * RC_OK; RC_MALFORMED; RC_NOMEM. */
rc sigma_lost_io_load(const struct track *, struct group *, struct pool *,
    struct cur *) MUST_USE;

#endif
