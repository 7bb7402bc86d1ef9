/* SPDX-License-Identifier: Apache-2.0 */
/* A query's text into its tree, by recursive descent. */
#include "base/mem.h"
#include "base/ts.h"
#include "model/query.h"
#include "model/query_lex.h"
#include "model/query_time.h"
#include "model/query_value.h"

#define SHOWN	32			/* Bytes of a text in a message. */

#define VALUE(raw)	(int)((raw).n < SHOWN ? (raw).n : SHOWN), (raw).p

struct parse {
	struct query_lex		 lex;
	struct query_token		 tok;	/* The next one. */
	struct query_value		 value;
	struct query			*q;
	const struct query_extra	*extra;
	unsigned			 depth;
};

/* Kids as they come. */
struct kids {
	struct query_node	*first, *last;
	size_t			 n;
};

static rc or_list(struct parse *, struct query_node **);

static rc
no_memory(struct parse *p)
{

	return (rc_fail(p->lex.e, RC_NOMEM, 0, "reading the query"));
}

static rc
advance(struct parse *p)
{

	return (query_lex_next(&p->lex, QUERY_LEX_TERM, &p->tok));
}

static struct query_node *
new_node(struct parse *p, enum query_op op)
{
	struct query_node *n = arena_take(&p->q->arena, sizeof(*n));

	if (n != NULL)
		n->op = op;
	return (n);
}

/* A leaf; at most so many. */
static rc
new_term(struct parse *p, struct span at, struct query_node **ret)
{

	if (p->q->terms == QUERY_TERMS)
		return (query_lex_fail(&p->lex, at.p, RC_LIMIT,
		    "expected at most %d terms", QUERY_TERMS));
	p->q->terms++;
	if ((*ret = new_node(p, QUERY_TERM)) == NULL)
		return (no_memory(p));
	return (RC_OK);
}

/* One more; kids of the same operation are taken as our own. */
static void
add(struct kids *k, enum query_op op, struct query_node *node)
{
	struct query_node *first = node->op == op ? node->kid : node;

	if (k->last == NULL)
		k->first = first;
	else
		k->last->next = first;
	for (k->last = first, k->n++; k->last->next != NULL; k->n++)
		k->last = k->last->next;
}

/* All of them under ${op}; of one, itself. */
static rc
join(struct parse *p, const struct kids *k, enum query_op op,
    struct query_node **ret)
{

	if (k->n == 1) {
		*ret = k->first;
		return (RC_OK);
	}
	if ((*ret = new_node(p, op)) == NULL)
		return (no_memory(p));
	(*ret)->kid = k->first;
	return (RC_OK);
}

static rc
unexpected(struct parse *p, const struct query_token *tok, const char *what)
{

	if (tok->type == QUERY_TOKEN_END)
		return (query_lex_fail(&p->lex, tok->raw.p, RC_MALFORMED,
		    "expected %s, got the end", what));
	return (query_lex_fail(&p->lex, tok->raw.p, RC_MALFORMED,
	    "expected %s, got '%.*s'", what, VALUE(tok->raw)));
}

static rc
unknown_name(struct parse *p, struct span name)
{
	struct suggest near = SUGGEST_START;

	query_name_near(name, p->extra, &near);
	if (near.best.n > 0)
		return (query_lex_fail(&p->lex, name.p, RC_MALFORMED,
		    "no field '%.*s'; did you mean '%.*s'? (Text with a "
		    "colon needs quotes.)", VALUE(name), VALUE(near.best)));
	return (query_lex_fail(&p->lex, name.p, RC_MALFORMED,
	    "no field '%.*s'; see 'vedette fields' (text with a colon "
	    "needs quotes)", VALUE(name)));
}

