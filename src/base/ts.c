/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time. */
#include "base/cur.h"
#include "base/ts.h"

#define FRACTION_MAX	9		/* Digits after the point. */
#define DAYS_ERA	146097		/* Days in 400 years. */
#define EPOCH_SHIFT	719468		/* 0000-03-01 to 1970-01-01. */
#define TS_LEAST	INT64_C(-62167219200000)	/* 0000-01-01 */
#define TS_END		INT64_C(253402300800000)	/* 10000-01-01 */

bool
ts_span(struct span s, int64_t *ms)
{
	static const struct {
		char	unit;
		int64_t	ms;
	} units[] = {
		{ 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 },
		{ 'd', TS_DAY_MS }, { 'w', 7 * TS_DAY_MS },
	};
	int64_t n = 0;

	if (s.n < 2 || s.n > 10)
		return (false);
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
		n = n * 10 + (s.p[i] - '0');
	}
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		/* At most 9 digits of weeks: far inside 64 bits. */
		if (s.p[s.n - 1] == units[i].unit) {
			*ms = n * units[i].ms;
			return (true);
		}
	}
	return (false);
}

int64_t
ts_days(int year, int month, int day)
{
	/* Years that begin in March put the leap day at the end. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return (era * DAYS_ERA + yoe * 365 + yoe / 4 - yoe / 100 + doy -
	    EPOCH_SHIFT);
}

bool
ts_date_ok(int year, int month, int day)
{
	static const int most[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1)
		return (false);
	return (day <= (month == 2 && !leap ? 28 : most[month - 1]));
}

/* Exactly ${n} digits; -1 if they are not there. */
static int
digits(struct cur *c, size_t n)
{
	struct span s = cur_take(c, n);
	int v = 0;

	if (s.n != n)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (-1);
		v = v * 10 + (s.p[i] - '0');
	}
	return (v);
}

/* ".250" to 250 ms; further digits are cut.  -1 if malformed. */
static int
fraction(struct cur *c)
{
	int ms = 0, n = 0, d;

	if (!cur_eat(c, '.'))
		return (0);
	while ((d = cur_peek(c)) >= '0' && d <= '9') {
		(void)cur_u8(c);	/* Seen by the peek. */
		if (++n > FRACTION_MAX)
			return (-1);
		if (n <= 3)
			ms = ms * 10 + (d - '0');
	}
	if (n == 0)
		return (-1);
	for (; n < 3; n++)
		ms *= 10;
	return (ms);
}

/* "Z" or "+hh:mm", as minutes east of UTC. */
static bool
offset(struct cur *c, int *minutes)
{
	int sign = 1, h, m;

	if (cur_eat(c, 'Z') || cur_eat(c, 'z')) {
		*minutes = 0;
		return (true);
	}
	if (cur_eat(c, '-'))
		sign = -1;
	else if (!cur_eat(c, '+'))
		return (false);
	if ((h = digits(c, 2)) < 0 || h > 23 || !cur_eat(c, ':') ||
	    (m = digits(c, 2)) < 0 || m > 59)
		return (false);
	*minutes = sign * (h * 60 + m);
	return (true);
}

rc
ts_parse(struct span s, int64_t *ms)
{
	struct cur c = cur_of(s);
	int year, month, day, hour, minute, second, frac, east;
	int64_t t;

	year = digits(&c, 4);
	if (!cur_eat(&c, '-'))
		return (RC_MALFORMED);
	month = digits(&c, 2);
	if (!cur_eat(&c, '-'))
		return (RC_MALFORMED);
	day = digits(&c, 2);
	if (!cur_eat(&c, 'T') && !cur_eat(&c, 't') && !cur_eat(&c, ' '))
		return (RC_MALFORMED);
	hour = digits(&c, 2);
	if (!cur_eat(&c, ':'))
		return (RC_MALFORMED);
	minute = digits(&c, 2);
	if (!cur_eat(&c, ':'))
		return (RC_MALFORMED);
	second = digits(&c, 2);
	frac = fraction(&c);
	if (!ts_date_ok(year, month, day) || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60 ||
	    frac < 0 || !offset(&c, &east) || cur_left(&c) != 0)
		return (RC_MALFORMED);
	t = ((ts_days(year, month, day) * 24 + hour) * 60 + minute - east) *
	    60000 + second * 1000 + frac;

	/* The offset or a leap second may lead off the calendar. */
	if (t < TS_LEAST || t >= TS_END)
		return (RC_MALFORMED);
	*ms = t;
	return (RC_OK);
}

struct ts_civil
ts_civil(int64_t ms)
{
	int64_t days = ms / TS_DAY_MS - (ms % TS_DAY_MS < 0);
	int64_t rest = ms - days * TS_DAY_MS;
	int64_t z = days + EPOCH_SHIFT;
	int64_t era = (z >= 0 ? z : z - (DAYS_ERA - 1)) / DAYS_ERA;
	int64_t doe = z - era * DAYS_ERA;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;
	struct ts_civil c = {
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = (int)month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.hour = (int)(rest / 3600000),
		.minute = (int)(rest / 60000 % 60),
		.second = (int)(rest / 1000 % 60),
		.ms = (int)(rest % 1000),
		/* 1970-01-01 was a Thursday. */
		.weekday = (int)(((days + 3) % 7 + 7) % 7 + 1),
	};

	return (c);
}

static void
put(char *out, int v, int n)
{

	for (; n > 0; n--, v /= 10)
		out[n - 1] = (char)('0' + v % 10);
}

void
ts_text(int64_t ms, char out[TS_TEXT])
{
	struct ts_civil c = ts_civil(ms);

	memcpy(out, "0000-00-00T00:00:00.000Z", TS_TEXT);
	put(out, c.year, 4);
	put(out + 5, c.month, 2);
	put(out + 8, c.day, 2);
	put(out + 11, c.hour, 2);
	put(out + 14, c.minute, 2);
	put(out + 17, c.second, 2);
	put(out + 20, c.ms, 3);
}
