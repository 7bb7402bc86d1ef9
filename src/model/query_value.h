/* SPDX-License-Identifier: Apache-2.0 */
/* What stands after the colon, by what the name holds, as a term's test. */
#ifndef MODEL_QUERY_VALUE_H
#define MODEL_QUERY_VALUE_H

#include "model/query.h"
#include "model/query_lex.h"

/** Where values are read; texts go to ${arena}. */
struct query_value {
	struct query_lex	*lex;
	struct arena		*arena;
};

/**
 * query_value_word(v, raw, t): Read the word ${raw} for t->name into ${t}.
 * query_value_phrase(v, raw, t): The same of what stands between quotes.
 * query_value_range(v, lo, hi, t): The same of [lo TO hi].
 * query_value_edge(v, raw, low, t): From ${raw} on, or else up to it.
 * query_value_bare(v, raw, quoted, t): A word or phrase without a name.
 * All return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
rc query_value_word(struct query_value *, struct span, struct query_term *)
    MUST_USE;
rc query_value_phrase(struct query_value *, struct span, struct query_term *)
    MUST_USE;
rc query_value_range(struct query_value *, struct span, struct span,
    struct query_term *) MUST_USE;
rc query_value_edge(struct query_value *, struct span, bool,
    struct query_term *) MUST_USE;
rc query_value_bare(struct query_value *, struct span, bool,
    struct query_term *) MUST_USE;

#endif
