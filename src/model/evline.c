/* SPDX-License-Identifier: Apache-2.0 */
/* An event line into an event. */
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/ts.h"
#include "model/field_check.h"
#include "model/evline.h"

#define REPAIR_AHEAD_MS	300000		/* Clock repair: this far ahead */
#define REPAIR_BEFORE	INT64_C(1262304000000)	/* or before 2010. */
#define SIGNALS_MAX	256
#define MAP_SIGNALS	1		/* Numbers told with unknown keys. */
#define MAP_UNMAPPED	2

_Static_assert(sizeof(struct json_val) == sizeof(struct value) &&
    offsetof(struct json_val, type) == offsetof(struct value, type) &&
    (int)JSON_TEXT == (int)VALUE_TEXT && (int)JSON_ARRAY == (int)VALUE_ARRAY &&
    (int)JSON_MAP == (int)VALUE_MAP, "a JSON value becomes an event's value");

struct evline {
	const struct plan	*plan;		/* Borrowed. */
	struct json_plan	*json;		/* Owned. */
	struct json_reader	 scan;
	struct json_val		*wide;		/* By field; the scanner's. */
	uint8_t			 has[FIELD_TOTAL]; /* Good, not null. */
	struct span		 type_text;	/* Type that was read last: */
	char			 type_last[64];	/* most lines repeat it. */
	enum event_type		 type;
	evline_note_fn		*tell;
	void			*tell_ctx;
};

/* One line while it is read. */
struct line {
	struct evline	*r;
	struct event	*ev;
	struct arena	*arena;
	struct json_out	 out;
	uint32_t	*notes;
	struct err	*e;
};

/*
 * The JSON plan: every field by its path, every dotted name also as one
 * literal key at the top, which wins.
 */
static size_t
path_of(const struct field *f, struct span seg[4])
{
	struct span rest = span_of(f->name);
	const char *dot;
	size_t n = 0;

	if (f->place == FIELD_SIGNAL) {
		seg[0] = SPAN("signals");
		seg[1] = rest;
		return (2);
	}
	while (n < 3 && (dot = memchr(rest.p, '.', rest.n)) != NULL) {
		seg[n++] = (struct span){ rest.p, (size_t)(dot - rest.p) };
		rest = span_from(rest, (size_t)(dot - rest.p) + 1);
	}
	seg[n++] = rest;
	return (n);
}

static rc
json_build(struct evline *r)
{
	struct json_row rows[2 * FIELD_TOTAL];
	struct span segs[FIELD_TOTAL][4], literal[FIELD_TOTAL];
	size_t n = 0;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row(i);
		uint8_t map = i == FIELD_SIGNALS ? MAP_SIGNALS :
		    i == FIELD_UNMAPPED ? MAP_UNMAPPED : 0;

		rows[n] = (struct json_row){ .seg = segs[i],
		    .segs = path_of(f, segs[i]), .slot = (uint16_t)i,
		    .map = map };
		/* What lies in these is not the dictionary's. */
		if (f->type == FIELD_TYPE_JSON)
			rows[n].flags = JSON_ROW_QUIET;
		n++;
		if (strchr(f->name, '.') == NULL)
			continue;
		literal[i] = span_of(f->name);
		rows[n++] = (struct json_row){ .seg = &literal[i], .segs = 1,
		    .slot = (uint16_t)i, .flags = JSON_ROW_LITERAL };
	}
	return (json_plan_new(rows, n, NULL, &r->json, NULL));
}

rc
evline_new(const struct plan *plan, struct evline **ret)
{
	struct evline *r = mem_new(sizeof(*r));
	rc rv;

	if (r == NULL)
		return (RC_NOMEM);
	r->plan = plan;
	if ((rv = json_build(r)) != RC_OK ||
	    (rv = json_reader_init(&r->scan, r->json, false)) != RC_OK)
		goto out;
	r->wide = r->scan.slot;
	*ret = r;
	r = NULL;
out:
	evline_free(r);
	return (rv);
}

void
evline_free(struct evline *r)
{

	if (r == NULL)
		return;
	json_reader_release(&r->scan);
	json_plan_free(r->json);
	mem_free(r);
}

