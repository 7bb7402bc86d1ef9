/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's database. */
#include <sqlite3.h>
#include <stdio.h>

#include "base/mem.h"
#include "store/store_query.h"

#define BUSY_MS		5000

/* Statements that are made once. */
#define STATEMENTS(X)							\
	X(BEGIN, "BEGIN IMMEDIATE")					\
	X(COMMIT, "COMMIT")						\
	X(ROLLBACK, "ROLLBACK")						\
	X(PUT, "INSERT INTO alert(id, tenant, time, first_seen, last_seen, " \
	  "severity, count, rule, title, level, kind, entity, brief, json, " \
	  "ocsf, status, assignee, version, changed) VALUES(?1, ?2, ?3, ?4, " \
	  "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 'new', '', 1, " \
	  "?16) ON CONFLICT(id) DO UPDATE SET count = excluded.count, "	\
	  "first_seen = excluded.first_seen, last_seen = "		\
	  "excluded.last_seen, brief = excluded.brief, json = "		\
	  "excluded.json, ocsf = excluded.ocsf, version = version + 1, " \
	  "changed = excluded.changed WHERE excluded.count > count "	\
	  "RETURNING version")						\
	X(GET, "SELECT " COLUMNS " FROM alert WHERE id = ?1")		\
	X(LIST, "SELECT " COLUMNS " FROM alert WHERE seq < ?1 AND "	\
	  "severity >= ?2 AND (?3 = '' OR status = ?3) "		\
	  "AND (?5 = '' OR tenant = ?5) ORDER BY seq DESC LIMIT ?4")	\
	X(LIST_OF, "SELECT " COLUMNS " FROM alert WHERE seq < ?1 AND "	\
	  "severity >= ?2 AND (?3 = '' OR status = ?3) AND entity = ?6 " \
	  "AND (?5 = '' OR tenant = ?5) ORDER BY seq DESC LIMIT ?4")	\
	X(STATUS, "UPDATE alert SET status = ?3, assignee = ?4, version = " \
	  "version + 1, changed = ?5 WHERE id = ?1 AND (?2 = 0 OR "	\
	  "version = ?2)")

#define COLUMNS	"seq, version, time, first_seen, last_seen, severity, "	\
	"count, id, tenant, rule, title, level, kind, entity, brief, json, " \
	"ocsf, status, assignee"

enum statement {
#define X(name, sql)	S_##name,
	STATEMENTS(X)
#undef X
	STATEMENT_COUNT
};

static const char *const sql[] = {
#define X(name, text)	text,
	STATEMENTS(X)
#undef X
};

/* What brings a database from version i to i + 1.  Never changed, only added
 * to: databases are out there. */
