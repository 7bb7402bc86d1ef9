/* SPDX-License-Identifier: Apache-2.0 */
/* A match goes into the windows of the correlations that name its rule. */
#ifndef SIGMA_SIGMA_FEED_H
#define SIGMA_SIGMA_FEED_H

#include "sigma/windows.h"

/** sigma_feed_offer(w, rule, o): Offer a match of ${rule} to all of them. */
rc sigma_feed_offer(struct sigma_windows *, unsigned, const struct offer *)
    MUST_USE;

#endif
