/* SPDX-License-Identifier: Apache-2.0 */
/* The OsmAnd protocol. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "base/ts.h"
#include "codec/cells.h"
#include "codec/osmand.h"
#include "codec/osmand_names.h"
#include "codec/stamp.h"
#include "codec/vocabulary.h"

#define KNOT		1.852			/* km/h */
#define METRE_A_SECOND	3.6
#define HEAD_MOST	8192			/* Bytes. */
#define BODY_MOST	57344
#define LENGTH_MOST	5			/* Digits. */
#define SECONDS_MOST	INT32_MAX		/* Above: milliseconds. */

/* A request, cut. */
struct request {
	struct span	query;
	struct span	type;			/* Content-Type; empty. */
	size_t		head;			/* Bytes, blank line too. */
	size_t		body;			/* Bytes. */
};

static const char *const methods[] = { "GET ", "POST ", "PUT " };

static bool
is_method(struct span in)
{

	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct span m = span_of(methods[i]);
		size_t n = in.n < m.n ? in.n : m.n;

		if (memcmp(in.p, m.p, n) == 0)
			return (true);
	}
	return (false);
}

/* Where the head ends; 0: not yet. */
static size_t
head_end(struct span in)
{

	for (size_t i = 4; i <= in.n && i <= HEAD_MOST; i++) {
		if (memcmp(in.p + i - 4, "\r\n\r\n", 4) == 0)
			return (i);
	}
	return (0);
}

static bool
equal_fold(struct span text, const char *lower)
{
	struct span want = span_of(lower);

	if (text.n != want.n)
		return (false);
	for (size_t i = 0; i < text.n; i++) {
		bool upper = text.p[i] >= 'A' && text.p[i] <= 'Z';

		if ((upper ? (char)(text.p[i] | 0x20) : text.p[i]) !=
		    want.p[i])
			return (false);
	}
	return (true);
}

/* "GET /path?query HTTP/1.1" */
static bool
request_line(struct span line, struct request *r)
{
	struct cur c = cur_of(line), target;
	struct span version;

	(void)cur_until(&c, ' ');
	(void)cur_eat(&c, ' ');
	target = cur_of(cur_until(&c, ' '));
	(void)cur_eat(&c, ' ');
	version = cur_take(&c, cur_left(&c));
	if (cur_left(&target) == 0 || (!span_eq(version, SPAN("HTTP/1.1")) &&
	    !span_eq(version, SPAN("HTTP/1.0"))))
		return (false);
	(void)cur_until(&target, '?');
	(void)cur_eat(&target, '?');
	r->query = cur_until(&target, '#');
	return (true);
}

/* "Name: value"; nothing before the colon but the name. */
static bool
header(struct span line, struct request *r, bool *sized)
{
	struct cur c = cur_of(line);
	struct span name = cur_until(&c, ':'), value;
	int length;

	if (!cur_eat(&c, ':') || name.n == 0 || memchr(name.p, ' ', name.n) !=
	    NULL || memchr(name.p, '\t', name.n) != NULL)
		return (false);
	value = cells_trim(cur_take(&c, cur_left(&c)));
	if (equal_fold(name, "transfer-encoding"))
		return (false);
	if (equal_fold(name, "content-type"))
		r->type = value;
	if (!equal_fold(name, "content-length"))
		return (true);
	length = cells_digits(value, 0, value.n);
	if (*sized || value.n == 0 || value.n > LENGTH_MOST || length < 0 ||
	    length > BODY_MOST)
		return (false);
	*sized = true;
	r->body = (size_t)length;
	return (true);
}

/* Cut the head of ${head} bytes: its lines end with CR LF alone. */
static bool
cut(struct span in, size_t head, struct request *r)
{
	struct span rest = { in.p, head };
	bool first = true, sized = false;

	r->head = head;
	while (rest.n > 2) {
		struct span line = span_line(&rest);

		if (line.n == 0 || line.p[line.n - 1] != '\r')
			return (false);
		line.n--;
		if (memchr(line.p, '\r', line.n) != NULL ||
		    memchr(line.p, '\0', line.n) != NULL)
			return (false);
		if (!(first ? request_line(line, r) : header(line, r,
		    &sized)))
			return (false);
		first = false;
	}
	return (true);
}

rc
osmand_frame(struct span in, size_t *n)
{
	struct request r = { .head = 0 };
	size_t head;

	*n = 1;
	if (in.n == 0)
		return (RC_MORE);
	if (in.p[0] == '\r' || in.p[0] == '\n')
		return (RC_OK);
	if (!is_method(in))
		return (RC_MALFORMED);
	head = head_end(in);
	if (head == 0)
		return (in.n < HEAD_MOST ? RC_MORE : RC_MALFORMED);
	if (!cut(in, head, &r))
		return (RC_MALFORMED);
	if (in.n - head < r.body)
		return (RC_MORE);
	*n = head + r.body;
	return (RC_OK);
}

static bool
starts_fold(struct span text, const char *lower)
{
	size_t n = span_of(lower).n;

	return (text.n >= n && equal_fold((struct span){ text.p, n }, lower));
}

/* All that is said, of the query and the body. */
static rc
gather(struct span frame, const struct request *r, struct osmand_names *o)
{
	struct span body = span_from(frame, r->head);
	rc rv = osmand_names_form(o, r->query);

	if (rv != RC_OK || body.n == 0)
		return (rv);
	if (starts_fold(r->type, "application/json"))
		return (osmand_names_json(o, body));
	if (starts_fold(r->type, "application/x-www-form-urlencoded"))
		return (osmand_names_form(o, cells_trim(body)));
	return (RC_OK);
}

