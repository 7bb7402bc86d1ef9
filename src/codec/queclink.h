/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queclink trackers, as the maker's "@Track Air Interface Protocol" manuals
 * of the GL200, GL300, GV200 and GV300 series describe it in its ASCII form;
 * codec/queclink_hex.h has the binary one (+RSP, +EVT).
 *
 *	+RESP:GTFRI,version,id,name,...,place,...,sent,count$	a report
 *	+BUFF:GTFRI,...			the same, kept while out of reach
 *	+ACK:GTRTO,version,id,name,what,serial,sent,count$	an answer
 *	AT+GTRTO=password,...,serial$				an order
 *
 * A place is the same cells in every report:
 *
 *	hdop,km/h,course,m,longitude,latitude,time,mcc,mnc,lac,cell
 *
 * There is no checksum.  An hdop of 0 is the last known place, says the maker,
 * yet many units tell it with every good fix; of those whose version has ten
 * digits it is what the maker says, and not told as a place of now.
 */
#ifndef CODEC_QUECLINK_H
#define CODEC_QUECLINK_H

#include "codec/tracker.h"

/** queclink_frame(in, n): As tracker_frame_fn. */
rc queclink_frame(struct span, size_t *) MUST_USE;

/** queclink_read(s, frame, out): As tracker_read_fn. */
rc queclink_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
