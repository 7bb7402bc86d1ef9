/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules does an event match? */
#include "base/mem.h"
#include "sigma/sigma_plan.h"
#include "sigma/sigma_route.h"
#include "sigma/sigma_scan.h"
#include "sigma/sigma_test.h"

#define EXACT_MAX	(INT64_C(1) << 53)	/* Doubles hold all below. */

static bool
first(void *ctx UNUSED, uint32_t which UNUSED)
{

	return (true);
}

static bool
many_has(struct sigma_scratch *x, const struct atom *a, const struct value *v,
    unsigned slot)
{
	struct span s = sigma_test_text(x, v, slot, false);

	/* No text has no pointer; an empty one may have none either. */
	if (s.n == 0 && v->type != VALUE_TEXT)
		return (false);
	return (needle_ask(a->many, 0, s, first, NULL));
}

/* The long way, for a text that came without its number. */
static bool
item_has(const struct sigma *s, struct sigma_scratch *x,
    const struct item *it, const struct sigma_row *row)
{

	for (size_t i = 0; i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++) {
			if (sigma_test_row(s, x, &it->want[i].test[j], row))
				return (true);
		}
	}
	return (false);
}

/* A member of an enum, in an array or without its number. */
static bool
codes_has(const struct sigma *s, struct sigma_scratch *x,
    const struct atom *a, const struct sigma_row *row)
{
	const struct value *v = &row->slot[a->slot];
	bool unknown = false;

	if (v->type != VALUE_ARRAY)
		return (item_has(s, x, a->item, row));
	for (uint32_t i = 0; i < v->n; i++) {
		const struct value *m = &v->member[i];

		if (m->type != VALUE_TEXT || m->code == 0 ||
		    m->code > a->codes_n)
			unknown = true;
		else if ((a->codes >> m->code & 1) != 0)
			return (true);
	}
	return (unknown && item_has(s, x, a->item, row));
}

static bool
many_asks(struct sigma_scratch *x, const struct atom *a,
    const struct sigma_row *row)
{
	const struct value *v;

	/* Of keywords, all values at once: none goes across an end. */
	if (a->slot == RULE_NO_SLOT)
		return (needle_ask(a->many, 0, sigma_test_values(x, row->line),
		    first, NULL));
	v = &row->slot[a->slot];
	if (v->type != VALUE_ARRAY)
		return (many_has(x, a, v, a->slot));
	for (uint32_t i = 0; i < v->n; i++) {
		if (many_has(x, a, &v->member[i], RULE_NO_SLOT))
			return (true);
	}
	return (false);
}

/* What takes a while, once an event. */
static bool
ask(const struct sigma *s, struct sigma_scratch *x, uint32_t at,
    const struct sigma_row *row)
{
	const struct atom *a = &s->plan->atom[at];
	bool yes;

	if (x->memo[at] != 0)
		return (x->memo[at] - 1);
	if (a->kind == ATOM_CODES)
		yes = codes_has(s, x, a, row);
	else if (a->kind == ATOM_MANY)
		yes = many_asks(x, a, row);
	else
		yes = sigma_test_row(s, x, a->test, row);
	if (a->shared) {
		x->memo[at] = (uint8_t)(1 + yes);
		x->touched[x->touched_n++] = at;
	}
	return (yes);
}

/* A comparison in doubles, where that is exact; negative: ask() knows. */
INLINE int
compare(const struct step *st, const struct value *v)
{
	double d;

	if (v->type <= VALUE_NULL)
		return (false);
	if (v->type == VALUE_NUM)
		d = v->num;
	else if (v->type == VALUE_INT && v->i >= -EXACT_MAX &&
	    v->i <= EXACT_MAX)
		d = (double)v->i;
	else
		return (-1);
	/* Less, equal or more is bit 0, 1 or 2: nothing to mispredict. */
	return (st->meets >> (1 + (d > st->num) - (d < st->num)) & 1);
}

