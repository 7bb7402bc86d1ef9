/* SPDX-License-Identifier: Apache-2.0 */
/* One MQTT connection as events. */
#include "base/attr.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "codec/mqtt_events.h"
#include "codec/mqtt_props.h"
#include "codec/mqtt_reason.h"

#define NOBODY		"anon:"		/* Before the connection's id. */
#define LONG_ID		"h:"		/* Before the hash of one. */
#define LONG_BYTES	16		/* Of that hash. */

/* A packet on its way. */
struct step {
	struct mqtt_events		*s;
	enum mqtt_side			 side;
	struct mqtt_packet		*p;
	int64_t				 time;
	const struct mqtt_events_out	*out;
};

static struct span
id_span(const struct mqtt_events_id *id)
{

	return ((struct span){ id->text, id->n });
}

/*
 * As the contract's ids: too long a one is told by its hash.  So is one with
 * characters that nobody sees: without them two could be one, or none.
 */
static void
id_set(struct mqtt_events_id *id, struct span s)
{
	uint8_t sum[HASH_SHA256];

	if (s.n > sizeof(id->text) || !utf8_is_clean(s, UTF8_ID)) {
		hash_sha256(s, sum);
		memcpy(id->text, LONG_ID, 2);
		hash_hex(sum, LONG_BYTES, id->text + 2);
		id->n = 2 + 2 * LONG_BYTES;
		return;
	}
	if (s.n > 0)
		memcpy(id->text, s.p, s.n);
	id->n = (uint8_t)s.n;
}

static uint8_t
copy(char *to, size_t most, struct span s)
{
	size_t n = s.n < most ? s.n : most;

	if (n > 0)
		memcpy(to, s.p, n);
	return ((uint8_t)n);
}

void
mqtt_events_begin(struct mqtt_events *s, const struct mqtt_events_peer *peer)
{

	*s = (struct mqtt_events){ .late = peer->late,
	    .client_port = peer->client_port };
	s->conn_n = copy(s->conn_id, sizeof(s->conn_id), peer->conn_id);
	s->ip_n = copy(s->client_ip, sizeof(s->client_ip), peer->client_ip);
}

static void
tell(const struct mqtt_events_out *out)
{

	out->fn(out->ctx, out->m);
}

/* The transport's part. */
static void
connection(const struct mqtt_events *s, struct message *m)
{

	if (s->conn_n > 0)
		message_text(m, FIELD_CONN_ID,
		    (struct span){ s->conn_id, s->conn_n });
	if (s->ip_n > 0)
		message_text(m, FIELD_CLIENT_IP,
		    (struct span){ s->client_ip, s->ip_n });
	if (s->client_port > 0)
		message_int(m, FIELD_CLIENT_PORT, s->client_port);
}

/* "anon:" and the connection: two nameless clients are not one device. */
static struct span
nameless(const struct mqtt_events *s, struct message *m)
{
	const size_t n = sizeof(NOBODY) - 1;
	char *p = s->conn_n > 0 ? message_room(m, n + s->conn_n) : NULL;

	if (p == NULL)
		return (SPAN("unidentified"));
	memcpy(p, NOBODY, n);
	memcpy(p + n, s->conn_id, s->conn_n);
	return ((struct span){ p, n + s->conn_n });
}

void
mqtt_events_device(const struct mqtt_events *s, struct message *m)
{

	connection(s, m);
	message_text(m, FIELD_DEVICE_ID, s->client_id.n > 0 ?
	    id_span(&s->client_id) : nameless(s, m));
}

/* An event of the connection; its device only if it has a name. */
static struct message *
begin(const struct mqtt_events *s, const struct mqtt_events_out *out,
    enum event_type type, int64_t time)
{
	struct message *m = out->m;

	message_begin(m, type, time);
	connection(s, m);
	if (s->client_id.n > 0)
		message_text(m, FIELD_DEVICE_ID, id_span(&s->client_id));
	return (m);
}

