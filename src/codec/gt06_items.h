/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items that newer GT06 units append, and of which message 70 consists; and
 * message 94, which has one of them.
 *
 *	id u16 | n u8 or u16 | n bytes
 */
#ifndef CODEC_GT06_ITEMS_H
#define CODEC_GT06_ITEMS_H

#include "codec/gt06_report.h"

/** gt06_items_read(r, c, n): All items up to the end, lengths of ${n} bytes;
 * one that is cut short ends them. */
void gt06_items_read(struct gt06_report *, struct cur *, size_t);

/** gt06_items_message(s, out, body): Message 70. */
rc gt06_items_message(struct tracker_session *, const struct tracker_out *,
    struct span) MUST_USE;

#endif
