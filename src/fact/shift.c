/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of work. */
#include "base/ts.h"
#include "fact/shift.h"

#define DAY	(24 * 60)		/* Minutes. */
#define FORM	"D-D HH:MM-HH:MM"

static bool
digits(const char *p, int n, int *ret)
{

	for (*ret = 0; n > 0; n--, p++) {
		if (*p < '0' || *p > '9')
			return (false);
		*ret = *ret * 10 + (*p - '0');
	}
	return (true);
}

/* "HH:MM" as minutes of a day; 24:00 is its end. */
static bool
clock_read(const char *p, int *ret)
{
	int hour, minute;

	if (!digits(p, 2, &hour) || p[2] != ':' || !digits(p + 3, 2, &minute))
		return (false);
	*ret = hour * 60 + minute;
	return (minute < 60 && *ret <= DAY);
}

/* Is ISO day ${day} one of ${from}-${to}, which may go over Sunday? */
static bool
day_in(int day, int from, int to)
{

	return (from <= to ? from <= day && day <= to :
	    day >= from || day <= to);
}

static enum shift
one(struct span s, int day, int minute)
{
	int first, last, from, to;
	const char *p = s.p;

	if (s.n != sizeof(FORM) - 1 || !digits(p, 1, &first) ||
	    p[1] != '-' || !digits(p + 2, 1, &last) || p[3] != ' ' ||
	    !clock_read(p + 4, &from) || p[9] != '-' ||
	    !clock_read(p + 10, &to) || first < 1 || first > 7 || last < 1 ||
	    last > 7)
		return (SHIFT_MALFORMED);
	if (from < to)
		return (day_in(day, first, last) && from <= minute &&
		    minute < to ? SHIFT_ON : SHIFT_OFF);
	/* It began today, or it began yesterday and goes on. */
	if (day_in(day, first, last) && minute >= from)
		return (SHIFT_ON);
	return (day_in(day == 1 ? 7 : day - 1, first, last) && minute < to ?
	    SHIFT_ON : SHIFT_OFF);
}

enum shift
shift_on(struct span text, int64_t ms)
{
	struct ts_civil c = ts_civil(ms);
	enum shift found = SHIFT_OFF;

	for (;;) {
		const char *end = text.n > 0 ? memchr(text.p, ';', text.n) :
		    NULL;
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;

		switch (one((struct span){ text.p, n }, c.weekday,
		    c.hour * 60 + c.minute)) {
		case SHIFT_ON:
			return (SHIFT_ON);
		case SHIFT_MALFORMED:
			found = SHIFT_MALFORMED;
			break;
		case SHIFT_OFF:
			break;
		}
		if (end == NULL)
			return (found);
		text = span_from(text, n + 1);
	}
}
