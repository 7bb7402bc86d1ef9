/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle's judgement of one window, from all entries there are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/order.h"
#include "oracle/verdict.h"

unsigned
verdict_depth(const struct o_case *c, unsigned at)
{
	unsigned deepest = 0;

	for (size_t r = 0; r < c->corr[at].refs; r++) {
		unsigned ref = c->corr[at].ref[r], d;

		if (ref < O_RULES)
			continue;
		d = verdict_depth(c, ref - O_RULES);
		deepest = d > deepest ? d : deepest;
	}
	return (deepest + 1);
}

bool
verdict_samples(const struct o_corr *k)
{

	return (k->kind == O_SUM || k->kind == O_AVG ||
	    k->kind == O_PERCENTILE || k->kind == O_MEDIAN);
}

/* Only what more events can make but truer is decided on arrival. */
bool
verdict_waits(const struct o_corr *k)
{

	if (verdict_samples(k) || k->kind == O_ABSENCE || k->gap_s != O_NONE)
		return (true);
	if (k->text) {
		for (size_t i = 0; i < k->when.n; i++) {
			if (k->when.node[i].op == O_NOT)
				return (true);
		}
		return (false);
	}
	for (size_t i = 0; i < k->bounds; i++) {
		if (k->bound[i].cmp != O_C_GT && k->bound[i].cmp != O_C_GTE)
			return (true);
	}
	return (false);
}

/* How much later than their time the points of ${at} come. */
static int64_t
delay(const struct o_case *c, unsigned at)
{
	const struct o_corr *k = &c->corr[at];
	int64_t most = 0;

	if (verdict_waits(k))
		return (verdict_late(c, at));
	for (size_t r = 0; r < k->refs; r++) {
		int64_t d = k->ref[r] < O_RULES ? 0 :
		    delay(c, k->ref[r] - O_RULES);

		most = d > most ? d : most;
	}
	return (most);
}

int64_t
verdict_late(const struct o_case *c, unsigned at)
{
	const struct o_corr *k = &c->corr[at];
	int64_t late = verdict_waits(k) ? 0 : k->span_s * 1000, most = 0;

	if (k->late_s != O_NONE)
		late = k->late_s * 1000;
	/* What waits inside must not come too late outside. */
	for (size_t r = 0; r < k->refs; r++) {
		int64_t d = k->ref[r] < O_RULES ? 0 :
		    delay(c, k->ref[r] - O_RULES);

		most = d > most ? d : most;
	}
	return (late + most);
}

bool
verdict_same(const struct o_entry *a, const struct o_entry *b)
{

	return (!a->gone && !b->gone && a->corr == b->corr &&
	    a->tenant == b->tenant && strcmp(a->key, b->key) == 0);
}

void
verdict_empty(struct o_world *w, const struct o_entry *e)
{
	const struct o_entry was = *e;

	for (size_t i = 0; i < w->n; i++) {
		if (verdict_same(&w->entry[i], &was))
			w->entry[i].gone = true;
	}
	/* It does not know either what was decided. */
	for (size_t i = 0; i < w->decided; i++) {
		if (w->done[i].corr == was.corr &&
		    w->done[i].tenant == was.tenant &&
		    strcmp(w->done[i].key, was.key) == 0)
			w->done[i].t = O_NONE;
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct o_entry *const *x = a, *const *y = b;

	if ((*x)->te != (*y)->te)
		return ((*x)->te < (*y)->te ? -1 : 1);
	return (((*x)->pos > (*y)->pos) - ((*x)->pos < (*y)->pos));
}

/* All entries of the group by (te, position). */
static size_t
group(const struct o_world *w, const struct o_entry *e,
    const struct o_entry **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (verdict_same(&w->entry[i], e))
			ret[n++] = &w->entry[i];
	}
	qsort(ret, n, sizeof(*ret), by_time);
	return (n);
}

/* Cut ${all} to the window at ${t}: where it begins and how many. */
static size_t
cut(const struct o_corr *k, const struct o_entry **all, size_t n, int64_t t,
    size_t *begin)
{
	size_t end = 0, from = 0;

	while (end < n && all[end]->te <= t)
		end++;
	if (k->gap_s == O_NONE) {
		while (from < end && all[from]->te <= t - k->span_s * 1000)
			from++;
	} else {
		/* Sessions follow each other from the very first event. */
		for (size_t i = 1; i < end; i++) {
			if (all[i]->te - all[i - 1]->te > k->gap_s * 1000 ||
			    all[i]->te - all[from]->te >= k->span_s * 1000)
				from = i;
		}
	}
	*begin = from;
	return (end - from);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

/* Sum, average, percentile of the samples; NAN when there are none. */
static double
compute(const struct o_corr *k, const struct o_entry **e, size_t n)
{
	static double x[O_ENTRIES * O_MEMBERS];
	size_t m = 0, at;
	double sum = 0, rank;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < e[i]->samples; j++) {
			x[m++] = e[i]->sample[j];
			sum += e[i]->sample[j];
		}
	}
	if (m == 0)
		return ((double)NAN);
	if (k->kind == O_SUM)
		return (sum);
	if (k->kind == O_AVG)
		return (sum / (double)m);
	qsort(x, m, sizeof(*x), by_size);
	rank = (k->kind == O_MEDIAN ? 50 : k->percentile) / 100 *
	    (double)(m - 1);
	at = (size_t)rank;
	if (at + 1 >= m)
		return (x[at]);
	return (x[at] + (rank - (double)at) * (x[at + 1] - x[at]));
}

