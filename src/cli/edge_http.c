/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source to which events are pushed over HTTP.
 *
 *	POST /v1/events		lines or an array of them, packed or not
 *	  200 {"accepted":2,"rejected":1,"skipped":0,"errors":[...]}
 *	  400 the body cannot be read	401 who are you	413 too large
 *	  503 and Retry-After: not now; nothing was taken for good
 */
#include "base/hash.h"
#include "base/mem.h"
#include "cli/edge_source.h"
#include "cli/verb_map.h"
#include "sys/httpd.h"

#define BEARER		"Bearer "
#define AGAIN_S		"1"

/* A request whose sender waits. */
struct waiter {
	struct edge_wait	 wait;
	struct httpd_request	*request;	/* Borrowed. */
	struct push_told	 told;
};

struct door {
	struct edge_source_how	 how;
	struct mapping		*mapping;	/* Owned; NULL: event lines. */
	struct push		*push;		/* Owned. */
	struct httpd		*http;		/* Owned; NULL: closed. */
	struct buf		 lines;
};

static void
reply(struct httpd_request *r, unsigned status, const char *title)
{
	const struct httpd_header later = { "Retry-After", AGAIN_S };
	struct buf b = { 0 };

	buf_fmt(&b, "{\"title\":\"%s\",\"status\":%u}\n", title, status);
	httpd_reply(r, &(struct httpd_answer){ .status = status,
	    .type = "application/problem+json", .body = buf_span(&b),
	    .header = &later, .headers = status == 503 });
	buf_release(&b);
}

static void
put_told(struct buf *b, const struct push_told *t)
{

	buf_fmt(b, "{\"accepted\":%llu,\"rejected\":%llu,\"skipped\":%llu,"
	    "\"errors\":[", (unsigned long long)t->accepted,
	    (unsigned long long)t->rejected, (unsigned long long)t->skipped);
	for (size_t i = 0; i < t->samples; i++) {
		buf_fmt(b, "%s{\"line\":%llu,\"what\":", i > 0 ? "," : "",
		    (unsigned long long)t->sample[i].number);
		buf_json(b, span_of(t->sample[i].what));
		buf_char(b, '}');
	}
	buf_text(b, "]}\n");
}

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct waiter *w = (struct waiter *)wait;
	struct buf b = { 0 };

	if (!durable) {
		reply(w->request, 503, "the journal cannot be written");
		return;
	}
	put_told(&b, &w->told);
	if (b.failed)
		reply(w->request, 503, "out of memory");
	else
		httpd_reply(w->request, &(struct httpd_answer){
		    .status = 200, .type = "application/json",
		    .body = buf_span(&b) });
	buf_release(&b);
}

/* Equal in the same time whatever differs. */
static bool
same(const char *a, const char *b, size_t n)
{
	unsigned char differs = 0;

	for (size_t i = 0; i < n; i++)
		differs = (unsigned char)(differs | (a[i] ^ b[i]));
	return (differs == 0);
}

static bool
may(const struct door *d, struct httpd_request *r)
{
	const char *want = d->how.source->token_sum;
	struct span given = httpd_header(r, "Authorization");
	uint8_t sum[HASH_SHA256];
	char hex[2 * HASH_SHA256];

	if (want == NULL)
		return (true);
	if (given.n < sizeof(BEARER) - 1 ||
	    memcmp(given.p, BEARER, sizeof(BEARER) - 1) != 0)
		return (false);
	hash_sha256(span_from(given, sizeof(BEARER) - 1), sum);
	hash_hex(sum, sizeof(sum), hex);
	return (same(hex, want, sizeof(hex)));
}

