/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and sessions at the desk: what opens the door. */
#include "cli/desk_names.h"
#include "cli/desk_pass.h"
#include "cli/desk_shape.h"
#include "cli/desk_task.h"
#include "model/jsonput.h"

#define DAYS	90		/* A token's life, if not said. */
#define DAY_MS	INT64_C(86400000)

static void
put_time(struct buf *b, const char *key, int64_t ms)
{

	if (ms == 0)
		return;
	jsonput_key(b, key);
	buf_char(b, '"');
	buf_time(b, ms);
	buf_char(b, '"');
}

static void
put_scopes(struct buf *b, unsigned scopes)
{

	jsonput_open(b, "scopes", '[');
	for (unsigned i = 0; i < DESK_PERMISSION_COUNT; i++)
		if ((scopes >> i & 1) != 0) {
			jsonput_next(b);
			buf_json(b, span_of(desk_roles_permission(i)));
		}
	jsonput_close(b, ']');
}

/* store_access_pass_fn: never its secret, which nobody has but the holder. */
static rc
put(void *ctx, const struct store_access_pass *p)
{
	struct desk_visit *v = ctx;
	struct buf *b = &v->a.body;

	if (v->who.tenant[0] != '\0' && !p->session &&
	    strcmp(v->who.tenant, p->tenant) != 0)
		return (RC_OK);
	jsonput_open(b, NULL, '{');
	jsonput_text(b, "id", span_of(p->id));
	jsonput_text(b, "account", span_of(p->account));
	jsonput_text(b, "from", span_of(p->from));
	if (!p->session) {
		jsonput_text(b, "name", span_of(p->name));
		jsonput_text(b, "role", span_of(p->role));
		put_scopes(b, (unsigned)p->scopes);
	}
	put_time(b, "made", p->made);
	put_time(b, "seen", p->seen);
	put_time(b, "expires", p->expires);
	jsonput_close(b, '}');
	return (b->failed ? RC_NOMEM : RC_OK);
}

/* One's own; all of them for who manages users of all tenants. */
static void
list(struct desk_visit *v, bool sessions)
{
	bool all = (v->who.may & DESK_USERS) != 0 &&
	    (v->who.tenant[0] == '\0' || !sessions);
	struct err e = { .code = RC_OK };

	jsonput_open(&v->a.body, NULL, '{');
	jsonput_open(&v->a.body, "items", '[');
	if ((all || v->who.account[0] != '\0') &&
	    store_access_passes(v->store, sessions, all ?
	    (struct span){ NULL, 0 } : span_of(v->who.account), put, v, &e) !=
	    RC_OK) {
		desk_visit_refuse(v, &e, "token");
		return;
	}
	jsonput_close(&v->a.body, ']');
	jsonput_close(&v->a.body, '}');
	desk_visit_done(v, 200);
}

void
desk_tokens_list(struct desk_visit *v)
{

	list(v, false);
}

void
desk_tokens_sessions(struct desk_visit *v)
{

	list(v, true);
}

/* A token in the making. */
struct making {
	struct store_access_pass	p;
	char				secret[DESK_PASS_SECRET];
};

/* desk_visit_change_fn */
static rc
make(struct desk_visit *v, void *ctx, struct err *e)
{
	struct making *m = ctx;

	return (desk_pass_make(v->store, &m->p, m->secret, e));
}

/* Bits of an array's text, which was found to have names of permissions. */
static unsigned
scopes_of(struct span text)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < DESK_PERMISSION_COUNT; i++) {
		const char *name = desk_roles_permission(i);
		size_t n = strlen(name);

		for (size_t at = 0; at + n + 2 <= text.n; at++)
			if (text.p[at] == '"' && text.p[at + n + 1] == '"' &&
			    memcmp(text.p + at + 1, name, n) == 0)
				bits |= 1u << i;
	}
	return (bits);
}

static void
told(struct desk_visit *v, struct making *m)
{
	struct buf *b = &v->a.body;

	jsonput_open(b, NULL, '{');
	jsonput_text(b, "id", span_of(m->p.id));
	jsonput_text(b, "name", span_of(m->p.name));
	jsonput_text(b, "token", span_of(m->secret));
	put_time(b, "expires", m->p.expires);
	jsonput_close(b, '}');
	desk_visit_done(v, 201);
}

static void
make_for(struct desk_visit *v, struct making *m)
{
	struct err e = { .code = RC_OK };
	unsigned may = desk_roles_may(span_of(m->p.role));

	if (m->p.scopes != 0)
		may &= (unsigned)m->p.scopes;
	/* Who has little cannot make himself more of it. */
	if (!v->who.session && (v->who.may & DESK_USERS) == 0)
		desk_visit_problem(v, 403, "a token makes no tokens");
	else if ((may & ~v->who.may) != 0)
		desk_visit_problem(v, 403, "it would have more than you");
	else if (desk_visit_change(v, make, m, "token.add",
	    span_of(m->p.name), &e) != RC_OK)
		desk_visit_refuse(v, &e, "token");
	else
		told(v, m);
}

void
desk_tokens_add(struct desk_visit *v)
{
	struct making m = { .p = { .made = v->now } };
	struct span name = desk_body_text(&v->body, "name");
	struct span role = desk_body_text(&v->body, "role");

	m.p.expires = v->now + DAY_MS * desk_body_int(&v->body, "days", DAYS);
	m.p.scopes = scopes_of(desk_body_text(&v->body, "scopes"));
	(void)desk_task_copy(m.p.name, sizeof(m.p.name), name);
	(void)desk_task_copy(m.p.account, sizeof(m.p.account),
	    span_of(v->who.account));
	(void)desk_task_copy(m.p.role, sizeof(m.p.role), role.n > 0 ? role :
	    span_of(v->who.role));
	(void)desk_task_copy(m.p.tenant, sizeof(m.p.tenant),
	    span_of(v->who.tenant));
	(void)desk_task_copy(m.p.from, sizeof(m.p.from), v->from);
	if (desk_names_user(name))
		make_for(v, &m);
	else
		desk_visit_problem(v, 422, DESK_NAMES_HELP);
	explicit_bzero(&m, sizeof(m));
}

/* desk_visit_change_fn */
static rc
revoke(struct desk_visit *v, void *ctx, struct err *e)
{

	(void)ctx;
	return (store_access_revoke(v->store, v->id, e));
}

static void
end(struct desk_visit *v, const char *what)
{
	struct err e = { .code = RC_OK };

	if (desk_visit_change(v, revoke, NULL, what, v->id, &e) != RC_OK)
		desk_visit_refuse(v, &e, "token");
	else
		desk_visit_done(v, 204);
}

void
desk_tokens_revoke(struct desk_visit *v)
{

	end(v, "token.revoke");
}

void
desk_tokens_end(struct desk_visit *v)
{

	end(v, "session.end");
}