static const char *const migrations[] = {
	"CREATE TABLE alert(seq INTEGER PRIMARY KEY AUTOINCREMENT, "
	"id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, "
	"time INTEGER NOT NULL, first_seen INTEGER NOT NULL, "
	"last_seen INTEGER NOT NULL, severity INTEGER NOT NULL, "
	"count INTEGER NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL, "
	"level TEXT NOT NULL, kind TEXT NOT NULL, entity TEXT NOT NULL, "
	"brief TEXT NOT NULL, json TEXT NOT NULL, ocsf TEXT NOT NULL, "
	"status TEXT NOT NULL, assignee TEXT NOT NULL, "
	"version INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT;"
	"CREATE INDEX alert_entity ON alert(entity, seq);"
	"CREATE TABLE token(digest TEXT PRIMARY KEY, name TEXT NOT NULL, "
	"role TEXT NOT NULL, expires INTEGER NOT NULL, "
	"made INTEGER NOT NULL) STRICT;",

	"CREATE TABLE account(name TEXT PRIMARY KEY, role TEXT NOT NULL, "
	"tenant TEXT NOT NULL, password TEXT NOT NULL, totp TEXT NOT NULL, "
	"totp_on INTEGER NOT NULL, totp_last INTEGER NOT NULL, "
	"disabled INTEGER NOT NULL, made INTEGER NOT NULL, "
	"changed INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;"
	"CREATE TABLE pass(digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
	"session INTEGER NOT NULL, name TEXT NOT NULL, "
	"account TEXT NOT NULL, role TEXT NOT NULL, tenant TEXT NOT NULL, "
	"scopes INTEGER NOT NULL, origin TEXT NOT NULL, "
	"made INTEGER NOT NULL, seen INTEGER NOT NULL, "
	"expires INTEGER NOT NULL) STRICT;"
	"CREATE INDEX pass_account ON pass(account);"
	"INSERT INTO pass SELECT digest, substr(digest, 1, 16), 0, name, '', "
	"role, '', 0, '', made, made, expires FROM token;"
	"DROP TABLE token;"
	"CREATE TABLE note(seq INTEGER PRIMARY KEY AUTOINCREMENT, "
	"time INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, "
	"object TEXT NOT NULL, origin TEXT NOT NULL, "
	"outcome TEXT NOT NULL, detail TEXT NOT NULL) STRICT;"
	"CREATE TABLE lock(name TEXT PRIMARY KEY, "
	"failures INTEGER NOT NULL, last INTEGER NOT NULL, "
	"until INTEGER NOT NULL) STRICT;"
	"CREATE TABLE setting(name TEXT PRIMARY KEY, "
	"value TEXT NOT NULL) STRICT;",

	"CREATE TABLE work(seq INTEGER PRIMARY KEY AUTOINCREMENT, "
	"time INTEGER NOT NULL, alert TEXT NOT NULL, who TEXT NOT NULL, "
	"what TEXT NOT NULL, value TEXT NOT NULL, "
	"text TEXT NOT NULL) STRICT;"
	"CREATE INDEX work_alert ON work(alert, seq);"
	"CREATE INDEX alert_rule ON alert(rule, time);"
	"CREATE TABLE rule(rule TEXT PRIMARY KEY, state TEXT NOT NULL, "
	"reason TEXT NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL, "
	"changed INTEGER NOT NULL) STRICT;",

	"CREATE TABLE outbox(row INTEGER PRIMARY KEY AUTOINCREMENT, "
	"output TEXT NOT NULL, alert TEXT NOT NULL, made INTEGER NOT NULL, "
	"tries INTEGER NOT NULL, next INTEGER NOT NULL, "
	"dead INTEGER NOT NULL, why TEXT NOT NULL, "
	"UNIQUE(output, alert)) STRICT;"
	"CREATE INDEX outbox_due ON outbox(output, dead, next);",
};

struct store {
	sqlite3		*db;				/* Owned. */
	sqlite3_stmt	*made[STATEMENT_COUNT];		/* Owned. */
};

/* What SQLite says, as ours; nothing of what was stored. */
static rc
failed(const struct store *s, const char *what, struct err *e)
{
	int code = s->db != NULL ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
	rc r = RC_IO;

	switch (code & 255) {
	case SQLITE_NOMEM:	r = RC_NOMEM; break;
	case SQLITE_FULL:	r = RC_LIMIT; break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:	r = RC_MALFORMED; break;
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:	r = RC_DENIED; break;
	case SQLITE_BUSY:	r = RC_CONFLICT; break;
	default:		break;
	}
	return (rc_fail(e, r, 0, "database: %s: %s", what,
	    sqlite3_errstr(code)));
}

static rc
run(struct store *s, const char *text, const char *what, struct err *e)
{

	return (sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ?
	    RC_OK : failed(s, what, e));
}

static rc
version(struct store *s, int *ret, struct err *e)
{
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &q, NULL) !=
	    SQLITE_OK || sqlite3_step(q) != SQLITE_ROW) {
		(void)sqlite3_finalize(q);
		return (failed(s, "reading its version", e));
	}
	*ret = sqlite3_column_int(q, 0);
	(void)sqlite3_finalize(q);
	return (RC_OK);
}

