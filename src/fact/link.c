/* SPDX-License-Identifier: Apache-2.0 */
/* The fact about the business that links an employee to a subject. */
#include "fact/claim.h"
#include "fact/recent.h"

#define NEVER_MS	(30 * RECENT_DAY)

const uint16_t link_age_fields[] = { FIELD_ACTOR_ID, FIELD_ACTOR_KIND,
    FIELD_TARGET_ID, FIELD_VEHICLE_ID, 0 };

/* Whose record is looked at, and how long ago the newest link was. */
struct link {
	const struct fact_in	*in;
	struct span		 who, subject;
	int64_t			 age;	/* ms */
};

/* The newest moment at which ${row} held. */
static void
link_row(struct link *l, const struct ref_row *row)
{
	struct ref_held held;
	int64_t end, now = l->in->at.time;

	if (!ref_held(row, &l->in->at, &held))
		return;
	end = held.valid ? now : held.to < now && held.to != REF_OPEN &&
	    held.to > held.from ? held.to : held.from;
	if (end != REF_BEGINNING && now - end < l->age)
		l->age = now - end;
}

/* Of the actor, or of nobody if that will do. */
static bool
own(const struct link *l, const struct ref_row *row, enum column_id c,
    bool nobody)
{
	struct span to = claim_text(l->in, row, c);

	return (to.n > 0 ? span_eq(to, l->who) : nobody);
}

static void
link_tickets(struct link *l, enum column_id by)
{
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(l->in->ref, l->in->ev->tenant, by, l->subject,
	    &l->in->at, &it)) != NULL)
		if (own(l, row, COLUMN_ticket_assignee, true))
			link_row(l, row);
}

static void
link_jobs(struct link *l)
{
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(l->in->ref, l->in->ev->tenant,
	    COLUMN_job_scope_id, l->subject, &l->in->at, &it)) != NULL)
		if (own(l, row, COLUMN_job_actor_id, false))
			link_row(l, row);
}

/* Each event of a booking is a version of its row. */
static void
link_bookings(struct link *l, enum column_id by)
{
	const struct ref_row *row;
	struct ref_held held;
	size_t it = 0;

	while ((row = ref_next(l->in->ref, l->in->ev->tenant, by, l->subject,
	    &l->in->at, &it)) != NULL)
		if (ref_held(row, &l->in->at, &held) &&
		    held.from != REF_BEGINNING &&
		    l->in->at.time - held.from < l->age)
			l->age = l->in->at.time - held.from;
}

void
link_age(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	struct link l = { in, claim_field(in, FIELD_ACTOR_ID),
	    claim_field(in, FIELD_TARGET_ID), NEVER_MS };

	if (l.subject.n == 0)
		l.subject = in->ev->vehicle;
	if (!fact_wanted(out, FACT_person_link_age_s) || l.who.n == 0 ||
	    l.subject.n == 0 || (in->ev->category != CATEGORY_ACCESS &&
	    in->ev->category != CATEGORY_COMMAND) ||
	    !claim_is(in, FIELD_ACTOR_KIND, "employee") ||
	    !claim_armed(in, TABLE_ticket))
		return;
	link_tickets(&l, COLUMN_ticket_subject_id);
	link_tickets(&l, COLUMN_ticket_vehicle_id);
	link_jobs(&l);
	link_bookings(&l, COLUMN_booking_account_id);
	link_bookings(&l, COLUMN_booking_vehicle_id);
	fact_parts(out, FACT_person_link_age_s, l.age > 0 ? l.age : 0,
	    FACT_S);
}
