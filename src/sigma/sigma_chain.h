/* SPDX-License-Identifier: Apache-2.0 */
/* What a correlation's condition asks for, in the form it is judged in. */
#ifndef SIGMA_SIGMA_CHAIN_H
#define SIGMA_SIGMA_CHAIN_H

#include "sigma/rule.h"

/**
 * sigma_chain_of(ld, map, c): The chains of a temporal_ordered: one of all
 * rules, or one for each `or` branch of its text; false: refused.
 */
bool sigma_chain_of(struct load *, const struct yaml_node *, struct corr *);

#endif
