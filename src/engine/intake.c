/* SPDX-License-Identifier: Apache-2.0 */
/* The step of a batch that runs in journal order. */
#include <stdlib.h>

#include "base/mem.h"
#include "engine/intake.h"
#include "engine/parties.h"
#include "engine/resolve.h"
#include "engine/silent.h"
#include "engine/unwell.h"
#include "twin/ref_pack.h"

#define SOURCES_MAX	65536		/* Source names kept. */
#define TENANTS_MAX	1024
#define ROWS_MAX	2000000		/* Of a table of reference state. */
#define GAP_COUNTS_MS	900000		/* Longer ones are no driving. */

/* A timer that is due, and whose it is. */
struct due {
	struct silence_due	d;		/* Of terms: time and id. */
	enum twin_kind		k;		/* TWIN_KINDS: of terms. */
	struct span		line;		/* Theirs. */
};

struct intake {
	const struct names	*names;		/* Borrowed. */
	struct tracks		*tracks;	/* Borrowed. */
	struct twin		*twin[TWIN_KINDS];	/* Owned. */
	struct dedupe		*dedupe;	/* Owned. */
	struct ref		*ref;		/* Owned. */
	struct tenant		*tenants[TENANTS_MAX];	/* Owned. */
	size_t			 tenants_n;
	struct tenant		*last;		/* The one asked for last. */
	struct due		*due;		/* Owned: timers of one move */
	size_t			 due_cap;	/* of the clock. */
	struct arena		 arena;		/* Names of tenants. */
	struct intake_counts	 counts;
};

/* The engine's own at the start of a record's state. */
struct own_vehicle {
	struct silence	silence;
};

static bool holds(void *, uint32_t, int64_t);

void
intake_own(size_t own[TWIN_KINDS])
{

	for (int k = 0; k < TWIN_KINDS; k++)
		own[k] = 0;
	own[TWIN_VEHICLE] = sizeof(struct own_vehicle);
	own[TWIN_SOURCE] = sizeof(struct unwell_source);
}

rc
intake_new(const struct names *names, struct tracks *tracks, size_t max,
    struct intake **ret)
{
	struct intake *in = mem_new(sizeof(*in));
	rc r;

	if (in == NULL)
		return (RC_NOMEM);
	in->names = names;
	in->tracks = tracks;
	in->counts.first = in->counts.last = EVENT_NO_TIME;
	if ((r = dedupe_new(&in->dedupe)) != RC_OK ||
	    (r = ref_new(ROWS_MAX, &in->ref)) != RC_OK)
		goto out;
	tracks->ref = in->ref;
	for (int k = 0; k < TWIN_KINDS; k++)
		if ((r = twin_new((enum twin_kind)k, tracks->bytes[k],
		    k == TWIN_SOURCE ? SOURCES_MAX : max,
		    &in->twin[k])) != RC_OK || (tracks->packed[k] &&
		    (r = twin_pack(in->twin[k], tracks->own[k])) != RC_OK))
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
		terms_free(in->tenants[i]->terms);
		unwell_end(&in->tenants[i]->unwell);
		mem_free(in->tenants[i]);
	}
	for (int k = 0; k < TWIN_KINDS; k++)
		twin_free(in->twin[k]);
	dedupe_free(in->dedupe);
	ref_free(in->ref);
	mem_free(in->due);
	arena_release(&in->arena);
	mem_free(in);
}

