/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in: the first administrator by the set-up code, everybody by name,
 * password and second factor.  Whatever is wrong, and whether there is such an
 * account, the answer and about the time are the same.
 */
#include <stdio.h>
#include <sys/random.h>

#include "base/digit.h"
#include "base/hash.h"
#include "base/totp.h"
#include "cli/desk_lock.h"
#include "cli/desk_names.h"
#include "cli/desk_pass.h"
#include "cli/desk_setup.h"
#include "cli/desk_task.h"
#include "cli/desk_who.h"
#include "model/config.h"
#include "model/jsonput.h"

#define WRONG	"name, password or code is wrong"

/* A session begins: its secret goes in a cookie, which no script sees. */
static rc
let_in(struct desk_visit *v, void *ctx, struct err *e)
{
	const struct store_access_account *a = ctx;
	struct store_access_pass p = { .session = true, .made = v->now,
	    .seen = v->now };
	const struct config_api *c = &v->desk->how.config->api;
	char secret[DESK_PASS_SECRET], proof[DESK_WHO_PROOF];
	struct buf *b = &v->a.body;
	rc r;

	(void)desk_task_copy(p.account, sizeof(p.account), span_of(a->name));
	(void)desk_task_copy(p.from, sizeof(p.from), v->from);
	if ((r = store_access_expire(v->store, v->now - c->session_most,
	    v->now, e)) != RC_OK ||
	    (r = desk_pass_make(v->store, &p, secret, e)) != RC_OK)
		return (r);
	desk_who_proof(span_of(p.digest), proof);
	buf_fmt(&v->a.cookie, "__Host-vedette=%s; Path=/; Secure; HttpOnly; "
	    "SameSite=Strict; Max-Age=%lld", secret,
	    (long long)(c->session_most / 1000));
	explicit_bzero(secret, sizeof(secret));
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "name", span_of(a->name));
	jsonput_text(b, "role", span_of(a->role));
	jsonput_text(b, "csrf", (struct span){ proof, sizeof(proof) });
	jsonput_key(b, "expires");
	buf_char(b, '"');
	buf_time(b, v->now + c->session_most);
	buf_char(b, '"');
	jsonput_close(b, '}');
	return (RC_OK);
}

/* The second factor, if there is one; its step is used up. */
static rc
second(struct store *s, struct store_access_account *a, struct span code,
    int64_t now, struct err *e)
{
	uint8_t secret[TOTP_SECRET];
	rc r;

	if (!a->totp_on)
		return (RC_OK);
	r = digit_bytes(a->totp, TOTP_SECRET, secret) ? totp_check(secret,
	    code, now / 1000, &a->totp_last) : RC_DENIED;
	explicit_bzero(secret, sizeof(secret));
	return (r == RC_OK ? store_access_set(s, a, now, e) : rc_fail(e, r,
	    0, "wrong code"));
}

/* What was wrong counts against the account and the address. */
static void
deny(struct desk_visit *v, struct span name)
{
	struct err e = { .code = RC_OK };

	if (desk_lock_failed(v, name, &e) != RC_OK ||
	    desk_visit_note(v, "sign-in", name, "failure",
	    (struct span){ NULL, 0 }, &e) != RC_OK)
		desk_visit_refuse(v, &e, "account");
	else
		desk_visit_problem(v, 401, WRONG);
}

/* desk_task_fn */
static void
signed_in(struct desk_visit *v, struct desk_task *t)
{
	struct store_access_account a;
	struct span name = span_of(t->name);
	struct err e = { .code = RC_OK };
	rc r = store_access_account(v->store, name, &a, &e);

	/* Others may have failed while this one waited. */
	if (desk_lock_is(v, name))
		return;
	if (r != RC_OK && r != RC_NOTFOUND) {
		desk_visit_refuse(v, &e, "account");
		return;
	}
	if (r != RC_OK || t->checked != RC_OK || a.disabled ||
	    strcmp(a.password, t->hash) != 0) {
		deny(v, name);
		return;
	}
	r = second(v->store, &a, span_of(t->code), v->now, &e);
	if (r == RC_DENIED) {
		deny(v, name);
		return;
	}
	(void)desk_task_copy(v->who.name, sizeof(v->who.name), name);
	if (r != RC_OK || desk_lock_passed(v, name, &e) != RC_OK ||
	    desk_visit_change(v, let_in, &a, "sign-in", name, &e) != RC_OK)
		desk_visit_refuse(v, &e, "account");
	else
		desk_visit_done(v, 201);
}

