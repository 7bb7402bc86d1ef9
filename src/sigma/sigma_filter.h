/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: documents that are joined to the rules they name. */
#ifndef SIGMA_SIGMA_FILTER_H
#define SIGMA_SIGMA_FILTER_H

#include "sigma/rule.h"

/**
 * sigma_filter_join(ld): Join every filter to its rules by AND, exactly as
 * it is written; refuse those that name what they cannot be joined to, or
 * that fit no rule.
 */
void sigma_filter_join(struct load *);

#endif
