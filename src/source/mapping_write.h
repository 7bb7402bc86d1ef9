/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines as mappings write them: JSON, its objects, what is left. */
#ifndef SOURCE_MAPPING_WRITE_H
#define SOURCE_MAPPING_WRITE_H

#include "source/mapping_plan.h"

/** A line in the making; the objects that are open. */
struct mapping_write {
	struct buf	*out;		/* Borrowed. */
	struct span	 open[MAPPING_SEGS];
	size_t		 depth;
	bool		 comma;		/* One before the next member. */
	unsigned	 keys;		/* Written so far. */
};

/** mapping_write_begin(w, out): Open the line's object at the end of ${out}. */
void mapping_write_begin(struct mapping_write *, struct buf *);

/** mapping_write_key(w, f): The place of ${f}; its value must follow. */
void mapping_write_key(struct mapping_write *, const struct mapping_field *);

/** mapping_write_end(w): Close all that is open. */
void mapping_write_end(struct mapping_write *);

/** mapping_write_text(out, s): A JSON string; ill-formed UTF-8 is U+FFFD. */
void mapping_write_text(struct buf *, struct span);

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
void mapping_write_left(struct mapping_write *, const struct row *,
    const struct mapping_block *);

/** mapping_write_id(out, text): "L" and 25 characters over ${text}. */
void mapping_write_id(struct buf *, struct span);

#endif
