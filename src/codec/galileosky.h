/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Galileosky, as the maker's "Galileosky Protocol" describes it: packets of
 * tags, commands in tag e1, packets over Iridium, parts of pictures.
 *
 *	01 | u16 n, bit 15: more is stored | tag, value ... | u16 sum
 *	07 | u16 n | part of a picture | u16 sum
 *	01 | u16 n, big end first | 01 001c ... IMEI ... | 02 n tags
 *
 * The sum is CRC-16/MODBUS of all before it.  A record of a packet ends
 * where a tag comes again.  Numbers are little-endian.
 */
#ifndef CODEC_GALILEOSKY_H
#define CODEC_GALILEOSKY_H

#include "codec/tracker.h"

/** galileosky_frame(in, n): As tracker_frame_fn. */
rc galileosky_frame(struct span, size_t *) MUST_USE;

/** galileosky_read(s, frame, out): As tracker_read_fn. */
rc galileosky_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
