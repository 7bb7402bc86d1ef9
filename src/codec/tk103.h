/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TK103 and its relations (KX402, TLT, wearable units), whose frames stand in
 * brackets: "GPRS Communication Protocol", version 1.5 (KX402, TK103B), 2:
 * message details; the battery's record (BS51) as Daly's battery management
 * protocol counts it, commands 90 to 98, numbers with the high byte first.
 *
 *	(id BP05 15 digits yymmdd A ddmm.mmmmN dddmm.mmmmE km/h hhmmss
 *	    course status L odometer ...)		no blanks
 *	(id BR00 the same)		(id BO01 kind of alarm, the same)
 *	(id,ZC11,ddmmyy,A,ddmm.mmmmN,dddmm.mmmmE,km/h,hhmmss,course,...)
 *	(id,ZC20,ddmmyy,hhmmss,level,battery,power,installed)
 *	(id BZ00,{mcc,mnc,area,cell}...,odometer)
 *	(id,DW51,mcc,mnc,area,cell,count,MAC*dBm*channel,...,ddmmyy,hhmmss)
 *	(id AV01 1)					from the server
 *
 * The id has 8 to 16 digits; km/h are five characters, the status eight, from
 * the back: supply lost, key, three of inputs, fuel in hexadecimal digits.
 * Within $...$ a bracket is text.
 */
#ifndef CODEC_TK103_H
#define CODEC_TK103_H

#include "codec/tracker.h"

/** tk103_frame(in, n): As tracker_frame_fn. */
rc tk103_frame(struct span, size_t *) MUST_USE;

/** tk103_read(s, frame, out): As tracker_read_fn. */
rc tk103_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
