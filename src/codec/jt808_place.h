/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The position report of JT/T 808 (section 8.18 of 2013, 8.12 of 2019) and
 * the items behind it, those of makers included.
 *
 *	alarm u32 | state u32 | lat, lon u32 1e-6 | alt u16 | 0.1 km/h u16 |
 *	    course u16 | YYMMDDhhmmss of GMT+8 | (id u8 | n u8 | n bytes) ...
 */
#ifndef CODEC_JT808_PLACE_H
#define CODEC_JT808_PLACE_H

#include "base/cur.h"
#include "codec/tracker.h"

/** Of which kind the report is. */
struct jt808_place_kind {
	bool	of_2019;	/* Alarm bits 15 to 17 are defined. */
	bool	archive;	/* Stored, and sent later. */
};

/**
 * jt808_place_read(s, out, body, kind):
 * Tell the sample and the alarms of one report; false: it is cut short.
 */
bool jt808_place_read(const struct tracker_session *,
    const struct tracker_out *, struct span, struct jt808_place_kind);

/**
 * jt808_place_short(s, out, c, valid):
 * The same of the short form that asset trackers use, messages 5501 and 5502:
 * DDMMYYhhmmss, ddmmmmmm, dddmmmmmm and a nibble of signs, all BCD.
 */
bool jt808_place_short(const struct tracker_session *,
    const struct tracker_out *, struct cur *, bool);

/** jt808_place_time(c): Six bytes BCD of GMT+8; EVENT_NO_TIME. */
int64_t jt808_place_time(struct cur *);

#endif
