/* SPDX-License-Identifier: Apache-2.0 */
/* The engine: batches of lines through the steps. */
#include "base/mem.h"
#include "base/ts.h"
#include "engine/crew.h"
#include "engine/engine.h"
#include "engine/judge.h"
#include "engine/resolve.h"
#include "fact/joins.h"
#include "model/lineid.h"

#define BATCH_LINES	256
#define BATCH_BYTES	(1u << 20)	/* Text of a batch, */
#define HINT_AHEAD	16		/* Events; each hides a cache miss: */
#define FORESEE_AHEAD	8		/* the index's, the record's. */
#define VEHICLES_LEAST	(4 * BATCH_LINES)

/* What one worker has to itself. */
struct worker {
	struct evline		*reader;	/* Owned. */
	struct sigma_scratch	*scratch;	/* Owned. */
	struct arena		 arena;		/* Of the batch. */
	unsigned		*hit;		/* Owned; room for all rules. */
	void			*room;		/* Owned; for packed states. */
	uint32_t		 notes[EVLINE_NOTE_COUNT];
	rc			 failed;
};

struct engine {
	struct names		 names;
	struct tracks		 tracks;
	struct tracks_now	 now;		/* While somebody watches. */
	struct engine_ears	 ears;
	struct sigma		*sigma;		/* Owned. */
	size_t			 rules;
	struct crew		*crew;		/* Owned. */
	struct worker		*worker;	/* Owned; one each. */
	struct intake		*intake;	/* Owned. */
	struct judge		*judge;		/* Owned. */
	struct work		*work;		/* Owned: BATCH_LINES. */
	struct value		*rows;		/* Owned: their rows. */
	char			*text;		/* Owned: their lines. */
	size_t			 n, text_n;
	struct intake_batch	 order;
	enum twin_kind		 kind;		/* Whose tracks run now. */
	struct engine_counts	 counts;
};

/* Facts that no rule names, for those who want to see everything. */
static void
name_all_facts(struct names *n)
{

	for (unsigned f = 0; f < FACT_COUNT; f++)
		(void)names_fact(n, (enum fact_id)f);
}

static void
name_fields(struct names *n, const uint16_t *fields)
{

	for (; *fields != FIELD_NONE; fields++)
		(void)names_field(n, (enum field_id)*fields);
}

/* Fields that the engine itself reads. */
static void
name_own_fields(struct names *n)
{
	static const enum field_id own[] = { FIELD_TENANT, FIELD_SOURCE_NAME,
	    FIELD_VEHICLE_ID, FIELD_DEVICE_ID, FIELD_STATION_ID,
	    FIELD_STATE };

	for (size_t i = 0; i < COUNT_OF(own); i++)
		(void)names_field(n, own[i]);
	/* The entity of who has no other name. */
	(void)names_fact(n, FACT_ident_source_key);
	name_fields(n, silence_fields);
	name_fields(n, resolve_fields);
	name_fields(n, refer_fields);
	name_fields(n, terms_fields);
}

static rc
workers_new(struct engine *E)
{
	unsigned n = crew_size(E->crew);
	rc r;

	if ((E->worker = mem_array(n, sizeof(*E->worker))) == NULL)
		return (RC_NOMEM);
	for (unsigned i = 0; i < n; i++) {
		struct worker *w = &E->worker[i];

		if ((r = evline_new(&E->names.plan, &w->reader)) != RC_OK)
			return (r);
		if ((w->scratch = sigma_scratch_new(E->sigma)) == NULL ||
		    (w->hit = mem_array(E->rules + 1, sizeof(*w->hit))) ==
		    NULL || (w->room = mem_new(E->tracks.room + 1)) == NULL)
			return (RC_NOMEM);
	}
	return (RC_OK);
}

static rc
batch_new(struct engine *E)
{
	uint16_t slots = E->names.plan.slots;

	if ((E->work = mem_array(BATCH_LINES, sizeof(*E->work))) == NULL ||
	    (E->rows = mem_array((size_t)BATCH_LINES * slots,
	    sizeof(*E->rows))) == NULL ||
	    (E->text = mem_new(BATCH_BYTES)) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < BATCH_LINES; i++) {
		E->work[i].ev.plan = &E->names.plan;
		E->work[i].ev.slot = E->rows + i * slots;
	}
	E->order.arena = &E->worker[0].arena;
	E->order.reader = E->worker[0].reader;
	return (RC_OK);
}

