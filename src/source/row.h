/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row of a foreign format as cells with names, whatever it was written
 * in.  JSON becomes its tree in order, each part under its path:
 *
 *	{"a":{"b":1},"c":[2]}  ->  a {MAP, end 2}  a.b 1  c [ARRAY]  c.0 2
 *
 * Columns of CSV and parts of text lines have no tree: their names stay from
 * row to row, only the values change.
 */
#ifndef SOURCE_ROW_H
#define SOURCE_ROW_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/span.h"
#include "model/value.h"

#define ROW_KEYS_MAX	500	/* An event line holds 512. */
#define ROW_KEY_MAX	1024	/* Bytes of a key. */
#define ROW_DEPTH_MAX	7	/* An event line holds 8. */
#define ROW_CELLS_MAX	65536	/* Members of arrays, too. */
#define ROW_NONE	UINT32_MAX

/** One cell. */
struct row_cell {
	struct span	path;		/* "position.attributes.alarm" */
	struct span	key;		/* Its last part. */
	struct value	v;		/* MAP and ARRAY: type and n alone. */
	uint32_t	end;		/* First cell behind its subtree. */
	bool		used;		/* Something of the event came of it. */
};

/** A row in the caller's storage; all zero is an empty one. */
struct row {
	struct row_cell	*cell;		/* Owned. */
	size_t		 n, cap;
	uint32_t	*slot;		/* Owned: hash table, cell + 1. */
	size_t		 slots;		/* A power of two, or 0. */
	struct arena	 arena;		/* Texts and paths of this row. */
};

/**
 * row_json(r, text, e):
 * Make ${r} the cells of ${text}, one JSON object.  Return RC_OK; as
 * json_walk(), RC_MALFORMED also for what is no object; RC_LIMIT also for
 * the limits above.
 *
 * Borrows:  cells point into ${text}.
 */
rc row_json(struct row *, struct span, struct err *) MUST_USE;

/**
 * row_columns(r, name, n):
 * Make ${r} ${n} absent cells with these names.  Return RC_OK; RC_CONFLICT (a
 * name twice: that of the last cell of ${r}); RC_MALFORMED (one that is too
 * long or no UTF-8); or RC_NOMEM.
 *
 * Copies:   the names.
 */
rc row_columns(struct row *, const struct span *, size_t) MUST_USE;

/** row_blank(r): All cells absent and unused; the columns stay. */
void row_blank(struct row *);

/** row_find(r, path, hash): The cell with that path and hash_64(path). */
uint32_t row_find(const struct row *, struct span, uint64_t);

/** row_release(r): Give the memory back; empty and usable. */
void row_release(struct row *);

#endif
