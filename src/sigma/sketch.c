/* SPDX-License-Identifier: Apache-2.0 */
/* A multiset of numbers of which only the first digits are known. */
#include <float.h>
#include <stdlib.h>

#include "sigma/sketch.h"

#define SIGN		(UINT64_C(1) << 63)
#define KEY_SHIFT	(64 - SKETCH_BITS)

/* Bits in the order of the numbers. */
static uint64_t
bits_of(double x)
{
	uint64_t u;

	x += 0.0;			/* -0 is 0. */
	memcpy(&u, &x, sizeof(u));
	return ((u & SIGN) != 0 ? ~u : u | SIGN);
}

static double
number_of(uint64_t bits)
{
	uint64_t u = (bits & SIGN) != 0 ? bits ^ SIGN : ~bits;
	double x;

	memcpy(&x, &u, sizeof(x));
	/* What is beyond the last number is none. */
	if (!(x >= -DBL_MAX && x <= DBL_MAX))
		return ((bits & SIGN) != 0 ? DBL_MAX : -DBL_MAX);
	return (x);
}

static int
by_key(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return ((x > y) - (x < y));
}

/* Room for ${n} buckets. */
static bool
room(struct sketch *s, struct pool *pool, uint32_t n)
{
	struct sketch_bucket *p;

	if (n <= s->cap)
		return (true);
	if ((p = pool_grow(pool, s->b, s->cap * sizeof(*p),
	    n * sizeof(*p))) == NULL)
		return (false);
	s->b = p;
	s->cap = n;
	return (true);
}

bool
sketch_fill(struct sketch *s, struct pool *pool, const double *x, size_t n,
    unsigned shift)
{
	uint32_t key[SKETCH_FILL] = { 0 }, m = 0;

	for (size_t i = 0; i < n; i++)
		key[i] = (uint32_t)(bits_of(x[i]) >> KEY_SHIFT >> shift);
	qsort(key, n, sizeof(*key), by_key);
	for (size_t i = 0; i < n; i++)
		m += i == 0 || key[i] != key[i - 1];
	if (!room(s, pool, m))
		return (false);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 == n || key[i] != key[i + 1])
			s->b[s->n++] = sketch_bucket(key[i], i + 1);
	}
	return (true);
}

/* Of ${s}, how many keys are in ${o} as well? */
static uint32_t
common(const struct sketch *s, const struct sketch *o)
{
	uint32_t n = 0, i = 0, k = 0;

	while (i < s->n && k < o->n) {
		uint64_t a = s->b[i].key, b = o->b[k].key;

		n += a == b;
		i += a <= b;
		k += b <= a;
	}
	return (n);
}

bool
sketch_add(struct sketch *s, struct pool *pool, const struct sketch *o)
{
	uint32_t n = s->n + o->n - common(s, o), i = s->n, k = o->n, to = n;
	uint32_t want = n + n / 8;

	if (n > s->cap && !room(s, pool, want))
		return (false);
	/* From the end, so that nothing is overwritten that is needed. */
	while (k > 0) {
		uint64_t a = i > 0 ? s->b[i - 1].key : 0;
		uint64_t b = o->b[k - 1].key;
		bool mine = i > 0 && a >= b, both = mine && a == b;
		uint64_t rank = i > 0 ? s->b[i - 1].rank : 0;

		s->b[--to] = sketch_bucket(mine ? a : b,
		    rank + o->b[k - 1].rank);
		i -= mine;
		k -= !mine || both;
	}
	s->n = n;
	return (true);
}

void
sketch_drop(struct sketch *s, const struct sketch *o)
{
	uint64_t before = 0, gone = 0;
	uint32_t n = 0, k = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		uint64_t key = s->b[i].key, rank = s->b[i].rank;

		for (; k < o->n && o->b[k].key <= key; k++)
			gone = o->b[k].rank;
		rank -= gone;
		if (rank == before)
			continue;
		before = rank;
		s->b[n++] = sketch_bucket(key, rank);
	}
	s->n = n;
}

void
sketch_coarsen(struct sketch *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		struct sketch_bucket one = sketch_bucket(s->b[i].key >> 1,
		    s->b[i].rank);

		if (n > 0 && s->b[n - 1].key == one.key)
			n--;
		s->b[n++] = one;
	}
	s->n = n;
}

uint64_t
sketch_total(const struct sketch *s)
{

	return (s->n > 0 ? s->b[s->n - 1].rank : 0);
}

double
sketch_low(const struct sketch *s, uint32_t i, unsigned shift)
{

	return (number_of((uint64_t)s->b[i].key << shift << KEY_SHIFT));
}

double
sketch_high(const struct sketch *s, uint32_t i, unsigned shift)
{
	uint64_t key = s->b[i].key;

	/* The last one of all ends where the bits do. */
	return (number_of(((key + 1) << shift << KEY_SHIFT) - 1));
}

void
sketch_release(struct sketch *s, struct pool *pool)
{

	if (s->cap > 0)
		pool_give(pool, s->b, s->cap * sizeof(*s->b));
	*s = (struct sketch){ .b = NULL };
}
