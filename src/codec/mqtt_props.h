/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of MQTT 5.0 (2.2.2): one row each, the only list.
 *
 *	length | id value | id value ...
 */
#ifndef CODEC_MQTT_PROPS_H
#define CODEC_MQTT_PROPS_H

#include "codec/mqtt.h"

enum mqtt_props_type {
	MQTT_PROPS_BYTE, MQTT_PROPS_TWO, MQTT_PROPS_FOUR, MQTT_PROPS_VARINT,
	MQTT_PROPS_STRING, MQTT_PROPS_BINARY, MQTT_PROPS_PAIR
};

#define MQTT_PROPS_IN(packet)	(1U << MQTT_##packet)
#define MQTT_PROPS_ACKS	(MQTT_PROPS_IN(PUBACK) | MQTT_PROPS_IN(PUBREC) | \
    MQTT_PROPS_IN(PUBREL) | MQTT_PROPS_IN(PUBCOMP) | \
    MQTT_PROPS_IN(SUBACK) | MQTT_PROPS_IN(UNSUBACK))
#define MQTT_PROPS_EVERY	(MQTT_PROPS_IN(CONNECT) | \
    MQTT_PROPS_IN(CONNACK) | MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL) | \
    MQTT_PROPS_ACKS | MQTT_PROPS_IN(SUBSCRIBE) | \
    MQTT_PROPS_IN(UNSUBSCRIBE) | MQTT_PROPS_IN(DISCONNECT) | \
    MQTT_PROPS_IN(AUTH))
#define MQTT_PROPS_MOST	UINT32_MAX

/* symbol, id, name, type, in which packets, in which more than once, in which
 * from the client alone, from the server alone; least and most of a number */
