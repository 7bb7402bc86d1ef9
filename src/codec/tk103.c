/* SPDX-License-Identifier: Apache-2.0 */
/* TK103 and its relations. */
#include "base/attr.h"
#include "base/cur.h"
#include "base/ts.h"
#include "codec/cells.h"
#include "codec/tk103.h"
#include "codec/vocabulary.h"

#define ID_LEAST	8
#define ID_MOST		16
#define TYPE		4			/* Bytes. */
#define IMEI		15
#define DATE		6
#define SPEED		5
#define CLOCK		6
#define STATUS		8
#define ODOMETER	8
#define CENTURY		2000
#define LEVELS		6			/* Bars of a full battery. */
#define FULL		255
#define UNTOLD		65535
#define ORDER_ID	(TRACKER_ID_MAX + TYPE + 2)
#define BMS		16			/* Digits of a record. */

/* Cells behind "id,type": of a place, of the battery, of the network. */
enum { C_DATE, C_VALID, C_LAT, C_LON, C_SPEED, C_CLOCK, C_COURSE, C_MORE };
enum { Z_DATE, Z_CLOCK, Z_LEVEL, Z_BATTERY, Z_POWER, Z_LEAST };
enum { N_MCC, N_MNC, N_AREA, N_CELL, N_COUNT, N_LEAST = 7 };

/* A message at work. */
struct work {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	struct span	 type;
	struct span	 body;		/* Behind the type. */
	int64_t		 time;
	struct tracker_fix fix;
};

static bool
is_digit(char c)
{

	return (c >= '0' && c <= '9');
}

static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[n]))
		n++;
	return (n);
}

rc
tk103_frame(struct span in, size_t *n)
{
	rc rv = tracker_text_frame(in, n, "(", ")");
	bool quoted = false;

	if (rv != RC_OK || in.p[0] != '(')
		return (rv);
	for (size_t i = 1; i < in.n; i++) {
		if (in.p[i] == '$')
			quoted = !quoted;
		if (in.p[i] == ')' && !quoted) {
			*n = i + 1;
			return (RC_OK);
		}
	}
	*n = 1;
	return (RC_MORE);
}

/* The id, a comma or not, two letters and two digits. */
static bool
header(struct span text, struct work *w)
{
	struct cur c = cur_of(text);
	struct span id = cur_take(&c, digits(text));
	bool comma = cur_eat(&c, ',');

	w->type = cur_take(&c, TYPE);
	if (!cur_ok(&c) || id.n < ID_LEAST || id.n > ID_MOST)
		return (false);
	for (size_t i = 0; i < TYPE; i++) {
		char b = w->type.p[i];
		bool letter = b >= 'A' && b <= 'Z';

		if (!letter && (i < 2 || !is_digit(b)))
			return (false);
	}
	if (comma && cur_left(&c) > 0 && !cur_eat(&c, ','))
		return (false);
	w->body = cur_take(&c, cur_left(&c));
	tracker_named(w->s, id);
	return (true);
}

static bool
is_type(const struct work *w, const char *type)
{

	return (span_eq(w->type, span_of(type)));
}

/* A clock that was never set counts from month 0 and day 0: carried over, so
 * that it is told as the past it is. */
static int64_t
carried(struct span date, struct span clock)
{
	int year = cells_digits(date, 0, 2), month = cells_digits(date, 2, 2);
	int day = cells_digits(date, 4, 2), hour = cells_digits(clock, 0, 2);
	int minute = cells_digits(clock, 2, 2);
	int second = cells_digits(clock, 4, 2);

	if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 ||
	    second < 0)
		return (EVENT_NO_TIME);
	month += 11 + 12 * (CENTURY + year - 1);
	return ((ts_days(month / 12, month % 12 + 1, 1) + day - 1) *
	    TS_DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000);
}

/* "1234.5678N" */
static bool
angle(struct span s, const char *sides, double *v)
{
	size_t n = s.n;

	s = cells_trim(s);
	return (n > 1 && s.n > 1 && strchr(sides, s.p[s.n - 1]) != NULL &&
	    cells_angle((struct span){ s.p, s.n - 1 },
	    span_from(s, s.n - 1), v));
}

/* Up to and with one of two letters. */
static struct span
up_to(struct cur *c, char one, char other)
{
	struct cur end = *c;
	size_t n = 0;
	int b;

	while ((b = cur_peek(&end)) >= 0 && b != one && b != other) {
		(void)cur_u8(&end);
		n++;
	}
	return (cur_take(c, n + 1));
}