/* [lo TO hi], behind the bracket. */
static rc
range(struct parse *p, struct query_term *t)
{
	struct query_token lo, to, hi, end;
	rc r;

	if ((r = query_lex_next(&p->lex, QUERY_LEX_BOUND, &lo)) != RC_OK ||
	    (r = query_lex_next(&p->lex, QUERY_LEX_BOUND, &to)) != RC_OK ||
	    (r = query_lex_next(&p->lex, QUERY_LEX_BOUND, &hi)) != RC_OK ||
	    (r = query_lex_next(&p->lex, QUERY_LEX_BOUND, &end)) != RC_OK)
		return (r);
	if (lo.type != QUERY_TOKEN_WORD)
		return (unexpected(p, &lo, "the start of the range"));
	if (to.type != QUERY_TOKEN_WORD || !span_eq(to.raw, SPAN("TO")))
		return (unexpected(p, &to, "TO"));
	if (hi.type != QUERY_TOKEN_WORD)
		return (unexpected(p, &hi, "the end of the range"));
	if (end.type != QUERY_TOKEN_CLOSE || end.raw.p[0] != ']')
		return (unexpected(p, &end, "]"));
	return (query_value_range(&p->value, lo.raw, hi.raw, t));
}

/* A term of ${name} with the value that ${tok} begins. */
static rc
one_value(struct parse *p, const struct query_name *name,
    const struct query_token *tok, struct query_node **ret)
{
	struct query_node *n = NULL;
	struct query_term *t;
	rc r = new_term(p, tok->raw, &n);

	if (n == NULL)
		return (r);
	*ret = n;
	t = &n->term;
	t->name = name;
	if (tok->type == QUERY_TOKEN_PHRASE)
		r = query_value_phrase(&p->value, tok->raw, t);
	else if (tok->type == QUERY_TOKEN_RANGE)
		r = range(p, t);
	else
		r = query_value_word(&p->value, tok->raw, t);
	p->q->relative |= t->lo.relative || t->hi.relative;
	return (r == RC_NOMEM ? no_memory(p) : r);
}

static bool
starts_value(const struct query_token *tok)
{

	return (tok->type == QUERY_TOKEN_WORD ||
	    tok->type == QUERY_TOKEN_PHRASE ||
	    tok->type == QUERY_TOKEN_RANGE);
}

/* One level further in. */
static rc
deeper(struct parse *p, struct span at)
{

	if (p->depth == QUERY_DEPTH)
		return (query_lex_fail(&p->lex, at.p, RC_LIMIT,
		    "expected at most %d levels", QUERY_DEPTH));
	p->depth++;
	return (RC_OK);
}

/* (a b "c d"): any of them. */
static rc
value_list(struct parse *p, const struct query_name *name,
    struct query_node **ret)
{
	struct kids k = { 0 };
	struct query_token tok;
	struct query_node *one = NULL;
	bool open = true;
	rc r;

	for (;;) {
		r = query_lex_next(&p->lex, QUERY_LEX_VALUE, &tok);
		if (r != RC_OK)
			return (r);
		if (tok.type == QUERY_TOKEN_CLOSE && !open)
			break;
		if (tok.type == QUERY_TOKEN_OR && !open) {
			open = true;
			continue;
		}
		if (!starts_value(&tok))
			return (unexpected(p, &tok, k.n > 0 ?
			    "one more value or )" : "a value"));
		r = one_value(p, name, &tok, &one);
		if (r != RC_OK || one == NULL)
			return (r);
		add(&k, QUERY_OR, one);
		open = false;
	}
	return (join(p, &k, QUERY_OR, ret));
}

/* What follows "name:". */
static rc
named_value(struct parse *p, const struct query_name *name,
    struct query_node **ret)
{
	struct query_token tok;
	rc r;

	if ((r = query_lex_next(&p->lex, QUERY_LEX_VALUE, &tok)) != RC_OK)
		return (r);
	if (tok.type == QUERY_TOKEN_OPEN) {
		if ((r = deeper(p, tok.raw)) != RC_OK ||
		    (r = value_list(p, name, ret)) != RC_OK)
			return (r);
		p->depth--;
		return (RC_OK);
	}
	/* Reserved words are words here. */
	if (!starts_value(&tok) && tok.type != QUERY_TOKEN_OR &&
	    tok.type != QUERY_TOKEN_AND && tok.type != QUERY_TOKEN_NOT)
		return (unexpected(p, &tok, "a value"));
	return (one_value(p, name, &tok, ret));
}

