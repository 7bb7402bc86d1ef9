/* SPDX-License-Identifier: Apache-2.0 */
/* Sketches of numbers and of distinct things keep to their stated error. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/hash.h"
#include "base/mem.h"
#include "sigma/loglog.h"
#include "sigma/sketch.h"

#include "t.h"

#define PARTS	24
#define NUMBERS	(PARTS * SKETCH_FILL)
#define STATED	(1.0 / 128)		/* Relative, of a bucket's middle. */

static struct pool pool;
static double x[NUMBERS], sorted[NUMBERS];
static uint64_t state;

static uint64_t
dice(void)
{

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state);
}

static double
even(size_t i)
{

	(void)i;
	return ((double)(dice() % 2000) - 500);
}

static double
rising(size_t i)
{

	return ((double)i * 1e-3);
}

static double
same(size_t i)
{

	(void)i;
	return (42);
}

/* Any number there is. */
static double
any(size_t i)
{
	uint64_t u = dice();
	double d;

	(void)i;
	memcpy(&d, &u, sizeof(d));
	return (isfinite(d) && fabs(d) >= DBL_MIN ? d : 0);
}

/* Both ends of the buckets. */
static double
edges(size_t i)
{
	double d = 1 + (double)(i / 2 % 64) / 64;

	return (i % 2 == 0 ? d : nextafter(d, 0));
}

/* Steep: most are small, a few are very large. */
static double
steep(size_t i)
{

	(void)i;
	return (exp((double)(dice() % 10000) / 300));
}

static double (*const shapes[])(size_t) = { even, rising, same, any, edges,
    steep };

static int
by_size(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;

	return ((p > q) - (p < q));
}

/* Each of the numbers in order lies in its bucket, which is narrow. */
static void
compare(const struct sketch *s, size_t from, size_t to, unsigned shift)
{
	size_t n = to - from, bad = 0;
	uint32_t at = 0;

	memcpy(sorted, x + from, n * sizeof(*x));
	qsort(sorted, n, sizeof(*sorted), by_size);
	T_INT(n, sketch_total(s));
	for (size_t i = 0; i < n; i++) {
		double low, high, middle;

		while (s->b[at].rank <= i)
			at++;
		low = sketch_low(s, at, shift);
		high = sketch_high(s, at, shift);
		middle = low / 2 + high / 2;
		bad += sorted[i] < low || sorted[i] > high;
		bad += shift == 0 && fabs(sorted[i]) >= DBL_MIN &&
		    fabs(middle - sorted[i]) > STATED * fabs(sorted[i]);
	}
	T_INT(0, bad);
	for (uint32_t i = 1; i < s->n; i++)
		T_TRUE(s->b[i].key > s->b[i - 1].key &&
		    s->b[i].rank > s->b[i - 1].rank);
}

static void
test_bound(void)
{
	struct sketch s[PARTS], all = { .b = NULL };

	for (size_t k = 0; k < COUNT_OF(shapes); k++) {
		state = 88172645463325252u + k;
		for (size_t i = 0; i < NUMBERS; i++)
			x[i] = shapes[k](i);
		memset(s, 0, sizeof(s));
		for (size_t i = 0; i < PARTS; i++) {
			T_TRUE(sketch_fill(&s[i], &pool, x + i * SKETCH_FILL,
			    SKETCH_FILL, 0));
			compare(&s[i], i * SKETCH_FILL, (i + 1) * SKETCH_FILL,
			    0);
			T_TRUE(sketch_add(&all, &pool, &s[i]));
			compare(&all, 0, (i + 1) * SKETCH_FILL, 0);
		}
		/* As a window slides: out at the front. */
		for (size_t i = 0; i < PARTS / 2; i++) {
			sketch_drop(&all, &s[i]);
			compare(&all, (i + 1) * SKETCH_FILL, NUMBERS, 0);
		}
		for (unsigned shift = 1; shift < SKETCH_BITS; shift++) {
			sketch_coarsen(&all);
			compare(&all, NUMBERS / 2, NUMBERS, shift);
			T_TRUE(all.n <= 1u << (SKETCH_BITS - shift));
		}
		for (size_t i = 0; i < PARTS; i++)
			sketch_release(&s[i], &pool);
		sketch_release(&all, &pool);
	}
	T_INT(0, pool.bytes);
}