static void
number(struct span s, double *v)
{

	if (!cells_num(cells_trim(s), v))
		*v = TRACKER_UNTOLD;
}

/* Where "yymmddA" begins, behind digits alone: an alarm's kind, an IMEI. */
static bool
date_at(struct span body, size_t *at)
{
	size_t n = digits(body);

	*at = n - DATE;
	return (n >= DATE && n < body.n &&
	    (body.p[n] == 'A' || body.p[n] == 'V'));
}

/* The place of the form without commas; what follows the clock in ${rest}. */
static bool
place(struct work *w, struct cur *c, struct span *rest)
{
	struct tracker_fix *f = &w->fix;
	struct span date = cur_take(c, DATE), clock;

	f->valid = cur_u8(c) == 'A';
	if (!angle(up_to(c, 'N', 'S'), "NS", &f->lat) ||
	    !angle(up_to(c, 'E', 'W'), "EW", &f->lon))
		return (false);
	number(cur_take(c, SPEED), &f->kmh);
	clock = cur_take(c, CLOCK);
	w->time = cells_date(date, clock, "ymd");
	if (w->time == EVENT_NO_TIME)
		w->time = carried(date, clock);
	*rest = cur_until(c, 'L');
	return (cur_ok(c) && w->time != EVENT_NO_TIME);
}

static void
status(struct message *m, struct span s)
{
	uint64_t fuel;

	if (is_digit(s.p[0]))
		message_word(m, FIELD_VSS_TELEMATICS_POWER_SOURCE,
		    s.p[0] == '0' ? "MAIN" : "BACKUP");
	if (s.p[1] == '0' || s.p[1] == '1')
		tracker_ignition(m, s.p[1] == '1');
	message_more(m, "status", MESSAGE_PLAIN, message_of_text(s));
	if (cells_hex(span_from(s, STATUS - 3), &fuel))
		message_more(m, "fuel", MESSAGE_PLAIN,
		    message_of_int((int64_t)fuel));
}

/* Metres in hexadecimal digits; then what else the unit has. */
static void
odometer(struct message *m, struct cur *c)
{
	struct span all = cur_take(c, cur_left(c));
	uint64_t metres;
	size_t n = 0;

	while (n < all.n && n < ODOMETER &&
	    cells_hex((struct span){ all.p + n, 1 }, &metres))
		n++;
	if (cells_hex((struct span){ all.p, n }, &metres))
		tracker_odometer(m, (double)metres);
	if (n < all.n)
		message_more(m, "io", 1, message_of_text(span_from(all, n)));
}

static const char *
alarm_of(const struct work *w, struct span digit)
{

	if (is_type(w, "BO01") && digit.n == 1)
		return (vocabulary_alarm("tk103",
		    (unsigned)(digit.p[0] - '0')));
	return (vocabulary_alarm_word("tk103", w->type));
}

/* The form without commas. */
static rc
packed(struct work *w)
{
	struct cur c = cur_of(w->body);
	struct span before, rest;
	struct message *m;
	const char *alarm;
	size_t at;

	if (!date_at(w->body, &at))
		return (RC_MALFORMED);
	before = cur_take(&c, at);
	if (!place(w, &c, &rest))
		return (RC_MALFORMED);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, w->time);
	if (before.n == IMEI && before.p[0] != '0')
		message_text(m, FIELD_DEVICE_IMEI, before);
	if (rest.n >= STATUS) {
		number((struct span){ rest.p, rest.n - STATUS },
		    &w->fix.course);
		status(m, span_from(rest, rest.n - STATUS));
	}
	tracker_fix(m, &w->fix);
	if (cur_eat(&c, 'L'))
		odometer(m, &c);
	tracker_done(w->out);
	alarm = alarm_of(w, before);
	if (alarm != NULL)
		tracker_alarm(w->s, w->out, w->time, alarm, &w->fix);
	return (RC_OK);
}

/* A key that is turned is an event of its own. */
static void
type_fields(struct message *m, const struct work *w)
{
	static const struct {
		char	type[TYPE + 1];
		bool	on;
	} keys[] = {
		{ "ZC15", true }, { "DW35", true }, { "DW55", true },
		{ "ZC16", false }, { "DW36", false }, { "DW56", false },
		{ "ZC29", true }, { "DW42", true }, { "DW62", true },
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (is_type(w, keys[i].type))
			tracker_ignition(m, keys[i].on);
	}
}

