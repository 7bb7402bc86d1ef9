/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over TLS. */
#include <stdio.h>

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
	talk_tell(t);
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
heard(void *ctx, enum tls_record_what what, struct span body)
{
	struct talk *t = ctx;
	const struct tls_talk *u = t->own;
	bool up = t->told->way == FLOWS_UP;

	if (what == TLS_RECORD_HELLO && up)
		on_hello(t, body);
	else if (what == TLS_RECORD_SERVER_HELLO && !up)
		on_answer(t, body);
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
