/* SPDX-License-Identifier: Apache-2.0 */
/* What a run did, in a few lines for a person. */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include <stdio.h>

#include "cli/refdir.h"
#include "cli/tally.h"
#include "engine/engine.h"

/** What is summed up.  Everything is borrowed during the call. */
struct summary {
	const struct engine_counts	*counts;
	struct alert *const		*alerts;
	size_t				 alerts_n;
	size_t				 incidents;	/* 0: not grouped. */
	const struct tally		*skipped;	/* Lines not read. */
	const struct tally		*left_out;	/* By intent. */
	const struct tally		*too_late;	/* By source; NULL. */
	const struct refdir		*ref;		/* --ref */
	bool				 joined[TABLE_COUNT]; /* By rules. */
	unsigned			 files;
	double				 seconds;
	bool				 colour;
};

/** summary_too_late(E, t): Add to ${t} what came too late for its windows,
 * by source. */
void summary_too_late(const struct engine *, struct tally *);

/** summary_print(f, s): Print it. */
void summary_print(FILE *, const struct summary *);

/** summary_number(n, out): ${n} with commas, into at least 32 bytes. */
const char *summary_number(uint64_t, char *);

#endif
