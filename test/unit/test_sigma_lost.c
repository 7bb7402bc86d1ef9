/* SPDX-License-Identifier: Apache-2.0 */
/* More samples than a group keeps: the value lies within its stated error. */
#include <math.h>
#include <stdlib.h>

#include "corr.h"

#define STEP	32			/* ms; so many samples a moment. */
#define MOMENTS	2600
#define SAMPLES	(MOMENTS * STEP)
#define CUT	1024			/* Samples of two sub-windows. */

static int64_t	span_ms = 10000;

static double	sample[SAMPLES];
static int64_t	when[SAMPLES];
static double	sorted[SAMPLES];

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

enum kind { COUNT, SUM, AVG, MEDIAN, DISTINCT };

/* The numbers that are so many ranks from the median of ${n} sorted ones. */
static double	below, above;

/* What it is, from all samples. */
static double
truth(enum kind kind, int64_t t)
{
	double sum = 0, at;
	size_t n = 0, k, distinct = 0;

	for (size_t i = 0; i < SAMPLES; i++) {
		if (when[i] <= t - span_ms || when[i] > t)
			continue;
		sorted[n++] = sample[i];
		sum += sample[i];
	}
	if (kind == COUNT)
		return ((double)n);
	if (kind == SUM)
		return (sum);
	if (kind == AVG)
		return (sum / (double)n);
	qsort(sorted, n, sizeof(*sorted), by_size);
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || sorted[i] > sorted[i - 1];
	if (kind == DISTINCT)
		return ((double)distinct);
	at = 0.5 * (double)(n - 1);
	k = (size_t)at;
	below = sorted[k > CUT ? k - CUT : 0];
	above = sorted[k + CUT < n ? k + CUT : n - 1];
	return (k + 1 < n ? sorted[k] + (at - floor(at)) *
	    (sorted[k + 1] - sorted[k]) : sorted[k]);
}

static double
even(uint64_t x, size_t i)
{

	(void)i;
	return ((double)(x % 2000) - 500);
}

/* All over the range of numbers, so that sketches have to become coarser. */
static double
wild(uint64_t x, size_t i)
{
	double d = ldexp(1 + (double)(x % 1000) / 1000, (int)(x / 1000 % 1800) -
	    900);

	return (i % 3 == 0 ? -d : d);
}

/* A sorted stream: what is lost is all below what is kept. */
static double
rising(uint64_t x, size_t i)
{

	(void)x;
	return (1000 + (double)i);
}

/* Two far peaks, and the median moves from one to the other. */
static double
peaks(uint64_t x, size_t i)
{

	return (x % SAMPLES < i ? 1e9 + (double)(x % 64) : 1e-3);
}

static double (*shape)(uint64_t, size_t) = even;

/* Every 16th moment some are 4 s late, every 32nd more than the clock says. */
static void
make(void)
{
	uint64_t x = 88172645463325252u;

	for (size_t i = 0; i < SAMPLES; i++) {
		int64_t now = (int64_t)(i / STEP * STEP);

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		sample[i] = shape(x, i);
		when[i] = now;
		if (i / STEP % 16 == 0 && i % STEP < 4 && now > 6000)
			when[i] = now - 4000 - (int64_t)(i % STEP) * STEP;
	}
}

static size_t	bytes;			/* Of the windows, after a run. */

/* ${most}: the largest error; below 0: relative, beside what two sub-windows
 * more or less make. */
static void
run(enum kind kind, const char *corr, double most)
{
	size_t inexact = 0;
	double error, widest = 0;

	make();
	batch = 256;
	start(rules(corr), 0);
	for (size_t i = 0; i < SAMPLES; i++) {
		int64_t now = (int64_t)(i / STEP * STEP);

		clock_now = now > clock_now ? now : clock_now;
		feed("a", when[i], i, "g", number(sample[i]));
		if (i % (SAMPLES / 8) == SAMPLES / 16)
			restart();
	}
	tick(INT64_C(10) * SAMPLES);
	settle();
	T_TRUE(fires_n > 2000);
	for (size_t i = 0; i < fires_n; i += span_ms > 10000 ? 97 : 7) {
		double want = truth(kind, fires[i].te);
		double off = fabs(fires[i].value - want);

		inexact += !fires[i].exact;
		/* Rounding of the reference's own sums. */
		error = fires[i].error + 1e-9 * fabs(want);
		if (off > error)
			printf("# at %lld: %g, said %g +- %g\n",
			    (long long)fires[i].te, want, fires[i].value,
			    fires[i].error);
		T_TRUE(off <= error);
		T_TRUE(!fires[i].at_least);
		T_TRUE(fires[i].exact == !(fires[i].error > 0));
		if (most >= 0) {
			T_TRUE(fires[i].error <= most);
		} else {
			T_TRUE(fires[i].value + fires[i].error <=
			    above - most * fabs(above));
			T_TRUE(fires[i].value - fires[i].error >=
			    below + most * fabs(below));
		}
		widest = fmax(widest, fires[i].error);
	}
	printf("# %zu inexact, error up to %g\n", inexact, widest);
	/* The limit was crossed. */
	T_TRUE(inexact > 3);
	bytes = sigma_windows_bytes(win);
	stop();
	batch = 1;
}

