/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines as mappings write them: JSON, its objects, what is left. */
#ifndef SOURCE_MAPPING_WRITE_H
#define SOURCE_MAPPING_WRITE_H

#include "model/nest.h"
#include "source/mapping_plan.h"

/**
 * mapping_write_value(out, v, type):
 * ${v}, a scalar, as a field of ${type}.  Return NULL, or what was expected,
 * nothing having been written.
 */
const char *mapping_write_value(struct buf *, const struct value *,
    enum value_type);

/**
 * mapping_write_left(w, r, b):
 * Put the unused cells of ${r}, under their own names, in "unmapped".  Values
 * named like a secret, and such parameters in URLs, become "***".  A name that
 * a field of ${b} has there is the field's: the mapping's author chose so.
 */
void mapping_write_left(struct nest *, const struct row *,
    const struct mapping_block *);

/** mapping_write_id(out, text): "L" and 25 characters over ${text}. */
void mapping_write_id(struct buf *, struct span);

#endif
