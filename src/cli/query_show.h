/* SPDX-License-Identifier: Apache-2.0 */
/* What a query found, as it is printed. */
#ifndef CLI_QUERY_SHOW_H
#define CLI_QUERY_SHOW_H

#include "model/query_line.h"

#define QUERY_SHOW_FIELDS	32	/* Of --fields. */

/** How lines are shown. */
struct query_show {
	const struct query_name	*field[QUERY_SHOW_FIELDS];
	size_t			 n;	/* 0: the whole line. */
	bool			 json;	/* Fields as an object. */
};

/**
 * query_show_line(s, l, line, out):
 * Append ${line}, which ${l} was asked last, with its line end.  RC_OK or
 * RC_NOMEM.
 */
rc query_show_line(const struct query_show *, struct query_line *,
    struct span, struct buf *) MUST_USE;

#endif
