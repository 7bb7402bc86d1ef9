/* SPDX-License-Identifier: Apache-2.0 */
/* The condition grammar. */
#include <strings.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_note.h"

#define NESTED_MAX	64		/* Parentheses and not. */

enum word { WORD_END, WORD_NAME, WORD_OPEN, WORD_CLOSE, WORD_PIPE };

struct parser {
	struct load		*ld;
	const struct yaml_node	*node;
	struct sigma_cond_name	*names;
	size_t			 n;
	size_t			 at;	/* Behind the word. */
	enum word		 kind;
	struct span		 word;
	unsigned		 depth;
};

static struct expr *parse_or(struct parser *);

static bool
is(struct span s, const char *word)
{

	return (s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0);
}

/* Where the word stands: the text is mostly plain and on one line. */
static struct expr *
fail(struct parser *p, const char *what, const char *hint)
{
	struct yaml_node at = *p->node;
	size_t off = p->word.p != NULL ?
	    (size_t)(p->word.p - p->node->text.p) : p->node->text.n;

	at.col += (unsigned)off + (at.plain ? 0 : 1);
	(void)sigma_note_refuse(p->ld, &at, "condition: %s '%.*s'%s", what,
	    (int)(p->word.n < 80 ? p->word.n : 80),
	    p->word.n > 0 ? p->word.p : "", hint);
	return (NULL);
}

static void
next(struct parser *p)
{
	struct span s = p->node->text;
	size_t at = p->at, from;

	while (at < s.n && strchr(" \t\r\n", s.p[at]) != NULL)
		at++;
	from = at;
	p->kind = WORD_END;
	if (at < s.n && strchr("()|", s.p[at]) != NULL) {
		p->kind = s.p[at] == '(' ? WORD_OPEN :
		    s.p[at] == ')' ? WORD_CLOSE : WORD_PIPE;
		at++;
	} else if (at < s.n) {
		p->kind = WORD_NAME;
		while (at < s.n && strchr(" \t\r\n()|", s.p[at]) == NULL)
			at++;
	}
	p->word = (struct span){ s.p + from, at - from };
	p->at = at;
}

static struct expr *
node_new(struct parser *p, enum expr_op op, size_t n)
{
	struct expr *e = arena_take(&p->ld->s->mem, sizeof(*e));

	if (e == NULL || (n > 0 && (e->kid = arena_take(&p->ld->s->mem,
	    n * sizeof(struct expr *))) == NULL)) {
		p->ld->nomem = true;
		return (NULL);
	}
	e->op = op;
	e->n = n;
	e->line = p->node->line;
	return (e);
}

struct expr *
sigma_cond_join(struct load *ld, enum expr_op op, struct expr **kids, size_t n)
{
	struct yaml_node none = { .line = n > 0 ? kids[0]->line : 0 };
	struct parser p = { .ld = ld, .node = &none };
	struct expr *e;

	if (n == 1)
		return (kids[0]);
	if ((e = node_new(&p, op, n)) != NULL)
		memcpy(e->kid, kids, n * sizeof(struct expr *));
	return (e);
}

struct expr *
sigma_cond_not(struct load *ld, struct expr *kid)
{
	struct yaml_node none = { .line = kid->line };
	struct parser p = { .ld = ld, .node = &none };
	struct expr *e = node_new(&p, EXPR_NOT, 1);

	if (e != NULL)
		e->kid[0] = kid;
	return (e);
}

/* Does the pattern, in which * is any run, fit the name? */
static bool
fits(struct span pattern, struct span name)
{
	size_t i = 0, at = 0, star = SIZE_MAX, from = 0;

	for (;;) {
		if (i < pattern.n && pattern.p[i] == '*') {
			star = ++i;
			from = at;
		} else if (i == pattern.n && at == name.n) {
			return (true);
		} else if (i < pattern.n && at < name.n &&
		    pattern.p[i] == name.p[at]) {
			i++;
			at++;
		} else if (star == SIZE_MAX || from >= name.n) {
			return (false);
		} else {
			at = ++from;
			i = star;
		}
	}
}

