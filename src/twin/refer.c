/* SPDX-License-Identifier: Apache-2.0 */
/* What events say of reference state. */
#include "base/json.h"
#include "base/ts.h"
#include "model/dig.h"
#include "twin/refer.h"

#define KEYS	3
#define COPIES	4
#define NOWHERE	COLUMN_COUNT

/* A column and the field that says it; ends with FIELD_NONE. */
struct copy {
	enum field_id	from;
	enum column_id	to;
};

/* How a flow event speaks. */
struct speech {
	enum event_type	 type;
	const char	*op;		/* Of its field op; NULL: any. */
	enum table_id	 table;
	enum field_id	 whole;		/* The key, if it is there; else */
	enum field_id	 key[KEYS];	/* these, joined by a slash. */
	bool		 reset;
	enum ref_live	 live;
	enum column_id	 stamp;		/* Becomes the event's time. */
	struct copy	 copy[COPIES];
};

#define SET		true, REF_LIVE, NOWHERE
#define PATCH		false, REF_KEEP, NOWHERE
#define END		false, REF_GONE, NOWHERE

static const struct speech speeches[] = {
	{ TYPE_ROLE_CHANGE, "grant", TABLE_role, FIELD_NONE,
	    { FIELD_TARGET_ID, FIELD_ROLE }, SET,
	    { { FIELD_TARGET_ID, COLUMN_role_actor_id },
	    { FIELD_ROLE, COLUMN_role_role },
	    { FIELD_APPROVAL_ID, COLUMN_role_approval_id },
	    { FIELD_PRIVILEGED, COLUMN_role_privileged } } },
	{ TYPE_ROLE_CHANGE, "revoke", TABLE_role, FIELD_NONE,
	    { FIELD_TARGET_ID, FIELD_ROLE }, END, { { 0 } } },
	{ TYPE_OWNERSHIP_CHANGE, NULL, TABLE_owner, FIELD_VEHICLE_ID,
	    { 0 }, SET, { { FIELD_TO, COLUMN_owner_account_id } } },
	{ TYPE_PAIRING_CHANGE, "add", TABLE_pairing, FIELD_PAIRING_ID,
	    { FIELD_VEHICLE_ID, FIELD_TARGET_ID, FIELD_PAIR_KIND }, SET,
	    { { FIELD_VEHICLE_ID, COLUMN_pairing_vehicle_id },
	    { FIELD_TARGET_ID, COLUMN_pairing_account_id },
	    { FIELD_PAIR_KIND, COLUMN_pairing_pair_kind },
	    { FIELD_BOOKING_ID, COLUMN_pairing_booking_id } } },
	{ TYPE_PAIRING_CHANGE, "remove", TABLE_pairing, FIELD_PAIRING_ID,
	    { FIELD_VEHICLE_ID, FIELD_TARGET_ID, FIELD_PAIR_KIND }, END,
	    { { 0 } } },
	{ TYPE_BOOKING_CREATE, NULL, TABLE_booking, FIELD_BOOKING_ID,
	    { 0 }, SET,
	    { { FIELD_USER_ID, COLUMN_booking_account_id },
	    { FIELD_VEHICLE_ID, COLUMN_booking_vehicle_id },
	    { FIELD_PLANNED_START, COLUMN_booking_planned_start },
	    { FIELD_PLANNED_END, COLUMN_booking_planned_end } } },
	{ TYPE_BOOKING_START, NULL, TABLE_booking, FIELD_BOOKING_ID,
	    { 0 }, false, REF_LIVE, COLUMN_booking_started_at,
	    { { FIELD_USER_ID, COLUMN_booking_account_id },
	    { FIELD_VEHICLE_ID, COLUMN_booking_vehicle_id },
	    { FIELD_PLANNED_END, COLUMN_booking_planned_end } } },
	{ TYPE_BOOKING_EXTEND, NULL, TABLE_booking, FIELD_BOOKING_ID,
	    { 0 }, PATCH,
	    { { FIELD_PLANNED_END, COLUMN_booking_planned_end } } },
	{ TYPE_BOOKING_END, NULL, TABLE_booking, FIELD_BOOKING_ID,
	    { 0 }, false, REF_GONE, COLUMN_booking_ended_at, { { 0 } } },
	{ TYPE_BOOKING_CANCEL, NULL, TABLE_booking, FIELD_BOOKING_ID,
	    { 0 }, false, REF_GONE, COLUMN_booking_ended_at, { { 0 } } },
	{ TYPE_OTA_CAMPAIGN, "create", TABLE_campaign, FIELD_CAMPAIGN_ID,
	    { 0 }, PATCH,
	    { { FIELD_ARTIFACT_ID, COLUMN_campaign_artifact_id },
	    { FIELD_ECU, COLUMN_campaign_ecu },
	    { FIELD_TO_VERSION, COLUMN_campaign_to_version } } },
	{ TYPE_OTA_CAMPAIGN, "start", TABLE_campaign, FIELD_CAMPAIGN_ID,
	    { 0 }, false, REF_LIVE, NOWHERE,
	    { { FIELD_ARTIFACT_ID, COLUMN_campaign_artifact_id },
	    { FIELD_ECU, COLUMN_campaign_ecu },
	    { FIELD_TO_VERSION, COLUMN_campaign_to_version } } },
	{ TYPE_OTA_CAMPAIGN, "end", TABLE_campaign, FIELD_CAMPAIGN_ID,
	    { 0 }, END, { { 0 } } },
};