/* Seconds, milliseconds, ISO 8601, or with a blank between. */
static bool
time_of(const struct osmand_names_said *said, int64_t *time)
{
	int64_t ms;

	*time = EVENT_NO_TIME;
	if (!said->told)
		return (true);
	if (cells_int(said->text, &ms)) {
		*time = ms <= SECONDS_MOST ? ms * 1000 : ms;
		return (ms >= 0);
	}
	return (ts_parse(said->text, time) == RC_OK ||
	    stamp_read(SPAN("%Y-%m-%d %H:%M:%S"), 0, said->text, time) ==
	    RC_OK);
}

static double
number(const struct osmand_names *o, enum osmand_names_slot slot)
{

	return (o->said[slot].told ? o->said[slot].num : TRACKER_UNTOLD);
}

/* lat and lon, or "lat,lon"; false: neither, or one that is none. */
static bool
place(const struct osmand_names *o, struct tracker_fix *f)
{
	const struct osmand_names_said *both = &o->said[OSMAND_LOCATION];
	struct cells c;

	f->lat = number(o, OSMAND_LAT);
	f->lon = number(o, OSMAND_LON);
	if (both->told) {
		cells_split(&c, both->text, ',');
		if (c.n != 2 || !cells_num(c.cell[0], &f->lat) ||
		    !cells_num(c.cell[1], &f->lon))
			return (false);
	}
	f->valid = o->said[OSMAND_VALID].truth != 0 ||
	    !o->said[OSMAND_VALID].told;
	f->kmh = number(o, OSMAND_SPEED) * (o->json ? METRE_A_SECOND : KNOT);
	f->course = number(o, OSMAND_COURSE);
	f->alt = number(o, OSMAND_ALTITUDE);
	f->hdop = number(o, OSMAND_HDOP);
	/* Phones say -1 for what they do not know. */
	f->kmh = f->kmh < 0 ? TRACKER_UNTOLD : f->kmh;
	f->course = f->course < 0 ? TRACKER_UNTOLD : f->course;
	return (fabs(f->lat) <= 90 && fabs(f->lon) <= 180);
}

/* "mcc,mnc,area,cell", with or without the signal. */
static bool
network(const struct osmand_names *o, int64_t v[4])
{
	struct cells c;

	if (!o->said[OSMAND_CELL].told)
		return (false);
	cells_split(&c, o->said[OSMAND_CELL].text, ',');
	for (size_t i = 0; i < 4; i++) {
		if (!cells_int(cells_at(&c, i), &v[i]) || v[i] < 0)
			return (false);
	}
	return (true);
}

static void
kept_text(struct message *m, const struct osmand_names *o,
    enum osmand_names_slot slot, const char *name)
{

	if (o->said[slot].told && o->said[slot].text.n > 0)
		message_more(m, name, MESSAGE_PLAIN,
		    message_of_text(o->said[slot].text));
}

static void
more(struct message *m, const struct osmand_names *o)
{
	double level = number(o, OSMAND_BATTERY);
	double accuracy = number(o, OSMAND_ACCURACY);
	double metres = number(o, OSMAND_ODOMETER);
	const struct osmand_names_said *charge = &o->said[OSMAND_CHARGE];
	const struct osmand_names_said *moving = &o->said[OSMAND_MOVING];

	if (accuracy >= 0)
		message_num(m,
		    FIELD_VSS_CURRENT_LOCATION_HORIZONTAL_ACCURACY, accuracy);
	if (level >= 0)
		tracker_battery_level(m, o->json ? level * 100 : level);
	if (metres >= 0)
		tracker_odometer(m, metres);
	if (charge->told && charge->truth >= 0)
		message_more(m, "charge", MESSAGE_PLAIN,
		    message_of_bool(charge->truth > 0));
	if (moving->told && moving->truth >= 0)
		message_bool(m, FIELD_VSS_IS_MOVING, moving->truth > 0);
	kept_text(m, o, OSMAND_DRIVER, "driver");
	kept_text(m, o, OSMAND_EVENT, "event");
	kept_text(m, o, OSMAND_ACTIVITY, "activity");
}

static rc
tell(struct tracker_session *s, const struct tracker_out *out,
    const struct osmand_names *o)
{
	const struct osmand_names_said *alarm = &o->said[OSMAND_ALARM];
	struct tracker_fix fix = TRACKER_NO_FIX;
	bool placed = place(o, &fix);
	int64_t time, cell[4];
	bool celled = network(o, cell);
	struct message *m;
	const char *word;

	if (o->said[OSMAND_ID].text.n == 0 || (!placed && !celled) ||
	    !time_of(&o->said[OSMAND_TIME], &time))
		return (RC_MALFORMED);
	tracker_named(s, o->said[OSMAND_ID].text);
	m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	if (placed)
		tracker_fix(m, &fix);
	if (celled)
		tracker_cell(m, cell[0], cell[1], cell[2], cell[3]);
	more(m, o);
	tracker_done(out);
	word = vocabulary_alarm_word("osmand", alarm->text);
	if (alarm->told && word != NULL)
		tracker_alarm(s, out, time, word, placed ? &fix : NULL);
	return (RC_OK);
}

rc
osmand_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct request r = { .head = 0 };
	struct osmand_names o = { .used = 0 };
	size_t n;

	if (frame.n == 1 && (frame.p[0] == '\r' || frame.p[0] == '\n'))
		return (RC_OK);
	if (osmand_frame(frame, &n) != RC_OK || n != frame.n ||
	    !cut(frame, head_end(frame), &r) || gather(frame, &r, &o) != RC_OK)
		return (RC_MALFORMED);
	return (tell(s, out, &o));
}
