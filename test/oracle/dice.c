/* SPDX-License-Identifier: Apache-2.0 */
/* Where choices come from: a seed, or the bytes of a fuzzer. */
#include "oracle/dice.h"

struct dice
dice_seed(uint64_t seed)
{
	struct dice d = { .state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };

	/* The first numbers of neighbours are alike. */
	for (int i = 0; i < 4; i++)
		(void)dice_roll(&d, 2);
	return (d);
}

struct dice
dice_bytes(const uint8_t *p, size_t n)
{
	static const uint8_t none;

	return ((struct dice){ .p = p != NULL ? p : &none, .n = n });
}

unsigned
dice_roll(struct dice *d, unsigned n)
{
	unsigned v;

	if (d->p == NULL) {
		/* SplitMix64. */
		uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		return ((unsigned)((z ^ (z >> 31)) >> 16) % n);
	}
	if (d->n == 0)
		return (0);
	v = *d->p++;
	d->n--;
	if (n > 256 && d->n > 0) {
		v = v << 8 | *d->p++;
		d->n--;
	}
	return (v % n);
}

int
dice_one_in(struct dice *d, unsigned n)
{

	return (dice_roll(d, n) == n - 1);
}
