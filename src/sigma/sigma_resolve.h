/* SPDX-License-Identifier: Apache-2.0 */
/* Who refers to whom: ids, names, the rules of correlations. */
#ifndef SIGMA_SIGMA_RESOLVE_H
#define SIGMA_SIGMA_RESOLVE_H

#include "sigma/rule.h"

/** sigma_resolve_twins(ld): Refuse documents that share an id or a name. */
void sigma_resolve_twins(struct load *);

/**
 * sigma_resolve(ld): Find what every correlation refers to; refuse those
 * whose rules are refused, unknown or go round in circles.
 */
void sigma_resolve(struct load *);

#endif
