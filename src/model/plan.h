/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names beyond the dictionary that a rule may read: `unmapped.PATH`, what the
 * contract has no place for, and `row.COLUMN` of a reference row.
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "model/event.h"

/** What a name beyond the dictionary holds. */
struct plan_name {
	unsigned	slot;		/* Its place in the row. */
	enum value_type	type;		/* ABSENT: any type may come. */
	bool		array;		/* May come as an array. */
};

/** plan_beyond(name): Does it have the form of such a name? */
bool plan_beyond(struct span);

/**
 * plan_extra(plan, name, ret):
 * Read ${name} from now on; the same slot when asked again.  Return RC_OK;
 * RC_NOTFOUND if it is neither `unmapped.PATH` nor `row.` and a column; or
 * RC_LIMIT if it is too long or there are too many.  Readers of the plan
 * must be made after the last call.
 */
rc plan_extra(struct plan *, struct span, struct plan_name *) MUST_USE;

/** plan_extra_find(plan, name): The slot of ${name}; PLAN_ABSENT if unread. */
unsigned plan_extra_find(const struct plan *, struct span);

/** plan_near(s, asked): Try every `row.COLUMN` against ${asked}. */
void plan_near(struct suggest *, struct span);

#endif
