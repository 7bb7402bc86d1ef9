/* SPDX-License-Identifier: Apache-2.0 */
/* Mail by SMTP: what a card says, no personal data. */
#include <stdio.h>

#include "base/mem.h"
#include "cli/act_output.h"
#include "cli/secrets.h"
#include "sys/secret.h"

struct mail {
	struct act_output_how	 how;
	struct secrets_tls	 tls;
	struct buf		 password;	/* With a NUL, or empty. */
	char			 url[512];
	struct buf		 text;
};

/* One that is under way. */
struct sending {
	struct mail	*mail;			/* Borrowed. */
	uint64_t	 row;
};

/* webclient_fn */
static void
answered(void *ctx, const struct webclient_answer *a)
{
	struct sending *s = ctx;
	struct mail *x = s->mail;
	struct act_done d;
	char why[160];

	act_output_answer(a, &d);
	/* RFC 5321: 4xx may pass. */
	if (a->status >= 400 && a->status < 600)
		d.fate = a->status < 500 ? MESSAGES_AGAIN : MESSAGES_NEVER;
	if (a->status != 0 && d.fate != MESSAGES_DONE) {
		(void)snprintf(why, sizeof(why), "SMTP %u: %s", a->status,
		    d.why);
		d.why = why;
	}
	x->how.done(x->how.ctx, s->row, &d);
	mem_free(s);
}

/* RFC 5322; the id makes a mail that comes twice the same one. */
static void
write_mail(struct mail *x, const struct alert_out *a)
{
	const struct config_output *o = x->how.output;
	struct buf *b = &x->text, card = { 0 };

	alert_out_card(a, &card);
	buf_clear(b);
	buf_fmt(b, "From: %s\r\n", o->from);
	for (size_t i = 0; i < o->to.n; i++)
		buf_fmt(b, "%s%s", i == 0 ? "To: " : ",\r\n ", o->to.text[i]);
	buf_fmt(b, "\r\nSubject: Vedette: %.*s alert\r\n", (int)a->level.n,
	    a->level.p);
	buf_fmt(b, "Message-ID: <%.*s@vedette>\r\n", (int)a->id.n, a->id.p);
	buf_text(b, "MIME-Version: 1.0\r\nContent-Type: text/plain; "
	    "charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
	    "Auto-Submitted: auto-generated\r\n\r\n");
	buf_put(b, buf_span(&card));
	buf_text(b, "\r\n");
	b->failed |= card.failed;
	buf_release(&card);
}

static rc
post(struct mail *x, struct sending *s)
{
	const struct config_output *o = x->how.output;
	const struct webclient_how how = { .url = x->url, .from = o->from,
	    .to = o->to.text, .tos = o->to.n, .tls = o->starttls,
	    .user = o->user,
	    .password = x->password.n > 0 ? x->password.p : NULL,
	    .ca = { x->tls.ca.p, x->tls.ca.n },
	    .cert = { x->tls.cert.p, x->tls.cert.n },
	    .key = { x->tls.key.p, x->tls.key.n },
	    .body = buf_span(&x->text), .timeout = o->timeout,
	    .fn = answered, .ctx = s };

	return (x->text.failed ? RC_NOMEM : webclient_send(x->how.web, &how));
}

static void
send_it(void *ctx, uint64_t row, const struct alert_out *a)
{
	const struct act_done none = { MESSAGES_AGAIN, 0, "out of memory" };
	struct mail *x = ctx;
	struct sending *s = mem_new(sizeof(*s));

	write_mail(x, a);
	if (s != NULL) {
		*s = (struct sending){ x, row };
		if (post(x, s) == RC_OK)
			return;
	}
	mem_free(s);
	x->how.done(x->how.ctx, row, &none);
}

static void
release(void *ctx)
{
	struct mail *x = ctx;

	if (x == NULL)
		return;
	secrets_tls_release(&x->tls);
	secret_release(&x->password);
	buf_release(&x->text);
	mem_free(x);
}

static rc
make(const struct act_output_how *how, void **ret, struct err *e)
{
	const struct config_output *o = how->output;
	struct mail *x = mem_new(sizeof(*x));
	rc r;

	if (x == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening an output"));
	x->how = *how;
	/* 465 is for TLS from the first byte: RFC 8314. */
	(void)snprintf(x->url, sizeof(x->url), "%s://%s",
	    o->server.port == 465 ? "smtps" : "smtp", o->server.text);
	r = secrets_tls_load(o->tls_cert, &o->tls_key, o->tls_ca, &x->tls, e);
	if (r == RC_OK && (r = secrets_read(&o->password, &x->password, e)) ==
	    RC_OK && x->password.n > 0) {
		buf_char(&x->password, '\0');
		if (x->password.failed)
			r = rc_fail(e, RC_NOMEM, 0, "opening an output");
	}
	if (r != RC_OK) {
		release(x);
		return (r);
	}
	*ret = x;
	return (RC_OK);
}

const struct act_output_kind act_mail = {
	.make = make, .send = send_it, .free = release
};