/* A member of an enum by its number; negative: ask() knows. */
INLINE int
member(const struct step *st, const struct value *v)
{

	if (v->type <= VALUE_NULL)
		return (false);
	return (v->type == VALUE_TEXT && v->code > 0 &&
	    v->code <= st->codes_n ? (int)(st->codes >> v->code & 1) : -1);
}

/* An answer that takes no longer than to remember it; or negative. */
INLINE int
glance(const struct step *st, const struct value *slot)
{

	switch ((enum atom_kind)st->kind) {
	case ATOM_ORDER:
		return (compare(st, &slot[st->slot]));
	case ATOM_THERE:
		return ((slot[st->slot].type != VALUE_ABSENT) == st->meets);
	case ATOM_CODES:
		return (member(st, &slot[st->slot]));
	case ATOM_MANY:
	case ATOM_TEST:
		break;
	}
	return (-1);
}

INLINE bool
rule_hits(const struct sigma *s, struct sigma_scratch *x, uint32_t at,
    const struct sigma_row *row)
{
	const struct step *step = s->plan->step;
	const struct value *slot = row->slot;

	while (at < SIGMA_PLAN_MISS) {
		const struct step *st = &step[at];
		int yes = glance(st, slot);

		if (UNLIKELY(yes < 0))
			yes = ask(s, x, st->atom, row);
		at = st->next[yes];
	}
	return (at == SIGMA_PLAN_HIT);
}

/* Ascending: few hits, so insertion is the fastest. */
static void
insert(unsigned *hits, size_t n, unsigned rule)
{

	while (n > 0 && hits[n - 1] > rule) {
		hits[n] = hits[n - 1];
		n--;
	}
	hits[n] = rule;
}

/* Each rule that the category can meet, if its witness field is there. */
static void
by_turns(const struct sigma *s, struct sigma_scratch *x,
    const struct sigma_row *row, const uint64_t *live, unsigned *hits,
    size_t *n)
{
	const struct plan *p = s->plan;
	int c = row->category >= -1 &&
	    row->category < SIGMA_PLAN_CATEGORIES ? row->category + 1 : 0;
	const struct turn *t = p->turn + p->category[c].from;
	const struct turn *end = t + p->category[c].n;

	while (t < end) {
		if (t->slot != RULE_NO_SLOT &&
		    row->slot[t->slot].type == VALUE_ABSENT) {
			t += t->others;
			continue;
		}
		if ((live == NULL ||
		    (live[t->rule / 64] >> (t->rule % 64) & 1) != 0) &&
		    rule_hits(s, x, t->entry, row))
			insert(hits, (*n)++, t->rule);
		t++;
	}
}

/* Those whose witness was met. */
static void
by_scan(const struct sigma *s, struct sigma_scratch *x,
    const struct sigma_row *row, const struct sigma_route_left *left,
    unsigned *hits, size_t *n)
{
	const struct plan *p = s->plan;

	sigma_scan_row(s->scan, x, row, left);
	for (size_t i = 0; i < x->rules; i++) {
		uint32_t rule = x->rule[i];

		if ((p->category_of[rule] < 0 ||
		    p->category_of[rule] == row->category) &&
		    rule_hits(s, x, p->entry[rule], row))
			insert(hits, (*n)++, rule);
	}
}

rc
sigma_match(const struct sigma *s, struct sigma_scratch *x,
    const struct sigma_row *row, unsigned *hits, size_t *n)
{
	const struct sigma_route_left *left;

	*n = 0;
	sigma_test_begin(x);
	left = sigma_route_left(s->route, x->route, row->logsource,
	    &x->failed);
	if (x->way == SIGMA_WAY_SCAN)
		by_scan(s, x, row, left, hits, n);
	else
		by_turns(s, x, row, left != NULL ? left->bits : NULL, hits,
		    n);
	while (x->touched_n > 0)
		x->memo[x->touched[--x->touched_n]] = 0;
	return (x->failed ? RC_NOMEM : RC_OK);
}
