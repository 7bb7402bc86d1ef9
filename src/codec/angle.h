/* SPDX-License-Identifier: Apache-2.0 */
/* Latitudes and longitudes in degrees and minutes. */
#ifndef CODEC_ANGLE_H
#define CODEC_ANGLE_H

#include "base/rc.h"
#include "base/span.h"

/**
 * angle_nmea(text, degrees):
 * Read NMEA 0183's ddmm.mmmm or dddmm.mmmm with its hemisphere (N S E W)
 * before or behind it, a comma or blank between them or not; or with a sign.
 * Return RC_OK, or RC_MALFORMED with ${degrees} not touched.
 */
rc angle_nmea(struct span, double *) MUST_USE;

/**
 * angle_dms(text, degrees):
 * Read one to three numbers, degrees minutes seconds, with any of the usual
 * marks (degree sign, primes, quotes, d m s, blanks) behind each, and a
 * hemisphere or sign: 52°30.5'N, 13 24 18.5 W, -6.7255.
 * Return RC_OK, or RC_MALFORMED with ${degrees} not touched.
 */
rc angle_dms(struct span, double *) MUST_USE;

#endif
