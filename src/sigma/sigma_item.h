/* SPDX-License-Identifier: Apache-2.0 */
/* "field|modifiers: values" and keywords. */
#ifndef SIGMA_SIGMA_ITEM_H
#define SIGMA_SIGMA_ITEM_H

#include "sigma/rule.h"

/**
 * sigma_item_parse(ld, key, value): The item with the field ${key} (NULL:
 * keywords) and the value or values ${value}.  NULL when it was refused or
 * memory was short.
 */
struct item *sigma_item_parse(struct load *, const struct yaml_node *,
    const struct yaml_node *);

/**
 * sigma_item_field(ld, node, name, ret): Resolve ${name}, which stands at
 * ${node}, and note that the document names it.  False: refused.
 */
bool sigma_item_field(struct load *, const struct yaml_node *, struct span,
    struct sigma_field *);

#endif
