/* SPDX-License-Identifier: Apache-2.0 */
/* The rare tokens of JSON: errors, escapes, long numbers. */
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_token.h"
#include "base/mem.h"

#define NAMED		64		/* Bytes of a key in an error. */
#define NUMBER_USUAL	120		/* Longer ones go to the heap. */
#define PLACES_MOST	19		/* 10^19 still fits 64 bits. */

__extension__ typedef unsigned __int128 wide;

const char *
json_token_fail(struct json_token *in, const char *p, rc code)
{

	in->rc = rc_fail(in->e, code, (size_t)(p - in->start), "%s",
	    rc_text(code));
	return (NULL);
}

const char *
json_token_want(struct json_token *in, const char *p, const char *what)
{
	char got[16] = "end of text";

	if (p < in->end && isprint((unsigned char)*p))
		(void)snprintf(got, sizeof(got), "'%c'", *p);
	else if (p < in->end)
		(void)snprintf(got, sizeof(got), "byte 0x%02x",
		    (unsigned char)*p);
	in->rc = rc_fail(in->e, RC_MALFORMED, (size_t)(p - in->start),
	    "expected %s, got %s", what, got);
	return (NULL);
}

const char *
json_token_limit(struct json_token *in, const char *p, const char *what,
    uint32_t n)
{

	in->rc = rc_fail(in->e, RC_LIMIT, (size_t)(p - in->start),
	    "more than %u %s", n, what);
	return (NULL);
}

const char *
json_token_twice(struct json_token *in, const char *p, struct span key)
{
	char shown[NAMED];
	size_t n = key.n < sizeof(shown) ? key.n : sizeof(shown);

	/* Nothing that moves a terminal's cursor. */
	for (size_t i = 0; i < n; i++)
		shown[i] = (unsigned char)key.p[i] < 0x20 ||
		    (unsigned char)key.p[i] >= 0x7f ? '?' : key.p[i];
	in->rc = rc_fail(in->e, RC_CONFLICT, (size_t)(p - in->start),
	    "duplicate key \"%.*s\"", (int)n, shown);
	return (NULL);
}

/* The value of the four hex digits at ${p}, or -1. */
static int
hex4(const struct json_token *in, const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(in, p + i);

		if (c < 0 || !isxdigit(c))
			return (-1);
		v = v * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return (v);
}