/* device.connect and device.disconnect, which need a device. */
static struct message *
begin_link(const struct mqtt_events *s, const struct mqtt_events_out *out,
    enum event_type type, int64_t time)
{
	struct message *m = out->m;

	message_begin(m, type, time);
	mqtt_events_device(s, m);
	message_word(m, FIELD_PROTOCOL, "mqtt");
	if (s->client_id.n > 0)
		message_text(m, FIELD_CLIENT_ID, id_span(&s->client_id));
	if (s->asked) {
		message_bool(m, FIELD_CLEAN, s->clean);
		message_bool(m, FIELD_WILL, s->will);
	}
	return (m);
}

/* Without a password beside it, a user name may be a token; what follows a
 * question mark may hold a signature (custom authorizers of cloud brokers). */
static void
login(struct mqtt_events *s, const struct mqtt_connect *c)
{
	struct cur in = cur_of(c->user_name);

	if (c->user && c->password)
		id_set(&s->login, cur_until(&in, '?'));
}

/* The largest alias that the other side takes: 3.1.2.11.5, 3.2.2.3.8. */
static uint16_t
alias_most(struct span props)
{
	struct mqtt_prop most;

	return (mqtt_props_get(props, MQTT_PROPS_ALIAS_MAXIMUM, &most) ?
	    (uint16_t)most.num : 0);
}

static enum mqtt_fault
on_connect(struct step *t)
{
	const struct mqtt_connect *c = &t->p->connect;
	struct mqtt_events *s = t->s;
	struct mqtt_prop method;

	if (s->asked)
		return (MQTT_FAULT_TWICE);
	s->asked = true;
	s->late = false;
	s->version = c->version;
	s->clean = c->clean;
	s->will = c->will;
	s->user = c->user;
	s->password = c->password;
	s->bridge = c->bridge;
	s->keep_alive = c->keep_alive;
	id_set(&s->client_id, c->client_id);
	login(s, c);
	s->alias_most[1] = alias_most(t->p->props);
	if (mqtt_props_get(t->p->props, MQTT_PROPS_AUTH_METHOD, &method))
		s->method_n = copy(s->method, sizeof(s->method), method.text);
	return (MQTT_FAULT_NONE);
}

/* Is that code about who it is? */
static const struct refusal {
	uint8_t		 code;
	const char	*why;		/* fail_reason, or NULL. */
} refusals[] = {
	{ MQTT_REASON_CLIENT_ID, "unknown_user" },
	{ MQTT_REASON_BAD_PASSWORD, "bad_secret" },
	{ MQTT_REASON_NOT_AUTHORIZED, NULL },
	{ MQTT_REASON_BANNED, "locked" },
	{ MQTT_REASON_BAD_METHOD, NULL },
};

static const struct refusal *
refusal(uint8_t code)
{

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		if (refusals[i].code == code)
			return (&refusals[i]);
	}
	return (NULL);
}

/* 5.0's methods have names; SCRAM's proves a password (RFC 5802). */
static const char *
auth_method(const struct mqtt_events *s)
{
	struct span method = { s->method, s->method_n };

	if (method.n > 0)
		return (span_starts(method, SPAN("SCRAM-")) ? "password" :
		    "other");
	if (s->password)
		return ("password");
	return (s->user ? "token" : "none");
}

static void
tell_auth(const struct step *t, uint8_t code, const char *name)
{
	const struct refusal *refused = refusal(code);
	struct mqtt_events *s = t->s;
	struct message *m = begin(s, t->out, TYPE_DEVICE_AUTH, t->time);

	message_word(m, FIELD_OUTCOME, code == 0 ? "success" : "failure");
	message_word(m, FIELD_AUTH_METHOD, auth_method(s));
	if (s->login.n > 0)
		message_text(m, FIELD_LOGIN, id_span(&s->login));
	if (refused != NULL && refused->why != NULL)
		message_word(m, FIELD_FAIL_REASON, refused->why);
	if (s->method_n > 0)
		message_more(m, "authentication_method", MESSAGE_PLAIN,
		    message_of_text((struct span){ s->method, s->method_n }));
	message_more(m, "reason", MESSAGE_PLAIN,
	    message_of_text(span_of(name)));
	tell(t->out);
}