static double
distinct(const struct o_entry **e, size_t n)
{
	size_t found = 0;

	/* Count each tuple where it stands first. */
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < e[i]->tuples; j++) {
			bool seen = false;

			for (size_t a = 0; a <= i && !seen; a++) {
				size_t many = a < i ? e[a]->tuples : j;

				for (size_t b = 0; b < many && !seen; b++)
					seen = strcmp(e[a]->tuple[b],
					    e[i]->tuple[j]) == 0;
			}
			found += !seen;
		}
	}
	return ((double)found);
}

static bool
text(const struct o_expr *x, unsigned node, unsigned seen)
{
	unsigned a = x->node[node].a, b = x->node[node].b;

	switch (x->node[node].op) {
	case O_AND:
		return (text(x, a, seen) && text(x, b, seen));
	case O_OR:
		return (text(x, a, seen) || text(x, b, seen));
	case O_NOT:
		return (!text(x, a, seen));
	case O_NAME:
		return ((seen >> a & 1) != 0);
	case O_ANY_OF:
	case O_ALL_OF:
		break;
	}
	return (false);
}

static bool
bounds(const struct o_corr *k, double v)
{
	bool all = true;

	for (size_t i = 0; i < k->bounds; i++) {
		double n = k->bound[i].n;
		bool eq = fabs(v - n) < 1e-9, above = v > n && !eq;

		switch (k->bound[i].cmp) {
		case O_C_GT:
			all = all && above;
			break;
		case O_C_GTE:
			all = all && (above || eq);
			break;
		case O_C_LT:
			all = all && !above && !eq;
			break;
		case O_C_LTE:
			all = all && !above;
			break;
		case O_C_EQ:
			all = all && eq;
			break;
		case O_C_NEQ:
			all = all && !eq;
			break;
		}
	}
	return (all);
}

static double
rules_seen(unsigned refs)
{
	double n = 0;

	for (; refs != 0; refs >>= 1)
		n += refs & 1;
	return (n);
}

struct o_verdict
verdict_at(const struct o_case *c, const struct o_world *w,
    const struct o_entry *of, int64_t t)
{
	static const struct o_entry *all[O_ENTRIES];
	const struct o_corr *k = &c->corr[of->corr];
	struct o_verdict v = { .has_value = k->bounds > 0 };
	size_t from, n = group(w, of, all);
	const struct o_entry **e;
	uint64_t line[O_EVENTS];
	size_t lines = 0;
	unsigned seen = 0;

	/* An obligation that was not met is its own evidence. */
	if (k->kind == O_ABSENCE)
		return ((struct o_verdict){ .holds = true,
		    .window = UINT64_C(1) << (of->pos - 1),
		    .ends = UINT64_C(1) << (of->pos - 1) });
	n = cut(k, all, n, t, &from);
	e = all + from;
	for (size_t i = 0; i < n; i++) {
		uint64_t bit = UINT64_C(1) << (e[i]->pos - 1);

		if ((v.window & bit) == 0)
			line[lines++] = bit;
		v.window |= bit;
		seen |= e[i]->refs;
	}
	for (size_t i = 0; i < lines; i++)
		v.ends |= i < O_SHOWN || lines - i <= O_SHOWN ? line[i] : 0;
	if (k->kind == O_EVENT_COUNT)
		v.value = (double)n;
	else if (k->kind == O_VALUE_COUNT)
		v.value = distinct(e, n);
	else if (k->kind == O_TEMPORAL)
		v.value = rules_seen(seen);
	else if (k->kind == O_ORDERED)
		v.value = (double)order_longest(k, e, n);
	else
		v.value = compute(k, e, n);
	if (k->text)
		v.holds = k->kind == O_ORDERED ? order_text(k, e, n) :
		    text(&k->when, 0, seen);
	else if (k->bounds == 0)
		v.holds = v.value >= (double)k->refs;
	else
		v.holds = !isnan(v.value) && bounds(k, v.value);
	return (v);
}

static bool
is_done(const struct o_world *w, const struct o_entry *e, int64_t t)
{

	for (size_t i = 0; i < w->decided; i++) {
		if (w->done[i].t == t && w->done[i].corr == e->corr &&
		    w->done[i].tenant == e->tenant &&
		    strcmp(w->done[i].key, e->key) == 0)
			return (true);
	}
	return (false);
}

