/* SPDX-License-Identifier: Apache-2.0 */
/* From the fields of an event to the few rules that it may match. */
#include "base/mem.h"
#include "sigma/sigma_index.h"

/* What to do with a slot that holds something. */
#define LOOK_RULES	1u		/* Its rules may match. */
#define LOOK_TEXT	2u		/* Ask for needles. */
#define LOOK_NUMBER	4u

/* Where to look. */
struct sigma_index {
	struct needles		*needles;	/* Owned. */
	struct sigma_index_lists by_needle, by_slot;
	uint8_t			*look;		/* Owned; by slot. */
	uint32_t		*slot;		/* Owned: those to look at. */
	size_t			 slots;
	uint32_t		*always;	/* Owned: without a witness. */
	size_t			 always_n;
};

/* The witnesses that an index is made of, numbered anew. */
struct choice {
	const struct sigma_witness *w;
	const uint64_t		*live;
	struct needle		*needle;	/* Owned. */
	uint32_t		*number;	/* Owned; old -> 1 + new. */
	size_t			 needles;
	struct sigma_witness_pair *pair;	/* Owned. */
	size_t			 pairs;
};

INLINE bool
lives(const uint64_t *live, uint32_t rule)
{

	return (live == NULL || (live[rule / 64] >> (rule % 64) & 1) != 0);
}

rc
sigma_index_lists_new(struct sigma_index_lists *l,
    const struct sigma_witness_pair *pair, size_t n, size_t of)
{

	l->from = mem_array(of + 2, sizeof(uint32_t));
	l->rule = mem_array(n, sizeof(uint32_t));
	if (l->from == NULL || l->rule == NULL)
		return (RC_NOMEM);
	/* Counted one place later, so that filling makes starts of ends. */
	for (size_t i = 0; i < n; i++)
		l->from[pair[i].of + 2]++;
	for (size_t i = 2; i < of + 2; i++)
		l->from[i] += l->from[i - 1];
	for (size_t i = 0; i < n; i++)
		l->rule[l->from[pair[i].of + 1]++] = pair[i].rule;
	return (RC_OK);
}

void
sigma_index_lists_free(struct sigma_index_lists *l)
{

	mem_free(l->from);
	mem_free(l->rule);
}

/* The living pairs of ${from}; of needles, those of fields, renumbered. */
static void
choose(struct choice *c, const struct sigma_witness_pair *from, size_t n,
    bool needles)
{

	c->pairs = 0;
	for (size_t i = 0; i < n; i++) {
		struct sigma_witness_pair p = from[i];

		if (!lives(c->live, p.rule))
			continue;
		if (needles) {
			if (c->w->needle[p.of].slot == c->w->keyword)
				continue;
			if (c->number[p.of] == 0) {
				c->needle[c->needles] = c->w->needle[p.of];
				c->number[p.of] = (uint32_t)++c->needles;
			}
			p.of = c->number[p.of] - 1;
		}
		c->pair[c->pairs++] = p;
	}
}

/* Which slots are worth a look, and for what. */
static rc
looks_new(struct sigma_index *x, unsigned slots)
{
	const unsigned numbers = 1u << NEEDLE_NUMBER;

	x->look = mem_array(slots, 1);
	x->slot = mem_array(slots, sizeof(uint32_t));
	if (x->look == NULL || x->slot == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < slots; i++) {
		unsigned kinds = needle_kinds(x->needles, i);

		if (x->by_slot.from[i + 1] > x->by_slot.from[i])
			x->look[i] |= LOOK_RULES;
		if ((kinds & ~numbers) != 0)
			x->look[i] |= LOOK_TEXT;
		if ((kinds & numbers) != 0)
			x->look[i] |= LOOK_NUMBER;
		if (x->look[i] != 0)
			x->slot[x->slots++] = i;
	}
	return (RC_OK);
}