void
desk_signin_begin(struct desk_visit *v)
{
	struct span name = desk_body_text(&v->body, "name");
	struct store_access_account a;
	struct err e = { .code = RC_OK };
	struct desk_task *t;
	rc r;

	if (desk_lock_is(v, name))
		return;
	r = store_access_account(v->store, name, &a, &e);
	if (r != RC_OK && r != RC_NOTFOUND) {
		desk_visit_refuse(v, &e, "account");
		return;
	}
	if ((t = desk_task_new(v, signed_in)) == NULL)
		return;
	(void)desk_task_copy(t->name, sizeof(t->name), name);
	(void)desk_task_copy(t->code, sizeof(t->code),
	    desk_body_text(&v->body, "code"));
	desk_task_begin(v, t, desk_body_text(&v->body, "password"),
	    r == RC_OK ? a.password : password_nobody(),
	    (struct span){ NULL, 0 });
}

static rc
sign_out(struct desk_visit *v, void *ctx, struct err *e)
{

	(void)ctx;
	return (store_access_revoke(v->store, (struct span){
	    v->who.digest.p, STORE_ACCESS_ID }, e));
}

void
desk_signin_end(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };

	if (!v->who.session)
		desk_visit_problem(v, 409, "a token has no session to end");
	else if (desk_visit_change(v, sign_out, NULL, "sign-out",
	    span_of(v->who.name), &e) != RC_OK)
		desk_visit_refuse(v, &e, "session");
	else {
		buf_text(&v->a.cookie, "__Host-vedette=; Path=/; Secure; "
		    "HttpOnly; SameSite=Strict; Max-Age=0");
		desk_visit_done(v, 204);
	}
}

static rc
first_account(struct desk_visit *v, void *ctx, struct err *e)
{
	const struct desk_task *t = ctx;
	struct store_access_account a = { .role = "admin" };
	rc r;

	(void)desk_task_copy(a.name, sizeof(a.name), span_of(t->name));
	(void)desk_task_copy(a.password, sizeof(a.password),
	    span_of(t->result));
	if ((r = desk_setup_over(v->store, e)) != RC_OK ||
	    (r = store_access_add(v->store, &a, v->now, e)) != RC_OK)
		return (r);
	return (let_in(v, &a, e));
}

/* desk_task_fn: two may have come with the code; the first has used it. */
static void
set_up(struct desk_visit *v, struct desk_task *t)
{
	struct err e = { .code = RC_OK };

	(void)desk_task_copy(v->who.name, sizeof(v->who.name),
	    span_of(t->name));
	if (t->made != RC_OK)
		desk_visit_problem(v, 422, DESK_NAMES_PASSWORD);
	else if (desk_visit_change(v, first_account, t, "set-up",
	    span_of(t->name), &e) == RC_OK) {
		desk_setup_forget(v->desk->how.folder);
		desk_visit_done(v, 201);
	} else if (e.code == RC_NOTFOUND)
		desk_visit_problem(v, 401, "the code is not good any more");
	else
		desk_visit_refuse(v, &e, "account");
}

void
desk_signin_setup(struct desk_visit *v)
{
	struct span name = desk_body_text(&v->body, "name");
	struct err e = { .code = RC_OK };
	struct desk_task *t;
	rc r;

	if (desk_lock_is(v, SPAN("set-up")))
		return;
	r = desk_setup_is(v->store, desk_body_text(&v->body, "code"), &e);
	if (r == RC_DENIED || r == RC_NOTFOUND) {
		deny(v, SPAN("set-up"));
		return;
	}
	if (r != RC_OK) {
		desk_visit_refuse(v, &e, "code");
		return;
	}
	if (!desk_names_user(name)) {
		desk_visit_problem(v, 422, DESK_NAMES_HELP);
		return;
	}
	if ((t = desk_task_new(v, set_up)) == NULL)
		return;
	(void)desk_task_copy(t->name, sizeof(t->name), name);
	desk_task_begin(v, t, (struct span){ NULL, 0 }, NULL,
	    desk_body_text(&v->body, "password"));
}
