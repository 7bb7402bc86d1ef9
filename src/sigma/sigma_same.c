/* SPDX-License-Identifier: Apache-2.0 */
/* Is a rule the one that it was? */
#include "base/hash.h"
#include "base/pack.h"
#include "sigma/sigma_same.h"

static void
put_test(const struct sigma *s, const struct test *t, struct buf *b)
{

	pack_uint(b, t->op);
	pack_bool(b, t->cased);
	pack_bool(b, t->typed);
	pack_bool(b, t->yes);
	pack_uint(b, t->mod);
	pack_uint(b, t->part);
	if (t->op == TEST_TEXT || t->op == TEST_KEYWORD)
		pack_span(b, t->glob.text);
	if (t->op == TEST_RE || t->op == TEST_KEYWORD_RE) {
		pack_span(b, s->regex[t->regex].text);
		pack_uint(b, s->regex[t->regex].modes);
	}
}

static void
put_item(const struct sigma *s, const struct item *it, struct buf *b)
{

	pack_span(b, it->name);
	pack_span(b, it->mods);
	pack_bool(b, it->all);
	pack_bool(b, it->neq);
	pack_uint(b, it->n);
	for (size_t i = 0; i < it->n; i++) {
		const struct want *w = &it->want[i];

		pack_span(b, w->shown);
		pack_uint(b, w->n);
		for (size_t k = 0; k < w->n; k++)
			put_test(s, &w->test[k], b);
	}
}

/* As deep as the parser let it be. */
static void
put_expr(const struct sigma *s, const struct expr *e, struct buf *b)
{

	if (e == NULL) {
		pack_uint(b, EXPR_RULE + 1);
		return;
	}
	pack_uint(b, e->op);
	if (e->op == EXPR_ITEM)
		put_item(s, e->item, b);
	else if (e->op == EXPR_RULE)
		pack_uint(b, e->rule);
	for (size_t i = 0; (e->op == EXPR_AND || e->op == EXPR_OR ||
	    e->op == EXPR_NOT) && i < e->n; i++)
		put_expr(s, e->kid[i], b);
	pack_uint(b, EXPR_RULE + 2);
}

/* Aliases and the like, as written. */
static void
put_yaml(const struct yaml_node *n, struct buf *b)
{

	if (n == NULL)
		return;
	pack_uint(b, n->kind);
	pack_span(b, n->text);
	pack_uint(b, n->n);
	for (const struct yaml_node *k = n->first; k != NULL; k = k->next) {
		if (k->key != NULL)
			pack_span(b, k->key->text);
		put_yaml(k, b);
	}
}

/* Type, resolved rules, group-by, aliases, field, timespan, window kind. */
static void
put_windows(const struct sigma *s, const struct corr *c, struct buf *b)
{

	pack_fixed(b, s->given);
	pack_uint(b, c->type);
	pack_int(b, c->span_ms);
	pack_int(b, c->gap_ms);
	pack_int(b, c->before_ms);
	pack_uint(b, c->keys);
	for (size_t i = 0; i < c->keys; i++)
		pack_span(b, c->key[i]);
	pack_uint(b, c->fields);
	for (size_t i = 0; i < c->fields; i++)
		pack_span(b, c->field[i]);
	put_yaml(c->aliases, b);
	pack_uint(b, c->refs);
	for (size_t i = 0; i < c->refs; i++)
		/* Those it names have their sums already. */
		pack_fixed(b, s->same[c->ref[i].rule].rule);
}

/* Decided when, and held in what way: the state has another form. */
static void
put_way(const struct corr *c, struct buf *b)
{

	pack_bool(b, c->deferred);
	pack_bool(b, c->stated);
	pack_uint(b, c->chains);
	for (size_t i = 0; i < c->chains; i++) {
		pack_span(b, (struct span){ (const char *)c->chain[i].stage,
		    c->chain[i].n });
		pack_uint(b, c->chain[i].without);
	}
}

static void
put_rule(const struct sigma *s, unsigned rule, struct buf *b)
{
	const struct doc *d = &s->doc[s->of[rule]];
	const struct corr *c = d->corr;

	pack_text(b, d->rule.id);
	pack_maybe(b, d->rule.product);
	pack_maybe(b, d->rule.category);
	pack_maybe(b, d->rule.service);
	if (c == NULL) {
		put_expr(s, d->when, b);
		return;
	}
	put_windows(s, c, b);
	put_way(c, b);
	pack_int(b, c->late_ms);
	pack_bool(b, c->exact);
	pack_num(b, c->percentile);
	pack_uint(b, c->bounds);
	for (size_t i = 0; i < c->bounds; i++) {
		pack_uint(b, c->bound[i].cmp);
		pack_num(b, c->bound[i].n);
	}
	put_expr(s, c->when, b);
}

static rc
one(struct sigma *s, unsigned rule)
{
	const struct corr *c = s->doc[s->of[rule]].corr;
	struct sigma_same *to = &s->same[rule];
	struct buf b = { 0 };
	rc r = RC_NOMEM;

	put_rule(s, rule, &b);
	to->rule = hash_64(buf_span(&b));
	if (c != NULL && !b.failed) {
		buf_clear(&b);
		put_windows(s, c, &b);
		put_way(c, &b);
		to->windows = hash_64(buf_span(&b));
	}
	if (!b.failed)
		r = RC_OK;
	buf_release(&b);
	return (r);
}

rc
sigma_same_all(struct sigma *s)
{
	rc r = RC_OK;

	s->same = arena_take(&s->mem, (s->rules + 1) * sizeof(*s->same));
	if (s->same == NULL)
		return (RC_NOMEM);
	/* Inner before outer. */
	for (unsigned depth = 0; depth <= RULE_DEPTH_MAX + 1; depth++) {
		for (unsigned i = 0; i < s->rules && r == RC_OK; i++) {
			const struct doc *d = &s->doc[s->of[i]];

			if ((d->corr == NULL ? 0 : d->depth) == depth)
				r = one(s, i);
		}
	}
	return (r);
}

uint64_t
sigma_same_given(const struct sigma_setup *setup)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < setup->pipelines; i++)
		sum = hash_seeded(setup->pipeline[i].text, sum + 1);
	return (sum);
}

uint64_t
sigma_same_set(const struct sigma *s)
{
	uint64_t sum = s->rules;

	for (size_t i = 0; i < s->rules; i++)
		sum = hash_mix(sum, s->same[i].rule);
	return (sum);
}
