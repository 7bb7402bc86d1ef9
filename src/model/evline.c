/* SPDX-License-Identifier: Apache-2.0 */
/* An event line into an event. */
#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/ts.h"
#include "model/day.h"
#include "model/evextra.h"
#include "model/glance.h"
#include "model/field_check.h"
#include "model/evline.h"
#include "model/lineid.h"

#define LINE_MAX_BYTES	65536		/* With its LF. */
#define REPAIR_AHEAD_MS	300000		/* Clock repair: this far ahead */
#define REPAIR_BEFORE	INT64_C(1262304000000)	/* or before 2010. */
#define SIGNALS_MAX	256		/* Entries of the map. */
#define MAP_SIGNALS	1		/* Number told with unknown keys. */

/* The word that an enum had last, checked for a type of event. */
struct word {
	struct value	value;
	enum event_type	type;
};

struct evline {
	const struct plan	*plan;		/* Borrowed. */
	struct json_plan	*json;		/* Owned. */
	struct json_reader	 scan;
	struct json_val		*wide;		/* By field; the scanner's. */
	uint32_t		 has[FIELD_TOTAL]; /* Line that had it good. */
	uint32_t		 serial;	/* Of this line. */
	struct glance		 want[FIELD_TOTAL];
	struct word		 word[FIELD_TOTAL];
	struct evextra_moved	 moved[FIELD_TOTAL];
	unsigned		 moved_n;
	uint16_t		 cut[FIELD_TOTAL], dirty[FIELD_TOTAL];
	unsigned		 cut_n, dirty_n;
	struct span		 type_text;	/* Type that was read last: */
	char			 type_last[64];	/* most lines repeat it. */
	enum event_type		 type;
	struct day		 day;		/* Of the last time. */
	struct err		 why;		/* What the JSON reader said. */
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
	struct span	 time;		/* As sent. */
};

/* Objects that are nothing without their id. */
static const enum field_id ids[][2] = {
	{ FIELD_VEHICLE, FIELD_VEHICLE_ID },
	{ FIELD_DEVICE, FIELD_DEVICE_ID },
	{ FIELD_SIM, FIELD_SIM_ICCID },
};

/*
 * The JSON plan: every field by its path, every dotted name also as one
 * literal key at the top, which wins.
 */

static rc
json_build(struct evline *r)
{
	struct json_row rows[2 * FIELD_TOTAL];
	struct span segs[FIELD_TOTAL][4], literal[FIELD_TOTAL];
	size_t n = 0;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row(i);

		rows[n] = (struct json_row){ .seg = segs[i],
		    .segs = field_path(i, segs[i]), .slot = (uint16_t)i,
		    .map = i == FIELD_SIGNALS ? MAP_SIGNALS : 0 };
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
	glance_lay_out(r->want, r->plan);
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

static void
note_field(struct line *l, enum evline_note what, enum field_id id)
{

	l->notes[what]++;
	if (l->r->tell != NULL)
		l->r->tell(l->r->tell_ctx, what,
		    span_of(field_row(id)->name));
}

/* Reject the line: FIELD: expected WHAT, got WHAT. */
static COLD rc
reject(struct line *l, enum field_id id, const char *expected)
{
	char got[48];

	field_check_got((const struct value *)&l->r->wide[id], got,
	    sizeof(got));
	return (rc_fail(l->e, RC_MALFORMED, 0, "%s: expected %s, got %s",
	    field_row(id)->name, expected, got));
}

/* Has the line a good value, not null, in ${id}? */
static inline bool
has(const struct evline *r, enum field_id id)
{

	return (r->has[id] == r->serial);
}

static bool
is_null(const struct json_val *v)
{

	return (v->type == JSON_ABSENT || v->type == JSON_NULL);
}

/* Put ${v} into the slot of ${id}; slot 0 is mended at the end. */
static void
put(struct line *l, enum field_id id, struct value v)
{

	l->ev->slot[l->r->want[id].slot] = v;
}

static void
put_text(struct line *l, enum field_id id, struct span s)
{

	put(l, id, (struct value){ .p = s.p, .n = (uint32_t)s.n,
	    .type = VALUE_TEXT });
}

/* The value of ${id} is from now on found under `unmapped` only. */
static void
move(struct line *l, enum field_id id, struct value v)
{
	struct evline *r = l->r;

	/* Once each: a field is taken once. */
	if (r->moved_n < COUNT_OF(r->moved))
		r->moved[r->moved_n++] = (struct evextra_moved){ (uint16_t)id,
		    v };
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
		note_field(l, EVLINE_UNKNOWN_TYPE, FIELD_TYPE);
	return (RC_OK);
}

/* An object that is of the wrong type goes, with all that it holds. */
static COLD void
drop_object(struct line *l, enum field_id object)
{
	struct evline *r = l->r;
	struct span up = span_of(field_row(object)->name);

	note_field(l, EVLINE_BAD_FIELD, object);
	move(l, object, *(struct value *)&r->wide[object]);
	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		struct span s = span_of(field_row(i)->name);

		if (i != object && (s.n <= up.n || s.p[up.n] != '.' ||
		    !span_starts(s, up)))
			continue;
		r->wide[i].type = JSON_ABSENT;
		r->has[i] = 0;
		put(l, i, (struct value){ .type = VALUE_ABSENT });
	}
}

