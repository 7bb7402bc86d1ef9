/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The API's role: HTTP on one side, the keeper on the other.  It knows who
 * asks no better than by the digest of a token, and decides nothing.
 *
 *	request -> ask 7 -> keeper -> answer 7 -> reply
 *	GET /v1/alerts/stream: news -> all who watch (text/event-stream)
 */
#include "base/hash.h"
#include "base/mem.h"
#include "cli/roles.h"
#include "sys/httpd.h"

#define BODY_MOST	((size_t)256 << 10)
#define BODIES_MOST	((size_t)16 << 20)
#define CONNECTIONS	2048
#define PER_ADDRESS	0		/* Behind a proxy all have one. */
#define IDLE_S		60
#define STREAM_MOST	((size_t)1 << 20)
#define BEAT_MS		15000
#define BEARER		"Bearer "
#define STREAM_PATH	"/v1/alerts/stream"

/* A request that is not over. */
struct visitor {
	struct visitor		*next, **back;
	struct httpd_request	*request;	/* Borrowed. */
	uint64_t		 number;
	bool			 watches;	/* A stream. */
	bool			 wants;		/* ... that is asked for. */
	bool			 answered;
};

struct api {
	struct role	*role;		/* Borrowed. */
	struct httpd	*http;		/* Owned. */
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

static void
reply(struct visitor *v, unsigned status, struct span type, struct span body,
    struct span etag)
{
	char tag[64] = "", kind[64] = "";
	struct httpd_header header[] = { { "Cache-Control", "no-store" },
	    { "X-Content-Type-Options", "nosniff" }, { "ETag", tag } };

	if (etag.n < sizeof(tag))
		tag[span_keep(tag, sizeof(tag) - 1, etag)] = '\0';
	kind[span_keep(kind, sizeof(kind) - 1, type)] = '\0';
	v->answered = true;
	httpd_reply(v->request, &(struct httpd_answer){ .status = status,
	    .type = kind[0] != '\0' ? kind : NULL, .body = body,
	    .header = header, .headers = tag[0] != '\0' ? 3 : 2 });
}

static void
refuse(struct visitor *v, unsigned status, const char *title)
{
	struct buf b = { 0 };

	buf_fmt(&b, "{\"title\":\"%s\",\"status\":%u}\n", title, status);
	reply(v, status, SPAN("application/problem+json"), buf_span(&b),
	    (struct span){ NULL, 0 });
	buf_release(&b);
}

static struct span
digest(struct httpd_request *r, char hex[2 * HASH_SHA256])
{
	struct span given = httpd_header(r, "Authorization");
	uint8_t sum[HASH_SHA256];

	if (given.n < sizeof(BEARER) - 1 ||
	    memcmp(given.p, BEARER, sizeof(BEARER) - 1) != 0)
		return ((struct span){ NULL, 0 });
	hash_sha256(span_from(given, sizeof(BEARER) - 1), sum);
	hash_hex(sum, sizeof(sum), hex);
	return ((struct span){ hex, 2 * HASH_SHA256 });
}

static void
ask(struct api *x, struct visitor *v)
{
	struct httpd_request *r = v->request;
	char hex[2 * HASH_SHA256], peer[64];

	httpd_peer(r, peer, sizeof(peer));
	ROLE_SEND(x->role, MESSAGES_KEEPER, ask, -1, .number = v->number,
	    .who = digest(r, hex), .from = span_of(peer),
	    .method = httpd_method(r), .path = httpd_path(r),
	    .query = httpd_queries(r), .body = httpd_body(r),
	    .match = httpd_header(r, "If-Match"));
}

static void
asked(void *ctx, struct httpd_request *r)
{
	struct api *x = ctx;
	struct visitor *v = mem_new(sizeof(*v));

	if (v == NULL) {
		httpd_reply(r, &(struct httpd_answer){ .status = 503 });
		return;
	}
	v->request = r;
	v->number = ++x->numbers;
	v->wants = span_eq(httpd_path(r), SPAN(STREAM_PATH));
	*httpd_ctx(r) = v;
	if ((v->next = x->first) != NULL)
		v->next->back = &v->next;
	v->back = &x->first;
	x->first = v;
	if (span_eq(httpd_path(r), SPAN("/healthz")))
		reply(v, 200, SPAN("text/plain"), SPAN("ok\n"),
		    (struct span){ NULL, 0 });
	else if (x->role->peer[MESSAGES_KEEPER] == NULL)
		refuse(v, 503, "the keeper is being started");
	else if (span_eq(httpd_path(r), SPAN("/readyz")))
		reply(v, 200, SPAN("text/plain"), SPAN("ready\n"),
		    (struct span){ NULL, 0 });
	else
		ask(x, v);
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

	while (v != NULL && (v->number != m->number || v->answered))
		v = v->next;
	if (v == NULL)
		return;		/* It has left. */
	if (v->wants && m->status == 204) {
		v->watches = v->answered = true;
		httpd_stream(v->request, "text/event-stream", STREAM_MOST);
		httpd_push(v->request, SPAN(": here comes what comes\n\n"));
		return;
	}
	reply(v, (unsigned)m->status, m->type, m->body, m->etag);
}

static void
to_all(struct api *x, struct span s)
{
	struct visitor *next;

	for (struct visitor *v = x->first; v != NULL; v = next) {
		next = v->next;		/* It may leave. */
		if (v->watches)
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
		to_all(x, buf_span(&x->text));
	x->text.failed = false;
}

/* Who is gone is found out; who is there knows that we are. */
static void
beat(void *ctx)
{

	to_all(ctx, SPAN(": \n\n"));
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
	struct messages_answer answer;
	struct messages_news news;
	const struct httpd_how how = { .fd = fd, .body = BODY_MOST,
	    .body_all = BODIES_MOST, .connections = CONNECTIONS,
	    .per_ip = PER_ADDRESS, .idle = IDLE_S, .fn = asked, .gone = gone,
	    .ctx = x };
	rc r = RC_OK;

	if (kind == MESSAGES_KIND(listen)) {
		httpd_free(x->http);
		x->http = NULL;
		return (httpd_new(role->loop, &how, &x->http, e));
	}
	if (kind == MESSAGES_KIND(answer) &&
	    (r = messages_get_answer(body, &answer, e)) == RC_OK)
		on_answer(x, &answer);
	if (kind == MESSAGES_KIND(news) &&
	    (r = messages_get_news(body, &news, e)) == RC_OK)
		on_news(x, &news);
	return (r);
}

static rc
start(struct role *role, const struct messages_setup *setup UNUSED,
    struct role_reach *reach UNUSED, struct err *e)
{
	struct api *x = mem_new(sizeof(*x));

	if ((role->state = x) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	x->role = role;
	x->beat = -1;
	return (loop_every(role->loop, BEAT_MS, beat, x, &x->beat, e));
}

static void
release(struct role *role)
{
	struct api *x = of(role);

	if (x == NULL)
		return;
	httpd_free(x->http);
	buf_release(&x->text);
	mem_free(x);
}

const struct role_kind role_api = {
	.calls = CONFINE_ACCEPT,
	.start = start, .link = linked, .message = message,
	.release = release
};