#define MQTT_PROPS(X)							\
	X(PAYLOAD_FORMAT, 0x01, "payload_format_indicator", BYTE,	\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL), 0, 0, 0, 0, 1) \
	X(MESSAGE_EXPIRY, 0x02, "message_expiry_interval", FOUR,	\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL), 0, 0, 0,	\
	    0, MQTT_PROPS_MOST)						\
	X(CONTENT_TYPE, 0x03, "content_type", STRING,			\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL), 0, 0, 0, 0, 0) \
	X(RESPONSE_TOPIC, 0x08, "response_topic", STRING,		\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL), 0, 0, 0, 0, 0) \
	X(CORRELATION_DATA, 0x09, "correlation_data", BINARY,		\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(WILL), 0, 0, 0, 0, 0) \
	X(SUBSCRIPTION_ID, 0x0b, "subscription_identifier", VARINT,	\
	    MQTT_PROPS_IN(PUBLISH) | MQTT_PROPS_IN(SUBSCRIBE),		\
	    MQTT_PROPS_IN(PUBLISH), 0, MQTT_PROPS_IN(PUBLISH),		\
	    1, MQTT_PROPS_MOST)						\
	X(SESSION_EXPIRY, 0x11, "session_expiry_interval", FOUR,	\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK) |		\
	    MQTT_PROPS_IN(DISCONNECT), 0, MQTT_PROPS_IN(DISCONNECT), 0,	\
	    0, MQTT_PROPS_MOST)						\
	X(ASSIGNED_CLIENT_ID, 0x12, "assigned_client_identifier", STRING, \
	    MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 0)			\
	X(SERVER_KEEP_ALIVE, 0x13, "server_keep_alive", TWO,		\
	    MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, MQTT_PROPS_MOST)	\
	X(AUTH_METHOD, 0x15, "authentication_method", STRING,		\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK) |		\
	    MQTT_PROPS_IN(AUTH), 0, 0, 0, 0, 0)				\
	X(AUTH_DATA, 0x16, "authentication_data", BINARY,		\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK) |		\
	    MQTT_PROPS_IN(AUTH), 0, 0, 0, 0, 0)				\
	X(REQUEST_PROBLEM, 0x17, "request_problem_information", BYTE,	\
	    MQTT_PROPS_IN(CONNECT), 0, 0, 0, 0, 1)			\
	X(WILL_DELAY, 0x18, "will_delay_interval", FOUR,		\
	    MQTT_PROPS_IN(WILL), 0, 0, 0, 0, MQTT_PROPS_MOST)		\
	X(REQUEST_RESPONSE, 0x19, "request_response_information", BYTE,	\
	    MQTT_PROPS_IN(CONNECT), 0, 0, 0, 0, 1)			\
	X(RESPONSE_INFORMATION, 0x1a, "response_information", STRING,	\
	    MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 0)			\
	X(SERVER_REFERENCE, 0x1c, "server_reference", STRING,		\
	    MQTT_PROPS_IN(CONNACK) | MQTT_PROPS_IN(DISCONNECT), 0, 0,	\
	    MQTT_PROPS_IN(DISCONNECT), 0, 0)				\
	X(REASON_STRING, 0x1f, "reason_string", STRING,			\
	    MQTT_PROPS_IN(CONNACK) | MQTT_PROPS_ACKS |			\
	    MQTT_PROPS_IN(DISCONNECT) | MQTT_PROPS_IN(AUTH),		\
	    0, 0, 0, 0, 0)						\
	X(RECEIVE_MAXIMUM, 0x21, "receive_maximum", TWO,		\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK), 0, 0, 0,	\
	    1, MQTT_PROPS_MOST)						\
	X(ALIAS_MAXIMUM, 0x22, "topic_alias_maximum", TWO,		\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK), 0, 0, 0,	\
	    0, MQTT_PROPS_MOST)						\
	X(TOPIC_ALIAS, 0x23, "topic_alias", TWO,			\
	    MQTT_PROPS_IN(PUBLISH), 0, 0, 0, 0, MQTT_PROPS_MOST)	\
	X(MAXIMUM_QOS, 0x24, "maximum_qos", BYTE,			\
	    MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 1)			\
	X(RETAIN_AVAILABLE, 0x25, "retain_available", BYTE,		\
	    MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 1)			\
	X(USER_PROPERTY, 0x26, "user_property", PAIR,			\
	    MQTT_PROPS_EVERY, MQTT_PROPS_EVERY, 0, 0, 0, 0)		\
	X(MAXIMUM_PACKET, 0x27, "maximum_packet_size", FOUR,		\
	    MQTT_PROPS_IN(CONNECT) | MQTT_PROPS_IN(CONNACK), 0, 0, 0,	\
	    1, MQTT_PROPS_MOST)						\
	X(WILDCARD_AVAILABLE, 0x28, "wildcard_subscription_available",	\
	    BYTE, MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 1)		\
	X(IDENTIFIER_AVAILABLE, 0x29,					\
	    "subscription_identifier_available",			\
	    BYTE, MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 1)		\
	X(SHARED_AVAILABLE, 0x2a, "shared_subscription_available",	\
	    BYTE, MQTT_PROPS_IN(CONNACK), 0, 0, 0, 0, 1)

#define X(symbol, id, ...)	MQTT_PROPS_##symbol = (id),
enum mqtt_props_id { MQTT_PROPS(X) MQTT_PROPS_END = 0x2b };
#undef X

/** One property of a packet. */
struct mqtt_prop {
	uint8_t		id;		/* enum mqtt_props_id */
	uint32_t	num;		/* Of numbers. */
	struct span	text;		/* STRING, BINARY; a PAIR's name. */
	struct span	value;		/* A PAIR's value. */
};

/**
 * mqtt_props_read(c, type, side, props):
 * Take the length and the properties of a packet of ${type}, or of its will,
 * that ${side} sent, and check them all; the properties without the length go
 * to ${props}.  Return what is wrong.
 */
enum mqtt_fault mqtt_props_read(struct cur *, enum mqtt_type, enum mqtt_side,
    struct span *);

/** mqtt_props_next(c, prop): Take the next of properties that were checked,
 * from cur_of(p->props); false at the end. */
bool mqtt_props_next(struct cur *, struct mqtt_prop *);

/** mqtt_props_get(props, id, prop): The first of that id; is there one? */
bool mqtt_props_get(struct span, enum mqtt_props_id, struct mqtt_prop *);

/** mqtt_props_name(id): "topic_alias", or NULL. */
const char *mqtt_props_name(unsigned);

#endif