static void
take(struct door *d, struct httpd_request *r)
{
	const struct edge_host *host = d->how.host;
	struct waiter *w = mem_new(sizeof(*w));
	struct err e = { .code = RC_OK };
	rc got;

	if (w == NULL) {
		reply(r, 503, "out of memory");
		return;
	}
	w->wait.told = told;
	w->request = r;
	*httpd_ctx(r) = w;
	buf_clear(&d->lines);
	got = push_body(d->push, httpd_body(r), loop_clock(), &d->lines,
	    &w->told, &e);
	if (got != RC_OK) {
		reply(r, got == RC_NOMEM ? 503 : got == RC_LIMIT ? 413 : 400,
		    got == RC_NOMEM ? "out of memory" :
		    got == RC_LIMIT ? "unpacked, it is too large" :
		    "the body cannot be read");
		return;
	}
	if (host->take(host->ctx, buf_span(&d->lines), &w->wait) == RC_OK) {
		edge_tally_took(d->how.tally, &w->told, loop_clock());
		return;
	}
	d->how.tally->refused++;
	(void)edge_tally_be(d->how.tally, EDGE_WAITS, loop_clock(),
	    "the journal cannot be written");
	reply(r, 503, "the journal cannot be written");
}

static void
asked(void *ctx, struct httpd_request *r)
{
	struct door *d = ctx;

	if (!span_eq(httpd_path(r), SPAN("/v1/events")))
		reply(r, 404, "events are pushed to /v1/events");
	else if (!span_eq(httpd_method(r), SPAN("POST")))
		reply(r, 405, "events are pushed by POST");
	else if (!may(d, r))
		reply(r, 401, "a bearer token is needed");
	else
		take(d, r);
}

static void
gone(void *ctx, struct httpd_request *r)
{
	struct door *d = ctx;
	struct waiter *w = *httpd_ctx(r);

	if (w != NULL && w->wait.waits)
		d->how.host->leave(d->how.host->ctx, &w->wait);
	mem_free(w);
}

static void
release(void *ctx)
{
	struct door *d = ctx;

	if (d == NULL)
		return;
	httpd_free(d->http);
	push_free(d->push);
	mapping_free(d->mapping);
	buf_release(&d->lines);
	mem_free(d);
}

static rc
make(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct door *d = mem_new(sizeof(*d));
	const char *name = how->source->mapping;
	struct push_how as = { .name = how->source->name };
	rc r = RC_OK;

	if (d == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	d->how = *how;
	if (name != NULL)
		r = verb_map_load(name, &d->mapping);
	if (r != RC_OK)
		(void)rc_fail(e, r, 0, "the mapping '%s' cannot be used",
		    name);
	as.mapping = d->mapping;
	if (r == RC_OK && (r = push_new(&as, &d->push)) != RC_OK)
		(void)rc_fail(e, r, 0, "opening a source");
	if (r != RC_OK) {
		release(d);
		return (r);
	}
	*ret = d;
	return (RC_OK);
}

static void
resume(void *ctx)
{
	const struct door *d = ctx;

	(void)edge_tally_be(d->how.tally, EDGE_RUNS, loop_clock(), "%s", "");
}

static rc
serve(void *ctx, int fd, struct err *e)
{
	struct door *d = ctx;
	const struct config_source *said = d->how.source;
	const struct httpd_how how = { .fd = fd, .body = (size_t)said->body,
	    .body_all = (size_t)(said->queue > said->body ? said->queue :
	    said->body), .connections = (unsigned)said->connections,
	    .idle = (unsigned)(said->idle / 1000), .fn = asked,
	    .gone = gone, .ctx = d };
	rc r;

	httpd_free(d->http);
	d->http = NULL;
	if ((r = httpd_new(d->how.loop, &how, &d->http, e)) == RC_OK)
		resume(d);
	return (r);
}

static void
quiet(void *ctx)
{
	struct door *d = ctx;

	if (d->http != NULL)
		httpd_quiet(d->http);
}

const struct edge_source_kind edge_http = {
	.calls = CONFINE_ACCEPT, .make = make, .listen = serve,
	.resume = resume, .close = quiet, .free = release
};