/* One step, if it is still to be done: another may have been quicker. */
static rc
step(struct store *s, int *at, struct err *e)
{
	char set[64];
	rc r;

	if ((r = run(s, "BEGIN EXCLUSIVE", "migrating", e)) != RC_OK)
		return (r);
	if ((r = version(s, at, e)) == RC_OK &&
	    (size_t)*at < COUNT_OF(migrations)) {
		(void)snprintf(set, sizeof(set), "PRAGMA user_version = %d",
		    *at + 1);
		if ((r = run(s, migrations[*at], "migrating", e)) == RC_OK)
			r = run(s, set, "migrating", e);
		++*at;
	}
	if (r == RC_OK)
		r = run(s, "COMMIT", "migrating", e);
	if (r != RC_OK)
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return (r);
}

static rc
migrate(struct store *s, struct err *e)
{
	int at = 0;
	rc r = version(s, &at, e);

	if (r == RC_OK && (at < 0 || (size_t)at > COUNT_OF(migrations)))
		return (rc_fail(e, RC_CONFLICT, 0, "database: it is of "
		    "version %d, this program knows up to %zu", at,
		    COUNT_OF(migrations)));
	while (r == RC_OK && (size_t)at < COUNT_OF(migrations))
		r = step(s, &at, e);
	return (r);
}

/* The one mode in which what was committed is there after a crash while
 * others read.  SQLite takes another without an error. */
static rc
wal(struct store *s, struct err *e)
{
	sqlite3_stmt *q = NULL;
	bool yes;

	if (sqlite3_prepare_v2(s->db, "PRAGMA journal_mode = WAL", -1, &q,
	    NULL) != SQLITE_OK || sqlite3_step(q) != SQLITE_ROW) {
		(void)sqlite3_finalize(q);
		return (failed(s, "setting up", e));
	}
	yes = sqlite3_column_text(q, 0) != NULL &&
	    strcmp((const char *)sqlite3_column_text(q, 0), "wal") == 0;
	(void)sqlite3_finalize(q);
	return (yes ? RC_OK : rc_fail(e, RC_IO, 0, "database: its file "
	    "system does not allow WAL"));
}

