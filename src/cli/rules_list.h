/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a set, one line each, and which of them only feed others. */
#ifndef CLI_RULES_LIST_H
#define CLI_RULES_LIST_H

#include "cli/ruleset.h"

/**
 * rules_list(set, s, json, out, e):
 * Append the rules ${s}, loaded from ${set}, in order of file and line: one
 * line each for people, or with ${json} one object a line.  A rule that only
 * feeds correlations says which.  Return RC_OK or RC_NOMEM.
 */
rc rules_list(const struct ruleset *, const struct sigma *, bool,
    struct buf *, struct err *) MUST_USE;

#endif