const uint16_t refer_fields[] = {
	FIELD_TENANT, FIELD_OUTCOME, FIELD_OP, FIELD_TABLE, FIELD_KEY,
	FIELD_VALID_FROM, FIELD_VALID_TO, FIELD_ROW, FIELD_TARGET_ID,
	FIELD_ROLE, FIELD_APPROVAL_ID, FIELD_PRIVILEGED, FIELD_VEHICLE_ID,
	FIELD_TO, FIELD_PAIRING_ID, FIELD_PAIR_KIND, FIELD_BOOKING_ID,
	FIELD_USER_ID, FIELD_PLANNED_START, FIELD_PLANNED_END,
	FIELD_CAMPAIGN_ID, FIELD_ARTIFACT_ID, FIELD_ECU, FIELD_TO_VERSION, 0
};

static struct value *
cell(struct ref_change *c, enum column_id id)
{

	return (&c->value[id - tables_row(c->table)->first]);
}

static bool
says(const struct event *ev, enum field_id f, const char *word)
{
	const struct value *v = event_get(ev, f);

	return (v->type == VALUE_TEXT &&
	    span_eq(value_text(v), span_of(word)));
}

/* Did what the event tells of happen? */
static bool
happened(const struct event *ev)
{

	return (!says(ev, FIELD_OUTCOME, "failure") &&
	    !says(ev, FIELD_OUTCOME, "denied") &&
	    !says(ev, FIELD_OUTCOME, "held"));
}

/* The key; parts that are not there are empty, all of them: no key. */
static rc
key_of(const struct event *ev, const struct speech *s, struct buf *out)
{
	const struct value *v = event_get(ev, s->whole);
	bool some = false;

	if (s->whole != FIELD_NONE && v->type == VALUE_TEXT) {
		buf_put(out, value_text(v));
		return (out->failed ? RC_NOMEM : RC_OK);
	}
	for (unsigned i = 0; i < KEYS && s->key[i] != FIELD_NONE; i++) {
		v = event_get(ev, s->key[i]);
		if (i > 0)
			buf_char(out, '/');
		if (v->type == VALUE_TEXT) {
			buf_put(out, value_text(v));
			some = true;
		}
	}
	if (out->failed)
		return (RC_NOMEM);
	return (some ? RC_OK : RC_NOTFOUND);
}

static rc
speak(struct ref *r, const struct event *ev, const struct speech *s,
    struct refer_counts *counts)
{
	struct ref_change c = { .tenant = ev->tenant, .table = s->table,
	    .from = ev->time, .to = REF_OPEN, .pos = ev->pos,
	    .reset = s->reset, .live = s->live };
	struct buf key = { 0 };
	rc rv = key_of(ev, s, &key);

	for (unsigned i = 0; i < COPIES; i++) {
		const struct value *v = event_get(ev, s->copy[i].from);

		if (s->copy[i].from == FIELD_NONE)
			break;
		if (v->type != VALUE_NULL)
			*cell(&c, s->copy[i].to) = *v;
	}
	if (s->stamp != NOWHERE)
		*cell(&c, s->stamp) = (struct value){ .i = ev->time,
		    .type = VALUE_TIME };
	c.key = buf_span(&key);
	if (rv == RC_OK)
		rv = ref_put(r, &c);
	buf_release(&key);
	if (rv != RC_NOTFOUND && rv != RC_LIMIT)
		return (rv);
	counts->no_key++;
	return (RC_OK);
}