rc
store_open(const char *path, struct store **ret, struct err *e)
{
	struct store *s = mem_new(sizeof(*s));
	rc r = RC_OK;

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening the database"));
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		r = failed(s, "opening", e);
	else {
		(void)sqlite3_extended_result_codes(s->db, 1);
		(void)sqlite3_busy_timeout(s->db, BUSY_MS);
		r = run(s, "PRAGMA synchronous = FULL;"
		    "PRAGMA foreign_keys = ON;"
		    /* The keeper reaches no other folder. */
		    "PRAGMA temp_store = MEMORY;"
		    "PRAGMA trusted_schema = OFF;", "setting up", e);
	}
	if (r == RC_OK && (r = wal(s, e)) == RC_OK)
		r = migrate(s, e);
	for (size_t i = 0; r == RC_OK && i < STATEMENT_COUNT; i++)
		if (sqlite3_prepare_v3(s->db, sql[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->made[i], NULL) !=
		    SQLITE_OK)
			r = failed(s, "preparing", e);
	if (r != RC_OK) {
		store_close(s);
		return (r);
	}
	*ret = s;
	return (RC_OK);
}

void
store_close(struct store *s)
{

	if (s == NULL)
		return;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(s->made[i]);
	(void)sqlite3_close(s->db);
	mem_free(s);
}

/* A statement with its parameters: numbers "i", texts "s". */
struct ask {
	struct store	*s;
	sqlite3_stmt	*q;
	int		 n;		/* Bound so far. */
	bool		 bad;		/* One could not be bound. */
};

static struct ask
ask(struct store *s, enum statement which)
{

	return ((struct ask){ .s = s, .q = s->made[which] });
}

static void
number(struct ask *a, int64_t i)
{

	a->bad |= sqlite3_bind_int64(a->q, ++a->n, i) != SQLITE_OK;
}

/* What is bound lives until the statement was run. */
static void
text(struct ask *a, struct span s)
{

	a->bad |= s.n > INT32_MAX || sqlite3_bind_text(a->q, ++a->n,
	    s.p != NULL ? s.p : "", (int)s.n, SQLITE_STATIC) != SQLITE_OK;
}

static void
over(struct ask *a)
{

	(void)sqlite3_reset(a->q);
	(void)sqlite3_clear_bindings(a->q);
}

/* Run it to its end: SQLITE_DONE or SQLITE_ROW for its first row. */
static rc
go(struct ask *a, int *got, const char *what, struct err *e)
{
	rc r = RC_OK;

	*got = SQLITE_ERROR;
	if (a->bad)
		return (rc_fail(e, RC_NOMEM, 0, "database: %s", what));
	*got = sqlite3_step(a->q);
	if (*got != SQLITE_DONE && *got != SQLITE_ROW)
		r = failed(a->s, what, e);
	return (r);
}

static rc
plain(struct store *s, enum statement which, const char *what, struct err *e)
{
	struct ask a = ask(s, which);
	int got;
	rc r = go(&a, &got, what, e);

	over(&a);
	return (r);
}

rc
store_begin(struct store *s, struct err *e)
{

	return (plain(s, S_BEGIN, "beginning", e));
}

rc
store_commit(struct store *s, struct err *e)
{
	rc r = plain(s, S_COMMIT, "committing", e);

	if (r != RC_OK)
		store_undo(s);
	return (r);
}

void
store_undo(struct store *s)
{
	struct err e;

	if (sqlite3_get_autocommit(s->db) == 0 &&
	    plain(s, S_ROLLBACK, "undoing", &e) != RC_OK)
		return;		/* SQLite has done it already. */
}

rc
store_put_alert(struct store *s, const struct store_alert *w, int64_t now,
    enum store_fate *fate, struct err *e)
{
	struct ask a = ask(s, S_PUT);
	int got;
	rc r;

	text(&a, w->id);
	text(&a, w->tenant);
	number(&a, w->time);
	number(&a, w->first_seen);
	number(&a, w->last_seen);
	number(&a, w->severity);
	number(&a, w->count);
	text(&a, w->rule);
	text(&a, w->title);
	text(&a, w->level);
	text(&a, w->kind);
	text(&a, w->entity);
	text(&a, w->brief);
	text(&a, w->json);
	text(&a, w->ocsf);
	number(&a, now);
	if ((r = go(&a, &got, "keeping an alert", e)) == RC_OK) {
		*fate = got != SQLITE_ROW ? STORE_KNOWN :
		    sqlite3_column_int64(a.q, 0) == 1 ? STORE_NEW :
		    STORE_GREW;
		/* The row is changed when the statement is done. */
		if (got == SQLITE_ROW)
			r = go(&a, &got, "keeping an alert", e);
	}
	over(&a);
	return (r);
}

/* No column is NULL: without its text, memory was short. */
static bool
column(sqlite3_stmt *q, int i, struct span *ret)
{
	const unsigned char *p = sqlite3_column_text(q, i);

	*ret = (struct span){ (const char *)p,
	    (size_t)sqlite3_column_bytes(q, i) };
	return (p != NULL);
}

static bool
row_of(sqlite3_stmt *q, struct store_alert *ret)
{
	struct store_alert w = { .seq = 0 };
	int64_t *const numbers[] = { &w.seq, &w.version, &w.time,
	    &w.first_seen, &w.last_seen, &w.severity, &w.count };
	struct span *const texts[] = { &w.id, &w.tenant, &w.rule, &w.title,
	    &w.level, &w.kind, &w.entity, &w.brief, &w.json, &w.ocsf,
	    &w.status, &w.assignee };
	int at = 0;

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		*numbers[i] = sqlite3_column_int64(q, at++);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (!column(q, at++, texts[i]))
			return (false);
	*ret = w;
	return (true);
}

/* Each row to ${fn}; RC_NOTFOUND when there was none. */
static rc
rows(struct ask *a, store_alert_fn *fn, void *ctx, struct err *e)
{
	int got = SQLITE_DONE;
	bool any = false;
	rc r;

	while ((r = go(a, &got, "reading alerts", e)) == RC_OK &&
	    got == SQLITE_ROW) {
		struct store_alert w;

		any = true;
		r = row_of(a->q, &w) ? fn(ctx, &w) : rc_fail(e, RC_NOMEM, 0,
		    "database: reading alerts");
		if (r != RC_OK)
			break;
	}
	over(a);
	return (r != RC_OK || any ? r : rc_fail(e, RC_NOTFOUND, 0,
	    "no such alert"));
}

rc
store_alert(struct store *s, struct span id, store_alert_fn *fn, void *ctx,
    struct err *e)
{
	struct ask a = ask(s, S_GET);

	text(&a, id);
	return (rows(&a, fn, ctx, e));
}

rc
store_alerts(struct store *s, const struct store_wish *w, store_alert_fn *fn,
    void *ctx, struct err *e)
{
	struct ask a = ask(s, w->entity.n > 0 ? S_LIST_OF : S_LIST);
	rc r;

	number(&a, w->before > 0 ? w->before : INT64_MAX);
	number(&a, w->severity);
	text(&a, w->status);
	number(&a, w->limit);
	text(&a, w->tenant);
	if (w->entity.n > 0)
		text(&a, w->entity);
	r = rows(&a, fn, ctx, e);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

static rc
nothing(void *ctx, const struct store_alert *w)
{

	(void)ctx;
	(void)w;
	return (RC_OK);
}

rc
store_set_status(struct store *s, struct span id, int64_t was,
    struct span status, struct span assignee, int64_t now, struct err *e)
{
	struct ask a = ask(s, S_STATUS);
	int got;
	rc r;

	text(&a, id);
	number(&a, was);
	text(&a, status);
	text(&a, assignee);
	number(&a, now);
	r = go(&a, &got, "changing an alert", e);
	over(&a);
	if (r != RC_OK || sqlite3_changes(s->db) > 0)
		return (r);
	/* It is another, or none? */
	r = store_alert(s, id, nothing, NULL, e);
	return (r == RC_OK ? rc_fail(e, RC_CONFLICT, 0, "the alert has "
	    "changed since") : r);
}

struct store_query
store_query_begin(struct store *s, const char *text)
{
	struct store_query q = { .s = s };

	q.bad = sqlite3_prepare_v2(s->db, text, -1, &q.q, NULL) != SQLITE_OK;
	return (q);
}

void
store_query_int(struct store_query *q, int64_t i)
{

	q->bad = q->bad || sqlite3_bind_int64(q->q, ++q->n, i) != SQLITE_OK;
}

void
store_query_text(struct store_query *q, struct span s)
{

	q->bad = q->bad || s.n > INT32_MAX || sqlite3_bind_text(q->q, ++q->n,
	    s.p != NULL ? s.p : "", (int)s.n, SQLITE_STATIC) != SQLITE_OK;
}

rc
store_query_next(struct store_query *q, bool *any, const char *what,
    struct err *e)
{
	int got = q->bad ? SQLITE_ERROR : sqlite3_step(q->q);

	*any = got == SQLITE_ROW;
	if (got == SQLITE_ROW || got == SQLITE_DONE)
		return (RC_OK);
	if ((got & 255) == SQLITE_CONSTRAINT)
		return (rc_fail(e, RC_CONFLICT, 0, "database: %s: it is "
		    "there already", what));
	return (failed(q->s, what, e));
}

int64_t
store_query_changed(const struct store_query *q)
{

	return (sqlite3_changes64(q->s->db));
}

int64_t
store_query_get_int(const struct store_query *q, int i)
{

	return (sqlite3_column_int64(q->q, i));
}

struct span
store_query_get_text(const struct store_query *q, int i)
{
	const unsigned char *p = sqlite3_column_text(q->q, i);

	return ((struct span){ (const char *)p,
	    p != NULL ? (size_t)sqlite3_column_bytes(q->q, i) : 0 });
}

void
store_query_end(struct store_query *q)
{

	(void)sqlite3_finalize(q->q);
	q->q = NULL;
}
