/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines asked one query: event lines, and alerts as short JSON.  Of an event
 * line only what the query reads is kept, but all of it is checked.
 */
#ifndef MODEL_QUERY_LINE_H
#define MODEL_QUERY_LINE_H

#include "model/query.h"

struct query_line;

/** What a line turned out to be. */
struct query_said {
	bool	hit;
	bool	alert;
	int64_t	time;			/* ms */
};

/**
 * query_line_new(q, also, n, ret, e):
 * A reader of lines for ${q}, of which the ${n} names ${also} will be asked,
 * too.  Return RC_OK, RC_LIMIT or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with query_line_free().
 * Borrows:  ${q}, until then.
 */
rc query_line_new(const struct query *, const struct query_name *const *,
    size_t, struct query_line **, struct err *) MUST_USE;
void query_line_free(struct query_line *);

/**
 * query_line_ask(l, line, number, ret, e):
 * Ask of ${line}, the ${number}th.  Return RC_OK; an error of evline_read()
 * or of query_alert_read(), with ${e}, if it is neither; or RC_NOMEM.
 */
rc query_line_ask(struct query_line *, struct span, uint64_t,
    struct query_said *, struct err *) MUST_USE;

/**
 * query_line_value(l, name, ret):
 * Store the first value of ${name} that the line asked last has, or one that
 * is absent; borrowed until the next call here.  RC_OK or RC_NOMEM.
 */
rc query_line_value(struct query_line *, const struct query_name *,
    const struct value **) MUST_USE;

#endif
