/* SPDX-License-Identifier: Apache-2.0 */
/* Exact sums, ranks, and the pool under them. */
#include <stdlib.h>

#include "base/rc.h"
#include "sigma/kulisch.h"
#include "sigma/ranks.h"

#include "t.h"

#define MANY		4000

static uint64_t seed = 5;

static unsigned
dice(unsigned n)
{

	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return ((unsigned)(seed >> 33) % n);
}

static const struct {
	const char	*why;
	double		 x[4];
	double		 want;
} sums[] = {
	{ "tenths", { 0.1, 0.2, -0.3, 0 }, 0.1 + 0.2 - 0.3 },
	{ "what is small stays", { 1e300, 1, -1e300, 0 }, 1 },
	{ "the smallest", { 0x1p-1074, 0x1p-1074, 0, 0 }, 0x1p-1073 },
	{ "wide and narrow", { 1e200, 0.5, -1e200, 0.25 }, 0.75 },
	{ "negative", { -1e30, 1e-30, 0, 0 }, -1e30 },
	{ "half way goes to even", { 0x1p53, 1, 0, 0 }, 0x1p53 },
	{ "past half way", { 0x1p53, 1, 0x1p-60, 0 }, 0x1p53 + 2 },
};

static void
test_sums(void)
{

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		struct kulisch k = { 0 };
		struct pool pool = { .chunk = NULL };

		for (int j = 0; j < 4; j++)
			T_TRUE(kulisch_add(&k, &pool, sums[i].x[j], 1));
		/* The first row's sum is exact, not the rounded one. */
		if (i == 0)
			T_NUM(2.7755575615628914e-17, kulisch_sum(&k), 1e-32);
		else
			T_TRUE(!(kulisch_sum(&k) < sums[i].want) &&
			    !(kulisch_sum(&k) > sums[i].want));
		for (int j = 4; j-- > 0;)
			T_TRUE(kulisch_add(&k, &pool, sums[i].x[j], -1));
		T_TRUE(!(kulisch_sum(&k) < 0) && !(kulisch_sum(&k) > 0));
		kulisch_release(&k, &pool);
		T_INT(0, pool.bytes);
		pool_release(&pool);
	}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

/* A sliding window of numbers against a sorted copy of it. */
static void
test_ranks(void)
{
	static double x[MANY], sorted[MANY];
	struct ranks r = { .tile = NULL };
	struct pool pool = { .chunk = NULL };
	size_t from = 0;

	for (size_t i = 0; i < MANY; i++) {
		double next;

		x[i] = dice(3) == 0 ? dice(10) : dice(100000) / 8.0;
		T_TRUE(ranks_add(&r, &pool, x[i]));
		if (i - from > 900 || dice(4) == 0)
			ranks_drop(&r, &pool, x[from++]);
		T_INT(i + 1 - from, r.n);
		if (r.n == 0 || i % 50 != 0)
			continue;
		memcpy(sorted, x + from, r.n * sizeof(*x));
		qsort(sorted, r.n, sizeof(*x), by_size);
		for (size_t k = 0; k < r.n; k++) {
			double got = ranks_get(&r, k, &next);

			T_NUM(sorted[k], got, 0);
			T_NUM(sorted[k + 1 < r.n ? k + 1 : k], next, 0);
		}
		T_NUM(sorted[0], ranks_percentile(&r, 0), 0);
		T_NUM(sorted[r.n - 1], ranks_percentile(&r, 100), 0);
	}
	ranks_release(&r, &pool);
	T_INT(0, pool.bytes);
	pool_release(&pool);
}

/* Pieces do not overlap and come back. */
static void
test_pool(void)
{
	struct pool pool = { .chunk = NULL };
	char *piece[500];
	size_t size[500];

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 500; i++) {
			size[i] = dice(20) == 0 ? dice(100000) : dice(400);
			piece[i] = pool_take(&pool, size[i]);
			T_TRUE(piece[i] != NULL);
			memset(piece[i], i & 0xff, size[i]);
		}
		for (int i = 0; i < 500; i++) {
			for (size_t k = 0; k < size[i]; k++)
				if ((piece[i][k] & 0xff) != (i & 0xff))
					T_TRUE(false);
			pool_give(&pool, piece[i], size[i]);
		}
		T_INT(0, pool.bytes);
	}
	pool_release(&pool);
}

static const struct t_case cases[] = {
	{ "sums are exact in any order", test_sums },
	{ "ranks of a sliding window", test_ranks },
	{ "pieces of a pool", test_pool },
};

T_MAIN(cases)
