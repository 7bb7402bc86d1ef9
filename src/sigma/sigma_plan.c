/* SPDX-License-Identifier: Apache-2.0 */
/* The fast path: from the tree to jumps. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/fold.h"
#include "sigma/sigma_plan.h"
#include "sigma/sigma_test.h"

#define EXACT_MAX	(INT64_C(1) << 53)	/* Doubles hold all below. */
#define MANY_LEAST	4		/* Fewer are faster one by one. */
#define DOUBTFUL	8		/* What is negated mostly holds. */

/* The compiler at work; sticky when memory is short. */
struct work {
	const struct sigma	*s;
	struct plan		*p;
	struct buf		 key;
	bool			 nomem;
};

static struct span
atom_key(const void *owner, uint32_t at)
{
	const struct plan *p = owner;

	return (p->key[at]);
}

/* What a test asks, as bytes: equal bytes, equal answer. */
static void
test_key(struct buf *b, const struct test *t)
{

	buf_fmt(b, "%d,%u,%d%d%d%d,%d,%d,%u,%u,", (int)t->op, t->slot, t->cased,
	    t->number, t->typed, t->yes, (int)t->mod, (int)t->part, t->ref,
	    t->regex);
	if (t->op == TEST_TEXT || t->op == TEST_KEYWORD) {
		buf_fmt(b, "%zu:", t->glob.text.n);
		buf_put(b, t->glob.text);
	}
	if (t->number || t->op == TEST_ORDER || t->op == TEST_PART) {
		buf_char(b, t->num.whole ? 'i' : 'd');
		numeric_text(t->num, b);
	}
	if (t->op == TEST_CIDR) {
		buf_fmt(b, "%d/%u:", t->net.six, t->net.bits);
		buf_put(b, (struct span){ (const char *)t->net.addr, 16 });
	}
	buf_char(b, ';');
}

/* The atom that asks what w->key says; a new one starts as ${fresh}. */
static uint32_t
atom_of(struct work *w, const struct atom *fresh)
{
	struct plan *p = w->p;
	struct span key = buf_span(&w->key);
	uint32_t at;
	char *copy;

	if (w->nomem || w->key.failed) {
		w->nomem = true;
		return (0);
	}
	if ((at = map_get(&p->by_key, key)) != MAP_NONE) {
		p->atom[at].shared = true;
		return (at);
	}
	if (!mem_room(&p->atom, p->atoms, &p->atom_cap, sizeof(*p->atom)) ||
	    !mem_room(&p->key, p->atoms, &p->key_cap, sizeof(*p->key)) ||
	    (copy = arena_copy(&p->mem, key)) == NULL) {
		w->nomem = true;
		return (0);
	}
	at = (uint32_t)p->atoms;
	p->key[at] = (struct span){ copy, key.n };
	if (map_put(&p->by_key, p->key[at], at) != RC_OK) {
		w->nomem = true;
		return (0);
	}
	p->atom[at] = *fresh;
	p->atoms++;
	return (at);
}

static uint32_t
step(struct work *w, uint32_t atom, uint32_t yes, uint32_t no)
{
	struct plan *p = w->p;
	const struct atom *a;
	struct step *st;

	if (w->nomem || p->steps >= SIGMA_PLAN_MISS ||
	    !mem_room(&p->step, p->steps, &p->step_cap, sizeof(*p->step))) {
		w->nomem = true;
		return (SIGMA_PLAN_MISS);
	}
	a = &p->atom[atom];
	st = &p->step[p->steps];
	*st = (struct step){ .atom = atom, .next = { no, yes },
	    .slot = a->slot, .kind = (uint8_t)a->kind, .meets = a->meets,
	    .codes_n = (uint16_t)a->codes_n };
	if (a->kind == ATOM_CODES)
		st->codes = a->codes;
	else
		st->num = a->num;
	return ((uint32_t)p->steps++);
}

/* Which results of a comparison meet ${mod}. */
static uint8_t
meets(enum mod mod)
{

	switch ((int)mod) {
	case MOD_LT:
		return (SIGMA_PLAN_LESS);
	case MOD_LTE:
		return (SIGMA_PLAN_LESS | SIGMA_PLAN_EQUAL);
	case MOD_GT:
		return (SIGMA_PLAN_MORE);
	default:
		return (SIGMA_PLAN_MORE | SIGMA_PLAN_EQUAL);
	}
}

static uint32_t
test_step(struct work *w, const struct test *t, uint32_t yes, uint32_t no)
{
	struct atom a = { .kind = ATOM_TEST, .slot = t->slot, .test = t };

	if (t->op == TEST_EXISTS) {
		a.kind = ATOM_THERE;
		a.meets = t->yes;
	}
	if (t->op == TEST_ORDER && (!t->num.whole ||
	    (t->num.i >= -EXACT_MAX && t->num.i <= EXACT_MAX))) {
		a.kind = ATOM_ORDER;
		a.meets = meets(t->mod);
		a.num = t->num.whole ? (double)t->num.i : t->num.d;
	}
	buf_clear(&w->key);
	test_key(&w->key, t);
	return (step(w, atom_of(w, &a), yes, no));
}

