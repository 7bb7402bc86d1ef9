/* SPDX-License-Identifier: Apache-2.0 */
/* A query's text cut into tokens. */
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "model/query.h"
#include "model/query_lex.h"

rc
query_lex_fail(struct query_lex *lx, const char *p, rc code,
    const char *fmt, ...)
{
	size_t bytes = p != NULL ? (size_t)(p - lx->all.p) : 0, column = 1;
	char what[sizeof(lx->e->what)];
	va_list ap;

	/* People count characters; bytes within one begin with 10. */
	for (size_t i = 0; i < bytes; i++)
		column += ((uint8_t)lx->all.p[i] & 0xc0) != 0x80;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return (rc_fail(lx->e, code, column, "%s", what));
}

bool
query_lex_blank(char c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

rc
query_lex_check(struct query_lex *lx)
{
	size_t bad = utf8_bad(lx->all);

	if (lx->all.n > QUERY_BYTES)
		return (query_lex_fail(lx, lx->all.p, RC_LIMIT,
		    "expected at most %d bytes, got %zu", QUERY_BYTES,
		    lx->all.n));
	if (bad < lx->all.n)
		return (query_lex_fail(lx, lx->all.p + bad, RC_MALFORMED,
		    "expected UTF-8"));
	for (size_t i = 0; i < lx->all.n; i++) {
		uint8_t c = (uint8_t)lx->all.p[i];

		if ((c < 0x20 && !query_lex_blank((char)c)) || c == 0x7f)
			return (query_lex_fail(lx, lx->all.p + i,
			    RC_MALFORMED, "expected text, got control "
			    "character 0x%02x", c));
	}
	return (RC_OK);
}

/* How many bytes at ${at} stay together: an escape has two. */
static size_t
step(struct span s, size_t at)
{

	return (s.p[at] == '\\' && at + 1 < s.n ? 2 : 1);
}

static rc
phrase(struct query_lex *lx, struct query_token *tok)
{
	size_t from = lx->at + 1, at = from;

	while (at < lx->all.n && lx->all.p[at] != '"')
		at += step(lx->all, at);
	if (at >= lx->all.n)
		return (query_lex_fail(lx, lx->all.p + lx->at, RC_MALFORMED,
		    "expected a closing quote"));
	*tok = (struct query_token){ QUERY_TOKEN_PHRASE,
	    { lx->all.p + from, at - from } };
	lx->at = at + 1;
	return (RC_OK);
}

/* Does an unescaped ${c} end a word here? */
static bool
ends(char c, enum query_lex_place place)
{

	return (query_lex_blank(c) || c == '(' || c == ')' || c == '"' ||
	    (c == ']' && place == QUERY_LEX_BOUND));
}

static void
word(struct query_lex *lx, enum query_lex_place place,
    struct query_token *tok)
{
	static const struct {
		struct span		text;
		enum query_token_type	type;
	} reserved[] = {
		{ { "AND", 3 }, QUERY_TOKEN_AND },
		{ { "OR", 2 }, QUERY_TOKEN_OR },
		{ { "NOT", 3 }, QUERY_TOKEN_NOT },
	};
	size_t at = lx->at;

	while (at < lx->all.n && !ends(lx->all.p[at], place) &&
	    (place != QUERY_LEX_TERM || lx->all.p[at] != ':'))
		at += step(lx->all, at);
	*tok = (struct query_token){ QUERY_TOKEN_WORD,
	    { lx->all.p + lx->at, at - lx->at } };
	lx->at = at;
	if (place == QUERY_LEX_BOUND)
		return;
	if (place == QUERY_LEX_TERM && at < lx->all.n &&
	    lx->all.p[at] == ':') {
		tok->type = QUERY_TOKEN_NAME;
		lx->at++;
		return;
	}
	for (size_t i = 0; i < COUNT_OF(reserved); i++) {
		if (span_eq(tok->raw, reserved[i].text))
			tok->type = reserved[i].type;
	}
}

rc
query_lex_next(struct query_lex *lx, enum query_lex_place place,
    struct query_token *tok)
{
	char c;

	while (lx->at < lx->all.n &&
	    query_lex_blank(lx->all.p[lx->at]))
		lx->at++;
	*tok = (struct query_token){ QUERY_TOKEN_END,
	    { lx->all.p + lx->at, 0 } };
	if (lx->at == lx->all.n)
		return (RC_OK);
	c = lx->all.p[lx->at];
	if (c == '"' && place != QUERY_LEX_BOUND)
		return (phrase(lx, tok));
	tok->raw.n = 1;
	if (c == '(')
		tok->type = QUERY_TOKEN_OPEN;
	else if (c == ')' || (c == ']' && place == QUERY_LEX_BOUND))
		tok->type = QUERY_TOKEN_CLOSE;
	else if (c == '-' && place == QUERY_LEX_TERM)
		tok->type = QUERY_TOKEN_NOT;
	else if (c == '[' && place == QUERY_LEX_VALUE)
		tok->type = QUERY_TOKEN_RANGE;
	else {
		word(lx, place, tok);
		return (RC_OK);
	}
	lx->at++;
	return (RC_OK);
}
