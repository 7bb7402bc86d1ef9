/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a window of which a part had to go, and its error. */
#include <float.h>
#include <math.h>

#include "sigma/sigma_group.h"
#include "sigma/sigma_lost_value.h"

#define SIGMAS		3		/* Standard errors that are stated. */

/* Of the sub-windows that meet a window. */
struct part {
	double		 n, maybe;	/* Samples inside, and perhaps so. */
	double		 low, high;	/* Bounds of the sum of all. */
	double		 least, most;	/* Of any of them, */
	double		 down, up;	/* ... of those perhaps inside. */
	double		 slack;		/* Rounding of the sum. */
};

/* A window's numbers: those kept, and those that a sketch has. */
struct mixed {
	const struct ranks	*r;
	const struct sketch	*s;
	unsigned		 shift;
};

static double
bounded(double x)
{

	return (x > DBL_MAX ? DBL_MAX : x < -DBL_MAX ? -DBL_MAX : x);
}

static bool
meets(const struct lost_block *b, int64_t from, int64_t t)
{

	return (b->last > from && b->first <= t);
}

static struct part
part_of(const struct lost *l, int64_t from, int64_t t)
{
	struct part p = { .least = DBL_MAX, .most = -DBL_MAX,
	    .down = DBL_MAX, .up = -DBL_MAX };

	for (uint32_t i = 0; i < l->n; i++) {
		const struct lost_block *b = &l->b[i];

		if (!meets(b, from, t))
			continue;
		p.least = fmin(p.least, b->least);
		p.most = fmax(p.most, b->most);
		p.slack += (double)b->n * (b->plus - b->minus) * DBL_EPSILON;
		if (b->in) {
			p.n += (double)b->n;
			p.low += b->plus + b->minus;
			p.high += b->plus + b->minus;
		} else {
			p.maybe += (double)b->n;
			p.down = fmin(p.down, b->least);
			p.up = fmax(p.up, b->most);
			p.low += b->minus;
			p.high += b->plus;
		}
	}
	return (p);
}

/* The value lies between the two. */
static void
say(struct point *p, double low, double high)
{

	low = bounded(low);
	high = bounded(high);
	p->value = low / 2 + high / 2;
	p->error = fmax(high - p->value, p->value - low);
}

/* Lost ones may all be least, or most; those of the cut end may be or not. */
static void
say_avg(const struct group *g, const struct part *o, struct point *p)
{
	double sum = kulisch_sum(&g->more->sum);
	double n = (double)(g->hi - g->lo) + o->n;
	double inside = (o->n > 0 || o->maybe > 0) ? o->slack : 0;
	double low = o->low, high = o->high, k = n + o->maybe;

	/* Sums of the whole ones alone lie between the two bounds as well. */
	low = fmin((sum + low) / n, (sum + low) / k);
	high = fmax((sum + high) / n, (sum + high) / k);
	say(p, low - inside, high + inside);
}

static double
edge_of(const struct mixed *m, uint32_t i, bool high)
{

	return (high ? sketch_high(m->s, i, m->shift) :
	    sketch_low(m->s, i, m->shift));
}

/*
 * The number of rank ${k}, if all of a bucket were at its lower or upper
 * edge; below 0 or behind the last: beyond all.
 */
static double
nth(const struct mixed *m, double k, bool high)
{
	uint64_t total = m->r->n + sketch_total(m->s), want, before;
	uint32_t lo = 0, hi = m->s->n;
	double next;

	if (k < 0)
		return (-DBL_MAX);
	if (k >= (double)total)
		return (DBL_MAX);
	want = (uint64_t)k + 1;
	/* The first bucket that with all before it has so many. */
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->s->b[mid].rank + ranks_below(m->r, nextafter(
		    edge_of(m, mid, high), (double)INFINITY)) >= want)
			hi = mid;
		else
			lo = mid + 1;
	}
	before = lo > 0 ? m->s->b[lo - 1].rank : 0;
	if (lo < m->s->n && before + ranks_below(m->r,
	    edge_of(m, lo, high)) < want)
		return (edge_of(m, lo, high));
	return (ranks_get(m->r, (size_t)(want - 1 - before), &next));
}

/* Linear between closest ranks. */
static double
at_rank(const struct mixed *m, double rank, bool high)
{
	double k = floor(rank), part = rank - k, x = nth(m, k, high);

	if (part <= 0)
		return (x);
	return ((1 - part) * x + part * nth(m, k + 1, high));
}

/* ${x} held between ${a} and ${b}. */
static double
between(double x, double a, double b)
{

	return (fmax(a, fmin(x, b)));
}

/*
 * With K unknown samples more, what has the rank i of all lies between the
 * ranks i - K and i of those known; and it is no less than the least unknown
 * one unless it is a known one.
 */
static void
say_rank(const struct track *tr, const struct group *g, const struct part *o,
    struct point *p)
{
	struct mixed m = { &g->more->ranks, &g->lost->sketch,
	    g->lost->shift };
	double n = (double)(m.r->n + sketch_total(m.s)) - 1, all = n +
	    o->maybe;
	double q = tr->c->percentile / 100, last;
	double least = fmin(o->least, ranks_get(m.r, 0, &last));
	double most = fmax(o->most, ranks_get(m.r, m.r->n - 1, &last));
	double low, high;

	if (o->maybe > 0) {
		low = between(o->down, nth(&m, floor(q * all) - o->maybe,
		    false), nth(&m, floor(q * n), false));
		high = between(o->up, nth(&m, ceil(q * n), true),
		    nth(&m, ceil(q * all), true));
	} else {
		low = at_rank(&m, q * n, false);
		high = at_rank(&m, q * n, true);
	}
	say(p, fmax(low, least), fmin(high, most));
}

/* What both counted: no fewer than are kept, no more than there were. */
static void
say_distinct(const struct lost *l, const struct part *o, int64_t from,
    struct point *p)
{
	double kept = p->value, low = kept, high = kept + o->n + o->maybe;
	struct loglog all = *l->seen;

	if (o->n > 0)
		low = fmax(low, loglog_count(&all) *
		    (1 - SIGMAS * LOGLOG_ERROR));
	for (uint32_t i = 0; i < l->n; i++) {
		if (!l->b[i].in && meets(&l->b[i], from, p->t))
			loglog_join(&all, l->b[i].seen);
	}
	high = fmin(high, loglog_count(&all) * (1 + SIGMAS * LOGLOG_ERROR));
	low = floor(low);
	high = fmax(low, ceil(high));
	say(p, low, high);
}

void
sigma_lost_value(const struct track *tr, const struct group *g,
    struct point *p)
{
	int64_t from = sigma_group_from(tr, g, p->t);
	struct part o = part_of(g->lost, from, p->t);
	double v = p->value;

	if (o.n + o.maybe <= 0)
		return;
	switch (tr->c->type) {
	case CORR_EVENT_COUNT:
		say(p, v + o.n, v + o.n + o.maybe);
		break;
	case CORR_VALUE_SUM:
		say(p, v + o.low - o.slack, v + o.high + o.slack);
		break;
	case CORR_VALUE_AVG:
		say_avg(g, &o, p);
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		say_rank(tr, g, &o, p);
		break;
	case CORR_VALUE_COUNT:
		say_distinct(g->lost, &o, from, p);
		break;
	case CORR_TEMPORAL:
	case CORR_ORDERED:
		p->error = (double)tr->c->refs - v;
		p->at_least = true;
		break;
	case CORR_ABSENCE:
		break;
	}
}
