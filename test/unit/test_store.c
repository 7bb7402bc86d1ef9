/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's database. */
#include <sqlite3.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/store_access.h"
#include "t.h"

static char path[64];

static void
fresh(void)
{

	(void)snprintf(path, sizeof(path), "store-%d.db", (int)getpid());
	(void)unlink(path);
}

static void
wipe(void)
{
	char more[96];

	(void)unlink(path);
	(void)snprintf(more, sizeof(more), "%s-wal", path);
	(void)unlink(more);
	(void)snprintf(more, sizeof(more), "%s-shm", path);
	(void)unlink(more);
}

static struct store_alert
alert(const char *id, int64_t count)
{

	return ((struct store_alert){ .id = span_of(id), .count = count,
	    .tenant = SPAN("t"), .severity = 4, .time = 1000,
	    .rule = SPAN("r"), .title = SPAN("it's \"odd\""),
	    .level = SPAN("high"), .kind = SPAN("vehicle"),
	    .entity = SPAN("veh-1"), .brief = SPAN("b"),
	    .json = SPAN("{}"), .ocsf = SPAN("{}") });
}

/* What was seen of a list. */
struct seen {
	char	ids[64];
	int64_t	last, version, count;
	char	status[16];
};

static rc
see(void *ctx, const struct store_alert *a)
{
	struct seen *s = ctx;
	size_t n = strlen(s->ids);

	(void)snprintf(s->ids + n, sizeof(s->ids) - n, "%.*s ", (int)a->id.n,
	    a->id.p);
	(void)snprintf(s->status, sizeof(s->status), "%.*s",
	    (int)a->status.n, a->status.p);
	s->last = a->seq;
	s->version = a->version;
	s->count = a->count;
	return (RC_OK);
}

static void
put(struct store *s, const char *id, int64_t count, enum store_fate want)
{
	struct store_alert a = alert(id, count);
	enum store_fate fate = STORE_KNOWN;
	struct err e = { .code = RC_OK };

	T_INT(RC_OK, store_begin(s, &e));
	T_INT(RC_OK, store_put_alert(s, &a, 5, &fate, &e));
	T_INT(want, fate);
	T_INT(RC_OK, store_commit(s, &e));
}

static void
test_alerts(void)
{
	struct store_wish w = { .limit = 2 };
	struct store *s = NULL;
	struct seen seen = { .last = 0 };
	struct err e;

	fresh();
	T_INT(RC_OK, store_open(path, &s, &e));
	put(s, "a", 1, STORE_NEW);
	put(s, "b", 1, STORE_NEW);
	put(s, "c", 1, STORE_NEW);
	/* Told again it is known; grown, it is changed; it never shrinks. */
	put(s, "a", 1, STORE_KNOWN);
	put(s, "a", 10, STORE_GREW);
	put(s, "a", 3, STORE_KNOWN);
	T_INT(RC_OK, store_alert(s, SPAN("a"), see, &seen, &e));
	T_INT(10, seen.count);
	T_INT(2, seen.version);
	T_INT(RC_NOTFOUND, store_alert(s, SPAN("z"), see, &seen, &e));

	/* Newest first, page by page. */
	seen = (struct seen){ .last = 0 };
	T_INT(RC_OK, store_alerts(s, &w, see, &seen, &e));
	T_STR("c b ", seen.ids);
	w.before = seen.last;
	seen.ids[0] = '\0';
	T_INT(RC_OK, store_alerts(s, &w, see, &seen, &e));
	T_STR("a ", seen.ids);
	w = (struct store_wish){ .limit = 9, .severity = 5 };
	seen.ids[0] = '\0';
	T_INT(RC_OK, store_alerts(s, &w, see, &seen, &e));
	T_STR("", seen.ids);
	w = (struct store_wish){ .limit = 9, .entity = SPAN("veh-1"),
	    .before = 3 };
	T_INT(RC_OK, store_alerts(s, &w, see, &seen, &e));
	T_STR("b a ", seen.ids);
	seen.ids[0] = '\0';
	w = (struct store_wish){ .limit = 9, .status = SPAN("new"),
	    .entity = SPAN("veh-1' OR 1=1 --") };
	T_INT(RC_OK, store_alerts(s, &w, see, &seen, &e));
	T_STR("", seen.ids);

	/* Of two who change what they have read one is told. */
	T_INT(RC_OK, store_set_status(s, SPAN("a"), 2, SPAN("open"),
	    SPAN("kim"), 6, &e));
	T_INT(RC_CONFLICT, store_set_status(s, SPAN("a"), 2, SPAN("closed"),
	    SPAN("lee"), 7, &e));
	T_INT(RC_NOTFOUND, store_set_status(s, SPAN("z"), 0, SPAN("open"),
	    SPAN(""), 7, &e));
	T_INT(RC_OK, store_alert(s, SPAN("a"), see, &seen, &e));
	T_STR("open", seen.status);
	store_close(s);

	/* It is all there afterwards. */
	T_INT(RC_OK, store_open(path, &s, &e));
	seen.ids[0] = '\0';
	T_INT(RC_OK, store_alerts(s, &(struct store_wish){ .limit = 9 }, see,
	    &seen, &e));
	T_STR("c b a ", seen.ids);
	store_close(s);
	wipe();
}

