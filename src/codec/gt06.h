/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GT06: the protocol of Concox and Jimi, which half the industry speaks in
 * dialects.  "GPS Tracker Communication Protocol (GT06)" 1.8.1, sections 4
 * (frame), 5 (unit to server) and 6 (orders); "(JM-VL03)" 1.1.2, which adds
 * frames of two length bytes, 4G cells and message 94.
 *
 *	78 78 | n u8  | number | body | serial u16 | CRC-ITU u16 | 0d 0a
 *	79 79 | n u16 | number | body | serial u16 | CRC-ITU u16 | 0d 0a
 *	        n counts, and the sum covers, n or number up to sum or serial
 *
 * Watches that borrow the head but send no serial and no sum tell of what
 * they hear, ${n} being Wi-Fi stations, numbers 17 and 69:
 *
 *	78 78 | n | number | YYMMDDhhmmss BCD | n * (MAC, rssi) |
 *	    cells u8 | mcc u16 | mnc u8 | cells * (lac u16, cid u16, rssi) |
 *	    0d 0a
 *
 * An order (number 80) is a text of a short message with a flag of the
 * server's choice, which the unit's answer (15, 21) has, too.
 */
#ifndef CODEC_GT06_H
#define CODEC_GT06_H

#include "codec/tracker.h"

/** gt06_frame(in, n): As tracker_frame_fn. */
rc gt06_frame(struct span, size_t *) MUST_USE;

/** gt06_read(s, frame, out): As tracker_read_fn; also several frames. */
rc gt06_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
