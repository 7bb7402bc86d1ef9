/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coban's texts (GPS102 to GPS106, GPS303, GPS403; TK103 by that maker), as
 * its "GPRS data protocol" tables list them: sheets "sent by tracker" and
 * "sent by centre", and section 3.1 of "Coban GPRS protocol" (2014).
 *
 *	##,imei:15 digits,A;		login; LOAD answers
 *	15 digits;			beat; ON answers
 *	imei:15 digits,word,local date and time,phone,F,UTC,A,ddmm.mmmm,N,
 *	    dddmm.mmmm,E,knots,course,m,key,door,fuel %,fuel %,degrees;
 *	imei:15 digits,word,local date and time,,L,,,area,,cell,...;
 *	imei:15 digits,OBD,local date and time,odometer,...,fuel,hours,km/h,
 *	    load,degrees,throttle,rpm,volts,trouble codes,...;
 *	imei:15 digits,name,---,------,----,hhmmss,ddmmyy,signal,fix,lat,
 *	    lon,km/h,course,m,hdop,satellites,key,charge,---,*
 *	**,imei:15 digits,J		an order; "jt" is the word of its
 *	    answer, "jf" that of one refused; of 109, 109 and 509
 *
 * The zone of the local time is not told: the day of UTC is the nearest one.
 * What tells no UTC has the offset of an earlier report, else the time of
 * receipt.  An order needs no end: one without arguments ends with its code.
 */
#ifndef CODEC_GPS103_H
#define CODEC_GPS103_H

#include "codec/tracker.h"

/** gps103_frame(in, n): As tracker_frame_fn. */
rc gps103_frame(struct span, size_t *) MUST_USE;

/** gps103_read(s, frame, out): As tracker_read_fn. */
rc gps103_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