/* Does ${v} fit the column?  Times come as text, numbers as they like. */
static bool
fits(struct value *v, const struct column *c)
{
	int64_t ms;
	double num;

	if (c->array)
		return (v->type == VALUE_ARRAY);
	if (c->type == VALUE_NUM && value_number(v, &num)) {
		*v = (struct value){ .num = num, .type = VALUE_NUM };
		return (true);
	}
	if (c->type != VALUE_TIME)
		return (v->type == c->type);
	if (v->type != VALUE_TEXT || ts_parse(value_text(v), &ms) != RC_OK)
		return (false);
	*v = (struct value){ .i = ms, .type = VALUE_TIME };
	return (true);
}

/* The columns of a ref.row, met key by key. */
struct columns {
	struct ref_change	*c;
	struct arena		*arena;
	struct refer_counts	*counts;
	struct span		 json;
	unsigned		 depth;
};

static rc
column(void *ctx, enum json_step step, const struct json_val *v,
    size_t at UNUSED)
{
	struct columns *x = ctx;
	enum column_id id;
	struct value found = { .type = VALUE_ABSENT };
	rc rv;

	if (step == JSON_STEP_OBJECT || step == JSON_STEP_ARRAY)
		x->depth++;
	else if (step == JSON_STEP_OBJECT_END || step == JSON_STEP_ARRAY_END)
		x->depth--;
	if (step != JSON_STEP_KEY || x->depth != 1)
		return (RC_OK);
	if ((id = tables_find_column(x->c->table, json_span(v))) ==
	    COLUMN_COUNT) {
		x->counts->bad_column++;
		return (RC_OK);
	}
	rv = dig_find(x->json, json_span(v), x->arena, &found);
	if (rv == RC_NOMEM)
		return (rv);
	if (rv != RC_OK || found.type == VALUE_NULL)
		return (RC_OK);
	if (fits(&found, tables_column(id)))
		*cell(x->c, id) = found;
	else
		x->counts->bad_column++;
	return (RC_OK);
}

static int64_t
time_or(const struct event *ev, enum field_id f, int64_t other)
{
	const struct value *v = event_get(ev, f);

	return (v->type == VALUE_TIME ? v->i : other);
}

static rc
row(struct ref *r, const struct event *ev, struct arena *arena,
    struct refer_counts *counts)
{
	struct ref_change c = { .tenant = ev->tenant, .pos = ev->pos,
	    .key = value_text(event_get(ev, FIELD_KEY)),
	    .table = tables_find(value_text(event_get(ev, FIELD_TABLE))),
	    .from = time_or(ev, FIELD_VALID_FROM, ev->time),
	    .to = time_or(ev, FIELD_VALID_TO, REF_OPEN),
	    .live = says(ev, FIELD_OP, "set") ? REF_LIVE : REF_GONE };
	const struct value *json = event_get(ev, FIELD_ROW);
	struct columns x = { .c = &c, .arena = arena, .counts = counts };
	rc rv = RC_OK;

	if (c.table == TABLE_COUNT) {
		counts->bad_table++;
		return (RC_OK);
	}
	if (c.live == REF_LIVE) {
		c.reset = true;
		if (json->type == VALUE_MAP) {
			x.json = value_text(json);
			rv = json_walk(x.json, NULL, arena, column, &x, NULL);
		}
	}
	if (rv == RC_OK)
		rv = ref_put(r, &c);
	if (rv == RC_NOMEM)
		return (rv);
	if (rv == RC_OK)
		counts->rows++;
	else
		counts->no_key++;
	return (RC_OK);
}

bool
refer_speaks(enum event_type type)
{

	if (type == TYPE_REF_ROW)
		return (true);
	for (size_t i = 0; i < COUNT_OF(speeches); i++)
		if (speeches[i].type == type)
			return (true);
	return (false);
}

rc
refer_event(struct ref *r, const struct event *ev, struct arena *arena,
    struct refer_counts *counts)
{

	if (ev->type == TYPE_REF_ROW)
		return (row(r, ev, arena, counts));
	if (!happened(ev))
		return (RC_OK);
	for (size_t i = 0; i < COUNT_OF(speeches); i++) {
		const struct speech *s = &speeches[i];

		if (s->type == ev->type && (s->op == NULL ||
		    says(ev, FIELD_OP, s->op)))
			return (speak(r, ev, s, counts));
	}
	return (RC_OK);
}
