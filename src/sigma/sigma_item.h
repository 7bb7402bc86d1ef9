/* SPDX-License-Identifier: Apache-2.0 */
/* "field|modifiers: values" and keywords. */
#ifndef SIGMA_SIGMA_ITEM_H
#define SIGMA_SIGMA_ITEM_H

#include "sigma/rule.h"

/**
 * sigma_item_parse(ld, key, value, single): The question that the field
 * ${key} (NULL: keywords) and the value or values ${value} ask; a field that
 * pipelines make several of is any of them, else *${single} (unless it is
 * NULL) becomes the one item.  NULL when it was refused, after all of it was
 * looked at, or memory was short.
 */
struct expr *sigma_item_parse(struct load *, const struct yaml_node *,
    const struct yaml_node *, struct item **single);

/**
 * sigma_item_field(ld, node, name, ret): Resolve ${name}, which stands at
 * ${node} and must be one field by the pipelines in ld->use, and note that
 * the document names it.  False: refused.
 */
bool sigma_item_field(struct load *, const struct yaml_node *, struct span,
    struct sigma_field *);

#endif
