/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper's role: has alerts on disk, and answers the API from there.
 *
 *	alert, alert ... -> one transaction -> kept -> news
 *	ask -> who is it, may he -> answer
 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cli/desk.h"
#include "cli/desk_setup.h"
#include "cli/keeper_outbox.h"
#include "cli/keeper_state.h"
#include "cli/roles.h"
#include "cli/service.h"
#include "model/level.h"

#define GATHER_MS	5		/* Alerts by then share a commit. */
#define TOGETHER	4096		/* At most. */

struct keeper {
	struct role	*role;		/* Borrowed. */
	struct service	 service;
	struct store	*store;		/* Owned. */
	struct desk	*desk;		/* Owned. */
	struct keeper_outbox *outbox;	/* Owned. */
	uint64_t	 seq;		/* Of the last alert that was put. */
	size_t		 open;		/* Alerts of the transaction. */
	struct buf	 masked;	/* An alert as all may see it. */
	struct buf	 news;		/* Of them, messages_news in order: */
	size_t		 news_n;	/* length 4, body. */
	int		 commit;	/* Timer; -1: none. */
	struct buf	 state[MESSAGES_ROLE_COUNT];	/* As told last. */
	struct meters_board board;
	uint64_t	 alerts[8];	/* New ones, by severity_id. */
	uint64_t	 commits;
	char		 path[4096];	/* Of the database. */
};

static struct keeper *
of(struct role *r)
{

	return (r->state);
}

/* What has become durable may be shown. */
static void
tell_news(struct keeper *k)
{
	struct span rest = buf_span(&k->news);

	while (rest.n > 0) {
		uint32_t n;

		memcpy(&n, rest.p, sizeof(n));
		role_send(k->role, MESSAGES_API, MESSAGES_KIND(news),
		    (struct span){ rest.p + sizeof(n), n }, -1);
		rest = span_from(rest, sizeof(n) + n);
	}
	buf_clear(&k->news);
}

static void
commit(void *ctx)
{
	struct keeper *k = ctx;
	struct err e = { .code = RC_OK };

	k->commit = -1;
	k->open = 0;
	k->commits++;
	if (store_commit(k->store, &e) != RC_OK) {
		/* The engine goes back and tells them again. */
		role_fail(k->role, &e);
		return;
	}
	ROLE_SEND(k->role, MESSAGES_ENGINE, kept, -1, .seq = k->seq);
	tell_news(k);
	keeper_outbox_pump(k->outbox);
}

/* A transaction is open from here on, and its commit is on its way. */
static rc
write_now(struct keeper *k, struct err *e)
{
	rc r = RC_OK;

	if (k->open == 0)
		r = store_begin(k->store, e);
	if (r != RC_OK)
		return (r);
	k->open++;
	return (k->commit >= 0 ? RC_OK : loop_once(k->role->loop, GATHER_MS,
	    commit, k, &k->commit, e));
}

/* Who watches sees no personal data; what cannot be masked he asks for. */
static void
note_news(struct keeper *k, const struct messages_alert *m)
{
	struct messages_news news = { .seq = m->seq, .tenant = m->tenant };
	size_t at = k->news.n;
	uint32_t n = 0;

	buf_clear(&k->masked);
	if (desk_mask(k->desk, m->json, &k->masked) != RC_OK)
		return;
	news.json = buf_span(&k->masked);
	buf_put(&k->news, (struct span){ (const char *)&n, sizeof(n) });
	messages_put_news(&k->news, &news);
	if (k->news.failed)
		return;		/* Who watches asks again; the rest goes on. */
	n = (uint32_t)(k->news.n - at - sizeof(n));
	memcpy(k->news.p + at, &n, sizeof(n));
}

/* What somebody muted is kept like any other, and says so, but is told nobody
 * outside. */
static rc
greet(struct keeper *k, const struct messages_alert *m,
    const struct store_alert *a, struct err *e)
{
	const char *state = desk_rules_fate(k->desk, m->rule,
	    (int64_t)m->time);

	if (state == NULL)
		return (keeper_outbox_note(k->outbox, a, loop_clock(), e));
	return (store_set_status(k->store, m->id, 0, span_of(state),
	    (struct span){ NULL, 0 }, loop_clock(), e));
}

