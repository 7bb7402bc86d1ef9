/* SPDX-License-Identifier: Apache-2.0 */
/* Connections of MQTT clients. */
#include "base/cur.h"
#include "codec/mqtt.h"
#include "codec/mqtt_events.h"
#include "source/clients.h"
#include "source/talk_mqtt.h"
#include "source/topics.h"

#define PORT		1883		/* IANA: mqtt */
#define CONNECT		0x10
#define LENGTH_MOST	4		/* Bytes of the remaining length. */

struct mqtt_talk {
	struct mqtt_events	session;
	bool			lost[FLOWS_WAYS];	/* Behind a gap. */
	struct clients_hold	hold;			/* Of its client id. */
};

/* CONNECT, its length, and the name of the protocol behind its own. */
static rc
begins(struct span first)
{
	struct cur c = cur_of(first);
	struct span name;
	size_t n;

	if (cur_u8(&c) != CONNECT)
		return (RC_NOTFOUND);
	for (int i = 0; i < LENGTH_MOST && (cur_u8(&c) & 0x80) != 0; i++)
		;
	n = (size_t)cur_be(&c, 2);
	if (cur_ok(&c) && n != 4 && n != 6)
		return (RC_NOTFOUND);
	name = cur_take(&c, n);
	if (!cur_ok(&c))
		return (RC_MORE);
	return (span_eq(name, SPAN("MQTT")) || span_eq(name, SPAN("MQIsdp")) ?
	    RC_OK : RC_NOTFOUND);
}

static rc
is(const struct talk *t, const void **own)
{
	const struct flows_told *told = t->told;

	(void)own;
	if (t->out->codec != NULL || !told->tcp)
		return (RC_NOTFOUND);
	/* What does not begin with CONNECT is a finding on this port; one
	 * that began before the capture is known by it alone. */
	if (told->server->port == PORT)
		return (RC_OK);
	return (told->way == FLOWS_UP ? begins(told->bytes) : RC_MORE);
}

static void
begin(struct talk *t, const void *own)
{
	struct mqtt_talk *u = t->own;
	char ip[PACKET_ADDR_TEXT], conn[TALK_CONN];
	struct mqtt_events_peer peer = { .late = !t->told->whole,
	    .client_port = t->told->client->port };

	(void)own;
	peer.client_ip = (struct span){ ip,
	    packet_addr(t->told->client, ip) };
	peer.conn_id = talk_conn(t, conn);
	mqtt_events_begin(&u->session, &peer);
	u->lost[FLOWS_UP] = u->lost[FLOWS_DOWN] = peer.late;
}

static void
tell(void *ctx, const struct message *m)
{
	struct talk *t = ctx;

	(void)m;			/* It is out->m. */
	talk_tell(t);
}

static void
note(void *ctx, const struct mapping_note *n)
{
	const struct talk_out *out = ctx;

	if (out->note != NULL)
		out->note(out->note_ctx, n);
}

/* What is published, by its topic. */
static void
publish(void *ctx, const struct mqtt_events *session, enum mqtt_side side,
    const struct mqtt_publish *p, int64_t time)
{
	struct talk *t = ctx;
	const struct topics_in in = { .session = session, .side = side,
	    .publish = p, .time = time, .number = t->told->number };

	if (topics_feed(t->out->topics, &in, t->out->lines, note, t->out) !=
	    RC_OK)
		t->out->lines->failed = true;
}

/* Behind a gap the first bytes may be the midst of a packet. */
static bool
sound(const struct mqtt_talk *u, enum mqtt_side side, struct span packet)
{
	unsigned version = u->session.version;
	struct mqtt_packet p;
	enum mqtt_fault fault;

	return (mqtt_read(packet, version != 0 ? version : MQTT_V311, side,
	    &p, &fault) == RC_OK);
}

static struct span
client_id(const struct mqtt_talk *u)
{

	return ((struct span){ u->session.client_id.text,
	    u->session.client_id.n });
}

static rc
feed(struct talk *t, enum mqtt_side side, struct span packet,
    const struct mqtt_events_out *out)
{
	struct mqtt_talk *u = t->own;
	struct mqtt_events *s = &u->session;
	struct clients *all = t->out->clients;
	const struct clients_id id = { t->told->server, client_id(u) };
	int64_t time = t->told->time;
	rc r;

	if (s->asked && !s->answered)
		s->takeover = clients_held(all, &id, time);
	r = mqtt_events_feed(s, side, packet, time, out);
	if (s->connected && !s->ended && u->hold.serial == 0) {
		if (clients_take(all, &(struct clients_id){ id.server,
		    client_id(u) }, s->keep_alive, time, &u->hold) != RC_OK)
			t->out->lines->failed = true;
	} else if (s->ended)
		clients_leave(all, &u->hold);
	return (r);
}

static size_t
data(struct talk *t)
{
	struct mqtt_talk *u = t->own;
	enum flows_way way = t->told->way;
	enum mqtt_side side = way == FLOWS_UP ? MQTT_CLIENT : MQTT_SERVER;
	struct mqtt_events_out out = { .fn = tell, .ctx = t,
	    .publish = t->out->topics != NULL ? publish : NULL,
	    .m = t->out->m };
	struct span in = t->told->bytes;
	size_t at = 0, n = 0;

	if (way == FLOWS_UP)
		clients_heard(t->out->clients, &u->hold, t->told->time);
	while (at < in.n) {
		struct span rest = span_from(in, at);
		rc r = mqtt_frame(rest, &n);

		if (u->lost[way] && (r == RC_MALFORMED || (r == RC_OK &&
		    !sound(u, side, (struct span){ rest.p, n }))))
			return (in.n);
		if (r == RC_MORE)
			break;
		if (r == RC_OK)
			u->lost[way] = false;
		if (feed(t, side, (struct span){ rest.p, n }, &out) != RC_OK)
			t->out->bad++;
		at += n;
	}
	return (at);
}

static void
gap(struct talk *t)
{
	struct mqtt_talk *u = t->own;

	u->lost[t->told->way] = true;
}

static void
end(struct talk *t)
{
	struct mqtt_talk *u = t->own;
	struct mqtt_events_out out = { .fn = tell, .ctx = t,
	    .m = t->out->m };

	clients_leave(t->out->clients, &u->hold);
	mqtt_events_end(&u->session, t->told->time, &out);
}

const struct talk_kind talk_mqtt = {
	.name = "mqtt",
	.own_n = sizeof(struct mqtt_talk),
	.is = is,
	.begin = begin,
	.data = data,
	.gap = gap,
	.end = end,
};
