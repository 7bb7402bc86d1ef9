/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over TLS. */
#include <stdio.h>

#include "codec/cert.h"
#include "codec/ja4.h"
#include "codec/tls_record.h"
#include "source/talk_tls.h"

#define SNI_MOST	255		/* Of a name, RFC 1035. */
#define ALPN_MOST	255		/* Its length is a byte. */
#define FATAL		2
#define TEN		10.0

struct tls_talk {
	struct tls_record	way[FLOWS_WAYS];
	char			ja4[JA4_TEXT], stable[JA4_TEXT];
	char			sni[SNI_MOST], alpn[ALPN_MOST];
	size_t			sni_n, alpn_n;
	uint16_t		version, cipher;	/* Chosen. */
	bool			hello, answer;	/* Of client and server. */
	bool			told;
	struct cert		cert[FLOWS_WAYS];
	bool			has_cert[FLOWS_WAYS];
};

static rc
is(const struct talk *t, const void **own)
{

	(void)own;
	if (t->out->codec != NULL || !t->told->tcp)
		return (RC_NOTFOUND);
	return (t->told->way == FLOWS_UP ? tls_record_is(t->told->bytes) :
	    RC_MORE);
}

static void
begin(struct talk *t, const void *own)
{

	(void)t;
	(void)own;
}

/* 3.1 to 3.4 of the wire are 1.0 to 1.3; what is older is "none". */
static double
number(uint16_t version)
{

	return (version >= 0x0301 && version <= 0x0304 ?
	    (TEN + version - 0x0301) / TEN : 0);
}

static void
put_session(const struct tls_talk *u, struct message *m)
{
	char *cipher = message_room(m, sizeof("0x1301"));

	message_text(m, FIELD_CLIENT_TLS_JA4,
	    (struct span){ u->ja4, sizeof(u->ja4) });
	message_more(m, "ja4_stable", MESSAGE_PLAIN, message_of_text(
	    (struct span){ u->stable, sizeof(u->stable) }));
	if (u->sni_n > 0)
		message_text(m, FIELD_CLIENT_TLS_SNI,
		    (struct span){ u->sni, u->sni_n });
	if (u->alpn_n > 0)
		message_more(m, "alpn", MESSAGE_PLAIN, message_of_text(
		    (struct span){ u->alpn, u->alpn_n }));
	if (!u->answer)
		return;
	message_num(m, FIELD_CLIENT_TLS_VERSION, number(u->version));
	if (cipher != NULL) {
		(void)snprintf(cipher, sizeof("0x1301"), "0x%04x", u->cipher);
		message_text(m, FIELD_CLIENT_TLS_CIPHER, span_of(cipher));
	}
}

static struct span
sum(const struct cert *c, struct message *m)
{

	return (message_hex(m, (struct span){ (const char *)c->sha256,
	    sizeof(c->sha256) }));
}

static void
more_text(struct message *m, const char *name, struct span s)
{

	if (s.n > 0)
		message_more(m, name, MESSAGE_PLAIN, message_of_text(s));
}

/* What the server has shown. */
static void
put_server(const struct cert *c, struct message *m)
{

	more_text(m, "server_cn", (struct span){ c->cn, c->cn_n });
	more_text(m, "server_issuer",
	    (struct span){ c->issuer, c->issuer_n });
	more_text(m, "server_serial",
	    (struct span){ c->serial, c->serial_n });
	message_more(m, "server_not_before", MESSAGE_PLAIN,
	    message_of_time(c->not_before));
	message_more(m, "server_not_after", MESSAGE_PLAIN,
	    message_of_time(c->not_after));
	message_more(m, "server_self_signed", MESSAGE_PLAIN,
	    message_of_bool(c->self));
	more_text(m, "server_sha256", sum(c, m));
}

static void
put_client(const struct cert *c, struct message *m)
{

	message_text(m, FIELD_CLIENT_TLS_CERT_CN,
	    (struct span){ c->cn, c->cn_n });
	if (c->issuer_n > 0)
		message_text(m, FIELD_CLIENT_TLS_CERT_ISSUER,
		    (struct span){ c->issuer, c->issuer_n });
	if (c->serial_n > 0)
		message_text(m, FIELD_CLIENT_TLS_CERT_SERIAL,
		    (struct span){ c->serial, c->serial_n });
	message_set(m, FIELD_CLIENT_TLS_CERT_NOT_AFTER,
	    message_of_time(c->not_after));
	message_text(m, FIELD_CLIENT_TLS_CERT_SHA256, sum(c, m));
}

