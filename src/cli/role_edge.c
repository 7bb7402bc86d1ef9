/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The edge's role: takes what its sources bring, has it on disk, and only
 * then says so.
 *
 *	source -> lines -> journal ... commit -> told: all who waited
 *	                                 \-> engine: durable up to there
 */
#include <stdio.h>

#include "base/mem.h"
#include "cli/edge_desk.h"
#include "cli/edge_source.h"
#include "cli/roles.h"
#include "cli/service.h"
#include "journal/journal.h"
#include "sys/ticker.h"

#define AGAIN_MS	1000		/* After a failed commit. */
#define TIDY_MS		10000
#define STATE_MS	1000

/* A source of the configuration. */
struct place {
	const struct edge_source_kind	*kind;
	void				*source;	/* Owned. */
	struct edge_tally		 tally;
};

struct edge {
	struct role		*role;		/* Borrowed. */
	struct service		 service;
	struct journal		*journal;	/* Owned. */
	struct edge_host	 host;
	struct place		 place[CONFIG_LIST_MAX];
	struct edge_wait	*first, **last;	/* Who waits for the commit. */
	int			 commit;	/* Timer; -1: none. */
	int			 tick, tidy, state;
	uint64_t		 ticked;	/* Lines when last ticked. */
	uint64_t		 judged;	/* Offset of the engine. */
	bool			 full;		/* The last commit failed. */
	uint64_t		 bytes, syncs;	/* Appended, and commits; */
	double			 sync_s;	/* how long they took. */
	bool			 behind;	/* The engine is, too far. */
	bool			 ends;
};

static struct edge *
of(struct role *r)
{

	return (r->state);
}

static void commit(void *);

static void
commit_in(struct edge *x, int64_t ms)
{
	struct err e;

	if (x->commit < 0 && loop_once(x->role->loop, ms, commit, x,
	    &x->commit, &e) != RC_OK)
		role_fail(x->role, &e);
}

/* All who wait are told, well or not. */
static void
answer(struct edge *x, bool durable)
{
	struct edge_wait *w = x->first;

	x->first = NULL;
	x->last = &x->first;
	while (w != NULL) {
		struct edge_wait *next = w->next;

		w->waits = false;
		w->told(w, durable);
		w = next;
	}
}

/* Sources that were held back may go on. */
static void
resume(struct edge *x)
{

	for (size_t i = 0; i < x->service.config->sources; i++)
		if (x->place[i].kind->resume != NULL)
			x->place[i].kind->resume(x->place[i].source);
}

static bool
commit_now(struct edge *x)
{
	struct err e = { .code = RC_OK };
	uint64_t before = journal_durable(x->journal);
	double began = ticker_now();
	rc r = journal_commit(x->journal, loop_clock(), &e);
	bool again = r == RC_OK && x->full;

	x->sync_s += ticker_now() - began;
	x->syncs++;

	if (r != RC_OK && !x->full)
		role_warn(x->role, "%s: senders have to wait", e.what);
	if (again)
		role_say(x->role, "the journal can be written again");
	x->full = r != RC_OK;
	answer(x, r == RC_OK);
	if (r == RC_OK && journal_durable(x->journal) != before)
		ROLE_SEND(x->role, MESSAGES_ENGINE, durable, -1,
		    .end = journal_durable(x->journal));
	if (again && !x->behind)
		resume(x);
	return (r == RC_OK);
}

static void
commit(void *ctx)
{
	struct edge *x = ctx;

	x->commit = -1;
	if (!commit_now(x))
		commit_in(x, AGAIN_MS);
	if (x->ends && (x->first == NULL || x->full))
		role_leave(x->role);
}

/* How many lines wait to be judged. */
static uint64_t
unjudged(const struct edge *x)
{
	uint64_t durable = journal_durable(x->journal);

	return (durable > x->judged ? durable - x->judged : 0);
}

static bool
held_back(struct edge *x)
{
	uint64_t most = (uint64_t)x->service.config->engine.behind;

	/* What could not be written waits in memory: no more of it. */
	if (x->full)
		x->host.why = "the journal cannot be written";
	else if (x->behind || (most > 0 && unjudged(x) > most)) {
		if (!x->behind)
			role_warn(x->role, "the engine is %llu lines behind: "
			    "senders have to wait",
			    (unsigned long long)unjudged(x));
		x->behind = true;
		x->host.why = "the engine is too far behind";
	}
	return (x->full || x->behind);
}

static void
on_judged(struct edge *x, uint64_t end)
{

	x->judged = end;
	/* Not at every line in turn. */
	if (!x->behind || unjudged(x) >
	    (uint64_t)x->service.config->engine.behind / 2)
		return;
	role_say(x->role, "the engine has caught up");
	x->behind = false;
	if (!x->full)
		resume(x);
}

