/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a text message, and what stands in them. */
#include <stdlib.h>

#include "base/cur.h"
#include "codec/angle.h"
#include "codec/cells.h"
#include "codec/tracker.h"

#define NUMBER	32			/* Bytes of a number, and its NUL. */
#define ANGLE	24

void
cells_split(struct cells *c, struct span text, char sep)
{
	struct cur in = cur_of(text);

	c->n = 0;
	for (;;) {
		c->cell[c->n++] = cur_until(&in, sep);
		if (cur_left(&in) == 0)
			return;
		(void)cur_eat(&in, sep);
		if (c->n == CELLS_MAX - 1) {
			c->cell[c->n++] = cur_take(&in, cur_left(&in));
			return;
		}
		if (cur_left(&in) == 0) {
			c->cell[c->n++] = (struct span){ NULL, 0 };
			return;
		}
	}
}

static bool
is_digit(char c)
{

	return (c >= '0' && c <= '9');
}

bool
cells_all_digits(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return (false);
	}
	return (s.n > 0);
}

bool
cells_int(struct span s, int64_t *v)
{
	bool sign = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	int64_t sum = 0;

	if (s.n == sign || s.n - sign > 18)
		return (false);
	for (size_t i = sign; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return (false);
		sum = sum * 10 + (s.p[i] - '0');
	}
	*v = sign && s.p[0] == '-' ? -sum : sum;
	return (true);
}

bool
cells_hex(struct span s, uint64_t *v)
{
	uint64_t sum = 0;

	if (s.n == 0 || s.n > 16)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		char low = (char)(c | 0x20);

		if (is_digit(c))
			sum = sum << 4 | (unsigned)(c - '0');
		else if (low >= 'a' && low <= 'f')
			sum = sum << 4 | (unsigned)(low - 'a' + 10);
		else
			return (false);
	}
	*v = sum;
	return (true);
}

/* strtod() alone would take "nan", "0x1p3" and blanks. */
bool
cells_num(struct span s, double *v)
{
	char text[NUMBER];
	unsigned digits = 0, points = 0;

	if (s.n == 0 || s.n >= sizeof(text))
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		bool sign = s.p[i] == '-' || s.p[i] == '+';

		digits += is_digit(s.p[i]);
		points += s.p[i] == '.';
		if (!is_digit(s.p[i]) && s.p[i] != '.' && !(sign && i == 0))
			return (false);
	}
	if (digits == 0 || points > 1)
		return (false);
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*v = strtod(text, NULL);
	return (true);
}

int
cells_digits(struct span s, size_t at, size_t n)
{
	int sum = 0;

	if (at > s.n || n > s.n - at || n > 9)
		return (-1);
	for (size_t i = at; i < at + n; i++) {
		if (!is_digit(s.p[i]))
			return (-1);
		sum = sum * 10 + (s.p[i] - '0');
	}
	return (sum);
}

struct span
cells_trim(struct span s)
{

	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\r' ||
	    s.p[0] == '\n')) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r' ||
	    s.p[s.n - 1] == '\n'))
		s.n--;
	return (s);
}

bool
cells_angle(struct span number, struct span hemisphere, double *v)
{
	char text[ANGLE];

	if (number.n == 0 || hemisphere.n != 1 ||
	    number.n + 1 > sizeof(text))
		return (false);
	memcpy(text, number.p, number.n);
	text[number.n] = hemisphere.p[0];
	return (angle_nmea((struct span){ text, number.n + 1 }, v) == RC_OK);
}

int64_t
cells_date(struct span ymd, struct span hms, const char *order)
{
	size_t year_n = ymd.n == 8 ? 4 : 2;
	bool first = order[0] == 'y';
	int year = cells_digits(ymd, first ? 0 : 4, year_n);
	int month = cells_digits(ymd, first ? year_n : 2, 2);
	int day = cells_digits(ymd, first ? year_n + 2 : 0, 2);
	int hour = cells_digits(hms, 0, 2);
	int minute = cells_digits(hms, 2, 2);
	int second = cells_digits(hms, 4, 2);

	if (ymd.n != year_n + 4 || year < 0 ||
	    (hms.n > 6 && hms.p[6] != '.'))
		return (EVENT_NO_TIME);
	return (tracker_time(year, month, day, hour, minute, second));
}
