/* SPDX-License-Identifier: Apache-2.0 */
/* The conditions of mappings: compiled, and asked of a row. */
#ifndef SOURCE_MAPPING_COND_H
#define SOURCE_MAPPING_COND_H

#include "source/mapping_load.h"

/** A cell as the row at hand has it; see mapping_apply.c. */
typedef const struct row_cell *mapping_cond_cell_fn(void *, uint32_t);

/** mapping_cond_load(L, node): NULL when something was wrong (told). */
struct mapping_cond *mapping_cond_load(struct mapping_load *,
    const struct yaml_node *);

/**
 * mapping_cond_holds(cond, cell, ctx):
 * Does ${cond} (NULL always does) hold for the cells that ${cell} gives?  A
 * cell that is not there equals nothing and compares to nothing.
 */
bool mapping_cond_holds(const struct mapping_cond *, mapping_cond_cell_fn *,
    void *);

/** mapping_cond_each(cond, fn, ctx): Call ${fn} for each ref in it. */
void mapping_cond_each(const struct mapping_cond *,
    void (*)(void *, uint32_t), void *);

/** MAPPING_COND_ROOM: Room for the text of a value that is no TEXT. */
#define MAPPING_COND_ROOM	32

/** mapping_cond_text(v, room): A scalar as text; ${room} as above. */
struct span mapping_cond_text(const struct value *, char *);

#endif
