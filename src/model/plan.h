/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names beyond the dictionary that a rule may read: `unmapped.PATH`, what the
 * contract has no place for, and `row.COLUMN` of a reference row.
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "model/event.h"

/* The columns of reference rows: name, value type, array. */
#define PLAN_COLUMNS(X)							\
	X("vin", TEXT, false) X("plate", TEXT, false)			\
	X("brand", TEXT, false) X("model", TEXT, false)			\
	X("year", INT, false) X("powertrain", TEXT, false)		\
	X("fleet", TEXT, false) X("class", TEXT, false)			\
	X("vehicle_id", TEXT, false) X("imei", TEXT, false)		\
	X("iccid", TEXT, false) X("imsi", TEXT, false)			\
	X("serial", TEXT, false) X("account_id", TEXT, false)		\
	X("pair_kind", TEXT, false) X("booking_id", TEXT, false)	\
	X("planned_start", TEXT, false) X("planned_end", TEXT, false)	\
	X("started_at", TEXT, false) X("ended_at", TEXT, false)		\
	X("actor_id", TEXT, false) X("role", TEXT, false)		\
	X("approval_id", TEXT, false) X("privileged", BOOL, false)	\
	X("vetting", TEXT, false) X("training_until", TEXT, false)	\
	X("team", TEXT, false) X("shift", TEXT, false)			\
	X("kind", TEXT, false) X("subject_id", TEXT, false)		\
	X("assignee", TEXT, false) X("scope_kind", TEXT, false)		\
	X("scope_id", TEXT, false) X("state", TEXT, false)		\
	X("auth", BOOL, false) X("actor_kinds", TEXT, true)		\
	X("roles", TEXT, true) X("tags", TEXT, true)			\
	X("write_props", TEXT, true) X("pii_classes", TEXT, true)	\
	X("max_records", INT, false) X("hosts", TEXT, true)		\
	X("tables", TEXT, true) X("data_classes", TEXT, true)		\
	X("artifact_id", TEXT, false) X("sha256", TEXT, false)		\
	X("signer", TEXT, false) X("released", BOOL, false)		\
	X("ecu", TEXT, false) X("to_version", TEXT, false)		\
	X("vendor", TEXT, false) X("auth_profile", INT, false)		\
	X("rated_w", NUM, false) X("lat", NUM, false)			\
	X("lon", NUM, false) X("radius_m", NUM, false)			\
	X("value", TEXT, false) X("list", TEXT, false)

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