/* edge_host.take: lines of one sender; he waits. */
static rc
take(void *ctx, struct span lines, struct edge_wait *w)
{
	struct edge *x = ctx;

	if (held_back(x))
		return (RC_LIMIT);
	while (lines.n > 0) {
		struct span line = span_line(&lines);
		rc r = journal_append(x->journal, line);

		if (r == RC_LIMIT && commit_now(x))
			r = journal_append(x->journal, line);
		if (r != RC_OK)
			return (r);
		x->bytes += line.n + 1;
	}
	w->next = NULL;
	w->waits = true;
	*x->last = w;
	x->last = &w->next;
	commit_in(x, x->service.config->journal.commit_delay);
	return (RC_OK);
}

/* edge_host.leave: he has left. */
static void
leave(void *ctx, struct edge_wait *gone)
{
	struct edge *x = ctx;

	for (struct edge_wait **p = &x->first; *p != NULL; p = &(*p)->next)
		if (*p == gone) {
			gone->waits = false;
			*p = gone->next;
			break;
		}
	for (x->last = &x->first; *x->last != NULL; )
		x->last = &(*x->last)->next;
}

/* Nothing came: time goes on all the same, as an event. */
static void
tick(void *ctx)
{
	struct edge *x = ctx;
	struct buf b = { 0 };

	if (x->ticked == journal_durable(x->journal) && !x->full) {
		buf_text(&b, "{\"type\":\"clock.tick\",\"time\":\"");
		buf_time(&b, loop_clock());
		buf_text(&b, "\",\"source\":{\"name\":\"vedette\"}}");
		if (!b.failed && journal_append(x->journal, buf_span(&b)) ==
		    RC_OK)
			commit_in(x, x->service.config->journal.commit_delay);
		buf_release(&b);
	}
	x->ticked = journal_durable(x->journal) +
	    (journal_waiting(x->journal) > 0);
}

static void
tidy(void *ctx)
{
	struct edge *x = ctx;
	struct err e = { .code = RC_OK };
	uint64_t gone = 0;

	if (x->full)
		return;
	if (journal_tidy(x->journal, loop_clock(), &gone, &e) != RC_OK)
		role_warn(x->role, "%s", e.what);
}

/* The keeper shows it to who asks. */
static void
tell_state(void *ctx)
{
	struct edge *x = ctx;
	const struct config *c = x->service.config;
	struct buf b = { 0 };

	buf_fmt(&b, "{\"journal\":{\"durable\":%llu,\"judged\":%llu,"
	    "\"full\":%s,\"behind\":%s},\"sources\":[",
	    (unsigned long long)journal_durable(x->journal),
	    (unsigned long long)x->judged, x->full ? "true" : "false",
	    x->behind ? "true" : "false");
	for (size_t i = 0; i < c->sources; i++) {
		if (i > 0)
			buf_char(&b, ',');
		edge_tally_put(&b, c->source[i].name,
		    edge_source_word(c->source[i].kind),
		    &x->place[i].tally);
	}
	buf_text(&b, "]}");
	if (!b.failed)
		ROLE_SEND(x->role, MESSAGES_KEEPER, state, -1,
		    .json = buf_span(&b));
	buf_release(&b);
}

static void
source_meters(struct buf *b, const char *source, const struct edge_tally *t)
{
	const struct span name = span_of(source);

	meters_put(b, METERS_SOURCE_UP, name, t->state == EDGE_RUNS);
	meters_put(b, METERS_SOURCE_ACCEPTED, name, t->accepted);
	meters_put(b, METERS_SOURCE_REJECTED, name, t->rejected);
	meters_put(b, METERS_SOURCE_SKIPPED, name, t->skipped);
	meters_put(b, METERS_SOURCE_LOST, name, t->lost);
	meters_put(b, METERS_SOURCE_REFUSED, name, t->refused);
	meters_put(b, METERS_SOURCE_OPEN, name, t->connections);
	if (t->seen > 0)
		meters_put(b, METERS_SOURCE_SEEN, name, (uint64_t)t->seen);
	if (t->lag >= 0)
		meters_put(b, METERS_SOURCE_LAG, name, (uint64_t)t->lag);
}

static void
meters(struct role *role, struct buf *b)
{
	const struct span none = { NULL, 0 };
	struct edge *x = of(role);
	const struct config *c = x->service.config;

	for (size_t i = 0; i < c->sources; i++)
		source_meters(b, c->source[i].name, &x->place[i].tally);
	meters_put(b, METERS_JOURNAL_LINES, none,
	    journal_durable(x->journal));
	meters_put(b, METERS_JOURNAL_BYTES, none, x->bytes);
	meters_put(b, METERS_JOURNAL_SYNCS, none, x->syncs);
	meters_put(b, METERS_JOURNAL_SYNC_TIME, none,
	    (uint64_t)(x->sync_s * 1e6));
	meters_put(b, METERS_JOURNAL_FULL, none, x->full);
}

