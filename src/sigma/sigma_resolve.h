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

/** sigma_resolve_at_work(ld, i): Notes and names are of document ${i} now. */
void sigma_resolve_at_work(struct load *, size_t);

/**
 * sigma_resolve_find(s, name, near): The number of the document with the id
 * or name ${name}, a live one before others; s->docs if there is none, and
 * then the nearest name is in ${near}, if there is one.
 */
size_t sigma_resolve_find(const struct sigma *, struct span, struct span *);

#endif