/* from: and to: */
static rc
edge(struct parse *p, const struct query_name *name, bool low,
    struct query_node **ret)
{
	struct query_node *n = NULL;
	struct query_token tok;
	rc r;

	if ((r = query_lex_next(&p->lex, QUERY_LEX_VALUE, &tok)) != RC_OK)
		return (r);
	if (tok.type != QUERY_TOKEN_WORD && tok.type != QUERY_TOKEN_PHRASE)
		return (unexpected(p, &tok, QUERY_TIME_FORMS));
	r = new_term(p, tok.raw, &n);
	if (n == NULL)
		return (r);
	*ret = n;
	n->term.name = name;
	r = query_value_edge(&p->value, tok.raw, low, &n->term);
	p->q->relative |= n->term.lo.relative || n->term.hi.relative;
	return (r);
}

static rc
named(struct parse *p, struct query_node **ret)
{
	struct span said = p->tok.raw, name = said;
	const struct query_name *n = NULL;
	bool from = span_eq(said, SPAN("from")), to =
	    span_eq(said, SPAN("to"));
	rc r;

	if (from || to)
		name = SPAN("time");
	r = query_name_find(name, p->extra, &p->q->arena, &n);
	if (r == RC_NOTFOUND)
		return (unknown_name(p, name));
	if (r != RC_OK)
		return (no_memory(p));
	r = from || to ? edge(p, n, from, ret) : named_value(p, n, ret);
	return (r == RC_OK ? advance(p) : r);
}

/* A word or a phrase without a name. */
static rc
bare(struct parse *p, struct query_node **ret)
{
	struct span raw = p->tok.raw;
	bool quoted = p->tok.type == QUERY_TOKEN_PHRASE;
	struct query_node *n = NULL;
	size_t stars = 0;
	rc r;

	while (stars < raw.n && raw.p[stars] == '*')
		stars++;
	if (!quoted && stars == raw.n) {
		if ((*ret = new_node(p, QUERY_ALL)) == NULL)
			return (no_memory(p));
		return (advance(p));
	}
	r = new_term(p, raw, &n);
	if (n == NULL)
		return (r);
	*ret = n;
	r = query_value_bare(&p->value, raw, quoted, &n->term);
	if (r == RC_NOMEM)
		return (no_memory(p));
	return (r == RC_OK ? advance(p) : r);
}

static rc one(struct parse *, struct query_node **);

/* Behind a minus or NOT; two of them are none. */
static rc
negated(struct parse *p, struct query_node **ret)
{
	struct span minus = p->tok.raw;
	struct query_node *inner = NULL;
	rc r;

	if ((r = advance(p)) != RC_OK)
		return (r);
	/* A dash between words is hardly meant to negate. */
	if (minus.n == 1 && p->tok.type != QUERY_TOKEN_END &&
	    query_lex_blank(minus.p[1]))
		return (query_lex_fail(&p->lex, minus.p, RC_MALFORMED,
		    "expected a term right behind the minus"));
	r = one(p, &inner);
	if (r != RC_OK || inner == NULL)
		return (r);
	if (inner->op == QUERY_NOT) {
		*ret = inner->kid;
		return (RC_OK);
	}
	if ((*ret = new_node(p, QUERY_NOT)) == NULL)
		return (no_memory(p));
	(*ret)->kid = inner;
	return (RC_OK);
}

static rc
grouped(struct parse *p, struct query_node **ret)
{
	struct span open = p->tok.raw;
	rc r;

	if ((r = advance(p)) != RC_OK || (r = or_list(p, ret)) != RC_OK)
		return (r);
	if (p->tok.type == QUERY_TOKEN_END)
		return (query_lex_fail(&p->lex, open.p, RC_MALFORMED,
		    "expected ) for this parenthesis"));
	return (advance(p));
}

