/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of samples that had to go for want of room. */
#include <float.h>
#include <math.h>

#include "base/hash.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_lost.h"

#define BUCKETS_MAX	2048		/* Of a sketch; then wider ones. */

static double
bounded(double x)
{

	return (x > DBL_MAX ? DBL_MAX : x < -DBL_MAX ? -DBL_MAX : x);
}

static bool
ranked(const struct track *tr)
{

	return (tr->c->type == CORR_VALUE_PERCENTILE ||
	    tr->c->type == CORR_VALUE_MEDIAN);
}

static bool
sampled(const struct track *tr)
{

	return (ranked(tr) || tr->c->type == CORR_VALUE_SUM ||
	    tr->c->type == CORR_VALUE_AVG);
}

static struct loglog *
loglog_new(struct pool *pool)
{
	struct loglog *l = pool_take(pool, sizeof(*l));

	if (l != NULL)
		memset(l, 0, sizeof(*l));
	return (l);
}

static void
loglog_end(struct pool *pool, struct loglog *l)
{

	if (l != NULL)
		pool_give(pool, l, sizeof(*l));
}

struct lost *
sigma_lost_room(const struct track *tr, struct group *g, struct pool *pool)
{
	struct lost *l = g->lost;

	if (l != NULL || (l = pool_take(pool, sizeof(*l))) == NULL)
		return (l);
	memset(l, 0, sizeof(*l));
	if (tr->c->type == CORR_VALUE_COUNT &&
	    (l->seen = loglog_new(pool)) == NULL) {
		pool_give(pool, l, sizeof(*l));
		return (NULL);
	}
	/* What is in the window has to be looked up. */
	l->stale = true;
	g->lost = l;
	return (l);
}

/* The block ${b} is in the window no more. */
static void
leave(struct lost *l, struct lost_block *b)
{

	if (!b->in)
		return;
	b->in = false;
	sketch_drop(&l->sketch, &b->sketch);
	l->stale = true;
}

static rc
enter(struct lost *l, struct lost_block *b, struct pool *pool)
{

	if (!sketch_add(&l->sketch, pool, &b->sketch))
		return (RC_NOMEM);
	if (l->seen != NULL && !l->stale)
		loglog_join(l->seen, b->seen);
	b->in = true;
	return (RC_OK);
}

static void
end(struct lost_block *b, struct pool *pool)
{

	sketch_release(&b->sketch, pool);
	loglog_end(pool, b->seen);
}

/* Of times and sums; ${b} may be one sample. */
static void
add_up(struct lost_block *a, const struct lost_block *b)
{

	a->first = b->first < a->first ? b->first : a->first;
	a->last = b->last > a->last ? b->last : a->last;
	a->least = fmin(a->least, b->least);
	a->most = fmax(a->most, b->most);
	a->minus = bounded(a->minus + b->minus);
	a->plus = bounded(a->plus + b->plus);
	a->n += b->n;
}

/* ${b} becomes a part of ${a}. */
static rc
join(struct lost *l, struct lost_block *a, struct lost_block *b,
    struct pool *pool)
{

	if (a->in != b->in) {
		leave(l, a);
		leave(l, b);
	}
	add_up(a, b);
	if (!sketch_add(&a->sketch, pool, &b->sketch))
		return (RC_NOMEM);
	if (a->seen != NULL)
		loglog_join(a->seen, b->seen);
	end(b, pool);
	return (RC_OK);
}

/* A sketch of too many buckets: all of the group become coarser. */
static void
coarsen(struct lost *l)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < l->n; i++)
		most = l->b[i].sketch.n > most ? l->b[i].sketch.n : most;
	if (most <= BUCKETS_MAX)
		return;
	for (uint32_t i = 0; i < l->n; i++)
		sketch_coarsen(&l->b[i].sketch);
	sketch_coarsen(&l->sketch);
	l->shift++;
	coarsen(l);
}

/* Two by two: half as many, twice as long. */
static rc
halve(struct lost *l, struct pool *pool)
{
	uint32_t n = l->n / 2;
	rc r = RC_OK;

	for (uint32_t i = 0; i < n && r == RC_OK; i++) {
		r = join(l, &l->b[2 * i], &l->b[2 * i + 1], pool);
		l->b[i] = l->b[2 * i];
	}
	l->n = n;
	coarsen(l);
	return (r);
}

