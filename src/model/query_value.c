/* SPDX-License-Identifier: Apache-2.0 */
/* What stands after the colon, as a term's test. */
#include "base/fold.h"
#include "model/level.h"
#include "model/query_time.h"
#include "model/query_value.h"

#define SHOWN	32			/* Bytes of a value in a message. */

#define VALUE(raw)	(int)((raw).n < SHOWN ? (raw).n : SHOWN), (raw).p

static rc
fail(struct query_value *v, struct span raw, const char *expected,
    const struct query_term *t)
{

	return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
	    "expected %s for %.*s, got '%.*s'", expected,
	    VALUE(t->name->name), VALUE(raw)));
}

/* May a backslash before ${c} take its meaning away?  ASCII, no letters. */
static bool
mark(char c)
{
	uint8_t low = (uint8_t)(c | 0x20);

	return ((uint8_t)c < 0x80 && (c < '0' || c > '9') &&
	    (low < 'a' || low > 'z'));
}

/* ${raw} without escapes; wildcards become those of base/glob.h. */
static void
pattern(struct span raw, bool quoted, struct buf *out)
{

	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i], next = i + 1 < raw.n ? raw.p[i + 1] : 'a';

		if (c == '\\' && (quoted ? next == '"' || next == '\\' :
		    mark(next)))
			buf_char(out, raw.p[++i]);
		else if (quoted || (c != '*' && c != '?'))
			buf_char(out, c);
		else if (c == '?')
			buf_char(out, GLOB_ONE);
		else if (out->n == 0 || out->p[out->n - 1] != GLOB_ANY)
			buf_char(out, GLOB_ANY);
	}
}

/* Keep ${text} in the arena. */
static bool
keep(struct query_value *v, struct span text, struct span *ret)
{
	char *p = arena_copy(v->arena, text);

	*ret = (struct span){ p, text.n };
	return (p != NULL);
}

/* The pattern of ${t}: as written, and folded to fit all or ${inside}. */
static rc
set_text(struct query_value *v, struct span text, bool inside,
    struct query_term *t)
{
	struct buf folded = { 0 };
	struct span copy;
	rc r = RC_NOMEM;

	if (inside)
		buf_char(&folded, GLOB_ANY);
	fold_text(text, &folded);
	if (inside)
		buf_char(&folded, GLOB_ANY);
	if (!folded.failed && keep(v, text, &t->text) &&
	    keep(v, buf_span(&folded), &copy)) {
		t->glob = glob_of(copy);
		r = RC_OK;
	}
	buf_release(&folded);
	return (r);
}

static rc
text_term(struct query_value *v, struct span raw, bool quoted,
    struct query_term *t)
{
	struct buf b = { 0 };
	rc r;

	t->test = QUERY_TEXT;
	pattern(raw, quoted, &b);
	r = b.failed ? RC_NOMEM : set_text(v, buf_span(&b), false, t);
	buf_release(&b);
	return (r);
}

rc
query_value_bare(struct query_value *v, struct span raw, bool quoted,
    struct query_term *t)
{
	struct buf b = { 0 };
	struct span s;
	rc r;

	t->test = QUERY_WORDS;
	pattern(raw, quoted, &b);
	/* It stands inside of a text anyhow. */
	s = buf_span(&b);
	while (s.n > 0 && s.p[0] == GLOB_ANY)
		s = span_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == GLOB_ANY)
		s.n--;
	r = b.failed ? RC_NOMEM : set_text(v, s, true, t);
	buf_release(&b);
	if (r == RC_OK && s.n == 0)
		return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
		    "expected something to look for between the quotes"));
	return (r);
}

/* Other words for words of enumerations. */
static const struct {
	enum field_id	 of;
	struct span	 said, meant;
} same[] = {
	{ FIELD_OUTCOME, { "ok", 2 }, { "success", 7 } },
	{ FIELD_OUTCOME, { "failed", 6 }, { "failure", 7 } },
	{ FIELD_OUTCOME, { "fail", 4 }, { "failure", 7 } },
};

/* A word of the enumeration; a pattern may be anything. */
static rc
word_term(struct query_value *v, struct span raw, struct query_term *t)
{
	const struct field *f = field_row(t->name->field[0]);
	struct suggest near = SUGGEST_START;

	for (size_t i = 0; i < COUNT_OF(same); i++) {
		if (same[i].of == t->name->field[0] &&
		    span_eq(same[i].said, raw))
			return (text_term(v, same[i].meant, true, t));
	}
	for (size_t i = 0; i < f->words_n; i++) {
		struct span known = span_of(f->words[i]);

		suggest_try(&near, raw, known);
		if (near.far == 0)
			return (text_term(v, known, true, t));
	}
	if (memchr(raw.p, '*', raw.n) != NULL ||
	    memchr(raw.p, '?', raw.n) != NULL)
		return (text_term(v, raw, false, t));
	if (near.best.n > 0)
		return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
		    "%.*s never is '%.*s'; did you mean '%.*s'?",
		    VALUE(t->name->name), VALUE(raw), VALUE(near.best)));
	return (query_lex_fail(v->lex, raw.p, RC_MALFORMED, "%.*s never is "
	    "'%.*s'; it is one of %s, ...; see 'vedette fields'",
	    VALUE(t->name->name), VALUE(raw), f->words[0]));
}