static void
alarm_by_type(const struct work *w, const struct tracker_fix *fix)
{
	const char *alarm = alarm_of(w, SPAN(""));

	if (alarm != NULL)
		tracker_alarm(w->s, w->out, w->time, alarm, fix);
}

/* A place in cells; what the makers add behind the course they do not
 * describe. */
static bool
in_cells(struct work *w, const struct cells *c)
{
	struct tracker_fix *f = &w->fix;
	struct message *m;

	w->time = cells_date(cells_at(c, C_DATE), cells_at(c, C_CLOCK),
	    "dmy");
	if (w->time == EVENT_NO_TIME ||
	    !angle(cells_at(c, C_LAT), "NS", &f->lat) ||
	    !angle(cells_at(c, C_LON), "EW", &f->lon))
		return (false);
	f->valid = span_eq(cells_at(c, C_VALID), SPAN("A"));
	number(cells_at(c, C_SPEED), &f->kmh);
	number(cells_at(c, C_COURSE), &f->course);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, w->time);
	tracker_fix(m, f);
	type_fields(m, w);
	for (size_t i = C_MORE; i < c->n && i < C_MORE + 8; i++)
		message_more(m, "io", (uint32_t)(i - C_MORE + 1),
		    message_of_text(cells_at(c, i)));
	tracker_done(w->out);
	alarm_by_type(w, f);
	return (true);
}

/* Bars and volts of the unit, volts of the supply. */
static bool
battery(struct work *w, const struct cells *c)
{
	struct message *m;
	int64_t level, volts, power;

	w->time = cells_date(cells_at(c, Z_DATE), cells_at(c, Z_CLOCK),
	    "dmy");
	if (w->time == EVENT_NO_TIME || c->n < Z_LEAST ||
	    !cells_int(cells_at(c, Z_LEVEL), &level) ||
	    !cells_int(cells_at(c, Z_BATTERY), &volts) ||
	    !cells_int(cells_at(c, Z_POWER), &power))
		return (false);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, w->time);
	if (level >= 0 && (level <= LEVELS || level == FULL))
		tracker_battery_level(m, level == FULL ? 100 :
		    (double)level * 100 / LEVELS);
	if (volts != UNTOLD)
		tracker_battery(m, (double)volts / 100);
	if (power != UNTOLD)
		tracker_volts(m, (double)power / 100);
	tracker_done(w->out);
	return (true);
}

static bool
tell_cell(struct message *m, const struct cells *c)
{
	int64_t v[N_COUNT];

	for (size_t i = 0; i < N_COUNT; i++) {
		if (!cells_int(cells_at(c, i), &v[i]) || v[i] < 0)
			return (false);
	}
	tracker_cell(m, v[N_MCC], v[N_MNC], v[N_AREA], v[N_CELL]);
	return (true);
}

/* Cells of the network and radios, the time at the end. */
static bool
network(struct work *w, const struct cells *c)
{
	struct message *m;

	if (c->n < N_LEAST)
		return (false);
	w->time = cells_date(cells_at(c, c->n - 2), cells_at(c, c->n - 1),
	    "dmy");
	if (w->time == EVENT_NO_TIME)
		return (false);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, w->time);
	if (!tell_cell(m, c))
		return (false);
	type_fields(m, w);
	tracker_done(w->out);
	alarm_by_type(w, NULL);
	return (true);
}

/* "{mcc,mnc,area,cell}" of the one that serves, then its neighbours. */
static rc
served(struct work *w)
{
	struct cur c = cur_of(w->body);
	struct span first;
	struct cells parts;
	struct message *m = tracker_begin(w->s, w->out,
	    TYPE_TELEMETRY_SAMPLE, EVENT_NO_TIME);
	size_t last = w->body.n;
	uint64_t metres;

	(void)cur_until(&c, '{');
	(void)cur_u8(&c);
	first = cur_until(&c, '}');
	cells_split(&parts, first, ',');
	if (!cur_eat(&c, '}') || !tell_cell(m, &parts))
		return (RC_MALFORMED);
	while (last > 0 && w->body.p[last - 1] != ',')
		last--;
	if (w->body.n - last <= ODOMETER &&
	    cells_hex(span_from(w->body, last), &metres))
		tracker_odometer(m, (double)metres);
	tracker_done(w->out);
	return (RC_OK);
}

