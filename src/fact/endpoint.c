/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about a call against the catalogue of endpoints. */
#include "fact/claim.h"

#define KEY_MAX	512		/* Longer ones are in no table. */

const uint16_t endpoint_check_fields[] = { FIELD_METHOD, FIELD_HOST,
    FIELD_ROUTE, FIELD_SCHEME, FIELD_RECORD_COUNT, FIELD_WRITE_PROPS,
    FIELD_ACTOR_ID, FIELD_ACTOR_KIND, FIELD_ACTOR_ROLES, 0 };
const uint16_t endpoint_denied_fields[] = { FIELD_STATUS, 0 };

/* Words of api.diff, as bits. */
enum diff { UNKNOWN, RETIRED, ROLE, ANONYMOUS, PLAIN, OVER_RECORDS };

void
endpoint_denied(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_STATUS);

	if (in->ev->type == TYPE_API_REQUEST && v->type == VALUE_INT)
		fact_int(out, FACT_api_denied, v->i == 401 || v->i == 403 ||
		    v->i == 404);
}

/* The row of "METHOD host route", where a bit of ${any} puts a star. */
static const struct ref_row *
row_of(const struct fact_in *in, const struct span part[3], unsigned any)
{
	char key[KEY_MAX];
	size_t n = 0;

	for (unsigned i = 0; i < 3; i++) {
		struct span s = (any >> (2 - i) & 1) != 0 ? SPAN("*") :
		    part[i];

		if (s.n == 0 || s.n + 1 > sizeof(key) - n)
			return (NULL);
		if (i > 0)
			key[n++] = ' ';
		memcpy(key + n, s.p, s.n);
		n += s.n;
	}
	return (claim_row(in, TABLE_endpoint, (struct span){ key, n }));
}

/* An exact part is preferred to a star, from left to right. */
static const struct ref_row *
endpoint_of(const struct fact_in *in)
{
	bool login = in->ev->type == TYPE_AUTH_LOGIN;
	struct span part[3] = {
	    login ? SPAN("LOGIN") : claim_field(in, FIELD_METHOD),
	    claim_field(in, FIELD_HOST),
	    login ? SPAN("*") : claim_field(in, FIELD_ROUTE) };
	const struct ref_row *row = NULL;

	for (unsigned any = 0; any < 8 && row == NULL; any++)
		row = row_of(in, part, any);
	return (row);
}

/* May this kind of actor, with these roles? */
static bool
may(const struct fact_in *in, const struct ref_row *row)
{
	const struct value *want = ref_get(row, COLUMN_endpoint_actor_kinds,
	    &in->at);
	const struct value *have = event_get(in->ev, FIELD_ACTOR_ROLES);
	struct span kind = claim_field(in, FIELD_ACTOR_KIND);
	bool ok = false;

	if (want->type == VALUE_ARRAY && want->n > 0 && kind.n > 0 &&
	    !claim_lists(want, kind))
		return (false);
	want = ref_get(row, COLUMN_endpoint_roles, &in->at);
	if (want->type != VALUE_ARRAY || want->n == 0 ||
	    have->type != VALUE_ARRAY)
		return (true);
	for (uint32_t i = 0; i < have->n && !ok; i++)
		ok = claim_lists(want, value_text(&have->member[i]));
	return (ok);
}

static uint64_t
diff(const struct fact_in *in, const struct ref_row *row)
{
	const struct value *n = event_get(in->ev, FIELD_RECORD_COUNT);
	uint64_t mask = 0;
	const struct value *v;

	if (claim_is(in, FIELD_SCHEME, "http"))
		mask |= 1u << PLAIN;
	if (row == NULL)
		return (mask | 1u << UNKNOWN);
	if (span_eq(claim_text(in, row, COLUMN_endpoint_state),
	    SPAN("retired")))
		mask |= 1u << RETIRED;
	if (!may(in, row))
		mask |= 1u << ROLE;
	v = ref_get(row, COLUMN_endpoint_auth, &in->at);
	if (in->ev->type == TYPE_API_REQUEST && v->type == VALUE_BOOL &&
	    v->yes && claim_field(in, FIELD_ACTOR_ID).n == 0)
		mask |= 1u << ANONYMOUS;
	v = ref_get(row, COLUMN_endpoint_max_records, &in->at);
	if (v->type == VALUE_INT && n->type == VALUE_INT && n->i > v->i)
		mask |= 1u << OVER_RECORDS;
	return (mask);
}

/* Written properties that the row does not list; absent when none. */
static void
extra_props(const struct fact_in *in, const struct ref_row *row,
    struct fact_out *out)
{
	const struct value *may = ref_get(row, COLUMN_endpoint_write_props,
	    &in->at);
	const struct value *v = event_get(in->ev, FIELD_WRITE_PROPS);
	struct value *member;
	uint32_t n = 0;

	if (!fact_wanted(out, FACT_api_extra_props) ||
	    may->type != VALUE_ARRAY || v->type != VALUE_ARRAY || v->n == 0 ||
	    (member = arena_take(out->arena, v->n * sizeof(*member))) == NULL)
		return;
	for (uint32_t i = 0; i < v->n; i++)
		if (!claim_lists(may, value_text(&v->member[i])))
			member[n++] = v->member[i];
	if (n > 0)
		*fact_slot(out, FACT_api_extra_props) = (struct value){
		    .member = member, .n = n, .type = VALUE_ARRAY };
}

void
endpoint_check(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	bool call = in->ev->type == TYPE_API_REQUEST;
	const struct ref_row *row;
	const struct value *tags;

	if ((!call && in->ev->type != TYPE_AUTH_LOGIN) ||
	    !claim_armed(in, TABLE_endpoint))
		return;
	row = endpoint_of(in);
	fact_words(out, FACT_api_diff, diff(in, row));
	if (!call || row == NULL)
		return;
	tags = ref_get(row, COLUMN_endpoint_tags, &in->at);
	*fact_slot(out, FACT_api_tags) = tags->type == VALUE_ARRAY ? *tags :
	    (struct value){ .type = VALUE_ARRAY };
	extra_props(in, row, out);
}