static rc
on_alert(struct keeper *k, const struct messages_alert *m, struct err *e)
{
	const struct store_alert a = { .time = (int64_t)m->time,
	    .first_seen = (int64_t)m->first_seen,
	    .last_seen = (int64_t)m->last_seen,
	    .severity = (int64_t)m->severity, .count = (int64_t)m->count,
	    .id = m->id, .tenant = m->tenant, .rule = m->rule,
	    .title = m->title, .level = m->level, .kind = m->kind,
	    .entity = m->entity, .brief = m->brief, .json = m->json,
	    .ocsf = m->ocsf };
	enum store_fate fate;
	rc r;

	if ((r = write_now(k, e)) != RC_OK ||
	    (r = store_put_alert(k->store, &a, loop_clock(), &fate, e)) !=
	    RC_OK)
		return (r);
	k->seq = m->seq;
	if (fate == STORE_NEW && (r = greet(k, m, &a, e)) != RC_OK)
		return (r);
	if (fate != STORE_KNOWN)
		note_news(k, m);
	if (fate == STORE_NEW && m->severity < COUNT_OF(k->alerts))
		k->alerts[m->severity]++;
	if (k->open >= TOGETHER) {
		loop_end_timer(k->role->loop, k->commit);
		commit(k);
	}
	return (RC_OK);
}

static rc
on_told(struct keeper *k, struct span body, struct err *e)
{
	struct messages_told told;
	rc r;

	if ((r = messages_get_told(body, &told, e)) == RC_OK &&
	    (r = write_now(k, e)) == RC_OK)
		r = keeper_outbox_told(k->outbox, &told, loop_clock(), e);
	return (r);
}

/* keeper_outbox_how.open */
static bool
is_open(void *ctx)
{
	const struct keeper *k = ctx;

	return (k->open > 0);
}

static void answer(void *, uint64_t, const struct desk_answer *);

/* desk_how.settle: what is asked for must not see what may still be undone. */
static void
settle(void *ctx)
{
	struct keeper *k = ctx;

	if (k->open > 0) {
		loop_end_timer(k->role->loop, k->commit);
		commit(k);
	}
}

static void
on_ask(struct keeper *k, const struct messages_ask *m)
{
	struct desk_answer a = { .status = 500 };

	if (keeper_state_ask(&k->board, m, k->service.config->api.ready,
	    &a)) {
		answer(k, m->number, &a);
		buf_release(&a.body);
		return;
	}
	settle(k);
	desk_ask(k->desk, m, loop_clock());
}

/* desk_answer_fn */
static void
answer(void *ctx, uint64_t number, const struct desk_answer *a)
{
	struct keeper *k = ctx;

	ROLE_SEND(k->role, MESSAGES_API, answer, -1, .number = number,
	    .status = a->status, .retry = a->retry_s,
	    .type = span_of(a->type), .body = buf_span(&a->body),
	    .etag = buf_span(&a->etag), .cookie = buf_span(&a->cookie),
	    .allow = span_of(a->allow), .tenant = a->tenant);
}

/* desk_how.recheck */
static void
recheck(void *ctx)
{
	struct keeper *k = ctx;

	ROLE_SEND(k->role, MESSAGES_API, recheck, -1, .what = 0);
}

/* desk_how.append */
static bool
append(void *ctx, uint64_t number, struct span lines)
{
	struct keeper *k = ctx;

	if (k->role->peer[MESSAGES_EDGE] == NULL)
		return (false);
	ROLE_SEND(k->role, MESSAGES_EDGE, append, -1, .number = number,
	    .lines = lines);
	return (true);
}

static rc
message(struct role *role, enum messages_role from,
    enum messages_kind kind, struct span body, int fd UNUSED, struct err *e)
{
	struct keeper *k = of(role);
	struct messages_alert alert;
	struct messages_meters meters;
	struct messages_appended appended;
	struct messages_state state;
	struct messages_ask ask;
	rc r;

	if (kind == MESSAGES_KIND(alert)) {
		if ((r = messages_get_alert(body, &alert, e)) != RC_OK)
			return (r);
		return (on_alert(k, &alert, e));
	}
	if (kind == MESSAGES_KIND(ask)) {
		if ((r = messages_get_ask(body, &ask, e)) == RC_OK)
			on_ask(k, &ask);
		return (r);
	}
	if (kind == MESSAGES_KIND(told))
		return (on_told(k, body, e));
	if (kind == MESSAGES_KIND(appended)) {
		if ((r = messages_get_appended(body, &appended, e)) == RC_OK) {
			settle(k);
			desk_reference_told(k->desk, appended.number,
			    appended.durable != 0);
		}
		return (r);
	}
	if (kind == MESSAGES_KIND(meters)) {
		if ((r = messages_get_meters(body, &meters, e)) == RC_OK)
			r = meters_board_take(&k->board, from,
			    meters.samples, loop_now(), e);
		return (r);
	}
	BUG_IF(kind != MESSAGES_KIND(state));
	if ((r = messages_get_state(body, &state, e)) == RC_OK) {
		buf_clear(&k->state[from]);
		buf_put(&k->state[from], state.json);
	}
	return (r);
}