static void
test_undo(void)
{
	struct store_alert a = alert("a", 1);
	struct store *s = NULL;
	struct seen seen = { .last = 0 };
	enum store_fate fate;
	struct err e;
	int status = 0;
	pid_t pid;

	fresh();
	T_INT(RC_OK, store_open(path, &s, &e));
	T_INT(RC_OK, store_begin(s, &e));
	T_INT(RC_OK, store_put_alert(s, &a, 5, &fate, &e));
	store_undo(s);
	store_undo(s);
	T_INT(RC_NOTFOUND, store_alert(s, SPAN("a"), see, &seen, &e));
	store_close(s);

	/* Killed before the commit: none of it; after it: all of it. */
	pid = fork();
	if (pid == 0) {
		if (store_open(path, &s, &e) != RC_OK ||
		    store_begin(s, &e) != RC_OK ||
		    store_put_alert(s, &a, 5, &fate, &e) != RC_OK ||
		    store_commit(s, &e) != RC_OK ||
		    store_begin(s, &e) != RC_OK)
			_exit(1);
		a.id = SPAN("b");
		if (store_put_alert(s, &a, 5, &fate, &e) == RC_OK)
			(void)raise(SIGKILL);
		_exit(1);
	}
	T_TRUE(pid > 0 && waitpid(pid, &status, 0) == pid &&
	    WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	T_INT(RC_OK, store_open(path, &s, &e));
	T_INT(RC_OK, store_alerts(s, &(struct store_wish){ .limit = 9 }, see,
	    &seen, &e));
	T_STR("a ", seen.ids);
	store_close(s);
	wipe();
}

/* store_access_pass_fn, store_access_note_fn: how many. */
static rc
count_pass(void *ctx, const struct store_access_pass *p)
{

	T_TRUE(p->id[0] != '\0');
	++*(unsigned *)ctx;
	return (RC_OK);
}

static rc
count_note(void *ctx, const struct store_access_note *n)
{

	T_TRUE(n->seq > 0);
	++*(unsigned *)ctx;
	return (RC_OK);
}

static void
test_passes(void)
{
	struct store_access_pass p = { .digest = "d1", .id = "i1",
	    .session = true, .account = "kim", .made = 5, .seen = 5 };
	struct store_access_pass got;
	struct store *s = NULL;
	struct err e;
	unsigned n = 0;

	fresh();
	T_INT(RC_OK, store_open(path, &s, &e));
	T_INT(RC_OK, store_access_let(s, &p, &e));
	T_INT(RC_CONFLICT, store_access_let(s, &p, &e));
	p = (struct store_access_pass){ .digest = "d2", .id = "i2",
	    .name = "robot", .role = "viewer", .tenant = "t", .scopes = 3,
	    .made = 6, .expires = 100 };
	T_INT(RC_OK, store_access_let(s, &p, &e));
	T_INT(RC_OK, store_access_pass(s, SPAN("d2"), &got, &e));
	T_STR("robot", got.name);
	T_STR("viewer", got.role);
	T_TRUE(!got.session && got.scopes == 3 && got.expires == 100);
	T_INT(RC_NOTFOUND, store_access_pass(s, SPAN(""), &got, &e));
	T_INT(RC_OK, store_access_seen(s, SPAN("d1"), 77, &e));
	T_INT(RC_OK, store_access_pass(s, SPAN("d1"), &got, &e));
	T_INT(77, got.seen);
	T_INT(RC_OK, store_access_passes(s, true, SPAN("kim"), count_pass,
	    &n, &e));
	T_INT(1, n);
	T_INT(RC_OK, store_access_passes(s, true, SPAN("ann"), count_pass,
	    &n, &e));
	T_INT(1, n);
	/* All of kim's but the one that asks. */
	T_INT(RC_OK, store_access_revoke_all(s, SPAN("kim"), SPAN("d1"),
	    &e));
	T_INT(RC_OK, store_access_pass(s, SPAN("d1"), &got, &e));
	T_INT(RC_OK, store_access_revoke_all(s, SPAN("kim"), SPAN(""), &e));
	T_INT(RC_NOTFOUND, store_access_pass(s, SPAN("d1"), &got, &e));
	T_INT(RC_OK, store_access_expire(s, 0, 100, &e));
	T_INT(RC_OK, store_access_revoke(s, SPAN("i2"), &e));
	T_INT(RC_NOTFOUND, store_access_revoke(s, SPAN("i2"), &e));
	store_close(s);
	wipe();
}

static void
test_accounts(void)
{
	struct store_access_account a = { .name = "kim", .role = "viewer",
	    .password = "x" }, got;
	const struct store_access_lock l = { 3, 20, 0 }, none = { 0, 0, 0 };
	struct store_access_lock is;
	struct buf b = { 0 };
	struct store *s = NULL;
	struct err e;
	unsigned n = 0;

	fresh();
	T_INT(RC_OK, store_open(path, &s, &e));
	T_INT(RC_NOTFOUND, store_access_account(s, SPAN("kim"), &got, &e));
	T_INT(RC_OK, store_access_add(s, &a, 5, &e));
	T_INT(RC_CONFLICT, store_access_add(s, &a, 5, &e));
	T_INT(RC_OK, store_access_account(s, SPAN("kim"), &got, &e));
	T_INT(1, got.version);
	got.disabled = true;
	T_INT(RC_OK, store_access_set(s, &got, 9, &e));
	/* Its version has changed since. */
	T_INT(RC_CONFLICT, store_access_set(s, &got, 9, &e));
	T_STR("kim", got.name);
	(void)snprintf(got.name, sizeof(got.name), "ann");
	T_INT(RC_NOTFOUND, store_access_set(s, &got, 9, &e));
	/* Locks, settings, records. */
	T_INT(RC_OK, store_access_set_lock(s, SPAN("a kim"), &l, &e));
	T_INT(RC_OK, store_access_prune(s, 20, &e));
	T_INT(RC_OK, store_access_lock(s, SPAN("a kim"), &is, &e));
	T_INT(3, is.failures);
	T_INT(RC_OK, store_access_prune(s, 21, &e));
	T_INT(RC_OK, store_access_lock(s, SPAN("a kim"), &is, &e));
	T_INT(0, is.failures);
	T_INT(RC_OK, store_access_set_lock(s, SPAN("a kim"), &none, &e));
	T_INT(RC_NOTFOUND, store_access_setting(s, "k", &b, &e));
	T_INT(RC_OK, store_access_set_setting(s, "k", SPAN("1"), &e));
	T_INT(RC_OK, store_access_set_setting(s, "k", SPAN("2"), &e));
	T_INT(RC_OK, store_access_setting(s, "k", &b, &e));
	T_SPAN("2", buf_span(&b));
	T_INT(RC_OK, store_access_set_setting(s, "k", SPAN(""), &e));
	T_INT(RC_NOTFOUND, store_access_setting(s, "k", &b, &e));
	for (int i = 0; i < 3; i++)
		T_INT(RC_OK, store_access_note(s,
		    &(struct store_access_note){ .time = i,
		    .who = SPAN("kim"), .what = SPAN("test") }, &e));
	T_INT(RC_OK, store_access_notes(s, INT64_MAX, 2, count_note, &n,
	    &e));
	T_INT(2, n);
	buf_release(&b);
	store_close(s);
	wipe();
}

/* A token of the first version opens still. */
static void
test_first(void)
{
	struct store_access_pass got;
	struct store *s = NULL;
	sqlite3 *db = NULL;
	struct err e;

	fresh();
	T_INT(RC_OK, store_open(path, &s, &e));
	store_close(s);
	/* As it was: alerts and tokens alone. */
	T_INT(SQLITE_OK, sqlite3_open(path, &db));
	T_INT(SQLITE_OK, sqlite3_exec(db, "DROP TABLE account;"
	    "DROP TABLE pass; DROP TABLE note; DROP TABLE lock;"
	    "DROP TABLE setting; DROP TABLE work; DROP TABLE rule;"
	    "DROP TABLE outbox;"
	    "DROP INDEX alert_rule;"
	    "CREATE TABLE token(digest TEXT PRIMARY KEY, name TEXT NOT NULL, "
	    "role TEXT NOT NULL, expires INTEGER NOT NULL, "
	    "made INTEGER NOT NULL) STRICT;"
	    "INSERT INTO token VALUES('0123456789abcdef01', 'kim', 'viewer', "
	    "99, 5); PRAGMA user_version = 1", NULL, NULL, NULL));
	T_INT(SQLITE_OK, sqlite3_close(db));
	T_INT(RC_OK, store_open(path, &s, &e));
	T_INT(RC_OK, store_access_pass(s, SPAN("0123456789abcdef01"), &got,
	    &e));
	T_STR("kim", got.name);
	T_STR("0123456789abcdef", got.id);
	T_TRUE(!got.session && got.expires == 99 && got.made == 5);
	store_close(s);
	wipe();
}

/* A newer program's is not touched; what is none is told. */
static void
test_versions(void)
{
	struct store *s = NULL;
	sqlite3 *db = NULL;
	struct err e;
	FILE *f;

	fresh();
	T_INT(SQLITE_OK, sqlite3_open(path, &db));
	T_INT(SQLITE_OK, sqlite3_exec(db, "PRAGMA user_version = 77", NULL,
	    NULL, NULL));
	(void)sqlite3_close(db);
	T_INT(RC_CONFLICT, store_open(path, &s, &e));
	T_STR("database: it is of version 77, this program knows up to 4",
	    e.what);
	wipe();
	f = fopen(path, "w");
	T_TRUE(f != NULL);
	for (int i = 0; f != NULL && i < 999; i++)
		fputs("this is no database\n", f);
	if (f != NULL)
		(void)fclose(f);
	T_INT(RC_MALFORMED, store_open(path, &s, &e));
	wipe();
	T_INT(RC_DENIED, store_open("no/such/folder/db", &s, &e));
	T_TRUE(s == NULL);
}

static const struct t_case cases[] = {
	{ "alerts", test_alerts },
	{ "all or nothing", test_undo },
	{ "sessions and tokens", test_passes },
	{ "accounts, locks, settings, records", test_accounts },
	{ "the first version", test_first },
	{ "versions", test_versions },
};

T_MAIN(cases)
