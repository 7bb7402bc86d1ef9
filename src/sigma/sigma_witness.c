/* SPDX-License-Identifier: Apache-2.0 */
/* A witness for each rule. */
#include "base/mem.h"
#include "base/fold.h"
#include "sigma/sigma_factor.h"
#include "sigma/sigma_witness.h"

/* Guesses of how often something is met; only their order matters. */
#define RARE		1e-6		/* A long text of one rule. */
#define FIELD_LEAST	0.02		/* A field of one rule ... */
#define FIELD_STEP	0.01		/* ... and for each rule more. */
#define FIELD_MOST	0.9
#define NEVER_ABSENT	1e9		/* No witness. */

#define HEAD		5		/* Slot and kind before a key's text. */
#define PARTS_MAX	2		/* Needles of one test. */

/* A text that rules name, wanted or not: how many do tells how common. */
struct known {
	struct span	key;		/* Head and text; in the arena. */
	uint32_t	uses;
	uint32_t	needle;		/* Its number, or MAP_NONE. */
};

struct choice {
	const struct sigma	*s;
	struct sigma_witness	*w;
	struct map		 by_key;
	struct known		*known;	/* Owned. */
	size_t			 n, cap;
	uint32_t		*rules;	/* Owned; by slot: who names it. */
	uint32_t		*last;	/* Owned; the rule counted last. */
	struct buf		 key, tmp, line;
	uint32_t		 rule;	/* The one at work. */
	bool			 nomem;
};

static struct span
known_key(const void *owner, uint32_t at)
{
	const struct choice *c = owner;

	return (c->known[at].key);
}

/* The text, folded, that ${t} needs to find; empty if there is none. */
static struct span
literal(struct choice *c, const struct test *t, struct needle *ret)
{
	struct span lit = t->glob.lit, none = { NULL, 0 };
	bool keyword = t->op == TEST_KEYWORD || t->op == TEST_KEYWORD_RE;

	*ret = (struct needle){ .slot = keyword ? c->w->keyword : t->slot,
	    .how = NEEDLE_INSIDE };
	buf_clear(&c->tmp);
	if (t->op == TEST_RE || t->op == TEST_KEYWORD_RE) {
		struct buf raw = { 0 };

		sigma_factor_regex(c->s->regex[t->regex].text, &raw);
		fold_text(buf_span(&raw), &c->tmp);
		c->nomem |= raw.failed;
		buf_release(&raw);
		lit = buf_span(&c->tmp);
	} else if (t->op != TEST_TEXT && t->op != TEST_KEYWORD) {
		return (none);
	} else if (t->glob.shape == GLOB_ALL) {
		return (none);
	} else if (t->glob.shape == GLOB_MIXED) {
		lit = sigma_factor_glob(t->glob.text);
	} else if (!keyword) {
		static const enum needle_how how[] = {
			[GLOB_EXACT] = NEEDLE_EXACT,
			[GLOB_PREFIX] = NEEDLE_PREFIX,
			[GLOB_SUFFIX] = NEEDLE_SUFFIX,
			[GLOB_INSIDE] = NEEDLE_INSIDE,
		};

		ret->how = how[t->glob.shape];
	}
	if (t->cased) {
		fold_text(lit, &c->tmp);
		lit = buf_span(&c->tmp);
	}
	c->nomem |= c->tmp.failed;
	if (keyword) {
		buf_clear(&c->line);
		sigma_factor_line(lit, &c->line);
		c->nomem |= c->line.failed;
		lit = buf_span(&c->line);
	}
	return (lit);
}

/* The needles that ${t} needs one of; 0 if there are none. */
static size_t
parts(struct choice *c, const struct test *t, struct needle part[PARTS_MAX],
    char room[NEEDLE_NUMBER_BYTES])
{
	size_t n = 0;

	part[0].lit = literal(c, t, &part[0]);
	if (part[0].lit.n > 0 || (part[0].how == NEEDLE_EXACT &&
	    t->op == TEST_TEXT && t->glob.shape == GLOB_EXACT))
		n++;
	if (n > 0 && t->op == TEST_TEXT && t->number)
		part[n++] = (struct needle){ .slot = t->slot,
		    .how = NEEDLE_NUMBER, .lit = needle_number(t->num, room) };
	return (n);
}

/* The record of a needle, made if need be; MAP_NONE: memory was short. */
static uint32_t
known(struct choice *c, const struct needle *k)
{
	uint32_t slot = k->slot, at;
	char how = (char)k->how, *copy;

	buf_clear(&c->key);
	buf_put(&c->key, (struct span){ (const char *)&slot, sizeof(slot) });
	buf_char(&c->key, how);
	buf_put(&c->key, k->lit);
	if (c->key.failed)
		return (MAP_NONE);
	if ((at = map_get(&c->by_key, buf_span(&c->key))) != MAP_NONE)
		return (at);
	if (!mem_room(&c->known, c->n, &c->cap, sizeof(*c->known)) ||
	    (copy = arena_copy(&c->w->mem, buf_span(&c->key))) == NULL)
		return (MAP_NONE);
	at = (uint32_t)c->n;
	c->known[at] = (struct known){ .key = { copy, c->key.n },
	    .needle = MAP_NONE };
	if (map_put(&c->by_key, c->known[at].key, at) != RC_OK)
		return (MAP_NONE);
	c->n++;
	return (at);
}