/* A case-blind text that is never compared as a number. */
static bool
settable(const struct test *t)
{

	if (t->op == TEST_KEYWORD)
		return (!t->cased && t->glob.shape == GLOB_INSIDE &&
		    memchr(t->glob.lit.p, SIGMA_TEST_END, t->glob.lit.n) ==
		    NULL);
	return (t->op == TEST_TEXT && !t->cased && !t->number &&
	    t->glob.shape != GLOB_MIXED && t->glob.shape != GLOB_ALL);
}

static struct needle
needle_of(const struct test *t)
{
	static const enum needle_how how[] = {
		[GLOB_EXACT] = NEEDLE_EXACT, [GLOB_PREFIX] = NEEDLE_PREFIX,
		[GLOB_SUFFIX] = NEEDLE_SUFFIX, [GLOB_INSIDE] = NEEDLE_INSIDE,
	};

	return ((struct needle){ .lit = t->glob.lit,
	    .how = how[t->glob.shape] });
}

/* One search instead of many comparisons. */
static uint32_t
many_step(struct work *w, const struct item *it, size_t n, uint32_t yes,
    uint32_t no)
{
	struct atom a = { .kind = ATOM_MANY, .slot = it->field.slot };
	struct needle *list = mem_array(n, sizeof(*list));
	uint32_t at;
	size_t k = 0;

	buf_clear(&w->key);
	buf_fmt(&w->key, "many,%u", a.slot);
	for (size_t i = 0; list != NULL && i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++) {
			const struct test *t = &it->want[i].test[j];

			if (!settable(t))
				continue;
			list[k++] = needle_of(t);
			buf_fmt(&w->key, ",%d:%zu:", (int)t->glob.shape,
			    t->glob.lit.n);
			buf_put(&w->key, t->glob.lit);
		}
	}
	at = list != NULL ? atom_of(w, &a) : MAP_NONE;
	if (list == NULL || (!w->nomem && w->p->atom[at].many == NULL &&
	    needle_new(list, k, 1, &w->p->atom[at].many) != RC_OK))
		w->nomem = true;
	mem_free(list);
	return (step(w, at, yes, no));
}

static bool
codable(const struct item *it)
{

	if (it->field.words == NULL || it->field.words_n == 0 ||
	    it->field.words_n > 63 || it->field.type != VALUE_TEXT)
		return (false);
	for (size_t i = 0; i < it->n; i++) {
		if (it->want[i].test[0].op != TEST_TEXT)
			return (false);
	}
	return (true);
}

static bool
word_meets(struct work *w, const struct item *it, struct span word)
{
	struct buf b = { 0 };
	bool hit = false;

	for (size_t i = 0; i < it->n && !hit; i++) {
		for (size_t j = 0; j < it->want[i].n && !hit; j++) {
			const struct test *t = &it->want[i].test[j];

			buf_clear(&b);
			if (t->cased)
				buf_put(&b, word);
			else
				fold_text(word, &b);
			hit = glob_match(&t->glob, buf_span(&b));
		}
	}
	w->nomem |= b.failed;
	buf_release(&b);
	return (hit);
}

static uint32_t
codes_step(struct work *w, const struct item *it, uint32_t yes, uint32_t no)
{
	struct atom a = { .kind = ATOM_CODES, .slot = it->field.slot,
	    .item = it, .codes_n = (unsigned)it->field.words_n };

	for (size_t i = 0; i < it->field.words_n; i++) {
		if (word_meets(w, it, span_of(it->field.words[i])))
			a.codes |= UINT64_C(2) << i;
	}
	buf_clear(&w->key);
	buf_text(&w->key, "codes;");
	for (size_t i = 0; i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++)
			test_key(&w->key, &it->want[i].test[j]);
	}
	return (step(w, atom_of(w, &a), yes, no));
}

static uint32_t
any_steps(struct work *w, const struct want *v, bool skip, uint32_t yes,
    uint32_t no)
{

	for (size_t j = v->n; j-- > 0;) {
		if (!skip || !settable(&v->test[j]))
			no = test_step(w, &v->test[j], yes, no);
	}
	return (no);
}

