/* SPDX-License-Identifier: Apache-2.0 */
/* The field dictionary of the model, as mappings ask for it. */
#ifndef SOURCE_MAPPING_DICT_H
#define SOURCE_MAPPING_DICT_H

#include "source/mapping.h"

/**
 * mapping_dict_type(ctx, target, near):
 * A mapping_field_fn over model/field.h, whose field_init() must have run;
 * ${ctx} is not used.  Objects as a whole are no targets.
 */
enum value_type mapping_dict_type(const void *, struct span,
    struct suggest *);

#endif
