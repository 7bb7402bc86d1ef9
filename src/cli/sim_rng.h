/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The simulator's dice: xoshiro256** (Blackman and Vigna 2018), seeded by
 * splitmix64.  The same seed rolls the same on every machine; nothing here
 * calls libm.  Never two rolls in one argument list or initialiser: their
 * order is the compiler's.
 */
#ifndef CLI_SIM_RNG_H
#define CLI_SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct sim_rng {
	uint64_t	s[4];
};

/** sim_rng_seed(r, seed, stream): Start stream number ${stream} of ${seed}. */
void sim_rng_seed(struct sim_rng *, uint64_t, uint64_t);

/** sim_rng_next(r): The next 64 random bits. */
uint64_t sim_rng_next(struct sim_rng *);

/** sim_rng_range(r, lo, hi): A number in [lo, hi). */
double sim_rng_range(struct sim_rng *, double, double);

/** sim_rng_int(r, lo, hi): A whole number in [lo, hi]; lo <= hi. */
int64_t sim_rng_int(struct sim_rng *, int64_t, int64_t);

/** sim_rng_chance(r, p): True with probability ${p}. */
bool sim_rng_chance(struct sim_rng *, double);

/**
 * sim_rng_norm(r):
 * About normal with mean 0 and deviation 1: twelve uniform numbers less six.
 * Never beyond +-6, and exact sums instead of a logarithm.
 */
double sim_rng_norm(struct sim_rng *);

#endif
