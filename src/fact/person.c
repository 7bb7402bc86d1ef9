/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the people behind an account. */
#include "fact/claim.h"
#include "fact/shift.h"

const uint16_t person_gap_fields[] = { FIELD_ACTOR_ID, FIELD_ACTOR_KIND,
    FIELD_ACTOR_ROLES, FIELD_CLIENT_HOST, FIELD_TABLES, FIELD_DATABASE, 0 };
const uint16_t person_kin_fields[] = { FIELD_ACTOR_ID, FIELD_TARGET_ID, 0 };

/* Words of person.gaps, as bits, and of person.relation. */
enum gap { NOT_EMPLOYED, VETTING, TRAINING, ROLE, OFF_SHIFT, DB_HOST,
    DB_TABLE };
enum relation { SELF = 1, COLLEAGUE, NONE };

static uint64_t
employee_gaps(const struct fact_in *in, struct span who)
{
	const struct ref_row *row = claim_row(in, TABLE_employee, who);
	const struct value *v;
	struct span shift;
	uint64_t mask = 0;

	if (row == NULL)
		return (1u << NOT_EMPLOYED);
	if (!span_eq(claim_text(in, row, COLUMN_employee_vetting),
	    SPAN("passed")))
		mask |= 1u << VETTING;
	v = ref_get(row, COLUMN_employee_training_until, &in->at);
	if (v->type == VALUE_TIME && v->i < in->at.time)
		mask |= 1u << TRAINING;
	shift = claim_text(in, row, COLUMN_employee_shift);
	if (shift.n > 0 && shift_on(shift, in->at.time) == SHIFT_OFF)
		mask |= 1u << OFF_SHIFT;
	return (mask);
}

/* Is each role that the event uses granted, and approved? */
static uint64_t
role_gaps(const struct fact_in *in, struct span who)
{
	const struct value *v = event_get(in->ev, FIELD_ACTOR_ROLES);
	struct buf key = { 0 };
	uint64_t mask = 0;

	if (v->type != VALUE_ARRAY || !claim_armed(in, TABLE_role))
		return (0);
	for (uint32_t i = 0; i < v->n; i++) {
		const struct ref_row *row;

		buf_clear(&key);
		buf_put(&key, who);
		buf_char(&key, '/');
		buf_put(&key, value_text(&v->member[i]));
		row = key.failed ? NULL : claim_row(in, TABLE_role,
		    buf_span(&key));
		if (!key.failed && (row == NULL || claim_text(in, row,
		    COLUMN_role_approval_id).n == 0))
			mask = 1u << ROLE;
	}
	buf_release(&key);
	return (mask);
}

/* A name with a dot in the grant is of that database only. */
static bool
grants(const struct fact_in *in, const struct value *list, struct span table)
{
	struct span db = claim_field(in, FIELD_DATABASE);

	if (claim_lists(list, table))
		return (true);
	for (uint32_t i = 0; list->type == VALUE_ARRAY && i < list->n; i++) {
		struct span g = value_text(&list->member[i]);

		if (g.n == db.n + 1 + table.n && span_starts(g, db) &&
		    g.p[db.n] == '.' && span_eq(span_from(g, db.n + 1), table))
			return (true);
	}
	return (false);
}

static uint64_t
database_gaps(const struct fact_in *in, struct span who)
{
	const struct value *tables = event_get(in->ev, FIELD_TABLES);
	struct span host = claim_field(in, FIELD_CLIENT_HOST);
	const struct ref_row *row = claim_row(in, TABLE_dbgrant, who);
	const struct value *may = ref_get(row, COLUMN_dbgrant_tables,
	    &in->at);
	uint64_t mask = 0;

	if (host.n > 0 && (row == NULL || !claim_lists(ref_get(row,
	    COLUMN_dbgrant_hosts, &in->at), host)))
		mask |= 1u << DB_HOST;
	for (uint32_t i = 0; tables->type == VALUE_ARRAY && i < tables->n;
	    i++)
		if (row == NULL || !grants(in, may,
		    value_text(&tables->member[i])))
			mask |= 1u << DB_TABLE;
	return (mask);
}

void
person_gap(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);
	bool staff = claim_is(in, FIELD_ACTOR_KIND, "employee");
	bool query = in->ev->type == TYPE_DB_QUERY;
	bool armed = false;
	uint64_t mask = 0;

	if (!fact_wanted(out, FACT_person_gaps) || who.n == 0 ||
	    (in->ev->category != CATEGORY_ACCESS &&
	    in->ev->category != CATEGORY_DATABASE &&
	    in->ev->category != CATEGORY_API &&
	    in->ev->category != CATEGORY_COMMAND))
		return;
	if (staff && claim_armed(in, TABLE_employee)) {
		armed = true;
		mask |= employee_gaps(in, who);
	}
	if (staff && claim_armed(in, TABLE_role)) {
		armed = true;
		mask |= role_gaps(in, who);
	}
	if (query && claim_armed(in, TABLE_dbgrant)) {
		armed = true;
		mask |= database_gaps(in, who);
	}
	if (armed)
		fact_words(out, FACT_person_gaps, mask);
}

/* Is the subject an employee's own account, the actor's perhaps? */
void
person_kin(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);
	struct span subject = claim_field(in, FIELD_TARGET_ID);
	enum relation found = NONE;
	const struct ref_row *row;
	size_t it = 0;

	if (in->ev->category != CATEGORY_ACCESS || who.n == 0 ||
	    subject.n == 0 || !claim_armed(in, TABLE_employee) ||
	    !fact_wanted(out, FACT_person_relation))
		return;
	while (found != SELF && (row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_employee_account_id, subject, &in->at, &it)) != NULL) {
		if (!ref_valid(row, &in->at))
			continue;
		found = span_eq(ref_key(row), who) ? SELF : COLLEAGUE;
	}
	fact_word(out, FACT_person_relation, found);
}
