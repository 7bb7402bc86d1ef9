/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: tracks and the compact form, see codec/queclink_hex.h. */
#ifndef CODEC_QUECLINK_TRACK_H
#define CODEC_QUECLINK_TRACK_H

#include "base/cur.h"
#include "codec/tracker.h"

/** queclink_track_read(s, out, c): Tell the places of a track, taking them
 * from ${c}.  Return RC_OK, or RC_MALFORMED, those before having been told. */
rc queclink_track_read(const struct tracker_session *,
    const struct tracker_out *, struct cur *) MUST_USE;

/** queclink_track_compact(in): Does the compact form begin here? */
bool queclink_track_compact(struct span);

/** queclink_track_compact_frame(in, n): As tracker_frame_fn. */
rc queclink_track_compact_frame(struct span, size_t *) MUST_USE;

/** queclink_track_compact_read(s, frame, out): As tracker_read_fn. */
rc queclink_track_compact_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
