/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts at the desk. */
#include "cli/desk_names.h"
#include "cli/desk_task.h"
#include "model/jsonput.h"

static void
put_time(struct buf *b, const char *key, int64_t ms)
{

	jsonput_key(b, key);
	buf_char(b, '"');
	buf_time(b, ms);
	buf_char(b, '"');
}

static void
put_bool(struct buf *b, const char *key, bool yes)
{

	jsonput_key(b, key);
	buf_text(b, yes ? "true" : "false");
}

/* store_access_account_fn: as the API shows it; nothing secret. */
static rc
put(void *ctx, const struct store_access_account *a)
{
	struct desk_visit *v = ctx;
	struct buf *b = &v->a.body;

	if (v->who.tenant[0] != '\0' && strcmp(v->who.tenant, a->tenant) !=
	    0)
		return (RC_OK);
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "name", span_of(a->name));
	jsonput_text(b, "role", span_of(a->role));
	jsonput_text(b, "tenant", span_of(a->tenant));
	put_bool(b, "totp", a->totp_on);
	put_bool(b, "disabled", a->disabled);
	put_time(b, "made", a->made);
	put_time(b, "changed", a->changed);
	jsonput_int(b, "version", a->version);
	jsonput_close(b, '}');
	buf_clear(&v->a.etag);
	buf_fmt(&v->a.etag, "\"%lld\"", (long long)a->version);
	return (b->failed ? RC_NOMEM : RC_OK);
}

void
desk_users_list(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };

	jsonput_open(&v->a.body, NULL, '{');
	jsonput_open(&v->a.body, "items", '[');
	if (store_access_accounts(v->store, put, v, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "user");
		return;
	}
	jsonput_close(&v->a.body, ']');
	jsonput_close(&v->a.body, '}');
	buf_clear(&v->a.etag);
	desk_visit_done(v, 200);
}

static void
show(struct desk_visit *v, struct span name, unsigned status)
{
	struct store_access_account a;
	struct err e = { .code = RC_OK };

	if (store_access_account(v->store, name, &a, &e) != RC_OK)
		desk_visit_refuse(v, &e, "user");
	else {
		/* That it failed is seen once all is written. */
		(void)put(v, &a);
		desk_visit_done(v, status);
	}
}

void
desk_users_show(struct desk_visit *v)
{

	show(v, v->id, 200);
}

/* desk_visit_change_fn */
static rc
add(struct desk_visit *v, void *ctx, struct err *e)
{

	return (store_access_add(v->store, ctx, v->now, e));
}

/* desk_task_fn */
static void
added(struct desk_visit *v, struct desk_task *t)
{
	struct store_access_account a = { .version = 0 };
	struct err e = { .code = RC_OK };

	(void)desk_task_copy(a.name, sizeof(a.name), span_of(t->name));
	(void)desk_task_copy(a.role, sizeof(a.role), span_of(t->role));
	(void)desk_task_copy(a.tenant, sizeof(a.tenant),
	    span_of(t->tenant));
	(void)desk_task_copy(a.password, sizeof(a.password),
	    span_of(t->result));
	if (t->made != RC_OK)
		desk_visit_problem(v, 422, DESK_NAMES_PASSWORD);
	else if (desk_visit_change(v, add, &a, "user.add", span_of(a.name),
	    &e) == RC_OK)
		show(v, span_of(a.name), 201);
	else if (e.code == RC_CONFLICT)
		desk_visit_problem(v, 409, "there is a user of that name");
	else
		desk_visit_refuse(v, &e, "user");
}

/* Who is of one tenant makes users of that alone. */
static bool
tenant_of(struct desk_visit *v, char *to, size_t room)
{
	struct span asked = desk_body_text(&v->body, "tenant");

	if (v->who.tenant[0] == '\0')
		return (desk_task_copy(to, room, asked));
	return ((!desk_body_has(&v->body, "tenant") ||
	    span_eq(asked, span_of(v->who.tenant))) &&
	    desk_task_copy(to, room, span_of(v->who.tenant)));
}

void
desk_users_add(struct desk_visit *v)
{
	struct span name = desk_body_text(&v->body, "name");
	struct desk_task *t;

	if (!desk_names_user(name)) {
		desk_visit_problem(v, 422, DESK_NAMES_HELP);
		return;
	}
	if ((t = desk_task_new(v, added)) == NULL)
		return;
	(void)desk_task_copy(t->name, sizeof(t->name), name);
	(void)desk_task_copy(t->role, sizeof(t->role),
	    desk_body_text(&v->body, "role"));
	if (!tenant_of(v, t->tenant, sizeof(t->tenant))) {
		desk_visit_problem(v, 403, "not of that tenant");
		t->job.drop(&t->job);
		return;
	}
	desk_task_begin(v, t, (struct span){ NULL, 0 }, NULL,
	    desk_body_text(&v->body, "password"));
}

