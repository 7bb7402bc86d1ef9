/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine's role: follows the journal, judges, tells the keeper, and
 * keeps on disk what it knows up to some line.
 *
 *	journal -> engine -> alert 1 2 3 ... -> keeper -> kept 3
 *	             |
 *	             v  only when all alerts up to there are kept
 *	          snapshot of (offset, state)
 *
 * After a crash it goes on behind the newest snapshot: what it tells again
 * the keeper knows by its id.
 */
#include <stdio.h>

#include "base/mem.h"
#include "base/pack.h"
#include "cli/refdir.h"
#include "cli/roles.h"
#include "cli/scan_state.h"
#include "cli/service.h"
#include "cli/service_rules.h"
#include "engine/engine.h"
#include "journal/journal_read.h"
#include "model/alert_brief.h"
#include "model/alert_json.h"
#include "model/alert_ocsf.h"
#include "model/jsonput.h"
#include "model/level.h"
#include "sys/snapshot.h"

#define FORMAT		1
#define HEAD		PACK_TAG('r', 'u', 'n', ' ')
#define RULES_MOST	((size_t)1000000)	/* Bytes; a message has more. */
#define SLICE		1024		/* Lines, then others have a turn. */
#define POLL_MS		200		/* Between looks at the journal when */
					/* nobody says that there is more. */

struct judging {
	struct role		*role;		/* Borrowed. */
	struct service		 service;
	struct ruleset		 rules;
	struct engine		*engine;	/* Owned. */
	struct journal_read	*journal;	/* Owned. */
	struct view		*view;		/* Owned. */
	struct buf		 brief, json, ocsf;
	uint64_t		 seq, kept;	/* Alerts told, and kept. */
	uint64_t		 offset;	/* Of the next line; */
	uint64_t		 saved;		/* when last saved, */
	int64_t			 saved_ms;	/* and when that was. */
	uint64_t		 rejected;	/* Lines that are no events. */
	uint64_t		 durable;	/* Behind the last on disk. */
	int64_t			 even_ms;	/* When all were judged. */
	int64_t			 snapshot;	/* ms since 1970 */
	int			 lock;		/* Of the snapshots' folder. */
	int			 poll, again;	/* Timers; -1: none. */
	int			 child;		/* That writes; 0: none. */
	bool			 waits;		/* For the keeper, to save. */
	bool			 ends;
};

static struct judging *
of(struct role *r)
{

	return (r->state);
}

static void
rejected(void *ctx, unsigned input UNUSED, uint64_t number UNUSED,
    const struct err *e UNUSED)
{
	struct judging *j = ctx;

	j->rejected++;
}

/* engine_ears: an alert is new, or has grown. */
static void
alert(void *ctx, const struct alert *a, enum episodes_news why,
    uint64_t pos UNUSED)
{
	struct judging *j = ctx;

	buf_clear(&j->brief);
	buf_clear(&j->json);
	buf_clear(&j->ocsf);
	if (alert_brief(j->view, a, &j->brief) != RC_OK ||
	    alert_json(j->view, a, &j->json) != RC_OK ||
	    alert_ocsf(j->view, a, &j->ocsf) != RC_OK) {
		role_fail(j->role, &(struct err){ RC_NOMEM, 0,
		    "out of memory while telling an alert" });
		return;
	}
	ROLE_SEND(j->role, MESSAGES_KEEPER, alert, -1, .seq = ++j->seq,
	    .offset = j->offset, .activity = (uint64_t)why,
	    .time = (uint64_t)a->time, .count = a->count,
	    .severity = (uint64_t)level_of(a->rule->level)->severity_id,
	    .first_seen = (uint64_t)a->first_seen,
	    .last_seen = (uint64_t)a->last_seen,
	    .id = { a->id, ALERT_ID }, .tenant = a->tenant,
	    .rule = span_of(a->rule->id), .title = span_of(a->rule->title),
	    .level = span_of(a->rule->level), .kind = span_of(a->kind),
	    .entity = a->entity, .brief = buf_span(&j->brief),
	    .json = buf_span(&j->json), .ocsf = buf_span(&j->ocsf));
}

static rc
load_rules(struct judging *j, struct err *e)
{
	const struct engine_ears ears = { .ctx = j, .rejected = rejected,
	    .alert = alert };

	return (service_rules_load(j->service.config, &ears, &j->rules,
	    &j->engine, e));
}

