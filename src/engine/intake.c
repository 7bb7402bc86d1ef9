/* SPDX-License-Identifier: Apache-2.0 */
/* The step of a batch that runs in journal order. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "engine/intake.h"

#define SOURCES_MAX	65536		/* Source names kept. */
#define TENANTS_MAX	1024
#define GAP_COUNTS_MS	900000		/* Longer ones are no driving. */

struct intake {
	const struct names	*names;		/* Borrowed. */
	struct tracks		*tracks;	/* Borrowed. */
	struct twin		*twin[TWIN_KINDS];	/* Owned. */
	struct dedupe		*dedupe;	/* Owned. */
	struct tenant		*tenants[TENANTS_MAX];	/* Owned. */
	size_t			 tenants_n;
	struct tenant		*last;		/* The one asked for last. */
	bool			 silences;	/* Somebody may see them. */
	struct arena		 arena;		/* Names of tenants. */
	struct intake_counts	 counts;
};

/* The engine's own at the start of a record's state. */
struct own_vehicle {
	struct silence	silence;
	uint32_t	source;		/* Number + 1 of the last source. */
};

struct own_source {
	struct silence	silence;
};

void
intake_own(size_t own[TWIN_KINDS])
{

	own[TWIN_VEHICLE] = sizeof(struct own_vehicle);
	own[TWIN_DEVICE] = 0;
	own[TWIN_SOURCE] = sizeof(struct own_source);
}

rc
intake_new(const struct names *names, struct tracks *tracks, size_t max,
    struct intake **ret)
{
	const size_t most[TWIN_KINDS] = { [TWIN_VEHICLE] = max,
	    [TWIN_DEVICE] = max, [TWIN_SOURCE] = SOURCES_MAX };
	struct intake *in = mem_new(sizeof(*in));
	rc r;

	if (in == NULL)
		return (RC_NOMEM);
	in->names = names;
	in->tracks = tracks;
	in->counts.first = in->counts.last = EVENT_NO_TIME;
	if ((r = dedupe_new(&in->dedupe)) != RC_OK)
		goto out;
	for (int k = 0; k < TWIN_KINDS; k++)
		if ((r = twin_new((enum twin_kind)k, tracks->bytes[k], most[k],
		    &in->twin[k])) != RC_OK)
			goto out;
	*ret = in;
	in = NULL;
out:
	intake_free(in);
	return (r);
}

void
intake_free(struct intake *in)
{

	if (in == NULL)
		return;
	for (size_t i = 0; i < in->tenants_n; i++) {
		silence_free(in->tenants[i]->vehicles);
		silence_free(in->tenants[i]->sources);
		mem_free(in->tenants[i]);
	}
	for (int k = 0; k < TWIN_KINDS; k++)
		twin_free(in->twin[k]);
	dedupe_free(in->dedupe);
	arena_release(&in->arena);
	mem_free(in);
}

static rc
tenant_new(struct intake *in, struct span id, struct tenant **ret)
{
	struct tenant *t;
	char *name;
	rc r;

	if (in->tenants_n == TENANTS_MAX)
		return (RC_LIMIT);
	if ((name = arena_copy(&in->arena, id)) == NULL ||
	    (t = mem_new(sizeof(*t))) == NULL)
		return (RC_NOMEM);
	in->tenants[in->tenants_n++] = t;
	t->id = (struct span){ name, id.n };
	t->clock = EVENT_NO_TIME;
	if ((r = silence_new(in->twin[TWIN_VEHICLE],
	    offsetof(struct own_vehicle, silence), "twin.silent", 8,
	    &t->vehicles)) != RC_OK ||
	    (r = silence_new(in->twin[TWIN_SOURCE],
	    offsetof(struct own_source, silence), "feed.silent", 20,
	    &t->sources)) != RC_OK)
		return (r);
	*ret = t;
	return (RC_OK);
}

static rc
tenant_of(struct intake *in, struct span id, struct tenant **ret)
{
	rc r;

	if (in->last != NULL && span_eq(in->last->id, id)) {
		*ret = in->last;
		return (RC_OK);
	}
	for (size_t i = 0; i < in->tenants_n; i++)
		if (span_eq(in->tenants[i]->id, id)) {
			*ret = in->last = in->tenants[i];
			return (RC_OK);
		}
	if ((r = tenant_new(in, id, ret)) == RC_OK)
		in->last = *ret;
	return (r);
}

static struct span
id_of(const struct event *ev, enum twin_kind k)
{

	switch (k) {
	case TWIN_VEHICLE:
		return (ev->vehicle);
	case TWIN_DEVICE:
		return (ev->device);
	case TWIN_SOURCE:
		return (ev->source);
	case TWIN_KINDS:
		break;
	}
	BUG_IF(true);
	return ((struct span){ NULL, 0 });
}

