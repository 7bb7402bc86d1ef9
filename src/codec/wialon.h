/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wialon IPS 1.1 and 2.0, as Gurtam's "Wialon IPS" describes it (packet
 * types, checksum; the compressed form of 2.1 is refused).
 *
 *	#L#2.0;imei;password;sum CR LF		1.1: #L#imei;password
 *	#SD#date;time;lat;N;lon;E;km/h;course;m;satellites;sum
 *	#D#the same;hdop;in;out;adc,...;driver;name:type:value,...;sum
 *	#B#record|record|sum		#P#		UDP: 2.0;imei#D#...
 *	#UC#bytes;sum CR LF, so many bytes	from the server, as US, QI, QT
 *
 * What is not told is NA or empty; a place that is not, at a time that is, is
 * 0/0 without a fix, as other units tell it (doc/decisions/0046).  The sum is
 * CRC-16/ARC in hexadecimal digits, over the text up to it; 1.1 has none.
 */
#ifndef CODEC_WIALON_H
#define CODEC_WIALON_H

#include "codec/tracker.h"

/** wialon_frame(in, n): As tracker_frame_fn. */
rc wialon_frame(struct span, size_t *) MUST_USE;

/** wialon_read(s, frame, out): As tracker_read_fn. */
rc wialon_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
