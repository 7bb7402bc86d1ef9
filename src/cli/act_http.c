/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outputs over HTTP: a webhook of whoever wants one, Splunk's HTTP Event
 * Collector, Elastic's _bulk, and channels of people.
 */
#include <stdarg.h>
#include <stdio.h>

#include <openssl/crypto.h>

#include "base/mem.h"
#include "cli/act_output.h"
#include "cli/secrets.h"
#include "model/jsonput.h"
#include "model/webhook.h"
#include "sys/secret.h"

#define HEADERS		8
#define HEADER		640

struct hook {
	struct act_output_how	 how;
	struct secrets_tls	 tls;
	struct webhook_key	 key;		/* n is 0: none. */
	struct buf		 token;		/* With a NUL, or empty. */
	struct buf		 url;		/* With a NUL. */
	struct buf		 body;
};

/* One that is under way. */
struct sending {
	struct hook	*hook;			/* Borrowed. */
	uint64_t	 row;
};

/* Headers in the making. */
struct headers {
	char		 text[HEADERS][HEADER];
	const char	*list[HEADERS];
	size_t		 n;
};

static void PRINTF(2, 3)
add(struct headers *h, const char *fmt, ...)
{
	va_list ap;

	BUG_IF(h->n == HEADERS);
	va_start(ap, fmt);
	(void)vsnprintf(h->text[h->n], HEADER, fmt, ap);
	va_end(ap);
	h->list[h->n] = h->text[h->n];
	h->n++;
}

static void
body_plain(struct hook *x, const struct alert_out *a)
{

	alert_out_put(a, (enum config_format)x->how.output->format, &x->body);
}

/* In JSON as it is, else as a text. */
static void
put_event(struct hook *x, const struct alert_out *a)
{
	enum config_format format = (enum config_format)x->how.output->format;
	struct buf line = { 0 };

	alert_out_put(a, format, &line);
	if (format == CONFIG_FORMAT_OCSF || format == CONFIG_FORMAT_ECS)
		buf_put(&x->body, buf_span(&line));
	else
		buf_json(&x->body, buf_span(&line));
	x->body.failed |= line.failed;
	buf_release(&line);
}

/* Splunk, "Format events for HTTP Event Collector". */
static void
body_splunk(struct hook *x, const struct alert_out *a)
{
	struct buf *b = &x->body;

	buf_fmt(b, "{\"time\":%lld.%03d,\"source\":\"vedette\","
	    "\"sourcetype\":\"vedette:alert\",", (long long)(a->time / 1000),
	    (int)(a->time % 1000));
	if (x->how.output->index != NULL) {
		buf_text(b, "\"index\":");
		buf_json(b, span_of(x->how.output->index));
		buf_char(b, ',');
	}
	buf_text(b, "\"event\":");
	put_event(x, a);
	buf_char(b, '}');
}

/* Elastic, "Bulk API": create fails with 409 for what is there already. */
static void
body_elastic(struct hook *x, const struct alert_out *a)
{
	struct buf *b = &x->body;

	buf_text(b, "{\"create\":{\"_index\":");
	buf_json(b, span_of(x->how.output->index));
	buf_text(b, ",\"_id\":");
	buf_json(b, a->id);
	buf_text(b, "}}\n");
	put_event(x, a);
	buf_char(b, '\n');
}

static void
body_text(struct hook *x, const struct alert_out *a)
{
	struct buf card = { 0 };

	alert_out_card(a, &card);
	buf_text(&x->body, "{\"text\":");
	buf_json(&x->body, buf_span(&card));
	buf_char(&x->body, '}');
	x->body.failed |= card.failed;
	buf_release(&card);
}

/* Teams, "Post messages in Workflows": an Adaptive Card 1.4. */
static void
body_teams(struct hook *x, const struct alert_out *a)
{
	struct buf card = { 0 };

	alert_out_card(a, &card);
	buf_text(&x->body, "{\"type\":\"message\",\"attachments\":[{"
	    "\"contentType\":\"application/vnd.microsoft.card.adaptive\","
	    "\"content\":{\"type\":\"AdaptiveCard\",\"version\":\"1.4\","
	    "\"body\":[{\"type\":\"TextBlock\",\"wrap\":true,\"text\":");
	buf_json(&x->body, buf_span(&card));
	buf_text(&x->body, "}]}}]}");
	x->body.failed |= card.failed;
	buf_release(&card);
}

/* Each item of a bulk has its own status. */
static void
judge_elastic(const struct webclient_answer *a, struct act_done *d)
{
	static const char at[] = "\"status\":";
	const char *p = a->body.n > 0 ? memmem(a->body.p, a->body.n, at,
	    sizeof(at) - 1) : NULL;
	struct webclient_answer item = { .why = "" };

	if (d->fate != MESSAGES_DONE || p == NULL)
		return;
	for (p += sizeof(at) - 1; p < a->body.p + a->body.n &&
	    *p >= '0' && *p <= '9' && item.status < 1000; p++)
		item.status = item.status * 10 + (unsigned)(*p - '0');
	if (item.status != 409)
		act_output_answer(&item, d);
}

/* By kind: how the body is made, its type, the scheme of the token. */
static const struct {
	void		(*body)(struct hook *, const struct alert_out *);
	const char	*type;		/* NULL: of the format. */
	const char	*scheme;
	void		(*judge)(const struct webclient_answer *,
			    struct act_done *);
} kinds[CONFIG_OUTPUT_COUNT] = {
	[CONFIG_OUTPUT_WEBHOOK] = { body_plain, NULL, "Bearer", NULL },
	[CONFIG_OUTPUT_SPLUNK] = { body_splunk, "application/json", "Splunk",
	    NULL },
	[CONFIG_OUTPUT_ELASTIC] = { body_elastic, "application/x-ndjson",
	    "ApiKey", judge_elastic },
	[CONFIG_OUTPUT_SLACK] = { body_text, "application/json", NULL, NULL },
	[CONFIG_OUTPUT_TEAMS] = { body_teams, "application/json", NULL, NULL },
	[CONFIG_OUTPUT_MATTERMOST] = { body_text, "application/json", NULL,
	    NULL },
};

