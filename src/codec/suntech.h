/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suntech ST and SA trackers, as the maker's operation manuals describe
 * them: ST300/ST340 (5 reports, 6 their "zip" form, 7 commands), ST310U,
 * ST600, ST910, SA200, and the ST4300 series, whose reports have a map.
 *
 *	ST300STT;id;model;version;date;time;cell;lat;lon;km/h;course;
 *	    satellites;fix;m;V;io;mode;number;minutes;V;type		CR
 *	STT;id;map;cells that the map names ...				CR
 *	ST300UEX;...;n;n bytes of another device, maybe CR and LF;sum;...  CR
 *	02 | u16 n | kind ... | 03		the first, in n bytes
 *	81 | u16 n | id | map ...		the second
 *	ST300CMD;id;02;Enable1		CMD;id;04;01	from the server
 *	ST300CMD;Res;id;...		RES;id;04;01	what is answered
 *
 * Texts have no checksum but that of another device's bytes.  A speed is in
 * km/h, but in knots in the zip form (doc/decisions/0046).
 */
#ifndef CODEC_SUNTECH_H
#define CODEC_SUNTECH_H

#include "codec/tracker.h"

/** suntech_frame(in, n): As tracker_frame_fn. */
rc suntech_frame(struct span, size_t *) MUST_USE;

/** suntech_read(s, frame, out): As tracker_read_fn. */
rc suntech_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
