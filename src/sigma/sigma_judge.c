/* SPDX-License-Identifier: Apache-2.0 */
/* Is a point true? */
#include <math.h>

#include "base/mem.h"
#include "sigma/sigma_feed.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_judge.h"

/* One true point on its way out. */
struct point {
	int64_t			 t;
	double			 value;
	struct sigma_keep	*by;
	uint64_t		 pos;
	unsigned		 base;
	int64_t			 mark;
};

size_t
sigma_judge_init(const struct corr *c)
{
	double n = 0;

	if (c->deferred || c->bounds == 0)
		return (0);
	for (size_t i = 0; i < c->bounds; i++) {
		double one = floor(c->bound[i].n) + 1;

		if (c->bound[i].cmp == CORR_GTE)
			one = ceil(c->bound[i].n);
		n = one > n ? one : n;
	}
	return (n < 1 ? 1 : n > 1e9 ? (size_t)1e9 : (size_t)n);
}

static bool
bound_holds(struct corr_bound b, double v)
{

	switch (b.cmp) {
	case CORR_GT:
		return (v > b.n);
	case CORR_GTE:
		return (v >= b.n);
	case CORR_LT:
		return (v < b.n);
	case CORR_LTE:
		return (v <= b.n);
	case CORR_EQ:
		return (!(v < b.n) && !(v > b.n));
	case CORR_NEQ:
		return (v < b.n || v > b.n);
	}
	return (false);
}

static bool
bounds_hold(const struct corr *c, double v)
{

	for (size_t i = 0; i < c->bounds; i++) {
		if (!bound_holds(c->bound[i], v))
			return (false);
	}
	return (true);
}

/* "a and not b" over which rules are in the window. */
static bool
text_holds(const struct expr *e, const uint32_t *in)
{
	bool hit = e->op == EXPR_AND;

	if (e->op == EXPR_RULE)
		return (in[e->rule] > 0);
	if (e->op == EXPR_NOT)
		return (!text_holds(e->kid[0], in));
	for (size_t i = 0; i < e->n; i++) {
		bool one = text_holds(e->kid[i], in);

		hit = e->op == EXPR_AND ? hit && one : hit || one;
	}
	return (hit);
}

/* Put the sample of rank ${k} at its place, lesser ones before it. */
static void
select_rank(double *x, size_t n, size_t k)
{
	size_t lo = 0, hi = n;

	while (hi - lo > 1) {
		double pivot = x[lo + (hi - 1 - lo) / 2], t;
		size_t i = lo, j = hi - 1;

		for (;;) {
			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i >= j)
				break;
			t = x[i];
			x[i++] = x[j];
			x[j--] = t;
		}
		/* x[lo..j] <= pivot <= x[j+1..hi), both sides not empty. */
		if (k <= j)
			hi = j + 1;
		else
			lo = j + 1;
	}
}

/* Linear between closest ranks; never outside of the two samples. */
static double
percentile(double *x, size_t n, double p)
{
	double rank = p / 100 * (double)(n - 1), at = floor(rank), v, above;
	size_t k = (size_t)at;

	select_rank(x, n, k);
	if (k + 1 >= n || rank - at <= 0)
		return (x[k]);
	above = x[k + 1];
	for (size_t i = k + 2; i < n; i++)
		above = x[i] < above ? x[i] : above;
	v = x[k] + (rank - at) * (above - x[k]);
	return (v > above ? above : v < x[k] ? x[k] : v);
}

/* Neumaier's sum: the rounding of long windows stays out of the result. */
static double
sum(const struct group *g)
{
	double s = 0, lost = 0;

	for (size_t i = g->lo; i < g->hi; i++) {
		double x = g->e[i].num, t = s + x;

		lost += fabs(s) >= fabs(x) ? (s - t) + x : (x - t) + s;
		s = t;
	}
	return (s + lost);
}

/*
 * Decide a percentile with one bound by counting alone: 1 true, 0 false, -1
 * when the samples on both sides of the bound must be looked at.
 */
static int
by_counting(const struct group *g)
{
	const struct corr *c = g->track->c;
	size_t n = g->hi - g->lo, k;
	bool up = c->bound[0].cmp == CORR_GT || c->bound[0].cmp == CORR_GTE;

	if (c->bounds != 1 || c->bound[0].cmp == CORR_EQ ||
	    c->bound[0].cmp == CORR_NEQ)
		return (-1);
	k = (size_t)floor(c->percentile / 100 * (double)(n - 1));
	if (g->below <= k)
		return (up);
	return (g->below >= k + 2 ? !up : -1);
}

static rc
samples_copy(struct sigma_windows *w, const struct group *g)
{
	size_t n = g->hi - g->lo;

	if (n > w->num_cap) {
		double *p = mem_grow(w->num, n * 2, sizeof(*p));

		if (p == NULL)
			return (RC_NOMEM);
		w->num = p;
		w->num_cap = n * 2;
	}
	for (size_t i = 0; i < n; i++)
		w->num[i] = g->e[g->lo + i].num;
	return (RC_OK);
}