static rc
always_new(struct sigma_index *x, const struct choice *c)
{

	if ((x->always = mem_array(c->w->always_n, sizeof(uint32_t))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < c->w->always_n; i++) {
		if (lives(c->live, c->w->always[i]))
			x->always[x->always_n++] = c->w->always[i];
	}
	return (RC_OK);
}

static rc
build(struct sigma_index *x, struct choice *c, unsigned slots)
{
	const struct sigma_witness *w = c->w;
	rc r;

	choose(c, w->by_needle, w->by_needles, true);
	if ((r = needle_new(c->needle, c->needles, slots, &x->needles)) !=
	    RC_OK || (r = sigma_index_lists_new(&x->by_needle, c->pair,
	    c->pairs, c->needles)) != RC_OK)
		return (r);
	choose(c, w->by_slot, w->by_slots, false);
	if ((r = sigma_index_lists_new(&x->by_slot, c->pair, c->pairs,
	    slots)) != RC_OK || (r = looks_new(x, slots)) != RC_OK)
		return (r);
	return (always_new(x, c));
}

rc
sigma_index_new(const struct sigma_witness *w, unsigned slots,
    const uint64_t *live, struct sigma_index **ret)
{
	struct sigma_index *x = mem_new(sizeof(*x));
	size_t most = w->by_needles > w->by_slots ? w->by_needles :
	    w->by_slots;
	struct choice c = { .w = w, .live = live,
	    .needle = mem_array(w->needles, sizeof(*c.needle)),
	    .number = mem_array(w->needles, sizeof(*c.number)),
	    .pair = mem_array(most, sizeof(*c.pair)) };
	rc r = RC_NOMEM;

	if (x != NULL && c.needle != NULL && c.number != NULL &&
	    c.pair != NULL && (r = build(x, &c, slots)) == RC_OK) {
		*ret = x;
		x = NULL;
	}
	mem_free(c.needle);
	mem_free(c.number);
	mem_free(c.pair);
	sigma_index_free(x);
	return (r);
}

void
sigma_index_free(struct sigma_index *x)
{

	if (x == NULL)
		return;
	needle_free(x->needles);
	sigma_index_lists_free(&x->by_needle);
	sigma_index_lists_free(&x->by_slot);
	mem_free(x->look);
	mem_free(x->slot);
	mem_free(x->always);
	mem_free(x);
}

INLINE void
may_match(const struct sigma_index_asking *a, uint32_t rule)
{
	struct sigma_scratch *x = a->x;

	if (x->seen[rule] == x->epoch || !lives(a->live, rule))
		return;
	x->seen[rule] = x->epoch;
	x->rule[x->rules++] = rule;
}

void
sigma_index_list(const struct sigma_index_asking *a,
    const struct sigma_index_lists *l, uint32_t i)
{

	for (uint32_t k = l->from[i]; k < l->from[i + 1]; k++)
		may_match(a, l->rule[k]);
}

/* The index and the event that it is asked about. */
struct look {
	const struct sigma_index	*index;
	struct sigma_index_asking	*a;
};

static bool
found(void *ctx, uint32_t needle)
{
	const struct look *l = ctx;

	sigma_index_list(l->a, &l->index->by_needle, needle);
	return (false);
}

static void
look_at(struct look *l, const struct value *v, uint32_t slot, unsigned place)
{
	const struct needles *set = l->index->needles;
	unsigned look = l->index->look[slot];
	struct numeric n;

	if (v->type == VALUE_NULL || v->type == VALUE_MAP)
		return;
	if ((look & LOOK_NUMBER) != 0 && numeric_value(v, &n))
		(void)needle_ask_number(set, slot, n, found, l);
	if ((look & LOOK_TEXT) != 0)
		(void)needle_ask(set, slot, sigma_test_text(l->a->x, v,
		    place, false), found, l);
}

static void
look(struct look *l, const struct sigma_row *row, uint32_t slot)
{
	const struct value *v = &row->slot[slot];

	if (v->type == VALUE_ABSENT)
		return;
	if ((l->index->look[slot] & LOOK_RULES) != 0)
		sigma_index_list(l->a, &l->index->by_slot, slot);
	if (v->type != VALUE_ARRAY) {
		look_at(l, v, slot, slot);
		return;
	}
	for (uint32_t i = 0; i < v->n; i++)
		look_at(l, &v->member[i], slot, RULE_NO_SLOT);
}

void
sigma_index_row(const struct sigma_index *x, struct sigma_index_asking *a,
    const struct sigma_row *row)
{
	struct look l = { x, a };

	if (row->set != NULL) {
		for (size_t i = 0; i < row->set_n; i++) {
			uint32_t slot = row->set[i];

			if (slot < a->x->slots && x->look[slot] != 0)
				look(&l, row, slot);
		}
	} else {
		for (size_t i = 0; i < x->slots; i++)
			look(&l, row, x->slot[i]);
	}
	for (size_t i = 0; i < x->always_n; i++)
		may_match(a, x->always[i]);
}
