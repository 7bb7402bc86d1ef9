/* SPDX-License-Identifier: Apache-2.0 */
/* Run the tests that lie beside rules. */
#ifndef CLI_RULES_TEST_H
#define CLI_RULES_TEST_H

#include "cli/ruleset.h"

#define RULES_TEST_END	".test.jsonl"	/* In place of the rule's .yml. */

/** What was run. */
struct rules_test_sum {
	size_t	files;		/* Of rules that alert. */
	size_t	cases, failed;
	size_t	faults;		/* Files that could not be judged, */
				/* rules without enough cases. */
};

/**
 * rules_test_file(set, at, out, sum, e):
 * Run the tests of the rule file set->text[${at}], each case on an engine of
 * its own with the rules of that file only, and compare the alerts exactly:
 * rule, entity, and time where it is given.  A rule that alerts must have a
 * case that expects it and a case that expects silence.  A file of filters
 * may have tests, too, whose cases start with all rules of ${set}.  Append
 * what was found to ${out}, one line a file, then one line for each thing
 * that is wrong; add to ${sum}.  Return RC_OK, also when tests failed, or
 * RC_NOMEM.
 */
rc rules_test_file(const struct ruleset *, size_t, struct buf *,
    struct rules_test_sum *, struct err *) MUST_USE;

#endif
