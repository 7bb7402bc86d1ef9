/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times as foreign formats write them, by a pattern:
 *
 *	%Y 2021   %y 21 (1969-2068)   %m %d %H %I %M %S one or two digits
 *	%b Mar (English, any case)    %p AM, PM   %f fraction of a second
 *	%z +0100, +01:00, Z           %% a percent sign
 *	blank: one or more blanks     anything else: itself
 */
#ifndef CODEC_STAMP_H
#define CODEC_STAMP_H

#include "base/rc.h"
#include "base/span.h"

/**
 * stamp_check(pattern, zoned, e):
 * Can ${pattern} give a time: year, month, day, and no unknown letter?  Store
 * in ${zoned} whether it reads the zone (%z).  Return RC_OK or RC_MALFORMED.
 */
rc stamp_check(struct span, bool *, struct err *) MUST_USE;

/**
 * stamp_zone(text, minutes):
 * Read a fixed zone: "UTC", "Z", "+01:00" or "-0330", as minutes east of
 * UTC.  Return RC_OK or RC_MALFORMED.  Names like "Europe/Berlin" are not
 * read: what they mean changes with the machine's tables, and the same input
 * must give the same events everywhere.
 */
rc stamp_zone(struct span, int *) MUST_USE;

/**
 * stamp_read(pattern, minutes, text, ms):
 * Read all of ${text} by ${pattern}; ${minutes} is the zone where the pattern
 * has none.  Store milliseconds since 1970 and return RC_OK; or
 * RC_MALFORMED (no such date or time, too), ${ms} not touched.
 */
rc stamp_read(struct span, int, struct span, int64_t *) MUST_USE;

#endif
