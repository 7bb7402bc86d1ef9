/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's desk. */
#include <stdio.h>

#include "base/digit.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/desk_owner.h"
#include "cli/desk_pass.h"
#include "cli/desk_route.h"
#include "cli/desk_rules.h"
#include "cli/desk_shape.h"
#include "cli/desk_who.h"

#define PROBLEM		"application/problem+json"
#define PURPOSE_LEAST	4		/* Bytes. */
#define PURPOSE_MOST	200
#define MASK_SETTING	"mask-key"
#define TASKS		16		/* Passwords that wait. */

typedef void handler_fn(struct desk_visit *);
typedef rc owner_fn(struct desk_visit *, struct err *);

/* What rows of DESK_ROUTES call, in their order. */
static const struct {
	handler_fn	*handler;
	owner_fn	*owner;
} calls[] = {
#define X(method, path, handler, may, owner, ...)			\
	{ desk_##handler, desk_owner_##owner },
	DESK_ROUTES(X)
#undef X
};

static const struct {
	unsigned	 status;
	const char	*title;		/* RFC 9110 section 15 */
} titles[] = {
	{ 400, "Bad Request" }, { 401, "Unauthorized" },
	{ 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" }, { 409, "Conflict" },
	{ 412, "Precondition Failed" }, { 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" }, { 503, "Service Unavailable" },
};

void
desk_visit_problem(struct desk_visit *v, unsigned status, const char *detail)
{
	struct buf *b = &v->a.body;
	size_t i = 0;

	while (i + 1 < COUNT_OF(titles) && titles[i].status != status)
		i++;
	BUG_IF(titles[i].status != status);
	buf_release(b);		/* It may have failed. */
	buf_clear(&v->a.etag);
	v->a.status = status;
	v->a.type = PROBLEM;
	buf_fmt(b, "{\"type\":\"about:blank\",\"title\":\"%s\","
	    "\"status\":%u,\"detail\":", titles[i].title, status);
	buf_json(b, span_of(detail));
	buf_text(b, "}\n");
}

void
desk_visit_refuse(struct desk_visit *v, const struct err *e, const char *what)
{
	char detail[96];

	switch (e->code) {
	case RC_NOTFOUND:
		(void)snprintf(detail, sizeof(detail), "no such %s", what);
		desk_visit_problem(v, 404, detail);
		break;
	case RC_CONFLICT:
		desk_visit_problem(v, 412,
		    "it has changed since you read it");
		break;
	case RC_NOMEM:
	case RC_LIMIT:
	case RC_MORE:
	case RC_OK:
	case RC_MALFORMED:
	case RC_DENIED:
	case RC_IO:
		v->a.retry_s = 1;
		desk_visit_problem(v, 503, "the database cannot be used");
		break;
	}
}

void
desk_visit_done(struct desk_visit *v, unsigned status)
{

	if (v->a.body.n > 0)
		buf_char(&v->a.body, '\n');
	v->a.status = status;
}

int64_t
desk_visit_was(const struct desk_visit *v)
{
	struct span s = v->ask->match;
	int64_t was;

	/* "12", with its quotes; what is none of ours fits nothing. */
	if (s.n == 0 || span_eq(s, SPAN("*")))
		return (0);
	if (s.n < 3 || s.p[0] != '"' || s.p[s.n - 1] != '"' ||
	    !desk_shape_int((struct span){ s.p + 1, s.n - 2 }, &was) ||
	    was == 0)
		return (-1);
	return (was);
}

/* The parameters and the body are as the row has them. */
static bool
is_formed(struct desk_visit *v, const struct desk_route *r)
{
	struct err e;
	rc got = desk_body_query(&v->query, v->ask->query, r->query, &e);

	if (got == RC_OK && r->body[0] != '\0')
		got = desk_body_read(&v->body, v->ask->body,
		    desk_shape_members(span_of(r->body)), &e);
	if (got == RC_NOMEM)
		desk_visit_problem(v, 503, "out of memory");
	else if (got != RC_OK)
		desk_visit_problem(v, 400, e.what);
	return (got == RC_OK);
}

static const char *
object_of(const struct desk_route *r)
{

	return (strcmp(r->owner, "none") == 0 ? "object" : r->owner);
}

/* Who states a purpose and may, sees personal data: which is on record before
 * he does.  Returns false after having answered. */
static bool
sees(struct desk_visit *v)
{
	struct span why = v->ask->purpose;

	if (why.n == 0)
		return (true);
	if (why.n > PURPOSE_MOST || why.n < PURPOSE_LEAST ||
	    utf8_bad(why) != why.n) {
		desk_visit_problem(v, 400, "a purpose has 4 to 200 bytes");
		return (false);
	}
	if ((v->who.may & DESK_PERSONAL) == 0) {
		desk_visit_problem(v, 403, "your role may not see personal "
		    "data");
		return (false);
	}
	v->clear = true;
	return (true);
}

/* The record of what was seen, before it goes out. */
static void
record(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };
	struct buf object = { 0 };

	if (!v->shown || v->a.status >= 300)
		return;
	buf_put(&object, v->ask->path);
	if (v->ask->query.n > 0) {
		buf_char(&object, '?');
		buf_put(&object, v->ask->query);
	}
	if (object.failed || desk_visit_note(v, "unmask",
	    buf_span(&object), "success", v->ask->purpose, &e) != RC_OK) {
		v->a.retry_s = 1;
		desk_visit_problem(v, 503, "the record cannot be written");
	}
	buf_release(&object);
}

static void
go(struct desk_visit *v, int at)
{
	const struct desk_route *r = desk_route_at((unsigned)at);
	struct err e = { .code = RC_OK };
	rc plain;

	if ((v->who.may & r->needs) != r->needs &&
	    (r->needs & DESK_PUBLIC) == 0) {
		desk_visit_problem(v, 403, "your role may not do that");
		return;
	}
	if ((plain = desk_body_plain(&v->query.a, v->id, &v->id)) != RC_OK) {
		desk_visit_problem(v, plain == RC_NOMEM ? 503 : 404,
		    "the path cannot be read");
		return;
	}
	if (calls[at].owner(v, &e) != RC_OK)
		desk_visit_refuse(v, &e, object_of(r));
	else if (is_formed(v, r) && sees(v)) {
		calls[at].handler(v);
		record(v);
	}
}

static void
visit(struct desk_visit *v)
{
	int at = desk_route_find(v->ask->method, v->ask->path, &v->id,
	    v->a.allow, sizeof(v->a.allow));

	/* Who it is comes first: others learn nothing of routes. */
	if ((at < 0 || (desk_route_at((unsigned)at)->needs & DESK_PUBLIC) ==
	    0) && !desk_who(v))
		v->a.allow[0] = '\0';
	else if (at >= 0)
		go(v, at);
	else if (v->a.allow[0] != '\0')
		desk_visit_problem(v, 405, "not by this method");
	else
		desk_visit_problem(v, 404, "no such route");
}

void
desk_ask(struct desk *d, const struct messages_ask *ask, int64_t now)
{
	struct desk_visit v = { .desk = d, .store = d->how.store,
	    .state = d->how.state, .board = d->how.board, .ask = ask,
	    .number = ask->number, .from = ask->from, .now = now,
	    .a = { .status = 500, .type = DESK_VISIT_JSON } };

	if (ask->cross != 0)
		desk_visit_problem(&v, 403, "a page of another origin "
		    "asks");
	else
		visit(&v);
	desk_visit_answer(&v);
}

void
desk_visit_answer(struct desk_visit *v)
{
	struct desk_answer *a = &v->a;

	if (a->body.failed || a->etag.failed || a->cookie.failed) {
		buf_release(&a->etag);
		buf_release(&a->cookie);
		desk_visit_problem(v, 503, "out of memory");
	}
	if (!v->later)
		v->desk->how.answer(v->desk->how.ctx, v->number, a);
	/* It may have a secret in it, which is shown once. */
	if (a->cookie.n > 0)
		explicit_bzero(a->cookie.p, a->cookie.n);
	if (a->status == 201 && a->body.n > 0)
		explicit_bzero(a->body.p, a->body.n);
	buf_release(&a->body);
	buf_release(&a->etag);
	buf_release(&a->cookie);
	desk_body_release(&v->query);
	desk_body_release(&v->body);
}

rc
desk_visit_note(struct desk_visit *v, const char *what, struct span object,
    const char *outcome, struct span detail, struct err *e)
{
	const struct store_access_note n = { .time = v->now,
	    .who = span_of(v->who.name), .what = span_of(what),
	    .object = object, .from = v->from, .outcome = span_of(outcome),
	    .detail = detail };

	return (store_access_note(v->store, &n, e));
}

/* Does it take away what lets somebody in? */
static bool
changes_access(const char *what)
{
	static const char *const all[] = { "user.change", "user.password",
	    "token.revoke", "session.end", "sign-out" };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (strcmp(what, all[i]) == 0)
			return (true);
	return (false);
}

rc
desk_visit_change(struct desk_visit *v, desk_visit_change_fn *fn, void *ctx,
    const char *what, struct span object, struct err *e)
{
	rc r;

	if ((r = store_begin(v->store, e)) != RC_OK)
		return (r);
	if ((r = fn(v, ctx, e)) == RC_OK &&
	    (r = desk_visit_note(v, what, object, "success",
	    (struct span){ NULL, 0 }, e)) == RC_OK)
		r = store_commit(v->store, e);
	else
		store_undo(v->store);
	if (r == RC_OK && changes_access(what))
		v->desk->how.recheck(v->desk->how.ctx);
	return (r);
}

rc
desk_mask(struct desk *d, struct span json, struct buf *b)
{

	return (mask_json(d->mask, json, b));
}

/* The key of the pseudonyms is made once, and stays. */
static rc
key_of(struct store *s, uint8_t key[MASK_KEY], struct err *e)
{
	char hex[2 * MASK_KEY];
	struct buf b = { 0 };
	rc r = store_access_setting(s, MASK_SETTING, &b, e);

	if (r == RC_OK && (b.n != sizeof(hex) ||
	    !digit_bytes(b.p, MASK_KEY, key)))
		r = rc_fail(e, RC_MALFORMED, 0, "database: the key of the "
		    "pseudonyms");
	if (r == RC_NOTFOUND && (r = desk_pass_random(key, MASK_KEY, e)) ==
	    RC_OK) {
		hash_hex(key, MASK_KEY, hex);
		r = store_access_set_setting(s, MASK_SETTING,
		    (struct span){ hex, sizeof(hex) }, e);
	}
	if (b.n > 0)
		explicit_bzero(b.p, b.n);
	buf_release(&b);
	return (r);
}

rc
desk_new(const struct desk_how *how, struct desk **ret, struct err *e)
{
	struct desk *d = mem_new(sizeof(*d));
	uint8_t key[MASK_KEY];
	rc r;

	if (d == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "setting up the desk"));
	d->how = *how;
	r = key_of(how->store, key, e);
	if (r == RC_OK && (r = mask_new(key, &d->mask)) != RC_OK)
		(void)rc_fail(e, r, 0, "setting up the desk");
	explicit_bzero(key, sizeof(key));
	if (r == RC_OK)
		r = desk_rules_load(d, e);
	if (r != RC_OK) {
		desk_free(d);
		return (r);
	}
	*ret = d;
	return (RC_OK);
}

rc
desk_run(struct desk *d, struct err *e)
{

	return (worker_new(d->how.loop, TASKS, &d->worker, e));
}

void
desk_free(struct desk *d)
{

	if (d == NULL)
		return;
	worker_free(d->worker);
	mask_free(d->mask);
	mem_free(d->said);
	mem_free(d->waits);
	mem_free(d);
}
