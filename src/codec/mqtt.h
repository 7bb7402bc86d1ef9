/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets of MQTT 3.1.1 and 5.0 (OASIS standards of 29 October 2014 and
 * 7 March 2019), and of 3.1, which 3.1.1 tells apart by its protocol name.
 *
 *	type flags | remaining length | packet id | properties | payload
 *	    1      |      1 to 4      |    2      | 5.0 alone  |
 *
 *	stream -> mqtt_frame() -> frame -> mqtt_read() -> struct mqtt_packet
 *
 * Strict: what the standard forbids is refused by name, see mqtt_fault.h.
 * Nothing is copied; the payload of a PUBLISH is not even looked at.
 */
#ifndef CODEC_MQTT_H
#define CODEC_MQTT_H

#include "base/cur.h"
#include "base/rc.h"
#include "codec/mqtt_fault.h"

#define MQTT_FRAME_MAX	268435460	/* 1 + 4 + the largest length. */

enum mqtt_type {
	MQTT_WILL = 0,			/* No packet: its properties. */
	MQTT_CONNECT, MQTT_CONNACK, MQTT_PUBLISH, MQTT_PUBACK, MQTT_PUBREC,
	MQTT_PUBREL, MQTT_PUBCOMP, MQTT_SUBSCRIBE, MQTT_SUBACK,
	MQTT_UNSUBSCRIBE, MQTT_UNSUBACK, MQTT_PINGREQ, MQTT_PINGRESP,
	MQTT_DISCONNECT, MQTT_AUTH
};

/* Protocol levels. */
#define MQTT_V31	3
#define MQTT_V311	4
#define MQTT_V5		5

/** Who sent it; bits. */
enum mqtt_side { MQTT_CLIENT = 1, MQTT_SERVER = 2 };

/** CONNECT.  Of the password only that it is there. */
struct mqtt_connect {
	uint8_t		version;	/* MQTT_V... */
	bool		bridge;		/* Level with Mosquitto's bit 7. */
	bool		clean;
	bool		will, will_retain;
	uint8_t		will_qos;
	bool		user, password;
	uint16_t	keep_alive;	/* s; 0: never. */
	struct span	client_id, user_name;
	struct span	will_topic, will_props, will_payload;
};

/** PUBLISH. */
struct mqtt_publish {
	struct span	topic;		/* Empty: alias alone. */
	struct span	payload;
	uint16_t	alias;		/* 0: none. */
	uint8_t		qos;
	bool		dup, retain;
};

/** SUBSCRIBE, UNSUBSCRIBE: see mqtt_filter(). */
struct mqtt_filters {
	struct span	raw;
	size_t		n;
	bool		options;	/* SUBSCRIBE. */
};

/** A packet; spans are borrowed from the frame. */
struct mqtt_packet {
	enum mqtt_type	type;
	uint16_t	id;		/* 0: none. */
	uint8_t		reason;		/* Reason or return code. */
	bool		session_present;	/* CONNACK. */
	struct span	props;		/* See mqtt_props.h. */
	union {
		struct mqtt_connect	connect;
		struct mqtt_publish	publish;
		struct mqtt_filters	filters;
		struct span		codes;	/* SUBACK, UNSUBACK. */
	};
};

/** One filter of a SUBSCRIBE or UNSUBSCRIBE. */
struct mqtt_filter {
	struct span	filter;
	uint8_t		qos;
	bool		no_local, as_published;
	uint8_t		retain_handling;
};

/**
 * mqtt_frame(in, n):
 * Where does the first packet of the stream ${in} end?  Return RC_OK and its
 * bytes in ${n}; RC_MORE: ${in} is a proper prefix of one, ${n} is what the
 * whole will take, 0 if that is not known yet; RC_MALFORMED: no further byte
 * could mend it, and as MQTT has no marks to find the next one by, ${n} is
 * all of ${in}.
 */
rc mqtt_frame(struct span, size_t *) MUST_USE;

/**
 * mqtt_read(frame, version, side, p, fault):
 * Read one whole packet that ${side} sent.  ${version} is the protocol level
 * of the connection; 0 before its CONNECT, which tells it.  Return RC_OK; or
 * RC_MALFORMED with what is wrong in ${fault}, ${p} not to be used but for
 * its type and the version of a CONNECT, 0 if that is not known.  What one
 * packet alone cannot show, like a second CONNECT, is the session's to see
 * (mqtt_events.h).
 *
 * Borrows:  ${p} points into ${frame}.
 */
rc mqtt_read(struct span, unsigned, enum mqtt_side, struct mqtt_packet *,
    enum mqtt_fault *) MUST_USE;

/** mqtt_filter(c, options, f): Take the next filter of a packet that was
 * read, from cur_of(p->filters.raw); false at the end. */
bool mqtt_filter(struct cur *, bool, struct mqtt_filter *);

/** mqtt_name(type): "CONNECT", or "reserved". */
const char *mqtt_name(unsigned);

#endif
