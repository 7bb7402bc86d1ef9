/* SPDX-License-Identifier: Apache-2.0 */
/* A query's tree as its canonical text. */
#include "model/level.h"
#include "model/query.h"

/* Means nothing but itself wherever a value or a word stands. */
static bool
plain(char c)
{
	uint8_t low = (uint8_t)(c | 0x20);

	return ((uint8_t)c >= 0x80 || (c >= '0' && c <= '9') ||
	    (low >= 'a' && low <= 'z' && c != 0) ||
	    strchr("_.-/@+", c) != NULL);
}

static bool
all_plain(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\0' || !plain(s.p[i]))
			return (false);
	}
	return (s.n > 0 && !glob_wild(s));
}

static void
put_escaped(struct span s, struct buf *b)
{

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == GLOB_ANY || c == GLOB_ONE) {
			buf_char(b, c == GLOB_ANY ? '*' : '?');
			continue;
		}
		if (!plain(c) || (i == 0 && c == '-'))
			buf_char(b, '\\');
		buf_char(b, c);
	}
}

static void
put_quoted(struct span s, struct buf *b)
{

	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(b, '\\');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

/* A pattern; where it has no wildcards, in quotes unless ${bare} will do. */
static void
put_pattern(struct span s, bool bare, struct buf *b)
{

	if (glob_wild(s))
		put_escaped(s, b);
	else if (bare && all_plain(s))
		buf_put(b, s);
	else
		put_quoted(s, b);
}

static void
put_words(struct span s, struct buf *b)
{
	bool reserved = span_eq(s, SPAN("AND")) || span_eq(s, SPAN("OR")) ||
	    span_eq(s, SPAN("NOT"));

	put_pattern(s, !reserved && s.p[0] != '-', b);
}

static void
put_text(const struct query_term *t, struct buf *b)
{

	if (t->name->kind == QUERY_KIND_WORD)
		put_escaped(t->text, b);
	else
		put_pattern(t->text, t->name->kind == QUERY_KIND_TEXT ||
		    t->number, b);
}

/* In the largest unit that fits. */
static void
put_relative(int64_t ms, struct buf *b)
{
	static const struct {
		char	unit;
		int64_t	ms;
	} units[] = {
		{ 'w', 604800000 }, { 'd', 86400000 }, { 'h', 3600000 },
		{ 'm', 60000 }, { 's', 1000 },
	};
	int64_t far = ms < 0 ? -ms : ms;
	size_t i = 0;

	if (ms == 0) {
		buf_text(b, "now");
		return;
	}
	while (i + 1 < COUNT_OF(units) && far % units[i].ms != 0)
		i++;
	buf_fmt(b, "%c%lld%c", ms < 0 ? '-' : '+',
	    (long long)(far / units[i].ms), units[i].unit);
}

static void
put_bound(const struct query_term *t, const struct query_bound *at,
    struct buf *b)
{

	if (!at->there)
		buf_char(b, '*');
	else if (t->test == QUERY_NUMBER)
		numeric_text(at->number, b);
	else if (t->test == QUERY_LEVEL)
		buf_text(b, level_at(at->number.i)->name);
	else if (at->relative)
		put_relative(at->ms, b);
	else
		buf_time(b, at->ms);
}

/* A level beyond the last or the first: told by the one before it. */
static bool
put_no_level(const struct query_term *t, struct buf *b)
{
	struct query_bound at = t->lo.there ? t->lo : t->hi;

	if (t->test != QUERY_LEVEL || level_at(at.number.i) != NULL)
		return (false);
	at.number.i += t->lo.there ? -1 : 1;
	buf_char(b, t->lo.there ? '>' : '<');
	put_bound(t, &at, b);
	return (true);
}

static void
put_range(const struct query_term *t, struct buf *b)
{
	const struct query_bound *lo = &t->lo, *hi = &t->hi;

	if (lo->there && hi->there) {
		/* Of a name that may hold texts, the number is a text, too. */
		if (t->test != QUERY_TIME &&
		    t->name->kind != QUERY_KIND_ANY &&
		    numeric_cmp(lo->number, hi->number) == 0) {
			put_bound(t, lo, b);
			return;
		}
		buf_char(b, '[');
		put_bound(t, lo, b);
		buf_text(b, " TO ");
		put_bound(t, hi, b);
		buf_char(b, ']');
		return;
	}
	if (put_no_level(t, b))
		return;
	buf_text(b, lo->there ? (lo->beyond ? ">" : ">=") :
	    hi->beyond ? "<" : "<=");
	put_bound(t, lo->there ? lo : hi, b);
}

/* from: and to: are the usual words for one end of the time. */
static bool
put_edge(const struct query_term *t, struct buf *b)
{

	if (t->test != QUERY_TIME || t->lo.there == t->hi.there ||
	    !span_eq(t->name->name, SPAN("time")))
		return (false);
	buf_text(b, t->lo.there ? "from:" : "to:");
	put_bound(t, t->lo.there ? &t->lo : &t->hi, b);
	return (true);
}

static void
put_term(const struct query_term *t, struct buf *b)
{

	if (t->name == NULL) {
		put_words(t->text, b);
		return;
	}
	if (put_edge(t, b))
		return;
	buf_put(b, t->name->name);
	buf_char(b, ':');
	switch (t->test) {
	case QUERY_EXISTS:
		buf_char(b, '*');
		break;
	case QUERY_TEXT:
		put_text(t, b);
		break;
	case QUERY_NET:
		buf_put(b, t->text);
		break;
	case QUERY_BOOL:
		buf_text(b, t->yes ? "true" : "false");
		break;
	case QUERY_NUMBER:
	case QUERY_TIME:
	case QUERY_LEVEL:
		put_range(t, b);
		break;
	case QUERY_WORDS:
		break;			/* Has no name. */
	}
}

static void put_node(const struct query_node *, enum query_op,
    struct buf *);

static void
put_kids(const struct query_node *n, const char *between, struct buf *b)
{

	for (const struct query_node *kid = n->kid; kid != NULL;
	    kid = kid->next) {
		if (kid != n->kid)
			buf_text(b, between);
		put_node(kid, n->op, b);
	}
}

/* As a kid of ${in}; AND binds closer than OR. */
static void
put_node(const struct query_node *n, enum query_op in, struct buf *b)
{
	bool group = (n->op == QUERY_OR && in != QUERY_ALL) ||
	    (n->op == QUERY_AND && in == QUERY_NOT);

	if (group)
		buf_char(b, '(');
	switch (n->op) {
	case QUERY_ALL:
		buf_char(b, '*');
		break;
	case QUERY_AND:
		put_kids(n, " ", b);
		break;
	case QUERY_OR:
		put_kids(n, " OR ", b);
		break;
	case QUERY_NOT:
		buf_char(b, '-');
		put_node(n->kid, QUERY_NOT, b);
		break;
	case QUERY_TERM:
		put_term(&n->term, b);
		break;
	}
	if (group)
		buf_char(b, ')');
}

void
query_text(const struct query *q, struct buf *b)
{

	put_node(q->top, QUERY_ALL, b);
}
