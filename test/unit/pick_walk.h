/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name picks of a tree, found by looking: an oracle for the one-pass
 * reader that shares nothing with it.  The tree is jansson's.
 */
#ifndef TEST_UNIT_PICK_WALK_H
#define TEST_UNIT_PICK_WALK_H

#include "base/buf.h"

/** Values found: of an array all members, as JSON each; all zero at first. */
struct pick_walk {
	bool		found;		/* There is something, */
	bool		array;		/* or several of it. */
	struct buf	text;		/* The values, each ended by LF. */
};

/**
 * pick_walk_load(line): The tree of ${line}; NULL if it is no object, or one
 * with a key twice, spaces aside, or a very long one, or jansson does not
 * like it.
 */
void *pick_walk_load(struct span);
void pick_walk_free(void *);

/** pick_walk(tree, name, w): What ${name}, alternatives too, picks. */
void pick_walk(void *, const char *, struct pick_walk *);

#endif