/* vehicle, device and sim are nothing without their id. */
static void
check_objects(struct line *l)
{

	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		const struct json_val *object = &l->r->wide[ids[i][0]];
		const struct json_val *id = &l->r->wide[ids[i][1]];

		if ((id->type == JSON_TEXT && id->n > 0) ||
		    (is_null(object) && is_null(id)))
			continue;
		drop_object(l, ids[i][0]);
	}
}

/* The same once the ids were cleaned; a literal id stands for its object. */
static void
settle_objects(struct line *l)
{

	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		if (!has(l->r, ids[i][1]))
			continue;
		if (l->r->wide[ids[i][1]].n > 0)
			l->r->has[ids[i][0]] = l->r->serial;
		else
			drop_object(l, ids[i][0]);
	}
}

/* The word that the line before had there, too: it was checked. */
static bool
same_word(const struct line *l, enum field_id id, struct value *v)
{
	const struct word *w = &l->r->word[id];

	if (v->type != VALUE_TEXT || w->value.type != VALUE_TEXT ||
	    w->type != l->ev->type ||
	    !span_eq(value_text(v), value_text(&w->value)))
		return (false);
	*v = w->value;
	return (true);
}

/* A value that is not good at first sight: check, clean, cut or move it. */
static COLD rc
take_checked(struct line *l, enum field_id id, struct value *v, bool *ok)
{
	struct evline *r = l->r;
	struct field_check c = { .id = id, .f = field_row(id),
	    .type = l->ev->type, .arena = l->arena };
	struct value was = *v;
	rc rv;

	if ((rv = field_check(&c, v)) == RC_NOMEM)
		return (rv);
	*ok = rv == RC_OK;
	if (*ok && id == FIELD_TIME)
		day_keep(&r->day, value_text(&was), v->i);
	if (*ok && !c.bad_word && r->want[id].how == GLANCE_WORD)
		r->word[id] = (struct word){ *v, l->ev->type };
	if (*ok && c.cleaned) {
		note_field(l, EVLINE_CLEANED, id);
		r->dirty[r->dirty_n++] = (uint16_t)id;
	}
	if (*ok && c.cut) {
		note_field(l, EVLINE_TRUNCATED, id);
		r->cut[r->cut_n++] = (uint16_t)id;
	}
	if (c.bad_word)
		note_field(l, EVLINE_BAD_ENUM, id);
	else if (!*ok)
		note_field(l, EVLINE_BAD_FIELD, id);
	if (!*ok || c.bad_word)
		move(l, id, was);
	if (!*ok && (id == FIELD_VSS_CURRENT_LOCATION_LATITUDE ||
	    id == FIELD_VSS_CURRENT_LOCATION_LONGITUDE))
		l->ev->coord_range |= was.type == VALUE_INT ||
		    was.type == VALUE_NUM;
	return (RC_OK);
}