static rc
tenant_new(struct intake *in, struct span id, struct tenant **ret)
{
	const struct silence_port port = { .owner = in, .held = holds };
	const struct silence_port none = { .owner = in };
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
	t->clock = t->first = EVENT_NO_TIME;
	if ((r = silence_new(in->twin[TWIN_VEHICLE],
	    offsetof(struct own_vehicle, silence), "twin.silent", 8, &port,
	    &t->vehicles)) != RC_OK ||
	    (r = silence_new(in->twin[TWIN_SOURCE],
	    offsetof(struct unwell_source, silence), "feed.silent", 20, &none,
	    &t->sources)) != RC_OK ||
	    (r = terms_new(t->id, in->ref, TERMS_MAX, &t->terms)) != RC_OK)
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

static bool
holds(void *ctx, uint32_t source, int64_t clock)
{
	struct intake *in = ctx;
	struct twin_entity *e = source == SILENCE_NOBODY ? NULL :
	    twin_at(in->twin[TWIN_SOURCE], source);
	struct unwell_source *own;

	if (e == NULL)
		return (false);
	own = twin_state(e);
	return (health_holds(&own->health, &own->silence, clock));
}

struct foresee
intake_foresight(const struct intake *in)
{

	return ((struct foresee){ in->tracks, in->dedupe, in->ref,
	    in->twin });
}

/* Gaps of up to a quarter of an hour are time on the road. */
static void
count_time(struct intake *in, const struct work *w)
{
	struct intake_counts *c = &in->counts;
	int64_t gap = w->ev.time - w->newest[TWIN_VEHICLE];

	/* A silence is no report, and its steps overlap. */
	if (w->ev.generated)
		return;
	if (c->first == EVENT_NO_TIME || w->ev.time < c->first)
		c->first = w->ev.time;
	if (c->last == EVENT_NO_TIME || w->ev.time > c->last)
		c->last = w->ev.time;
	if (w->of[TWIN_VEHICLE] == NULL || w->late[TWIN_VEHICLE] ||
	    w->newest[TWIN_VEHICLE] == EVENT_NO_TIME || gap > GAP_COUNTS_MS)
		return;
	c->vehicle_ms += gap;
}

/* The entity ${id}; w->of says who it probably is. */
static rc
find(struct intake *in, const struct intake_batch *b, struct work *w,
    enum twin_kind k, struct span id)
{
	struct twin *t = in->twin[k];
	struct twin_entity **e = &w->of[k];

	if (k == TWIN_SOURCE)
		*e = w->tenant->source;
	if (*e != NULL && twin_again(t, *e, w->ev.tenant, id, b->stamp))
		return (RC_OK);
	if (k == TWIN_SOURCE)
		w->hash[k] = twin_hash(w->ev.tenant, id);
	return (twin_touch(t, w->ev.tenant, id, w->hash[k], b->stamp,
	    b->stamp, e));
}

/* Find the event's entities, and how it lies to what they had. */
static rc
entities(struct intake *in, const struct intake_batch *b, struct work *w)
{
	bool late = false, first = true;
	rc r;

	for (int k = 0; k <= TWIN_SOURCE; k++) {
		struct span id = parties_id(&w->ev, (enum twin_kind)k);
		struct twin_entity *e;

		if (id.n == 0)
			continue;
		if ((r = find(in, b, w, (enum twin_kind)k, id)) != RC_OK)
			return (r);
		e = w->of[k];
		w->newest[k] = e->newest;
		w->late[k] = w->ev.time < e->newest;
		/* The first it has counts: the vehicle, else the device. */
		late = first ? w->late[k] : late;
		first = false;
		/* What we made ourselves is no sign of life. */
		if (!w->late[k] && !w->ev.generated)
			e->newest = w->ev.time;
	}
	w->tenant->source = w->of[TWIN_SOURCE];
	in->counts.late += late;
	return (RC_OK);
}

/* Find the others who take part, of the kinds that somebody asks for. */
static rc
parties(struct intake *in, struct intake_batch *b, struct work *w)
{
	rc r;

	for (int k = TWIN_SOURCE + 1; k < TWIN_KINDS; k++) {
		struct span id = w->party[k];

		if (in->tracks->n[k] == 0 || !parties_may(&w->ev,
		    (enum twin_kind)k))
			continue;
		/* The vehicle may have become known. */
		if (id.n == 0 && (r = parties_other(&w->ev, (enum twin_kind)k,
		    b->arena, &id)) != RC_OK)
			return (r);
		if (id.n == 0)
			continue;
		if (w->party[k].n == 0)
			w->hash[k] = twin_hash(w->ev.tenant, id);
		if ((r = find(in, b, w, (enum twin_kind)k, id)) != RC_OK)
			return (r);
		w->newest[k] = w->of[k]->newest;
		w->late[k] = w->ev.time < w->newest[k];
		if (!w->late[k])
			w->of[k]->newest = w->ev.time;
		b->kinds |= 1u << k;
	}
	return (RC_OK);
}

/* What facts want to know of the tenant, and of whom it knows. */
static void
note_tenant(const struct intake *in, struct work *w)
{
	struct tenant *t = w->tenant;

	if (t->first == EVENT_NO_TIME)
		t->first = t->clock;
	w->step.known_ms = t->clock - t->first;
	w->step.commanded = t->commanded;
	t->commanded |= w->ev.type == TYPE_COMMAND_REQUEST;
	if (w->ev.type == TYPE_BROKER_ACL && in->names->fact[
	    FACT_ident_topic_foreign] != PLAN_TRASH)
		w->step.topic = (uint8_t)parties_topic(&w->ev, in->ref,
		    in->twin);
}

static rc
append(struct intake_batch *b, struct work *w)
{

	if (!mem_room(&b->work, b->n, &b->cap, sizeof(struct work *)))
		return (RC_NOMEM);
	b->work[b->n++] = w;
	return (RC_OK);
}

/* How the source of this event was before it. */
static void
note_feed(struct work *w)
{
	const struct unwell_source *own;

	if (w->of[TWIN_SOURCE] == NULL || w->ev.generated)
		return;
	own = twin_state(w->of[TWIN_SOURCE]);
	w->feed_state = (uint8_t)health_state(&own->health, &own->silence,
	    w->clock);
}

/* Reset the timers of those that this event is a sign of life of. */
static rc
sign_of_life(struct work *w)
{
	struct twin_entity *vehicle = w->of[TWIN_VEHICLE];
	struct twin_entity *source = w->of[TWIN_SOURCE];
	struct unwell_source *own;
	uint32_t number = SILENCE_NOBODY;
	bool wakes;
	rc r;

	if (w->ev.generated || source == NULL)
		return (RC_OK);
	own = twin_state(source);
	w->too_late = &own->too_late;
	if ((r = silence_note(w->tenant->sources, source, &w->ev,
	    source->number)) != RC_OK)
		return (r);
	if (vehicle != NULL && w->ev.category == CATEGORY_TELEMETRY) {
		number = vehicle->number;
		if ((r = silence_note(w->tenant->vehicles, vehicle, &w->ev,
		    source->number)) != RC_OK)
			return (r);
	}
	wakes = health_note(&own->health, &own->silence, &w->ev, number,
	    w->clock);
	if ((r = unwell_note(&w->tenant->unwell, source, w->clock)) != RC_OK)
		return (r);
	if (wakes)
		return (silence_release(w->tenant->vehicles, source->number,
		    own->health.until));
	return (RC_OK);
}

/* Whose it is; who was not foreseen has no hash yet. */
static rc
resolve(struct intake *in, struct intake_batch *b, struct work *w)
{
	bool foreseen = w->ev.vehicle.n > 0;
	rc r = resolve_vehicle(in->ref, &w->ev, b->arena);

	if (r == RC_OK && !foreseen && w->ev.vehicle.n > 0)
		w->hash[TWIN_VEHICLE] = twin_hash(w->ev.tenant,
		    w->ev.vehicle);
	return (r);
}

static rc
enter(struct intake *in, struct intake_batch *b, struct work *w)
{
	rc r;

	w->clock = w->tenant->clock;
	w->ev.pos = ++b->pos;
	if ((r = resolve(in, b, w)) != RC_OK ||
	    (r = entities(in, b, w)) != RC_OK ||
	    (r = parties(in, b, w)) != RC_OK)
		return (r);
	note_tenant(in, w);
	note_feed(w);
	if ((r = unwell_look(&w->tenant->unwell, in->twin[TWIN_SOURCE],
	    b->arena, b->stamp, w)) != RC_OK ||
	    (r = sign_of_life(w)) != RC_OK)
		return (r);
	count_time(in, w);
	if (refer_speaks(w->ev.type) && ((r = refer_event(in->ref, &w->ev,
	    b->arena, &in->counts.refer)) != RC_OK ||
	    (r = terms_note(w->tenant->terms, &w->ev)) != RC_OK))
		return (r);
	return (append(b, w));
}

/* How the source of a silent vehicle's last report is. */
static uint8_t
source_state(const struct intake *in, uint32_t number, int64_t clock)
{
	struct twin_entity *e = number == SILENCE_NOBODY ? NULL :
	    twin_at(in->twin[TWIN_SOURCE], number);
	const struct unwell_source *own;

	if (e == NULL)
		return (0);
	own = twin_state(e);
	return ((uint8_t)health_state(&own->health, &own->silence, clock));
}

static rc
generate(struct intake *in, struct intake_batch *b, struct tenant *t,
    const struct due *due)
{
	const struct foresee f = intake_foresight(in);
	uint32_t notes[EVLINE_NOTE_COUNT] = { 0 };
	struct work *w = arena_take(b->arena, sizeof(*w));
	struct buf line = { 0 };
	struct span s = due->line;

	if (w == NULL)
		return (RC_NOMEM);
	if (due->k != TWIN_KINDS) {
		silent_line(&line, t->id, twin_id(in->twin[due->k],
		    due->d.entity), &due->d, due->k);
		s = buf_span(&line);
		s.p = line.failed ? NULL : arena_copy(b->arena, s);
		buf_release(&line);
	}
	w->ev.plan = &in->names->plan;
	w->ev.slot = arena_take(b->arena, in->names->plan.slots *
	    sizeof(struct value));
	if (s.p == NULL || w->ev.slot == NULL)
		return (RC_NOMEM);
	/* Our own line is good, or we have a bug. */
	BUG_IF(evline_read(b->reader, s, b->arena, &w->ev, notes, NULL) !=
	    RC_OK);
	w->ev.generated = true;
	w->tenant = t;
	w->feed_state = source_state(in, due->d.source, t->clock);
	foresee_names(&f, w, b->arena);
	foresee_hint(&f, w);
	foresee_who(&f, w);
	in->counts.generated++;
	return (enter(in, b, w));
}

static int
due_cmp(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->d.time != y->d.time)
		return (x->d.time < y->d.time ? -1 : 1);
	return (strcmp(x->d.id, y->d.id));
}

