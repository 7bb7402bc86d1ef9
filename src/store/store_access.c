/* SPDX-License-Identifier: Apache-2.0 */
/* Who may come in. */
#include "store/store_access.h"
#include "store/store_query.h"

#define ACCOUNT	"name, role, tenant, password, totp, totp_on, totp_last, " \
	"disabled, made, changed, version"
#define PASS	"digest, id, session, name, account, role, tenant, scopes, " \
	"origin, made, seen, expires"
#define NOTE	"seq, time, who, what, object, origin, outcome, detail"

/* A column as a C string, cut where there is no room. */
static void
text_of(const struct store_query *q, int i, char *to, size_t room)
{

	to[span_keep(to, room - 1, store_query_get_text(q, i))] = '\0';
}

#define TEXT_OF(q, i, a)	text_of((q), (i), (a), sizeof(a))

static void
put_text(struct store_query *q, const char *s)
{

	store_query_text(q, span_of(s));
}

/* Run it to its end: how many rows it changed. */
static rc
run(struct store_query *q, const char *what, int64_t *changed, struct err *e)
{
	bool any = false;
	rc r = store_query_next(q, &any, what, e);

	if (r == RC_OK && changed != NULL)
		*changed = store_query_changed(q);
	store_query_end(q);
	return (r);
}

static void
read_account(const struct store_query *q, struct store_access_account *a)
{

	*a = (struct store_access_account){ .version = 0 };
	TEXT_OF(q, 0, a->name);
	TEXT_OF(q, 1, a->role);
	TEXT_OF(q, 2, a->tenant);
	TEXT_OF(q, 3, a->password);
	TEXT_OF(q, 4, a->totp);
	a->totp_on = store_query_get_int(q, 5) != 0;
	a->totp_last = store_query_get_int(q, 6);
	a->disabled = store_query_get_int(q, 7) != 0;
	a->made = store_query_get_int(q, 8);
	a->changed = store_query_get_int(q, 9);
	a->version = store_query_get_int(q, 10);
}

rc
store_access_account(struct store *s, struct span name,
    struct store_access_account *ret, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " ACCOUNT
	    " FROM account WHERE name = ?");
	bool any = false;
	rc r;

	store_query_text(&q, name);
	if ((r = store_query_next(&q, &any, "reading an account", e)) ==
	    RC_OK && any)
		read_account(&q, ret);
	store_query_end(&q);
	return (r != RC_OK || any ? r : rc_fail(e, RC_NOTFOUND, 0,
	    "no such account"));
}

