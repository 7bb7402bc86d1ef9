/* SPDX-License-Identifier: Apache-2.0 */
/* Moments as queries write them. */
#include "base/attr.h"
#include "base/ts.h"
#include "model/query_time.h"

#define STAMP	32		/* More than any RFC 3339 text. */

/* now, now-2h, -2h, +2h */
static bool
relative(struct span s, struct query_time *ret)
{
	int64_t ms = 0;
	bool now = span_starts(s, SPAN("now"));

	if (now)
		s = span_from(s, 3);
	if (s.n > 0 || !now) {
		if (s.n < 1 || (s.p[0] != '-' && s.p[0] != '+') ||
		    !ts_span(span_from(s, 1), &ms))
			return (false);
		if (s.p[0] == '-')
			ms = -ms;
	}
	*ret = (struct query_time){ true, ms, ms };
	return (true);
}

/* How long the year or the month that begins at ${first} is. */
static int64_t
long_unit(int64_t first, bool year)
{
	struct ts_civil c = ts_civil(first);
	int month = year ? 13 : c.month + 1;
	int64_t next = ts_days(c.year + (month > 12), month > 12 ? 1 : month,
	    1);

	return (next * TS_DAY_MS - first);
}

/* How much of a date and time is written, and what that covers. */
static const struct {
	size_t	n;
	int64_t	ms;			/* 0: differs. */
} covers[] = {
	{ 4, 0 }, { 7, 0 }, { 10, TS_DAY_MS }, { 13, 3600000 },
	{ 16, 60000 }, { 19, 1000 },
};

/* Where the zone begins; the end if there is none. */
static size_t
zone(struct span s)
{
	size_t at = 11;

	if (s.n <= at)
		return (s.n);
	while (at < s.n && s.p[at] != 'Z' && s.p[at] != 'z' &&
	    s.p[at] != '+' && s.p[at] != '-')
		at++;
	return (at);
}

bool
query_time_read(struct span s, struct query_time *ret)
{
	static const char rest[] = "0000-01-01T00:00:00";
	char text[2 * STAMP];
	size_t shown, n;
	int64_t first, ms = 1;

	if (relative(s, ret))
		return (true);
	shown = zone(s);
	if (s.n > STAMP)
		return (false);
	for (size_t i = 0; i < COUNT_OF(covers); i++) {
		if (covers[i].n == shown)
			ms = covers[i].ms;
	}
	if (ms == 1 && (shown < 20 || s.p[19] != '.'))
		return (false);
	/* What is not written begins at the start. */
	n = span_keep(text, STAMP, (struct span){ s.p, shown });
	if (shown < sizeof(rest) - 1)
		n += span_keep(text + n, STAMP,
		    span_from(SPAN(rest), shown));
	n += span_keep(text + n, STAMP, shown < s.n ? span_from(s, shown) :
	    SPAN("Z"));
	if (ts_parse((struct span){ text, n }, &first) != RC_OK)
		return (false);
	if (ms == 0)
		ms = long_unit(first, shown == 4);
	*ret = (struct query_time){ false, first, first + ms - 1 };
	return (true);
}
