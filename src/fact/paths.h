/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ways something is reached by at the same time: spans from the first
 * to the last arrival on each path, and which of them overlap.
 *
 *	A A B B    one after the other: 1        A B A    side by side: 2
 *
 * A path has one or two names; what shares a name is one path.
 */
#ifndef FACT_PATHS_H
#define FACT_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#define PATHS		8		/* Remembered. */
#define PATHS_MS	INT64_C(600000)	/* How long. */

struct paths {
	struct paths_span {
		uint64_t	a, b;	/* Hashes of names; 0 none. */
		int64_t		first, last;	/* Arrivals, ms. */
		int64_t		open;	/* 0: free or cut. */
	} of[PATHS];
};

/**
 * paths_meet(p, a, b, now):
 * One arrives on the path of these names, of which one is not 0; return how
 * many paths overlap its own, itself included.
 */
unsigned paths_meet(struct paths *, uint64_t a, uint64_t b, int64_t now);

/** paths_cut(p, a): The path of that name ends here. */
void paths_cut(struct paths *, uint64_t);

#endif
