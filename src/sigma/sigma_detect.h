/* SPDX-License-Identifier: Apache-2.0 */
/* Detections: selections and what a condition makes of them. */
#ifndef SIGMA_SIGMA_DETECT_H
#define SIGMA_SIGMA_DETECT_H

#include "sigma/rule.h"

/**
 * sigma_detect_parse(ld, map): The tree of ${map}, whose keys are selections
 * but for "condition" and, in a filter, "rules".  NULL when it was refused,
 * after all of it was looked at, or memory was short.
 */
struct expr *sigma_detect_parse(struct load *, const struct yaml_node *);

/**
 * sigma_detect_map(ld, map): A mapping from fields to values: all of its
 * items.  NULL when it was refused or memory was short.
 */
struct expr *sigma_detect_map(struct load *, const struct yaml_node *);

/**
 * sigma_detect_label(ld, e, label): ${e} under a name, for those who explain;
 * or NULL.
 */
struct expr *sigma_detect_label(struct load *, struct expr *, struct span);

/**
 * sigma_detect_weighs(ld, node, e): Is ${e} of a size that can be compiled?
 * Else the document at work is refused at ${node}.
 */
bool sigma_detect_weighs(struct load *, const struct yaml_node *,
    const struct expr *);

#endif
