/* SPDX-License-Identifier: Apache-2.0 */
/* Why one rule hit or missed one event, clause by clause. */
#ifndef CLI_RULES_WHY_H
#define CLI_RULES_WHY_H

#include "cli/ruleset.h"

/** What is asked.  All borrowed. */
struct rules_why {
	const char		*rule;		/* Id or name. */
	const char		*event;		/* FILE, FILE:LINE or "-". */
	const char		*as;		/* Mapping, or NULL. */
	bool			 plain;		/* Any JSON, any product. */
	const struct ruleset	*set;
	unsigned		 width;		/* Columns. */
};

/**
 * rules_why(ask, out, hit, e):
 * Append each clause of the rule with its verdict on the event; of a
 * correlation those of the rules that it names.  Store in ${hit} whether one
 * matched.  Return RC_OK; RC_NOTFOUND when there is no such rule or event,
 * RC_CONFLICT when the rule is refused, with the complaints in ${out}, or
 * the line is no event; or what reading gives; ${e} says so.
 */
rc rules_why(const struct rules_why *, struct buf *, bool *, struct err *)
    MUST_USE;

#endif