/* Administrators who can still come in, but for one. */
struct others {
	const char	*but;
	unsigned	 n;
};

/* store_access_account_fn */
static rc
other_admin(void *ctx, const struct store_access_account *a)
{
	struct others *o = ctx;

	o->n += !a->disabled && strcmp(a->role, "admin") == 0 &&
	    a->tenant[0] == '\0' && strcmp(a->name, o->but) != 0;
	return (RC_OK);
}

/* desk_visit_change_fn: its sessions are over, too. */
static rc
change(struct desk_visit *v, void *ctx, struct err *e)
{
	struct store_access_account *a = ctx;
	struct others o = { a->name, 0 };
	rc r;

	if ((a->disabled || strcmp(a->role, "admin") != 0 ||
	    a->tenant[0] != '\0') && (r = store_access_accounts(v->store,
	    other_admin, &o, e)) != RC_OK)
		return (r);
	if ((a->disabled || strcmp(a->role, "admin") != 0 ||
	    a->tenant[0] != '\0') && o.n == 0)
		return (rc_fail(e, RC_DENIED, 0, "the last administrator"));
	if ((r = store_access_set(v->store, a, v->now, e)) != RC_OK)
		return (r);
	return (a->disabled ? store_access_revoke_all(v->store,
	    span_of(a->name), (struct span){ NULL, 0 }, e) : RC_OK);
}

static void
change_to(struct desk_visit *v, struct store_access_account *a)
{
	struct err e = { .code = RC_OK };
	int64_t was = desk_visit_was(v);

	if (desk_body_has(&v->body, "role"))
		(void)desk_task_copy(a->role, sizeof(a->role),
		    desk_body_text(&v->body, "role"));
	a->disabled = desk_body_int(&v->body, "disabled", a->disabled) != 0;
	if (was != 0 && was != a->version)
		desk_visit_problem(v, 412, "it has changed since");
	else if (desk_body_has(&v->body, "tenant") &&
	    !tenant_of(v, a->tenant, sizeof(a->tenant)))
		desk_visit_problem(v, 403, "not of that tenant");
	else if (desk_visit_change(v, change, a, "user.change",
	    span_of(a->name), &e) == RC_OK)
		show(v, span_of(a->name), 200);
	else if (e.code == RC_DENIED)
		desk_visit_problem(v, 409, "nobody would be left to manage "
		    "users");
	else
		desk_visit_refuse(v, &e, "user");
}

void
desk_users_change(struct desk_visit *v)
{
	struct store_access_account a;
	struct err e = { .code = RC_OK };

	if (store_access_account(v->store, v->id, &a, &e) != RC_OK)
		desk_visit_refuse(v, &e, "user");
	else
		change_to(v, &a);
}

/* desk_visit_change_fn: all other sessions are over. */
static rc
set_password(struct desk_visit *v, void *ctx, struct err *e)
{
	const struct desk_task *t = ctx;
	struct store_access_account a;
	rc r;

	if ((r = store_access_account(v->store, span_of(t->name), &a, e)) !=
	    RC_OK)
		return (r);
	(void)desk_task_copy(a.password, sizeof(a.password),
	    span_of(t->result));
	if ((r = store_access_set(v->store, &a, v->now, e)) != RC_OK)
		return (r);
	return (store_access_revoke_all(v->store, span_of(a.name),
	    v->who.digest, e));
}

/* desk_task_fn */
static void
password_made(struct desk_visit *v, struct desk_task *t)
{
	struct err e = { .code = RC_OK };

	if (t->checked != RC_OK)
		desk_visit_problem(v, 403, "the old password is another");
	else if (t->made != RC_OK)
		desk_visit_problem(v, 422, DESK_NAMES_PASSWORD);
	else if (desk_visit_change(v, set_password, t, "user.password",
	    span_of(t->name), &e) != RC_OK)
		desk_visit_refuse(v, &e, "user");
	else
		desk_visit_done(v, 204);
}

/* Who manages users need not know the old one, but of his own. */
void
desk_users_password(struct desk_visit *v)
{
	bool own = span_eq(v->id, span_of(v->who.account));
	struct span old = { NULL, 0 };
	struct store_access_account a;
	struct err e = { .code = RC_OK };
	struct desk_task *t;

	if (own || (v->who.may & DESK_USERS) == 0) {
		old = desk_body_text(&v->body, "old");
		if (old.p == NULL)
			old = SPAN("");
	}
	if (store_access_account(v->store, v->id, &a, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "user");
		return;
	}
	if ((t = desk_task_new(v, password_made)) == NULL)
		return;
	(void)desk_task_copy(t->name, sizeof(t->name), v->id);
	desk_task_begin(v, t, old, a.password,
	    desk_body_text(&v->body, "password"));
}
