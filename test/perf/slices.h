/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contestants that take turns over slices of the same lines, so that a noisy
 * neighbour slows all alike; thread CPU time, medians of paired ratios.
 */
#ifndef TEST_PERF_SLICES_H
#define TEST_PERF_SLICES_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/span.h"

#define SLICES_MOST	400		/* Rounds, */
#define SLICES_PEERS	8		/* contestants at most. */

/** One contestant: run over ${n} lines. */
struct slices_peer {
	const char	*name;
	void		(*run)(const struct span *, size_t);
	double		 ns[SLICES_MOST];	/* A line, by round. */
};

static inline double
slices_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return ((double)t.tv_sec * 1e9 + (double)t.tv_nsec);
}

static inline int
slices_order(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

/** Value at ${share} of the sorted ${n} values; they are sorted in place. */
static inline double
slices_at(double *v, size_t n, double share)
{

	qsort(v, n, sizeof(*v), slices_order);
	return (v[(size_t)((double)(n - 1) * share)]);
}

/**
 * slices_run(peers, n, lines, total, slice, rounds):
 * Let each of ${n} peers run over the same slice, round by round; who goes
 * first changes.  A round without use warms up.
 */
static inline void
slices_run(struct slices_peer *peers, size_t n, const struct span *lines,
    size_t total, size_t slice, size_t rounds)
{

	for (size_t r = 0; r < rounds + 1; r++) {
		size_t at = r % (total / slice) * slice;

		for (size_t k = 0; k < n; k++) {
			struct slices_peer *p = &peers[(k + r) % n];
			double start = slices_now();

			p->run(lines + at, slice);
			if (r > 0)
				p->ns[r - 1] = (slices_now() - start) /
				    (double)slice;
		}
	}
}

/** Print each peer's time, and the ratio of ${base}'s time to its. */
static inline void
slices_print(const struct slices_peer *peers, size_t n, size_t base,
    size_t rounds)
{
	double ns[SLICES_MOST], ratio[SLICES_MOST];

	printf("%-28s %8s %17s   %s\n", "", "ns/line", "(p10 - p90)",
	    "speed against the first, median (p10 - p90)");
	for (size_t k = 0; k < n; k++) {
		for (size_t r = 0; r < rounds; r++) {
			ns[r] = peers[k].ns[r];
			ratio[r] = peers[base].ns[r] / peers[k].ns[r];
		}
		printf("%-28s %8.0f (%6.0f - %6.0f)   %.3f (%.3f - %.3f)\n",
		    peers[k].name, slices_at(ns, rounds, 0.5),
		    slices_at(ns, rounds, 0.1), slices_at(ns, rounds, 0.9),
		    slices_at(ratio, rounds, 0.5),
		    slices_at(ratio, rounds, 0.1),
		    slices_at(ratio, rounds, 0.9));
	}
}

#endif
