/* SPDX-License-Identifier: Apache-2.0 */
/* CONNECT and CONNACK. */
#include "base/attr.h"
#include "codec/mqtt_connect.h"
#include "codec/mqtt_props.h"
#include "codec/mqtt_reason.h"
#include "codec/mqtt_text.h"

#define BRIDGE		0x80		/* Mosquitto's, of the level. */
#define QOS_NONE	3		/* Both bits. */

/* Bits of the connect flags (3.1.2.3). */
enum {
	BIT_RESERVED = 0x01, BIT_CLEAN = 0x02, BIT_WILL = 0x04,
	BIT_WILL_RETAIN = 0x20, BIT_PASSWORD = 0x40, BIT_USER = 0x80,
	WILL_QOS = 0x18, WILL_QOS_SHIFT = 3
};

static enum mqtt_fault
take_string(struct cur *c, struct span *s)
{

	return (mqtt_text_take(c, s) ? mqtt_text_string(*s) :
	    MQTT_FAULT_SHORT);
}

/* Name and level: 3.1.2.1, 3.1.2.2. */
static enum mqtt_fault
protocol(struct cur *c, struct mqtt_connect *to)
{
	static const struct {
		struct span	name;
		uint8_t		level;
	} known[] = {
		{ { "MQTT", 4 }, MQTT_V311 }, { { "MQTT", 4 }, MQTT_V5 },
		{ { "MQIsdp", 6 }, MQTT_V31 },
	};
	bool named = false;
	struct span name;
	uint8_t level;

	if (!mqtt_text_take(c, &name))
		return (MQTT_FAULT_SHORT);
	level = cur_u8(c);
	to->bridge = (level & BRIDGE) != 0;
	level &= (uint8_t)~BRIDGE;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!span_eq(name, known[i].name))
			continue;
		named = true;
		if (level == known[i].level)
			to->version = level;
	}
	if (!named)
		return (MQTT_FAULT_PROTOCOL);
	if (!cur_ok(c))
		return (MQTT_FAULT_SHORT);
	return (to->version != 0 ? MQTT_FAULT_NONE : MQTT_FAULT_LEVEL);
}

static enum mqtt_fault
flags(uint8_t bits, struct mqtt_connect *to)
{

	to->clean = (bits & BIT_CLEAN) != 0;
	to->will = (bits & BIT_WILL) != 0;
	to->will_qos = (uint8_t)((bits & WILL_QOS) >> WILL_QOS_SHIFT);
	to->will_retain = (bits & BIT_WILL_RETAIN) != 0;
	to->user = (bits & BIT_USER) != 0;
	to->password = (bits & BIT_PASSWORD) != 0;
	if ((bits & BIT_RESERVED) != 0)
		return (MQTT_FAULT_CONNECT_FLAGS);
	if (to->will_qos == QOS_NONE)
		return (MQTT_FAULT_WILL_QOS);
	if (!to->will && (to->will_qos != 0 || to->will_retain))
		return (MQTT_FAULT_WILL_FLAGS);
	if (to->version != MQTT_V5 && to->password && !to->user)
		return (MQTT_FAULT_PASSWORD);
	return (MQTT_FAULT_NONE);
}

static enum mqtt_fault
take_will(struct cur *c, struct mqtt_connect *to)
{
	enum mqtt_fault f = MQTT_FAULT_NONE;

	if (to->version == MQTT_V5)
		f = mqtt_props_read(c, MQTT_WILL, MQTT_CLIENT,
		    &to->will_props);
	if (f != MQTT_FAULT_NONE)
		return (f);
	if (!mqtt_text_take(c, &to->will_topic))
		return (MQTT_FAULT_SHORT);
	f = mqtt_text_topic(to->will_topic);
	if (f == MQTT_FAULT_NONE && !mqtt_text_take(c, &to->will_payload))
		f = MQTT_FAULT_SHORT;
	return (f);
}

/* 3.1.3: client id, will, user name, password, in this order. */
static enum mqtt_fault
payload(struct cur *c, struct mqtt_connect *to)
{
	enum mqtt_fault f = take_string(c, &to->client_id);
	struct span password;

	if (f == MQTT_FAULT_NONE && to->client_id.n == 0 && !to->clean &&
	    to->version != MQTT_V5)
		f = MQTT_FAULT_CLIENT_ID;
	if (f == MQTT_FAULT_NONE && to->will)
		f = take_will(c, to);
	if (f == MQTT_FAULT_NONE && to->user)
		f = take_string(c, &to->user_name);
	/* Passed over, never kept. */
	if (f == MQTT_FAULT_NONE && to->password &&
	    !mqtt_text_take(c, &password))
		f = MQTT_FAULT_SHORT;
	return (f);
}

enum mqtt_fault
mqtt_connect_read(struct cur *c, struct mqtt_packet *p)
{
	struct mqtt_connect *to = &p->connect;
	enum mqtt_fault f;
	uint8_t bits;

	*to = (struct mqtt_connect){ 0 };
	if ((f = protocol(c, to)) != MQTT_FAULT_NONE)
		return (f);
	bits = cur_u8(c);
	to->keep_alive = (uint16_t)cur_be(c, 2);
	if (!cur_ok(c))
		return (MQTT_FAULT_SHORT);
	if ((f = flags(bits, to)) != MQTT_FAULT_NONE)
		return (f);
	if (to->version == MQTT_V5 && (f = mqtt_props_read(c, MQTT_CONNECT,
	    MQTT_CLIENT, &p->props)) != MQTT_FAULT_NONE)
		return (f);
	return (payload(c, to));
}

enum mqtt_fault
mqtt_connect_answer(struct cur *c, unsigned version, struct mqtt_packet *p)
{
	uint8_t bits = cur_u8(c);

	p->reason = cur_u8(c);
	if (!cur_ok(c))
		return (MQTT_FAULT_SHORT);
	/* In 3.1 that byte was reserved, and anything. */
	if (version != MQTT_V31 && bits > 1)
		return (MQTT_FAULT_CONNACK_FLAGS);
	p->session_present = (bits & 1) != 0;
	if (!mqtt_reason_ok(version, MQTT_CONNACK, MQTT_SERVER, p->reason))
		return (MQTT_FAULT_REASON);
	if (version != MQTT_V31 && p->session_present && p->reason != 0)
		return (MQTT_FAULT_SESSION_PRESENT);
	return (version == MQTT_V5 ? mqtt_props_read(c, MQTT_CONNACK,
	    MQTT_SERVER, &p->props) : MQTT_FAULT_NONE);
}
