/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about what entitles an actor to a vehicle. */
#include "fact/claim.h"

const uint16_t booking_count_fields[] = { FIELD_USER_ID, 0 };
const uint16_t booking_cover_fields[] = { FIELD_ACTOR_ID, FIELD_ACTOR_KIND,
    FIELD_VEHICLE_ID, 0 };
const uint16_t booking_overlap_fields[] = { FIELD_USER_ID, FIELD_BOOKING_ID,
    FIELD_PLANNED_START, FIELD_PLANNED_END, 0 };

/* Words of booking.cover. */
enum cover { OWNER = 1, USER, BOOKING, TICKET, JOB, NONE };

static bool
kind_is(const struct fact_in *in, const char *a, const char *b, const char *c)
{

	return (claim_is(in, FIELD_ACTOR_KIND, a) ||
	    claim_is(in, FIELD_ACTOR_KIND, b) ||
	    claim_is(in, FIELD_ACTOR_KIND, c));
}

/* The actor's, or nobody's in particular. */
static bool
for_actor(const struct fact_in *in, const struct ref_row *row,
    enum column_id c)
{
	struct span who = claim_text(in, row, c);

	return (who.n == 0 || span_eq(who, claim_field(in, FIELD_ACTOR_ID)));
}

/* Is there an open ticket with ${value} in ${column}? */
static bool
ticket_with(const struct fact_in *in, enum column_id column,
    struct span value)
{
	const struct ref_row *row;
	size_t it = 0;

	while (value.n > 0 && (row = ref_next(in->ref, in->ev->tenant, column,
	    value, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at) &&
		    for_actor(in, row, COLUMN_ticket_assignee))
			return (true);
	return (false);
}

/* On the vehicle, its owner or its hirer. */
static bool
ticket_covers(const struct fact_in *in)
{
	const struct ref_row *row = claim_row(in, TABLE_owner,
	    in->ev->vehicle);
	size_t it = 0;

	if (ticket_with(in, COLUMN_ticket_vehicle_id, in->ev->vehicle) ||
	    ticket_with(in, COLUMN_ticket_subject_id, claim_text(in, row,
	    COLUMN_owner_account_id)))
		return (true);
	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_booking_vehicle_id, in->ev->vehicle, &in->at, &it)) != NULL)
		if (claim_runs(in, row) && ticket_with(in,
		    COLUMN_ticket_subject_id, claim_text(in, row,
		    COLUMN_booking_account_id)))
			return (true);
	return (false);
}

static bool
job_covers(const struct fact_in *in)
{
	bool staff = kind_is(in, "employee", "service", "partner");
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant, COLUMN_job_scope_id,
	    in->ev->vehicle, &in->at, &it)) != NULL) {
		struct span who = claim_text(in, row, COLUMN_job_actor_id);

		if (ref_valid(row, &in->at) && span_eq(claim_text(in, row,
		    COLUMN_job_scope_kind), SPAN("vehicle")) &&
		    (who.n > 0 ? span_eq(who, claim_field(in,
		    FIELD_ACTOR_ID)) : staff))
			return (true);
	}
	return (false);
}

static enum cover
cover(const struct fact_in *in, struct span who)
{
	struct span car = in->ev->vehicle;

	if (claim_owner(in, car, who) == CLAIM_YES)
		return (OWNER);
	if (claim_user(in, car, who) == CLAIM_YES)
		return (USER);
	if (claim_hirer(in, car, who) == CLAIM_YES)
		return (BOOKING);
	if (kind_is(in, "employee", "dealer", "partner") && ticket_covers(in))
		return (TICKET);
	return (job_covers(in) ? JOB : NONE);
}

static bool
time_in(const struct fact_in *in, const struct ref_row *row, enum column_id c,
    int64_t *ret)
{
	const struct value *v = ref_get(row, c, &in->at);

	if (v->type == VALUE_TIME)
		*ret = v->i;
	return (v->type == VALUE_TIME);
}

/* When a booking begins and ends, as far as is known by now. */
static bool
span_of_booking(const struct fact_in *in, const struct ref_row *row,
    int64_t *from, int64_t *to)
{
	bool begins = time_in(in, row, COLUMN_booking_started_at, from) ||
	    time_in(in, row, COLUMN_booking_planned_start, from);

	if (time_in(in, row, COLUMN_booking_ended_at, to))
		return (begins);
	/* It runs on until somebody ends it. */
	if (claim_runs(in, row) || !time_in(in, row,
	    COLUMN_booking_planned_end, to))
		*to = REF_OPEN;
	return (begins);
}

/* Signed time to the actor's nearest booking of the vehicle. */
static bool
nearest(const struct fact_in *in, struct span who, int64_t *ret)
{
	int64_t now = in->at.time, from, to, gap, best = INT64_MAX;
	const struct ref_row *row;
	bool found = false;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_booking_vehicle_id, in->ev->vehicle, &in->at, &it)) !=
	    NULL) {
		if (!span_eq(claim_text(in, row, COLUMN_booking_account_id),
		    who) || !span_of_booking(in, row, &from, &to))
			continue;
		gap = now < from ? from - now : now >= to ? now - to : 0;
		/* Of two that are as near, the one that is over. */
		if (gap < best || (gap == best && now >= to)) {
			best = gap;
			*ret = now < from ? -gap : gap;
		}
		found = true;
	}
	return (found);
}

void
booking_cover(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);
	int64_t gap;

	if (who.n == 0 || in->ev->vehicle.n == 0)
		return;
	if (fact_wanted(out, FACT_booking_cover) &&
	    (claim_armed(in, TABLE_owner) || claim_armed(in, TABLE_booking)))
		fact_word(out, FACT_booking_cover, cover(in, who));
	if (fact_wanted(out, FACT_booking_gap_s) && nearest(in, who, &gap))
		fact_parts(out, FACT_booking_gap_s, gap, FACT_S);
}

/* Other bookings of the user that are open or planned in its time. */
void
booking_overlap(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_USER_ID);
	struct span own = claim_field(in, FIELD_BOOKING_ID);
	const struct value *v = event_get(in->ev, FIELD_PLANNED_START);
	const struct ref_row *row;
	int64_t from, to = REF_OPEN, n = 0, begin, end;
	size_t it = 0;

	if ((in->ev->type != TYPE_BOOKING_CREATE &&
	    in->ev->type != TYPE_BOOKING_START) ||
	    !fact_wanted(out, FACT_booking_overlaps))
		return;
	row = claim_row(in, TABLE_booking, own);
	if (who.n == 0)
		who = claim_text(in, row, COLUMN_booking_account_id);
	from = v->type == VALUE_TIME && in->ev->type == TYPE_BOOKING_CREATE ?
	    v->i : in->at.time;
	v = event_get(in->ev, FIELD_PLANNED_END);
	if (v->type == VALUE_TIME)
		to = v->i;
	else
		(void)time_in(in, row, COLUMN_booking_planned_end, &to);
	if (who.n == 0)
		return;
	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_booking_account_id, who, &in->at, &it)) != NULL)
		n += ref_valid(row, &in->at) && !span_eq(ref_key(row), own) &&
		    span_of_booking(in, row, &begin, &end) && begin < to &&
		    from < end;
	fact_int(out, FACT_booking_overlaps, n);
}

/* How many bookings the user has made. */
void
booking_count(const struct fact_in *in, void *state, struct fact_out *out)
{
	int64_t *n = state;

	if (in->ev->type == TYPE_BOOKING_CREATE)
		fact_int(out, FACT_booking_nth, ++*n);
}
