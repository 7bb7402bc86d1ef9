/* SPDX-License-Identifier: Apache-2.0 */
/* Latitudes and longitudes in degrees and minutes. */
#include <math.h>

#include "base/cur.h"
#include "codec/angle.h"

#define DIGITS_MAX	15	/* More than a double holds is no angle. */

/* Unsigned decimal number. */
static bool
number(struct cur *c, double *ret)
{
	double v = 0, scale = 1;
	bool point = false;
	int n = 0;

	for (;; n++) {
		int d = cur_peek(c);

		if (d == '.' && !point) {
			point = true;
			(void)cur_u8(c);
			d = cur_peek(c);
		}
		if (d < '0' || d > '9' || n == DIGITS_MAX)
			break;
		v = v * 10 + (cur_u8(c) - '0');
		if (point)
			scale *= 10;
	}
	*ret = v / scale;
	return (n > 0);
}

/* A sign or hemisphere: +1 and -1; 0 when there is none. */
static int
side(struct cur *c)
{
	static const char plus[] = "+NnEe", minus[] = "-SsWw";
	int b = cur_peek(c);

	if (b <= 0)
		return (0);
	if (strchr(plus, b) == NULL && strchr(minus, b) == NULL)
		return (0);
	(void)cur_u8(c);
	return (strchr(plus, b) != NULL ? 1 : -1);
}

static void
gap(struct cur *c)
{

	while (cur_eat(c, ' ') || cur_eat(c, ','))
		;
}

/* The end of an angle: a second side is too much, nothing may follow. */
static rc
finish(struct cur *c, int sign, double v, double *ret)
{
	int behind;

	gap(c);
	behind = side(c);
	if ((sign != 0 && behind != 0) || cur_left(c) > 0 || v > 180)
		return (RC_MALFORMED);
	*ret = sign < 0 || behind < 0 ? -v : v;
	return (RC_OK);
}

rc
angle_nmea(struct span text, double *degrees)
{
	struct cur c = cur_of(text);
	double v, whole;
	int sign;

	sign = side(&c);
	gap(&c);
	if (!number(&c, &v))
		return (RC_MALFORMED);
	whole = floor(v / 100);
	v -= whole * 100;
	if (v >= 60)
		return (RC_MALFORMED);
	return (finish(&c, sign, whole + v / 60, degrees));
}

/* What may stand behind a number; nothing is no mark. */
static bool
mark(struct cur *c)
{
	static const char *const marks[] = { "\xc2\xb0", "\xe2\x80\xb2",
	    "\xe2\x80\xb3", "\xc2\xba", "'", "\"", " ", ":", "d", "m", };
	bool any = false;

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		struct span m = span_of(marks[i]);

		if (cur_left(c) < m.n ||
		    !span_starts(span_from(c->in, c->at), m))
			continue;
		(void)cur_take(c, m.n);
		any = true;
		i = (size_t)-1;		/* Again from the first. */
	}
	return (any);
}

rc
angle_dms(struct span text, double *degrees)
{
	struct cur c = cur_of(text);
	double v = 0, part, unit = 1;
	bool again = true;
	int sign, n = 0;

	sign = side(&c);
	gap(&c);
	while (n < 3 && again && number(&c, &part)) {
		if (n++ > 0 && part >= 60)
			return (RC_MALFORMED);
		v += part * unit;
		unit /= 60;
		again = mark(&c);
	}
	if (n == 0)
		return (RC_MALFORMED);
	return (finish(&c, sign, v, degrees));
}
