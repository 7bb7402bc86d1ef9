/* SPDX-License-Identifier: Apache-2.0 */
/* Tenants' clocks, watermarks, and the points that wait for them. */
#ifndef SIGMA_SIGMA_CLOCK_H
#define SIGMA_SIGMA_CLOCK_H

#include "sigma/windows.h"

/** sigma_clock_tenant(w, name, ret): The number of a tenant, made if new. */
rc sigma_clock_tenant(struct sigma_windows *, struct span, uint32_t *)
    MUST_USE;

/**
 * sigma_clock_mark(w, tenant, te, entity): The watermark by which an event is
 * late; INT64_MIN before the first clock.  A jump of the clock counts here
 * once events of two entities lie behind it.
 */
int64_t sigma_clock_mark(struct sigma_windows *, uint32_t, int64_t,
    struct span);

/** sigma_clock_wait(w, g, at): Let the point of the entry ${at} wait. */
rc sigma_clock_wait(struct sigma_windows *, struct group *, size_t) MUST_USE;

/**
 * sigma_clock_due(w, tenant, now): The tenant's clock reached ${now} ms:
 * decide what waited for the watermark.
 */
rc sigma_clock_due(struct sigma_windows *, struct span, int64_t) MUST_USE;

#endif
