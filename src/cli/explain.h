/* SPDX-License-Identifier: Apache-2.0 */
/* One event, laid open for an analyst. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "cli/explain_refs.h"

/**
 * explain_event(seen, s, refs, all, width, b):
 * Append what the event of ${seen} says, which facts were computed and, as
 * ${refs} has them, from which rows of reference state; and for
 * each rule of ${s} that looks at events of its category whether it hit and
 * by which clauses; of a rule that missed the first clause that did, or all
 * of them with ${all}.  Of rules that hit also what would make it benign.
 * Return RC_OK or RC_NOMEM.
 */
rc explain_event(const struct engine_seen *, const struct sigma *,
    const struct explain_refs *, bool, unsigned, struct buf *) MUST_USE;

/**
 * explain_why(b, why, all, indent, width):
 * Append the lines of sigma_why(), ${why}, ${indent} columns in and wrapped
 * at ${width}: all of them as a tree, or only the first clause that missed.
 */
void explain_why(struct buf *, struct span, bool, unsigned, unsigned);

#endif
