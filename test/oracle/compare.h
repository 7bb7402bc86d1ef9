/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle and the product on one case: equal, or the smallest difference. */
#ifndef ORACLE_COMPARE_H
#define ORACLE_COMPARE_H

#include "oracle/product.h"

enum compare_end {
	COMPARE_SAME,
	COMPARE_DIFFERS,
	COMPARE_FULL		/* Too large for the oracle's tables. */
};

/** What was seen, for sums at the end. */
struct compare_seen {
	unsigned long	points;		/* True points told. */
	unsigned long	late;		/* Matches that came too late. */
	unsigned long	deep;		/* Points of depth 3 and more. */
	unsigned long	by_kind[O_ABSENCE + 1];
	unsigned long	sessions;
};

/**
 * compare_case(c, how, out, seen):
 * Run ${c} through both.  Append what differs to ${out}; add up in ${seen}.
 * Either may be NULL.
 */
enum compare_end compare_case(const struct o_case *,
    const struct product_how *, struct buf *out, struct compare_seen *);

/** compare_shrink(c, how): Drop what is not needed for the difference. */
void compare_shrink(struct o_case *, const struct product_how *);

#endif