/* Take what is due of ${watch}. */
static rc
collect(struct intake *in, struct silence_watch *watch, enum twin_kind k,
    int64_t clock, size_t *n)
{
	rc r;

	if (silence_quiet(watch, clock))
		return (RC_OK);
	for (;;) {
		if (!mem_room(&in->due, *n, &in->due_cap, sizeof(*in->due)))
			return (RC_NOMEM);
		if ((r = silence_next(watch, clock, &in->due[*n].d)) != RC_OK)
			return (r == RC_NOTFOUND ? RC_OK : r);
		in->due[(*n)++].k = k;
	}
}

/* The same of terms. */
static rc
collect_terms(struct intake *in, struct intake_batch *b, struct tenant *t,
    size_t *n)
{
	struct terms_due d;
	rc r;

	while ((r = terms_next(t->terms, t->clock, b->pos, b->arena, &d)) ==
	    RC_OK) {
		struct due *due;

		if (!mem_room(&in->due, *n, &in->due_cap, sizeof(*in->due)))
			return (RC_NOMEM);
		due = &in->due[(*n)++];
		*due = (struct due){ .k = TWIN_KINDS, .line = d.line,
		    .d = { .time = d.time, .source = SILENCE_NOBODY } };
		memcpy(due->d.id, d.id, sizeof(due->d.id));
	}
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* Every timer that is due at the tenant's clock, in (time, id) order. */
static rc
timers(struct intake *in, struct intake_batch *b, struct tenant *t)
{
	size_t n = 0;
	rc r;

	if ((r = collect(in, t->vehicles, TWIN_VEHICLE, t->clock, &n)) !=
	    RC_OK || (r = collect(in, t->sources, TWIN_SOURCE, t->clock,
	    &n)) != RC_OK || (r = collect_terms(in, b, t, &n)) != RC_OK)
		return (r);
	if (n > 1)
		qsort(in->due, n, sizeof(*in->due), due_cmp);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = generate(in, b, t, &in->due[i]);
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

rc
intake_refer(struct intake *in, struct intake_batch *b, struct event *ev)
{
	struct tenant *t;
	rc r;

	if (ev->type != TYPE_REF_ROW)
		return (RC_MALFORMED);
	ev->pos = ++b->pos;
	if ((r = refer_event(in->ref, ev, b->arena, &in->counts.refer)) !=
	    RC_OK || (r = tenant_of(in, ev->tenant, &t)) != RC_OK)
		return (r);
	return (terms_note(t->terms, ev));
}

void
intake_settle(struct intake *in)
{

	ref_settle(in->ref);
}

void
intake_watch(struct intake *in, ref_watch_fn *fn, void *ctx)
{

	ref_watch(in->ref, fn, ctx);
}

const struct ref *
intake_ref(const struct intake *in)
{

	return (in->ref);
}

struct span
intake_tenant(const struct intake *in, size_t i)
{

	return (i < in->tenants_n ? in->tenants[i]->id :
	    (struct span){ NULL, 0 });
}

const struct intake_counts *
intake_counts(const struct intake *in)
{

	return (&in->counts);
}

struct twin *
intake_twin(const struct intake *in, enum twin_kind k)
{

	return (in->twin[k]);
}

uint64_t
intake_too_late(const struct intake *in, uint32_t number)
{
	struct twin_entity *e = twin_at(in->twin[TWIN_SOURCE], number);
	const struct unwell_source *own;

	if (e == NULL)
		return (0);
	own = twin_state(e);
	return (own->too_late);
}

uint64_t
intake_terms_lost(const struct intake *in)
{
	uint64_t n = 0;

	for (size_t i = 0; i < in->tenants_n; i++)
		n += terms_lost(in->tenants[i]->terms);
	return (n);
}

size_t
intake_bytes(const struct intake *in)
{
	size_t bytes = dedupe_bytes(in->dedupe) + ref_bytes(in->ref);

	for (int k = 0; k < TWIN_KINDS; k++)
		bytes += twin_bytes(in->twin[k]);
	for (size_t i = 0; i < in->tenants_n; i++)
		bytes += silence_bytes(in->tenants[i]->vehicles) +
		    silence_bytes(in->tenants[i]->sources) +
		    terms_bytes(in->tenants[i]->terms);
	return (bytes);
}

size_t
intake_dedupe_bytes(const struct intake *in)
{

	return (dedupe_bytes(in->dedupe));
}

static void
save_counts(const struct intake_counts *c, struct buf *b)
{

	pack_uint(b, c->duplicates);
	pack_uint(b, c->generated);
	pack_uint(b, c->late);
	pack_uint(b, c->forgotten);
	pack_int(b, c->vehicle_ms);
	pack_int(b, c->first);
	pack_int(b, c->last);
	pack_uint(b, c->refer.rows);
	pack_uint(b, c->refer.bad_table);
	pack_uint(b, c->refer.bad_column);
	pack_uint(b, c->refer.no_key);
}

static void
load_counts(struct intake_counts *c, struct cur *in)
{

	c->duplicates = pack_get_uint(in);
	c->generated = pack_get_uint(in);
	c->late = pack_get_uint(in);
	c->forgotten = pack_get_uint(in);
	c->vehicle_ms = pack_get_int(in);
	c->first = pack_get_int(in);
	c->last = pack_get_int(in);
	c->refer.rows = pack_get_uint(in);
	c->refer.bad_table = pack_get_uint(in);
	c->refer.bad_column = pack_get_uint(in);
	c->refer.no_key = pack_get_uint(in);
}

void
intake_save(const struct intake *in, struct buf *b)
{

	save_counts(&in->counts, b);
	tracks_save(in->tracks, b);
	for (int k = 0; k < TWIN_KINDS; k++)
		twin_save(in->twin[k], b);
	ref_pack_put(in->ref, b);
	dedupe_save(in->dedupe, b);
	pack_uint(b, in->tenants_n);
	for (size_t i = 0; i < in->tenants_n; i++) {
		const struct tenant *t = in->tenants[i];

		pack_span(b, t->id);
		pack_int(b, t->clock);
		pack_int(b, t->first);
		pack_uint(b, t->commanded);
		silence_save(t->vehicles, b);
		silence_save(t->sources, b);
		terms_save(t->terms, b);
	}
}

/* Every record's own part as our code could have left it. */
static bool
sane(const struct intake *in, enum twin_kind k)
{
	const struct twin *t = in->twin[k];

	for (uint32_t i = 0; i < twin_count(t); i++)
		if (!silence_sane(twin_state(twin_at(t, i))))
			return (false);
	return (true);
}

static rc
load_tenant(struct intake *in, struct cur *c, struct err *e)
{
	struct span id = pack_get_span(c);
	struct tenant *t;
	rc r;

	for (size_t i = 0; i < in->tenants_n; i++)
		if (span_eq(in->tenants[i]->id, id))
			pack_bad(c);
	if (!cur_ok(c) || id.n == 0 || id.n > UINT8_MAX)
		return (rc_fail(e, RC_MALFORMED, c->at,
		    "a tenant makes no sense"));
	if ((r = tenant_new(in, id, &t)) != RC_OK)
		return (rc_fail(e, r, c->at, "loading tenants"));
	t->clock = pack_get_int(c);
	t->first = pack_get_int(c);
	t->commanded = pack_get_upto(c, 1) != 0;
	if ((r = silence_load(t->vehicles, c, e)) != RC_OK)
		return (r);
	if ((r = silence_load(t->sources, c, e)) != RC_OK)
		return (r);
	return (terms_load(t->terms, c, e));
}

/* Who serves vehicles is known from the sources' states. */
static rc
load_serving(struct intake *in)
{
	const struct twin *t = in->twin[TWIN_SOURCE];
	rc r = RC_OK;

	for (uint32_t i = 0; i < twin_count(t) && r == RC_OK; i++) {
		struct twin_entity *e = twin_at(t, i);
		struct tenant *of = NULL;

		for (size_t k = 0; k < in->tenants_n && of == NULL; k++)
			if (span_eq(in->tenants[k]->id, twin_tenant(t, e)))
				of = in->tenants[k];
		if (of != NULL)
			r = unwell_load(&of->unwell, e);
	}
	return (r);
}

rc
intake_load(struct intake *in, struct cur *c, struct tracks_kept *kept,
    struct err *e)
{
	struct arena scratch = { 0 };
	size_t n;
	rc r;

	_Static_assert(offsetof(struct own_vehicle, silence) == 0 &&
	    offsetof(struct unwell_source, silence) == 0, "as sane() has it");
	load_counts(&in->counts, c);
	if ((r = tracks_load(in->tracks, c, kept, e)) != RC_OK)
		return (r);
	for (int k = 0; k < TWIN_KINDS; k++)
		if ((r = twin_load(in->twin[k], c, kept->piece[k],
		    kept->n[k], e)) != RC_OK)
			return (r);
	if (!kept->own[TWIN_VEHICLE] || !kept->own[TWIN_SOURCE])
		return (rc_fail(e, RC_MALFORMED, 0, "the engine's own state "
		    "is of another version"));
	if (!sane(in, TWIN_VEHICLE) || !sane(in, TWIN_SOURCE))
		return (rc_fail(e, RC_MALFORMED, c->at,
		    "an entity's timer makes no sense"));
	r = ref_pack_get(in->ref, c, &scratch);
	arena_release(&scratch);
	if (r != RC_OK)
		return (rc_fail(e, r, c->at, "loading reference state: %s",
		    rc_text(r)));
	if ((r = dedupe_load(in->dedupe, c, e)) != RC_OK)
		return (r);
	n = (size_t)pack_get_upto(c, TENANTS_MAX);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = load_tenant(in, c, e);
	if (r == RC_OK)
		r = load_serving(in);
	return (r != RC_OK ? r : pack_done(c, "the state of entities", e));
}
