/* SPDX-License-Identifier: Apache-2.0 */
/* What a run over plain input did, in a few lines for a person. */
#ifndef CLI_PLAIN_SUMMARY_H
#define CLI_PLAIN_SUMMARY_H

#include <stdio.h>

#include "cli/tally.h"
#include "engine/plain.h"

/** What is summed up.  Everything is borrowed during the call. */
struct plain_summary {
	const struct plain_counts	*counts;
	const struct sigma_rule		*rule;		/* By number. */
	const uint64_t			*found;		/* By rule. */
	size_t				 rules;
	const struct tally		*skipped;	/* Lines not read. */
	unsigned			 files;
	double				 seconds;
	bool				 routed;
	bool				 colour;
};

/** plain_summary_print(f, s): Print it. */
void plain_summary_print(FILE *, const struct plain_summary *);

#endif
