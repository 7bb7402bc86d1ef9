/* SPDX-License-Identifier: Apache-2.0 */
/* Whose is it, and who may? */
#include "fact/claim.h"

struct span
claim_field(const struct fact_in *in, enum field_id f)
{
	const struct value *v = event_get(in->ev, f);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

bool
claim_is(const struct fact_in *in, enum field_id f, const char *word)
{

	return (span_eq(claim_field(in, f), span_of(word)));
}

bool
claim_armed(const struct fact_in *in, enum table_id table)
{

	return (ref_armed(in->ref, in->ev->tenant, table, &in->at));
}

const struct ref_row *
claim_row(const struct fact_in *in, enum table_id table, struct span key)
{
	const struct ref_row *row = ref_find(in->ref, in->ev->tenant, table,
	    key);

	return (ref_valid(row, &in->at) ? row : NULL);
}

struct span
claim_text(const struct fact_in *in, const struct ref_row *row,
    enum column_id c)
{
	const struct value *v = ref_get(row, c, &in->at);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

bool
claim_lists(const struct value *list, struct span s)
{

	for (uint32_t i = 0; list->type == VALUE_ARRAY && i < list->n; i++)
		if (span_eq(value_text(&list->member[i]), s))
			return (true);
	return (false);
}

/* One claim after another: yes wins, then no. */
static enum claim
either(enum claim a, enum claim b)
{

	if (a == CLAIM_YES || b == CLAIM_YES)
		return (CLAIM_YES);
	return (a == CLAIM_NO || b == CLAIM_NO ? CLAIM_NO : CLAIM_UNKNOWN);
}

enum claim
claim_owner(const struct fact_in *in, struct span vehicle, struct span who)
{
	const struct ref_row *row = claim_row(in, TABLE_owner, vehicle);
	struct span owner = claim_text(in, row, COLUMN_owner_account_id);

	if (owner.n == 0)
		return (CLAIM_UNKNOWN);
	return (span_eq(owner, who) ? CLAIM_YES : CLAIM_NO);
}

enum claim
claim_user(const struct fact_in *in, struct span vehicle, struct span who)
{
	enum claim found = CLAIM_UNKNOWN;
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_pairing_vehicle_id, vehicle, &in->at, &it)) != NULL) {
		/* A hirer's pairing says no more than the booking. */
		if (!ref_valid(row, &in->at) || claim_text(in, row,
		    COLUMN_pairing_booking_id).n > 0)
			continue;
		if (span_eq(claim_text(in, row, COLUMN_pairing_account_id),
		    who))
			return (CLAIM_YES);
		found = CLAIM_NO;
	}
	return (found);
}

bool
claim_runs(const struct fact_in *in, const struct ref_row *row)
{
	const struct value *from, *to;

	if (!ref_valid(row, &in->at))
		return (false);
	if (ref_get(row, COLUMN_booking_started_at, &in->at)->type ==
	    VALUE_TIME)
		return (true);
	from = ref_get(row, COLUMN_booking_planned_start, &in->at);
	to = ref_get(row, COLUMN_booking_planned_end, &in->at);
	return (from->type == VALUE_TIME && from->i <= in->at.time &&
	    to->type == VALUE_TIME && in->at.time < to->i);
}

enum claim
claim_hirer(const struct fact_in *in, struct span vehicle, struct span who)
{
	enum claim found = CLAIM_UNKNOWN;
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_booking_vehicle_id, vehicle, &in->at, &it)) != NULL) {
		if (!claim_runs(in, row))
			continue;
		if (span_eq(claim_text(in, row, COLUMN_booking_account_id),
		    who))
			return (CLAIM_YES);
		found = CLAIM_NO;
	}
	return (found);
}

enum claim
claim_vehicle(const struct fact_in *in, struct span vehicle, struct span who)
{
	enum claim c = claim_owner(in, vehicle, who);

	if (c != CLAIM_YES)
		c = either(c, claim_user(in, vehicle, who));
	return (c != CLAIM_YES ? either(c, claim_hirer(in, vehicle, who)) :
	    c);
}

/* Is ${id} an account that some table knows? */
static bool
is_account(const struct fact_in *in, struct span id)
{
	static const enum column_id at[] = { COLUMN_owner_account_id,
	    COLUMN_booking_account_id };

	for (size_t i = 0; i < COUNT_OF(at); i++) {
		size_t it = 0;

		if (ref_next(in->ref, in->ev->tenant, at[i], id, &in->at,
		    &it) != NULL)
			return (true);
	}
	return (false);
}

enum claim
claim_any(const struct fact_in *in, struct span id, struct span who)
{
	const struct ref_row *row;
	struct span of;
	enum claim c;

	if (span_eq(id, who))
		return (CLAIM_YES);
	if ((c = claim_vehicle(in, id, who)) != CLAIM_UNKNOWN)
		return (c);
	row = claim_row(in, TABLE_binding, id);
	of = claim_text(in, row, COLUMN_binding_vehicle_id);
	if (of.n > 0)
		return (claim_vehicle(in, of, who));
	row = ref_find(in->ref, in->ev->tenant, TABLE_booking, id);
	of = claim_text(in, row, COLUMN_booking_account_id);
	if (of.n > 0)
		return (span_eq(of, who) ? CLAIM_YES : CLAIM_NO);
	return (is_account(in, id) ? CLAIM_NO : CLAIM_UNKNOWN);
}
