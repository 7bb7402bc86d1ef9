/* SPDX-License-Identifier: Apache-2.0 */
/* Xirgo: reports in three forms, orders. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/cells.h"
#include "codec/vocabulary.h"
#include "codec/xirgo.h"

#define FAMILY		"xirgo"
#define MPH		1.609344	/* km/h. */
#define MILE		1609.34		/* m, as the maker rounds it. */
#define TENTHS		10.0
#define EVENT_MOST	9999
#define ID_MIN		6		/* Digits. */
#define ICCID_MIN	19		/* Digits. */

/* Cells that all forms have. */
enum { ID, EVENT, DATE, CLOCK, LAT, LON, ALT, SPEED, REST };

/* Cells of the two forms with a fixed order; 0: there is none. */
struct form {
	uint8_t	course, sats, hdop, volts, miles, fix, rpm;
};

static const struct form small = { .course = 8, .sats = 9, .hdop = 10,
    .volts = 11, .miles = 13, .fix = 14 };
static const struct form large = { .course = 11, .sats = 12, .hdop = 13,
    .volts = 16, .miles = 14, .fix = 18, .rpm = 10 };

/* Events that say whether the ignition is on. */
static const struct {
	uint16_t	event;
	bool		on;
} ignitions[] = {
	{ 4001, true }, { 4002, false }, { 4003, true }, { 4004, false },
	{ 6011, true }, { 6012, false }, { 6013, true }, { 6014, false },
};

/* A report in the making. */
struct report {
	const struct cells *c;
	struct message	*m;
	struct tracker_fix fix;
};

rc
xirgo_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	int first = cur_peek(&c);

	*n = 1;
	if (first == '+') {
		if (memcmp(in.p, "+XT:", in.n < 4 ? in.n : 4) != 0)
			return (RC_MALFORMED);
		return (tracker_text_frame(in, n, "+", "\n"));
	}
	if (first != '$')
		return (tracker_text_frame(in, n, "", ""));
	if (in.n > 1 && in.p[1] != '$')
		return (RC_MALFORMED);
	while (cur_peek(&c) >= 0) {
		(void)cur_until(&c, '#');
		(void)cur_eat(&c, '#');
		if (cur_eat(&c, '#')) {		/* The second. */
			*n = c.at;
			return (RC_OK);
		}
	}
	return (RC_MORE);
}

static double
number(const struct cells *c, size_t i)
{
	double v;

	return (cells_num(cells_at(c, i), &v) ? v : TRACKER_UNTOLD);
}

static bool
has_point(struct span s)
{

	return (s.n > 0 && memchr(s.p, '.', s.n) != NULL);
}

/* "2026/03/02", or "03/02/2026" of newer units. */
static bool
is_new(const struct cells *c)
{
	struct span date = cells_at(c, DATE);

	return (date.n == 10 && date.p[2] == '/' && date.p[5] == '/');
}

static int64_t
moment(const struct cells *c)
{
	struct span date = cells_at(c, DATE), clock = cells_at(c, CLOCK);
	size_t year = is_new(c) ? 6 : 0, month = is_new(c) ? 0 : 5;

	if (date.n != 10 || clock.n != 8 || date.p[month + 2] != '/')
		return (EVENT_NO_TIME);
	return (tracker_time(cells_digits(date, year, 4),
	    cells_digits(date, month, 2), cells_digits(date, month + 3, 2),
	    cells_digits(clock, 0, 2), cells_digits(clock, 3, 2),
	    cells_digits(clock, 6, 2)));
}

static void
sats(struct report *r, size_t at)
{
	int64_t n;

	if (cells_int(cells_at(r->c, at), &n) && n >= 0 && n < 256)
		r->fix.sats = (int)n;
}

/* The supply, which the maker calls the battery; the odometer. */
static void
meters(struct report *r, double volts, double miles)
{

	if (!isnan(volts)) {
		tracker_volts(r->m, volts);
		tracker_battery(r->m, volts);
	}
	if (!isnan(miles))
		tracker_odometer(r->m, miles * MILE);
}