/* ref_watch_fn: only facts ask while a track runs. */
static void
asked(void *ctx, const struct ref_asked *what)
{
	struct engine *E = ctx;
	struct engine_asked a = { .ev = E->now.ev, .track = E->now.track,
	    .what = what };

	if (a.track == NULL)
		return;
	a.at = (struct ref_at){ a.ev->time, a.ev->pos };
	E->ears.asked(E->ears.ctx, &a);
}

rc
engine_new(const struct sigma_text *texts, size_t n,
    const struct engine_options *o, const struct engine_ears *ears,
    struct engine **ret, struct err *e)
{
	size_t max = o->vehicles_max > 0 ? o->vehicles_max : ENGINE_VEHICLES;
	struct engine *E = mem_new(sizeof(*E));
	struct sigma_setup setup = { 0 };
	struct sigma_names resolver;
	size_t own[TWIN_KINDS];
	rc r;

	if (E == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting the engine"));
	E->ears = *ears;
	names_init(&E->names);
	resolver = names_resolver(&E->names);
	if (o->setup != NULL)
		setup = *o->setup;
	setup.names = &resolver;
	if ((r = field_init()) != RC_OK || (r = fact_init()) != RC_OK ||
	    (r = sigma_new(texts, n, &setup, &E->sigma, e)) != RC_OK)
		goto out;
	(void)sigma_rules(E->sigma, &E->rules);
	name_own_fields(&E->names);
	if (o->all_facts)
		name_all_facts(&E->names);
	intake_own(own);
	tracks_lay_out(&E->tracks, &E->names, own);
	if ((r = crew_new(o->shards > 0 ? o->shards : 1, &E->crew)) != RC_OK ||
	    (r = workers_new(E)) != RC_OK || (r = batch_new(E)) != RC_OK ||
	    (r = intake_new(&E->names, &E->tracks,
	    max > VEHICLES_LEAST ? max : VEHICLES_LEAST, &E->intake)) !=
	    RC_OK || (r = judge_new(E->sigma, &E->names,
	    crew_size(E->crew), o->groups_max, &E->judge)) != RC_OK)
		goto out;
	if (E->ears.asked != NULL && crew_size(E->crew) == 1) {
		E->tracks.now = &E->now;
		intake_watch(E->intake, asked, E);
	}
	*ret = E;
	E = NULL;
out:
	engine_free(E);
	return (r == RC_OK ? r : rc_fail(e, r, 0, "starting the engine"));
}

void
engine_free(struct engine *E)
{

	if (E == NULL)
		return;
	for (unsigned i = 0; E->worker != NULL && i < crew_size(E->crew); i++) {
		evline_free(E->worker[i].reader);
		sigma_scratch_free(E->worker[i].scratch);
		arena_release(&E->worker[i].arena);
		mem_free(E->worker[i].hit);
		mem_free(E->worker[i].room);
	}
	judge_free(E->judge);
	intake_free(E->intake);
	crew_free(E->crew);
	sigma_free(E->sigma);
	mem_free(E->worker);
	mem_free(E->order.work);
	mem_free(E->work);
	mem_free(E->rows);
	mem_free(E->text);
	mem_free(E);
}

const struct sigma *
engine_sigma(const struct engine *E)
{

	return (E->sigma);
}

const struct names *
engine_names(const struct engine *E)
{

	return (&E->names);
}

/* An event without an id gets the one that follows from its line. */
static rc
name_event(struct worker *w, struct event *ev)
{
	char *p;

	if (ev->id.n == 0) {
		if ((p = arena_take(&w->arena, LINEID)) == NULL)
			return (RC_NOMEM);
		lineid_of(ev->line, ev->number, p);
		ev->id = (struct span){ p, LINEID };
		ev->slot[ev->plan->field[FIELD_ID]] = (struct value){
		    .p = p, .n = LINEID, .type = VALUE_TEXT };
	}
	return (RC_OK);
}

static void
step_read(void *ctx, unsigned i)
{
	struct engine *E = ctx;
	const struct foresee f = intake_foresight(E->intake);
	struct worker *w = &E->worker[i];
	size_t from, to;

	crew_share(E->crew, E->n, i, &from, &to);
	for (size_t k = from; k < to; k++) {
		struct work *work = &E->work[k];

		work->status = evline_read(w->reader, work->ev.line,
		    &w->arena, &work->ev, w->notes, &work->err);
		if (work->status == RC_OK)
			work->status = name_event(w, &work->ev);
		if (work->status == RC_OK)
			foresee_names(&f, work, &w->arena);
	}
}

static rc
take(struct engine *E, struct work *w)
{

	if (w->status == RC_OK)
		return (intake_take(E->intake, &E->order, w));
	if (w->status == RC_NOMEM)
		return (w->status);
	E->counts.rejected++;
	if (E->ears.rejected != NULL)
		E->ears.rejected(E->ears.ctx, w->ev.input, w->ev.number,
		    &w->err);
	return (RC_OK);
}

/* Event ${i}, if it is one of the batch that was read. */
static struct work *
read_one(const struct engine *E, size_t i)
{

	return (i < E->n && E->work[i].status == RC_OK ? &E->work[i] : NULL);
}

/* Three steps that follow each other at a distance. */
static rc
step_intake(struct engine *E)
{
	const struct foresee f = intake_foresight(E->intake);
	struct work *w;
	rc r = RC_OK;

	for (size_t i = 0; i < E->n + HINT_AHEAD && r == RC_OK; i++) {
		if ((w = read_one(E, i)) != NULL)
			foresee_hint(&f, w);
		if (i >= HINT_AHEAD - FORESEE_AHEAD && (w = read_one(E,
		    i - (HINT_AHEAD - FORESEE_AHEAD))) != NULL)
			foresee_who(&f, w);
		if (i >= HINT_AHEAD)
			r = take(E, &E->work[i - HINT_AHEAD]);
	}
	return (r);
}

/* Is the entity of the batch's event ${k} worker ${i}'s?  Else NULL. */
static struct twin_entity *
entity_of(const struct engine *E, size_t k, unsigned i)
{
	struct twin_entity *e = k < E->order.n ?
	    E->order.work[k]->of[E->kind] : NULL;

	return (e != NULL && e->partition % crew_size(E->crew) == i ? e :
	    NULL);
}

static void
step_tracks(void *ctx, unsigned i)
{
	struct engine *E = ctx;
	struct twin *t = intake_twin(E->intake, E->kind);
	struct worker *w = &E->worker[i];
	bool packed = twin_packed(t);
	struct twin_entity *e;

	for (size_t k = 0; k < E->order.n; k++) {
		void *state = w->room;

		if (packed && (e = entity_of(E, k + FORESEE_AHEAD, i)) != NULL)
			twin_ahead(t, e);
		if ((e = entity_of(E, k, i)) == NULL)
			continue;
		if (packed)
			twin_open(t, e, state);
		else
			state = twin_state(e);
		tracks_step(&E->tracks, E->kind, &E->names, E->order.work[k],
		    state, &w->arena);
		if (packed && w->failed == RC_OK)
			w->failed = twin_close(t, e, state);
	}
}

static void
step_match(void *ctx, unsigned i)
{
	struct engine *E = ctx;
	struct worker *w = &E->worker[i];
	size_t from, to;

	crew_share(E->crew, E->order.n, i, &from, &to);
	for (size_t k = from; k < to; k++) {
		struct work *work = E->order.work[k];
		struct sigma_row row = { .slot = work->ev.slot,
		    .category = work->ev.category, .line = work->ev.line };

		tracks_step(&E->tracks, TRACK_OF_NONE, &E->names, work, NULL,
		    &w->arena);
		w->failed = sigma_match(E->sigma, w->scratch, &row, w->hit,
		    &work->hits);
		if (w->failed != RC_OK)
			return;
		if (work->hits == 0)
			continue;
		work->hit = arena_take(&w->arena,
		    work->hits * sizeof(*w->hit));
		if (work->hit == NULL) {
			w->failed = RC_NOMEM;
			return;
		}
		memcpy(work->hit, w->hit, work->hits * sizeof(*w->hit));
	}
}

static rc
step_judge(struct engine *E)
{
	rc r;

	r = judge_batch(E->judge, E->order.work, E->order.n, E->crew);
	for (size_t k = 0; k < E->order.n && E->ears.judged != NULL &&
	    r == RC_OK; k++) {
		struct engine_seen seen = { E->order.work[k], &E->names };

		E->ears.judged(E->ears.ctx, &seen);
	}
	E->counts.events += E->order.n;
	return (r);
}

/* Run the step on every worker; the first that fails says why. */
static rc
together(struct engine *E, crew_fn *step)
{

	crew_run(E->crew, step, E);
	for (unsigned i = 0; i < crew_size(E->crew); i++)
		if (E->worker[i].failed != RC_OK)
			return (E->worker[i].failed);
	return (RC_OK);
}

/* Everything of the batch is forgotten but what windows and alerts keep. */
static rc
batch_end(struct engine *E)
{
	rc r = RC_OK;

	for (unsigned i = 0; i < crew_size(E->crew); i++) {
		struct worker *w = &E->worker[i];

		if (w->failed != RC_OK)
			r = w->failed;
		w->failed = RC_OK;
		for (int n = 0; n < EVLINE_NOTE_COUNT; n++)
			E->counts.notes[n] += w->notes[n];
		memset(w->notes, 0, sizeof(w->notes));
		arena_clear(&w->arena);
	}
	E->n = E->text_n = E->order.n = 0;
	E->order.kinds = 0;
	return (r);
}

rc
engine_flush(struct engine *E)
{
	rc r, end;

	E->order.stamp++;
	intake_settle(E->intake);
	crew_run(E->crew, step_read, E);
	r = step_intake(E);
	for (int k = 0; k < TWIN_KINDS && r == RC_OK; k++) {
		bool met = k <= TWIN_SOURCE ||
		    (E->order.kinds >> k & 1) != 0;

		E->kind = (enum twin_kind)k;
		if (met && E->tracks.n[k] > 0)
			r = together(E, step_tracks);
	}
	if (r == RC_OK && (r = together(E, step_match)) == RC_OK)
		r = step_judge(E);
	end = batch_end(E);
	return (r != RC_OK ? r : end);
}

rc
engine_add(struct engine *E, unsigned input, uint64_t number, struct span line)
{
	struct work *w;
	rc r;

	if ((E->n == BATCH_LINES || line.n > BATCH_BYTES - E->text_n) &&
	    (r = engine_flush(E)) != RC_OK)
		return (r);
	BUG_IF(line.n > BATCH_BYTES);
	w = &E->work[E->n++];
	w->ev.input = input;
	w->ev.number = number;
	w->ev.line = (struct span){ E->text + E->text_n, line.n };
	/* All else is set on the way, before it is read. */
	w->feed_state = 0;
	w->step = (struct fact_step){ .ok = false };
	for (int k = 0; k < TWIN_KINDS; k++)
		w->of[k] = NULL;
	memcpy(E->text + E->text_n, line.p, line.n);
	E->text_n += line.n;
	E->counts.lines++;
	return (RC_OK);
}

rc
engine_refer(struct engine *E, struct span line, struct err *e)
{
	struct worker *w = &E->worker[0];
	struct event *ev = &E->work[0].ev;
	rc r;

	if (E->n > 0 && (r = engine_flush(E)) != RC_OK)
		return (rc_fail(e, r, 0, "judging what waits"));
	intake_settle(E->intake);
	ev->line = line;
	ev->input = 0;
	ev->number = 0;
	if ((r = evline_read(w->reader, line, &w->arena, ev, w->notes, e)) ==
	    RC_OK && (r = intake_refer(E->intake, &E->order, ev)) != RC_OK)
		(void)rc_fail(e, r, 0, "entering a reference row");
	arena_clear(&w->arena);
	return (r);
}

rc
engine_until(struct engine *E, int64_t time)
{
	struct buf line = { 0 };
	char text[TS_TEXT];
	struct span tenant;
	rc r = engine_flush(E);

	ts_text(time, text);
	for (size_t i = 0; r == RC_OK &&
	    (tenant = intake_tenant(E->intake, i)).n > 0; i++) {
		buf_clear(&line);
		buf_text(&line, "{\"type\":\"clock.tick\",\"tenant\":");
		buf_json(&line, tenant);
		buf_fmt(&line, ",\"time\":\"%.*s\",\"source\":{\"name\":"
		    "\"clock\"}}", TS_TEXT, text);
		r = line.failed ? RC_NOMEM :
		    engine_add(E, 0, 0, buf_span(&line));
	}
	buf_release(&line);
	return (r == RC_OK ? engine_flush(E) : r);
}

struct alert *const *
engine_alerts(struct engine *E, size_t *n)
{

	return (episodes_sorted(judge_episodes(E->judge), n));
}

void
engine_too_late(const struct engine *E, engine_source_fn *fn, void *ctx)
{
	const struct twin *t = intake_twin(E->intake, TWIN_SOURCE);

	for (uint32_t i = 0; i < twin_count(t); i++) {
		uint64_t n = intake_too_late(E->intake, i);
		const struct twin_entity *e = twin_at(t, i);

		if (n > 0)
			fn(ctx, twin_tenant(t, e), twin_id(t, e), n);
	}
}

void
engine_counts(const struct engine *E, struct engine_counts *ret)
{
	const struct intake_counts *in = intake_counts(E->intake);

	*ret = E->counts;
	ret->generated = in->generated;
	ret->duplicates = in->duplicates;
	ret->late = in->late;
	ret->vehicle_ms = in->vehicle_ms;
	ret->first = in->first;
	ret->last = in->last;
	ret->vehicles = twin_count(intake_twin(E->intake, TWIN_VEHICLE));
	for (int k = 0; k < TWIN_KINDS; k++)
		ret->forgotten += twin_forgotten(intake_twin(E->intake,
		    (enum twin_kind)k));
	ret->bytes = intake_bytes(E->intake) + judge_bytes(E->judge);
	ret->dedupe_bytes = intake_dedupe_bytes(E->intake);
	judge_counts(E->judge, &ret->windows);
	ret->refer = in->refer;
	ret->rows_forgotten = ref_forgotten(intake_ref(E->intake));
	ret->terms_lost = intake_terms_lost(E->intake);
	ret->ref_bytes = ref_bytes(intake_ref(E->intake));
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		ret->rows[t] = ref_count(intake_ref(E->intake),
		    (enum table_id)t);
}

bool
engine_reads(const struct engine *E, enum table_id table)
{

	for (unsigned f = 0; f < FACT_COUNT; f++)
		if (E->names.fact[f] != PLAN_TRASH &&
		    (joins_of((enum fact_id)f) >> table & 1) != 0)
			return (true);
	return (false);
}

#define FORMAT	6
#define HEAD	PACK_TAG('e', 'n', 'g', ' ')
#define TWINS	PACK_TAG('t', 'w', 'i', 'n')

void
engine_save(struct engine *E, struct buf *b)
{
	size_t at = pack_begin(b, HEAD);

	BUG_IF(E->n > 0);
	intake_settle(E->intake);
	pack_uint(b, FORMAT);
	pack_uint(b, E->order.stamp);
	pack_uint(b, E->order.pos);
	pack_uint(b, E->counts.lines);
	pack_uint(b, E->counts.events);
	pack_uint(b, E->counts.rejected);
	pack_uint(b, EVLINE_NOTE_COUNT);
	for (int n = 0; n < EVLINE_NOTE_COUNT; n++)
		pack_uint(b, E->counts.notes[n]);
	pack_end(b, at);
	at = pack_begin(b, TWINS);
	intake_save(E->intake, b);
	pack_end(b, at);
	judge_save(E->judge, b);
}

static rc
load_head(struct engine *E, struct cur *all, struct err *e)
{
	struct cur c;
	size_t notes;
	rc r;

	if ((r = pack_open(all, HEAD, &c, e)) != RC_OK)
		return (r);
	if (pack_get_uint(&c) != FORMAT)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "written by another version of the program"));
	E->order.stamp = pack_get_uint(&c);
	E->order.pos = pack_get_uint(&c);
	E->counts.lines = pack_get_uint(&c);
	E->counts.events = pack_get_uint(&c);
	E->counts.rejected = pack_get_uint(&c);
	notes = (size_t)pack_get_upto(&c, EVLINE_NOTE_COUNT);
	for (size_t i = 0; i < notes; i++)
		E->counts.notes[i] = pack_get_uint(&c);
	return (pack_done(&c, "the head", e));
}