/* Who shows a certificate of its own is the device that it names. */
static void
tell_client(struct talk *t, const char *outcome)
{
	const struct tls_talk *u = t->own;
	const struct cert *c = &u->cert[FLOWS_UP];
	struct message *m = t->out->m;

	if (!u->has_cert[FLOWS_UP] || c->cn_n == 0)
		return;
	message_begin(m, TYPE_DEVICE_CONNECT, t->told->time);
	message_text(m, FIELD_DEVICE_ID, (struct span){ c->cn, c->cn_n });
	message_word(m, FIELD_OUTCOME, outcome);
	message_word(m, FIELD_PROTOCOL, "tcp");
	put_session(u, m);
	put_client(c, m);
	talk_tell(t);
}

/* Once: what the handshake has shown, and how it went. */
static void
tell(struct talk *t, const char *outcome)
{
	struct tls_talk *u = t->own;
	struct message *m = t->out->m;

	if (u->told || !u->hello)
		return;
	u->told = true;
	/* Of no device: behind one address there may be a thousand phones. */
	message_begin(m, TYPE_FEED_HEALTH, t->told->time);
	message_word(m, FIELD_STATE, "ok");
	message_word(m, FIELD_OUTCOME, outcome);
	message_more(m, "protocol", MESSAGE_PLAIN,
	    message_of_text(SPAN("tls")));
	put_session(u, m);
	if (u->has_cert[FLOWS_DOWN])
		put_server(&u->cert[FLOWS_DOWN], m);
	talk_tell(t);
	tell_client(t, outcome);
}

static void
on_hello(struct talk *t, struct span body)
{
	struct tls_talk *u = t->own;
	struct tls_hello h;

	if (u->hello)		/* Again, as asked by the server. */
		return;
	if (tls_hello_client(body, &h) != RC_OK) {
		talk_bad(t, "ClientHello");
		return;
	}
	u->hello = true;
	ja4_write(&h, JA4_PLAIN, u->ja4);
	ja4_write(&h, JA4_STABLE, u->stable);
	u->sni_n = span_keep(u->sni, sizeof(u->sni), h.sni);
	u->alpn_n = span_keep(u->alpn, sizeof(u->alpn), h.alpn);
}

static void
on_answer(struct talk *t, struct span body)
{
	struct tls_talk *u = t->own;
	struct tls_hello h;

	if (tls_hello_server(body, &h) != RC_OK) {
		talk_bad(t, "ServerHello");
		return;
	}
	u->answer = true;
	u->version = h.version;
	u->cipher = h.cipher;
}

static void
on_certificate(struct talk *t, struct span body)
{
	struct tls_talk *u = t->own;
	enum flows_way way = t->told->way;
	struct span der;
	rc r = cert_leaf(body, &der);

	if (r == RC_NOTFOUND)
		return;
	if (r == RC_OK)
		r = cert_read(der, &u->cert[way]);
	u->has_cert[way] = r == RC_OK;
	if (r != RC_OK)
		talk_bad(t, "certificate");
}

static void
heard(void *ctx, enum tls_record_what what, struct span body)
{
	struct talk *t = ctx;
	const struct tls_talk *u = t->own;
	bool up = t->told->way == FLOWS_UP;

	if (what == TLS_RECORD_HELLO && up)
		on_hello(t, body);
	else if (what == TLS_RECORD_SERVER_HELLO && !up)
		on_answer(t, body);
	else if (what == TLS_RECORD_CERTIFICATE)
		on_certificate(t, body);
	else if (what == TLS_RECORD_ALERT && body.p[0] == FATAL)
		tell(t, "failure");
	else if (what == TLS_RECORD_SECRET && !up && u->answer)
		tell(t, "success");
}

static size_t
data(struct talk *t)
{
	struct tls_talk *u = t->own;
	struct tls_record *way = &u->way[t->told->way];
	size_t used;
	rc r = tls_record_feed(way, t->told->bytes, heard, t, &used);

	if (r == RC_NOMEM)
		t->out->lines->failed = true;
	else if (r == RC_MALFORMED)
		talk_bad(t, "TLS record");
	return (r != RC_OK || way->secret ? SIZE_MAX : used);
}

static void
end(struct talk *t)
{
	struct tls_talk *u = t->own;

	tell(t, "unknown");
	for (size_t i = 0; i < FLOWS_WAYS; i++)
		tls_record_clear(&u->way[i]);
}

/* Behind a gap nothing has its place: what is known is told at the end. */
static void
gap(struct talk *t)
{
	struct tls_talk *u = t->own;

	u->way[t->told->way].secret = true;
}

const struct talk_kind talk_tls = {
	.name = "tls",
	.own_n = sizeof(struct tls_talk),
	.is = is,
	.begin = begin,
	.data = data,
	.gap = gap,
	.end = end,
};
