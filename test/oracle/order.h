/* SPDX-License-Identifier: Apache-2.0 */
/* temporal_ordered: runs of stages, found by trying all of them. */
#ifndef ORACLE_ORDER_H
#define ORACLE_ORDER_H

#include "oracle/verdict.h"

/** order_longest(k, e, n): The most stages that follow in their order. */
size_t order_longest(const struct o_corr *, const struct o_entry **, size_t);

/** order_text(k, e, n): Does the text hold, each of its or branches alone? */
bool order_text(const struct o_corr *, const struct o_entry **, size_t);

/** order_loads(k): Has each branch of the text something that must come? */
bool order_loads(const struct o_corr *);

#endif