static struct expr *
parse_of(struct parser *p, bool all)
{
	struct expr **kid, *e;
	bool them;
	size_t n = 0;

	next(p);
	if (p->kind != WORD_NAME || !is(p->word, "of"))
		return (fail(p, "'of' expected, not", ""));
	next(p);
	if (p->kind != WORD_NAME)
		return (fail(p, "a pattern or 'them' expected, not", ""));
	them = is(p->word, "them");
	if ((kid = mem_array(p->n, sizeof(struct expr *))) == NULL) {
		p->ld->nomem = true;
		return (NULL);
	}
	for (size_t i = 0; i < p->n; i++) {
		struct span name = p->names[i].name;

		if (them ? name.n > 0 && name.p[0] == '_' :
		    !fits(p->word, name))
			continue;
		p->names[i].used = true;
		kid[n++] = p->names[i].expr;
	}
	e = n == 0 ? fail(p, "no selection fits", "") :
	    sigma_cond_join(p->ld, all ? EXPR_AND : EXPR_OR, kid, n);
	mem_free(kid);
	if (e != NULL)
		next(p);
	return (e);
}

static struct expr *
parse_name(struct parser *p)
{
	struct suggest near = SUGGEST_START;
	struct expr *e;
	char hint[80];

	for (size_t i = 0; i < p->n; i++) {
		if (span_eq(p->names[i].name, p->word)) {
			p->names[i].used = true;
			e = p->names[i].expr;
			next(p);
			return (e);
		}
		suggest_try(&near, p->word, p->names[i].name);
	}
	if (p->word.n > 0 && memchr(p->word.p, '*', p->word.n) != NULL)
		return (fail(p, "'1 of' or 'all of' is missing before", ""));
	return (fail(p, "unknown name", sigma_note_near(near.best, hint)));
}

static struct expr *
parse_one(struct parser *p)
{
	struct expr *e;
	bool number;

	if (p->kind == WORD_OPEN) {
		next(p);
		if ((e = parse_or(p)) == NULL)
			return (NULL);
		if (p->kind != WORD_CLOSE)
			return (fail(p, "')' expected, not", ""));
		next(p);
		return (e);
	}
	if (p->kind == WORD_PIPE)
		return (fail(p, "old aggregation", " is not supported: write "
		    "a correlation document"));
	if (p->kind != WORD_NAME || is(p->word, "and") || is(p->word, "or"))
		return (fail(p, "a name expected, not", ""));
	if (is(p->word, "all"))
		return (parse_of(p, true));
	if (is(p->word, "any") || is(p->word, "1"))
		return (parse_of(p, false));
	number = strspn(p->word.p, "0123456789") >= p->word.n;
	if (number)
		return (fail(p, "only '1 of' and 'all of' exist, not", ""));
	return (parse_name(p));
}

static struct expr *
parse_not(struct parser *p)
{
	struct expr *e, *kid;

	if (++p->depth > NESTED_MAX)
		return (fail(p, "nested too deeply at", ""));
	if (p->kind == WORD_NAME && is(p->word, "not")) {
		next(p);
		if ((kid = parse_not(p)) == NULL ||
		    (e = node_new(p, EXPR_NOT, 1)) == NULL)
			return (NULL);
		e->kid[0] = kid;
	} else {
		e = parse_one(p);
	}
	p->depth--;
	return (e);
}

/* A run of ${below} joined by ${word}. */
static struct expr *
parse_run(struct parser *p, const char *word, enum expr_op op,
    struct expr *(*below)(struct parser *))
{
	struct expr **kid = NULL, *e = NULL;
	size_t n = 0, cap = 0;

	for (;;) {
		if ((e = below(p)) == NULL)
			break;
		if (!mem_room(&kid, n, &cap, sizeof(struct expr *))) {
			p->ld->nomem = true;
			e = NULL;
			break;
		}
		kid[n++] = e;
		if (p->kind != WORD_NAME || !is(p->word, word)) {
			e = sigma_cond_join(p->ld, op, kid, n);
			break;
		}
		next(p);
	}
	mem_free(kid);
	return (e);
}

static struct expr *
parse_and(struct parser *p)
{

	return (parse_run(p, "and", EXPR_AND, parse_not));
}

static struct expr *
parse_or(struct parser *p)
{

	return (parse_run(p, "or", EXPR_OR, parse_and));
}

struct expr *
sigma_cond_parse(struct load *ld, const struct yaml_node *node,
    struct sigma_cond_name *names, size_t n)
{
	struct parser p = { .ld = ld, .node = node, .names = names, .n = n };
	struct expr *e;

	next(&p);
	if ((e = parse_or(&p)) == NULL)
		return (NULL);
	if (p.kind == WORD_PIPE)
		return (fail(&p, "old aggregation",
		    " is not supported: write a correlation document"));
	return (p.kind == WORD_END ? e :
	    fail(&p, "'and', 'or' or the end expected, not", ""));
}
