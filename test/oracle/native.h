/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the whole engine as event lines: alerts are compared. */
#ifndef ORACLE_NATIVE_H
#define ORACLE_NATIVE_H

#include "oracle/product.h"

/** native_adapt(c): Keys become texts, samples numbers, or absent. */
void native_adapt(struct o_case *);

/**
 * native_same(c, how, out, alerts):
 * Does the engine raise the alerts of the oracle?  Append what differs to
 * ${out}, which may be NULL; add the number of alerts to ${alerts}.
 */
bool native_same(const struct o_case *, const struct product_how *,
    struct buf *out, unsigned long *alerts);

#endif