static rc
one(struct parse *p, struct query_node **ret)
{
	rc r = RC_OK;

	switch (p->tok.type) {
	case QUERY_TOKEN_NAME:
		return (named(p, ret));
	case QUERY_TOKEN_WORD:
	case QUERY_TOKEN_PHRASE:
		return (bare(p, ret));
	case QUERY_TOKEN_OPEN:
	case QUERY_TOKEN_NOT:
		if ((r = deeper(p, p->tok.raw)) != RC_OK)
			return (r);
		r = p->tok.type == QUERY_TOKEN_OPEN ? grouped(p, ret) :
		    negated(p, ret);
		p->depth--;
		return (r);
	case QUERY_TOKEN_END:
	case QUERY_TOKEN_CLOSE:
	case QUERY_TOKEN_AND:
	case QUERY_TOKEN_OR:
	case QUERY_TOKEN_RANGE:
		break;
	}
	return (unexpected(p, &p->tok, "a word, a phrase or field:value"));
}

static rc
and_list(struct parse *p, struct query_node **ret)
{
	struct kids k = { 0 };
	struct query_node *kid = NULL;
	rc r;

	for (;;) {
		r = one(p, &kid);
		if (r != RC_OK || kid == NULL)
			return (r);
		add(&k, QUERY_AND, kid);
		if (p->tok.type == QUERY_TOKEN_END ||
		    p->tok.type == QUERY_TOKEN_CLOSE ||
		    p->tok.type == QUERY_TOKEN_OR)
			return (join(p, &k, QUERY_AND, ret));
		if (p->tok.type == QUERY_TOKEN_AND &&
		    (r = advance(p)) != RC_OK)
			return (r);
	}
}

static rc
or_list(struct parse *p, struct query_node **ret)
{
	struct kids k = { 0 };
	struct query_node *kid = NULL;
	rc r;

	for (;;) {
		r = and_list(p, &kid);
		if (r != RC_OK || kid == NULL)
			return (r);
		add(&k, QUERY_OR, kid);
		if (p->tok.type != QUERY_TOKEN_OR)
			return (join(p, &k, QUERY_OR, ret));
		if ((r = advance(p)) != RC_OK)
			return (r);
	}
}

static rc
whole(struct parse *p, struct query_node **ret)
{
	rc r;

	if ((r = query_lex_check(&p->lex)) != RC_OK ||
	    (r = advance(p)) != RC_OK)
		return (r);
	if (p->tok.type == QUERY_TOKEN_END) {
		*ret = new_node(p, QUERY_ALL);
		return (*ret != NULL ? RC_OK : no_memory(p));
	}
	if ((r = or_list(p, ret)) != RC_OK)
		return (r);
	if (p->tok.type != QUERY_TOKEN_END)
		return (unexpected(p, &p->tok, "the end"));
	return (RC_OK);
}

rc
query_parse(struct span text, const struct query_extra *extra,
    struct query **ret, struct err *e)
{
	struct parse p = { .lex = { .e = e }, .extra = extra };
	struct query_node *top = NULL;
	char *copy;
	rc r;

	if ((p.q = mem_new(sizeof(*p.q))) == NULL)
		return (no_memory(&p));
	/* Its own copy, so that messages may point into it. */
	if ((copy = arena_copy(&p.q->arena, text)) == NULL) {
		query_free(p.q);
		return (no_memory(&p));
	}
	p.lex.all = (struct span){ copy, text.n };
	p.value = (struct query_value){ &p.lex, &p.q->arena };
	if ((r = whole(&p, &top)) != RC_OK) {
		query_free(p.q);
		return (r);
	}
	p.q->top = top;
	*ret = p.q;
	return (RC_OK);
}

void
query_free(struct query *q)
{

	if (q == NULL)
		return;
	arena_release(&q->arena);
	mem_free(q);
}

void
query_at(struct query *q, int64_t now)
{

	q->now = now;
}

int64_t
query_moment(const struct query *q, const struct query_bound *b)
{
	int64_t ms = b->ms;

	/* Nine digits of weeks and a time of the calendar fit 64 bits. */
	if (b->relative)
		ms += q->now;
	if (ms < QUERY_TIME_LEAST)
		return (QUERY_TIME_LEAST);
	return (ms > QUERY_TIME_MOST ? QUERY_TIME_MOST : ms);
}
