/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a connection has to remember to read MQTT: topics behind the aliases
 * of 5.0, and what was asked until it is answered.  Of fixed size: what does
 * not fit is forgotten and counted.
 *
 *	SUBSCRIBE 7 [a, b]  ->  asked  7 a | 7 b  ->  SUBACK 7 [0, 128]
 */
#ifndef CODEC_MQTT_RECALL_H
#define CODEC_MQTT_RECALL_H

#include "codec/mqtt.h"

#define MQTT_RECALL_TOPIC	96	/* Bytes of one, at most. */
#define MQTT_RECALL_ALIASES	8	/* Of each side. */
#define MQTT_RECALL_ASKED	12	/* Filters and publishes. */

/** A topic or filter under a number. */
struct mqtt_recall_row {
	uint16_t	key;		/* Alias or packet id; 0: none. */
	uint8_t		type;		/* Of the packet that asked. */
	uint8_t		n;
	char		text[MQTT_RECALL_TOPIC];
};

/** All zero at its begin; plain data, may be copied. */
struct mqtt_recall {
	struct mqtt_recall_row	alias[2][MQTT_RECALL_ALIASES];
	struct mqtt_recall_row	asked[MQTT_RECALL_ASKED];
	unsigned		asked_n;
	unsigned		lost;		/* That did not fit. */
	bool			gaps[2];	/* Aliases were forgotten. */
};

/**
 * mqtt_recall_topic(r, side, p):
 * Put the topic in the place of the alias of what ${side} publishes, or
 * learn it.  Return MQTT_FAULT_NONE, p->topic empty if it was forgotten; or
 * MQTT_FAULT_ALIAS_UNKNOWN.
 *
 * Borrows:  p->topic may point into ${r}.
 */
enum mqtt_fault mqtt_recall_topic(struct mqtt_recall *, enum mqtt_side,
    struct mqtt_publish *);

/** mqtt_recall_ask(r, id, type, topic): It is asked for, to be answered. */
void mqtt_recall_ask(struct mqtt_recall *, uint16_t, enum mqtt_type,
    struct span);

/**
 * mqtt_recall_answer(r, id, type, row):
 * Take the first that a packet of ${type} and ${id} asked for, for ${id} 0
 * the oldest of all, out into ${row}; false: there is none.
 */
bool mqtt_recall_answer(struct mqtt_recall *, uint16_t, enum mqtt_type,
    struct mqtt_recall_row *);

#endif