void
evline_tell(struct evline *r, evline_note_fn *fn, void *ctx)
{

	r->tell = fn;
	r->tell_ctx = ctx;
}

static void
note(struct line *l, enum evline_note what, struct span path)
{

	l->notes[what]++;
	if (l->r->tell != NULL)
		l->r->tell(l->r->tell_ctx, what, path);
}

/* Reject the line: FIELD: expected WHAT, got WHAT. */
static rc
reject(struct line *l, enum field_id id, const char *expected)
{
	char got[48];

	field_check_got((const struct value *)&l->r->wide[id], got,
	    sizeof(got));
	return (rc_fail(l->e, RC_MALFORMED, 0, "%s: expected %s, got %s",
	    field_row(id)->name, expected, got));
}

static bool
is_null(const struct json_val *v)
{

	return (v->type == JSON_ABSENT || v->type == JSON_NULL);
}

/* The event type decides which fields may be there: it comes first. */
static rc
read_type(struct line *l)
{
	struct evline *r = l->r;
	struct json_val *v = &r->wide[FIELD_TYPE];
	struct span s;

	if (v->type != JSON_TEXT || v->n == 0)
		return (reject(l, FIELD_TYPE, "text"));
	s = json_span(v);
	if (!span_eq(s, r->type_text)) {
		r->type = field_event_find(s);
		if (s.n < sizeof(r->type_last)) {
			memcpy(r->type_last, s.p, s.n);
			r->type_text = (struct span){ r->type_last, s.n };
		} else
			r->type_text = (struct span){ NULL, 0 };
	}
	l->ev->type = r->type;
	l->ev->category = CATEGORY_NONE;
	if (r->type != TYPE_UNKNOWN)
		l->ev->category = field_events[r->type].category;
	else
		note(l, EVLINE_UNKNOWN_TYPE, SPAN("type"));
	return (RC_OK);
}

/* Drop what a bad object holds: fields below ${name}. */
static void
drop_below(struct line *l, enum field_id object)
{
	struct span up = span_of(field_row(object)->name);

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		struct span s = span_of(field_row(i)->name);

		if (s.n > up.n && s.p[up.n] == '.' && span_starts(s, up))
			l->r->wide[i].type = JSON_ABSENT;
	}
	l->r->wide[object].type = JSON_ABSENT;
}

/* vehicle, device and sim are nothing without their id. */
static void
check_objects(struct line *l)
{
	static const enum field_id needs[][2] = {
		{ FIELD_VEHICLE, FIELD_VEHICLE_ID },
		{ FIELD_DEVICE, FIELD_DEVICE_ID },
		{ FIELD_SIM, FIELD_SIM_ICCID },
	};

	for (size_t i = 0; i < COUNT_OF(needs); i++) {
		struct json_val *object = &l->r->wide[needs[i][0]];
		struct json_val *id = &l->r->wide[needs[i][1]];

		if (id->type == JSON_TEXT && id->n > 0) {
			/* A literal key stands for its object. */
			if (object->type == JSON_ABSENT)
				object->type = JSON_MAP;
			continue;
		}
		if (is_null(object) && is_null(id))
			continue;
		note(l, EVLINE_BAD_FIELD, span_of(field_row(needs[i][0])->name));
		drop_below(l, needs[i][0]);
	}
}

