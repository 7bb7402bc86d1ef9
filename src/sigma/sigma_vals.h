/* SPDX-License-Identifier: Apache-2.0 */
/* The distinct values of a group. */
#ifndef SIGMA_SIGMA_VALS_H
#define SIGMA_SIGMA_VALS_H

#include "sigma/windows.h"

/** sigma_vals_get(v, pool, bytes, ret): The value, made if need be. */
rc sigma_vals_get(struct vals *, struct pool *, struct span, struct val **)
    MUST_USE;

/** sigma_vals_unref(v, pool, val): One entry less has it. */
void sigma_vals_unref(struct vals *, struct pool *, struct val *);

/** sigma_vals_release(v, pool): All memory back; no entry has any. */
void sigma_vals_release(struct vals *, struct pool *);

#endif