void
intake_hint(const struct intake *in, struct work *w)
{

	w->id_hash = w->ev.id.n > 0 && !w->ev.generated ?
	    dedupe_hash(w->ev.tenant, w->ev.id) : 0;
	if (w->id_hash != 0)
		dedupe_prefetch(in->dedupe, w->id_hash);
	for (int k = 0; k < TWIN_KINDS; k++) {
		struct span id = id_of(&w->ev, (enum twin_kind)k);

		if (id.n == 0)
			continue;
		w->hash[k] = twin_hash(w->ev.tenant, id);
		twin_prefetch(in->twin[k], w->hash[k]);
	}
}

/* Gaps of up to a quarter of an hour are time on the road. */
static void
count_time(struct intake *in, const struct work *w)
{
	struct intake_counts *c = &in->counts;
	int64_t gap = w->ev.time - w->newest[TWIN_VEHICLE];

	if (c->first == EVENT_NO_TIME || w->ev.time < c->first)
		c->first = w->ev.time;
	if (c->last == EVENT_NO_TIME || w->ev.time > c->last)
		c->last = w->ev.time;
	if (w->of[TWIN_VEHICLE] == NULL || w->late[TWIN_VEHICLE] ||
	    w->newest[TWIN_VEHICLE] == EVENT_NO_TIME || gap > GAP_COUNTS_MS)
		return;
	c->vehicle_ms += gap;
}

/* Find the event's entities, and how it lies to what they had. */
static rc
entities(struct intake *in, const struct intake_batch *b, struct work *w)
{
	bool late = false;
	rc r;

	for (int k = 0; k < TWIN_KINDS; k++) {
		struct span id = id_of(&w->ev, (enum twin_kind)k);
		struct twin_entity *e;

		if (id.n == 0)
			continue;
		r = twin_touch(in->twin[k], w->ev.tenant, id, w->hash[k],
		    b->stamp, b->stamp, &e);
		if (r != RC_OK)
			return (r);
		w->of[k] = e;
		w->newest[k] = e->newest;
		w->late[k] = w->ev.time < e->newest;
		late |= w->late[k];
		/* What we made ourselves is no sign of life. */
		if (!w->late[k] && !w->ev.generated)
			e->newest = w->ev.time;
	}
	in->counts.late += late;
	return (RC_OK);
}

static rc
append(struct intake_batch *b, struct work *w)
{

	if (!mem_room(&b->work, b->n, &b->cap, sizeof(struct work *)))
		return (RC_NOMEM);
	b->work[b->n++] = w;
	return (RC_OK);
}

/* The ignition class of the gap that begins with this event. */
static enum silence_class
class_of(const struct event *ev)
{
	/* UNDEFINED, LOCK, OFF, ACC, ON, START, other */
	static const enum silence_class by_code[] = { SILENCE_UNKNOWN,
	    SILENCE_UNKNOWN, SILENCE_OFF, SILENCE_OFF, SILENCE_ON, SILENCE_ON,
	    SILENCE_ON, SILENCE_UNKNOWN };
	unsigned code = event_code(ev, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE);

	return (by_code[code < COUNT_OF(by_code) ? code : 0]);
}

static bool
tells_power_cut(const struct event *ev)
{

	/* power_cut is the first alarm; BACKUP the second source. */
	return (event_code(ev, FIELD_ALARM) == 1 ||
	    event_code(ev, FIELD_VSS_TELEMATICS_POWER_SOURCE) == 2);
}

/* Reset the timers of those that this event is a sign of life of. */
static rc
sign_of_life(struct intake *in UNUSED, struct work *w)
{
	struct twin_entity *vehicle = w->of[TWIN_VEHICLE];
	struct twin_entity *source = w->of[TWIN_SOURCE];
	rc r;

	if (w->ev.generated)
		return (RC_OK);
	if (vehicle != NULL && w->ev.category == CATEGORY_TELEMETRY &&
	    !w->late[TWIN_VEHICLE] &&
	    (r = silence_note(w->tenant->vehicles, vehicle, w->ev.time,
	    class_of(&w->ev), tells_power_cut(&w->ev))) != RC_OK)
		return (r);
	if (source == NULL || w->late[TWIN_SOURCE])
		return (RC_OK);
	return (silence_note(w->tenant->sources, source, w->ev.time,
	    SILENCE_UNKNOWN, false));
}

static rc
enter(struct intake *in, struct intake_batch *b, struct work *w)
{
	rc r;

	w->clock = w->tenant->clock;
	if ((r = entities(in, b, w)) != RC_OK ||
	    (r = sign_of_life(in, w)) != RC_OK)
		return (r);
	count_time(in, w);
	return (append(b, w));
}

static void
put_seconds(struct buf *b, const char *name, int64_t ms)
{

	buf_fmt(b, ",\"%s\":", name);
	buf_num(b, (double)ms / 1000);
}

