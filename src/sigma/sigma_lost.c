/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of samples that had to go for want of room. */
#include <float.h>
#include <math.h>

#include "sigma/sigma_group.h"
#include "sigma/sigma_lost.h"

/* Of the sub-windows that meet a window. */
struct part {
	double		 n, maybe;	/* Samples inside, and perhaps so. */
	double		 low, high;	/* Bounds of the sum of all. */
	double		 least, most;	/* Of any of them. */
	double		 slack;		/* Rounding of the sum. */
};

static double
bounded(double x)
{

	return (x > DBL_MAX ? DBL_MAX : x < -DBL_MAX ? -DBL_MAX : x);
}

struct lost *
sigma_lost_room(struct group *g, struct pool *pool)
{

	if (g->lost == NULL &&
	    (g->lost = pool_take(pool, sizeof(*g->lost))) != NULL)
		g->lost->n = 0;
	return (g->lost);
}

static void
join(struct lost_block *a, const struct lost_block *b)
{

	a->first = b->first < a->first ? b->first : a->first;
	a->last = b->last > a->last ? b->last : a->last;
	a->least = fmin(a->least, b->least);
	a->most = fmax(a->most, b->most);
	a->minus = bounded(a->minus + b->minus);
	a->plus = bounded(a->plus + b->plus);
	a->n += b->n;
}

void
sigma_lost_take(const struct track *tr, struct group *g, uint32_t to)
{
	bool sampled = tr->c->type == CORR_VALUE_SUM ||
	    tr->c->type == CORR_VALUE_AVG ||
	    tr->c->type == CORR_VALUE_PERCENTILE ||
	    tr->c->type == CORR_VALUE_MEDIAN;
	struct lost *l = g->lost;
	struct lost_block *b;

	if (l->n == LOST_MAX) {
		/* Two by two: half as many, twice as long. */
		for (uint32_t i = 0; i < LOST_MAX / 2; i++) {
			join(&l->b[2 * i], &l->b[2 * i + 1]);
			l->b[i] = l->b[2 * i];
		}
		l->n = LOST_MAX / 2;
	}
	b = &l->b[l->n++];
	for (uint32_t i = g->head; i < to; i++) {
		const struct entry *e = windows_entry(tr, g, i);
		double x = sampled ? e->num : 0;
		struct lost_block one = { .first = e->te, .last = e->te,
		    .least = x, .most = x, .minus = fmin(x, 0),
		    .plus = fmax(x, 0), .n = 1 };

		if (i == g->head)
			*b = one;
		else
			join(b, &one);
	}
}

void
sigma_lost_expire(struct group *g, struct pool *pool, int64_t until)
{
	struct lost *l = g->lost;
	uint32_t kept = 0;

	if (l == NULL)
		return;
	for (uint32_t i = 0; i < l->n; i++) {
		if (l->b[i].last > until)
			l->b[kept++] = l->b[i];
	}
	if ((l->n = kept) > 0)
		return;
	pool_give(pool, l, sizeof(*l));
	g->lost = NULL;
}

/* ${whole}: may any of them be taken for whole?  A session whose start is lost
 * began nobody knows where. */
static struct part
part_of(const struct lost *l, int64_t from, int64_t t, bool whole)
{
	struct part p = { .least = DBL_MAX, .most = -DBL_MAX };

	for (uint32_t i = 0; i < l->n; i++) {
		const struct lost_block *b = &l->b[i];

		if (b->last <= from || b->first > t)
			continue;
		p.least = fmin(p.least, b->least);
		p.most = fmax(p.most, b->most);
		p.slack += (double)b->n * (b->plus - b->minus) * DBL_EPSILON;
		if (whole && b->first > from && b->last <= t) {
			p.n += (double)b->n;
			p.low += b->plus + b->minus;
			p.high += b->plus + b->minus;
		} else {
			p.maybe += (double)b->n;
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

/* The sample of rank ${k} below 0 or behind the last is beyond all. */
static double
ranked(const struct ranks *r, double k)
{
	double next;

	if (k < 0)
		return (-DBL_MAX);
	return (k >= (double)r->n ? DBL_MAX : ranks_get(r, (size_t)k, &next));
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
	const struct ranks *r = &g->more->ranks;
	double n = (double)r->n - 1, all = o->n + o->maybe, some = o->n;
	double q = tr->c->percentile / 100;
	double i = floor(q * (n + some)), j = ceil(q * (n + all));

	say(p, between(o->least, ranked(r, floor(q * (n + all)) - all),
	    ranked(r, i)), between(o->most,
	    ranked(r, ceil(q * (n + some)) - some), ranked(r, j)));
}

void
sigma_lost_value(const struct track *tr, const struct group *g,
    struct point *p)
{
	struct part o = part_of(g->lost, sigma_group_from(tr, g, p->t), p->t,
	    tr->c->gap_ms == 0);
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
		p->error = o.n + o.maybe;
		p->at_least = true;
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
