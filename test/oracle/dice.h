/* SPDX-License-Identifier: Apache-2.0 */
/* Where choices come from: a seed, or the bytes of a fuzzer. */
#ifndef ORACLE_DICE_H
#define ORACLE_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t	 state;
	const uint8_t	*p;		/* Borrowed; NULL: use ${state}. */
	size_t		 n;
};

/** dice_seed(seed): Repeatable choices. */
struct dice dice_seed(uint64_t);

/** dice_bytes(p, n): A byte a choice; all zero when they are used up. */
struct dice dice_bytes(const uint8_t *, size_t);

/** dice_roll(d, n): 0 to n - 1; ${n} is 1 to 256, or more with a seed. */
unsigned dice_roll(struct dice *, unsigned);

/** dice_one_in(d, n): True once in ${n}; never when bytes have run out. */
int dice_one_in(struct dice *, unsigned);

#endif
