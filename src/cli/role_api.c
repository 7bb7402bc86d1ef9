/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The API's role: HTTP on one side, the keeper on the other.  It knows who
 * asks no better than by the digest of a token, and decides nothing.
 *
 *	request -> ask 7 -> keeper -> answer 7 -> reply
 *	GET /v1/alerts/stream: news -> all who watch (text/event-stream)
 */
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/keeper_state.h"
#include "cli/roles.h"
#include "cli/secrets.h"
#include "cli/service.h"
#include "sys/httpd.h"

#define BODY_MOST	((size_t)256 << 10)
#define BODIES_MOST	((size_t)16 << 20)
#define PER_ADDRESS	0		/* Behind a proxy all have one. */
#define IDLE_S		60
#define STREAM_MOST	((size_t)1 << 20)
#define BEAT_MS		15000
#define LOCAL_MOST	16		/* Of the status socket. */
#define BEARER		"Bearer "
#define STREAM_PATH	"/v1/alerts/stream"
#define COOKIE		"__Host-vedette"
#define COOKIE_MOST	256		/* Bytes of a header's value. */

/* A request that is not over. */
struct visitor {
	struct visitor		*next, **back;
	struct httpd_request	*request;	/* Borrowed. */
	uint64_t		 number;
	char			 tenant[64];	/* Whose; empty: all. */
	bool			 watches;	/* A stream. */
	bool			 wants;		/* ... that is asked for. */
	bool			 answered;
	bool			 local;		/* By the status socket. */
};

struct api {
	struct role	*role;		/* Borrowed. */
	struct service	 service;
	struct secrets_tls tls;
	struct httpd	*http;		/* Owned. */
	struct httpd	*local;		/* The status socket's.  Owned. */
	struct visitor	*first;
	uint64_t	 numbers;	/* Of requests so far. */
	int		 beat;		/* Timer. */
	struct buf	 text;
};

static struct api *
of(struct role *r)
{

	return (r->state);
}

/* What an answer says besides its body; texts may be empty. */
struct says {
	unsigned	status, retry;
	struct span	type, body, etag, cookie, allow;
};

/* Headers in the making. */
struct heads {
	struct httpd_header	header[8];
	size_t			n;
	char			text[5][COOKIE_MOST];
	size_t			texts;
};

static void
put_head(struct heads *h, const char *name, struct span value)
{
	char *to;

	if (value.n == 0 || value.n >= COOKIE_MOST)
		return;
	BUG_IF(h->texts == COUNT_OF(h->text));
	to = h->text[h->texts++];
	to[span_keep(to, COOKIE_MOST - 1, value)] = '\0';
	h->header[h->n++] = (struct httpd_header){ name, to };
}

static void
reply(struct visitor *v, const struct says *a)
{
	struct heads h = { .header = { { "Cache-Control", "no-store" },
	    { "X-Content-Type-Options", "nosniff" } }, .n = 2 };
	struct httpd_answer out = { .status = a->status, .body = a->body };
	char kind[64], wait[16];

	kind[span_keep(kind, sizeof(kind) - 1, a->type)] = '\0';
	put_head(&h, "ETag", a->etag);
	put_head(&h, "Set-Cookie", a->cookie);
	put_head(&h, "Allow", a->allow);
	(void)snprintf(wait, sizeof(wait), "%u", a->retry);
	if (a->retry > 0)
		put_head(&h, "Retry-After", span_of(wait));
	if (a->status == 401)
		put_head(&h, "WWW-Authenticate", SPAN("Bearer"));
	/* What the caller has already need not go again. */
	if (a->status == 200 && a->etag.n > 0 && span_eq(a->etag,
	    httpd_header(v->request, "If-None-Match"))) {
		out.status = 304;
		out.body.n = 0;
	} else if (kind[0] != '\0')
		out.type = kind;
	out.header = h.header;
	out.headers = h.n;
	v->answered = true;
	httpd_reply(v->request, &out);
}

static void
refuse(struct visitor *v, unsigned status, const char *detail)
{
	struct buf b = { 0 };

	buf_fmt(&b, "{\"type\":\"about:blank\",\"title\":\"Service "
	    "Unavailable\",\"status\":%u,\"detail\":\"%s\"}\n", status,
	    detail);
	reply(v, &(struct says){ .status = status, .retry = 1,
	    .type = SPAN("application/problem+json"), .body = buf_span(&b) });
	buf_release(&b);
}

/* The value of our cookie, of all that the header has. */
static struct span
cookie(struct span s)
{
	const struct span name = SPAN(COOKIE "=");

	while (s.n > 0) {
		const char *end;
		size_t n;

		while (s.n > 0 && s.p[0] == ' ')
			s = span_from(s, 1);
		end = s.n > 0 ? memchr(s.p, ';', s.n) : NULL;
		n = end != NULL ? (size_t)(end - s.p) : s.n;
		if (span_starts((struct span){ s.p, n }, name))
			return ((struct span){ s.p + name.n, n - name.n });
		s = span_from(s, end != NULL ? n + 1 : n);
	}
	return ((struct span){ NULL, 0 });
}