static void
count_test(struct choice *c, const struct test *t)
{
	char room[NEEDLE_NUMBER_BYTES];
	struct needle part[PARTS_MAX];
	size_t n = parts(c, t, part, room);

	if (t->slot < c->w->keyword && c->last[t->slot] != c->rule + 1) {
		c->last[t->slot] = c->rule + 1;
		c->rules[t->slot]++;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t at = known(c, &part[i]);

		if (at == MAP_NONE) {
			c->nomem = true;
			return;
		}
		c->known[at].uses++;
	}
}

static void
count(struct choice *c, const struct expr *e)
{

	for (size_t i = 0; i < e->n; i++)
		count(c, e->kid[i]);
	if (e->op != EXPR_ITEM)
		return;
	for (size_t i = 0; i < e->item->n; i++) {
		for (size_t j = 0; j < e->item->want[i].n; j++)
			count_test(c, &e->item->want[i].test[j]);
	}
}

static double
text_chance(const struct choice *c, uint32_t at, const struct needle *k)
{
	static const double brief[] = { 1, 1e4, 1e3, 300, 10, 10, 3, 3 };
	static const double exact[] = { 100, 30, 10, 5, 2, 1, 1, 1 };
	double uses = 1 + (double)c->known[at].uses;
	double n = RARE * uses * uses;

	if (k->how == NEEDLE_NUMBER)
		return (n * 10);
	if (k->lit.n >= COUNT_OF(brief))
		return (n);
	return (n * (k->how == NEEDLE_EXACT ? exact : brief)[k->lit.n]);
}

static double
field_chance(const struct choice *c, unsigned slot)
{
	double n = FIELD_LEAST + FIELD_STEP * c->rules[slot];

	return (n < FIELD_MOST ? n : FIELD_MOST);
}

static double
test_chance(struct choice *c, const struct test *t)
{
	char room[NEEDLE_NUMBER_BYTES];
	struct needle part[PARTS_MAX];
	size_t n = parts(c, t, part, room);
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t at = known(c, &part[i]);

		if (at == MAP_NONE) {
			c->nomem = true;
			return (NEVER_ABSENT);
		}
		sum += text_chance(c, at, &part[i]);
	}
	return (n > 0 ? sum : NEVER_ABSENT);
}

static double
want_chance(struct choice *c, const struct want *v)
{
	double sum = 0;

	for (size_t i = 0; i < v->n && sum < NEVER_ABSENT; i++)
		sum += test_chance(c, &v->test[i]);
	return (sum);
}

/* Is the field there whenever the item, without its "neq", is ${core}? */
static bool
needs_field(const struct item *it, bool core)
{
	const struct test *t = it->want[0].test;

	if (it->field.slot == RULE_NO_SLOT)
		return (false);
	if (t->op == TEST_NULL)
		return (!core);
	return (t->op == TEST_EXISTS ? core == t->yes : core);
}

/* The texts' chance, and of an "all" list which value is the rarest. */
static double
texts_chance(struct choice *c, const struct item *it, size_t *which)
{
	double best = NEVER_ABSENT, sum = 0;

	*which = it->n;
	if (!it->all) {
		for (size_t i = 0; i < it->n && sum < NEVER_ABSENT; i++)
			sum += want_chance(c, &it->want[i]);
		return (sum);
	}
	for (size_t i = 0; i < it->n; i++) {
		double one = want_chance(c, &it->want[i]);

		if (one < best) {
			best = one;
			*which = i;
		}
	}
	return (best);
}

static double
item_chance(struct choice *c, const struct item *it, bool truth)
{
	bool core = truth != it->neq;
	double field = needs_field(it, core) ?
	    field_chance(c, it->field.slot) : NEVER_ABSENT, text;
	size_t which;

	if (!core)
		return (field);
	text = texts_chance(c, it, &which);
	return (text < field ? text : field);
}

static double
chance(struct choice *c, const struct expr *e, bool truth)
{
	bool all = (e->op == EXPR_AND) == truth;
	double best = NEVER_ABSENT, sum = 0;

	if (e->op == EXPR_NOT)
		return (chance(c, e->kid[0], !truth));
	if (e->op == EXPR_ITEM)
		return (item_chance(c, e->item, truth));
	for (size_t i = 0; i < e->n; i++) {
		double one = chance(c, e->kid[i], truth);

		sum += one;
		best = one < best ? one : best;
	}
	return (all ? best : sum);
}

