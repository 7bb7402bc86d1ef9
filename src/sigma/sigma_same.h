/* SPDX-License-Identifier: Apache-2.0 */
/* Is a rule the one that it was?  Sums that outlive a run. */
#ifndef SIGMA_SIGMA_SAME_H
#define SIGMA_SIGMA_SAME_H

#include "sigma/rule.h"

/** What two sets of rules are compared by. */
struct sigma_same {
	uint64_t	rule;		/* All that decides when it fires. */
	uint64_t	windows;	/* Of correlations: what their state */
					/* stands for; without thresholds. */
};

/** sigma_same_all(s): Fill in s->same, by number.  RC_OK or RC_NOMEM. */
rc sigma_same_all(struct sigma *) MUST_USE;

/** sigma_same_given(setup): The sum of the pipelines. */
uint64_t sigma_same_given(const struct sigma_setup *);

#endif
