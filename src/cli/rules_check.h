/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is wrong with a set of rules, at once. */
#ifndef CLI_RULES_CHECK_H
#define CLI_RULES_CHECK_H

#include "cli/ruleset.h"

/** What was found. */
struct rules_check_sum {
	size_t	rules, correlations;	/* Loaded. */
	size_t	refused, warnings;	/* Documents, complaints. */
	size_t	extensions;		/* Uses of keys that begin with x-, */
					/* and of what is not portable. */
};

/**
 * rules_check(set, s, portable, out, sum, e):
 * Append the complaints about ${s}, loaded from ${set}, to ${out}, one line
 * each: FILE:LINE:COL: refused: ID: REASON (HINT), or "warning" in place of
 * "refused"; with ${portable} also each use of an extension of ours and of
 * what other Sigma engines may not know.  Count in ${sum}.  Return RC_OK or
 * RC_NOMEM.
 */
rc rules_check(const struct ruleset *, const struct sigma *, bool,
    struct buf *, struct rules_check_sum *, struct err *) MUST_USE;

#endif
