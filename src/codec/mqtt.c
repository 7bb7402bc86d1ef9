/* SPDX-License-Identifier: Apache-2.0 */
/* Packets of MQTT. */
#include "base/attr.h"
#include "codec/mqtt.h"
#include "codec/mqtt_connect.h"
#include "codec/mqtt_props.h"
#include "codec/mqtt_reason.h"
#include "codec/mqtt_text.h"

#define QOS_NONE	3		/* Both bits. */
#define FLAG_DUP	0x8
#define FLAG_RETAIN	0x1
#define FLAGS_ANY	0xff		/* Of PUBLISH: they mean something. */

/* Bits of the subscription options (5.0, 3.8.3.1). */
enum {
	OPTION_QOS = 0x03, OPTION_NO_LOCAL = 0x04, OPTION_PUBLISHED = 0x08,
	OPTION_RETAIN = 0x30, OPTION_RETAIN_SHIFT = 4, OPTION_RESERVED = 0xc0
};

/* A packet at work. */
struct work {
	struct cur		 c;
	unsigned		 version;
	enum mqtt_side		 side;
	uint8_t			 flags;
	struct mqtt_packet	*p;
};

typedef enum mqtt_fault read_fn(struct work *);

static enum mqtt_fault
take_id(struct work *w)
{

	w->p->id = (uint16_t)cur_be(&w->c, 2);
	if (!cur_ok(&w->c))
		return (MQTT_FAULT_SHORT);
	return (w->p->id != 0 ? MQTT_FAULT_NONE : MQTT_FAULT_ID);
}

static enum mqtt_fault
take_props(struct work *w)
{

	return (w->version == MQTT_V5 ? mqtt_props_read(&w->c, w->p->type,
	    w->side, &w->p->props) : MQTT_FAULT_NONE);
}

static enum mqtt_fault
read_connect(struct work *w)
{
	enum mqtt_fault f = mqtt_connect_read(&w->c, w->p);

	w->version = w->p->connect.version;
	return (f);
}

static enum mqtt_fault
read_connack(struct work *w)
{

	return (mqtt_connect_answer(&w->c, w->version, w->p));
}

/* The topic name, or 5.0's alias in its place (3.3.2.3.4). */
static enum mqtt_fault
topic(struct work *w)
{
	struct mqtt_publish *to = &w->p->publish;
	struct mqtt_prop alias;

	if (w->p->props.n > 0 && mqtt_props_get(w->p->props,
	    MQTT_PROPS_TOPIC_ALIAS, &alias))
		to->alias = (uint16_t)alias.num;
	if (to->topic.n > 0 || w->version != MQTT_V5)
		return (mqtt_text_topic(to->topic));
	return (to->alias != 0 ? MQTT_FAULT_NONE : MQTT_FAULT_TOPIC_NONE);
}

static enum mqtt_fault
read_publish(struct work *w)
{
	struct mqtt_publish *to = &w->p->publish;
	enum mqtt_fault f = MQTT_FAULT_NONE;

	*to = (struct mqtt_publish){ .qos = w->flags >> 1 & 3,
	    .dup = (w->flags & FLAG_DUP) != 0,
	    .retain = (w->flags & FLAG_RETAIN) != 0 };
	if (to->qos == QOS_NONE)
		return (MQTT_FAULT_QOS);
	if (to->dup && to->qos == 0)
		return (MQTT_FAULT_DUP);
	if (!mqtt_text_take(&w->c, &to->topic))
		return (MQTT_FAULT_SHORT);
	if (to->qos > 0)
		f = take_id(w);
	if (f == MQTT_FAULT_NONE)
		f = take_props(w);
	if (f == MQTT_FAULT_NONE)
		f = topic(w);
	to->payload = cur_take(&w->c, cur_left(&w->c));
	return (f);
}

/* A reason code and properties, both optional in 5.0; absent is success. */
static enum mqtt_fault
take_reason(struct work *w)
{
	enum mqtt_type type = w->p->type;

	if (w->version != MQTT_V5 || cur_left(&w->c) == 0)
		return (MQTT_FAULT_NONE);
	w->p->reason = cur_u8(&w->c);
	if (!mqtt_reason_ok(w->version, type, w->side, w->p->reason))
		return (MQTT_FAULT_REASON);
	/* AUTH leaves out both or none (3.15.2.1). */
	if (cur_left(&w->c) == 0)
		return (type == MQTT_AUTH ? MQTT_FAULT_SHORT :
		    MQTT_FAULT_NONE);
	return (take_props(w));
}

static enum mqtt_fault
read_puback(struct work *w)
{
	enum mqtt_fault f = take_id(w);

	return (f != MQTT_FAULT_NONE ? f : take_reason(w));
}

