/* SPDX-License-Identifier: Apache-2.0 */
/* How many distinct things there were, without keeping them. */
#include <math.h>

#include "sigma/loglog.h"

#define HALF_LN2_INV	0.72134752044448170368	/* 1 / (2 ln 2) */

void
loglog_add(struct loglog *l, uint64_t hash)
{
	uint8_t *reg = &l->reg[hash >> (64 - LOGLOG_BITS)];
	uint64_t rest = hash << LOGLOG_BITS;
	uint8_t run = LOGLOG_MOST;

	if (rest != 0)
		run = (uint8_t)(__builtin_clzll(rest) + 1);
	if (run > *reg)
		*reg = run;
}

void
loglog_join(struct loglog *l, const struct loglog *o)
{

	for (size_t i = 0; i < LOGLOG_REGS; i++)
		l->reg[i] = l->reg[i] > o->reg[i] ? l->reg[i] : o->reg[i];
}

/* What registers that are still empty contribute, of the share ${x}. */
static double
empty_share(double x)
{
	double y = 1, z = x, last;

	do {
		x *= x;
		last = z;
		z += x * y;
		y += y;
	} while (z > last);
	return (z);
}

/* ... and those that are full. */
static double
full_share(double x)
{
	double y = 1, z = 1 - x, last;

	if (x <= 0 || x >= 1)
		return (0);
	do {
		x = sqrt(x);
		last = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z < last);
	return (z / 3);
}

/*
 * The estimator of O. Ertl ("New cardinality estimation algorithms for
 * HyperLogLog sketches", 2017): one formula from 0 to the end of the range,
 * without tables of corrections.
 */
double
loglog_count(const struct loglog *l)
{
	double m = LOGLOG_REGS, z;
	uint32_t n[LOGLOG_MOST + 1] = { 0 };

	for (size_t i = 0; i < LOGLOG_REGS; i++)
		n[l->reg[i] <= LOGLOG_MOST ? l->reg[i] : LOGLOG_MOST]++;
	if (n[0] == LOGLOG_REGS)
		return (0);
	z = m * full_share(1 - n[LOGLOG_MOST] / m);
	for (unsigned k = LOGLOG_MOST - 1; k >= 1; k--)
		z = 0.5 * (z + n[k]);
	z += m * empty_share(n[0] / m);
	return (HALF_LN2_INV * m * m / z);
}
