/* SPDX-License-Identifier: Apache-2.0 */
/* CONNECT and CONNACK (3.1, 3.2 of both standards). */
#ifndef CODEC_MQTT_CONNECT_H
#define CODEC_MQTT_CONNECT_H

#include "codec/mqtt.h"

/** mqtt_connect_read(c, p): Take a CONNECT behind its fixed header into
 * ${p}.  Return what is wrong. */
enum mqtt_fault mqtt_connect_read(struct cur *, struct mqtt_packet *);

/** mqtt_connect_answer(c, version, p): The same of a CONNACK. */
enum mqtt_fault mqtt_connect_answer(struct cur *, unsigned,
    struct mqtt_packet *);

#endif