static void
test_count(void)
{

	run(COUNT, "type: event_count, rules: [a], condition: {lt: 1000000}",
	    2600);
}

static void
test_sum(void)
{

	run(SUM, "type: value_sum, rules: [a], "
	    "condition: {field: v, lt: 100000000}", 2600 * 1500);
}

static void
test_avg(void)
{

	run(AVG, "type: value_avg, rules: [a], "
	    "condition: {field: v, lt: 100000000}", 700);
}

static void
test_median(void)
{

	run(MEDIAN, "type: value_median, rules: [a], "
	    "condition: {field: v, lt: 100000000}", 2000);
}

static void
test_distinct(void)
{

	run(DISTINCT, "type: value_count, rules: [a], "
	    "condition: {field: v, lt: 100000000}", 11000);
}

/* A window of four times as many as are kept. */
static void
test_long(void)
{
	static const struct {
		double	(*shape)(uint64_t, size_t);
		double	 error;
	} rows[] = {
		{ even, 0.02 }, { wild, 1 }, { rising, 0.02 }, { peaks, 0.02 },
	};

	timespan = "60s";
	span_ms = 60000;
	for (size_t i = 0; i < t_usual(COUNT_OF(rows)); i++) {
		shape = rows[i].shape;
		run(MEDIAN, "type: value_median, rules: [a], "
		    "condition: {field: v, lt: 1.0e+308}", -rows[i].error);
		printf("# %zu KiB a group\n", bytes >> 10);
		T_TRUE(bytes < (size_t)6 << 20);
	}
	shape = rising;
	run(DISTINCT, "type: value_count, rules: [a], "
	    "condition: {field: v, lt: 100000000}", 62000 * 3 * 0.023 + CUT);
	printf("# %zu KiB a group\n", bytes >> 10);
	T_TRUE(bytes < (size_t)6 << 20);
	shape = even;
	span_ms = 10000;
	timespan = "10s";
}

/* x-exact keeps all. */
static void
test_exact(void)
{

	make();
	batch = 256;
	start(rules("type: value_avg, rules: [a], x-exact: true, "
	    "condition: {field: v, lt: 100000000}"), 0);
	for (size_t i = 0; i < SAMPLES; i++) {
		clock_now = (int64_t)(i / STEP * STEP);
		feed("a", when[i], i, "g", number(sample[i]));
	}
	tick(INT64_C(10) * SAMPLES);
	settle();
	T_TRUE(fires_n > 2000);
	for (size_t i = 0; i < fires_n; i += 7) {
		double want = truth(AVG, fires[i].te);

		T_TRUE(fires[i].exact);
		T_TRUE(fabs(fires[i].value - want) <= 1e-9 * fabs(want));
	}
	stop();
	batch = 1;
}

/* ... up to a limit, which it tells. */
static void
test_limit(void)
{
	const size_t n = 1200000, step = 1000;

	timespan = "1w";
	batch = 1000;
	start(rules("type: value_sum, rules: [a], x-exact: true, "
	    "condition: {field: v, gte: 999000}"), 0);
	for (size_t i = 0; i < n; i++) {
		clock_now = (int64_t)(i / step) * 1000;
		feed("a", clock_now, i, "g", number(1));
	}
	tick(INT64_C(10) * (int64_t)n);
	settle();
	T_INT(202, fires_n);
	T_TRUE(fires[0].exact);
	T_TRUE(fires[19].exact);
	T_TRUE(!fires[201].exact);
	for (size_t i = 0; i < fires_n; i++)
		T_NUM(999000 + (double)(step * i), fires[i].value,
		    fires[i].error);
	T_TRUE(fires[201].error <= 1);
	T_TRUE(sigma_windows_bytes(win) < (size_t)100 << 20);
	stop();
	timespan = "10s";
	batch = 1;
}

static const struct t_case cases[] = {
	{ "count", test_count },
	{ "sum", test_sum },
	{ "average", test_avg },
	{ "median", test_median },
	{ "distinct values", test_distinct },
	{ "a long window", test_long },
	{ "x-exact", test_exact },
	{ "the limit of x-exact", test_limit },
};

T_MAIN(cases)