/* The canonical line of a silence. */
static void
silence_line(struct buf *b, const struct intake *in, const struct tenant *t,
    const struct silence_due *d, enum twin_kind k)
{
	char time[TS_TEXT];
	double ratio;

	ts_text(d->time, time);
	buf_fmt(b, "{\"id\":\"%s\",\"tenant\":", d->id);
	buf_json(b, t->id);
	buf_fmt(b, ",\"type\":\"%s\",\"time\":\"%.*s\"", k == TWIN_VEHICLE ?
	    "twin.silent" : "feed.silent", TS_TEXT, time);
	if (k == TWIN_VEHICLE) {
		buf_text(b, ",\"source\":{\"name\":\"twin\",\"kind\":\"twin\"},"
		    "\"vehicle\":{\"id\":");
		buf_json(b, twin_id(in->twin[k], d->entity));
	} else {
		buf_text(b, ",\"source\":{\"kind\":\"twin\",\"name\":");
		buf_json(b, twin_id(in->twin[k], d->entity));
	}
	buf_char(b, '}');
	put_seconds(b, "silent_s", d->silent_ms);
	if (d->has_interval) {
		put_seconds(b, "interval_s", d->interval_ms);
		if (d->interval_ms > 0) {
			ratio = (double)d->silent_ms / (double)d->interval_ms;
			buf_text(b, ",\"silent_ratio\":");
			buf_num(b, (double)(int64_t)(ratio * 1000 + 0.5) /
			    1000);
		}
	}
	if (d->has_power_cut)
		put_seconds(b, "power_cut_s", d->power_cut_ms);
	buf_char(b, '}');
}

static rc
generate(struct intake *in, struct intake_batch *b, struct tenant *t,
    const struct silence_due *d, enum twin_kind k)
{
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct work *w = arena_take(b->arena, sizeof(*w));
	struct buf line = { 0 };
	const char *text = NULL;
	struct span s;

	if (w == NULL)
		return (RC_NOMEM);
	silence_line(&line, in, t, d, k);
	s = buf_span(&line);
	if (!line.failed)
		text = arena_copy(b->arena, s);
	buf_release(&line);
	w->ev.plan = &in->names->plan;
	w->ev.slot = arena_take(b->arena, in->names->plan.slots *
	    sizeof(struct value));
	if (text == NULL || w->ev.slot == NULL)
		return (RC_NOMEM);
	s.p = text;
	/* Our own line is good, or we have a bug. */
	BUG_IF(evline_read(b->reader, s, b->arena, &w->ev, notes, NULL) !=
	    RC_OK);
	w->ev.generated = true;
	w->tenant = t;
	intake_hint(in, w);
	in->counts.generated++;
	return (enter(in, b, w));
}

/* Every timer that is due at the tenant's clock, in (time, id) order. */
struct due {
	struct silence_due	d;
	enum twin_kind		k;
};

static int
due_cmp(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->d.time != y->d.time)
		return (x->d.time < y->d.time ? -1 : 1);
	return (strcmp(x->d.id, y->d.id));
}

static rc
timers(struct intake *in, struct intake_batch *b, struct tenant *t)
{
	struct silence_watch *watch[] = { t->vehicles, t->sources };
	const enum twin_kind kind[] = { TWIN_VEHICLE, TWIN_SOURCE };
	struct due *due = NULL;
	size_t n = 0, cap = 0;
	rc r = RC_OK;

	for (size_t i = 0; i < COUNT_OF(watch) && r == RC_OK; i++) {
		for (;;) {
			if (!mem_room(&due, n, &cap, sizeof(*due))) {
				r = RC_NOMEM;
				break;
			}
			r = silence_next(watch[i], t->clock, &due[n].d);
			if (r != RC_OK)
				break;
			due[n++].k = kind[i];
		}
		if (r == RC_NOTFOUND)
			r = RC_OK;
	}
	if (r == RC_OK && n > 1)
		qsort(due, n, sizeof(*due), due_cmp);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = generate(in, b, t, &due[i].d, due[i].k);
	mem_free(due);
	return (r);
}

rc
intake_take(struct intake *in, struct intake_batch *b, struct work *w)
{
	int64_t now = w->ev.received != EVENT_NO_TIME ? w->ev.received :
	    w->ev.time;
	bool seen = false;
	rc r;

	if ((r = tenant_of(in, w->ev.tenant, &w->tenant)) != RC_OK)
		return (r);
	if (w->id_hash != 0 && (r = dedupe_seen(in->dedupe, w->id_hash, now,
	    &seen)) != RC_OK)
		return (r);
	if (seen) {
		in->counts.duplicates++;
		return (RC_OK);
	}
	if (now > w->tenant->clock) {
		w->tenant->clock = now;
		if ((r = timers(in, b, w->tenant)) != RC_OK)
			return (r);
	}
	return (enter(in, b, w));
}

const struct intake_counts *
intake_counts(const struct intake *in)
{

	return (&in->counts);
}

const struct twin *
intake_twin(const struct intake *in, enum twin_kind k)
{

	return (in->twin[k]);
}

size_t
intake_bytes(const struct intake *in)
{
	size_t bytes = dedupe_bytes(in->dedupe);

	for (int k = 0; k < TWIN_KINDS; k++)
		bytes += twin_bytes(in->twin[k]);
	for (size_t i = 0; i < in->tenants_n; i++)
		bytes += silence_bytes(in->tenants[i]->vehicles) +
		    silence_bytes(in->tenants[i]->sources);
	return (bytes);
}
