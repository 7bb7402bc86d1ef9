/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's desk. */
#include <stdlib.h>

#include "base/yaml.h"
#include "cli/keeper_desk.h"

#define LIMIT		100		/* Alerts of a page, */
#define LIMIT_MOST	1000		/* at most. */
#define JSON		"application/json"
#define PROBLEM		"application/problem+json"

/* A request at the desk. */
struct visit {
	struct store			*store;
	const struct buf		*state;
	const struct messages_ask	*ask;
	struct span			 id;	/* What "*" stands for. */
	int64_t				 now;
	struct store_holder		 holder;
	struct keeper_desk_answer	*a;
	size_t				 n;	/* Alerts written. */
	int64_t				 last;	/* seq of the last. */
};

static void
problem(struct keeper_desk_answer *a, unsigned status, const char *title)
{

	buf_clear(&a->body);
	a->status = status;
	a->type = PROBLEM;
	buf_fmt(&a->body, "{\"title\":\"%s\",\"status\":%u}\n", title,
	    status);
}

/* What the database said. */
static void
refuse(struct visit *v, const struct err *e)
{

	switch (e->code) {
	case RC_NOTFOUND:
		problem(v->a, 404, "no such alert");
		break;
	case RC_CONFLICT:
		problem(v->a, 412, "it has changed since you read it");
		break;
	case RC_NOMEM:
	case RC_LIMIT:
	case RC_MORE:
	case RC_OK:
	case RC_MALFORMED:
	case RC_DENIED:
	case RC_IO:
		problem(v->a, 503, "the database cannot be used");
		break;
	}
}

/* The value of a query parameter, not decoded: those here need none. */
static struct span
parameter(const struct visit *v, const char *name)
{
	struct span rest = v->ask->query, want = span_of(name);

	while (rest.n > 0) {
		const char *end = memchr(rest.p, '&', rest.n);
		size_t n = end != NULL ? (size_t)(end - rest.p) : rest.n;

		if (n > want.n && memcmp(rest.p, want.p, want.n) == 0 &&
		    rest.p[want.n] == '=')
			return ((struct span){ rest.p + want.n + 1,
			    n - want.n - 1 });
		rest = span_from(rest, end != NULL ? n + 1 : n);
	}
	return ((struct span){ NULL, 0 });
}

static bool
number(const struct visit *v, const char *name, int64_t most, int64_t *ret)
{
	struct span s = parameter(v, name);
	int64_t i = 0;

	if (s.p == NULL)
		return (true);
	if (s.n == 0 || s.n > 18)
		return (false);
	for (size_t k = 0; k < s.n; k++) {
		if (s.p[k] < '0' || s.p[k] > '9')
			return (false);
		i = i * 10 + (s.p[k] - '0');
	}
	*ret = i;
	return (i <= most);
}

/* store_alert_fn: the alert's own members, then what became of it. */
static rc
put(void *ctx, const struct store_alert *w)
{
	struct visit *v = ctx;
	struct buf *b = &v->a->body;

	if (v->n++ > 0)
		buf_char(b, ',');
	/* Without its closing brace. */
	buf_put(b, (struct span){ w->json.p, w->json.n - 1 });
	buf_text(b, ",\"status\":");
	buf_json(b, w->status);
	buf_text(b, ",\"assignee\":");
	buf_json(b, w->assignee);
	buf_fmt(b, ",\"seq\":%lld,\"version\":%lld}", (long long)w->seq,
	    (long long)w->version);
	v->last = w->seq;
	buf_clear(&v->a->etag);
	buf_fmt(&v->a->etag, "\"%lld\"", (long long)w->version);
	return (b->failed ? RC_NOMEM : RC_OK);
}

static void
list(struct visit *v)
{
	struct store_wish w = { .status = parameter(v, "status"),
	    .entity = parameter(v, "entity") };
	struct err e = { .code = RC_OK };
	int64_t limit = LIMIT;

	if (!number(v, "before", INT64_MAX, &w.before) ||
	    !number(v, "severity", 6, &w.severity) ||
	    !number(v, "limit", LIMIT_MOST, &limit) || limit == 0) {
		problem(v->a, 400, "before, severity and limit are numbers");
		return;
	}
	w.limit = (unsigned)limit;
	buf_text(&v->a->body, "{\"items\":[");
	if (store_alerts(v->store, &w, put, v, &e) != RC_OK) {
		refuse(v, &e);
		return;
	}
	buf_clear(&v->a->etag);
	buf_char(&v->a->body, ']');
	if (v->n == w.limit)
		buf_fmt(&v->a->body, ",\"next\":\"before=%lld\"",
		    (long long)v->last);
	buf_text(&v->a->body, "}\n");
	v->a->status = 200;
}

static void
show(struct visit *v)
{
	struct err e = { .code = RC_OK };

	if (store_alert(v->store, v->id, put, v, &e) != RC_OK) {
		refuse(v, &e);
		return;
	}
	buf_char(&v->a->body, '\n');
	v->a->status = 200;
}

/* A scalar of the body, which is JSON and so YAML. */
static struct span
member(const struct yaml_node *root, const char *name)
{
	const struct yaml_node *m = yaml_get(root, name);

	return (m != NULL && m->kind == YAML_TEXT ? m->text :
	    (struct span){ NULL, 0 });
}