/* Is ${v}, not good at a glance, what was seen to be good just before? */
static bool
seen(struct line *l, enum field_id id, struct value *v)
{

	switch ((enum glance_how)l->r->want[id].how) {
	case GLANCE_TIME:
		return (day_read(&l->r->day, v));
	case GLANCE_WORD:
		return (same_word(l, id, v));
	case GLANCE_TEXT:
	case GLANCE_NUM:
	case GLANCE_INT:
	case GLANCE_BOOL:
	case GLANCE_MAP:
	case GLANCE_FULL:
		break;
	}
	return (false);
}

/* Check one field that the line has, and put it into the row if wanted. */
static rc
take(struct line *l, enum field_id id)
{
	struct evline *r = l->r;
	const struct glance *w = &r->want[id];
	struct value *v = (struct value *)&r->wide[id];
	bool ok = true;
	rc rv;

	if (UNLIKELY((w->on >> l->ev->type & 1) == 0)) {
		/* Of an unknown type that one count says all. */
		if (l->ev->type != TYPE_UNKNOWN || w->on == 0)
			note_field(l, EVLINE_UNKNOWN_FIELD, id);
		move(l, id, *v);
		return (RC_OK);
	}
	if (UNLIKELY(v->type == VALUE_NULL)) {
		l->ev->slot[w->slot] = *v;
		return (RC_OK);
	}
	if (id == FIELD_TIME)
		l->time = value_text(v);
	if (!glance_good(w, v) && !seen(l, id, v)) {
		if ((rv = take_checked(l, id, v, &ok)) != RC_OK)
			return (rv);
		if (!ok)
			return (RC_OK);
	}
	r->has[id] = r->serial;
	l->ev->slot[w->slot] = *v;
	return (RC_OK);
}

/* A line of very many keys: only the first signals are kept. */
static rc
limit_signals(struct line *l, uint32_t *unknown)
{
	struct evline *r = l->r;
	const struct json_val *v = &r->wide[FIELD_SIGNALS];
	struct evextra_signals x;
	rc rv;

	if (v->type != JSON_MAP)
		return (RC_OK);
	if ((rv = evextra_signals(json_span(v), SIGNALS_MAX, l->arena, &x)) !=
	    RC_OK)
		return (rv);
	*unknown = x.unknown;
	if (x.n <= SIGNALS_MAX)
		return (RC_OK);
	note_field(l, EVLINE_TRUNCATED, FIELD_SIGNALS);
	r->cut[r->cut_n++] = FIELD_SIGNALS;
	for (unsigned i = 1; i < FIELD_TOTAL; i++)
		if (x.over[i] && (r->wide[i].spare & JSON_LITERAL) == 0)
			r->wide[i].type = JSON_ABSENT;
	return (RC_OK);
}

/* Tell of an unknown key under its whole path. */
static void
tell_unknown(struct line *l, enum evline_note what,
    const struct json_unknown *u)
{
	char path[256];
	size_t n = u->under.n, room;

	if (n == 0 || l->r->tell == NULL || n + 1 >= sizeof(path)) {
		note(l, what, u->key);
		return;
	}
	memcpy(path, u->under.p, n);
	path[n++] = '.';
	room = sizeof(path) - n;
	if (room > u->key.n)
		room = u->key.n;
	memcpy(path + n, u->key.p, room);
	note(l, what, (struct span){ path, n + room });
}

