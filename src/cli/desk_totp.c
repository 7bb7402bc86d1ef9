/* SPDX-License-Identifier: Apache-2.0 */
/* The second factor of an account: shown once, then proved, then asked for. */
#include "base/digit.h"
#include "base/hash.h"
#include "base/totp.h"
#include "cli/desk_pass.h"
#include "cli/desk_task.h"
#include "model/jsonput.h"

static rc
set(struct desk_visit *v, void *ctx, struct err *e)
{

	return (store_access_set(v->store, ctx, v->now, e));
}

static bool
account(struct desk_visit *v, struct store_access_account *ret)
{
	struct err e = { .code = RC_OK };

	if (store_access_account(v->store, v->id, ret, &e) == RC_OK)
		return (true);
	desk_visit_refuse(v, &e, "user");
	return (false);
}

static void
change(struct desk_visit *v, struct store_access_account *a,
    const char *what)
{
	struct err e = { .code = RC_OK };

	if (desk_visit_change(v, set, a, what, v->id, &e) != RC_OK)
		desk_visit_refuse(v, &e, "user");
	else
		desk_visit_done(v, v->a.body.n > 0 ? 201 : 204);
}

void
desk_totp_begin(struct desk_visit *v)
{
	struct store_access_account a;
	uint8_t secret[TOTP_SECRET];
	char text[TOTP_TEXT];
	struct err e = { .code = RC_OK };
	struct buf *b = &v->a.body;

	if (!account(v, &a))
		return;
	if (a.totp_on) {
		desk_visit_problem(v, 409, "there is one: remove it first");
		return;
	}
	if (desk_pass_random(secret, sizeof(secret), &e) != RC_OK) {
		desk_visit_refuse(v, &e, "user");
		return;
	}
	hash_hex(secret, sizeof(secret), a.totp);
	a.totp[2 * TOTP_SECRET] = '\0';
	totp_base32(secret, text);
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "secret", (struct span){ text, sizeof(text) });
	jsonput_key(b, "uri");
	buf_fmt(b, "\"otpauth://totp/Vedette:%s?secret=%.*s&issuer=Vedette\"",
	    a.name, (int)sizeof(text), text);
	jsonput_close(b, '}');
	explicit_bzero(secret, sizeof(secret));
	explicit_bzero(text, sizeof(text));
	change(v, &a, "totp.begin");
}

void
desk_totp_confirm(struct desk_visit *v)
{
	struct store_access_account a;
	uint8_t secret[TOTP_SECRET];

	if (!account(v, &a))
		return;
	if (a.totp_on || a.totp[0] == '\0') {
		desk_visit_problem(v, 409, "there is nothing to confirm");
		return;
	}
	a.totp_on = digit_bytes(a.totp, TOTP_SECRET, secret) &&
	    totp_check(secret, desk_body_text(&v->body, "code"),
	    v->now / 1000, &a.totp_last) == RC_OK;
	explicit_bzero(secret, sizeof(secret));
	if (a.totp_on)
		change(v, &a, "totp.on");
	else
		desk_visit_problem(v, 422, "wrong code");
}

void
desk_totp_off(struct desk_visit *v)
{
	struct store_access_account a;

	if (!account(v, &a))
		return;
	a.totp_on = false;
	a.totp[0] = '\0';
	a.totp_last = 0;
	change(v, &a, "totp.off");
}