static void
change(struct visit *v, const struct yaml_node *root)
{
	static const char *const states[] = { "new", "open", "closed" };
	struct span status = member(root, "status");
	struct span who = member(root, "assignee");
	struct err e = { .code = RC_OK };
	int64_t was = 0;
	size_t i = 0;

	while (i < COUNT_OF(states) && !span_eq(status, span_of(states[i])))
		i++;
	if (i == COUNT_OF(states) || who.n > 64) {
		problem(v->a, 400, "status is new, open or closed");
		return;
	}
	if (v->ask->match.n > 2)
		was = strtoll(v->ask->match.p + 1, NULL, 10);
	if (store_set_status(v->store, v->id, was, status, who, v->now, &e) !=
	    RC_OK)
		refuse(v, &e);
	else
		show(v);
}

static void
status(struct visit *v)
{
	struct yaml_bad why;
	struct yaml *y = NULL;
	const struct yaml_doc *doc;
	size_t n;

	if (yaml_new(v->ask->body, &y, &why) != RC_OK) {
		problem(v->a, 400, "the body is no JSON");
		return;
	}
	doc = yaml_docs(y, &n);
	if (n == 1 && doc->root != NULL && doc->root->kind == YAML_MAP)
		change(v, doc->root);
	else
		problem(v->a, 400, "the body is no object");
	yaml_end(y);
}

static void
whoami(struct visit *v)
{

	buf_text(&v->a->body, "{\"name\":");
	buf_json(&v->a->body, span_of(v->holder.name));
	buf_text(&v->a->body, ",\"role\":");
	buf_json(&v->a->body, span_of(v->holder.role));
	buf_text(&v->a->body, "}\n");
	v->a->status = 200;
}

/* What the edge said last; it does so each second. */
static void
sources(struct visit *v)
{
	const struct buf *said = &v->state[MESSAGES_EDGE];

	if (said->n == 0) {
		problem(v->a, 503, "the edge has not told its state yet");
		return;
	}
	buf_put(&v->a->body, buf_span(said));
	buf_char(&v->a->body, '\n');
	v->a->status = 200;
}

/* The API asks before it begins a stream. */
static void
watch(struct visit *v)
{

	v->a->status = 204;
}

static const struct route {
	const char	*method, *path;		/* "*": one segment */
	unsigned	 needs;			/* Permissions. */
	void		(*fn)(struct visit *);
} routes[] = {
	{ "GET",  "/v1/alerts",		 DESK_READ_ALERTS, list },
	{ "GET",  "/v1/alerts/stream",	 DESK_WATCH,	   watch },
	{ "GET",  "/v1/alerts/*",	 DESK_READ_ALERTS, show },
	{ "POST", "/v1/alerts/*/status", DESK_WORK_ALERTS, status },
	{ "GET",  "/v1/sources",	 DESK_READ_STATE,  sources },
	{ "GET",  "/v1/whoami",		 0,		   whoami },
};

static bool
fits(const char *pattern, struct span path, struct span *id)
{
	const char *star = strchr(pattern, '*');
	struct span head, tail;
	size_t n;

	if (star == NULL)
		return (span_eq(path, span_of(pattern)));
	head = (struct span){ pattern, (size_t)(star - pattern) };
	tail = span_of(star + 1);
	if (path.n <= head.n + tail.n ||
	    memcmp(path.p, head.p, head.n) != 0 ||
	    memcmp(path.p + path.n - tail.n, tail.p, tail.n) != 0)
		return (false);
	n = path.n - head.n - tail.n;
	*id = (struct span){ path.p + head.n, n };
	return (memchr(id->p, '/', n) == NULL);
}

static unsigned
permissions(const char *role)
{
	static const struct {
		const char	*name;
		unsigned	 may;
	} all[] = {
#define X(name, may)	{ name, may },
		DESK_ROLES(X)
#undef X
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (strcmp(role, all[i].name) == 0)
			return (all[i].may);
	return (0);
}

/* The route of a request; NULL after having said that there is none. */
static const struct route *
route_of(struct visit *v)
{
	bool known = false;

	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		if (!fits(routes[i].path, v->ask->path, &v->id))
			continue;
		known = true;
		if (span_eq(v->ask->method, span_of(routes[i].method)))
			return (&routes[i]);
	}
	problem(v->a, known ? 405 : 404, known ? "not by this method" :
	    "no such route");
	return (NULL);
}

void
keeper_desk(const struct keeper_desk_shelf *shelf,
    const struct messages_ask *ask, struct keeper_desk_answer *ret)
{
	struct visit v = { .store = shelf->store, .state = shelf->state,
	    .ask = ask, .now = shelf->now, .a = ret };
	const struct route *r;
	struct err e = { .code = RC_OK };

	*ret = (struct keeper_desk_answer){ .status = 500, .type = JSON };
	/* Who it is comes first: others learn nothing of routes. */
	if (store_token(v.store, ask->who, v.now, &v.holder, &e) != RC_OK) {
		if (e.code == RC_NOTFOUND)
			problem(ret, 401, "a bearer token is needed");
		else
			refuse(&v, &e);
	} else if ((r = route_of(&v)) != NULL) {
		if ((permissions(v.holder.role) & r->needs) != r->needs)
			problem(ret, 403, "your role may not do that");
		else
			r->fn(&v);
	}
	if (ret->body.failed) {
		buf_release(&ret->body);
		problem(ret, 503, "out of memory");
	}
}

void
keeper_desk_release(struct keeper_desk_answer *a)
{

	buf_release(&a->body);
	buf_release(&a->etag);
}
