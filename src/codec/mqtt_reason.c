/* SPDX-License-Identifier: Apache-2.0 */
/* Reason codes of MQTT. */
#include "base/attr.h"
#include "codec/mqtt_reason.h"

#define IN(packet)	(1U << MQTT_##packet)
#define PUBS	(IN(PUBACK) | IN(PUBREC))
#define SUBS	(IN(SUBACK) | IN(UNSUBACK))
#define BOTH	(IN(CONNACK) | IN(DISCONNECT))

struct row {
	uint8_t		 code;
	unsigned	 in;		/* 1 << enum mqtt_type */
	unsigned	 client;	/* In these from the client alone. */
	unsigned	 server;
	const char	*name;
};

/* 5.0, table 2-6; who sends it, tables 3-13 and 3-16. */
static const struct row rows[] = {
	{ 0x00, IN(SUBACK), 0, 0, "granted qos 0" },
	{ 0x00, IN(DISCONNECT), 0, 0, "normal disconnection" },
	{ 0x00, IN(CONNACK) | PUBS | IN(PUBREL) | IN(PUBCOMP) |
	    IN(UNSUBACK) | IN(AUTH), 0, IN(AUTH), "success" },
	{ 0x01, IN(SUBACK), 0, 0, "granted qos 1" },
	{ 0x02, IN(SUBACK), 0, 0, "granted qos 2" },
	{ 0x04, IN(DISCONNECT), IN(DISCONNECT), 0,
	    "disconnect with will message" },
	{ 0x10, PUBS, 0, 0, "no matching subscribers" },
	{ 0x11, IN(UNSUBACK), 0, 0, "no subscription existed" },
	{ 0x18, IN(AUTH), 0, 0, "continue authentication" },
	{ 0x19, IN(AUTH), IN(AUTH), 0, "re-authenticate" },
	{ 0x80, BOTH | PUBS | SUBS, 0, 0, "unspecified error" },
	{ 0x81, BOTH, 0, 0, "malformed packet" },
	{ 0x82, BOTH, 0, 0, "protocol error" },
	{ 0x83, BOTH | PUBS | SUBS, 0, 0, "implementation specific error" },
	{ 0x84, IN(CONNACK), 0, 0, "unsupported protocol version" },
	{ 0x85, IN(CONNACK), 0, 0, "client identifier not valid" },
	{ 0x86, IN(CONNACK), 0, 0, "bad user name or password" },
	{ 0x87, BOTH | PUBS | SUBS, 0, IN(DISCONNECT), "not authorized" },
	{ 0x88, IN(CONNACK), 0, 0, "server unavailable" },
	{ 0x89, BOTH, 0, IN(DISCONNECT), "server busy" },
	{ 0x8a, IN(CONNACK), 0, 0, "banned" },
	{ 0x8b, IN(DISCONNECT), 0, IN(DISCONNECT), "server shutting down" },
	{ 0x8c, BOTH, 0, IN(DISCONNECT), "bad authentication method" },
	{ 0x8d, IN(DISCONNECT), 0, IN(DISCONNECT), "keep alive timeout" },
	{ 0x8e, IN(DISCONNECT), 0, IN(DISCONNECT), "session taken over" },
	{ 0x8f, SUBS | IN(DISCONNECT), 0, IN(DISCONNECT),
	    "topic filter invalid" },
	{ 0x90, BOTH | PUBS, 0, 0, "topic name invalid" },
	{ 0x91, PUBS | SUBS, 0, 0, "packet identifier in use" },
	{ 0x92, IN(PUBREL) | IN(PUBCOMP), 0, 0,
	    "packet identifier not found" },
	{ 0x93, IN(DISCONNECT), 0, 0, "receive maximum exceeded" },
	{ 0x94, IN(DISCONNECT), 0, 0, "topic alias invalid" },
	{ 0x95, BOTH, 0, 0, "packet too large" },
	{ 0x96, IN(DISCONNECT), 0, 0, "message rate too high" },
	{ 0x97, BOTH | PUBS | IN(SUBACK), 0, 0, "quota exceeded" },
	{ 0x98, IN(DISCONNECT), 0, 0, "administrative action" },
	{ 0x99, BOTH | PUBS, 0, 0, "payload format invalid" },
	{ 0x9a, BOTH, 0, IN(DISCONNECT), "retain not supported" },
	{ 0x9b, BOTH, 0, IN(DISCONNECT), "qos not supported" },
	{ 0x9c, BOTH, 0, IN(DISCONNECT), "use another server" },
	{ 0x9d, BOTH, 0, IN(DISCONNECT), "server moved" },
	{ 0x9e, IN(SUBACK) | IN(DISCONNECT), 0, IN(DISCONNECT),
	    "shared subscriptions not supported" },
	{ 0x9f, BOTH, 0, IN(DISCONNECT), "connection rate exceeded" },
	{ 0xa0, IN(DISCONNECT), 0, IN(DISCONNECT), "maximum connect time" },
	{ 0xa1, IN(SUBACK) | IN(DISCONNECT), 0, IN(DISCONNECT),
	    "subscription identifiers not supported" },
	{ 0xa2, IN(SUBACK) | IN(DISCONNECT), 0, IN(DISCONNECT),
	    "wildcard subscriptions not supported" },
};

/* 3.1.1, table 3.1, as codes of 5.0. */
static const uint8_t returns[] = { 0x00, 0x84, 0x85, 0x88, 0x86, 0x87 };

static const struct row *
find(enum mqtt_type type, uint8_t code)
{

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].code == code && (rows[i].in >> type & 1) != 0)
			return (&rows[i]);
	}
	return (NULL);
}

static bool
ok_before_v5(enum mqtt_type type, uint8_t code)
{

	if (type == MQTT_CONNACK)
		return (code < COUNT_OF(returns));
	return (type == MQTT_SUBACK && (code <= 2 || code == 0x80));
}

bool
mqtt_reason_ok(unsigned version, enum mqtt_type type, enum mqtt_side side,
    uint8_t code)
{
	const struct row *row;
	unsigned bit = 1U << type;

	if (version != MQTT_V5)
		return (ok_before_v5(type, code));
	if ((row = find(type, code)) == NULL)
		return (false);
	return ((side == MQTT_CLIENT || (row->client & bit) == 0) &&
	    (side == MQTT_SERVER || (row->server & bit) == 0));
}

uint8_t
mqtt_reason_of(unsigned version, uint8_t code)
{

	return (version != MQTT_V5 && code < COUNT_OF(returns) ?
	    returns[code] : code);
}

const char *
mqtt_reason_name(unsigned version, enum mqtt_type type, uint8_t code)
{
	const struct row *row;

	if (type == MQTT_CONNACK)
		code = mqtt_reason_of(version, code);
	row = find(type, code);
	return (row != NULL ? row->name : "code");
}
