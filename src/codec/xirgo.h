/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Xirgo trackers: the texts of the XT-2000 and XT-4000 series, and those of
 * newer units, whose dates tell them apart.
 *
 *	$$id,event,2026/03/02,08:15:04,lat,lon,m,mph,course,sats,hdop,V,
 *	    signal,miles,fix,...##
 *	$$id,event,2026/03/02,08:15:04,lat,lon,m,mph,faster,slower,rpm,
 *	    course,sats,hdop,miles,mpg,V,signal,fix,...##
 *	$$id,event,03/02/2026,08:15:04,lat,lon,m,mph[,tenths of degrees],
 *	    sats,hdop,V,signal[,miles],state,iccid,...##
 *	+XT:number,...	CR LF		an order
 *
 * The first two differ in what follows the speed: a course has one point and
 * is followed by whole satellites.  There is no checksum.  Altitudes are told
 * as they come (doc/decisions/0046).
 */
#ifndef CODEC_XIRGO_H
#define CODEC_XIRGO_H

#include "codec/tracker.h"

/** xirgo_frame(in, n): As tracker_frame_fn. */
rc xirgo_frame(struct span, size_t *) MUST_USE;

/** xirgo_read(s, frame, out): As tracker_read_fn. */
rc xirgo_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
