/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the OsmAnd and Traccar Client apps tell a server over HTTP/1, one place
 * a request, as "OsmAnd" of Traccar's documentation (traccar.org/osmand)
 * lists it: query or form, and the JSON of clients since 9.0.
 *
 *	GET /?id=7&timestamp=1772439304&lat=52.2&lon=13.4&speed=27&bearing=87
 *	    &altitude=38&accuracy=4&batt=67&charge=true HTTP/1.1
 *	POST / with the same as its body, or
 *	{"location":{"timestamp":"2026-...","coords":{"latitude":52.2,
 *	    "longitude":13.4,...},"battery":{"level":0.67,...}},"device_id":"7"}
 *
 * Speed is in knots there, in m/s here.  A frame is one request: its head up
 * to the blank line, lines ending with CR LF, and Content-Length bytes of
 * body; RFC 9112.  What is chunked, folded, told twice, or tells no unit and
 * no place, is none.  Radios that are near a phone (wifi=) are not told.
 */
#ifndef CODEC_OSMAND_H
#define CODEC_OSMAND_H

#include "codec/tracker.h"

/** osmand_frame(in, n): As tracker_frame_fn. */
rc osmand_frame(struct span, size_t *) MUST_USE;

/** osmand_read(s, frame, out): As tracker_read_fn. */
rc osmand_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