/* Keys that the dictionary does not know, and those only facts may have. */
static void
take_unknown(struct line *l, uint32_t unknown_signals)
{
	struct json_out *out = &l->out;
	uint32_t signals = 0, beyond = out->unknowns - out->listed;

	for (uint32_t i = 0; i < out->listed; i++) {
		const struct json_unknown *u = &out->unknown[i];
		struct span top = u->key;
		const char *dot = memchr(top.p, '.', top.n);

		if (dot != NULL)
			top.n = (size_t)(dot - top.p);
		if (u->map == MAP_SIGNALS) {
			note(l, EVLINE_UNKNOWN_SIGNAL, u->key);
			signals++;
		} else if (u->under.n == 0 && field_check_reserved(top))
			note(l, EVLINE_RESERVED_FIELD, u->key);
		else
			tell_unknown(l, EVLINE_UNKNOWN_FIELD, u);
	}
	/* Beyond those listed only the number is known. */
	if (beyond == 0)
		return;
	signals = unknown_signals > signals ? unknown_signals - signals : 0;
	if (signals > beyond)
		signals = beyond;
	l->notes[EVLINE_UNKNOWN_SIGNAL] += signals;
	l->notes[EVLINE_UNKNOWN_FIELD] += beyond - signals;
}

/* The clock is wrong: the collector's counts. */
static COLD void
repair(struct line *l)
{
	struct evline *r = l->r;

	note_field(l, EVLINE_CLOCK_REPAIRED, FIELD_TIME);
	l->ev->repaired = true;
	if (has(r, FIELD_DEVICE_TIME))
		move(l, FIELD_DEVICE_TIME,
		    *(struct value *)&r->wide[FIELD_DEVICE_TIME]);
	put_text(l, FIELD_DEVICE_TIME, l->time);
	l->ev->sent = l->ev->time;
	l->ev->time = l->ev->received;
	put(l, FIELD_TIME, (struct value){ .i = l->ev->time,
	    .type = VALUE_TIME });
}

/* time, received, and the repair of a clock that cannot be right. */
static rc
read_times(struct line *l)
{
	struct event *ev = l->ev;
	struct evline *r = l->r;

	if (!has(r, FIELD_TIME))
		return (reject(l, FIELD_TIME, "an RFC 3339 time"));
	ev->time = r->wide[FIELD_TIME].i;
	ev->received = has(r, FIELD_RECEIVED) ? r->wide[FIELD_RECEIVED].i :
	    EVENT_NO_TIME;
	if (ev->received == EVENT_NO_TIME && ev->type == TYPE_CLOCK_TICK) {
		ev->received = ev->time;
		put(l, FIELD_RECEIVED, (struct value){ .i = ev->time,
		    .type = VALUE_TIME });
	}
	if (ev->type == TYPE_REF_ROW || (ev->time >= REPAIR_BEFORE &&
	    (ev->received == EVENT_NO_TIME ||
	    ev->time <= ev->received + REPAIR_AHEAD_MS)))
		return (RC_OK);
	if (!has(r, FIELD_RECEIVED))
		return (rc_fail(l->e, RC_MALFORMED, 0, "time: expected a "
		    "time from 2010 on, got an earlier one without received"));
	repair(l);
	return (RC_OK);
}

/* Neither of what ${need} names is there and good. */
static COLD rc
reject_need(struct line *l, const struct field_need *need)
{
	char what[96];

	field_check_expected(need, what, sizeof(what));
	return (reject(l, need->one, what));
}

/* What the type requires is there and good. */
static rc
check_needs(struct line *l)
{
	const struct field_need *need;
	size_t n;

	if (l->ev->type == TYPE_UNKNOWN)
		return (RC_OK);
	need = field_needs(l->ev->type, &n);
	for (size_t i = 0; i < n; i++) {
		if (has(l->r, need[i].one) ||
		    (need[i].or != FIELD_NONE && has(l->r, need[i].or)))
			continue;
		return (reject_need(l, &need[i]));
	}
	return (RC_OK);
}

static struct span
text_of(const struct evline *r, enum field_id id, struct span otherwise)
{

	return (has(r, id) ? json_span(&r->wide[id]) : otherwise);
}