rc
store_access_accounts(struct store *s, store_access_account_fn *fn,
    void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " ACCOUNT
	    " FROM account ORDER BY name");
	struct store_access_account a;
	bool any = false;
	rc r;

	while ((r = store_query_next(&q, &any, "reading accounts", e)) ==
	    RC_OK && any) {
		read_account(&q, &a);
		if ((r = fn(ctx, &a)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_access_add(struct store *s, const struct store_access_account *a,
    int64_t now, struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO account("
	    ACCOUNT ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)");

	put_text(&q, a->name);
	put_text(&q, a->role);
	put_text(&q, a->tenant);
	put_text(&q, a->password);
	put_text(&q, a->totp);
	store_query_int(&q, a->totp_on);
	store_query_int(&q, a->totp_last);
	store_query_int(&q, a->disabled);
	store_query_int(&q, now);
	store_query_int(&q, now);
	return (run(&q, "adding an account", NULL, e));
}

rc
store_access_set(struct store *s, const struct store_access_account *a,
    int64_t now, struct err *e)
{
	struct store_query q = store_query_begin(s, "UPDATE account SET "
	    "role = ?, tenant = ?, password = ?, totp = ?, totp_on = ?, "
	    "totp_last = ?, disabled = ?, changed = ?, version = version + 1 "
	    "WHERE name = ? AND version = ?");
	struct store_access_account is;
	int64_t changed = 0;
	rc r;

	put_text(&q, a->role);
	put_text(&q, a->tenant);
	put_text(&q, a->password);
	put_text(&q, a->totp);
	store_query_int(&q, a->totp_on);
	store_query_int(&q, a->totp_last);
	store_query_int(&q, a->disabled);
	store_query_int(&q, now);
	put_text(&q, a->name);
	store_query_int(&q, a->version);
	r = run(&q, "changing an account", &changed, e);
	if (r != RC_OK || changed > 0)
		return (r);
	r = store_access_account(s, span_of(a->name), &is, e);
	return (r != RC_OK ? r : rc_fail(e, RC_CONFLICT, 0, "the account "
	    "has changed since"));
}

static void
read_pass(const struct store_query *q, struct store_access_pass *p)
{

	*p = (struct store_access_pass){ .made = 0 };
	TEXT_OF(q, 0, p->digest);
	TEXT_OF(q, 1, p->id);
	p->session = store_query_get_int(q, 2) != 0;
	TEXT_OF(q, 3, p->name);
	TEXT_OF(q, 4, p->account);
	TEXT_OF(q, 5, p->role);
	TEXT_OF(q, 6, p->tenant);
	p->scopes = store_query_get_int(q, 7);
	TEXT_OF(q, 8, p->from);
	p->made = store_query_get_int(q, 9);
	p->seen = store_query_get_int(q, 10);
	p->expires = store_query_get_int(q, 11);
}

rc
store_access_pass(struct store *s, struct span digest,
    struct store_access_pass *ret, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " PASS
	    " FROM pass WHERE digest = ?");
	bool any = false;
	rc r;

	store_query_text(&q, digest);
	if ((r = store_query_next(&q, &any, "looking for a token", e)) ==
	    RC_OK && any)
		read_pass(&q, ret);
	store_query_end(&q);
	return (r != RC_OK || any ? r : rc_fail(e, RC_NOTFOUND, 0,
	    "no such token"));
}

rc
store_access_passes(struct store *s, bool session, struct span account,
    store_access_pass_fn *fn, void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " PASS
	    " FROM pass WHERE session = ? AND (? = '' OR account = ?) "
	    "ORDER BY made, id");
	struct store_access_pass p;
	bool any = false;
	rc r;

	store_query_int(&q, session);
	store_query_text(&q, account);
	store_query_text(&q, account);
	while ((r = store_query_next(&q, &any, "reading tokens", e)) ==
	    RC_OK && any) {
		read_pass(&q, &p);
		if ((r = fn(ctx, &p)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_access_let(struct store *s, const struct store_access_pass *p,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO pass(" PASS
	    ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	put_text(&q, p->digest);
	put_text(&q, p->id);
	store_query_int(&q, p->session);
	put_text(&q, p->name);
	put_text(&q, p->account);
	put_text(&q, p->role);
	put_text(&q, p->tenant);
	store_query_int(&q, p->scopes);
	put_text(&q, p->from);
	store_query_int(&q, p->made);
	store_query_int(&q, p->seen);
	store_query_int(&q, p->expires);
	return (run(&q, "keeping a token", NULL, e));
}

rc
store_access_seen(struct store *s, struct span digest, int64_t now,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "UPDATE pass SET seen = ? "
	    "WHERE digest = ?");

	store_query_int(&q, now);
	store_query_text(&q, digest);
	return (run(&q, "noting a session", NULL, e));
}

rc
store_access_revoke(struct store *s, struct span id, struct err *e)
{
	struct store_query q = store_query_begin(s,
	    "DELETE FROM pass WHERE id = ?");
	int64_t changed = 0;
	rc r;

	store_query_text(&q, id);
	r = run(&q, "revoking", &changed, e);
	return (r != RC_OK || changed > 0 ? r : rc_fail(e, RC_NOTFOUND, 0,
	    "no such token"));
}

rc
store_access_revoke_all(struct store *s, struct span account,
    struct span keep, struct err *e)
{
	struct store_query q = store_query_begin(s, "DELETE FROM pass WHERE "
	    "session = 1 AND account = ? AND digest <> ?");

	store_query_text(&q, account);
	store_query_text(&q, keep);
	return (run(&q, "ending sessions", NULL, e));
}

rc
store_access_expire(struct store *s, int64_t made, int64_t now,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "DELETE FROM pass WHERE "
	    "(session = 1 AND made < ?) OR (expires <> 0 AND expires < ?)");

	store_query_int(&q, made);
	store_query_int(&q, now);
	return (run(&q, "removing what has expired", NULL, e));
}

rc
store_access_note(struct store *s, const struct store_access_note *n,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "INSERT INTO note(time, "
	    "who, what, object, origin, outcome, detail) "
	    "VALUES(?, ?, ?, ?, ?, ?, ?)");

	store_query_int(&q, n->time);
	store_query_text(&q, n->who);
	store_query_text(&q, n->what);
	store_query_text(&q, n->object);
	store_query_text(&q, n->from);
	store_query_text(&q, n->outcome);
	store_query_text(&q, n->detail);
	return (run(&q, "recording", NULL, e));
}

rc
store_access_notes(struct store *s, int64_t before, unsigned limit,
    store_access_note_fn *fn, void *ctx, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT " NOTE " FROM "
	    "note WHERE seq < ? ORDER BY seq DESC LIMIT ?");
	bool any = false;
	rc r;

	store_query_int(&q, before);
	store_query_int(&q, limit);
	while ((r = store_query_next(&q, &any, "reading records", e)) ==
	    RC_OK && any) {
		const struct store_access_note n = {
		    .seq = store_query_get_int(&q, 0),
		    .time = store_query_get_int(&q, 1),
		    .who = store_query_get_text(&q, 2),
		    .what = store_query_get_text(&q, 3),
		    .object = store_query_get_text(&q, 4),
		    .from = store_query_get_text(&q, 5),
		    .outcome = store_query_get_text(&q, 6),
		    .detail = store_query_get_text(&q, 7) };

		if ((r = fn(ctx, &n)) != RC_OK) {
			(void)rc_fail(e, r, 0, "%s", rc_text(r));
			break;
		}
	}
	store_query_end(&q);
	return (r);
}

rc
store_access_lock(struct store *s, struct span key,
    struct store_access_lock *ret, struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT failures, last, "
	    "until FROM lock WHERE name = ?");
	bool any = false;
	rc r;

	store_query_text(&q, key);
	if ((r = store_query_next(&q, &any, "reading locks", e)) == RC_OK) {
		*ret = (struct store_access_lock){ .failures = 0 };
		if (any)
			*ret = (struct store_access_lock){
			    store_query_get_int(&q, 0),
			    store_query_get_int(&q, 1),
			    store_query_get_int(&q, 2) };
	}
	store_query_end(&q);
	return (r);
}

rc
store_access_set_lock(struct store *s, struct span key,
    const struct store_access_lock *l, struct err *e)
{
	bool none = l->failures == 0 && l->last == 0 && l->until == 0;
	struct store_query q = store_query_begin(s, none ?
	    "DELETE FROM lock WHERE name = ?" : "INSERT INTO lock(name, "
	    "failures, last, until) VALUES(?, ?, ?, ?) ON CONFLICT(name) DO "
	    "UPDATE SET failures = excluded.failures, last = excluded.last, "
	    "until = excluded.until");

	store_query_text(&q, key);
	if (!none) {
		store_query_int(&q, l->failures);
		store_query_int(&q, l->last);
		store_query_int(&q, l->until);
	}
	return (run(&q, "noting a lock", NULL, e));
}

rc
store_access_prune(struct store *s, int64_t before, struct err *e)
{
	struct store_query q = store_query_begin(s, "DELETE FROM lock WHERE "
	    "last < ? AND until < ?");

	store_query_int(&q, before);
	store_query_int(&q, before);
	return (run(&q, "removing locks", NULL, e));
}

rc
store_access_setting(struct store *s, const char *name, struct buf *b,
    struct err *e)
{
	struct store_query q = store_query_begin(s, "SELECT value FROM "
	    "setting WHERE name = ?");
	bool any = false;
	rc r;

	put_text(&q, name);
	if ((r = store_query_next(&q, &any, "reading settings", e)) == RC_OK)
		buf_put(b, any ? store_query_get_text(&q, 0) :
		    (struct span){ NULL, 0 });
	store_query_end(&q);
	if (r == RC_OK && !any)
		r = rc_fail(e, RC_NOTFOUND, 0, "no such setting");
	return (r == RC_OK && b->failed ? rc_fail(e, RC_NOMEM, 0,
	    "reading settings") : r);
}

rc
store_access_set_setting(struct store *s, const char *name,
    struct span value, struct err *e)
{
	struct store_query q = store_query_begin(s, value.n == 0 ?
	    "DELETE FROM setting WHERE name = ?" : "INSERT INTO setting(name, "
	    "value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET "
	    "value = excluded.value");

	put_text(&q, name);
	if (value.n > 0)
		store_query_text(&q, value);
	return (run(&q, "changing settings", NULL, e));
}
