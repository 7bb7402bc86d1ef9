/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to the few rules that it may match. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_factor.h"
#include "sigma/sigma_scan.h"

/* What to do with a slot that holds something. */
#define LOOK_RULES	1u		/* Its rules may match. */
#define LOOK_TEXT	2u		/* Ask for needles. */
#define LOOK_NUMBER	4u

static rc
lists_new(struct sigma_scan_lists *l, const struct sigma_witness_pair *pair,
    size_t n, size_t of)
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

/* Which slots are worth a look, and for what. */
static rc
looks_new(struct sigma_scan *c, unsigned slots)
{
	const unsigned numbers = 1u << NEEDLE_NUMBER;

	c->look = mem_array(slots, 1);
	c->slot = mem_array(slots, sizeof(uint32_t));
	if (c->look == NULL || c->slot == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < slots; i++) {
		unsigned kinds = needle_kinds(c->needles, i);

		if (c->by_slot.from[i + 1] > c->by_slot.from[i])
			c->look[i] |= LOOK_RULES;
		if ((kinds & ~numbers) != 0)
			c->look[i] |= LOOK_TEXT;
		if ((kinds & numbers) != 0)
			c->look[i] |= LOOK_NUMBER;
		if (c->look[i] != 0)
			c->slot[c->slots++] = i;
	}
	return (RC_OK);
}

/* One automaton over the lines: a line is long, its words are few. */
static rc
automaton(struct sigma_scan *c, size_t n)
{
	const struct sigma_witness *w = c->witness;
	const char **lit = mem_array(n, sizeof(const char *));
	size_t *size = mem_array(n, sizeof(size_t)), k = 0;
	unsigned *id = mem_array(n, sizeof(unsigned));
	unsigned *flags = mem_array(n, sizeof(unsigned));
	hs_compile_error_t *e = NULL;
	rc r = RC_NOMEM;

	if (lit == NULL || size == NULL || id == NULL || flags == NULL)
		goto out;
	for (size_t i = 0; i < w->needles && k < n; i++) {
		if (w->needle[i].slot != w->keyword)
			continue;
		lit[k] = w->needle[i].lit.p;
		size[k] = w->needle[i].lit.n;
		id[k++] = (unsigned)i;
	}
	/* Literals always compile, so it is memory. */
	if (hs_compile_lit_multi(lit, flags, id, size, (unsigned)k,
	    HS_MODE_BLOCK, NULL, &c->words_db, &e) == HS_SUCCESS)
		r = RC_OK;
	else
		(void)hs_free_compile_error(e);	/* Always fine. */
out:
	mem_free(lit);
	mem_free(size);
	mem_free(id);
	mem_free(flags);
	return (r);
}

