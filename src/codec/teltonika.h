/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Teltonika AVL: codecs 8, 8 Extended and 16 (records), 12, 13 and 14
 * (commands and their answers) over TCP and UDP, as the maker's "Teltonika
 * Data Sending Protocols" describes them.
 *
 *	login  u16 n | IMEI
 *	TCP    u32 0 | u32 n | codec ... | u32 CRC-16/ARC of n bytes
 *	UDP    u16 n | u16 id | 01 | u8 id | u16 n | IMEI | codec ...
 *	codec  id | count | record or text ... | count
 *	ping   ff
 */
#ifndef CODEC_TELTONIKA_H
#define CODEC_TELTONIKA_H

#include "codec/tracker.h"

/** teltonika_frame(in, n): As tracker_frame_fn. */
rc teltonika_frame(struct span, size_t *) MUST_USE;

/** teltonika_read(s, frame, out): As tracker_read_fn. */
rc teltonika_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
