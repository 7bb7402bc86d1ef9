/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queclink trackers, as the maker's "@Track Air Interface Protocol" manuals
 * of the GL200, GL300, GV200, GV300 and GB100 series describe it: texts and
 * their binary form ("HEX") on one stream.
 *
 *	+RESP:GTFRI,version,id,name,...,place,...,sent,count$	a report
 *	+BUFF:GTFRI,...			the same, kept while out of reach
 *	+ACK:GTRTO,version,id,name,what,serial,sent,count$	an answer
 *	AT+GTRTO=password,...,serial$				an order
 *	+RSP | type | u32 mask | u16 n | ... | crc | 0d0a	a report
 *
 * A place is the same cells in every report:
 *
 *	hdop,km/h,course,m,longitude,latitude,time,mcc,mnc,lac,cell
 *
 * Texts have no checksum; binary frames have CRC-16/IBM-3740.
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
