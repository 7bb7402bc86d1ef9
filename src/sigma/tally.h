/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exact sum of doubles: what goes in and comes out again leaves nothing
 * behind, whatever the order.  Fixed point of 2^-1074 in base 2^32, signed
 * digits that are carried now and then (Kulisch); numbers of usual size use
 * the narrow part, 2^-62 in 128 bits, alone.
 */
#ifndef SIGMA_TALLY_H
#define SIGMA_TALLY_H

#include "sigma/pool.h"

struct tally_wide;

/** In the caller's storage; all zero is the sum of nothing. */
struct tally {
	uint64_t		 low, high;	/* 128 bits, two's complement. */
	struct tally_wide	*wide;		/* Owned, or NULL. */
};

/** tally_add(t, pool, x, sign): Add ${x}, finite, times ${sign} (1 or -1);
 * false: memory is short, which taking out what went in never is. */
bool tally_add(struct tally *, struct pool *, double, int);

/** tally_sum(t): The sum, rounded once to the nearest double. */
double tally_sum(const struct tally *);

/** tally_release(t, pool): Empty, and all memory back. */
void tally_release(struct tally *, struct pool *);

#endif
