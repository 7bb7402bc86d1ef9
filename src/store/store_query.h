/* SPDX-License-Identifier: Apache-2.0 */
/* One statement of the store: bound, run, read, ended. */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/store.h"

struct sqlite3_stmt;

/** A statement; in the caller's storage. */
struct store_query {
	struct store		*s;		/* Borrowed. */
	struct sqlite3_stmt	*q;		/* Owned; NULL: it is none. */
	int			 n;		/* Bound so far. */
	bool			 bad;		/* One could not be bound. */
};

/** store_query_begin(s, sql): Its parameters are "?". */
struct store_query store_query_begin(struct store *, const char *);

/** store_query_int(q, i), store_query_text(q, s): Bind the next one; ${s} has
 * to live until the end. */
void store_query_int(struct store_query *, int64_t);
void store_query_text(struct store_query *, struct span);

/** store_query_next(q, any, what, e): Its next row; no more: *${any} is false.
 * RC_CONFLICT: what has to be there once would be there twice. */
rc store_query_next(struct store_query *, bool *, const char *, struct err *)
    MUST_USE;

/** store_query_changed(q): Rows that were changed. */
int64_t store_query_changed(const struct store_query *);

/** store_query_get_int(q, i), store_query_get_text(q, i): A column of the row;
 * valid until the next. */
int64_t store_query_get_int(const struct store_query *, int);
struct span store_query_get_text(const struct store_query *, int);

/** store_query_end(q): Give it back. */
void store_query_end(struct store_query *);

#endif