/* Check one field that the line has, and put it into the row if wanted. */
static rc
take(struct line *l, enum field_id id)
{
	const struct field *f = field_row(id);
	struct value *v = (struct value *)&l->r->wide[id];
	struct field_check c = { .id = id, .f = f, .type = l->ev->type,
	    .arena = l->arena };
	rc r;

	if (v->type == VALUE_NULL) {
		*(&l->ev->slot[l->ev->plan->field[id]]) = *v;
		return (RC_OK);
	}
	if (l->ev->type != TYPE_UNKNOWN ? (f->on >> l->ev->type & 1) == 0 :
	    f->place == FIELD_OF_TYPE) {
		note(l, EVLINE_UNKNOWN_FIELD, span_of(f->name));
		return (RC_OK);
	}
	if ((r = field_check(&c, v)) == RC_NOMEM)
		return (r);
	if (c.cleaned)
		note(l, EVLINE_CLEANED, span_of(f->name));
	if (c.cut)
		note(l, EVLINE_TRUNCATED, span_of(f->name));
	if (c.bad_word)
		note(l, EVLINE_BAD_ENUM, span_of(f->name));
	if (r != RC_OK) {
		note(l, EVLINE_BAD_FIELD, span_of(f->name));
		if (id == FIELD_VSS_CURRENT_LOCATION_LATITUDE ||
		    id == FIELD_VSS_CURRENT_LOCATION_LONGITUDE)
			l->ev->coord_range |= v->type == VALUE_INT ||
			    v->type == VALUE_NUM;
		return (RC_OK);
	}
	l->r->has[id] = 1;
	l->ev->slot[l->ev->plan->field[id]] = *v;
	return (RC_OK);
}

/* Keys that the dictionary does not know, and those only facts may have. */
static void
take_unknown(struct line *l)
{
	struct json_out *out = &l->out;

	for (uint32_t i = 0; i < out->listed; i++) {
		const struct json_unknown *u = &out->unknown[i];
		struct span top = u->under.n > 0 ? u->under : u->key;
		const char *dot = memchr(top.p, '.', top.n);

		if (dot != NULL)
			top.n = (size_t)(dot - top.p);
		if (u->map == MAP_UNMAPPED)
			continue;
		if (u->map == MAP_SIGNALS)
			note(l, EVLINE_UNKNOWN_SIGNAL, u->key);
		else if (u->under.n == 0 && field_check_reserved(top))
			note(l, EVLINE_RESERVED_FIELD, u->key);
		else
			note(l, EVLINE_UNKNOWN_FIELD, u->key);
	}
	/* Beyond those listed only the number is known. */
	l->notes[EVLINE_UNKNOWN_FIELD] += out->unknowns - out->listed;
}

/* time, received, and the repair of a clock that cannot be right. */
static rc
read_times(struct line *l)
{
	struct event *ev = l->ev;
	struct value *time = (struct value *)&l->r->wide[FIELD_TIME];
	struct value *got = (struct value *)&l->r->wide[FIELD_RECEIVED];

	if (!l->r->has[FIELD_TIME])
		return (reject(l, FIELD_TIME, "an RFC 3339 time"));
	ev->time = time->i;
	ev->received = l->r->has[FIELD_RECEIVED] ? got->i : EVENT_NO_TIME;
	if (ev->received == EVENT_NO_TIME && ev->type == TYPE_CLOCK_TICK)
		ev->received = ev->time;
	if (ev->type == TYPE_REF_ROW || (ev->time >= REPAIR_BEFORE &&
	    (ev->received == EVENT_NO_TIME ||
	    ev->time <= ev->received + REPAIR_AHEAD_MS)))
		return (RC_OK);
	if (ev->received == EVENT_NO_TIME)
		return (rc_fail(l->e, RC_MALFORMED, 0, "time: expected a time "
		    "from 2010 on, or received, got an earlier one alone"));

	/* The clock is wrong: the collector's counts. */
	note(l, EVLINE_CLOCK_REPAIRED, SPAN("time"));
	ev->repaired = true;
	if (event_get(ev, FIELD_DEVICE_TIME)->type == VALUE_ABSENT) {
		struct value *v = &ev->slot[ev->plan->field[FIELD_DEVICE_TIME]];
		char *text = arena_take(l->arena, TS_TEXT);

		if (text == NULL)
			return (RC_NOMEM);
		ts_text(ev->time, text);
		*v = (struct value){ .p = text, .n = TS_TEXT,
		    .type = VALUE_TEXT };
	}
	ev->time = ev->received;
	ev->slot[ev->plan->field[FIELD_TIME]] = (struct value){
	    .i = ev->time, .type = VALUE_TIME };
	return (RC_OK);
}