static enum mqtt_fault
options(const struct work *w, uint8_t bits, struct span filter)
{
	bool v5 = w->version == MQTT_V5;

	if ((bits & (v5 ? OPTION_RESERVED : (uint8_t)~OPTION_QOS)) != 0)
		return (MQTT_FAULT_OPTIONS);
	if ((bits & OPTION_QOS) == QOS_NONE)
		return (MQTT_FAULT_OPTIONS_QOS);
	if ((bits & OPTION_RETAIN) == OPTION_RETAIN)
		return (MQTT_FAULT_RETAIN_HANDLING);
	return ((bits & OPTION_NO_LOCAL) != 0 && mqtt_text_shared(filter) ?
	    MQTT_FAULT_NO_LOCAL : MQTT_FAULT_NONE);
}

static enum mqtt_fault
take_filter(struct work *w)
{
	struct span filter;
	enum mqtt_fault f;
	uint8_t bits;

	if (!mqtt_text_take(&w->c, &filter))
		return (MQTT_FAULT_SHORT);
	f = mqtt_text_filter(filter, w->version == MQTT_V5);
	if (f != MQTT_FAULT_NONE || w->p->type == MQTT_UNSUBSCRIBE)
		return (f);
	bits = cur_u8(&w->c);
	return (cur_ok(&w->c) ? options(w, bits, filter) : MQTT_FAULT_SHORT);
}

/* SUBSCRIBE and UNSUBSCRIBE. */
static enum mqtt_fault
read_subscribe(struct work *w)
{
	struct mqtt_filters *to = &w->p->filters;
	enum mqtt_fault f = take_id(w);

	*to = (struct mqtt_filters){
	    .options = w->p->type == MQTT_SUBSCRIBE };
	if (f == MQTT_FAULT_NONE)
		f = take_props(w);
	if (f != MQTT_FAULT_NONE)
		return (f);
	to->raw = span_from(w->c.in, w->c.at);
	while (f == MQTT_FAULT_NONE && cur_left(&w->c) > 0) {
		f = take_filter(w);
		to->n++;
	}
	return (f == MQTT_FAULT_NONE && to->n == 0 ? MQTT_FAULT_FILTER_NONE :
	    f);
}

/* SUBACK, and UNSUBACK, which has no codes before 5.0. */
static enum mqtt_fault
read_suback(struct work *w)
{
	struct span *codes = &w->p->codes;
	enum mqtt_fault f = take_id(w);

	*codes = (struct span){ NULL, 0 };
	if (f == MQTT_FAULT_NONE)
		f = take_props(w);
	if (f != MQTT_FAULT_NONE ||
	    (w->version != MQTT_V5 && w->p->type == MQTT_UNSUBACK))
		return (f);
	*codes = cur_take(&w->c, cur_left(&w->c));
	for (size_t i = 0; i < codes->n; i++) {
		if (!mqtt_reason_ok(w->version, w->p->type, w->side,
		    (uint8_t)codes->p[i]))
			return (MQTT_FAULT_REASON);
	}
	return (codes->n > 0 ? MQTT_FAULT_NONE : MQTT_FAULT_CODES_NONE);
}

static enum mqtt_fault
read_nothing(struct work *w UNUSED)
{

	return (MQTT_FAULT_NONE);	/* What is there is too much. */
}

static enum mqtt_fault
read_auth(struct work *w)
{
	struct mqtt_prop method;
	bool empty = cur_left(&w->c) == 0;
	enum mqtt_fault f = take_reason(w);

	if (f == MQTT_FAULT_NONE && !empty && !mqtt_props_get(w->p->props,
	    MQTT_PROPS_AUTH_METHOD, &method))
		f = MQTT_FAULT_AUTH_METHOD;
	return (f);
}

/* By type: who sends it, the flags it has, since which level. */
static const struct kind {
	const char	*name;
	uint8_t		 from;		/* enum mqtt_side */
	uint8_t		 flags;
	uint8_t		 since;
	read_fn		*read;
} kinds[16] = {
	{ "reserved", 0, 0, 0, NULL },
	{ "CONNECT", MQTT_CLIENT, 0, 0, read_connect },
	{ "CONNACK", MQTT_SERVER, 0, 0, read_connack },
	{ "PUBLISH", 3, FLAGS_ANY, 0, read_publish },
	{ "PUBACK", 3, 0, 0, read_puback },
	{ "PUBREC", 3, 0, 0, read_puback },
	{ "PUBREL", 3, 2, 0, read_puback },
	{ "PUBCOMP", 3, 0, 0, read_puback },
	{ "SUBSCRIBE", MQTT_CLIENT, 2, 0, read_subscribe },
	{ "SUBACK", MQTT_SERVER, 0, 0, read_suback },
	{ "UNSUBSCRIBE", MQTT_CLIENT, 2, 0, read_subscribe },
	{ "UNSUBACK", MQTT_SERVER, 0, 0, read_suback },
	{ "PINGREQ", MQTT_CLIENT, 0, 0, read_nothing },
	{ "PINGRESP", MQTT_SERVER, 0, 0, read_nothing },
	{ "DISCONNECT", 3, 0, 0, take_reason },
	{ "AUTH", 3, 0, MQTT_V5, read_auth },
};