/* What was acted on is the vehicle of an event that has none itself. */
static void
subject_vehicle(struct line *l)
{
	struct evline *r = l->r;
	struct event *ev = l->ev;

	if (ev->vehicle.n > 0 || !has(r, FIELD_TARGET_ID) ||
	    !has(r, FIELD_TARGET_KIND) ||
	    (ev->type != TYPE_API_REQUEST && ev->type != TYPE_DATA_ACCESS &&
	    ev->category != CATEGORY_ACCOUNT) ||
	    !span_eq(json_span(&r->wide[FIELD_TARGET_KIND]), SPAN("vehicle")))
		return;
	ev->vehicle = json_span(&r->wide[FIELD_TARGET_ID]);
	if (ev->vehicle.n > 0)
		put_text(l, FIELD_VEHICLE_ID, ev->vehicle);
}

/* An id for rules to read, where the line has none. */
static rc
name_line(struct line *l)
{
	char *id;

	if (l->ev->id.n > 0 || l->r->want[FIELD_ID].slot == PLAN_ABSENT)
		return (RC_OK);
	if ((id = arena_take(l->arena, LINEID)) == NULL)
		return (RC_NOMEM);
	lineid_of(l->ev->line, l->ev->number, id);
	put_text(l, FIELD_ID, (struct span){ id, LINEID });
	return (RC_OK);
}

/* What the engine wants at hand, with the contract's defaults. */
static rc
fill(struct line *l)
{
	struct evline *r = l->r;
	struct event *ev = l->ev;
	const struct span none = { NULL, 0 };

	ev->id = text_of(r, FIELD_ID, none);
	ev->tenant = text_of(r, FIELD_TENANT, SPAN("default"));
	ev->source = text_of(r, FIELD_SOURCE_NAME, SPAN("input"));
	ev->vehicle = text_of(r, FIELD_VEHICLE_ID, none);
	ev->device = text_of(r, FIELD_DEVICE_ID, none);
	ev->delayed = has(r, FIELD_DELAYED) && r->wide[FIELD_DELAYED].yes;
	put_text(l, FIELD_TENANT, ev->tenant);
	put_text(l, FIELD_SOURCE_NAME, ev->source);
	put(l, FIELD_DELAYED, (struct value){ .yes = ev->delayed,
	    .type = VALUE_BOOL });
	put(l, FIELD_V, (struct value){ .i = 1, .type = VALUE_INT });
	subject_vehicle(l);
	return (name_line(l));
}

/* The names of ${n} fields as an array, for truncated and cleaned. */
static rc
put_names(struct line *l, enum field_id id, const uint16_t *names, unsigned n)
{
	struct value *member;

	if (n == 0 || l->r->want[id].slot == PLAN_ABSENT)
		return (RC_OK);
	if ((member = arena_take(l->arena, n * sizeof(*member))) == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < n; i++) {
		const char *name = field_row(names[i])->name;

		member[i] = (struct value){ .p = name,
		    .n = (uint32_t)strlen(name), .type = VALUE_TEXT };
	}
	put(l, id, (struct value){ .member = member, .n = n,
	    .type = VALUE_ARRAY });
	return (RC_OK);
}

/* Names beyond the dictionary that the plan asks for. */
static rc
extras(struct line *l)
{
	const struct evline *r = l->r;
	const struct json_val *row = &r->wide[FIELD_ROW];
	const struct json_val *own = &r->wide[FIELD_UNMAPPED];
	struct evextra_in in = { .plan = r->plan, .slot = l->ev->slot,
	    .moved = r->moved, .moved_n = r->moved_n,
	    .unknown = l->out.unknown, .unknown_n = l->out.listed,
	    .signals = MAP_SIGNALS, .arena = l->arena };

	if (r->plan->extras == 0)
		return (RC_OK);
	if (own->type == JSON_MAP)
		in.unmapped = json_span(own);
	if (has(r, FIELD_ROW) && row->type == JSON_MAP)
		in.row = json_span(row);
	return (evextra_fill(&in));
}

