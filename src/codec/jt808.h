/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JT/T 808 of 2011, 2013 and 2019: "Terminal communication protocol and data
 * format of road transport vehicle satellite positioning systems", sections
 * 4.4 (frame) and 8 (messages).  Orders from the platform have bit 15 of
 * their number set.
 *
 *	7e | number u16 | bits u16 | [2019: version] | phone | serial u16 |
 *	    [part: of u16, this u16] | body | xor | 7e
 *	between the marks: 7e is sent as 7d 02, 7d as 7d 01
 *
 * Seal locks of one maker also send (id,1,001,WORD,...): no positions.
 */
#ifndef CODEC_JT808_H
#define CODEC_JT808_H

#include "codec/tracker.h"

/** jt808_frame(in, n): As tracker_frame_fn. */
rc jt808_frame(struct span, size_t *) MUST_USE;

/** jt808_read(s, frame, out): As tracker_read_fn. */
rc jt808_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#define JT808_RAW	1060		/* Header, body of 1023, sum. */

/** jt808_between(frame, raw): What is between the marks, without escapes, and
 * how many bytes; 0: no such frame. */
size_t jt808_between(struct span, char [JT808_RAW]);

#endif
