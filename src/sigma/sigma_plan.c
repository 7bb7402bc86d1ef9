/* SPDX-License-Identifier: Apache-2.0 */
/* The fast path: from the tree to jumps. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/fold.h"
#include "sigma/sigma_plan.h"

#define EXACT_MAX	(INT64_C(1) << 53)	/* Doubles hold all below. */
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

/* An exact, case-blind text that is never compared as a number. */
static bool
settable(const struct test *t)
{

	return (t->op == TEST_TEXT && t->glob.shape == GLOB_EXACT &&
	    !t->cased && !t->number);
}

static int
by_text(const void *a, const void *b)
{

	return (span_cmp(*(const struct span *)a, *(const struct span *)b));
}

/* One lookup instead of many comparisons. */
static uint32_t
set_step(struct work *w, const struct item *it, size_t n, uint32_t yes,
    uint32_t no)
{
	struct atom a = { .kind = ATOM_SET, .slot = it->field.slot };
	struct span *set = arena_take(&w->p->mem, n * sizeof(*set));

	if (set == NULL) {
		w->nomem = true;
		return (SIGMA_PLAN_MISS);
	}
	for (size_t i = 0; i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++) {
			if (settable(&it->want[i].test[j]))
				set[a.n++] = it->want[i].test[j].glob.lit;
		}
	}
	qsort(set, a.n, sizeof(*set), by_text);
	buf_clear(&w->key);
	buf_fmt(&w->key, "set,%u", a.slot);
	for (size_t i = 0; i < a.n; i++) {
		buf_fmt(&w->key, ",%zu:", set[i].n);
		buf_put(&w->key, set[i]);
	}
	a.set = set;
	return (step(w, atom_of(w, &a), yes, no));
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
	size_t exact = 0;

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
			exact += settable(&it->want[i].test[j]);
	}
	for (size_t i = it->n; i-- > 0;)
		no = any_steps(w, &it->want[i], exact > 1, yes, no);
	return (exact > 1 ? set_step(w, it, exact, yes, no) : no);
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

		if (t->op == TEST_REF && t->ref == slot)
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

/* Give their turns to rules of ${category} from ${i} on with its witness. */
static bool
turns_of(struct plan *p, const struct sigma *s, const unsigned *wit,
    int category, unsigned i)
{
	size_t from = p->turns;

	for (unsigned j = i; j < s->rules; j++) {
		const struct doc *d = &s->doc[s->of[j]];

		if (d->when == NULL || wit[j] != wit[i] ||
		    (d->category >= 0 && d->category != category))
			continue;
		if (!mem_room(&p->turn, p->turns, &p->turn_cap,
		    sizeof(*p->turn)))
			return (false);
		p->turn[p->turns++] = (struct turn){ .slot = wit[j],
		    .rule = j, .entry = p->entry[j] };
	}
	for (size_t k = from; k < p->turns; k++)
		p->turn[k].others = (uint32_t)(p->turns - from);
	return (true);
}

/* Put the rules that ${category} can meet in order, by witness. */
static bool
turns(struct plan *p, const struct sigma *s, const unsigned *wit, int category)
{
	size_t from = p->turns;

	for (unsigned i = 0; i < s->rules; i++) {
		const struct doc *d = &s->doc[s->of[i]];
		bool had = false;

		if (d->when == NULL ||
		    (d->category >= 0 && d->category != category))
			continue;
		for (size_t k = from; k < p->turns; k++)
			had |= p->turn[k].slot == wit[i];
		if (!had && !turns_of(p, s, wit, category, i))
			return (false);
	}
	p->category[category + 1].from = from;
	p->category[category + 1].n = p->turns - from;
	return (true);
}

rc
sigma_plan_new(const struct sigma *s, struct plan **ret)
{
	struct work w = { .s = s, .p = mem_new(sizeof(*w.p)) };
	unsigned *wit = mem_array(s->rules, sizeof(unsigned));
	rc r = RC_NOMEM;

	if (w.p == NULL || wit == NULL ||
	    (w.p->entry = mem_array(s->rules, sizeof(uint32_t))) == NULL)
		goto out;
	map_init(&w.p->by_key, atom_key, w.p);
	for (size_t i = 0; i < s->rules; i++) {
		const struct doc *d = &s->doc[s->of[i]];

		wit[i] = RULE_NO_SLOT;
		w.p->entry[i] = SIGMA_PLAN_MISS;
		if (d->when == NULL)
			continue;
		w.p->entry[i] = steps(&w, d->when, SIGMA_PLAN_HIT,
		    SIGMA_PLAN_MISS);
		wit[i] = witness(d);
		if (w.nomem)
			goto out;
	}
	for (int c = -1; c < SIGMA_PLAN_CATEGORIES; c++) {
		if (!turns(w.p, s, wit, c))
			goto out;
	}
	*ret = w.p;
	w.p = NULL;
	r = RC_OK;
out:
	buf_release(&w.key);
	mem_free(wit);
	sigma_plan_free(w.p);
	return (r);
}

void
sigma_plan_free(struct plan *p)
{

	if (p == NULL)
		return;
	map_release(&p->by_key);
	arena_release(&p->mem);
	mem_free(p->atom);
	mem_free(p->key);
	mem_free(p->step);
	mem_free(p->entry);
	mem_free(p->turn);
	mem_free(p);
}