/* All fields that the line has; nearly all are good at a glance. */
static rc
take_all(struct line *l)
{
	struct evline *r = l->r;
	struct value *slot = l->ev->slot, *wide = (struct value *)r->wide;
	uint64_t type = UINT64_C(1) << l->ev->type;
	uint32_t n = l->out.set_n, serial = r->serial;
	rc rv;

	for (uint32_t i = 0; i < n; i++) {
		unsigned id = l->out.set[i];
		const struct glance *w = &r->want[id];

		if (LIKELY((w->on & type) != 0 && glance_good(w, &wide[id]))) {
			r->has[id] = serial;
			slot[w->slot] = wide[id];
		} else if (wide[id].type != VALUE_ABSENT &&
		    (rv = take(l, (enum field_id)id)) != RC_OK)
			return (rv);
	}
	return (RC_OK);
}

static rc
read_fields(struct line *l)
{
	struct evline *r = l->r;
	uint32_t unknown_signals = 0;
	rc rv;

	if ((rv = read_type(l)) != RC_OK)
		return (rv);
	if (UNLIKELY(l->out.keys > SIGNALS_MAX ||
	    l->out.unknowns > l->out.listed) &&
	    (rv = limit_signals(l, &unknown_signals)) != RC_OK)
		return (rv);
	check_objects(l);
	if ((rv = take_all(l)) != RC_OK)
		return (rv);
	settle_objects(l);
	if (l->out.unknowns > 0)
		take_unknown(l, unknown_signals);
	if (!is_null(&r->wide[FIELD_V]) &&
	    (!has(r, FIELD_V) || r->wide[FIELD_V].i != 1))
		return (reject(l, FIELD_V, "1"));
	if ((rv = read_times(l)) != RC_OK || (rv = check_needs(l)) != RC_OK ||
	    (rv = fill(l)) != RC_OK ||
	    (rv = put_names(l, FIELD_TRUNCATED, r->cut, r->cut_n)) != RC_OK ||
	    (rv = put_names(l, FIELD_CLEANED, r->dirty, r->dirty_n)) != RC_OK)
		return (rv);
	rv = extras(l);
	/* Slot 0 stays what it says. */
	l->ev->slot[PLAN_ABSENT] = (struct value){ .type = VALUE_ABSENT };
	return (rv);
}

rc
evline_read(struct evline *r, struct span line, struct arena *arena,
    struct event *ev, uint32_t notes[EVLINE_NOTE_COUNT], struct err *e)
{
	struct line l = { .r = r, .ev = ev, .arena = arena, .notes = notes,
	    .e = e, .out = { .arena = arena } };
	rc rv;

	BUG_IF(ev->plan != r->plan);
	memset(ev->slot, 0, ev->plan->slots * sizeof(*ev->slot));
	ev->line = line;
	ev->repaired = ev->coord_range = ev->generated = false;
	r->moved_n = r->cut_n = r->dirty_n = 0;
	/* Lines are numbered so that what they had need not be cleared. */
	if (++r->serial == 0) {
		memset(r->has, 0, sizeof(r->has));
		r->serial = 1;
	}
	if (line.n >= LINE_MAX_BYTES)
		return (rc_fail(e, RC_LIMIT, 0, "line: expected at most %d "
		    "bytes, got %zu", LINE_MAX_BYTES, line.n + 1));
	rv = json_read(r->json, &r->scan, line, &l.out, &r->why);
	if (rv != RC_OK)
		return (rv == RC_NOMEM ? rc_fail(e, rv, 0, "%s", rc_text(rv)) :
		    evextra_why(&r->why, e));
	rv = read_fields(&l);
	if (rv == RC_NOMEM)
		(void)rc_fail(e, rv, 0, "%s", rc_text(rv));
	return (rv);
}