/* The secret that was shown, a token's or a session's. */
static struct span
secret(struct httpd_request *r, bool *session)
{
	struct span given = httpd_header(r, "Authorization");

	*session = false;
	if (span_starts(given, SPAN(BEARER)))
		return (span_from(given, sizeof(BEARER) - 1));
	given = cookie(httpd_header(r, "Cookie"));
	*session = given.n > 0;
	return (given);
}

static struct span
digest(struct span given, char hex[2 * HASH_SHA256])
{
	uint8_t sum[HASH_SHA256];

	if (given.n == 0)
		return (given);
	hash_sha256(given, sum);
	hash_hex(sum, sizeof(sum), hex);
	return ((struct span){ hex, 2 * HASH_SHA256 });
}

/* A browser says whose page sends: ours, or one that we know nothing of. */
static bool
is_cross(struct httpd_request *r)
{
	struct span origin = httpd_header(r, "Origin");
	struct span host = httpd_header(r, "Host");
	const char *at = origin.n > 0 ? memmem(origin.p, origin.n, "://", 3) :
	    NULL;

	if (origin.n == 0)
		return (false);
	return (at == NULL || !span_eq(span_from(origin,
	    (size_t)(at - origin.p) + 3), host));
}

static void
ask(struct api *x, struct visitor *v)
{
	struct httpd_request *r = v->request;
	char hex[2 * HASH_SHA256], peer[64];
	bool session;
	struct span given = secret(r, &session);

	if (v->local)
		(void)snprintf(peer, sizeof(peer), KEEPER_STATE_LOCAL);
	else
		httpd_peer(r, peer, sizeof(peer));
	ROLE_SEND(x->role, MESSAGES_KEEPER, ask, -1, .number = v->number,
	    .who = digest(given, hex), .cookie = session,
	    .cross = is_cross(r), .again = v->watches,
	    .from = span_of(peer), .method = httpd_method(r),
	    .path = httpd_path(r), .query = httpd_queries(r),
	    .body = httpd_body(r), .match = httpd_header(r, "If-Match"),
	    .purpose = httpd_header(r, "Vedette-Purpose"),
	    .proof = httpd_header(r, "Vedette-CSRF"));
}

static void
came(struct api *x, struct httpd_request *r, bool local)
{
	struct visitor *v = mem_new(sizeof(*v));

	if (v == NULL) {
		httpd_reply(r, &(struct httpd_answer){ .status = 503 });
		return;
	}
	v->request = r;
	v->number = ++x->numbers;
	v->local = local;
	v->wants = !local && span_eq(httpd_path(r), SPAN(STREAM_PATH));
	*httpd_ctx(r) = v;
	if ((v->next = x->first) != NULL)
		v->next->back = &v->next;
	v->back = &x->first;
	x->first = v;
	if (span_eq(httpd_path(r), SPAN("/healthz")))
		reply(v, &(struct says){ .status = 200,
		    .type = SPAN("text/plain"), .body = SPAN("ok\n") });
	else if (x->role->peer[MESSAGES_KEEPER] == NULL)
		refuse(v, 503, "the keeper is being started");
	else
		ask(x, v);
}

static void
asked(void *ctx, struct httpd_request *r)
{

	came(ctx, r, false);
}

static void
asked_locally(void *ctx, struct httpd_request *r)
{

	came(ctx, r, true);
}

static void
gone(void *ctx UNUSED, struct httpd_request *r)
{
	struct visitor *v = *httpd_ctx(r);

	if (v == NULL)
		return;
	if (v->next != NULL)
		v->next->back = v->back;
	*v->back = v->next;
	mem_free(v);
}

static void
on_answer(struct api *x, const struct messages_answer *m)
{
	struct visitor *v = x->first;

	while (v != NULL && (v->number != m->number ||
	    (v->answered && !v->watches)))
		v = v->next;
	if (v == NULL)
		return;		/* It has left. */
	if (v->watches) {
		/* What let him in was revoked, or has ended. */
		if (m->status == 401 || m->status == 403)
			httpd_end(v->request);
		return;
	}
	if (v->wants && m->status == 204) {
		v->tenant[span_keep(v->tenant, sizeof(v->tenant) - 1,
		    m->tenant)] = '\0';
		v->watches = v->answered = true;
		httpd_stream(v->request, "text/event-stream", STREAM_MOST);
		httpd_push(v->request, SPAN(": here comes what comes\n\n"));
		return;
	}
	reply(v, &(struct says){ .status = (unsigned)m->status,
	    .retry = (unsigned)m->retry, .type = m->type, .body = m->body,
	    .etag = m->etag, .cookie = m->cookie, .allow = m->allow });
}