/* Coarse parts add up to the coarse sum. */
static void
test_coarse(void)
{
	struct sketch a = { .b = NULL }, b = { .b = NULL }, c = { .b = NULL };

	state = 7;
	for (size_t i = 0; i < NUMBERS; i++)
		x[i] = any(i);
	T_TRUE(sketch_fill(&a, &pool, x, SKETCH_FILL, 0));
	T_TRUE(sketch_fill(&b, &pool, x + SKETCH_FILL, SKETCH_FILL, 3));
	for (int i = 0; i < 3; i++)
		sketch_coarsen(&a);
	T_TRUE(sketch_add(&c, &pool, &a));
	T_TRUE(sketch_add(&c, &pool, &b));
	compare(&c, 0, (size_t)2 * SKETCH_FILL, 3);
	sketch_drop(&c, &a);
	compare(&c, SKETCH_FILL, (size_t)2 * SKETCH_FILL, 3);
	sketch_drop(&c, &b);
	T_INT(0, c.n);
	sketch_release(&a, &pool);
	sketch_release(&b, &pool);
	sketch_release(&c, &pool);
}

static uint64_t
hash_of(uint64_t i, bool text)
{
	char p[32];
	int n = snprintf(p, sizeof(p), "user-%08llu", (unsigned long long)i);

	return (hash_64(text ? (struct span){ p, (size_t)n } :
	    (struct span){ (const char *)&i, sizeof(i) }));
}

/* Three standard errors at every size; what comes again changes nothing. */
static void
test_distinct(void)
{
	static struct loglog l, other;
	double worst = 0, squares = 0;
	size_t looks = 0;

	for (unsigned run = 0; run < 12; run++) {
		uint64_t from = (uint64_t)run << 40;

		memset(&l, 0, sizeof(l));
		T_NUM(0, loglog_count(&l), 0);
		for (uint64_t n = 1, next = 1; n <= 300000; n++) {
			loglog_add(&l, hash_of(from + n, run % 2 == 0));
			if (n < next)
				continue;
			double off = loglog_count(&l) / (double)n - 1;

			next = n + n / 4 + 1;
			worst = fmax(worst, fabs(off));
			squares += off * off;
			looks++;
		}
		other = l;
		for (uint64_t n = 1; n <= 1000; n++)
			loglog_add(&l, hash_of(from + n, run % 2 == 0));
		T_INT(0, memcmp(&l, &other, sizeof(l)));
	}
	printf("# worst %.4f, standard error %.4f of %zu looks\n", worst,
	    sqrt(squares / (double)looks), looks);
	T_TRUE(worst <= 3 * LOGLOG_ERROR);
	T_TRUE(sqrt(squares / (double)looks) <= LOGLOG_ERROR);
}

/* A union counts what is in both once. */
static void
test_union(void)
{
	static struct loglog a, b, both;

	for (uint64_t i = 0; i < 60000; i++) {
		if (i < 40000)
			loglog_add(&a, hash_of(i, true));
		if (i >= 20000)
			loglog_add(&b, hash_of(i, true));
		loglog_add(&both, hash_of(i, true));
	}
	loglog_join(&a, &b);
	T_INT(0, memcmp(&a, &both, sizeof(a)));
	T_NUM(60000, loglog_count(&a), 60000 * 3 * LOGLOG_ERROR);
	/* Nothing overflows where every register is full. */
	memset(&a, LOGLOG_MOST, sizeof(a));
	T_TRUE(loglog_count(&a) > 1e15);
}

/* Short of memory nothing changes. */
static void
test_memory(void)
{
	struct sketch a = { .b = NULL }, b = { .b = NULL };
	struct pool none = { .chunk = NULL };

	state = 99;
	for (size_t i = 0; i < NUMBERS; i++)
		x[i] = any(i);
	mem_fail_at = 1;
	mem_count = 0;
	T_TRUE(!sketch_fill(&a, &none, x, SKETCH_FILL, 0));
	mem_fail_at = 0;
	T_INT(0, a.n);
	T_TRUE(sketch_fill(&a, &pool, x, SKETCH_FILL, 0));
	T_TRUE(sketch_fill(&b, &pool, x + SKETCH_FILL, SKETCH_FILL, 0));
	mem_fail_at = 1;
	mem_count = 0;
	T_TRUE(!sketch_add(&a, &none, &b));
	mem_fail_at = 0;
	compare(&a, 0, SKETCH_FILL, 0);
	sketch_release(&a, &pool);
	sketch_release(&b, &pool);
	pool_release(&pool);
}

static const struct t_case cases[] = {
	{ "a sketch adds up, slides and stays within 1/128", test_bound },
	{ "coarse sketches", test_coarse },
	{ "distinct things within 3 x 2.3 %", test_distinct },
	{ "a union of distinct things", test_union },
	{ "short of memory", test_memory },
};

T_MAIN(cases)
