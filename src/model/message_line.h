/* SPDX-License-Identifier: Apache-2.0 */
/* A message as the event line that it stands for. */
#ifndef MODEL_MESSAGE_LINE_H
#define MODEL_MESSAGE_LINE_H

#include "model/message.h"

/**
 * message_line(m, source, line, out):
 * Append the line, without LF: type, time, source.name ${source} and
 * source.line ${line}, then the fields in the dictionary's order and
 * "unmapped".  Text that is no UTF-8 is shown with U+FFFD in place of what is
 * not.  A message without a time gets none: the reader will refuse it, so
 * give it one first.
 */
void message_line(const struct message *, const char *, uint64_t,
    struct buf *);

#endif