/* RC_OK: true, with the value; RC_NOTFOUND: false. */
static rc
holds(struct sigma_windows *w, const struct group *g, double *v)
{
	const struct corr *c = g->track->c;
	size_t n = g->hi - g->lo;
	rc r;

	switch (c->type) {
	case CORR_EVENT_COUNT:
		*v = (double)n;
		break;
	case CORR_VALUE_COUNT:
	case CORR_TEMPORAL:
		*v = (double)g->distinct;
		if (c->when != NULL)
			return (text_holds(c->when, g->rule_in) ? RC_OK :
			    RC_NOTFOUND);
		break;
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
		if (n == 0)
			return (RC_NOTFOUND);
		*v = sum(g);
		if (c->type == CORR_VALUE_AVG)
			*v /= (double)n;
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		if (n == 0 || by_counting(g) == 0)
			return (RC_NOTFOUND);
		if ((r = samples_copy(w, g)) != RC_OK)
			return (r);
		*v = percentile(w->num, n, c->percentile);
		break;
	case CORR_ORDERED:
		return (RC_NOTFOUND);
	}
	return (bounds_hold(c, *v) ? RC_OK : RC_NOTFOUND);
}

/* The events of the window, oldest first, none twice. */
static rc
contributors(struct sigma_windows *w, const struct group *g, size_t *n)
{
	bool chained = false;

	*n = 0;
	for (size_t i = 0; i < g->track->c->refs; i++)
		chained |= w->s->doc[g->track->c->ref[i].doc].corr != NULL;
	for (size_t i = g->lo; i < g->hi; i++) {
		struct sigma_keep *k = g->e[i].keep;
		bool seen = *n > 0 && w->keeps[*n - 1] == k;

		/* Points of one event may lie apart. */
		for (size_t j = 0; chained && j < *n && !seen; j++)
			seen = w->keeps[j] == k;
		if (seen)
			continue;
		if (!mem_room(&w->keeps, *n, &w->keeps_cap, sizeof(void *)))
			return (RC_NOMEM);
		w->keeps[(*n)++] = k;
	}
	return (RC_OK);
}

static rc
tell(struct sigma_windows *w, struct group *g, const struct point *p)
{
	const struct corr *c = g->track->c;
	const struct tenant *t = &w->tenant[g->tenant];
	struct sigma_fire f = { .rule = g->track->rule, .base = p->base,
	    .tenant = { t->name, t->name_n }, .group = g->value, .te = p->t,
	    .pos = w->pos, .by = p->by->pos, .decided_by = p->by, .value = p->value, .has_value = c->stated,
	    .exact = !g->inexact,
	    .at_least = g->inexact };
	struct offer o = { .base = p->base, .te = p->t, .pos = p->pos,
	    .tenant = g->tenant, .mark = p->mark, .inner = g,
	    .keep = p->by };
	size_t n;
	rc r;

	if ((r = contributors(w, g, &n)) != RC_OK)
		return (r);
	f.window = w->keeps;
	f.window_n = n;
	f.events = n;
	w->sink.fire(w->sink.ctx, &f);
	return (sigma_feed_offer(w, g->track->rule, &o));
}

static void
mark_fired(struct group *g, int64_t t)
{

	for (size_t i = g->hi; i > g->lo && g->e[i - 1].te == t; i--)
		g->e[i - 1].flags |= ENTRY_FIRED;
}

rc
sigma_judge_arrival(struct sigma_windows *w, struct group *g, size_t at,
    const struct offer *o, bool again)
{
	const struct entry mine = g->e[at];
	int64_t t = mine.te;
	size_t next;
	rc r;

	/* The first point may have entries of the same te before it. */
	while (t - g->track->c->span_ms < mine.te) {
		struct point p = { .t = t, .by = mine.keep, .pos = o->pos,
		    .base = o->base, .mark = o->mark };
		bool told = (g->e[at].flags & ENTRY_FIRED) != 0 &&
		    !(again && t == mine.te);

		sigma_group_move(w, g, t);
		next = g->hi;
		r = told ? RC_NOTFOUND : holds(w, g, &p.value);
		if (r == RC_OK) {
			mark_fired(g, t);
			if ((r = tell(w, g, &p)) != RC_OK)
				return (r);
		} else if (r != RC_NOTFOUND) {
			return (r);
		}
		if (next >= g->n)
			break;
		at = next;
		t = g->e[at].te;
	}
	return (RC_OK);
}

rc
sigma_judge_point(struct sigma_windows *w, struct group *g, int64_t t,
    int64_t mark)
{
	struct point p = { .t = t, .mark = mark };
	const struct entry *e;
	rc r;

	sigma_group_move(w, g, t);
	/* The event of the point may have gone for want of room. */
	if (g->hi == g->lo || g->e[g->hi - 1].te != t)
		return (RC_OK);
	if ((r = holds(w, g, &p.value)) == RC_NOTFOUND)
		return (RC_OK);
	if (r != RC_OK)
		return (r);
	e = &g->e[g->hi - 1];
	p.by = e->keep;
	p.pos = e->pos;
	p.base = e->base;
	mark_fired(g, t);
	return (tell(w, g, &p));
}
