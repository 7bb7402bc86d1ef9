/* SPDX-License-Identifier: Apache-2.0 */
/* What people do: with alerts, and with rules. */
#ifndef STORE_WORK_H
#define STORE_WORK_H

#include "store/store.h"

/** Something that was done with an alert. */
struct store_work {
	int64_t		time;		/* ms */
	struct span	alert, who;
	struct span	what;		/* "status", "assign", "comment", */
					/* "close" */
	struct span	value;		/* Status, assignee or verdict. */
	struct span	text;
};

/** store_work_fn(ctx, w): One; valid until it returns. */
typedef rc store_work_fn(void *, const struct store_work *);

/** store_work_put(s, w, e): Put it down. */
rc store_work_put(struct store *, const struct store_work *, struct err *)
    MUST_USE;

/** store_work_of(s, alert, fn, ctx, e): All of an alert, oldest first. */
rc store_work_of(struct store *, struct span, store_work_fn *, void *,
    struct err *) MUST_USE;

/** What was said about a rule. */
struct store_work_rule {
	struct span	rule, state, reason, who;
	int64_t		until, changed;	/* ms; until 0: for good. */
};

/** store_work_rule_fn(ctx, r): One; valid until it returns. */
typedef rc store_work_rule_fn(void *, const struct store_work_rule *);

/** store_work_rules(s, fn, ctx, e): All that something was said about. */
rc store_work_rules(struct store *, store_work_rule_fn *, void *,
    struct err *) MUST_USE;

/** store_work_set_rule(s, r, e): Say it. */
rc store_work_set_rule(struct store *, const struct store_work_rule *,
    struct err *) MUST_USE;

/** store_work_count_fn(ctx, rule, n, last): It has ${n} alerts, the last by
 * its time at ${last}. */
typedef rc store_work_count_fn(void *, struct span, int64_t, int64_t);

/** store_work_counts(s, tenant, fn, ctx, e): Of each rule that has alerts, of
 * ${tenant} or of all if it is empty; by rule. */
rc store_work_counts(struct store *, struct span, store_work_count_fn *,
    void *, struct err *) MUST_USE;

#endif
