/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules at the desk.  What somebody says about a rule changes nothing of what
 * is judged: its alerts are kept all the same, with the state "muted" or
 * "observed" in the place of "new", by their own time, so that a replay gives
 * the same.
 */
#ifndef CLI_DESK_RULES_H
#define CLI_DESK_RULES_H

#include "cli/desk_visit.h"

/** What was said about a rule. */
struct desk_rules_said {
	char	rule[64], state[16];
	int64_t	until;			/* ms; 0: for good. */
};

/** desk_rules_load(d, e): Read what was said. */
rc desk_rules_load(struct desk *, struct err *) MUST_USE;

#endif
