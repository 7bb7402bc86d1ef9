/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One MQTT connection, both directions, as events.
 *
 *	CONNECT, CONNACK     device.auth, device.connect
 *	SUBSCRIBE, SUBACK    broker.acl (one for each filter)
 *	PUBLISH, PUBACK      broker.acl, when it is not authorized
 *	PUBLISH              whom it is told to: a mapping by topic
 *	DISCONNECT, the end  device.disconnect
 *	the first wrong      feed.health: bad_parse; later ones are counted
 *
 * The device is named by the client id; without one by the connection.  The
 * login is the user name; without a password beside it, it may itself be the
 * secret and is not told.
 */
#ifndef CODEC_MQTT_EVENTS_H
#define CODEC_MQTT_EVENTS_H

#include "codec/mqtt_recall.h"
#include "model/message.h"

#define MQTT_EVENTS_CONN	48	/* Bytes of a connection's id. */
#define MQTT_EVENTS_IP		46	/* INET6_ADDRSTRLEN */
#define MQTT_EVENTS_METHOD	32

/** An id, or what stands for one that is too long (events.md 1). */
struct mqtt_events_id {
	uint8_t	n;
	char	text[EVENT_ID_MAX];
};

/** What the transport knows of a connection. */
struct mqtt_events_peer {
	struct span	conn_id;	/* Unique; may be empty. */
	struct span	client_ip;	/* Of who sends CONNECT; or empty. */
	uint16_t	client_port;	/* 0: not known. */
	bool		late;		/* Its begin was not seen. */
};

/** One connection; plain data, may be copied.  Begin it. */
struct mqtt_events {
	char		conn_id[MQTT_EVENTS_CONN];
	char		client_ip[MQTT_EVENTS_IP];
	uint8_t		conn_n, ip_n;
	uint16_t	client_port;
	bool		late;
	uint8_t		version;	/* 0: before CONNECT. */
	bool		asked;		/* CONNECT was seen, */
	bool		answered;	/* and its CONNACK, */
	bool		connected;	/* which took it. */
	bool		ended;		/* DISCONNECT was seen. */
	bool		takeover;	/* Set by who sees it: it throws */
					/* another connection out. */
	bool		user, password, clean, will, bridge;
	uint16_t	keep_alive;	/* s */
	uint16_t	alias_most[2];	/* From the client, the server. */
	uint8_t		method_n;
	char		method[MQTT_EVENTS_METHOD];	/* 5.0's. */
	struct mqtt_events_id	client_id, login;
	unsigned	packets, faults;
	struct mqtt_recall	recall;
};

/** mqtt_events_fn(ctx, m): One message; valid during the call. */
typedef void mqtt_events_fn(void *, const struct message *);

/** mqtt_events_publish_fn(ctx, s, side, p, time): A PUBLISH whose topic is
 * known; during the call. */
typedef void mqtt_events_publish_fn(void *, const struct mqtt_events *,
    enum mqtt_side, const struct mqtt_publish *, int64_t);

/** Where the events go. */
struct mqtt_events_out {
	mqtt_events_fn		*fn;
	mqtt_events_publish_fn	*publish;	/* Or NULL. */
	void			*ctx;		/* Borrowed. */
	struct message		*m;		/* Borrowed: in the making. */
};

/** mqtt_events_begin(s, peer): A connection begins.  Copies ${peer}. */
void mqtt_events_begin(struct mqtt_events *, const struct mqtt_events_peer *);

/**
 * mqtt_events_feed(s, side, frame, time, out):
 * Tell the events of one packet that ${side} sent at ${time}, ms: ${frame} is
 * what mqtt_frame() cut off, also where that says RC_MALFORMED.  Return
 * RC_OK, or RC_MALFORMED: it is wrong, and was told or counted.
 */
rc mqtt_events_feed(struct mqtt_events *, enum mqtt_side, struct span,
    int64_t, const struct mqtt_events_out *);

/** mqtt_events_end(s, time, out): The transport's connection is over: tell
 * what that means. */
void mqtt_events_end(struct mqtt_events *, int64_t,
    const struct mqtt_events_out *);

/** mqtt_events_device(s, m): Name in ${m} the device, the connection and the
 * address; also for events that a mapping makes. */
void mqtt_events_device(const struct mqtt_events *, struct message *);

#endif