/* A CONNECT as it was answered: ${why} it was not taken, or NULL. */
static void
tell_connect(const struct mqtt_events *s, const struct mqtt_events_out *out,
    int64_t time, const char *outcome, const char *why)
{
	struct message *m = begin_link(s, out, TYPE_DEVICE_CONNECT, time);

	message_word(m, FIELD_OUTCOME, outcome);
	if (s->takeover)
		message_bool(m, FIELD_SESSION_TAKEOVER, true);
	if (why != NULL)
		message_word(m, FIELD_DISCONNECT_REASON, why);
	message_more(m, "keep_alive_s", MESSAGE_PLAIN,
	    message_of_int(s->keep_alive));
	message_more(m, "protocol_level", MESSAGE_PLAIN,
	    message_of_int(s->version));
	if (s->bridge)
		message_more(m, "bridge", MESSAGE_PLAIN,
		    message_of_bool(true));
	tell(out);
}

static enum mqtt_fault
on_connack(struct step *t)
{
	struct mqtt_events *s = t->s;
	uint8_t code = mqtt_reason_of(s->version, t->p->reason);
	const char *name = mqtt_reason_name(s->version, MQTT_CONNACK,
	    t->p->reason);
	struct mqtt_prop given;

	if (s->answered || !s->asked)
		return (MQTT_FAULT_NONE);
	s->answered = true;
	s->connected = code == 0;
	s->alias_most[0] = alias_most(t->p->props);
	if (mqtt_props_get(t->p->props, MQTT_PROPS_ASSIGNED_CLIENT_ID,
	    &given))
		id_set(&s->client_id, given.text);
	if (code == 0 || refusal(code) != NULL)
		tell_auth(t, code, name);
	if (refusal(code) == NULL)
		tell_connect(s, t->out, t->time,
		    code == 0 ? "success" : "failure",
		    code == 0 ? NULL : name);
	return (MQTT_FAULT_NONE);
}

static void
tell_acl(const struct step *t, const struct mqtt_recall_row *row,
    const char *decision, const char *why)
{
	struct mqtt_events *s = t->s;
	struct message *m = begin(s, t->out, TYPE_BROKER_ACL, t->time);

	message_word(m, FIELD_OP, row->type == MQTT_SUBSCRIBE ? "sub" :
	    "pub");
	message_text(m, FIELD_TOPIC, (struct span){ row->text, row->n });
	message_word(m, FIELD_DECISION, decision);
	if (s->client_id.n > 0)
		message_text(m, FIELD_CLIENT_ID, id_span(&s->client_id));
	if (why != NULL)
		message_more(m, "reason", MESSAGE_PLAIN,
		    message_of_text(span_of(why)));
	tell(t->out);
}

static enum mqtt_fault
on_publish(struct step *t)
{
	struct mqtt_publish *p = &t->p->publish;
	struct mqtt_events *s = t->s;
	enum mqtt_fault f = MQTT_FAULT_NONE;

	if (p->alias != 0 && !s->late &&
	    p->alias > s->alias_most[t->side == MQTT_SERVER] && s->answered)
		return (MQTT_FAULT_ALIAS_MOST);
	f = mqtt_recall_topic(&s->recall, t->side, p);
	/* Who came late has not seen it being set. */
	if (f != MQTT_FAULT_NONE && !s->late)
		return (f);
	if (p->topic.n == 0)
		return (MQTT_FAULT_NONE);
	/* Only 5.0 says that one was not authorized. */
	if (p->qos > 0 && s->version == MQTT_V5 && t->side == MQTT_CLIENT)
		mqtt_recall_ask(&s->recall, t->p->id, MQTT_PUBLISH,
		    p->topic);
	if (t->out->publish != NULL)
		t->out->publish(t->out->ctx, s, t->side, p, t->time);
	return (MQTT_FAULT_NONE);
}