/* Volts, amperes less an offset, charge: of the record 90. */
static rc
bms(struct work *w)
{
	struct cur c = cur_of(w->body);
	struct span record;
	uint64_t v;
	struct message *m;

	if (!span_starts(w->body, SPAN("90:")))
		return (RC_MALFORMED);
	(void)cur_take(&c, 3);
	record = cur_until(&c, ',');
	if (record.n != BMS || !cells_hex(record, &v))
		return (RC_MALFORMED);
	m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE,
	    EVENT_NO_TIME);
	message_num(m,
	    FIELD_VSS_POWERTRAIN_TRACTION_BATTERY_STATE_OF_CHARGE_DISPLAYED,
	    (double)(v & UINT16_MAX) / 10);
	message_more(m, "volts", MESSAGE_PLAIN,
	    message_of_num((double)(v >> 48) / 10));
	message_more(m, "amperes", MESSAGE_PLAIN, message_of_num(
	    ((double)(v >> 16 & UINT16_MAX) - 30000) / 10));
	tracker_done(w->out);
	return (RC_OK);
}

/* "id-AV01": orders have no number. */
static struct span
order_id(const struct tracker_session *s, struct span type, char *text)
{
	size_t n = s->id_n;

	memcpy(text, s->id, n);
	text[n++] = '-';
	memcpy(text + n, type.p, TYPE);
	return ((struct span){ text, n + TYPE });
}

/* The type, and what its first argument chooses. */
static const char *
order_means(const struct work *w)
{
	char text[TYPE + 2] = { 0 };

	memcpy(text, w->type.p, TYPE);
	text[TYPE] = ' ';
	if (w->body.n > 0)
		text[TYPE + 1] = w->body.p[0];
	/* An interval of nothing ends the reports. */
	if (is_type(w, "AR00") && span_starts(w->body, SPAN("0000")))
		return (NULL);
	return (vocabulary_order_word("tk103",
	    (struct span){ text, w->body.n > 0 ? TYPE + 2 : TYPE }));
}

/* What the server says to what it hears, and its orders. */
static void
from_server(const struct work *w)
{
	static const char *const answers[] = { "AP01", "AP05", "AS01" };
	const char *means = order_means(w);
	char id[ORDER_ID];

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		if (is_type(w, answers[i]))
			return;
	}
	if (means != NULL)
		tracker_order(w->s, w->out, EVENT_NO_TIME, means,
		    order_id(w->s, w->type, id));
	else
		tracker_said(w->s, w->out, EVENT_NO_TIME, "command");
}

/* An answer is the order's type with a B in front. */
static void
answered(const struct work *w)
{
	static const char *const answers[] = { "BP04", "BV01", "BT00" };
	char id[ORDER_ID], type[TYPE];

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		if (!is_type(w, answers[i]))
			continue;
		memcpy(type, w->type.p, TYPE);
		type[0] = 'A';
		/* One time calling has a number of its own. */
		if (is_type(w, "BP04"))
			type[TYPE - 1] = '0';
		tracker_obeyed(w->s, w->out, w->time,
		    order_id(w->s, (struct span){ type, TYPE }, id), true);
	}
}

static rc
from_unit(struct work *w)
{
	struct cells c;
	size_t at;

	if (is_type(w, "BS51"))
		return (bms(w));
	if (is_type(w, "BZ00"))
		return (served(w));
	if (is_type(w, "BP05"))
		tracker_connect(w->s, w->out, "tcp");
	cells_split(&c, w->body, ',');
	if (date_at(w->body, &at)) {
		if (packed(w) != RC_OK)
			return (RC_MALFORMED);
	} else if (!in_cells(w, &c) && !(is_type(w, "ZC20") &&
	    battery(w, &c)) && !network(w, &c) && !is_type(w, "BP00") &&
	    !is_type(w, "BP05")) {
		tracker_said(w->s, w->out, EVENT_NO_TIME, "report");
	}
	answered(w);
	return (RC_OK);
}

rc
tk103_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct work w = { .s = s, .out = out, .time = EVENT_NO_TIME,
	    .fix = TRACKER_NO_FIX };
	struct span t = cells_trim(frame);

	if (t.n == 0 || (frame.n == 1 && frame.p[0] == '\0'))
		return (RC_OK);
	if (t.n < 2 || t.p[0] != '(' || t.p[t.n - 1] != ')' ||
	    !header((struct span){ t.p + 1, t.n - 2 }, &w))
		return (RC_MALFORMED);
	switch (w.type.p[0]) {
	case 'A':
		from_server(&w);
		return (RC_OK);
	case 'B':
	case 'D':
	case 'Z':
		return (from_unit(&w));
	default:
		return (RC_MALFORMED);
	}
}
