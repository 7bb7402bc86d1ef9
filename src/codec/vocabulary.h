/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the numbers and words of all tracker protocols mean, one table each:
 * alarms as words of the field "alarm", orders to a unit as words of the
 * field "command".
 *
 *	gt06, 0x01              -> sos
 *	h02, "S20"              -> immobilise
 */
#ifndef CODEC_VOCABULARY_H
#define CODEC_VOCABULARY_H

#include "base/span.h"

/** vocabulary_alarm(family, code): A word, or NULL: no alarm. */
const char *vocabulary_alarm(const char *, uint32_t);

/** vocabulary_alarm_word(family, text): The same; ${text} is compared whole,
 * in any case of letters. */
const char *vocabulary_alarm_word(const char *, struct span);

/** vocabulary_order(family, code): A word, or NULL: no order known. */
const char *vocabulary_order(const char *, uint32_t);

/** vocabulary_order_word(family, text): The same; the row whose word is the
 * longest that ${text} begins with, in any case of letters, and that does
 * not end within a word of it. */
const char *vocabulary_order_word(const char *, struct span);

#endif
