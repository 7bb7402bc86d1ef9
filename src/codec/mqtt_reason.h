/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reason codes of MQTT 5.0 (2.4) and return codes of 3.1.1 (3.2.2.3, 3.9.3):
 * which packet may say which.
 */
#ifndef CODEC_MQTT_REASON_H
#define CODEC_MQTT_REASON_H

#include "codec/mqtt.h"

/* Of 5.0, those that a monitor reads. */
enum {
	MQTT_REASON_REFUSED = 0x80,	/* From here on it failed. */
	MQTT_REASON_CLIENT_ID = 0x85, MQTT_REASON_BAD_PASSWORD = 0x86,
	MQTT_REASON_NOT_AUTHORIZED = 0x87, MQTT_REASON_BANNED = 0x8a,
	MQTT_REASON_BAD_METHOD = 0x8c, MQTT_REASON_TAKEN_OVER = 0x8e,
	MQTT_REASON_WITH_WILL = 0x04
};

/** mqtt_reason_ok(version, type, side, code): May a packet of ${type} that
 * ${side} sent say ${code}? */
bool mqtt_reason_ok(unsigned, enum mqtt_type, enum mqtt_side, uint8_t);

/**
 * mqtt_reason_name(version, type, code):
 * "not authorized": 5.0's words, in small letters, for the codes of 3.1.1,
 * too.  "code" for one that does not exist.
 */
const char *mqtt_reason_name(unsigned, enum mqtt_type, uint8_t);

/**
 * mqtt_reason_of(version, code):
 * The code of 5.0 for the return code of a CONNACK of ${version}.
 */
uint8_t mqtt_reason_of(unsigned, uint8_t);

#endif