static rc
make_sources(struct edge *x, struct role_reach *reach, struct err *e)
{
	const struct config *c = x->service.config;
	rc r = RC_OK;

	x->host = (struct edge_host){ .take = take, .leave = leave,
	    .ctx = x };
	for (size_t i = 0; i < c->sources && r == RC_OK; i++) {
		struct place *p = &x->place[i];
		const struct edge_source_how how = { &c->source[i],
		    c->main.data, x->role->loop, &x->host, &p->tally };

		edge_tally_init(&p->tally, loop_clock());
		p->kind = edge_source_kind(c->source[i].kind);
		reach->calls |= p->kind->calls;
		r = p->kind->make(&how, &p->source, e);
		if (r == RC_OK && p->kind->reach != NULL)
			r = p->kind->reach(p->source, reach, e);
	}
	return (r);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct role_reach *reach, struct err *e)
{
	struct edge *x = mem_new(sizeof(*x));
	const struct config_journal *said;
	struct journal_found found;
	struct journal_how how;
	char path[1024];
	rc r;

	if ((role->state = x) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	x->role = role;
	x->last = &x->first;
	x->commit = x->tick = x->tidy = x->state = -1;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &x->service, e)) !=
	    RC_OK || (r = make_sources(x, reach, e)) != RC_OK)
		return (r);
	said = &x->service.config->journal;
	how = (struct journal_how){ .segment = (uint64_t)said->segment_size,
	    .keep = { .bytes = (uint64_t)said->keep_size,
		.ms = said->keep } };
	if ((r = journal_open(x->service.journal, &how, &x->journal, &found,
	    e)) != RC_OK)
		return (r);
	if (found.torn > 0)
		role_warn(role, "journal: %llu bytes of a write that nobody "
		    "was told of were cut off",
		    (unsigned long long)found.torn);
	return (role_reach(reach, x->service.journal, CONFINE_WRITE, e));
}

static rc
run(struct role *role, struct err *e)
{
	struct edge *x = of(role);
	rc r = RC_OK;

	x->ticked = journal_durable(x->journal);
	if (x->service.config->engine.tick > 0)
		r = loop_every(role->loop, x->service.config->engine.tick,
		    tick, x, &x->tick, e);
	if (r == RC_OK && x->service.config->journal.seal)
		r = loop_every(role->loop, TIDY_MS, tidy, x, &x->tidy, e);
	if (r == RC_OK)
		r = loop_every(role->loop, STATE_MS, tell_state, x, &x->state,
		    e);
	for (size_t i = 0; i < x->service.config->sources && r == RC_OK; i++)
		if (x->place[i].kind->run != NULL)
			r = x->place[i].kind->run(x->place[i].source, e);
	return (r);
}

static void
linked(struct role *role, enum messages_role peer)
{

	if (peer == MESSAGES_KEEPER)
		tell_state(of(role));
}

static rc
message(struct role *role, enum messages_role from UNUSED,
    enum messages_kind kind, struct span body, int fd, struct err *e)
{
	struct edge *x = of(role);
	struct messages_append append;
	struct messages_judged judged;
	struct messages_listen m;
	const struct place *p;
	rc r;

	if (kind == MESSAGES_KIND(judged)) {
		if ((r = messages_get_judged(body, &judged, e)) == RC_OK)
			on_judged(x, judged.end);
		return (r);
	}
	if (kind == MESSAGES_KIND(append)) {
		if ((r = messages_get_append(body, &append, e)) != RC_OK)
			return (r);
		return (edge_desk_append(role, &x->host, &append, e));
	}
	BUG_IF(kind != MESSAGES_KIND(listen));
	if ((r = messages_get_listen(body, &m, e)) != RC_OK)
		return (r);
	p = m.source < x->service.config->sources ? &x->place[m.source] :
	    NULL;
	if (p == NULL || p->kind->listen == NULL)
		return (rc_fail(e, RC_MALFORMED, 0, "no such source"));
	return (p->kind->listen(p->source, fd, e));
}

/* No more is taken; who waits is still told. */
static void
stop(struct role *role)
{
	struct edge *x = of(role);

	x->ends = true;
	for (size_t i = 0; i < x->service.config->sources; i++)
		if (x->place[i].kind->close != NULL)
			x->place[i].kind->close(x->place[i].source);
	commit_in(x, x->service.config->journal.commit_delay);
}

static void
release(struct role *role)
{
	struct edge *x = of(role);

	if (x == NULL)
		return;
	for (size_t i = 0; i < CONFIG_LIST_MAX; i++)
		if (x->place[i].kind != NULL)
			x->place[i].kind->free(x->place[i].source);
	journal_close(x->journal);
	service_release(&x->service);
	mem_free(x);
}

const struct role_kind role_edge = {
	.calls = CONFINE_FILES | CONFINE_SYNC,
	.start = start, .run = run, .link = linked, .message = message,
	.stop = stop, .meters = meters, .release = release
};