/* webclient_fn */
static void
answered(void *ctx, const struct webclient_answer *a)
{
	struct sending *s = ctx;
	struct hook *x = s->hook;
	struct act_done d;
	char why[160];

	act_output_answer(a, &d);
	if (kinds[x->how.output->kind].judge != NULL)
		kinds[x->how.output->kind].judge(a, &d);
	if (a->why[0] == '\0') {
		(void)snprintf(why, sizeof(why), "HTTP %u%s%s", a->status,
		    d.why[0] != '\0' ? ": " : "", d.why);
		d.why = why;
	}
	x->how.done(x->how.ctx, s->row, &d);
	mem_free(s);
}

static void
put_signature(const struct hook *x, const struct alert_out *a,
    struct headers *h)
{
	char now[24], sum[WEBHOOK_SIGNED];
	struct webhook m = { a->id, { now, 0 }, buf_span(&x->body) };

	m.time.n = (size_t)snprintf(now, sizeof(now), "%lld",
	    (long long)(loop_clock() / 1000));
	webhook_sign(&x->key, &m, sum);
	add(h, "webhook-id: %.*s", (int)a->id.n, a->id.p);
	add(h, "webhook-timestamp: %s", now);
	add(h, "webhook-signature: %.*s", (int)sizeof(sum), sum);
}

static rc
post(struct hook *x, struct sending *s, const struct alert_out *a)
{
	const struct config_output *o = x->how.output;
	const char *type = kinds[o->kind].type;
	struct headers h = { .n = 0 };
	struct webclient_how how = { .url = x->url.p, .header = h.list,
	    .ca = { x->tls.ca.p, x->tls.ca.n },
	    .cert = { x->tls.cert.p, x->tls.cert.n },
	    .key = { x->tls.key.p, x->tls.key.n },
	    .timeout = o->timeout, .fn = answered, .ctx = s };

	buf_clear(&x->body);
	kinds[o->kind].body(x, a);
	if (x->body.failed)
		return (RC_NOMEM);
	add(&h, "Content-Type: %s", type != NULL ? type :
	    alert_out_type((enum config_format)o->format));
	add(&h, "Idempotency-Key: %.*s", (int)a->id.n, a->id.p);
	add(&h, "User-Agent: vedette/" VEDETTE_VERSION);
	add(&h, "Expect:");		/* No waiting for a 100. */
	if (x->token.n > 0 && kinds[o->kind].scheme != NULL)
		add(&h, "Authorization: %s %s", kinds[o->kind].scheme,
		    x->token.p);
	if (x->key.n > 0)
		put_signature(x, a, &h);
	how.headers = h.n;
	how.body = buf_span(&x->body);
	return (webclient_send(x->how.web, &how));
}

static void
send_it(void *ctx, uint64_t row, const struct alert_out *a)
{
	const struct act_done none = { MESSAGES_AGAIN, 0, "out of memory" };
	struct hook *x = ctx;
	struct sending *s = mem_new(sizeof(*s));

	if (s != NULL) {
		*s = (struct sending){ x, row };
		if (post(x, s, a) == RC_OK)
			return;
	}
	mem_free(s);
	x->how.done(x->how.ctx, row, &none);
}

static void
release(void *ctx)
{
	struct hook *x = ctx;

	if (x == NULL)
		return;
	secrets_tls_release(&x->tls);
	secret_release(&x->token);
	secret_release(&x->url);
	OPENSSL_cleanse(&x->key, sizeof(x->key));
	buf_release(&x->body);
	mem_free(x);
}

static rc
read_secrets(struct hook *x, struct err *e)
{
	const struct config_output *o = x->how.output;
	struct buf text = { 0 };
	rc r;

	if ((r = secrets_tls_load(o->tls_cert, &o->tls_key, o->tls_ca,
	    &x->tls, e)) != RC_OK ||
	    (r = secrets_read(&o->token, &x->token, e)) != RC_OK ||
	    (r = secrets_read(&o->hook, &x->url, e)) != RC_OK)
		return (r);
	if (x->token.n >= HEADER - 64)
		return (rc_fail(e, RC_LIMIT, 0, "its token is too long"));
	if (o->url != NULL)
		buf_text(&x->url, o->url);
	if (o->kind == CONFIG_OUTPUT_ELASTIC)
		buf_text(&x->url, "/_bulk");
	buf_char(&x->url, '\0');
	buf_char(&x->token, '\0');
	x->token.n--;
	if (x->url.failed || x->token.failed)
		return (rc_fail(e, RC_NOMEM, 0, "opening an output"));
	if (o->hmac.kind == CONFIG_SECRET_UNSET)
		return (RC_OK);
	if ((r = secrets_read(&o->hmac, &text, e)) == RC_OK)
		r = webhook_key(buf_span(&text), &x->key, e);
	secret_release(&text);
	return (r);
}

static rc
make(const struct act_output_how *how, void **ret, struct err *e)
{
	struct hook *x = mem_new(sizeof(*x));
	rc r;

	if (x == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening an output"));
	x->how = *how;
	if ((r = read_secrets(x, e)) != RC_OK) {
		release(x);
		return (r);
	}
	*ret = x;
	return (RC_OK);
}

const struct act_output_kind act_http = {
	.make = make, .send = send_it, .free = release
};
