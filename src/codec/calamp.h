/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CalAmp LM Direct, as the maker's "LM Direct Reference Guide" describes it
 * (2 message structures, 3 unit requests); actions of events are those of the
 * "PEG Programming Guide".
 *
 *	options  80 + bits | per bit: u8 n, n bytes: mobile id, its type, ...
 *	header   u8 service | u8 type | u16 number
 *	body     u32 told at | u32 fixed at | i32 lat | i32 lon | i32 cm |
 *	         u32 cm/s | i16 course | u8 satellites | u8 fix | u16 carrier |
 *	         i16 dBm | u8 network | u8 hdop | u8 inputs | u8 unit | by type
 *	request  u8 action | u8 | u16 | u32		from the server
 *	ack      u8 type | u8 reason | u8 | 3 bytes
 *
 * One message a datagram; big-endian; no checksum.  What the server sends
 * need not have options.
 */
#ifndef CODEC_CALAMP_H
#define CODEC_CALAMP_H

#include "codec/tracker.h"

/** calamp_frame(in, n): As tracker_frame_fn. */
rc calamp_frame(struct span, size_t *) MUST_USE;

/** calamp_read(s, frame, out): As tracker_read_fn. */
rc calamp_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
