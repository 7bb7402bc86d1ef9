/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Points in time: RFC 3339 text and milliseconds since 1970-01-01T00:00Z,
 * on the proleptic Gregorian calendar, years 0000 to 9999.
 */
#ifndef BASE_TS_H
#define BASE_TS_H

#include "base/rc.h"
#include "base/span.h"

#define TS_TEXT		24		/* "2026-03-02T08:15:04.250Z" */
#define TS_DAY_MS	INT64_C(86400000)

/** A moment as a calendar shows it, in UTC. */
struct ts_civil {
	int	year, month, day;	/* month and day from 1 */
	int	hour, minute, second, ms;
	int	weekday;		/* ISO 8601: Monday 1 to Sunday 7 */
};

/**
 * ts_parse(s, ms):
 * Read RFC 3339 text (section 5.6; 0 to 9 fraction digits, cut to ms; an
 * offset is converted; a leap second counts as the second after).  Return
 * RC_OK, or RC_MALFORMED with ${ms} not touched; a moment whose UTC is
 * outside of the calendar above is malformed, too.
 */
rc ts_parse(struct span, int64_t *) MUST_USE;

/** ts_text(ms, out): Write exactly TS_TEXT characters; no NUL. */
void ts_text(int64_t, char [TS_TEXT]);

/**
 * ts_span(s, ms):
 * Read a time span: up to nine digits and one of s m h d w.  Returns false,
 * with ${ms} not touched, if it is anything else.
 */
bool ts_span(struct span, int64_t *);

/** ts_days(year, month, day): Days since 1970-01-01 of a civil date. */
int64_t ts_days(int, int, int);

/** ts_civil(ms): The calendar's view of ${ms}. */
struct ts_civil ts_civil(int64_t);

/** ts_date_ok(year, month, day): Is there such a date? */
bool ts_date_ok(int, int, int);

#endif
