/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions, cells, states and alarms of GT06 units: which fields a message
 * has follows from its number and the length of its body, for the numbers
 * are shared by dialects that added fields of their own.
 *
 *	time 6 | sats | lat u32 | lon u32 | km/h u8 | course u16 |
 *	    mcc u16 | mnc u8 | lac u16 | cid u24 | ...
 */
#ifndef CODEC_GT06_PLACE_H
#define CODEC_GT06_PLACE_H

#include "codec/gt06_report.h"

/**
 * gt06_place_read(s, out, number, body):
 * Tell what the message says; RC_NOTFOUND: none of these.
 */
rc gt06_place_read(struct tracker_session *, const struct tracker_out *,
    unsigned, struct span) MUST_USE;

/** gt06_place_time(raw): Year, month, ... second, a byte each, of UTC;
 * EVENT_NO_TIME. */
int64_t gt06_place_time(struct span);

#endif