/* Facts that are read and have no past. */
static void
tell_starts(const struct engine *E, const struct tracks_kept *kept,
    const struct engine_change *change)
{

	for (unsigned f = 0; f < FACT_COUNT && change->starts != NULL; f++) {
		const struct fact *row = fact_row((enum fact_id)f);

		if (E->names.fact[f] != PLAN_TRASH && !kept->track[row->track]
		    && fact_tracks[row->track].state > 0)
			change->starts(change->ctx, row->name);
	}
}

static void
no_fate(void *ctx UNUSED, enum sigma_fate fate UNUSED, struct span id UNUSED,
    const char *why UNUSED)
{
}

rc
engine_load(struct engine *E, struct cur *all,
    const struct engine_change *change, struct err *e)
{
	struct tracks_kept kept;
	struct cur c;
	rc r;

	if ((r = load_head(E, all, e)) != RC_OK ||
	    (r = pack_open(all, TWINS, &c, e)) != RC_OK ||
	    (r = intake_load(E->intake, &c, &kept, e)) != RC_OK)
		return (r);
	if ((r = judge_load(E->judge, all, change->rule != NULL ?
	    change->rule : no_fate, change->ctx, e)) != RC_OK)
		return (r);
	tell_starts(E, &kept, change);
	return (RC_OK);
}

rc
engine_take_over(struct engine *E, struct engine *old,
    const struct engine_change *change, struct err *e)
{
	struct buf b = { 0 };
	struct cur c;
	rc r;

	if ((r = engine_flush(old)) != RC_OK)
		return (rc_fail(e, r, 0, "judging what waits"));
	engine_save(old, &b);
	c = cur_of(buf_span(&b));
	r = b.failed ? rc_fail(e, RC_NOMEM, 0, "handing the state over") :
	    engine_load(E, &c, change, e);
	buf_release(&b);
	return (r);
}