const char *
mqtt_name(unsigned type)
{

	return (kinds[type & 15].name);
}

rc
mqtt_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	uint8_t first = cur_u8(&c);
	uint32_t len = 0;
	bool minimal;
	rc r;

	*n = 0;
	if (!cur_ok(&c))
		return (RC_MORE);
	r = first >> 4 == 0 ? RC_MALFORMED :
	    mqtt_text_varint(&c, &len, &minimal);
	if (r == RC_MORE)
		return (r);
	*n = in.n;
	if (r != RC_OK)
		return (RC_MALFORMED);
	*n = c.at + len;
	return (len <= cur_left(&c) ? RC_OK : RC_MORE);
}

/* Flags, sender and level of a packet of that kind. */
static enum mqtt_fault
kind_fault(const struct kind *k, const struct work *w)
{
	uint8_t flags = w->flags;
	unsigned from = k->from;

	/* 3.1, 2.1: what was sent again may say so. */
	if (w->version == MQTT_V31 && k->flags == 2)
		flags &= (uint8_t)~FLAG_DUP;
	/* In 5.0 the server disconnects, too. */
	if (w->p->type == MQTT_DISCONNECT && w->version != MQTT_V5)
		from = MQTT_CLIENT;
	if (k->read == NULL || w->version < k->since)
		return (MQTT_FAULT_TYPE);
	if ((from & w->side) == 0)
		return (MQTT_FAULT_SENDER);
	return (k->flags != FLAGS_ANY && flags != k->flags ?
	    MQTT_FAULT_FLAGS : MQTT_FAULT_NONE);
}

/* The body, of the length that the header tells. */
static enum mqtt_fault
body(struct work *w, const struct kind *k, bool minimal)
{
	enum mqtt_fault f;

	if (w->version == 0 && w->p->type != MQTT_CONNECT)
		return (MQTT_FAULT_UNCONNECTED);
	if ((f = kind_fault(k, w)) != MQTT_FAULT_NONE ||
	    (f = k->read(w)) != MQTT_FAULT_NONE)
		return (f);
	if (cur_left(&w->c) > 0)
		return (MQTT_FAULT_TRAILING);
	return (minimal || w->version != MQTT_V5 ? MQTT_FAULT_NONE :
	    MQTT_FAULT_MINIMAL);
}

rc
mqtt_read(struct span frame, unsigned version, enum mqtt_side side,
    struct mqtt_packet *p, enum mqtt_fault *fault)
{
	struct work w = { .c = cur_of(frame), .version = version,
	    .side = side, .p = p };
	uint8_t first = cur_u8(&w.c);
	const struct kind *k = &kinds[first >> 4];
	uint32_t len = 0;
	bool minimal = true;
	rc r;

	p->type = (enum mqtt_type)(first >> 4);
	p->id = 0;
	p->reason = 0;
	p->session_present = false;
	p->props = (struct span){ NULL, 0 };
	p->connect.version = 0;
	w.flags = first & 15;
	r = mqtt_text_varint(&w.c, &len, &minimal);
	if (k->read == NULL && frame.n > 0)
		*fault = MQTT_FAULT_TYPE;
	else if (r == RC_MALFORMED)
		*fault = MQTT_FAULT_LENGTH;
	else if (r != RC_OK || len > cur_left(&w.c))
		*fault = MQTT_FAULT_SHORT;
	else if (len < cur_left(&w.c))
		*fault = MQTT_FAULT_TRAILING;
	else
		*fault = body(&w, k, minimal);
	return (*fault == MQTT_FAULT_NONE ? RC_OK : RC_MALFORMED);
}

bool
mqtt_filter(struct cur *c, bool with_options, struct mqtt_filter *f)
{
	uint8_t bits;

	*f = (struct mqtt_filter){ .qos = 0 };
	if (!mqtt_text_take(c, &f->filter))
		return (false);
	bits = with_options ? cur_u8(c) : 0;
	f->qos = bits & OPTION_QOS;
	f->no_local = (bits & OPTION_NO_LOCAL) != 0;
	f->as_published = (bits & OPTION_PUBLISHED) != 0;
	f->retain_handling = (uint8_t)((bits & OPTION_RETAIN) >>
	    OPTION_RETAIN_SHIFT);
	return (cur_ok(c));
}
