/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queclink: the binary form, which the maker calls HEX ("@Track Air Interface
 * Protocol" of the GV200, 3.2 command GTHRM and chapter 4); what only some
 * units have is known from units in service.
 *
 *	+RSP | u8 kind | u32 mask | u16 n | head | ... places ... | end
 *	+EVT, kept while out of reach +BSP, +BVT	the same
 *	+INF | u8 kind | u16 mask | u16 n | id | head | ... | end	+BNF
 *	+ACK | u8 kind | u8 mask | u8 n | head | u8 | u16 serial | end
 *	+HBD | u8 mask | u8 n | head | end
 *	head: u8 device | u16 protocol | u16 firmware | 8 bytes id
 *	end: time | u16 count | u16 crc | CR LF
 *	place: u8 hdop | u16 and u8 tenths km/h | u16 course | i16 m |
 *	    i32 lon, lat 1e-6 | time | u16 mcc, mnc, lac, cell | u8
 *	time: u16 year | u8 month, day, hour, minute, second
 *
 * The mask says which of these are there; a frame whose length it leaves out
 * cannot be cut and is refused.  ${n} counts the whole frame.  The id is seven
 * bytes of two digits and one of one, or a name.  The checksum is
 * CRC-16/IBM-3740 of what is between it and the four letters.  What stands
 * before the places differs by unit and kind: they are found by their form,
 * as in the texts.
 *
 * GB100: u8 percent | u16 mV | u8 state | u8 satellites before that; its
 * +RSP 64 is a track, one place a second:
 *
 *	u16 n | 011, speed 12, course 9 bits | i32 lon, lat | u32 seconds
 *	        101, changes of speed 7, course 7, lon 12, lat 11 bits
 *	        111, five bits: no place
 *
 * The compact form of newer units; parts are by id and length:
 *
 *	2b 00 | u16 n | 00 | id, 16 digits BCD | 7 bytes | u32 seconds |
 *	    u16 | parts | u16 count | u8 sum | 24
 *	part 52: u8 | i32 lon, lat | u32 seconds | u16 0.1 km/h | u8 hdop 0.1 |
 *	    u16 course | i24 0.1 m | u8 satellites
 */
#ifndef CODEC_QUECLINK_HEX_H
#define CODEC_QUECLINK_HEX_H

#include "codec/tracker.h"

/** queclink_hex_begins(in): Do four bytes, or two of the compact form, begin
 * such a frame; of fewer, could they? */
bool queclink_hex_begins(struct span);

/** queclink_hex_frame(in, n): As tracker_frame_fn. */
rc queclink_hex_frame(struct span, size_t *) MUST_USE;

/** queclink_hex_read(s, frame, out): As tracker_read_fn. */
rc queclink_hex_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