/* To all who watch ${tenant}; NULL: to all. */
static void
to_all(struct api *x, const struct span *tenant, struct span s)
{
	struct visitor *next;

	for (struct visitor *v = x->first; v != NULL; v = next) {
		next = v->next;		/* It may leave. */
		if (v->watches && (tenant == NULL || v->tenant[0] == '\0' ||
		    span_eq(*tenant, span_of(v->tenant))))
			httpd_push(v->request, s);
	}
}

static void
on_news(struct api *x, const struct messages_news *m)
{

	buf_clear(&x->text);
	buf_text(&x->text, "event: alert\ndata: ");
	buf_put(&x->text, m->json);
	buf_text(&x->text, "\n\n");
	if (!x->text.failed)
		to_all(x, &m->tenant, buf_span(&x->text));
	x->text.failed = false;
}

/* May they still who stream? */
static void
recheck(struct api *x)
{

	for (struct visitor *v = x->first; v != NULL; v = v->next)
		if (v->watches)
			ask(x, v);
}

/* Who is gone is found out; who is there knows that we are. */
static void
beat(void *ctx)
{

	to_all(ctx, NULL, SPAN(": \n\n"));
	recheck(ctx);
}

/* What it was asked is not answered any more. */
static void
linked(struct role *role, enum messages_role peer UNUSED)
{
	struct api *x = of(role);
	struct visitor *next;

	for (struct visitor *v = x->first; v != NULL; v = next) {
		next = v->next;
		if (!v->answered)
			refuse(v, 503, "the keeper was started anew");
	}
}

static rc
message(struct role *role, enum messages_role from UNUSED,
    enum messages_kind kind, struct span body, int fd, struct err *e)
{
	struct api *x = of(role);
	struct messages_listen listen;
	struct messages_answer answer;
	struct messages_news news;
	struct httpd_how how = { .fd = fd, .cert = x->tls.cert.p,
	    .key = x->tls.key.p, .body = BODY_MOST, .body_all = BODIES_MOST,
	    .connections = (unsigned)x->service.config->api.connections,
	    .per_ip = PER_ADDRESS, .idle = IDLE_S, .fn = asked, .gone = gone,
	    .ctx = x };
	rc r = RC_OK;

	if (kind == MESSAGES_KIND(listen)) {
		struct httpd **to = &x->http;

		if ((r = messages_get_listen(body, &listen, e)) != RC_OK)
			return (r);
		if (listen.source == ROLES_STATUS) {
			to = &x->local;
			how.fn = asked_locally;
			how.connections = LOCAL_MOST;
			how.cert = how.key = NULL;
		}
		httpd_free(*to);
		*to = NULL;
		return (httpd_new(role->loop, &how, to, e));
	}
	if (kind == MESSAGES_KIND(answer) &&
	    (r = messages_get_answer(body, &answer, e)) == RC_OK)
		on_answer(x, &answer);
	if (kind == MESSAGES_KIND(recheck))
		recheck(x);
	if (kind == MESSAGES_KIND(news) &&
	    (r = messages_get_news(body, &news, e)) == RC_OK)
		on_news(x, &news);
	return (r);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct role_reach *reach UNUSED, struct err *e)
{
	struct api *x = mem_new(sizeof(*x));
	const struct config_api *said;
	char path[1024];
	rc r;

	if ((role->state = x) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	x->role = role;
	x->beat = -1;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &x->service, e)) != RC_OK)
		return (r);
	said = &x->service.config->api;
	if ((r = secrets_tls_load(said->tls_cert, &said->tls_key, NULL,
	    &x->tls, e)) != RC_OK)
		return (r);
	return (loop_every(role->loop, BEAT_MS, beat, x, &x->beat, e));
}

static void
meters(struct role *role, struct buf *b)
{
	const struct span none = { NULL, 0 };
	const struct api *x = of(role);
	uint64_t open = 0, streams = 0;

	for (const struct visitor *v = x->first; v != NULL; v = v->next) {
		open++;
		streams += v->watches;
	}
	meters_put(b, METERS_API_REQUESTS, none, x->numbers);
	meters_put(b, METERS_API_OPEN, none, open);
	meters_put(b, METERS_API_STREAMS, none, streams);
}

static void
release(struct role *role)
{
	struct api *x = of(role);

	if (x == NULL)
		return;
	httpd_free(x->http);
	httpd_free(x->local);
	buf_release(&x->text);
	secrets_tls_release(&x->tls);
	service_release(&x->service);
	mem_free(x);
}

const struct role_kind role_api = {
	.calls = CONFINE_ACCEPT,
	.start = start, .link = linked, .message = message,
	.meters = meters, .release = release
};
