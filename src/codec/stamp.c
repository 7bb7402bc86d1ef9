/* SPDX-License-Identifier: Apache-2.0 */
/* Times by a pattern. */
#include "base/cur.h"
#include "base/ts.h"
#include "codec/stamp.h"

/** What a pattern has read so far. */
struct moment {
	int	year, month, day, hour, minute, second, ms;
	int	east;		/* Minutes. */
	int	noon;		/* %p: -1 none, 0 AM, 1 PM */
};

static bool
digit(int c)
{

	return (c >= '0' && c <= '9');
}

/* ${least} to ${most} digits. */
static bool
number(struct cur *c, int least, int most, int *ret)
{
	int v = 0, n = 0;

	for (; n < most && digit(cur_peek(c)); n++)
		v = v * 10 + (cur_u8(c) - '0');
	*ret = v;
	return (n >= least);
}

static bool
fraction(struct cur *c, struct moment *m)
{
	int scale = 100, n = 0;

	m->ms = 0;
	for (; digit(cur_peek(c)); n++) {
		m->ms += (cur_u8(c) - '0') * scale;
		scale /= 10;
	}
	return (n > 0);
}

static char
lower(char c)
{

	return (c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
}

static bool
month(struct cur *c, struct moment *m)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	struct span s = cur_take(c, 3);

	if (s.n != 3)
		return (false);
	for (m->month = 1; m->month <= 12; m->month++) {
		const char *name = names + 3 * (m->month - 1);

		if (name[0] == lower(s.p[0]) && name[1] == lower(s.p[1]) &&
		    name[2] == lower(s.p[2]))
			return (true);
	}
	return (false);
}

static bool
noon(struct cur *c, struct moment *m)
{
	struct span s = cur_take(c, 2);

	if (s.n != 2 || lower(s.p[1]) != 'm')
		return (false);
	m->noon = lower(s.p[0]) == 'p' ? 1 : lower(s.p[0]) == 'a' ? 0 : -1;
	return (m->noon >= 0);
}

static bool
zone(struct cur *c, int *east)
{
	int sign, h, m;

	*east = 0;
	if (cur_eat(c, 'Z') || cur_eat(c, 'z'))
		return (true);
	sign = cur_eat(c, '-') ? -1 : cur_eat(c, '+') ? 1 : 0;
	if (sign == 0 || !number(c, 2, 2, &h) || h > 23)
		return (false);
	(void)cur_eat(c, ':');	/* Optional. */
	if (!number(c, 2, 2, &m) || m > 59)
		return (false);
	*east = sign * (h * 60 + m);
	return (true);
}

static bool
year_short(struct cur *c, struct moment *m)
{

	/* POSIX: 69 to 99 are the 1900s. */
	if (!number(c, 2, 2, &m->year))
		return (false);
	m->year += m->year >= 69 ? 1900 : 2000;
	return (true);
}

/* One letter of a pattern; an unknown one reads nothing. */
static bool
letter(char which, struct cur *c, struct moment *m)
{

	switch (which) {
	case 'Y': return (number(c, 4, 4, &m->year));
	case 'y': return (year_short(c, m));
	case 'm': return (number(c, 1, 2, &m->month));
	case 'b': return (month(c, m));
	case 'd': return (number(c, 1, 2, &m->day));
	case 'H': return (number(c, 1, 2, &m->hour));
	case 'I': return (number(c, 1, 2, &m->hour) && m->hour >= 1 &&
	    m->hour <= 12);
	case 'M': return (number(c, 1, 2, &m->minute));
	case 'S': return (number(c, 1, 2, &m->second));
	case 'f': return (fraction(c, m));
	case 'p': return (noon(c, m));
	case 'z': return (zone(c, &m->east));
	case '%': return (cur_eat(c, '%'));
	default: return (false);
	}
}

static bool
blanks(struct cur *c)
{

	if (!cur_eat(c, ' '))
		return (false);
	while (cur_eat(c, ' '))
		;
	return (true);
}

rc
stamp_read(struct span pattern, int minutes, struct span text, int64_t *ms)
{
	struct moment m = { .east = minutes, .noon = -1 };
	struct cur p = cur_of(pattern), c = cur_of(text);

	while (cur_left(&p) > 0) {
		char what = (char)cur_u8(&p);

		if (what == '%') {
			if (!letter((char)cur_u8(&p), &c, &m))
				return (RC_MALFORMED);
		} else if (what == ' ' ? !blanks(&c) : !cur_eat(&c, what))
			return (RC_MALFORMED);
	}
	if (m.noon >= 0)
		m.hour = m.hour % 12 + 12 * m.noon;
	if (cur_left(&c) > 0 || !ts_date_ok(m.year, m.month, m.day) ||
	    m.hour > 23 || m.minute > 59 || m.second > 60)
		return (RC_MALFORMED);
	*ms = ((ts_days(m.year, m.month, m.day) * 24 + m.hour) * 60 +
	    m.minute - m.east) * 60000 + m.second * 1000 + m.ms;
	return (RC_OK);
}

rc
stamp_check(struct span pattern, bool *zoned, struct err *e)
{
	static const char known[] = "YymbdHIMSfpz%";
	struct cur p = cur_of(pattern);
	unsigned have = 0;

	*zoned = false;
	while (cur_left(&p) > 0) {
		const char *at;
		char c;

		if (!cur_eat(&p, '%')) {
			(void)cur_u8(&p);	/* A literal. */
			continue;
		}
		c = (char)cur_u8(&p);
		at = c != '\0' ? strchr(known, c) : NULL;
		if (at == NULL)
			return (rc_fail(e, RC_MALFORMED, p.at,
			    "'%%%c' is not one of %%Y %%y %%m %%b %%d %%H %%I "
			    "%%M %%S %%f %%p %%z", c != '\0' ? c : ' '));
		have |= 1U << (at - known);
		*zoned = *zoned || c == 'z';
	}
	/* Y or y; m or b; d. */
	if ((have & 3) == 0 || (have & 12) == 0 || (have & 16) == 0)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "year, month and day are needed"));
	return (RC_OK);
}

rc
stamp_zone(struct span text, int *minutes)
{
	struct cur c = cur_of(text);

	if (span_eq(text, SPAN("UTC"))) {
		*minutes = 0;
		return (RC_OK);
	}
	return (zone(&c, minutes) && cur_left(&c) == 0 ? RC_OK :
	    RC_MALFORMED);
}