static rc
keywords_new(struct sigma_scan *c, size_t rules)
{
	const struct sigma_witness *w = c->witness;
	size_t n = 0;

	c->words = rules / 64 + 1;
	if ((c->keyword = mem_array(c->words, sizeof(uint64_t))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < w->by_needles; i++) {
		uint32_t rule = w->by_needle[i].rule;

		if (w->needle[w->by_needle[i].of].slot == w->keyword)
			c->keyword[rule / 64] |= UINT64_C(1) << (rule % 64);
	}
	for (size_t i = 0; i < w->needles; i++)
		n += w->needle[i].slot == w->keyword;
	return (n > 0 ? automaton(c, n) : RC_OK);
}

/* All but those of keywords; a needle's number is its place nonetheless. */
static rc
needles_new(struct sigma_scan *c, unsigned slots)
{
	const struct sigma_witness *w = c->witness;
	struct needle *list = mem_array(w->needles, sizeof(*list));
	rc r;

	if (list == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < w->needles; i++) {
		list[i] = w->needle[i];
		if (list[i].slot == w->keyword)
			list[i].how = NEEDLE_EXACT;	/* Never asked for. */
	}
	r = needle_new(list, w->needles, slots + 1, &c->needles);
	mem_free(list);
	return (r);
}

rc
sigma_scan_new(const struct sigma *s, struct sigma_scan **ret)
{
	struct sigma_scan *c = mem_new(sizeof(*c));
	struct sigma_witness *w;
	rc r;

	if (c == NULL)
		return (RC_NOMEM);
	if ((r = sigma_witness_new(s, &c->witness)) != RC_OK)
		goto out;
	w = c->witness;
	if ((r = needles_new(c, s->slots)) != RC_OK ||
	    (r = lists_new(&c->by_needle, w->by_needle, w->by_needles,
	    w->needles)) != RC_OK ||
	    (r = lists_new(&c->by_slot, w->by_slot, w->by_slots,
	    s->slots)) != RC_OK ||
	    (r = looks_new(c, s->slots)) != RC_OK ||
	    (r = keywords_new(c, s->rules)) != RC_OK)
		goto out;
	*ret = c;
	c = NULL;
out:
	sigma_scan_free(c);
	return (r);
}

void
sigma_scan_free(struct sigma_scan *c)
{

	if (c == NULL)
		return;
	(void)hs_free_database(c->words_db);	/* NULL is fine for it. */
	needle_free(c->needles);
	sigma_witness_free(c->witness);
	mem_free(c->by_needle.from);
	mem_free(c->by_needle.rule);
	mem_free(c->by_slot.from);
	mem_free(c->by_slot.rule);
	mem_free(c->look);
	mem_free(c->slot);
	mem_free(c->keyword);
	mem_free(c);
}

/* The scan of one event. */
struct at_work {
	const struct sigma_scan	*c;
	struct sigma_scratch	*x;
	const uint64_t		*live;
};

INLINE void
may_match(const struct at_work *w, uint32_t rule)
{
	struct sigma_scratch *x = w->x;

	if (x->seen[rule] == x->epoch || (w->live != NULL &&
	    (w->live[rule / 64] >> (rule % 64) & 1) == 0))
		return;
	x->seen[rule] = x->epoch;
	x->rule[x->rules++] = rule;
}

static void
list(const struct at_work *w, const struct sigma_scan_lists *l, uint32_t i)
{

	for (uint32_t k = l->from[i]; k < l->from[i + 1]; k++)
		may_match(w, l->rule[k]);
}

static bool
found(void *ctx, uint32_t needle)
{
	const struct at_work *w = ctx;

	list(w, &w->c->by_needle, needle);
	return (false);
}

static void
look_at(struct at_work *w, const struct value *v, uint32_t slot,
    unsigned place)
{
	const struct needles *set = w->c->needles;
	unsigned look = w->c->look[slot];
	struct numeric n;

	if (v->type == VALUE_NULL || v->type == VALUE_MAP)
		return;
	if ((look & LOOK_NUMBER) != 0 && numeric_value(v, &n))
		(void)needle_ask_number(set, slot, n, found, w);
	if ((look & LOOK_TEXT) != 0)
		(void)needle_ask(set, slot, sigma_test_text(w->x, v, place,
		    false), found, w);
}

static void
look(struct at_work *w, const struct sigma_row *row, uint32_t slot)
{
	const struct value *v = &row->slot[slot];

	if (v->type == VALUE_ABSENT)
		return;
	if ((w->c->look[slot] & LOOK_RULES) != 0)
		list(w, &w->c->by_slot, slot);
	if (v->type != VALUE_ARRAY) {
		look_at(w, v, slot, slot);
		return;
	}
	for (uint32_t i = 0; i < v->n; i++)
		look_at(w, &v->member[i], slot, RULE_NO_SLOT);
}

/* Has the line an escape that is one way of several? */
static bool
escaped(struct span s)
{
	const char *at = s.p;
	size_t left = s.n;

	while (left > 1 && (at = memchr(at, '\\', left - 1)) != NULL) {
		if (at[1] == 'u' || at[1] == '/')
			return (true);
		/* What was escaped, even a backslash, is passed over. */
		at += 2;
		left = s.n - (size_t)(at - s.p);
	}
	return (false);
}

/* Does any rule of keywords live? */
static bool
wanted(const struct at_work *w)
{
	const struct sigma_scan *c = w->c;
	uint64_t any = 0;

	if (w->live == NULL || c->words_db == NULL)
		return (c->words_db != NULL);
	for (size_t i = 0; i < c->words; i++)
		any |= w->live[i] & c->keyword[i];
	return (any != 0);
}

/* A line that an automaton runs over. */
struct run {
	struct at_work	*w;
	struct span	 text;
	bool		 json;		/* ... with keys; else values only. */
};

/* Does a match that ends before ${at} stand in a key? */
static bool
in_key(struct span s, size_t at)
{

	while (at < s.n && s.p[at] != '"')
		at += s.p[at] == '\\' ? 2 : 1;
	do
		at++;
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'));
	return (at < s.n && s.p[at] == ':');
}

static int
on_word(unsigned id, unsigned long long from UNUSED, unsigned long long to,
    unsigned flags UNUSED, void *ctx)
{
	const struct run *r = ctx;

	if (!r->json || !in_key(r->text, (size_t)to))
		(void)found(r->w, id);
	return (0);
}

static void
run(struct at_work *w, struct span text, bool json)
{
	struct run r = { w, text, json };

	if (text.n > UINT32_MAX || (text.n > 0 && hs_scan(w->c->words_db,
	    text.p, (unsigned)text.n, 0, w->x->hs, on_word, &r) !=
	    HS_SUCCESS))
		w->x->failed = true;
}

static void
look_at_line(struct at_work *w, struct span line)
{

	struct buf *b = &w->x->bytes;

	if (!escaped(line)) {
		run(w, sigma_test_line(w->x, line), true);
		return;
	}
	buf_clear(b);
	sigma_factor_escape(sigma_test_values(w->x, line), b);
	w->x->failed |= b->failed;
	run(w, buf_span(b), false);
}

void
sigma_scan_row(const struct sigma_scan *c, struct sigma_scratch *x,
    const struct sigma_row *row, const uint64_t *live)
{
	struct at_work w = { c, x, live };

	x->rules = 0;
	if (row->set != NULL) {
		for (size_t i = 0; i < row->set_n; i++) {
			uint32_t slot = row->set[i];

			if (slot < x->slots && c->look[slot] != 0)
				look(&w, row, slot);
		}
	} else {
		for (size_t i = 0; i < c->slots; i++)
			look(&w, row, c->slot[i]);
	}
	for (size_t i = 0; i < c->witness->always_n; i++)
		may_match(&w, c->witness->always[i]);
	if (row->line.n > 0 && wanted(&w))
		look_at_line(&w, row->line);
}
