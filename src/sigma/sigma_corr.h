/* SPDX-License-Identifier: Apache-2.0 */
/* Correlation documents: their keys and conditions. */
#ifndef SIGMA_SIGMA_CORR_H
#define SIGMA_SIGMA_CORR_H

#include "sigma/rule.h"

/** sigma_corr_parse(ld, node): Read the mapping ${node} into the document. */
bool sigma_corr_parse(struct load *, const struct yaml_node *);

#endif
