/* SPDX-License-Identifier: Apache-2.0 */
/* A door of the edge. */
#include "base/hash.h"
#include "base/mem.h"
#include "cli/edge_door.h"
#include "cli/verb_map.h"

#define BEARER		"Bearer "
#define AGAIN_S		"1"

struct edge_door {
	struct edge_door_how	 how;
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

void
edge_door_answer(struct edge_wait *w, bool durable)
{
	struct buf b = { 0 };

	w->waits = false;
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
may(const struct edge_door *d, struct httpd_request *r)
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
take(struct edge_door *d, struct httpd_request *r)
{
	struct edge_wait *w = mem_new(sizeof(*w));
	struct err e = { .code = RC_OK };
	rc got;

	if (w == NULL) {
		reply(r, 503, "out of memory");
		return;
	}
	w->door = d;
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
	if (d->how.take(d->how.ctx, buf_span(&d->lines), w) != RC_OK) {
		reply(r, 503, "the journal cannot be written");
		return;
	}
	w->waits = true;
}

static void
asked(void *ctx, struct httpd_request *r)
{
	struct edge_door *d = ctx;

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
	struct edge_door *d = ctx;
	struct edge_wait *w = *httpd_ctx(r);

	if (w != NULL && w->waits)
		d->how.leave(d->how.ctx, w);
	mem_free(w);
}

rc
edge_door_new(const struct edge_door_how *how, struct edge_door **ret,
    struct err *e)
{
	struct edge_door *d = mem_new(sizeof(*d));
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
		edge_door_free(d);
		return (r);
	}
	*ret = d;
	return (RC_OK);
}

rc
edge_door_open(struct edge_door *d, int fd, struct err *e)
{
	const struct config_source *said = d->how.source;
	const struct httpd_how how = { .fd = fd, .body = (size_t)said->body,
	    .body_all = (size_t)(said->queue > said->body ? said->queue :
	    said->body), .connections = (unsigned)said->connections,
	    .idle = (unsigned)(said->idle / 1000), .fn = asked,
	    .gone = gone, .ctx = d };

	httpd_free(d->http);
	d->http = NULL;
	return (httpd_new(d->how.loop, &how, &d->http, e));
}

void
edge_door_close(struct edge_door *d)
{

	if (d != NULL && d->http != NULL)
		httpd_quiet(d->http);
}

void
edge_door_free(struct edge_door *d)
{

	if (d == NULL)
		return;
	httpd_free(d->http);
	push_free(d->push);
	mapping_free(d->mapping);
	buf_release(&d->lines);
	mem_free(d);
}