/* Other rules than those of the snapshot: the same journal gives the same
 * alerts only if one knows from which line on they hold. */
static void
tell_fates(struct judging *j, const struct scan_state_fates *f)
{
	struct span rest = buf_span(&f->text);

	if (rest.n == 0)
		return;
	role_say(j->role, "from line %llu of the journal on: rules: %zu kept, "
	    "%zu reset, %zu new, %zu gone", (unsigned long long)j->offset,
	    f->n[SIGMA_KEPT], f->n[SIGMA_RESET], f->n[SIGMA_FRESH],
	    f->n[SIGMA_GONE]);
	while (rest.n > 0) {
		struct span line = span_line(&rest);

		role_say(j->role, "%.*s", (int)line.n, line.p);
	}
}

/* The state of a snapshot. */
static rc
take_up(struct judging *j, struct cur *c, struct err *e)
{
	struct scan_state_fates fates = { .n = { 0 } };
	const struct engine_change change = { &fates, scan_state_fate,
	    scan_state_starts };
	struct cur head;
	rc r;

	if ((r = pack_open(c, HEAD, &head, e)) != RC_OK)
		return (r);
	if (pack_get_uint(&head) != FORMAT)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "written by another version of the program"));
	j->offset = pack_get_uint(&head);
	if ((r = pack_done(&head, "its head", e)) == RC_OK &&
	    (r = engine_load(j->engine, c, &change, e)) == RC_OK &&
	    (r = pack_done(c, "its end", e)) == RC_OK)
		tell_fates(j, &fates);
	buf_release(&fates.text);
	return (r);
}

/* What is known from before the first event. */
static rc
begin(struct judging *j, struct err *e)
{
	struct refdir ref = { .dir = j->service.config->main.reference };
	rc r;

	if (ref.dir == NULL)
		return (RC_OK);
	if ((r = refdir_load(&ref, j->engine, e)) == RC_OK)
		role_say(j->role, "%llu reference rows of %u tables",
		    (unsigned long long)ref.rows, ref.files);
	return (r);
}

/* The newest snapshot that is good; else from the journal's first line. */
static rc
restore(struct judging *j, struct err *e)
{
	uint64_t number[SNAPSHOT_KEPT];
	size_t n;
	rc r;

	if ((r = snapshot_numbers(j->service.state, number, &n, e)) != RC_OK)
		return (r);
	for (size_t i = 0; i < n; i++) {
		struct buf b = { 0 };
		struct cur c;

		r = snapshot_read(j->service.state, number[i], &b, e);
		c = cur_of(buf_span(&b));
		if (r == RC_OK)
			r = take_up(j, &c, e);
		buf_release(&b);
		if (r == RC_OK || (r != RC_MALFORMED && r != RC_IO))
			return (r);
		role_warn(j->role, "snapshot %llu: %s: not used",
		    (unsigned long long)number[i], e->what);
		j->offset = JOURNAL_READ_START;
		engine_free(j->engine);
		j->engine = NULL;
		ruleset_release(&j->rules);
		if ((r = load_rules(j, e)) != RC_OK)
			return (r);
	}
	return (begin(j, e));
}

/* In the child: the state as it was when it was forked. */
static int
write_aside(void *ctx)
{
	struct judging *j = ctx;
	struct buf b = { 0 };
	struct err e = { .code = RC_OK };
	size_t at = pack_begin(&b, HEAD);
	rc r;

	pack_uint(&b, FORMAT);
	pack_uint(&b, j->offset);
	pack_end(&b, at);
	engine_save(j->engine, &b);
	r = b.failed ? rc_fail(&e, RC_NOMEM, 0, "taking a snapshot") :
	    snapshot_write(j->service.state, j->offset, buf_span(&b), &e);
	buf_release(&b);
	if (r != RC_OK)
		role_warn(j->role, "%s: the journal is replayed from further "
		    "back when need be", e.what);
	return (r != RC_OK);
}

/* All that was told up to here is kept: what is known may be kept, too. */
static void
save(struct judging *j)
{
	int status;

	j->waits = false;
	if (j->child != 0 && !snapshot_aside_done(j->child, j->ends, &status))
		return;		/* One at a time; the next has more in it. */
	j->child = 0;
	j->saved = j->offset;
	j->saved_ms = loop_now();
	j->snapshot = loop_clock();
	if (j->ends || snapshot_aside(write_aside, j, &j->child) != RC_OK)
		(void)write_aside(j);
}

