/* SPDX-License-Identifier: Apache-2.0 */
/* The usual time of an event. */
#include "base/ts.h"
#include "model/day.h"

/* Two decimal digits; 100 or more if they are not. */
static inline unsigned
two(const char *p)
{
	unsigned a = (unsigned)(unsigned char)p[0] - '0';
	unsigned b = (unsigned)(unsigned char)p[1] - '0';

	return (a > 9 || b > 9 ? 100 : a * 10 + b);
}

bool
day_read(const struct day *d, struct value *v)
{
	const char *p = v->p;
	unsigned hour, minute, second, tens, unit;

	if (!d->known || v->type != VALUE_TEXT || v->n != TS_TEXT ||
	    memcmp(p, d->text, sizeof(d->text)) != 0 || p[13] != ':' ||
	    p[16] != ':' || p[19] != '.' || p[23] != 'Z')
		return (false);
	hour = two(p + 11);
	minute = two(p + 14);
	second = two(p + 17);
	tens = two(p + 20);
	unit = (unsigned)(unsigned char)p[22] - '0';
	if (hour > 23 || minute > 59 || second > 59 || tens > 99 || unit > 9)
		return (false);
	*v = (struct value){ .i = d->ms + (((int64_t)hour * 60 +
	    minute) * 60 + second) * 1000 + tens * 10 + unit,
	    .type = VALUE_TIME };
	return (true);
}

void
day_keep(struct day *d, struct span text, int64_t ms)
{
	int64_t in_day = ms % TS_DAY_MS;

	if (text.n != TS_TEXT || text.p[23] != 'Z' || text.p[10] != 'T' ||
	    two(text.p + 17) > 59)
		return;
	d->known = true;
	memcpy(d->text, text.p, sizeof(d->text));
	d->ms = ms - (in_day < 0 ? in_day + TS_DAY_MS : in_day);
}