static void
fixed_form(struct report *r)
{
	const struct cells *c = r->c;
	struct span behind = cells_at(c, small.sats);
	const struct form *f = !has_point(behind) &&
	    has_point(cells_at(c, small.hdop)) &&
	    has_point(cells_at(c, small.volts)) ? &small : &large;

	r->fix.course = number(c, f->course);
	sats(r, f->sats);
	r->fix.hdop = number(c, f->hdop);
	meters(r, number(c, f->volts), number(c, f->miles));
	r->fix.valid = span_eq(cells_at(c, f->fix), SPAN("1"));
	if (f->rpm != 0 && !isnan(number(c, f->rpm)))
		message_more(r->m, "rpm", MESSAGE_PLAIN,
		    message_of_num(number(c, f->rpm)));
}

/* Newer units leave out what they are not told to report: the HDOP is the
 * first cell with a point behind the speed. */
static void
new_form(struct report *r)
{
	const struct cells *c = r->c;
	size_t hdop = REST, iccid;

	while (hdop < c->n && !has_point(cells_at(c, hdop)))
		hdop++;
	iccid = hdop;
	while (iccid < c->n && cells_at(c, iccid).n < ICCID_MIN)
		iccid++;
	r->fix.hdop = number(c, hdop);
	sats(r, hdop - 1);
	if (hdop == REST + 2)
		r->fix.course = number(c, REST) / TENTHS;
	meters(r, number(c, hdop + 1), iccid == hdop + 5 ?
	    number(c, hdop + 3) : TRACKER_UNTOLD);
	if (iccid < c->n)
		message_more(r->m, "iccid", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, iccid)));
	r->fix.valid = true;
}

static rc
report(const struct tracker_session *s, const struct cells *c,
    const struct tracker_out *out, int64_t event)
{
	struct report r = { .c = c, .fix = TRACKER_NO_FIX };
	int64_t time = moment(c);
	const char *alarm = vocabulary_alarm(FAMILY, (uint32_t)event);

	if (time == EVENT_NO_TIME || isnan(number(c, LAT)) ||
	    isnan(number(c, LON)) || isnan(number(c, SPEED)))
		return (RC_MALFORMED);
	r.m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	r.fix.lat = number(c, LAT);
	r.fix.lon = number(c, LON);
	r.fix.alt = number(c, ALT);
	r.fix.kmh = number(c, SPEED) * MPH;
	message_more(r.m, "event", MESSAGE_PLAIN, message_of_int(event));
	for (size_t i = 0; i < COUNT_OF(ignitions); i++) {
		if (ignitions[i].event == event)
			tracker_ignition(r.m, ignitions[i].on);
	}
	if (is_new(c))
		new_form(&r);
	else
		fixed_form(&r);
	tracker_fix(r.m, &r.fix);
	tracker_done(out);
	if (alarm != NULL)
		tracker_alarm(s, out, time, alarm, &r.fix);
	return (RC_OK);
}

static rc
order(const struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	const char *means = vocabulary_order_word(FAMILY, text);

	if (text.n < 4 || !cells_all_digits((struct span){ text.p, 4 }))
		return (RC_MALFORMED);
	if (means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means, SPAN(""));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

rc
xirgo_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct span text = cells_trim(frame);
	struct cells c;
	int64_t event;

	if (frame.n == 1 && (text.n == 0 || text.p[0] == 0))
		return (RC_OK);
	if (span_starts(text, SPAN("+XT:")))
		return (order(s, span_from(text, 4), out));
	if (text.n < 4 || !span_starts(text, SPAN("$$")) ||
	    !span_eq(span_from(text, text.n - 2), SPAN("##")))
		return (RC_MALFORMED);
	cells_split(&c, (struct span){ text.p + 2, text.n - 4 }, ',');
	if (cells_at(&c, ID).n < ID_MIN ||
	    !cells_all_digits(cells_at(&c, ID)) ||
	    !cells_int(cells_at(&c, EVENT), &event) || event < 0 ||
	    event > EVENT_MOST || c.n < 3)
		return (RC_MALFORMED);
	tracker_named(s, cells_at(&c, ID));
	if (c.n > REST && moment(&c) != EVENT_NO_TIME)
		return (report(s, &c, out, event));
	/* Its firmware, its settings. */
	tracker_said(s, out, EVENT_NO_TIME, "report");
	return (RC_OK);
}
