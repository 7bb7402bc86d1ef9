/* SPDX-License-Identifier: Apache-2.0 */
/* Counts by reason, in the order in which the reasons were first met. */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include <stdint.h>

#define TALLY_MAX	64		/* Reasons; the last takes the rest. */
#define TALLY_TEXT	96

/** A tally in the caller's storage; all zero is an empty one. */
struct tally {
	struct {
		char		text[TALLY_TEXT];
		uint64_t	count;
	} row[TALLY_MAX];
	unsigned	n;
	uint64_t	total;
};

/** tally_add(t, reason): One more for ${reason}, which is copied. */
void tally_add(struct tally *, const char *);

/** tally_count(t, reason, n): ${n} more. */
void tally_count(struct tally *, const char *, uint64_t);

#endif
