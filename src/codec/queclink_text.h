/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: the texts, see codec/queclink.h. */
#ifndef CODEC_QUECLINK_TEXT_H
#define CODEC_QUECLINK_TEXT_H

#include "codec/tracker.h"

/** queclink_text_read(s, frame, out): As tracker_read_fn. */
rc queclink_text_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
