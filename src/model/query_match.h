/* SPDX-License-Identifier: Apache-2.0 */
/* Does a record, an event or an alert, pass a query? */
#ifndef MODEL_QUERY_MATCH_H
#define MODEL_QUERY_MATCH_H

#include "model/query.h"

/** What a query looks at. */
struct query_record {
	const void	*ctx;
	/**
	 * value(ctx, name, i, ret): Store the ${i}th value of ${name}, which
	 * may be absent.  Return RC_OK, RC_NOTFOUND after the last, RC_NOMEM.
	 */
	rc		(*value)(const void *, const struct query_name *,
			    unsigned, const struct value **);
	struct span	 line;		/* Its JSON, for words. */
};

/** Scratch that is kept from record to record; all zero is empty. */
struct query_match {
	struct buf	text;		/* A text folded. */
	struct buf	line;		/* The line folded, */
	bool		folded;		/* if it is this record's. */
	struct arena	arena;
};

/**
 * query_match(q, m, rec, ret):
 * Store whether ${rec} passes.  Return RC_OK or RC_NOMEM.  Once its scratch
 * has grown, nothing is allocated.
 */
rc query_match(const struct query *, struct query_match *,
    const struct query_record *, bool *) MUST_USE;

/** query_match_release(m): Give the scratch back. */
void query_match_release(struct query_match *);

#endif