static rc
address_term(struct query_value *v, struct span raw, struct query_term *t)
{
	const char *why = cidr_read(raw, &t->net);

	t->test = QUERY_NET;
	if (why == NULL)
		return (keep(v, raw, &t->text) ? RC_OK : RC_NOMEM);
	if (memchr(raw.p, '/', raw.n) == NULL && (memchr(raw.p, '*', raw.n) !=
	    NULL || memchr(raw.p, '?', raw.n) != NULL))
		return (text_term(v, raw, false, t));
	return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
	    "expected an address or a network for %.*s, got '%.*s': %s",
	    VALUE(t->name->name), VALUE(raw), why));
}

/* Both ends of what ${raw} covers, as bounds that are inside. */
static rc
read_ends(struct query_value *v, struct span raw, struct query_term *t,
    struct query_bound *lo, struct query_bound *hi)
{
	struct query_bound b = { .there = true };
	const struct level *level;
	struct query_time time;

	switch (t->name->kind) {
	case QUERY_KIND_TIME:
		if (!query_time_read(raw, &time))
			return (fail(v, raw, QUERY_TIME_FORMS, t));
		b.relative = time.relative;
		*lo = *hi = b;
		lo->ms = time.first;
		hi->ms = time.last;
		return (RC_OK);
	case QUERY_KIND_LEVEL:
		if ((level = level_find(raw)) == NULL)
			return (fail(v, raw, "informational, low, medium, "
			    "high or critical", t));
		b.number = (struct numeric){ .whole = true,
		    .i = level->severity_id };
		break;
	case QUERY_KIND_NUMBER:
	case QUERY_KIND_ANY:
		if (!numeric_json(raw, &b.number))
			return (fail(v, raw, "a number", t));
		break;
	case QUERY_KIND_TEXT:
	case QUERY_KIND_WORD:
	case QUERY_KIND_ADDRESS:
	case QUERY_KIND_BOOL:
	case QUERY_KIND_OBJECT:
		return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
		    "expected a text for %.*s, which has no order: put "
		    "'%.*s' in quotes", VALUE(t->name->name), VALUE(raw)));
	}
	*lo = *hi = b;
	return (RC_OK);
}

static enum query_test
range_test(enum query_kind k)
{

	return (k == QUERY_KIND_TIME ? QUERY_TIME :
	    k == QUERY_KIND_LEVEL ? QUERY_LEVEL : QUERY_NUMBER);
}

/* Is the range of ${t} empty whatever now is? */
static bool
reversed(const struct query_term *t)
{

	if (!t->lo.there || !t->hi.there || t->lo.relative != t->hi.relative)
		return (false);
	if (t->test == QUERY_TIME)
		return (t->lo.ms > t->hi.ms);
	return (numeric_cmp(t->lo.number, t->hi.number) > 0);
}

rc
query_value_range(struct query_value *v, struct span lo, struct span hi,
    struct query_term *t)
{
	struct query_bound unused = { 0 };
	rc r;

	t->test = range_test(t->name->kind);
	if (!span_eq(lo, SPAN("*")) &&
	    (r = read_ends(v, lo, t, &t->lo, &unused)) != RC_OK)
		return (r);
	if (!span_eq(hi, SPAN("*")) &&
	    (r = read_ends(v, hi, t, &unused, &t->hi)) != RC_OK)
		return (r);
	if (!t->lo.there && !t->hi.there)
		t->test = QUERY_EXISTS;
	if (reversed(t))
		return (query_lex_fail(v->lex, lo.p, RC_MALFORMED,
		    "expected a range from less to more"));
	return (RC_OK);
}

rc
query_value_edge(struct query_value *v, struct span raw, bool low,
    struct query_term *t)
{
	struct query_bound unused = { 0 };

	t->test = range_test(t->name->kind);
	return (read_ends(v, raw, t, low ? &t->lo : &unused,
	    low ? &unused : &t->hi));
}

/* >x and <x: what ${raw} covers is outside. */
static rc
outside(struct query_value *v, struct span raw, bool low,
    struct query_term *t)
{
	struct query_bound lo = { 0 }, hi = { 0 }, *b = low ? &hi : &lo;
	rc r;

	t->test = range_test(t->name->kind);
	if ((r = read_ends(v, raw, t, &lo, &hi)) != RC_OK)
		return (r);
	if (b->relative)
		return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
		    "expected >= or <= before a relative time"));
	if (t->test == QUERY_TIME)
		b->ms += low ? 1 : -1;
	else if (t->test == QUERY_LEVEL)
		b->number.i += low ? 1 : -1;
	else
		b->beyond = true;
	if (t->test == QUERY_TIME && (b->ms < QUERY_TIME_LEAST ||
	    b->ms > QUERY_TIME_MOST))
		return (fail(v, raw, "a time inside of the calendar", t));
	*(low ? &t->lo : &t->hi) = *b;
	return (RC_OK);
}

