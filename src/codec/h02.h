/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H02, of SinoTrack and many others: texts, as "Protocol of GPS trackers, H02"
 * describes them (section 3: commands, section 4: reports), and their binary
 * form, in BCD, whose frames do not tell their length.
 *
 *	*HQ,id,V1,hhmmss,A,ddmm.mmmm,N,dddmm.mmmm,E,knots,course,ddmmyy,
 *	    status,...#			(one line)
 *	$ id hhmmss ddmmyy ddmmmmmm battery dddmmmmmm+flags knots+course
 *	    status ...
 *	*HQ,id,S20,hhmmss,1,1#		cut, and what confirms it:
 *	*HQ,id,V4,S20,DONE,hhmmss,hhmmss,A,...#
 *
 * A bit of the status is 0 when what it stands for is so.
 */
#ifndef CODEC_H02_H
#define CODEC_H02_H

#include "codec/tracker.h"

/** h02_frame(in, n): As tracker_frame_fn. */
rc h02_frame(struct span, size_t *) MUST_USE;

/** h02_read(s, frame, out): As tracker_read_fn. */
rc h02_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