/* PUBACK and PUBREC. */
static enum mqtt_fault
on_puback(struct step *t)
{
	struct mqtt_recall_row row;

	if (t->side == MQTT_SERVER && t->s->version == MQTT_V5 &&
	    mqtt_recall_answer(&t->s->recall, t->p->id, MQTT_PUBLISH, &row) &&
	    t->p->reason == MQTT_REASON_NOT_AUTHORIZED)
		tell_acl(t, &row, "deny", "not authorized");
	return (MQTT_FAULT_NONE);
}

static enum mqtt_fault
on_subscribe(struct step *t)
{
	struct cur c = cur_of(t->p->filters.raw);
	struct mqtt_filter f;

	while (mqtt_filter(&c, true, &f))
		mqtt_recall_ask(&t->s->recall, t->p->id, MQTT_SUBSCRIBE,
		    f.filter);
	return (MQTT_FAULT_NONE);
}

static enum mqtt_fault
on_suback(struct step *t)
{
	const struct span codes = t->p->codes;
	struct mqtt_events *s = t->s;
	struct mqtt_recall_row row;
	unsigned n = 0;

	for (; mqtt_recall_answer(&s->recall, t->p->id, MQTT_SUBSCRIBE,
	    &row); n++) {
		uint8_t code = n < codes.n ? (uint8_t)codes.p[n] : 0;

		tell_acl(t, &row, n >= codes.n ? "other" :
		    code < MQTT_REASON_REFUSED ? "allow" : "deny",
		    code < MQTT_REASON_REFUSED ? NULL :
		    mqtt_reason_name(MQTT_V5, MQTT_SUBACK, code));
	}
	return (n != codes.n && n > 0 && s->recall.lost == 0 && !s->late ?
	    MQTT_FAULT_CODES_COUNT : MQTT_FAULT_NONE);
}

static void
tell_end(const struct mqtt_events *s, const struct mqtt_events_out *out,
    int64_t time, const char *why, bool taken_over)
{
	struct message *m = begin_link(s, out, TYPE_DEVICE_DISCONNECT, time);

	message_word(m, FIELD_DISCONNECT_REASON, why);
	if (taken_over)
		message_bool(m, FIELD_SESSION_TAKEOVER, true);
	if (s->faults > 0)
		message_more(m, "violations", MESSAGE_PLAIN,
		    message_of_int(s->faults));
	tell(out);
}

static enum mqtt_fault
on_disconnect(struct step *t)
{
	struct mqtt_events *s = t->s;
	uint8_t code = t->p->reason;

	if (s->ended)
		return (MQTT_FAULT_NONE);
	s->ended = true;
	/* What is left on purpose leaves no will (3.14.4). */
	if (t->side == MQTT_CLIENT && code == 0)
		s->will = false;
	tell_end(s, t->out, t->time,
	    mqtt_reason_name(s->version, MQTT_DISCONNECT, code),
	    code == MQTT_REASON_TAKEN_OVER);
	return (MQTT_FAULT_NONE);
}

/* By type; the others say nothing. */
static enum mqtt_fault (*const on[16])(struct step *) = {
	[MQTT_CONNECT] = on_connect, [MQTT_CONNACK] = on_connack,
	[MQTT_PUBLISH] = on_publish, [MQTT_PUBACK] = on_puback,
	[MQTT_PUBREC] = on_puback, [MQTT_SUBSCRIBE] = on_subscribe,
	[MQTT_SUBACK] = on_suback, [MQTT_DISCONNECT] = on_disconnect,
};

