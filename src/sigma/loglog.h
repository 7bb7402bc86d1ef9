/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many distinct things there were, without keeping them (HyperLogLog):
 * each register has the longest run of zeros among the hashes that fell to
 * it.  With 2,048 of them the standard error is 2.3 %.
 */
#ifndef SIGMA_LOGLOG_H
#define SIGMA_LOGLOG_H

#include "base/span.h"

#define LOGLOG_BITS	11
#define LOGLOG_REGS	(1u << LOGLOG_BITS)
#define LOGLOG_MOST	(64 - LOGLOG_BITS + 1)	/* In a register. */
#define LOGLOG_ERROR	0.023		/* Standard error, relative. */

/** In the caller's storage; all zero is nothing. */
struct loglog {
	uint8_t	 reg[LOGLOG_REGS];
};

/** loglog_add(l, hash): Count what has this hash of 64 bits. */
void loglog_add(struct loglog *, uint64_t);

/** loglog_join(l, more): Count all that ${more} has counted. */
void loglog_join(struct loglog *, const struct loglog *);

/** loglog_count(l): About how many; exactly 0 of nothing. */
double loglog_count(const struct loglog *);

#endif
