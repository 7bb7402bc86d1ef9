/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exact sum of doubles: what goes in and comes out again leaves nothing
 * behind, whatever the order.  Fixed point of 2^-1074 in base 2^32, signed
 * digits that are carried now and then (Kulisch); numbers of usual size use
 * the narrow part, 2^-62 in 128 bits, alone.
 */
#ifndef SIGMA_KULISCH_H
#define SIGMA_KULISCH_H

#include "sigma/pool.h"

struct kulisch_wide;

/** In the caller's storage; all zero is the sum of nothing. */
struct kulisch {
	uint64_t		 low, high;	/* Two's complement. */
	struct kulisch_wide	*wide;		/* Owned, or NULL. */
};

/**
 * kulisch_add(t, pool, x, sign): Add ${x}, finite, times ${sign}, 1 or -1;
 * false: memory is short, which taking out what went in never is.
 */
bool kulisch_add(struct kulisch *, struct pool *, double, int);

/** kulisch_sum(t): The sum, rounded once to the nearest double. */
double kulisch_sum(const struct kulisch *);

/** kulisch_release(t, pool): Empty, and all memory back. */
void kulisch_release(struct kulisch *, struct pool *);

#endif