/* Is a in the order of decision before b? */
static bool
sooner(const struct o_point *a, const struct o_point *b)
{

	if (a->due != b->due)
		return (a->due < b->due);
	if (a->t != b->t)
		return (a->t < b->t);
	if (a->of.pos != b->of.pos)
		return (a->of.pos < b->of.pos);
	if (a->of.corr != b->of.corr)
		return (a->of.corr < b->of.corr);
	return (strcmp(a->of.key, b->of.key) < 0);
}

/*
 * x-absence: is ${e}, an A, an obligation that nothing has met?  Play the
 * group in order of time; B counts before A at the same moment.
 */
static bool
unmet(const struct o_corr *k, const struct o_world *w,
    const struct o_entry **all, size_t n, const struct o_entry *e)
{
	int64_t before = k->before_s == O_NONE ? 0 : k->before_s * 1000;
	int64_t span = k->span_s * 1000, open = O_NONE;

	for (size_t i = 0; i < n; i++) {
		int64_t t = all[i]->te, met = INT64_MAX;

		/* While one is open no other opens. */
		if ((all[i]->refs & 1) == 0 || (open != O_NONE && t <= open))
			continue;
		/* What was told was open until its deadline. */
		for (size_t j = 0; j < n && !is_done(w, all[i], t + span);
		    j++) {
			int64_t b = all[j]->te;

			if ((all[j]->refs & ~1u) != 0 && b >= t - before &&
			    b <= t + span && b < met)
				met = b;
		}
		if (met == INT64_MAX && all[i] == e)
			return (true);
		/* Met before it began, it never was open. */
		if (met == INT64_MAX)
			open = t + span;
		else if (met > t)
			open = met;
	}
	return (false);
}

/*
 * x-absence: what was told was open until its deadline, also when the clock
 * had jumped so far that an earlier A comes in time only afterwards.
 */
static bool
told_open(const struct o_world *w, const struct o_entry *e)
{

	for (size_t i = 0; i < w->decided; i++) {
		if (w->done[i].corr == e->corr && w->done[i].t >= e->te &&
		    w->done[i].tenant == e->tenant &&
		    strcmp(w->done[i].key, e->key) == 0)
			return (true);
	}
	return (false);
}

/* Points are moments: a second event at one waits with the first. */
static bool
waits_already(const struct o_world *w, const struct o_entry *e)
{

	for (const struct o_entry *o = w->entry; o < e; o++) {
		if (verdict_same(o, e) && o->te == e->te)
			return (true);
	}
	return (false);
}

static bool
waits(const struct o_case *c, const struct o_world *w,
    const struct o_entry *e, struct o_point *p)
{
	static const struct o_entry *all[O_ENTRIES];
	const struct o_corr *k = &c->corr[e->corr];
	size_t n;

	if (e->gone || !verdict_waits(k))
		return (false);
	p->of = *e;
	p->t = e->te;
	if (k->kind == O_ABSENCE) {
		n = group(w, e, all);
		if (told_open(w, e))
			return (false);
		if ((e->refs & 1) == 0 || !unmet(k, w, all, n, e))
			return (false);
		p->t += k->span_s * 1000;
	}
	p->due = p->t + verdict_late(c, e->corr);
	return (!is_done(w, e, p->t) && (k->kind == O_ABSENCE ||
	    !waits_already(w, e)));
}

int64_t
verdict_next(const struct o_case *c, const struct o_world *w, unsigned tenant)
{
	int64_t least = INT64_MAX;
	struct o_point p;

	for (size_t i = 0; i < w->n; i++) {
		if (w->entry[i].tenant == tenant &&
		    waits(c, w, &w->entry[i], &p) && p.due < least)
			least = p.due;
	}
	return (least);
}

bool
verdict_due(const struct o_case *c, struct o_world *w, unsigned tenant,
    unsigned depth, int64_t mark, struct o_point *ret)
{
	struct o_point p, best = { .t = O_NONE };

	for (size_t i = 0; i < w->n; i++) {
		const struct o_entry *e = &w->entry[i];

		if (e->tenant != tenant || !waits(c, w, e, &p) ||
		    p.due > mark || verdict_depth(c, e->corr) != depth)
			continue;
		if (best.t == O_NONE || sooner(&p, &best))
			best = p;
	}
	if (best.t == O_NONE || w->decided == O_ENTRIES)
		return (false);
	/* The last event of the moment decides; an obligation, the first. */
	for (size_t i = 0; i < w->n &&
	    c->corr[best.of.corr].kind != O_ABSENCE; i++) {
		const struct o_entry *e = &w->entry[i];

		if (verdict_same(e, &best.of) && e->te == best.t &&
		    e->pos > best.of.pos)
			best.of = *e;
	}
	w->done[w->decided].corr = best.of.corr;
	w->done[w->decided].tenant = tenant;
	memcpy(w->done[w->decided].key, best.of.key, sizeof(best.of.key));
	w->done[w->decided++].t = best.t;
	*ret = best;
	return (true);
}

uint64_t
verdict_open(const struct o_case *c, const struct o_world *w, unsigned at)
{
	uint64_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct o_entry *e = &w->entry[i];
		struct o_point p;

		n += e->corr == at && waits(c, w, e, &p);
	}
	return (n);
}