/* What the type requires is there and good. */
static rc
check_needs(struct line *l)
{
	const uint8_t *has = l->r->has;
	const struct field_need *need;
	size_t n;

	if (l->ev->type == TYPE_UNKNOWN)
		return (RC_OK);
	need = field_needs(l->ev->type, &n);
	for (size_t i = 0; i < n; i++) {
		char what[64];

		if (has[need[i].one] ||
		    (need[i].or != FIELD_NONE && has[need[i].or]))
			continue;
		field_check_expected(&need[i], what, sizeof(what));
		return (reject(l, need[i].one, what));
	}
	return (RC_OK);
}

static struct span
text_of(const struct evline *r, enum field_id id, struct span otherwise)
{

	return (r->has[id] ? json_span(&r->wide[id]) : otherwise);
}

/* What the engine wants at hand, with the contract's defaults. */
static void
fill(struct line *l)
{
	struct event *ev = l->ev;
	const struct span none = { NULL, 0 };

	ev->id = text_of(l->r, FIELD_ID, none);
	ev->tenant = text_of(l->r, FIELD_TENANT, SPAN("default"));
	ev->source = text_of(l->r, FIELD_SOURCE_NAME, SPAN("input"));
	ev->vehicle = text_of(l->r, FIELD_VEHICLE_ID, none);
	ev->device = text_of(l->r, FIELD_DEVICE_ID, none);
	ev->delayed = l->r->has[FIELD_DELAYED] && l->r->wide[FIELD_DELAYED].yes;
	ev->slot[ev->plan->field[FIELD_TENANT]] = (struct value){
	    .p = ev->tenant.p, .n = (uint32_t)ev->tenant.n,
	    .type = VALUE_TEXT };
	ev->slot[ev->plan->field[FIELD_SOURCE_NAME]] = (struct value){
	    .p = ev->source.p, .n = (uint32_t)ev->source.n,
	    .type = VALUE_TEXT };
	/* Slot 0 stays what it says. */
	ev->slot[PLAN_ABSENT] = (struct value){ .type = VALUE_ABSENT };
}

static rc
read_fields(struct line *l)
{
	struct evline *r = l->r;
	rc rv;

	if ((rv = read_type(l)) != RC_OK)
		return (rv);
	check_objects(l);
	for (uint32_t i = 0; i < l->out.set_n; i++) {
		enum field_id id = (enum field_id)l->out.set[i];

		if (r->wide[id].type == JSON_ABSENT)
			continue;
		if ((rv = take(l, id)) != RC_OK)
			return (rv);
	}
	take_unknown(l);
	if (r->has[FIELD_V] && r->wide[FIELD_V].i != 1)
		return (reject(l, FIELD_V, "1"));
	if ((rv = read_times(l)) != RC_OK ||
	    (rv = check_needs(l)) != RC_OK)
		return (rv);
	fill(l);
	return (RC_OK);
}

rc
evline_read(struct evline *r, struct span line, struct arena *arena,
    struct event *ev, uint32_t notes[EVLINE_NOTE_COUNT], struct err *e)
{
	struct line l = { .r = r, .ev = ev, .arena = arena, .notes = notes,
	    .e = e, .out = { .arena = arena } };
	rc rv;

	memset(ev->slot, 0, ev->plan->slots * sizeof(*ev->slot));
	ev->line = line;
	ev->repaired = ev->coord_range = ev->generated = false;
	rv = json_read(r->json, &r->scan, line, &l.out, e);
	if (rv == RC_OK)
		rv = read_fields(&l);
	/* Only what was set is cleared: the dictionary is wide. */
	for (uint32_t i = 0; i < l.out.set_n; i++)
		r->has[l.out.set[i]] = 0;
	return (rv);
}

void
evline_derive_id(struct span line, uint64_t number, char out[EVLINE_ID])
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint8_t sum[HASH_SHA256];
	struct buf b = { 0 };

	buf_put(&b, line);
	buf_char(&b, '\n');
	buf_fmt(&b, "%llu", (unsigned long long)number);
	hash_sha256(buf_span(&b), sum);
	buf_release(&b);
	out[0] = 'L';
	for (unsigned i = 0; i < EVLINE_ID - 1; i++) {
		unsigned bit = i * 5, at = bit / 8;
		unsigned two = (unsigned)sum[at] << 8 | sum[at + 1];

		out[i + 1] = digit[two >> (11 - bit % 8) & 31];
	}
}