/* Write ${c} as UTF-8 to ${out}, which has room for four; return the end. */
static char *
put(char *out, uint32_t c)
{

	if (c < 0x80) {
		*out++ = (char)c;
		return (out);
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return (out);
}

/* What a letter after a backslash stands for; 0: look closer. */
static const char simple[256] = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/',
    ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t' };

/* Pass the escape after the backslash at ${p}; tell its character. */
static const char *
escape(struct json_token *in, const char *p, uint32_t *c, unsigned *flags)
{
	int high, low;

	p++;
	if (p < in->end && simple[(unsigned char)*p] != 0) {
		*c = (unsigned char)simple[(unsigned char)*p];
		return (p + 1);
	}
	if (peek(in, p) != 'u')
		return (json_token_want(in, p, "an escape"));
	if ((high = hex4(in, p + 1)) < 0)
		return (json_token_want(in, p, "u and four hex digits"));
	p += 5;
	*c = (uint32_t)high;
	if ((high & 0xf800) != 0xd800)
		return (p);

	/* A pair of surrogates is one character; a lone one is none. */
	if (high < 0xdc00 && peek(in, p) == '\\' && peek(in, p + 1) == 'u' &&
	    (low = hex4(in, p + 2)) >= 0xdc00 && low <= 0xdfff) {
		*c = 0x10000 + ((uint32_t)(high & 0x3ff) << 10) +
		    (uint32_t)(low & 0x3ff);
		return (p + 6);
	}
	*c = 0xfffd;
	*flags |= JSON_REPLACED;
	return (p);
}

/* The quote that ends the text at ${p}, or the end. */
static const char *
closing(const struct json_token *in, const char *p)
{
	const char *q = p;

	while ((q = memchr(q, '"', (size_t)(in->end - q))) != NULL) {
		const char *slash = q;

		while (slash > p && slash[-1] == '\\')
			slash--;
		if ((q - slash) % 2 == 0)
			return (q);
		q++;
	}
	return (in->end);
}

const char *
json_token_escaped(struct json_token *in, const char *p, struct json_val *v)
{
	const char *close = closing(in, p), *q;
	unsigned flags = JSON_ESCAPED;
	char *out = NULL, *to = NULL;
	uint32_t c = 0;

	/* Unescaped text is never longer than it was; without an end there
	 * is nothing to write for, but what is wrong first is to be found. */
	if (close < in->end && in->arena != NULL &&
	    (to = out = arena_take(in->arena, (size_t)(close - p) + 1)) ==
	    NULL)
		return (json_token_fail(in, p, RC_NOMEM));

	for (;;) {
		q = plain_end(in, p, &flags);
		if (to != NULL) {
			memcpy(to, p, (size_t)(q - p));
			to += q - p;
		}
		p = q;
		if (p == in->end)
			return (json_token_want(in, p,
			    "the quote that ends text"));
		if (*p == '"')
			break;
		if (*p != '\\')
			return (json_token_want(in, p,
			    "no control character in text"));
		if ((p = escape(in, p, &c, &flags)) == NULL)
			return (NULL);
		flags |= c < 0x20 || c == 0x7f ? JSON_CONTROL :
		    c >= 0x80 ? JSON_NON_ASCII : 0;
		if (to != NULL)
			to = put(to, c);
	}
	*v = (struct json_val){ .p = out, .n = (uint32_t)(to - out),
	    .type = JSON_TEXT, .spare = (uint8_t)flags };
	return (p + 1);
}

/* ${m} / 10^${places}, correctly rounded: in whole numbers, with a bit for
 * what is left over. */
static double
divided(uint64_t m, unsigned places)
{
	uint64_t by = 1;
	wide n, q;
	int up;

	if (m == 0)
		return (0);
	for (unsigned i = 0; i < places; i++)
		by *= 10;
	up = 64 + __builtin_clzll(m);
	n = (wide)m << up;
	q = n / by;
	/* q has at least 64 bits: its last is far below the rounding. */
	if (q * by != n)
		q |= 1;
	return (ldexp((double)q, -up));
}

/* By the C library, which wants a C string. */
static const char *
by_library(struct json_token *in, struct span s, double *d)
{
	char usual[NUMBER_USUAL + 1], *copy = usual;

	if (s.n > NUMBER_USUAL) {
		if ((copy = mem_copy(s)) == NULL)
			return (json_token_fail(in, s.p, RC_NOMEM));
	} else {
		memcpy(usual, s.p, s.n);
		usual[s.n] = '\0';
	}
	*d = strtod(copy, NULL);
	if (copy != usual)
		mem_free(copy);
	return (s.p + s.n);
}

const char *
json_token_number(struct json_token *in, const char *first, const char *end,
    struct json_val *v)
{
	bool minus = *first == '-', whole = true;
	unsigned flags = 0, places = 0;
	size_t n = 0;
	uint64_t m = 0;
	const char *p;
	double d;

	for (p = first + minus; p < end && (*p | 0x20) != 'e'; p++) {
		if (*p == '.') {
			whole = false;
			continue;
		}
		n++;
		places += !whole;
		m = m * 10 + (uint64_t)(*p - '0');
	}
	if (p == end && n <= PLACES_MOST) {
		if (whole && m <= (uint64_t)INT64_MAX + minus) {
			*v = (struct json_val){ .type = JSON_INT, .i =
			    minus ? (int64_t)(0 - m) : (int64_t)m };
			return (end);
		}
		d = divided(m, places);
		d = minus ? -d : d;
	} else if (by_library(in, (struct span){ first,
	    (size_t)(end - first) }, &d) == NULL) {
		return (NULL);
	}
	if (isinf(d)) {
		d = copysign(DBL_MAX, d);
		flags = JSON_HUGE;
	}
	*v = (struct json_val){ .type = JSON_NUM, .num = d,
	    .spare = (uint8_t)flags };
	return (end);
}