static bool
is_due(const struct judging *j)
{
	int64_t span_ms = j->service.config->engine.snapshot;

	return (j->offset != j->saved &&
	    (j->ends || loop_now() - j->saved_ms >= span_ms));
}

/* A slice of the journal: RC_OK, RC_MORE at its end for now, or a failure. */
static rc
slice(struct judging *j, struct err *e)
{
	struct span lines = { NULL, 0 };
	rc r = RC_OK, flushed;

	for (unsigned n = 0; n < SLICE && r == RC_OK; ) {
		r = journal_read_batch(j->journal, &lines, &j->offset, e);
		while (r == RC_OK && lines.n > 0) {
			struct span line = span_line(&lines);

			r = engine_add(j->engine, 0, j->offset + 1, line);
			j->offset++;
			n++;
		}
	}
	if (r != RC_OK && r != RC_MORE)
		return (r);
	flushed = engine_flush(j->engine);
	return (flushed != RC_OK ? flushed : r);
}

static void step(void *);

static void
step_again(struct judging *j)
{
	struct err e;

	if (j->again < 0 && loop_once(j->role->loop, 0, step, j, &j->again,
	    &e) != RC_OK)
		role_fail(j->role, &e);
}

static void
step(void *ctx)
{
	struct judging *j = ctx;
	struct err e = { .code = RC_OK };
	rc r;

	j->again = -1;
	if (j->waits)
		return;		/* Until the keeper has all. */
	if (j->role->peer[MESSAGES_KEEPER] == NULL)
		return;		/* Nobody to tell. */
	/* What an heir judges need not be judged here. */
	r = j->role->heir ? RC_MORE : slice(j, &e);
	if (r != RC_OK && r != RC_MORE) {
		if (e.code == RC_OK)
			(void)rc_fail(&e, r, 0, "%s", rc_text(r));
		role_fail(j->role, &e);
		return;
	}
	if (r == RC_MORE)
		j->even_ms = loop_now();
	ROLE_SEND(j->role, MESSAGES_EDGE, judged, -1, .end = j->offset);
	if (is_due(j)) {
		j->waits = true;
		if (j->kept == j->seq)
			save(j);
	}
	if (r == RC_OK)
		step_again(j);
	else if (j->ends && !j->waits)
		role_leave(j->role);
}

static void
poll(void *ctx)
{

	step_again(ctx);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct role_reach *reach, struct err *e)
{
	struct judging *j = mem_new(sizeof(*j));
	char path[1024];
	rc r;

	if ((role->state = j) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	j->role = role;
	j->lock = j->poll = j->again = -1;
	j->offset = JOURNAL_READ_START;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &j->service, e)) !=
	    RC_OK || (r = view_new(&j->view)) != RC_OK ||
	    (r = load_rules(j, e)) != RC_OK ||
	    (r = snapshot_folder(j->service.state, &j->lock, e)) != RC_OK ||
	    (r = restore(j, e)) != RC_OK || (r = role_reach(reach,
	    j->service.journal, CONFINE_READ, e)) != RC_OK)
		return (r);
	return (role_reach(reach, j->service.state, CONFINE_WRITE, e));
}

static rc
run(struct role *role, struct err *e)
{
	struct judging *j = of(role);
	rc r;

	if ((r = journal_read_open(j->service.journal, j->offset, &j->journal,
	    e)) != RC_OK)
		return (r);
	j->saved = j->offset = journal_read_offset(j->journal);
	j->saved_ms = j->even_ms = loop_now();
	return (loop_every(role->loop, POLL_MS, poll, j, &j->poll, e));
}

