/* SPDX-License-Identifier: Apache-2.0 */
/* A query from the command line: facts count as names, faults are shown. */
#ifndef CLI_QUERY_ASK_H
#define CLI_QUERY_ASK_H

#include "model/query.h"

/**
 * query_ask_parse(verb, text, ret):
 * Read ${text}.  Return RC_OK, or what is wrong, which has then been said
 * for the ${verb} with the place in the query.
 *
 * Owns:     the caller owns *${ret}; end it with query_free().
 */
rc query_ask_parse(const char *, const char *, struct query **) MUST_USE;

/**
 * query_ask_names(verb, list, a, ret, n):
 * Read names joined by commas, at most ${n} of them, into ${ret}, by ${a},
 * and their number into ${n}.  Returns as above.
 */
rc query_ask_names(const char *, const char *, struct arena *,
    const struct query_name **, size_t *) MUST_USE;

/**
 * query_ask_limit(verb, text, ret): Read what --limit is given: a number
 * above 0.  False when it is none, which has then been said.
 */
bool query_ask_limit(const char *, const char *, uint64_t *) MUST_USE;

#endif