static uint32_t
item_steps(struct work *w, const struct item *it, uint32_t yes, uint32_t no)
{
	size_t many = 0;

	if (it->neq) {
		uint32_t t = yes;

		yes = no;
		no = t;
	}
	if (it->all) {
		for (size_t i = it->n; i-- > 0;)
			yes = any_steps(w, &it->want[i], false, yes, no);
		return (yes);
	}
	if (codable(it))
		return (codes_step(w, it, yes, no));
	for (size_t i = 0; i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++)
			many += settable(&it->want[i].test[j]);
	}
	for (size_t i = it->n; i-- > 0;)
		no = any_steps(w, &it->want[i], many >= MANY_LEAST, yes, no);
	return (many >= MANY_LEAST ? many_step(w, it, many, yes, no) : no);
}

/* What asking costs, roughly in ns: the cheap and decisive goes first. */
static size_t
cost(const struct expr *e)
{
	static const size_t of[] = {
		[TEST_TEXT] = 10, [TEST_NULL] = 1, [TEST_EXISTS] = 1,
		[TEST_ORDER] = 2, [TEST_PART] = 20, [TEST_RE] = 200,
		[TEST_CIDR] = 60, [TEST_REF] = 40, [TEST_KEYWORD] = 500,
		[TEST_KEYWORD_RE] = 1000,
	};
	size_t n = 0;

	if (e->op == EXPR_ITEM) {
		const struct item *it = e->item;

		n = codable(it) && !it->all ? 2 :
		    of[it->want[0].test->op] * (it->n < 50 ? it->n : 50);
		return (it->neq ? n * DOUBTFUL : n);
	}
	for (size_t i = 0; i < e->n; i++)
		n += cost(e->kid[i]);
	return (e->op == EXPR_NOT ? n * DOUBTFUL : n);
}

struct ranked {
	const struct expr	*e;
	size_t			 cost, at;
};

static int
by_cost(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->cost != y->cost)
		return (x->cost < y->cost ? -1 : 1);
	return ((x->at > y->at) - (x->at < y->at));
}

static uint32_t
steps(struct work *w, const struct expr *e, uint32_t yes, uint32_t no)
{
	struct ranked *r;

	if (e->op == EXPR_ITEM)
		return (item_steps(w, e->item, yes, no));
	if (e->op == EXPR_NOT)
		return (steps(w, e->kid[0], no, yes));
	if (w->nomem || (r = mem_array(e->n, sizeof(*r))) == NULL) {
		w->nomem = true;
		return (SIGMA_PLAN_MISS);
	}
	for (size_t i = 0; i < e->n; i++)
		r[i] = (struct ranked){ e->kid[i], cost(e->kid[i]), i };
	qsort(r, e->n, sizeof(*r), by_cost);
	for (size_t i = e->n; i-- > 0;) {
		if (e->op == EXPR_AND)
			yes = steps(w, r[i].e, yes, no);
		else
			no = steps(w, r[i].e, yes, no);
	}
	mem_free(r);
	return (e->op == EXPR_AND ? yes : no);
}

/* Must the field of ${slot} be there for ${e} to be ${truth}? */
static bool
must(const struct expr *e, unsigned slot, bool truth)
{
	bool any = false, all = true;

	if (e->op == EXPR_NOT)
		return (must(e->kid[0], slot, !truth));
	if (e->op == EXPR_ITEM) {
		const struct test *t = e->item->want[0].test;
		bool core = truth != e->item->neq;

		if (t->op == TEST_REF && t->ref == slot &&
		    (e->item->n == 1 || e->item->all))
			return (core);
		if (e->item->field.slot != slot)
			return (false);
		if (t->op == TEST_NULL)
			return (!core);
		return (t->op == TEST_EXISTS ? core == t->yes : core);
	}
	for (size_t i = 0; i < e->n; i++) {
		bool one = must(e->kid[i], slot, truth);

		any |= one;
		all &= one;
	}
	return ((e->op == EXPR_AND) == truth ? any : all);
}

/* How often ${slot} is there when ${category} is: 3 rarely ... 0 always. */
static int
rarity(const struct expr *e, unsigned slot, int category)
{
	int best = 0;

	if (e->op == EXPR_ITEM) {
		const struct sigma_field *f = &e->item->field;

		if (f->slot != slot || (category >= 0 &&
		    (f->sure >> category & 1) != 0))
			return (0);
		return (f->fact ? 3 : 2);
	}
	for (size_t i = 0; i < e->n; i++) {
		int one = rarity(e->kid[i], slot, category);

		best = one > best ? one : best;
	}
	return (best);
}

static unsigned
witness(const struct doc *d)
{
	unsigned best = RULE_NO_SLOT;
	int rare = 0;

	for (size_t i = 0; i < d->slots_n; i++) {
		int r = rarity(d->when, d->slots[i], d->category);

		if (r > rare && must(d->when, d->slots[i], true)) {
			rare = r;
			best = d->slots[i];
		}
	}
	return (best);
}

/* A rule's place in the order: those with one witness behind each other. */
struct placed {
	uint32_t	first;		/* The first rule with its witness. */
	uint32_t	rule, slot;
};

