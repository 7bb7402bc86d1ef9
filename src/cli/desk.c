/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's desk. */
#include <stdio.h>

#include "base/mem.h"
#include "cli/desk_owner.h"
#include "cli/desk_route.h"
#include "cli/desk_shape.h"

#define PROBLEM		"application/problem+json"

struct desk {
	struct desk_how	how;
};

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

/* The first part of a name. */
static void
keep(char *to, size_t room, const char *from)
{

	to[span_keep(to, room - 1, span_of(from))] = '\0';
}

static bool
is_known(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };
	struct store_holder h;

	if (store_token(v->store, v->ask->who, v->now, &h, &e) == RC_OK) {
		keep(v->who.name, sizeof(v->who.name), h.name);
		keep(v->who.role, sizeof(v->who.role), h.role);
		v->who.may = desk_roles_may(span_of(h.role));
		return (true);
	}
	if (e.code == RC_NOTFOUND)
		desk_visit_problem(v, 401, "a bearer token is needed");
	else
		desk_visit_refuse(v, &e, "token");
	return (false);
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

static void
go(struct desk_visit *v, int at)
{
	const struct desk_route *r = desk_route_at((unsigned)at);
	struct err e = { .code = RC_OK };
	rc plain;

	if ((v->who.may & r->needs) != r->needs) {
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
	else if (is_formed(v, r))
		calls[at].handler(v);
}

void
desk_ask(struct desk *d, const struct messages_ask *ask, int64_t now)
{
	struct desk_visit v = { .desk = d, .store = d->how.store,
	    .state = d->how.state, .board = d->how.board, .ask = ask,
	    .now = now,
	    .a = { .status = 500, .type = DESK_VISIT_JSON } };
	int at;

	/* Who it is comes first: others learn nothing of routes. */
	if (is_known(&v)) {
		at = desk_route_find(ask->method, ask->path, &v.id,
		    v.a.allow, sizeof(v.a.allow));
		if (at >= 0)
			go(&v, at);
		else if (v.a.allow[0] != '\0')
			desk_visit_problem(&v, 405, "not by this method");
		else
			desk_visit_problem(&v, 404, "no such route");
	}
	if (v.a.body.failed || v.a.etag.failed || v.a.cookie.failed)
		desk_visit_problem(&v, 503, "out of memory");
	d->how.answer(d->how.ctx, ask->number, &v.a);
	buf_release(&v.a.body);
	buf_release(&v.a.etag);
	buf_release(&v.a.cookie);
	desk_body_release(&v.query);
	desk_body_release(&v.body);
}

rc
desk_new(const struct desk_how *how, struct desk **ret, struct err *e)
{
	struct desk *d = mem_new(sizeof(*d));

	if (d == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "setting up the desk"));
	d->how = *how;
	*ret = d;
	return (RC_OK);
}

void
desk_free(struct desk *d)
{

	mem_free(d);
}
