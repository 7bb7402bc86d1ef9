/* SPDX-License-Identifier: Apache-2.0 */
/* One test on one event. */
#ifndef SIGMA_SIGMA_TEST_H
#define SIGMA_SIGMA_TEST_H

#include "sigma/rule.h"

/** A piece of a buffer, by place: buffers move when they grow. */
struct sigma_test_piece {
	uint32_t	epoch;		/* Of the event it belongs to. */
	uint32_t	at, n;
};

#define SIGMA_TEST_END	'\xff'	/* No UTF-8 has it, and no keyword. */

/** What one thread needs; the memo is sigma_match()'s. */
struct sigma_scratch {
	hs_scratch_t	*hs;		/* Owned; NULL without regexes. */
	uint32_t	 epoch;		/* Counts events. */
	struct sigma_test_piece *folded;	/* Owned; by slot. */
	unsigned	 slots;
	struct buf	 fold;		/* Folded texts of this event. */
	struct buf	 tmp[2];	/* Of one test. */
	struct buf	 bytes;		/* Of one regex. */
	uint32_t	 line_epoch;	/* Values of the line are at hand. */
	struct sigma_test_piece *value;	/* Owned; decoded, then folded. */
	size_t		 values, value_cap;
	struct buf	 line, line_folded;	/* SIGMA_TEST_END after each. */
	uint8_t		*memo;		/* Owned; by atom: 0, or 1 + truth. */
	unsigned	*touched;	/* Owned; atoms to forget. */
	size_t		 touched_n;
	struct sigma_route_cache *route;	/* Owned. */
	uint32_t	*seen;		/* Owned; by rule: epoch it may match */
	uint32_t	*rule;		/* Owned; those that may. */
	size_t		 rules, rules_max;
	enum sigma_way	 way, best;
	bool		 failed;	/* Memory was short. */
};

/** sigma_test_begin(x): The next event. */
void sigma_test_begin(struct sigma_scratch *);

/** sigma_test_row(s, x, t, row): Does ${row} meet ${t}? */
bool sigma_test_row(const struct sigma *, struct sigma_scratch *,
    const struct test *, const struct sigma_row *) HOT;

/**
 * sigma_test_text(x, v, slot, cased): The text of a single value, folded
 * unless ${cased}; {NULL, 0} when it has none.  ${slot} is the place to
 * remember it under, or RULE_NO_SLOT.  Valid until the next call.
 */
struct span sigma_test_text(struct sigma_scratch *, const struct value *,
    unsigned, bool) HOT;

/**
 * sigma_test_values(x, line): All values of the event's line, folded, with
 * SIGMA_TEST_END after each; valid until the next event.
 */
struct span sigma_test_values(struct sigma_scratch *, struct span);

/** sigma_test_line(x, text): ${text} folded; valid until the next call. */
struct span sigma_test_line(struct sigma_scratch *, struct span) HOT;

#endif
