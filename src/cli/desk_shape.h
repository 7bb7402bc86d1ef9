/* SPDX-License-Identifier: Apache-2.0 */
/* The members of shapes and the parameters of routes, as they are written. */
#ifndef CLI_DESK_SHAPE_H
#define CLI_DESK_SHAPE_H

#include "base/json.h"
#include "base/span.h"

/** desk_shape_members(name): The words of a shape; NULL: no such shape. */
const char *desk_shape_members(struct span);

/** desk_shape_name(i), desk_shape_help(i): Of the ${i}th; NULL behind the
 * last. */
const char *desk_shape_name(unsigned);
const char *desk_shape_help(unsigned);

/** One word, taken apart. */
struct desk_shape_member {
	struct span	name;
	struct span	type;		/* "text", "Alert"; no braces. */
	struct span	args;		/* What stands in them. */
	bool		needed, many;
};

/** desk_shape_next(rest, m): Take the next word off; false at the end. */
bool desk_shape_next(struct span *, struct desk_shape_member *);

/** desk_shape_word(args): Take the next of "a,b" off; empty at the end. */
struct span desk_shape_word(struct span *);

/** desk_shape_bounds(args, least, most): Of "0,9"; of "9": from 0 on. */
void desk_shape_bounds(struct span, int64_t *, int64_t *);

/** desk_shape_int(s, i): A whole number that is not negative, in digits. */
bool desk_shape_int(struct span, int64_t *);

/**
 * desk_shape_fits(m, v): May a value be this?  Where it is an array ${v} is
 * one of its members.  Members of objects are not looked at.
 */
bool desk_shape_fits(const struct desk_shape_member *,
    const struct json_val *);

#endif