static uint64_t
hash_of(const struct val *v)
{

	return (hash_64((struct span){ v->p, v->n }));
}

/* A sub-window of the entries [from, to). */
static rc
take(const struct track *tr, struct group *g, struct pool *pool,
    uint32_t from, uint32_t to)
{
	struct lost *l = g->lost;
	struct lost_block *b;
	double x[SKETCH_FILL];
	rc r;

	if (l->n == LOST_MAX && (r = halve(l, pool)) != RC_OK)
		return (r);
	b = &l->b[l->n++];
	*b = (struct lost_block){ .n = 0 };
	if (l->seen != NULL && (b->seen = loglog_new(pool)) == NULL)
		return (RC_NOMEM);
	for (uint32_t i = from; i < to; i++) {
		const struct entry *e = windows_entry(tr, g, i);
		double v = x[i - from] = sampled(tr) ? e->num : 0;
		struct lost_block one = { .first = e->te, .last = e->te,
		    .least = v, .most = v, .minus = fmin(v, 0),
		    .plus = fmax(v, 0), .n = 1, .seen = b->seen };

		if (i == from)
			*b = one;
		else
			add_up(b, &one);
		if (b->seen != NULL)
			loglog_add(b->seen, hash_of(e->val));
	}
	if (ranked(tr) && !sketch_fill(&b->sketch, pool, x, to - from,
	    l->shift))
		return (RC_NOMEM);
	return (RC_OK);
}

rc
sigma_lost_take(const struct track *tr, struct group *g, struct pool *pool,
    uint32_t to)
{
	rc r = RC_OK;

	for (uint32_t i = g->head, n; i < to && r == RC_OK; i += n) {
		n = to - i < SKETCH_FILL ? to - i : SKETCH_FILL;
		r = take(tr, g, pool, i, i + n);
	}
	return (r);
}

void
sigma_lost_expire(const struct track *tr, struct group *g, struct pool *pool,
    int64_t until)
{
	struct lost *l = g->lost;
	uint32_t kept = 0;

	(void)tr;
	if (l == NULL)
		return;
	for (uint32_t i = 0; i < l->n; i++) {
		struct lost_block *b = &l->b[i];

		if (b->last > until) {
			l->b[kept++] = *b;
			continue;
		}
		leave(l, b);
		end(b, pool);
	}
	if ((l->n = kept) > 0)
		return;
	sketch_release(&l->sketch, pool);
	loglog_end(pool, l->seen);
	pool_give(pool, l, sizeof(*l));
	g->lost = NULL;
}

/* The distinct values of the blocks and entries in the window, anew. */
static void
look_up(struct lost *l, const struct vals *v)
{

	*l->seen = (struct loglog){ { 0 } };
	for (uint32_t i = 0; i < l->n; i++) {
		if (l->b[i].in)
			loglog_join(l->seen, l->b[i].seen);
	}
	for (uint32_t i = 0; i < v->cap; i++) {
		if (v->slot[i] != NULL && v->slot[i]->in > 0)
			loglog_add(l->seen, hash_of(v->slot[i]));
	}
	l->stale = false;
}

rc
sigma_lost_move(const struct track *tr, struct group *g, struct pool *pool,
    int64_t from, int64_t t)
{
	struct lost *l = g->lost;
	/* A session whose start is lost began nobody knows where. */
	bool whole = tr->c->gap_ms == 0;
	rc r = RC_OK;

	for (uint32_t i = 0; i < l->n && r == RC_OK; i++) {
		struct lost_block *b = &l->b[i];
		bool in = whole && b->first > from && b->last <= t;

		if (in && !b->in)
			r = enter(l, b, pool);
		else if (!in)
			leave(l, b);
	}
	if (l->seen != NULL && l->stale)
		look_up(l, &g->more->vals);
	return (r);
}

void
sigma_lost_enters(struct lost *l, const struct val *v)
{

	if (!l->stale)
		loglog_add(l->seen, hash_of(v));
}

void
sigma_lost_leaves(struct lost *l)
{

	l->stale = true;
}
