/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ATrack trackers, as the maker's "Protocol Document" of the AT series
 * describes it: 2.2.1 binary and 2.2.2 ASCII positions, 2.3 acknowledgements.
 *
 *	@P,crc,n,seq,imei,record CR LF record ...	n bytes behind "n"
 *	@P | u16 crc | u16 n | u16 seq | u64 imei | record ...
 *	@R | ...				the same: a part of a picture
 *	fe 02 | u64 imei | u16 seq		received; or: still there
 *	record: fixed, clock, sent, lon, lat, course, event, odometer, hdop,
 *	    inputs, km/h, outputs, analogue, driver, two degrees, a text,
 *	    then what "%CI%SA%MV..." names, in that order; without such
 *	    names, a VIN as the fifth cell tells the layout of OBD units
 *	AT$WORD=...				an order; $OK, $ERROR, $WORD=...
 *
 * The checksum is CRC-16/ARC of all that follows it.
 */
#ifndef CODEC_ATRACK_H
#define CODEC_ATRACK_H

#include "codec/tracker.h"

/** atrack_frame(in, n): As tracker_frame_fn. */
rc atrack_frame(struct span, size_t *) MUST_USE;

/** atrack_read(s, frame, out): As tracker_read_fn. */
rc atrack_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