static void
pair(struct choice *c, struct sigma_witness_pair **list, size_t *n,
    size_t *cap, uint32_t of)
{

	if (!mem_room(list, *n, cap, sizeof(**list))) {
		c->nomem = true;
		return;
	}
	(*list)[(*n)++] = (struct sigma_witness_pair){ of, c->rule };
}

static void
take_test(struct choice *c, const struct test *t)
{
	char room[NEEDLE_NUMBER_BYTES];
	struct needle part[PARTS_MAX];
	struct sigma_witness *w = c->w;
	size_t n = parts(c, t, part, room);

	for (size_t i = 0; i < n; i++) {
		uint32_t at = known(c, &part[i]);

		if (at == MAP_NONE || !mem_room(&w->needle, w->needles,
		    &w->needle_cap, sizeof(*w->needle))) {
			c->nomem = true;
			return;
		}
		if (c->known[at].needle == MAP_NONE) {
			c->known[at].needle = (uint32_t)w->needles;
			part[i].lit = span_from(c->known[at].key, HEAD);
			w->needle[w->needles++] = part[i];
		}
		pair(c, &w->by_needle, &w->by_needles, &w->by_needle_cap,
		    c->known[at].needle);
	}
}

static void
take_item(struct choice *c, const struct item *it, bool truth)
{
	bool core = truth != it->neq;
	struct sigma_witness *w = c->w;
	size_t which = it->n;
	double text = core ? texts_chance(c, it, &which) : NEVER_ABSENT;

	if (needs_field(it, core) && field_chance(c, it->field.slot) <= text) {
		pair(c, &w->by_slot, &w->by_slots, &w->by_slot_cap,
		    it->field.slot);
		return;
	}
	for (size_t i = 0; i < it->n; i++) {
		if (it->all && i != which)
			continue;
		for (size_t j = 0; j < it->want[i].n; j++)
			take_test(c, &it->want[i].test[j]);
	}
}

/* Take the witnesses of what has a chance to be absent. */
static void
take(struct choice *c, const struct expr *e, bool truth)
{
	const struct expr *rarest = NULL;
	double best = NEVER_ABSENT;

	if (e->op == EXPR_NOT) {
		take(c, e->kid[0], !truth);
		return;
	}
	if (e->op == EXPR_ITEM) {
		take_item(c, e->item, truth);
		return;
	}
	for (size_t i = 0; i < e->n; i++) {
		double one;

		if ((e->op == EXPR_AND) != truth) {
			take(c, e->kid[i], truth);
			continue;
		}
		if ((one = chance(c, e->kid[i], truth)) < best) {
			best = one;
			rarest = e->kid[i];
		}
	}
	if (rarest != NULL)
		take(c, rarest, truth);
}

static void
choose(struct choice *c, const struct expr *e)
{
	struct sigma_witness *w = c->w;

	if (chance(c, e, true) < NEVER_ABSENT) {
		take(c, e, true);
		return;
	}
	if (!mem_room(&w->always, w->always_n, &w->always_cap,
	    sizeof(*w->always)))
		c->nomem = true;
	else
		w->always[w->always_n++] = c->rule;
}

/* The expression of rule ${i}, or NULL. */
static const struct expr *
when(const struct sigma *s, size_t i)
{

	return (s->doc[s->of[i]].when);
}

rc
sigma_witness_new(const struct sigma *s, struct sigma_witness **ret)
{
	struct choice c = { .s = s, .w = mem_new(sizeof(*c.w)) };

	c.rules = mem_array(s->slots, sizeof(uint32_t));
	c.last = mem_array(s->slots, sizeof(uint32_t));
	c.nomem = c.w == NULL || c.rules == NULL || c.last == NULL;
	map_init(&c.by_key, known_key, &c);
	if (!c.nomem)
		c.w->keyword = s->slots;
	for (size_t i = 0; i < s->rules && !c.nomem; i++) {
		c.rule = (uint32_t)i;
		if (when(s, i) != NULL)
			count(&c, when(s, i));
	}
	for (size_t i = 0; i < s->rules && !c.nomem; i++) {
		c.rule = (uint32_t)i;
		if (when(s, i) != NULL)
			choose(&c, when(s, i));
	}
	map_release(&c.by_key);
	mem_free(c.known);
	mem_free(c.rules);
	mem_free(c.last);
	buf_release(&c.key);
	buf_release(&c.tmp);
	buf_release(&c.line);
	if (c.nomem) {
		sigma_witness_free(c.w);
		return (RC_NOMEM);
	}
	*ret = c.w;
	return (RC_OK);
}

void
sigma_witness_free(struct sigma_witness *w)
{

	if (w == NULL)
		return;
	arena_release(&w->mem);
	mem_free(w->needle);
	mem_free(w->by_needle);
	mem_free(w->by_slot);
	mem_free(w->always);
	mem_free(w);
}
