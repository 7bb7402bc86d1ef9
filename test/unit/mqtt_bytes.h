/* SPDX-License-Identifier: Apache-2.0 */
/* Packets of MQTT as text, for cases of test/conform/mqtt. */
#ifndef UNIT_MQTT_BYTES_H
#define UNIT_MQTT_BYTES_H

#include "base/buf.h"
#include "codec/mqtt.h"

/**
 * mqtt_bytes(text, out):
 * Append the bytes that ${text} says: hexadecimal digits; "text" as it is;
 * 'text' with two bytes of its length in front; @ the length, as a Variable
 * Byte Integer, of all that follows, {...} the same of what is in between;
 * *N repeats the byte before to N in all.  Is it such a text?
 */
bool mqtt_bytes(const char *, struct buf *);

/** mqtt_bytes_side(word, side): "client" or "server"? */
bool mqtt_bytes_side(const char *, enum mqtt_side *);

/** mqtt_bytes_copy(s): A copy of exactly its size, so that a sanitizer sees
 * one byte too far; to be freed. */
char *mqtt_bytes_copy(struct span);

#endif
