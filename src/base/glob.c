/* SPDX-License-Identifier: Apache-2.0 */
/* Sigma's text patterns. */
#include "base/fold.h"
#include "base/glob.h"

static bool
special(char c)
{

	return (c == GLOB_ANY || c == GLOB_ONE || c == GLOB_DASH);
}

void
glob_read(struct span s, bool wild, struct buf *out)
{

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!wild) {
			buf_char(out, c);
			continue;
		}
		if (c == '\\' && i + 1 < s.n && (s.p[i + 1] == '\\' ||
		    s.p[i + 1] == '*' || s.p[i + 1] == '?'))
			buf_char(out, s.p[++i]);
		else
			buf_char(out, c == '*' ? GLOB_ANY :
			    c == '?' ? GLOB_ONE : c);
	}
}

bool
glob_wild(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		if (special(s.p[i]))
			return (true);
	}
	return (false);
}

struct glob
glob_of(struct span s)
{
	struct glob g = { .shape = GLOB_MIXED, .text = s, .lit = s };
	bool front = s.n > 0 && s.p[0] == GLOB_ANY;
	bool back;

	while (g.lit.n > 0 && g.lit.p[0] == GLOB_ANY)
		g.lit = span_from(g.lit, 1);
	back = g.lit.n > 0 && g.lit.p[g.lit.n - 1] == GLOB_ANY;
	while (g.lit.n > 0 && g.lit.p[g.lit.n - 1] == GLOB_ANY)
		g.lit.n--;
	if (glob_wild(g.lit))
		return (g);
	if (front && g.lit.n == 0)
		g.shape = GLOB_ALL;
	else
		g.shape = front ? (back ? GLOB_INSIDE : GLOB_SUFFIX) :
		    back ? GLOB_PREFIX : GLOB_EXACT;
	return (g);
}

/* Bytes of ${s} at ${at} that one non-ANY pattern byte eats; 0 is a miss. */
static size_t
eats(char p, struct span s, size_t at)
{
	uint32_t c;
	size_t n;

	if (at >= s.n)
		return (0);
	if (!special(p))
		return (s.p[at] == p);
	n = fold_next(s, at, &c);
	if (p == GLOB_ONE || c == '-' || c == '/' ||
	    (c >= 0x2013 && c <= 0x2015))
		return (n);
	return (0);
}

/* Back to the last ANY only: what earlier ones took was the least. */
static bool
mixed(struct span p, struct span s)
{
	size_t i = 0, at = 0, star = SIZE_MAX, from = 0, n;
	uint32_t c;

	for (;;) {
		if (i < p.n && p.p[i] == GLOB_ANY) {
			star = ++i;
			from = at;
			continue;
		}
		if (i == p.n && at == s.n)
			return (true);
		if (i < p.n && (n = eats(p.p[i], s, at)) > 0) {
			i++;
			at += n;
			continue;
		}
		if (star == SIZE_MAX || from >= s.n)
			return (false);
		if (star == p.n)
			return (true);
		/* Skip to where its next literal byte stands. */
		from += fold_next(s, from, &c);
		if (!special(p.p[star])) {
			const char *hit = from < s.n ? memchr(s.p + from,
			    p.p[star], s.n - from) : NULL;

			if (hit == NULL)
				return (false);
			from = (size_t)(hit - s.p);
		}
		at = from;
		i = star;
	}
}

/* Sixteen bytes at a time; the compiler knows how. */
typedef uint8_t bytes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/* Blocks in which the first and the last byte are in place are compared. */
bool
glob_inside(struct span s, struct span lit)
{
	uint8_t first, last;
	size_t at = 0, end;

	if (lit.n == 0 || s.n < lit.n)
		return (lit.n == 0);
	first = (uint8_t)lit.p[0];
	last = (uint8_t)lit.p[lit.n - 1];
	end = s.n - lit.n;
	for (; at + sizeof(bytes) <= end + 1; at += sizeof(bytes)) {
		bytes a, b;
		halves both;

		memcpy(&a, s.p + at, sizeof(a));
		memcpy(&b, s.p + at + lit.n - 1, sizeof(b));
		both = (halves)((bytes)(a == first) & (bytes)(b == last));
		if ((both[0] | both[1]) == 0)
			continue;
		for (size_t i = at; i < at + sizeof(bytes); i++) {
			if ((uint8_t)s.p[i] == first &&
			    memcmp(s.p + i, lit.p, lit.n) == 0)
				return (true);
		}
	}
	for (; at <= end; at++) {
		if ((uint8_t)s.p[at] == first &&
		    memcmp(s.p + at, lit.p, lit.n) == 0)
			return (true);
	}
	return (false);
}

bool
glob_match(const struct glob *g, struct span s)
{
	struct span lit = g->lit;

	switch (g->shape) {
	case GLOB_EXACT:
		return (span_eq(lit, s));
	case GLOB_PREFIX:
		return (span_starts(s, lit));
	case GLOB_SUFFIX:
		return (s.n >= lit.n &&
		    memcmp(s.p + s.n - lit.n, lit.p, lit.n) == 0);
	case GLOB_INSIDE:
		return (glob_inside(s, lit));
	case GLOB_ALL:
		return (true);
	case GLOB_MIXED:
		break;
	}
	return (mixed(g->text, s));
}
