/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about other people's things. */
#include "fact/claim.h"

const uint16_t owns_target_fields[] = { CLAIM_FIELDS, 0 };
const uint16_t owns_ids_fields[] = { CLAIM_FIELDS, FIELD_OBJECT_IDS,
    FIELD_SUBJECT_IDS, 0 };

/* Staff, partners and services act on what is not theirs by profession. */
static bool
private(const struct fact_in *in)
{
	struct span kind = claim_field(in, FIELD_ACTOR_KIND);

	return (kind.n == 0 || span_eq(kind, SPAN("customer")) ||
	    span_eq(kind, SPAN("unknown")));
}

static enum claim
claim_target(const struct fact_in *in, struct span kind, struct span who)
{
	struct span id = claim_field(in, FIELD_TARGET_ID);

	if (span_eq(kind, SPAN("vehicle")))
		return (claim_vehicle(in, id, who));
	if (span_eq(kind, SPAN("account")))
		return (span_eq(id, who) ? CLAIM_YES : CLAIM_NO);
	if (span_eq(kind, SPAN("device")) || span_eq(kind, SPAN("booking")))
		return (claim_any(in, id, who));
	return (CLAIM_UNKNOWN);
}

void
owns_target(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);
	struct span owner = claim_field(in, FIELD_TARGET_OWNER_ID);
	enum claim c;

	if (!fact_wanted(out, FACT_ident_owns_target) || who.n == 0 ||
	    claim_field(in, FIELD_TARGET_ID).n == 0 || !private(in))
		return;
	c = span_eq(owner, who) ? CLAIM_YES :
	    claim_target(in, claim_field(in, FIELD_TARGET_KIND), who);
	if (c == CLAIM_UNKNOWN && owner.n > 0)
		c = CLAIM_NO;
	if (c != CLAIM_UNKNOWN)
		fact_bool(out, FACT_ident_owns_target, c == CLAIM_YES);
}

/* The members of ${f} known to belong to another; absent when none. */
static void
foreign(const struct fact_in *in, enum field_id f, enum fact_id id,
    struct fact_out *out)
{
	struct span who = claim_field(in, FIELD_ACTOR_ID);
	const struct value *v = event_get(in->ev, f);
	struct value *member;
	uint32_t n = 0;

	if (!fact_wanted(out, id) || v->type != VALUE_ARRAY || v->n == 0 ||
	    (member = arena_take(out->arena, v->n * sizeof(*member))) == NULL)
		return;
	for (uint32_t i = 0; i < v->n; i++)
		if (v->member[i].type == VALUE_TEXT && claim_any(in,
		    value_text(&v->member[i]), who) == CLAIM_NO)
			member[n++] = v->member[i];
	if (n > 0)
		*fact_slot(out, id) = (struct value){ .member = member,
		    .n = n, .type = VALUE_ARRAY };
}

void
owns_ids(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{

	if (in->ev->type != TYPE_API_REQUEST || !private(in))
		return;
	foreign(in, FIELD_OBJECT_IDS, FACT_api_foreign_ids, out);
	foreign(in, FIELD_SUBJECT_IDS, FACT_api_foreign_subjects, out);
}