/* One finding for a connection: which packet broke which statement. */
static void
wrong(const struct step *t, enum mqtt_fault f)
{
	const struct mqtt_fault_row *row = mqtt_fault_row(f);
	const char *place = mqtt_fault_place(f,
	    t->s->version == 0 && t->p->type == MQTT_CONNECT ?
	    t->p->connect.version : t->s->version);
	struct message *m;

	/* Who came late may have come in the middle of a packet. */
	if ((t->s->late && t->s->version == 0) || t->s->faults++ > 0)
		return;
	m = begin(t->s, t->out, TYPE_FEED_HEALTH, t->time);
	message_word(m, FIELD_STATE, "bad_parse");
	message_int(m, FIELD_REJECTED, 1);
	message_more(m, "violation", MESSAGE_PLAIN,
	    message_of_text(span_of(row->name)));
	message_more(m, "section", MESSAGE_PLAIN,
	    message_of_text(span_of(place)));
	message_more(m, "what", MESSAGE_PLAIN,
	    message_of_text(span_of(row->what)));
	message_more(m, "packet", MESSAGE_PLAIN,
	    message_of_text(span_of(mqtt_name(t->p->type))));
	message_more(m, "sender", MESSAGE_PLAIN, message_of_text(
	    t->side == MQTT_CLIENT ? SPAN("client") : SPAN("server")));
	tell(t->out);
}

/*
 * Who came late has not seen which version it is.  Nearly everything is only
 * one of the two: 5.0 has properties where 3.1.1 has the payload, and what is
 * both says nothing that matters, but for a PUBLISH: a payload of 3.1.1 that
 * begins like properties, with a zero byte, is rarer than 5.0 without any.
 */
static rc
read_late(struct mqtt_events *s, enum mqtt_side side, struct span frame,
    struct mqtt_packet *p, enum mqtt_fault *f)
{
	enum mqtt_fault other;
	bool old = mqtt_read(frame, MQTT_V311, side, p, &other) == RC_OK;

	if (p->type == MQTT_CONNECT)
		return (mqtt_read(frame, 0, side, p, f));
	if (mqtt_read(frame, MQTT_V5, side, p, f) == RC_OK) {
		if (!old || p->type == MQTT_PUBLISH)
			s->version = MQTT_V5;
		return (RC_OK);
	}
	if (old)
		s->version = MQTT_V311;
	return (mqtt_read(frame, MQTT_V311, side, p, f));
}

rc
mqtt_events_feed(struct mqtt_events *s, enum mqtt_side side,
    struct span frame, int64_t time, const struct mqtt_events_out *out)
{
	struct mqtt_packet p;
	enum mqtt_fault f = MQTT_FAULT_NONE;
	struct step t = { .s = s, .side = side, .p = &p, .time = time,
	    .out = out };
	rc r = s->version == 0 && s->late ?
	    read_late(s, side, frame, &p, &f) :
	    mqtt_read(frame, s->version, side, &p, &f);

	s->packets++;
	if (r == RC_OK && on[p.type] != NULL)
		f = on[p.type](&t);
	if (f == MQTT_FAULT_NONE)
		return (RC_OK);
	wrong(&t, f);
	return (RC_MALFORMED);
}

void
mqtt_events_end(struct mqtt_events *s, int64_t time,
    const struct mqtt_events_out *out)
{
	struct step t = { .s = s, .time = time, .out = out };
	struct mqtt_recall_row row;

	while (mqtt_recall_answer(&s->recall, 0, MQTT_SUBSCRIBE, &row)) {
		if (row.type == MQTT_SUBSCRIBE)
			tell_acl(&t, &row, "other", "not answered");
	}
	if (s->ended || (s->answered && !s->connected))
		return;
	if (s->asked && !s->answered)
		tell_connect(s, out, time, "unknown", "no CONNACK");
	else if (s->asked || s->late)
		tell_end(s, out, time, "connection lost", false);
	else
		tell_end(s, out, time, "no CONNECT", false);
	s->ended = true;
}
