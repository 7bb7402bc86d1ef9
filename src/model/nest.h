/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members at paths as nested JSON objects, in one pass: what neighbours share
 * of their paths stays open.
 *
 *	a.b 1, a.c 2, d 3  ->  {"a":{"b":1,"c":2},"d":3}
 */
#ifndef MODEL_NEST_H
#define MODEL_NEST_H

#include "base/buf.h"

#define NEST_DEPTH	8		/* Keys of the longest path. */

/** An object in the making, and the objects in it that are open. */
struct nest {
	struct buf	*out;		/* Borrowed. */
	struct span	 open[NEST_DEPTH];	/* Borrowed. */
	size_t		 depth;
	bool		 comma;		/* One before the next member. */
	unsigned	 keys;		/* Written so far. */
};

/** nest_begin(w, out): Open the object at the end of ${out}. */
void nest_begin(struct nest *, struct buf *);

/**
 * nest_key(w, seg, n):
 * Write the key of the member at the path of ${n} keys, at most NEST_DEPTH;
 * its value must follow.  Members of one object must be neighbours.
 */
void nest_key(struct nest *, const struct span *, size_t);

/** nest_open(w, key): Open an object in the innermost one. */
void nest_open(struct nest *, struct span);

/** nest_name(w, key): The key of a member of the innermost one. */
void nest_name(struct nest *, struct span);

/** nest_to(w, depth): Close all but the ${depth} outermost. */
void nest_to(struct nest *, size_t);

/** nest_end(w): Close all that is open. */
void nest_end(struct nest *);

/** nest_text(out, s): A JSON string; ill-formed UTF-8 is U+FFFD. */
void nest_text(struct buf *, struct span);

#endif