static int
by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->first != y->first)
		return (x->first < y->first ? -1 : 1);
	return ((x->rule > y->rule) - (x->rule < y->rule));
}

/* All detection rules in that order; their number in ${n}. */
static struct placed *
order(const struct sigma *s, const unsigned *wit, size_t *n)
{
	struct placed *list = mem_array(s->rules, sizeof(*list));
	uint32_t *first = mem_array((size_t)s->slots + 1, sizeof(uint32_t));

	*n = 0;
	for (size_t i = 0; list != NULL && first != NULL && i < s->rules;
	    i++) {
		/* The place behind the slots is for rules without one. */
		size_t at = wit[i] < s->slots ? wit[i] : s->slots;

		if (s->doc[s->of[i]].when == NULL)
			continue;
		if (first[at] == 0)
			first[at] = (uint32_t)i + 1;
		list[(*n)++] = (struct placed){ first[at], (uint32_t)i,
		    wit[i] };
	}
	if (first == NULL) {
		mem_free(list);
		return (NULL);
	}
	mem_free(first);
	if (list != NULL)
		qsort(list, *n, sizeof(*list), by_place);
	return (list);
}

/* Turns from ${from} on: how many follow with the same witness? */
static void
count_others(struct plan *p, size_t from)
{

	for (size_t i = from, end; i < p->turns; i = end) {
		for (end = i; end < p->turns &&
		    p->turn[end].slot == p->turn[i].slot; end++)
			continue;
		/* A skip may begin at the first only. */
		for (size_t k = i; k < end; k++)
			p->turn[k].others = (uint32_t)(end - k);
	}
}

/* The turns of ${category}, of -1 those that fit every event. */
static bool
turns(struct plan *p, const struct placed *list, size_t n, int category)
{
	size_t from = p->turns;
	bool own = category < 0;

	for (size_t i = 0; i < n; i++)
		own |= p->category_of[list[i].rule] == category;
	if (!own) {
		/* As if it had none: the first that was laid out. */
		p->category[category + 1] = p->category[0];
		return (true);
	}
	for (size_t i = 0; i < n; i++) {
		int8_t c = p->category_of[list[i].rule];

		if (c >= 0 && c != category)
			continue;
		if (!mem_room(&p->turn, p->turns, &p->turn_cap,
		    sizeof(*p->turn)))
			return (false);
		p->turn[p->turns++] = (struct turn){ .slot = list[i].slot,
		    .rule = list[i].rule, .entry = p->entry[list[i].rule] };
	}
	count_others(p, from);
	p->category[category + 1].from = from;
	p->category[category + 1].n = p->turns - from;
	return (true);
}

rc
sigma_plan_new(const struct sigma *s, struct plan **ret)
{
	struct work w = { .s = s, .p = mem_new(sizeof(*w.p)) };
	unsigned *wit = mem_array(s->rules, sizeof(unsigned));
	struct placed *list = NULL;
	size_t n;
	rc r = RC_NOMEM;

	if (w.p == NULL || wit == NULL ||
	    (w.p->entry = mem_array(s->rules, sizeof(uint32_t))) == NULL ||
	    (w.p->category_of = mem_array(s->rules, 1)) == NULL)
		goto out;
	map_init(&w.p->by_key, atom_key, w.p);
	for (size_t i = 0; i < s->rules; i++) {
		const struct doc *d = &s->doc[s->of[i]];

		wit[i] = RULE_NO_SLOT;
		w.p->category_of[i] = (int8_t)d->category;
		w.p->entry[i] = SIGMA_PLAN_MISS;
		if (d->when == NULL)
			continue;
		w.p->entry[i] = steps(&w, d->when, SIGMA_PLAN_HIT,
		    SIGMA_PLAN_MISS);
		wit[i] = witness(d);
		if (w.nomem)
			goto out;
	}
	if ((list = order(s, wit, &n)) == NULL)
		goto out;
	for (int c = -1; c < SIGMA_PLAN_CATEGORIES; c++) {
		if (!turns(w.p, list, n, c))
			goto out;
	}
	*ret = w.p;
	w.p = NULL;
	r = RC_OK;
out:
	buf_release(&w.key);
	mem_free(list);
	mem_free(wit);
	sigma_plan_free(w.p);
	return (r);
}

void
sigma_plan_free(struct plan *p)
{

	if (p == NULL)
		return;
	for (size_t i = 0; i < p->atoms; i++)
		needle_free(p->atom[i].many);
	map_release(&p->by_key);
	arena_release(&p->mem);
	mem_free(p->atom);
	mem_free(p->key);
	mem_free(p->step);
	mem_free(p->entry);
	mem_free(p->category_of);
	mem_free(p->turn);
	mem_free(p);
}
