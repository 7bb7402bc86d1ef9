/* SPDX-License-Identifier: Apache-2.0 */
/* The simulator's dice. */
#include "cli/sim_rng.h"

static uint64_t
splitmix(uint64_t *x)
{
	uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31));
}

static uint64_t
rotl(uint64_t x, int k)
{

	return ((x << k) | (x >> (64 - k)));
}

void
sim_rng_seed(struct sim_rng *r, uint64_t seed, uint64_t stream)
{
	uint64_t x = stream;

	/* Two rounds, so that neighbouring seeds and streams do not meet. */
	x = splitmix(&x) ^ seed;
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&x);
}

uint64_t
sim_rng_next(struct sim_rng *r)
{
	uint64_t *s = r->s;
	uint64_t ret = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return (ret);
}

static double
unit(struct sim_rng *r)
{

	return ((double)(sim_rng_next(r) >> 11) * 0x1p-53);
}

double
sim_rng_range(struct sim_rng *r, double lo, double hi)
{

	return (lo + (hi - lo) * unit(r));
}

int64_t
sim_rng_int(struct sim_rng *r, int64_t lo, int64_t hi)
{
	uint64_t n = (uint64_t)(hi - lo) + 1;

	/* The bias of the remainder is far below what a city shows. */
	return (lo + (int64_t)(sim_rng_next(r) % n));
}

bool
sim_rng_chance(struct sim_rng *r, double p)
{

	return (unit(r) < p);
}

double
sim_rng_norm(struct sim_rng *r)
{
	double sum = -6;

	/* Six draws of 64 bits hold twelve uniform numbers of 32. */
	for (int i = 0; i < 6; i++) {
		uint64_t v = sim_rng_next(r);

		sum += (double)(v >> 32) * 0x1p-32;
		sum += (double)(v & 0xffffffffu) * 0x1p-32;
	}
	return (sum);
}