/* >=x <=x >x <x; RC_NOTFOUND: none of them. */
static rc
compared(struct query_value *v, struct span raw, struct query_term *t)
{
	bool low = raw.n > 0 && raw.p[0] == '>';
	bool equal = raw.n > 1 && raw.p[1] == '=';
	struct span rest;

	if (!low && (raw.n == 0 || raw.p[0] != '<'))
		return (RC_NOTFOUND);
	rest = span_from(raw, equal ? 2 : 1);
	return (equal ? query_value_edge(v, rest, low, t) :
	    outside(v, rest, low, t));
}

/* a..b, a.., ..b; RC_NOTFOUND: no dots. */
static rc
dotted(struct query_value *v, struct span raw, struct query_term *t)
{
	struct span lo = raw, hi;
	size_t at = 0;

	while (at + 1 < raw.n && (raw.p[at] != '.' || raw.p[at + 1] != '.'))
		at++;
	if (at + 1 >= raw.n || raw.n == 2)
		return (RC_NOTFOUND);
	lo.n = at;
	hi = span_from(raw, at + 2);
	return (query_value_range(v, lo.n > 0 ? lo : SPAN("*"),
	    hi.n > 0 ? hi : SPAN("*"), t));
}

static bool
dots_of_numbers(struct span raw)
{
	struct numeric n;
	size_t at = 0;

	while (at + 1 < raw.n && (raw.p[at] != '.' || raw.p[at + 1] != '.'))
		at++;
	if (at + 1 >= raw.n || raw.n == 2)
		return (false);
	return ((at == 0 || numeric_json((struct span){ raw.p, at }, &n)) &&
	    (at + 2 == raw.n || numeric_json(span_from(raw, at + 2), &n)));
}

/* NUMBER, TIME, LEVEL */
static rc
ordered(struct query_value *v, struct span raw, struct query_term *t)
{
	rc r = compared(v, raw, t);

	if (r == RC_NOTFOUND)
		r = dotted(v, raw, t);
	if (r != RC_NOTFOUND)
		return (r);
	t->test = range_test(t->name->kind);
	r = read_ends(v, raw, t, &t->lo, &t->hi);
	if (r == RC_OK && t->lo.relative)
		return (query_lex_fail(v->lex, raw.p, RC_MALFORMED,
		    "expected from:, to:, >= or <= before a relative time"));
	return (r);
}

static rc
any_term(struct query_value *v, struct span raw, struct query_term *t)
{
	rc r = compared(v, raw, t);

	if (r != RC_NOTFOUND)
		return (r);
	if (dots_of_numbers(raw))
		return (dotted(v, raw, t));
	if (memchr(raw.p, '/', raw.n) != NULL &&
	    cidr_read(raw, &t->net) == NULL)
		return (address_term(v, raw, t));
	if ((r = text_term(v, raw, false, t)) != RC_OK)
		return (r);
	t->number = numeric_json(raw, &t->lo.number);
	return (RC_OK);
}

static rc
bool_term(struct query_value *v, struct span raw, struct query_term *t)
{

	t->test = QUERY_BOOL;
	t->yes = span_eq(raw, SPAN("true"));
	if (!t->yes && !span_eq(raw, SPAN("false")))
		return (fail(v, raw, "true or false", t));
	return (RC_OK);
}

rc
query_value_word(struct query_value *v, struct span raw, struct query_term *t)
{
	size_t stars = 0;

	while (stars < raw.n && raw.p[stars] == '*')
		stars++;
	if (raw.n > 0 && stars == raw.n) {
		t->test = QUERY_EXISTS;
		return (RC_OK);
	}
	switch (t->name->kind) {
	case QUERY_KIND_TEXT:
		if (raw.p[0] == '>' || raw.p[0] == '<')
			return (compared(v, raw, t));
		return (text_term(v, raw, false, t));
	case QUERY_KIND_WORD:
		return (word_term(v, raw, t));
	case QUERY_KIND_ADDRESS:
		return (address_term(v, raw, t));
	case QUERY_KIND_NUMBER:
	case QUERY_KIND_TIME:
	case QUERY_KIND_LEVEL:
		return (ordered(v, raw, t));
	case QUERY_KIND_BOOL:
		return (bool_term(v, raw, t));
	case QUERY_KIND_OBJECT:
		return (fail(v, raw, "* (it is an object)", t));
	case QUERY_KIND_ANY:
		break;
	}
	return (any_term(v, raw, t));
}

rc
query_value_phrase(struct query_value *v, struct span raw,
    struct query_term *t)
{

	switch (t->name->kind) {
	case QUERY_KIND_TEXT:
	case QUERY_KIND_ADDRESS:
	case QUERY_KIND_ANY:
		return (text_term(v, raw, true, t));
	case QUERY_KIND_WORD:
	case QUERY_KIND_NUMBER:
	case QUERY_KIND_TIME:
	case QUERY_KIND_LEVEL:
	case QUERY_KIND_BOOL:
	case QUERY_KIND_OBJECT:
		break;
	}
	/* These have no quotes to be protected from. */
	return (query_value_word(v, raw, t));
}
