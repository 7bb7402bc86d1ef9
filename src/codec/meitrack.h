/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Meitrack, as the maker's "MEITRACK GPRS Protocol" describes it: V1.6 for
 * MVT, T1 and T3 (1.1 to 1.4), V1.4 for T333 (1.2, CCE), and that of the
 * T622 (3.45, CCC).
 *
 *	$$ or @@ | flag | n | ,imei,command,data | * | sum | CR LF
 *			  |<----------- n bytes ----------->|
 *	AAA   a report in cells
 *	CCC   u16 version | u16 bytes | u32 waiting | reports of so many bytes
 *	CCE   u32 waiting | u16 reports | u16 bytes, report ...
 *	      u16 items | n, items of 1 byte | n, of 2 | n, of 4 | n, long
 *
 * Binary numbers are little-endian; an item's number has a second byte behind
 * fe.  @@ comes from the server; the answer to it has the same flag.  Volts
 * are hundredths; models before 2014 count by steps of their converter, and
 * do not say so.
 */
#ifndef CODEC_MEITRACK_H
#define CODEC_MEITRACK_H

#include "codec/tracker.h"

/** meitrack_frame(in, n): As tracker_frame_fn. */
rc meitrack_frame(struct span, size_t *) MUST_USE;

/** meitrack_read(s, frame, out): As tracker_read_fn. */
rc meitrack_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
