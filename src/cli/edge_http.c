/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source to which events are pushed over HTTP.
 *
 *	POST /v1/events		lines or an array of them, packed or not
 *	  200 {"accepted":2,"rejected":1,"skipped":0,"errors":[...]}
 *	  400 the body cannot be read	401 who are you	413 too large
 *	  409 the same key is at work	422 it came with another body
 *	  429, 503 and Retry-After: not now; nothing was taken for good
 *
 * Who it is: a bearer token, a signature (model/webhook.h), a certificate;
 * all that the configuration asks for.
 */
#include <openssl/crypto.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/edge_keys.h"
#include "cli/edge_source.h"
#include "cli/secrets.h"
#include "cli/verb_map.h"
#include "model/webhook.h"
#include "sys/httpd.h"
#include "sys/secret.h"

#define BEARER		"Bearer "
#define AGAIN_S		"1"

/* A request whose sender waits. */
struct waiter {
	struct edge_wait	 wait;
	struct door		*door;		/* Borrowed. */
	struct httpd_request	*request;	/* Borrowed. */
	struct push_told	 told;
	bool			 keyed;		/* Its key is at work. */
};

struct door {
	struct edge_source_how	 how;
	struct mapping		*mapping;	/* Owned; NULL: event lines. */
	struct push		*push;		/* Owned. */
	struct httpd		*http;		/* Owned; NULL: closed. */
	struct edge_keys	*keys;		/* Owned. */
	struct secrets_tls	 tls;
	struct webhook_key	 key;		/* n is 0: none. */
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
put_errors(struct buf *b, const struct push_told *t)
{

	buf_text(b, ",\"errors\":[");
	for (size_t i = 0; i < t->samples; i++) {
		buf_fmt(b, "%s{\"line\":%llu,\"what\":", i > 0 ? "," : "",
		    (unsigned long long)t->sample[i].number);
		buf_json(b, span_of(t->sample[i].what));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

/* It is done; ${t} is NULL when it was done before. */
static void
done(struct httpd_request *r, const struct edge_keys_told *n,
    const struct push_told *t)
{
	struct buf b = { 0 };

	buf_fmt(&b, "{\"accepted\":%llu,\"rejected\":%llu,\"skipped\":%llu",
	    (unsigned long long)n->accepted, (unsigned long long)n->rejected,
	    (unsigned long long)n->skipped);
	if (t != NULL)
		put_errors(&b, t);
	else
		buf_text(&b, ",\"repeated\":true");
	buf_text(&b, "}\n");
	if (b.failed)
		reply(r, 503, "out of memory");
	else
		httpd_reply(r, &(struct httpd_answer){ .status = 200,
		    .type = "application/json", .body = buf_span(&b) });
	buf_release(&b);
}

/* What says that two requests are the same one. */
static struct span
key_of(struct httpd_request *r)
{
	struct span key = httpd_header(r, "Idempotency-Key");

	return (key.n > 0 ? key : httpd_header(r, "webhook-id"));
}

static void
forget_key(struct waiter *w)
{

	if (w->keyed)
		edge_keys_end(w->door->keys, key_of(w->request), NULL);
	w->keyed = false;
}

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct waiter *w = (struct waiter *)wait;
	const struct edge_keys_told n = { w->told.accepted,
	    w->told.rejected, w->told.skipped };

	if (!durable) {
		forget_key(w);
		reply(w->request, 503, "the journal cannot be written");
		return;
	}
	if (w->keyed)
		edge_keys_end(w->door->keys, key_of(w->request), &n);
	w->keyed = false;
	done(w->request, &n, &w->told);
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
has_token(const struct door *d, struct httpd_request *r)
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

/* Who is not let in has been told so. */
static bool
may(struct door *d, struct httpd_request *r)
{
	const struct webhook m = { httpd_header(r, "webhook-id"),
	    httpd_header(r, "webhook-timestamp"), httpd_body(r) };
	struct err e = { .code = RC_OK };
	bool ok = has_token(d, r);

	if (!ok)
		reply(r, 401, "a bearer token is needed");
	else if (d->key.n > 0 && webhook_check(&d->key, &m, httpd_header(r,
	    "webhook-signature"), loop_clock() / 1000, &e) != RC_OK) {
		reply(r, 401, e.what);
		ok = false;
	}
	if (!ok)
		d->how.tally->refused++;
	return (ok);
}

/* Has it been here before?  Then it is answered. */
static bool
is_new(struct door *d, struct waiter *w)
{
	struct span key = key_of(w->request);
	struct edge_keys_told before;
	enum edge_keys_fate fate = EDGE_KEYS_NEW;

	if (key.n > EDGE_KEYS_LONG) {
		reply(w->request, 400, "the key is longer than 255 bytes");
		return (false);
	}
	if (key.n > 0)
		fate = edge_keys_begin(d->keys, key, httpd_body(w->request),
		    &before);
	w->keyed = key.n > 0 && fate == EDGE_KEYS_NEW;
	if (fate == EDGE_KEYS_DONE)
		done(w->request, &before, NULL);
	if (fate == EDGE_KEYS_AT_WORK)
		reply(w->request, 409, "the same request is at work");
	if (fate == EDGE_KEYS_OTHER)
		reply(w->request, 422, "the key came with another body");
	return (fate == EDGE_KEYS_NEW);
}

static void
put(struct door *d, struct waiter *w)
{
	const struct edge_host *host = d->how.host;

	if (host->take(host->ctx, buf_span(&d->lines), &w->wait) == RC_OK) {
		edge_tally_took(d->how.tally, &w->told, loop_clock());
		return;
	}
	d->how.tally->refused++;
	(void)edge_tally_be(d->how.tally, EDGE_WAITS, loop_clock(),
	    "%s", host->why);
	forget_key(w);
	reply(w->request, 503, host->why);
}

static void
take(struct door *d, struct httpd_request *r)
{
	struct waiter *w = mem_new(sizeof(*w));
	struct err e = { .code = RC_OK };
	rc got;

	if (w == NULL) {
		reply(r, 503, "out of memory");
		return;
	}
	w->wait.told = told;
	w->door = d;
	w->request = r;
	*httpd_ctx(r) = w;
	if (!is_new(d, w))
		return;
	buf_clear(&d->lines);
	got = push_body(d->push, httpd_body(r), loop_clock(), &d->lines,
	    &w->told, &e);
	if (got == RC_OK) {
		put(d, w);
		return;
	}
	forget_key(w);
	reply(r, got == RC_NOMEM ? 503 : got == RC_LIMIT ? 413 : 400,
	    got == RC_NOMEM ? "out of memory" :
	    got == RC_LIMIT ? "unpacked, it is too large" :
	    "the body cannot be read");
}

static void
asked(void *ctx, struct httpd_request *r)
{
	struct door *d = ctx;

	if (!span_eq(httpd_path(r), SPAN("/v1/events")))
		reply(r, 404, "events are pushed to /v1/events");
	else if (!span_eq(httpd_method(r), SPAN("POST")))
		reply(r, 405, "events are pushed by POST");
	else if (may(d, r))
		take(d, r);
}

static void
gone(void *ctx, struct httpd_request *r)
{
	struct door *d = ctx;
	struct waiter *w = *httpd_ctx(r);

	if (w != NULL && w->wait.waits) {
		/* Its lines stay: sent again, they count once by their id. */
		d->how.host->leave(d->how.host->ctx, &w->wait);
		forget_key(w);
	}
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
	edge_keys_free(d->keys);
	secrets_tls_release(&d->tls);
	OPENSSL_cleanse(&d->key, sizeof(d->key));
	buf_release(&d->lines);
	mem_free(d);
}

/* What its configuration points at. */
static rc
read_secrets(struct door *d, struct err *e)
{
	const struct config_source *said = d->how.source;
	struct buf text = { 0 };
	rc r;

	if ((r = secrets_tls_load(said->tls_cert, &said->tls_key,
	    said->tls_ca, &d->tls, e)) != RC_OK ||
	    said->hmac.kind == CONFIG_SECRET_UNSET)
		return (r);
	if ((r = secrets_read(&said->hmac, &text, e)) == RC_OK)
		r = webhook_key(buf_span(&text), &d->key, e);
	secret_release(&text);
	return (r);
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
	if (r == RC_OK && ((r = push_new(&as, &d->push)) != RC_OK ||
	    (r = edge_keys_new(&d->keys)) != RC_OK))
		(void)rc_fail(e, r, 0, "opening a source");
	if (r != RC_OK || (r = read_secrets(d, e)) != RC_OK) {
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
	const struct httpd_how how = { .fd = fd, .cert = d->tls.cert.p,
	    .key = d->tls.key.p, .ca = d->tls.ca.p, .body = (size_t)said->body,
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
