/* SPDX-License-Identifier: Apache-2.0 */
/* Strings, topic names and topic filters of MQTT; its lengths. */
#ifndef CODEC_MQTT_TEXT_H
#define CODEC_MQTT_TEXT_H

#include "base/cur.h"
#include "base/rc.h"
#include "codec/mqtt_fault.h"

#define MQTT_TEXT_VARINT	4	/* Bytes of the longest. */

/**
 * mqtt_text_varint(c, v, minimal):
 * Take a Variable Byte Integer (5.0, 1.5.5; 3.1.1, 2.2.3).  Return RC_OK with
 * its value in ${v} and in ${minimal} whether fewer bytes could not tell it;
 * RC_MORE: it goes on behind the end; RC_MALFORMED: more than four bytes.
 */
rc mqtt_text_varint(struct cur *, uint32_t *, bool *) MUST_USE;

/** mqtt_text_take(c, s): Take two bytes of length and so many bytes; are
 * they there? */
bool mqtt_text_take(struct cur *, struct span *);

/** mqtt_text_string(s): Is it a UTF-8 Encoded String (5.0, 1.5.4)? */
enum mqtt_fault mqtt_text_string(struct span);

/** mqtt_text_topic(s): Is it a topic name (4.7)?  An empty one is none. */
enum mqtt_fault mqtt_text_topic(struct span);

/**
 * mqtt_text_filter(s, shares):
 * Is it a topic filter (4.7)?  With ${shares}, as in 5.0, "$share/NAME/" in
 * front makes it that of a shared subscription (4.8.2).
 */
enum mqtt_fault mqtt_text_filter(struct span, bool);

/** mqtt_text_shared(s): Does it begin as a shared subscription's? */
bool mqtt_text_shared(struct span);

#endif
