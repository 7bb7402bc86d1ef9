/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A multiset of numbers that knows their ranks: sorted tiles in order.
 *
 *	tile [1 2 2 5] [7 7 9] [12 40 41 77] ...
 *
 * Taking one in, out, and finding a rank cost a search among the tiles and a
 * move within one; a window of 10,000 samples has some eighty.
 */
#ifndef SIGMA_RANKS_H
#define SIGMA_RANKS_H

#include "sigma/pool.h"

struct ranks_tile;

/** In the caller's storage; all zero is empty. */
struct ranks {
	struct ranks_tile	**tile;	/* Owned. */
	uint32_t		 tiles, cap;
	size_t			 n;	/* Numbers. */
};

/** ranks_add(r, pool, x): Take ${x} in; false: memory is short. */
bool ranks_add(struct ranks *, struct pool *, double);

/** ranks_drop(r, pool, x): Take out one ${x}, which is there. */
void ranks_drop(struct ranks *, struct pool *, double);

/** ranks_get(r, k, next): The number of rank ${k} < n; the following one,
 * or itself if it is the last, in ${next}. */
double ranks_get(const struct ranks *, size_t, double *);

/** ranks_below(r, x): How many are below ${x}. */
size_t ranks_below(const struct ranks *, double);

/** ranks_percentile(r, p): Linear between closest ranks; n > 0. */
double ranks_percentile(const struct ranks *, double);

/** ranks_release(r, pool): Empty, and all memory back. */
void ranks_release(struct ranks *, struct pool *);

#endif
