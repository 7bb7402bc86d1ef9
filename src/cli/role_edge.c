/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The edge's role: takes what is pushed, has it on disk, and only then says
 * so to its sender.
 *
 *	POST -> lines -> journal ... commit -> 200 to all who waited
 *	                               \-> engine: durable up to there
 */
#include <stdio.h>

#include "base/mem.h"
#include "cli/roles.h"
#include "cli/service.h"
#include "journal/journal.h"
#include "source/mapping.h"
#include "source/push.h"
#include "sys/httpd.h"
#include "cli/edge_door.h"

#define AGAIN_MS	1000		/* After a failed commit. */
#define TIDY_MS		10000
#define STATE_MS	1000

struct edge {
	struct role		*role;		/* Borrowed. */
	struct service		 service;
	struct journal		*journal;	/* Owned. */
	struct edge_door	*door[CONFIG_LIST_MAX];	/* Owned. */
	struct edge_wait	*first, **last;	/* Who waits for the commit. */
	int			 commit;	/* Timer; -1: none. */
	int			 tick, tidy;
	uint64_t		 ticked;	/* Lines when last ticked. */
	bool			 full;		/* The last commit failed. */
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

		edge_door_answer(w, durable);
		w = next;
	}
}

static bool
commit_now(struct edge *x)
{
	struct err e = { .code = RC_OK };
	uint64_t before = journal_durable(x->journal);
	rc r = journal_commit(x->journal, loop_clock(), &e);

	if (r != RC_OK && !x->full)
		role_say(x->role, "%s: senders have to wait", e.what);
	if (r == RC_OK && x->full)
		role_say(x->role, "the journal can be written again");
	x->full = r != RC_OK;
	answer(x, r == RC_OK);
	if (r == RC_OK && journal_durable(x->journal) != before)
		ROLE_SEND(x->role, MESSAGES_ENGINE, durable, -1,
		    .end = journal_durable(x->journal));
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

/* edge_door_fn: lines of one sender, each with LF; he waits. */
static rc
take(void *ctx, struct span lines, struct edge_wait *w)
{
	struct edge *x = ctx;

	/* What could not be written waits in memory: no more of it. */
	if (x->full)
		return (RC_LIMIT);
	while (lines.n > 0) {
		struct span line = span_line(&lines);
		rc r = journal_append(x->journal, line);

		if (r == RC_LIMIT && commit_now(x))
			r = journal_append(x->journal, line);
		if (r != RC_OK)
			return (r);
	}
	w->next = NULL;
	*x->last = w;
	x->last = &w->next;
	commit_in(x, x->service.config->journal.commit_delay);
	return (RC_OK);
}

/* edge_door_gone_fn: its sender has left. */
static void
leave(void *ctx, struct edge_wait *gone)
{
	struct edge *x = ctx;

	for (struct edge_wait **p = &x->first; *p != NULL; p = &(*p)->next)
		if (*p == gone) {
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
		role_say(x->role, "%s", e.what);
}

static rc
open_doors(struct edge *x, struct err *e)
{
	rc r = RC_OK;

	for (size_t i = 0; i < x->service.config->sources && r == RC_OK; i++) {
		const struct edge_door_how how = {
		    .source = &x->service.config->source[i],
		    .loop = x->role->loop, .take = take, .leave = leave,
		    .ctx = x };

		r = edge_door_new(&how, &x->door[i], e);
	}
	return (r);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct confine_path *paths, size_t *n, struct err *e)
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
	x->commit = x->tick = x->tidy = -1;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &x->service, e)) !=
	    RC_OK || (r = open_doors(x, e)) != RC_OK)
		return (r);
	said = &x->service.config->journal;
	how = (struct journal_how){ .segment = (uint64_t)said->segment_size,
	    .keep = { .bytes = (uint64_t)said->keep_size,
		.ms = said->keep } };
	if ((r = journal_open(x->service.journal, &how, &x->journal, &found,
	    e)) != RC_OK)
		return (r);
	if (found.torn > 0)
		role_say(role, "journal: %llu bytes of a write that nobody "
		    "was told of were cut off",
		    (unsigned long long)found.torn);
	paths[(*n)++] = (struct confine_path){ x->service.journal,
	    CONFINE_WRITE };
	return (RC_OK);
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
	return (r);
}

static rc
message(struct role *role, enum messages_role from UNUSED,
    enum messages_kind kind, struct span body, int fd, struct err *e)
{
	struct edge *x = of(role);
	struct messages_listen m;
	rc r;

	BUG_IF(kind != MESSAGES_KIND(listen));
	if ((r = messages_get_listen(body, &m, e)) == RC_OK &&
	    m.source >= x->service.config->sources)
		r = rc_fail(e, RC_MALFORMED, 0, "no such source");
	if (r != RC_OK)
		return (r);
	return (edge_door_open(x->door[m.source], fd, e));
}

/* No more is taken; who waits is still told. */
static void
stop(struct role *role)
{
	struct edge *x = of(role);

	x->ends = true;
	for (size_t i = 0; i < x->service.config->sources; i++)
		edge_door_close(x->door[i]);
	commit_in(x, x->service.config->journal.commit_delay);
}

static void
release(struct role *role)
{
	struct edge *x = of(role);

	if (x == NULL)
		return;
	for (size_t i = 0; i < CONFIG_LIST_MAX; i++)
		edge_door_free(x->door[i]);
	journal_close(x->journal);
	service_release(&x->service);
	mem_free(x);
}

const struct role_kind role_edge = {
	.calls = CONFINE_FILES | CONFINE_SYNC | CONFINE_ACCEPT,
	.start = start, .run = run, .message = message, .stop = stop,
	.release = release
};
