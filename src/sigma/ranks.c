/* SPDX-License-Identifier: Apache-2.0 */
/* A multiset of numbers that knows their ranks. */
#include <math.h>

#include "sigma/ranks.h"

#define TILE_FIRST	6		/* The first tile grows from here */
#define TILE_MOST	254		/* 2 KiB with its head. */

struct ranks_tile {
	uint32_t	 n, cap;
	double		 x[];
};

static size_t
tile_bytes(uint32_t cap)
{

	return (sizeof(struct ranks_tile) + cap * sizeof(double));
}

/* The first place in the tile whose number is not below ${x}. */
static uint32_t
seek(const struct ranks_tile *t, double x)
{
	uint32_t lo = 0, hi = t->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->x[mid] < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo);
}

/* The first tile whose last number is not below ${x}; else the last. */
static uint32_t
tile_of(const struct ranks *r, double x)
{
	uint32_t lo = 0, hi = r->tiles;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (r->tile[mid]->x[r->tile[mid]->n - 1] < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo < r->tiles ? lo : r->tiles - 1);
}

/* A place for one more tile at ${at}. */
static bool
insert_tile(struct ranks *r, struct pool *pool, uint32_t at,
    struct ranks_tile *t)
{

	if (r->tiles == r->cap) {
		uint32_t cap = r->cap > 0 ? r->cap * 2 : 1;
		struct ranks_tile **p = pool_grow(pool, r->tile,
		    r->cap * sizeof(struct ranks_tile *),
		    cap * sizeof(struct ranks_tile *));

		if (p == NULL)
			return (false);
		r->tile = p;
		r->cap = cap;
	}
	memmove(&r->tile[at + 1], &r->tile[at], (r->tiles - at) *
	    sizeof(struct ranks_tile *));
	r->tile[at] = t;
	r->tiles++;
	return (true);
}

/* Room in the tile ${at} for one more: larger, or in two. */
static bool
room(struct ranks *r, struct pool *pool, uint32_t at)
{
	struct ranks_tile *t = r->tile[at], *more;
	uint32_t cap = t->cap * 2 + 2, half = t->n / 2;

	if (t->n < t->cap)
		return (true);
	if (t->cap < TILE_MOST) {
		cap = cap > TILE_MOST ? TILE_MOST : cap;
		if ((more = pool_grow(pool, t, tile_bytes(t->cap),
		    tile_bytes(cap))) == NULL)
			return (false);
		more->cap = cap;
		r->tile[at] = more;
		return (true);
	}
	if ((more = pool_take(pool, tile_bytes(TILE_MOST))) == NULL)
		return (false);
	if (!insert_tile(r, pool, at + 1, more)) {
		pool_give(pool, more, tile_bytes(TILE_MOST));
		return (false);
	}
	more->cap = TILE_MOST;
	more->n = t->n - half;
	memcpy(more->x, t->x + half, more->n * sizeof(double));
	t->n = half;
	return (true);
}

bool
ranks_add(struct ranks *r, struct pool *pool, double x)
{
	struct ranks_tile *t;
	uint32_t at = 0, k;

	if (r->tiles == 0) {
		if ((t = pool_take(pool, tile_bytes(TILE_FIRST))) == NULL)
			return (false);
		t->n = 0;
		t->cap = TILE_FIRST;
		if (!insert_tile(r, pool, 0, t)) {
			pool_give(pool, t, tile_bytes(TILE_FIRST));
			return (false);
		}
	} else {
		at = tile_of(r, x);
	}
	if (r->tile[at]->n == r->tile[at]->cap) {
		if (!room(r, pool, at))
			return (false);
		at = tile_of(r, x);
	}
	t = r->tile[at];
	k = seek(t, x);
	memmove(&t->x[k + 1], &t->x[k], (t->n - k) * sizeof(double));
	t->x[k] = x;
	t->n++;
	r->n++;
	return (true);
}

void
ranks_drop(struct ranks *r, struct pool *pool, double x)
{
	uint32_t at = tile_of(r, x), k;
	struct ranks_tile *t = r->tile[at];

	k = seek(t, x);
	r->n--;
	if (--t->n > 0) {
		memmove(&t->x[k], &t->x[k + 1], (t->n - k) * sizeof(double));
		return;
	}
	pool_give(pool, t, tile_bytes(t->cap));
	r->tiles--;
	memmove(&r->tile[at], &r->tile[at + 1], (r->tiles - at) *
	    sizeof(struct ranks_tile *));
}

double
ranks_get(const struct ranks *r, size_t k, double *next)
{
	uint32_t at = 0;

	while (k >= r->tile[at]->n)
		k -= r->tile[at++]->n;
	*next = r->tile[at]->x[k];
	if (k + 1 < r->tile[at]->n)
		*next = r->tile[at]->x[k + 1];
	else if (at + 1 < r->tiles)
		*next = r->tile[at + 1]->x[0];
	return (r->tile[at]->x[k]);
}

size_t
ranks_below(const struct ranks *r, double x)
{
	size_t n = 0;
	uint32_t at = 0;

	while (at < r->tiles && r->tile[at]->x[r->tile[at]->n - 1] < x)
		n += r->tile[at++]->n;
	return (at < r->tiles ? n + seek(r->tile[at], x) : n);
}

double
ranks_percentile(const struct ranks *r, double p)
{
	double rank = p / 100 * (double)(r->n - 1), at = floor(rank), above, v;
	double x = ranks_get(r, (size_t)at, &above);

	if (rank - at <= 0)
		return (x);
	/* Never outside of the two samples. */
	v = x + (rank - at) * (above - x);
	return (v > above ? above : v < x ? x : v);
}

void
ranks_release(struct ranks *r, struct pool *pool)
{

	for (uint32_t i = 0; i < r->tiles; i++)
		pool_give(pool, r->tile[i], tile_bytes(r->tile[i]->cap));
	pool_give(pool, r->tile, r->cap * sizeof(struct ranks_tile *));
	*r = (struct ranks){ .tile = NULL };
}
