/* SPDX-License-Identifier: Apache-2.0 */
/* A planted id that nobody has a reason to touch. */
#include "fact/claim.h"

/* Fields of type id, in the order of the dictionary. */
#define OF_ID(sym)	FIELD_##sym,
#define OF_TEXT(sym)
#define OF_ENUM(sym)
#define OF_INT(sym)
#define OF_NUM(sym)
#define OF_BOOL(sym)
#define OF_TS(sym)
#define OF_HEX(sym)
#define OF_OBJ(sym)
#define OF_MAP(sym)
#define OF_JSON(sym)
#define X(sym, name, type, ...)	OF_##type(sym)

const uint16_t canary_seen_fields[] = {
	FIELDS_ENVELOPE(X) FIELDS_TYPE(X) 0
};

/* The canary with that value; the first by id, when several have it. */
static struct span
planted(const struct fact_in *in, struct span value)
{
	struct span found = { NULL, 0 };
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant, COLUMN_canary_value,
	    value, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at) && (found.n == 0 ||
		    span_cmp(ref_key(row), found) < 0))
			found = ref_key(row);
	return (found);
}

/* The same of a field's value, or of the first member that is one. */
static struct span
touched(const struct fact_in *in, const struct value *v)
{
	struct span found = { NULL, 0 };

	if (v->type == VALUE_TEXT)
		return (planted(in, value_text(v)));
	for (uint32_t i = 0; v->type == VALUE_ARRAY && i < v->n &&
	    found.n == 0; i++)
		if (v->member[i].type == VALUE_TEXT)
			found = planted(in, value_text(&v->member[i]));
	return (found);
}

/* A ref.row is how canaries and what is planted get here: no touch. */
void
canary_seen(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	struct span found = { NULL, 0 };

	if (!fact_wanted(out, FACT_leak_canary) ||
	    in->ev->type == TYPE_REF_ROW || !claim_armed(in, TABLE_canary))
		return;
	for (const uint16_t *f = canary_seen_fields; *f != FIELD_NONE &&
	    found.n == 0; f++)
		found = touched(in, event_get(in->ev, (enum field_id)*f));
	if (found.n > 0)
		fact_text(out, FACT_leak_canary, found);
}