/* A new engine counts its alerts from 1. */
static void
linked(struct role *role, enum messages_role peer)
{
	struct keeper *k = of(role);

	if (peer == MESSAGES_ACT)
		keeper_outbox_linked(k->outbox);
	/* What the old one was sent it may have or not: to be sent again. */
	if (peer == MESSAGES_EDGE)
		desk_reference_told(k->desk, 0, false);
	if (peer != MESSAGES_ENGINE)
		return;
	settle(k);
	k->seq = 0;
}

static uint64_t
size_of(const char *path, const char *end)
{
	char text[4096];
	struct stat st;

	(void)snprintf(text, sizeof(text), "%s%s", path, end);
	return (stat(text, &st) == 0 ? (uint64_t)st.st_size : 0);
}

/* Its own go on the board at once. */
static void
meters(struct role *role, struct buf *told UNUSED)
{
	const struct span none = { NULL, 0 };
	struct keeper *k = of(role);
	struct buf b = { 0 };
	struct err e;

	for (size_t i = 0; i < COUNT_OF(k->alerts); i++)
		if (level_at((int64_t)i) != NULL)
			meters_put(&b, METERS_ALERTS, span_of(level_at(
			    (int64_t)i)->name), k->alerts[i]);
	meters_put(&b, METERS_STORE_COMMITS, none, k->commits);
	meters_put(&b, METERS_STORE_BYTES, none, size_of(k->path, "") +
	    size_of(k->path, "-wal"));
	keeper_outbox_meters(k->outbox, &b);
	/* Without memory the board stays as it was. */
	if (b.failed || meters_board_take(&k->board, MESSAGES_KEEPER,
	    buf_span(&b), loop_now(), &e) != RC_OK)
		role_log(role, CONFIG_LOG_DEBUG, "meters: out of memory");
	buf_release(&b);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct role_reach *reach, struct err *e)
{
	struct keeper *k = mem_new(sizeof(*k));
	struct desk_how desk = { .answer = answer, .append = append,
	    .settle = settle, .recheck = recheck,
	    .ctx = k };
	struct keeper_outbox_how outbox = { .role = role, .open = is_open,
	    .ctx = k };
	char path[4096];
	rc r;

	if ((role->state = k) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	k->role = role;
	k->commit = -1;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &k->service, e)) !=
	    RC_OK)
		return (r);
	(void)snprintf(k->path, sizeof(k->path), "%s/vedette.db",
	    k->service.store);
	if ((r = store_open(k->path, &k->store, e)) != RC_OK)
		return (r);
	desk.store = k->store;
	desk.loop = role->loop;
	desk.config = k->service.config;
	desk.folder = k->service.store;
	desk.state = k->state;
	desk.board = &k->board;
	outbox.store = k->store;
	outbox.config = k->service.config;
	if ((r = keeper_outbox_new(&outbox, &k->outbox, e)) != RC_OK ||
	    (r = desk_new(&desk, &k->desk, e)) != RC_OK ||
	    (r = desk_setup(role, k->store, k->service.store, e)) != RC_OK)
		return (r);
	return (role_reach(reach, k->service.store, CONFINE_WRITE, e));
}

static rc
run(struct role *role, struct err *e)
{

	struct keeper *k = of(role);
	rc r = keeper_outbox_run(k->outbox, e);

	return (r != RC_OK ? r : desk_run(k->desk, e));
}

static void
stop(struct role *role)
{

	settle(of(role));
	role_leave(role);
}

static void
release(struct role *role)
{
	struct keeper *k = of(role);

	if (k == NULL)
		return;
	desk_free(k->desk);
	keeper_outbox_free(k->outbox);
	meters_board_release(&k->board);
	store_close(k->store);
	buf_release(&k->news);
	buf_release(&k->masked);
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		buf_release(&k->state[i]);
	service_release(&k->service);
	mem_free(k);
}

const struct role_kind role_keeper = {
	.calls = CONFINE_FILES | CONFINE_SYNC | CONFINE_THREADS,
	.start = start, .run = run, .link = linked, .message = message,
	.stop = stop, .meters = meters, .release = release
};
