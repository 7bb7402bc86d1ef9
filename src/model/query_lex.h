/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A query's text cut into tokens.  What a token is depends on where it
 * stands: a colon ends a name before a value, and is part of one after.
 */
#ifndef MODEL_QUERY_LEX_H
#define MODEL_QUERY_LEX_H

#include "base/rc.h"
#include "base/span.h"

enum query_token_type {
	QUERY_TOKEN_END,
	QUERY_TOKEN_OPEN,	/* ( */
	QUERY_TOKEN_CLOSE,	/* ) */
	QUERY_TOKEN_AND,
	QUERY_TOKEN_OR,
	QUERY_TOKEN_NOT,	/* NOT, or - before a term */
	QUERY_TOKEN_NAME,	/* What stands before a colon. */
	QUERY_TOKEN_WORD,	/* Escapes and wildcards still in it. */
	QUERY_TOKEN_PHRASE,	/* Between quotes, escapes still in it. */
	QUERY_TOKEN_RANGE	/* [ */
};

struct query_token {
	enum query_token_type	type;
	struct span		raw;	/* In the query's text. */
};

/** What is expected: a term, a value after the colon, an end of a [range]. */
enum query_lex_place { QUERY_LEX_TERM, QUERY_LEX_VALUE, QUERY_LEX_BOUND };

struct query_lex {
	struct span	 all;		/* Borrowed. */
	size_t		 at;
	struct err	*e;		/* May be NULL. */
};

/**
 * query_lex_check(lx):
 * Is it UTF-8 without control characters, and not too long?  RC_OK,
 * RC_MALFORMED or RC_LIMIT.
 */
rc query_lex_check(struct query_lex *) MUST_USE;

/** query_lex_blank(c): Does it only separate tokens? */
bool query_lex_blank(char);

/** query_lex_next(lx, place, tok): The next token; RC_OK or RC_MALFORMED. */
rc query_lex_next(struct query_lex *, enum query_lex_place,
    struct query_token *) MUST_USE;

/** query_lex_fail(lx, p, rc, ...): Fail at the character at ${p}. */
rc query_lex_fail(struct query_lex *, const char *, rc, const char *, ...)
    PRINTF(4, 5);

#endif
