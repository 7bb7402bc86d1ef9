/* SPDX-License-Identifier: Apache-2.0 */
/* JT/T 808: what the platform answers, sections 8.2 and 8.6. */
#ifndef CODEC_JT808_ANSWER_H
#define CODEC_JT808_ANSWER_H

#include "base/buf.h"

/** jt808_answer(frame, out): Append the answer to a unit's message: a general
 * one, or that to a registration, whose code is the unit's number; nothing to
 * what is an answer itself, or no such frame. */
void jt808_answer(struct span, struct buf *);

#endif
