/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ruptela FM devices, as the maker's "FM Protocol" describes them: records
 * (command 1) and extended records (command 68), and texts from the server.
 *
 *	from the unit	u16 n | IMEI u64 | command | body | u16 sum
 *	to the unit	u16 n | command | body | u16 sum
 *	body of 1, 68	records left | count | record ...
 *
 * The sum is CRC-16/KERMIT of the n bytes.
 */
#ifndef CODEC_RUPTELA_H
#define CODEC_RUPTELA_H

#include "codec/tracker.h"

/** ruptela_frame(in, n): As tracker_frame_fn. */
rc ruptela_frame(struct span, size_t *) MUST_USE;

/** ruptela_read(s, frame, out): As tracker_read_fn. */
rc ruptela_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
