/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the product as plain JSON lines: reader, clock and all. */
#ifndef ORACLE_LINES_H
#define ORACLE_LINES_H

#include "oracle/product.h"

/** lines_adapt(c): What plain lines cannot say is taken out of ${c}. */
void lines_adapt(struct o_case *);

/** lines_truth(c, how, ret): What must be told: findings of rules, too. */
void lines_truth(const struct o_case *, enum o_firing, struct o_result *);

/** lines_run(c, how, ret, notes): As product_run(). */
bool lines_run(const struct o_case *, const struct product_how *,
    struct o_result *, struct buf *notes);

#endif
