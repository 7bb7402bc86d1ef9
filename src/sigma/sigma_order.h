/* SPDX-License-Identifier: Apache-2.0 */
/* temporal_ordered: how far do events in the given order get? */
#ifndef SIGMA_SIGMA_ORDER_H
#define SIGMA_SIGMA_ORDER_H

#include "sigma/windows.h"

/** sigma_order_bytes(c): Bytes of a group's state, its counts first. */
size_t sigma_order_bytes(const struct corr *);

/**
 * sigma_order_run(tr, g, t, run): The window stands at the point ${t}: store
 * the longest run of stages in ${run}; does a chain get to its end, without
 * what must not be there?
 */
bool sigma_order_run(const struct track *, struct group *, int64_t,
    unsigned *);

/** sigma_order_back(tr, g, te): What is at ${te} has changed: look again. */
void sigma_order_back(const struct track *, struct group *, int64_t);

/** sigma_order_reset(tr, g): Forget all runs. */
void sigma_order_reset(const struct track *, struct group *);

#endif