/* The keeper shows them to who asks: as many as a message holds. */
static void
tell_rules(struct judging *j)
{
	size_t n;
	const struct sigma_rule *rule = sigma_rules(engine_sigma(j->engine),
	    &n);
	struct buf b = { 0 };

	buf_text(&b, "{\"rules\":[");
	for (size_t i = 0; i < n; i++) {
		const struct sigma_rule *r = &rule[i];
		size_t was = b.n;

		jsonput_open(&b, NULL, '{');
		jsonput_text(&b, "id", span_of(r->id));
		jsonput_text(&b, "title", span_of(r->title));
		jsonput_text(&b, "level", span_of(r->level));
		if (r->status != NULL)
			jsonput_text(&b, "status", span_of(r->status));
		jsonput_open(&b, "tags", '[');
		for (size_t k = 0; k < r->tags_n; k++) {
			jsonput_next(&b);
			buf_json(&b, span_of(r->tags[k]));
		}
		jsonput_close(&b, ']');
		jsonput_key(&b, "correlation");
		buf_text(&b, r->correlation ? "true}" : "false}");
		if (b.n > RULES_MOST) {
			b.n = was;
			break;
		}
	}
	buf_text(&b, "]}");
	if (!b.failed)
		ROLE_SEND(j->role, MESSAGES_KEEPER, state, -1,
		    .json = buf_span(&b));
	buf_release(&b);
}

/* A new keeper: what the old one had not kept is told again by nobody but
 * the journal, so the engine goes back to its snapshot. */
static void
linked(struct role *role, enum messages_role peer)
{
	struct judging *j = of(role);

	if (peer != MESSAGES_KEEPER)
		return;
	if (j->kept != j->seq) {
		role_warn(role, "goes back to its snapshot: the keeper ended "
		    "before it had kept alert %llu",
		    (unsigned long long)j->seq);
		role_leave(role);
		return;
	}
	tell_rules(j);
	step_again(j);
}

static rc
message(struct role *role, enum messages_role from UNUSED,
    enum messages_kind kind, struct span body, int fd UNUSED, struct err *e)
{
	struct judging *j = of(role);
	struct messages_durable durable;
	struct messages_kept kept;
	rc r;

	if (kind == MESSAGES_KIND(durable)) {
		if ((r = messages_get_durable(body, &durable, e)) == RC_OK)
			j->durable = durable.end;
		step_again(j);
		return (r);
	}
	BUG_IF(kind != MESSAGES_KIND(kept));
	if ((r = messages_get_kept(body, &kept, e)) != RC_OK)
		return (r);
	if (kept.seq < j->kept || kept.seq > j->seq)
		return (rc_fail(e, RC_MALFORMED, 0, "the keeper has kept "
		    "what nobody told"));
	j->kept = kept.seq;
	if (j->waits && j->kept == j->seq) {
		save(j);
		step_again(j);
	}
	return (RC_OK);
}

/* What is durable is judged; then the state is kept. */
static void
stop(struct role *role)
{
	struct judging *j = of(role);

	j->ends = true;
	step_again(j);
}

static void
meters(struct role *role, struct buf *b)
{
	const struct span none = { NULL, 0 };
	struct judging *j = of(role);
	struct engine_counts n;
	size_t rules;
	bool even = j->durable <= j->offset;

	engine_counts(j->engine, &n);
	(void)sigma_rules(engine_sigma(j->engine), &rules);
	meters_put(b, METERS_ENGINE_LINES, none, j->offset);
	meters_put(b, METERS_ENGINE_BEHIND, none, even ? 0 : j->durable -
	    j->offset);
	meters_put(b, METERS_ENGINE_LATE, none, even && !j->waits ? 0 :
	    (uint64_t)(loop_now() - j->even_ms));
	meters_put(b, METERS_ENGINE_REJECTED, none, j->rejected);
	meters_put(b, METERS_ENGINE_RULES, none, rules);
	meters_put(b, METERS_ENGINE_VEHICLES, none, n.vehicles);
	meters_put(b, METERS_ENGINE_STATE, none, n.bytes);
	if (j->snapshot != 0)
		meters_put(b, METERS_ENGINE_SNAPSHOT, none,
		    (uint64_t)j->snapshot);
}

static void
release(struct role *role)
{
	struct judging *j = of(role);

	if (j == NULL)
		return;
	journal_read_close(j->journal);
	engine_free(j->engine);
	ruleset_release(&j->rules);
	view_free(j->view);
	buf_release(&j->brief);
	buf_release(&j->json);
	buf_release(&j->ocsf);
	snapshot_unlock(j->lock);
	service_release(&j->service);
	mem_free(j);
}

const struct role_kind role_engine = {
	.calls = CONFINE_FILES | CONFINE_SYNC | CONFINE_FORK |
	    CONFINE_THREADS,
	.start = start, .run = run, .link = linked, .message = message,
	.stop = stop, .meters = meters, .release = release
};
