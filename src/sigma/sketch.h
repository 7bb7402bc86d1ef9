/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A multiset of numbers of which only the first digits are known: buckets
 * that are 1/64 of an octave wide, so that what stands for any of its numbers
 * is off by at most 1/128 of it (0.8 %).
 *
 *	double: sign, exponent, mantissa --(first 18 bits)--> key, in order
 *	bucket: key | how many up to here
 *
 * Sketches add up and can be taken out of each other.  All of a family have
 * the same shift: buckets that are 2^shift times as wide.
 */
#ifndef SIGMA_SKETCH_H
#define SIGMA_SKETCH_H

#include "sigma/pool.h"

#define SKETCH_BITS	18		/* Of a key. */
#define SKETCH_FILL	256		/* Numbers at once. */

#define SKETCH_KEYS	((UINT64_C(1) << SKETCH_BITS) - 1)
#define SKETCH_MOST	((UINT64_C(1) << (64 - SKETCH_BITS)) - 1)

struct sketch_bucket {
	uint64_t	 key : SKETCH_BITS;
	uint64_t	 rank : 64 - SKETCH_BITS; /* It and those before. */
};

/** In the caller's storage; all zero is empty. */
struct sketch {
	struct sketch_bucket	*b;	/* Owned; by key, none empty. */
	uint32_t		 n, cap;
};

/** sketch_bucket(key, rank): One of these. */
static inline struct sketch_bucket
sketch_bucket(uint64_t key, uint64_t rank)
{

	return ((struct sketch_bucket){ .key = key & SKETCH_KEYS,
	    .rank = rank & SKETCH_MOST });
}

/** sketch_fill(s, pool, x, n, shift): Of ${n} <= SKETCH_FILL numbers, into an
 * empty one; false: memory is short. */
bool sketch_fill(struct sketch *, struct pool *, const double *, size_t,
    unsigned);

/** sketch_add(s, pool, more): Take ${more} in; false: memory is short, and
 * nothing changed. */
bool sketch_add(struct sketch *, struct pool *, const struct sketch *);

/** sketch_drop(s, less): Take ${less} out, which was taken in. */
void sketch_drop(struct sketch *, const struct sketch *);

/** sketch_coarsen(s): Buckets twice as wide. */
void sketch_coarsen(struct sketch *);

/** sketch_total(s): How many numbers. */
uint64_t sketch_total(const struct sketch *);

/** sketch_low(s, i, shift), sketch_high(s, i, shift): No number of the bucket
 * ${i} is below or above. */
double sketch_low(const struct sketch *, uint32_t, unsigned);
double sketch_high(const struct sketch *, uint32_t, unsigned);

/** sketch_release(s, pool): Empty, and all memory back. */
void sketch_release(struct sketch *, struct pool *);

#endif
