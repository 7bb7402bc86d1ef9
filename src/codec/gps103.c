/* SPDX-License-Identifier: Apache-2.0 */
/* Coban's texts. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/cells.h"
#include "codec/gps103.h"
#include "codec/vocabulary.h"

#define KNOT		1.852			/* km/h */
#define IMEI		15			/* Digits. */
#define BEAT_MOST	17			/* Bytes with CR LF. */
#define CODE_MOST	3			/* Bytes of an order's code. */
#define LOCAL_MOST	12			/* Digits. */
#define HALF_DAY	(INT64_C(12) * 3600 * 1000)
#define STEP		(INT64_C(15) * 60 * 1000)	/* Of time zones. */
#define TROUBLES	4			/* Cells of trouble codes. */
#define ANSWERED	"imei:"
#define ORDERED		"**,imei:"
#define LOGIN		"##,imei:"

/* Cells of a report; of one with cells of the network; of one of OBD. */
enum { C_WHO, C_WORD, C_LOCAL, C_PHONE, C_KIND, C_UTC, C_VALID, C_LAT, C_NS,
    C_LON, C_EW, C_SPEED, C_COURSE, C_ALT, C_KEY, C_DOOR, C_FUEL, C_FUEL2,
    C_DEGREES };
enum { L_AREA = 7, L_CELL = 9 };
enum { O_ODOMETER = 3, O_FUEL = 5, O_HOURS, O_SPEED, O_LOAD, O_DEGREES,
    O_THROTTLE, O_RPM, O_VOLTS, O_TROUBLES };
/* Of the other form. */
enum { N_CLOCK = 5, N_DATE, N_SIGNAL, N_FIX, N_LAT, N_LON, N_SPEED,
    N_COURSE, N_ALT, N_HDOP, N_SATS, N_KEY, N_CHARGE, N_LEAST };

/* What ends an order: nothing more; digits and a unit; so many digits; its
 * own end. */
enum tail { T_NONE, T_UNIT, T_DIGITS, T_END };

/* Codes of orders that are known; what is done when they are. */
static const struct order {
	char	code[CODE_MOST + 1];
	uint8_t	tail;			/* enum tail */
	enum field_id shows;
	bool	yes;			/* What it shows then. */
} orders[] = {
	{ "A", T_NONE, FIELD_NONE, false },
	{ "B", T_NONE, FIELD_NONE, false },
	{ "C", T_UNIT, FIELD_NONE, false },
	{ "D", T_NONE, FIELD_NONE, false },
	{ "E", T_NONE, FIELD_NONE, false },
	{ "F", T_UNIT, FIELD_NONE, false },
	{ "G", T_NONE, FIELD_NONE, false },
	{ "H", T_DIGITS, FIELD_NONE, false },
	{ "I", T_END, FIELD_NONE, false },
	{ "J", T_NONE, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED, true },
	{ "K", T_NONE, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED, false },
	{ "L", T_NONE, FIELD_VSS_BODY_ALARM_STATE, true },
	{ "M", T_NONE, FIELD_VSS_BODY_ALARM_STATE, false },
	{ "N", T_NONE, FIELD_NONE, false },
	{ "O", T_END, FIELD_NONE, false },
	{ "P", T_NONE, FIELD_NONE, false },
	{ "109", T_NONE, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED, true },
	{ "110", T_NONE, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED, false },
	{ "111", T_NONE, FIELD_VSS_BODY_ALARM_STATE, true },
	{ "112", T_NONE, FIELD_VSS_BODY_ALARM_STATE, false },
	{ "160", T_NONE, FIELD_NONE, false },
};

/* A report at work. */
struct report {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	struct cells	 c;
	int64_t		 time;
	struct tracker_fix fix;
	const struct order *answers;	/* NULL: no answer. */
	bool		 done;		/* So it says. */
};

/* How does ${in} begin: RC_OK, RC_MORE or RC_MALFORMED? */
static rc
begins(struct span in, const char *text)
{
	struct span t = span_of(text);

	if (in.n >= t.n)
		return (span_starts(in, t) ? RC_OK : RC_MALFORMED);
	return (span_starts(t, in) ? RC_MORE : RC_MALFORMED);
}

static bool
is_end(char c)
{

	return (c == ';' || c == '\n' || c == '*');
}

static const struct order *
order_of(struct span code)
{

	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		if (span_eq(code, span_of(orders[i].code)))
			return (&orders[i]);
	}
	return (NULL);
}

static bool
is_digit(int b)
{

	return (b >= '0' && b <= '9');
}

/* A letter, or up to three digits. */
static struct span
order_code(struct span text)
{
	size_t n = 0;

	while (n < text.n && n < CODE_MOST && is_digit(text.p[n]))
		n++;
	return ((struct span){ text.p, n > 0 ? n : 1 });
}

/* The arguments of an order: the bytes up to where it ends. */
static rc
order_tail(struct cur *c, enum tail tail)
{
	unsigned digits = 0;
	int b;

	if (tail == T_NONE)
		return (RC_OK);
	while ((b = cur_peek(c)) >= 0 && b != '*') {
		(void)cur_u8(c);
		digits += is_digit(b);
		if (is_end((char)b) || (tail == T_UNIT && digits > 0 &&
		    !is_digit(b)) || (tail == T_DIGITS && digits == 3))
			return (RC_OK);
	}
	return (b < 0 ? RC_MORE : RC_OK);
}

/* "**,imei:", the digits, a comma, the code and what it takes. */
static rc
order_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	const struct order *o;
	struct span code;
	rc rv = begins(in, ORDERED);

	if (rv != RC_OK)
		return (rv);
	(void)cur_take(&c, sizeof(ORDERED) - 1);
	for (size_t i = 0; i < IMEI; i++) {
		if (cur_left(&c) == 0)
			return (RC_MORE);
		if (!is_digit(cur_u8(&c)))
			return (RC_MALFORMED);
	}
	if (cur_left(&c) < 2)
		return (cur_left(&c) == 0 || cur_peek(&c) == ',' ? RC_MORE :
		    RC_MALFORMED);
	if (!cur_eat(&c, ','))
		return (RC_MALFORMED);
	code = order_code(span_from(in, c.at));
	if (is_digit(code.p[0]) && code.n < CODE_MOST &&
	    code.n == cur_left(&c))
		return (RC_MORE);
	(void)cur_take(&c, code.n);
	o = order_of(code);
	rv = order_tail(&c, o != NULL ? (enum tail)o->tail : T_END);
	if (rv == RC_OK)
		*n = c.at;
	return (rv);
}

/* The two words of the server, which have no end. */
static rc
word_frame(struct span in, size_t *n)
{
	static const char *const words[] = { "LOAD", "ON" };
	rc rv = RC_MALFORMED;

	for (size_t i = 0; i < COUNT_OF(words) && rv == RC_MALFORMED; i++) {
		rv = begins(in, words[i]);
		if (rv == RC_OK)
			*n = span_of(words[i]).n;
	}
	return (rv);
}

/* Where a frame that begins here has to end; 0: none does. */
static size_t
most(struct span in)
{
	const char *word = in.p[0] == 'i' ? ANSWERED : LOGIN;

	if (is_digit(in.p[0]))
		return (BEAT_MOST);
	if (in.p[0] != 'i' && in.p[0] != '#')
		return (SIZE_MAX);
	return (begins(in, word) != RC_MALFORMED ? SIZE_MAX : 0);
}

rc
gps103_frame(struct span in, size_t *n)
{
	size_t end = in.n > 0 ? most(in) : SIZE_MAX;
	/* No further, lest a stream of digits is read again for each. */
	rc rv = tracker_text_frame((struct span){ in.p,
	    in.n < end ? in.n : end }, n, "i#0123456789", ";\n*");

	if (end == 0 || (rv == RC_MORE && in.n >= end)) {
		*n = 1;
		return (RC_MALFORMED);
	}
	if (rv == RC_MALFORMED && in.p[0] == '*')
		return (order_frame(in, n));
	if (rv == RC_MALFORMED)
		return (in.p[0] == ';' ? RC_OK : word_frame(in, n));
	return (rv);
}

/* What was learnt of one unit is not so of the next. */
static void
named(struct tracker_session *s, struct span id)
{

	if (!span_eq(id, (struct span){ s->id, s->id_n }))
		s->state[0] = 0;
	tracker_named(s, id);
}

/* "imei:" and its digits. */
static bool
identity(struct span cell, struct span *id)
{

	if (begins(cell, ANSWERED) != RC_OK)
		return (false);
	*id = span_from(cell, sizeof(ANSWERED) - 1);
	return (id->n == IMEI && cells_all_digits(*id));
}

/* yymmddhhmm, with seconds or not, with / and : or not. */
static int64_t
local_time(struct span cell)
{
	char text[LOCAL_MOST];
	size_t n = 0;

	for (size_t i = 0; i < cell.n; i++) {
		if (is_digit(cell.p[i]) && n < sizeof(text))
			text[n++] = cell.p[i];
		else if (memchr("/: ", cell.p[i], 3) == NULL)
			return (EVENT_NO_TIME);
	}
	if (n == sizeof(text) - 2) {
		text[n++] = '0';
		text[n++] = '0';
	}
	if (n != sizeof(text))
		return (EVENT_NO_TIME);
	return (cells_date((struct span){ text, 6 },
	    (struct span){ text + 6, 6 }, "ymd"));
}

/* The zone, once known, in steps; 0: it is not. */
static void
learn_zone(struct tracker_session *s, int64_t offset)
{
	int64_t steps = (offset + HALF_DAY + STEP / 2) / STEP;

	s->state[0] = (unsigned)(steps + 1);
}

static int64_t
by_zone(const struct tracker_session *s, int64_t local)
{

	if (local == EVENT_NO_TIME || s->state[0] == 0)
		return (EVENT_NO_TIME);
	return (local - (((int64_t)s->state[0] - 1) * STEP - HALF_DAY));
}

/* The clock of UTC on the day nearest to the local time. */
static int64_t
report_time(struct tracker_session *s, const struct cells *c)
{
	int64_t local = local_time(cells_at(c, C_LOCAL)), utc;
	struct span clock = cells_at(c, C_UTC);
	int64_t day = 2 * HALF_DAY;
	char date[] = "700101";

	utc = cells_date((struct span){ date, 6 }, clock, "ymd");
	if (local == EVENT_NO_TIME || clock.n < 6 || utc == EVENT_NO_TIME)
		return (by_zone(s, local));
	utc = local - local % day + utc % day;
	if (local - utc > HALF_DAY)
		utc += day;
	else if (utc - local > HALF_DAY)
		utc -= day;
	learn_zone(s, local - utc);
	return (utc);
}

static double
number(const struct cells *c, size_t i)
{
	double v;

	return (cells_num(cells_at(c, i), &v) ? v : TRACKER_UNTOLD);
}

/* "45.16%" */
static bool
percent(struct span cell, double *v)
{

	return (cell.n > 1 && cell.p[cell.n - 1] == '%' &&
	    cells_num((struct span){ cell.p, cell.n - 1 }, v));
}

static bool
is_letter(struct span cell, char c)
{

	return (cell.n == 1 && cell.p[0] == c);
}

/* Some units leave the letter E away. */
static bool
place(struct report *r)
{
	const struct cells *c = &r->c;
	struct tracker_fix *f = &r->fix;
	struct span east = cells_at(c, C_EW);

	if (!cells_angle(cells_at(c, C_LAT), cells_at(c, C_NS), &f->lat) ||
	    !cells_angle(cells_at(c, C_LON), east.n > 0 ? east : SPAN("E"),
	    &f->lon))
		return (false);
	f->valid = is_letter(cells_at(c, C_VALID), 'A');
	f->kmh = number(c, C_SPEED) * KNOT;
	f->course = number(c, C_COURSE);
	f->alt = number(c, C_ALT);
	return (true);
}

static void
key(struct message *m, struct span cell)
{

	if (is_letter(cell, '0') || is_letter(cell, '1'))
		tracker_ignition(m, cell.p[0] == '1');
}

/* Temperatures, fuel and the key stand in the word as well. */
static struct span
word_fields(struct message *m, struct span word)
{
	struct span rest;
	double v;

	if (span_eq(word, SPAN("acc on")) || span_eq(word, SPAN("acc off")))
		tracker_ignition(m, word.n == 6);
	if (span_starts(word, SPAN("T:"))) {
		if (cells_num(span_from(word, 2), &v))
			message_more(m, "temp", 1, message_of_num(v));
		return (SPAN("T:"));
	}
	if (!span_starts(word, SPAN("oil ")))
		return (word);
	rest = span_from(word, 4);
	if (percent(rest, &v) || cells_num(rest, &v))
		message_num(m,
		    FIELD_VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL, v);
	return (SPAN("oil"));
}

static void
more_cells(struct message *m, const struct cells *c)
{
	struct span door = cells_at(c, C_DOOR);
	double v;

	key(m, cells_at(c, C_KEY));
	if (is_letter(door, '0') || is_letter(door, '1'))
		message_more(m, "door", MESSAGE_PLAIN,
		    message_of_bool(door.p[0] == '1'));
	if (percent(cells_at(c, C_FUEL), &v))
		message_num(m,
		    FIELD_VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL, v);
	if (percent(cells_at(c, C_FUEL2), &v))
		message_more(m, "fuel", 2, message_of_num(v));
	if (cells_num(cells_at(c, C_DEGREES), &v))
		message_more(m, "temp", 1, message_of_num(v));
}

static void
network(struct message *m, const struct cells *c)
{
	uint64_t area, cell;

	if (cells_hex(cells_at(c, L_AREA), &area) &&
	    cells_hex(cells_at(c, L_CELL), &cell) && area <= UINT16_MAX &&
	    cell <= UINT32_MAX)
		tracker_cell(m, -1, -1, (int64_t)area, (int64_t)cell);
}

/* Whose answer is it?  "jt", "jf"; 109, 509. */
static void
find_order(struct report *r)
{
	struct span word = cells_at(&r->c, C_WORD);
	char code[CODE_MOST];

	if (word.n == 2 && (word.p[1] == 't' || word.p[1] == 'f') &&
	    word.p[0] >= 'a' && word.p[0] <= 'z') {
		code[0] = (char)(word.p[0] & ~0x20);
		r->answers = order_of((struct span){ code, 1 });
		r->done = word.p[1] == 't';
	} else if (word.n == CODE_MOST && cells_all_digits(word)) {
		memcpy(code, word.p, CODE_MOST);
		r->done = code[0] != '5';
		code[0] = '1';
		if (word.p[0] == '1' || word.p[0] == '5')
			r->answers = order_of((struct span){ code,
			    CODE_MOST });
	}
}

static void
order_shows(struct message *m, const struct order *o)
{

	if (o->shows == FIELD_VSS_BODY_ALARM_STATE)
		message_word(m, o->shows, o->yes ? "ARMED" : "DISARMED");
	else if (o->shows != FIELD_NONE)
		message_bool(m, o->shows, o->yes);
}

/* "imei-J": orders have no number. */
static struct span
order_id(const struct tracker_session *s, const struct order *o, char *text)
{
	size_t n = s->id_n, code = span_of(o->code).n;

	memcpy(text, s->id, n);
	text[n++] = '-';
	memcpy(text + n, o->code, code);
	return ((struct span){ text, n + code });
}

static void
answer(const struct report *r)
{
	char id[TRACKER_ID_MAX + CODE_MOST + 1];

	if (vocabulary_order_word("gps103",
	    span_of(r->answers->code)) != NULL)
		tracker_obeyed(r->s, r->out, r->time,
		    order_id(r->s, r->answers, id), r->done);
}

/* With a place, or with cells of the network alone. */
static void
report(struct report *r)
{
	const struct cells *c = &r->c;
	bool far = is_letter(cells_at(c, C_KIND), 'F') && place(r);
	struct message *m;
	struct span word = cells_at(c, C_WORD);
	const char *alarm;

	find_order(r);
	r->time = report_time(r->s, c);
	m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE, r->time);
	if (far) {
		tracker_fix(m, &r->fix);
		more_cells(m, c);
	} else {
		network(m, c);
	}
	alarm = vocabulary_alarm_word("gps103", word_fields(m, word));
	if (cells_all_digits(word))
		message_more(m, "event", MESSAGE_PLAIN,
		    message_of_text(word));
	if (r->answers != NULL && r->done)
		order_shows(m, r->answers);
	tracker_done(r->out);
	if (alarm != NULL)
		tracker_alarm(r->s, r->out, r->time, alarm,
		    far ? &r->fix : NULL);
	if (r->answers != NULL)
		answer(r);
}

/* A number of ${c} under its name. */
static void
kept(struct message *m, const struct cells *c, size_t i, const char *name)
{
	double v;

	if (cells_num(cells_at(c, i), &v) || percent(cells_at(c, i), &v))
		message_more(m, name, MESSAGE_PLAIN, message_of_num(v));
}

static void
troubles(struct message *m, const struct cells *c)
{
	struct span v;

	for (uint32_t i = 0; i < TROUBLES; i++) {
		v = cells_at(c, O_TROUBLES + i);
		if (v.n > 0)
			message_more(m, "dtc", i + 1, message_of_text(v));
	}
}

/* What the plug of diagnostics hears; neither odometer nor voltage: it does
 * not hear the car, and its zeros are none. */
static void
diagnostics(struct report *r)
{
	const struct cells *c = &r->c;
	struct message *m;
	double volts = number(c, O_VOLTS);

	if (cells_at(c, O_ODOMETER).n == 0 && isnan(volts)) {
		tracker_said(r->s, r->out, EVENT_NO_TIME, "OBD");
		return;
	}
	r->time = by_zone(r->s, local_time(cells_at(c, C_LOCAL)));
	m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE, r->time);
	message_num(m, FIELD_VSS_SPEED, number(c, O_SPEED));
	message_num(m, FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_SPEED,
	    number(c, O_RPM));
	if (volts > 0)
		tracker_volts(m, volts);
	kept(m, c, O_ODOMETER, "odometer");
	kept(m, c, O_FUEL, "fuel_used");
	kept(m, c, O_HOURS, "hours");
	kept(m, c, O_LOAD, "engine_load");
	kept(m, c, O_DEGREES, "coolant");
	kept(m, c, O_THROTTLE, "throttle");
	troubles(m, c);
	tracker_done(r->out);
}

/* The form that tells UTC, its day and decimal degrees. */
static bool
other_form(struct report *r)
{
	const struct cells *c = &r->c;
	struct tracker_fix *f = &r->fix;
	int64_t sats;

	r->time = cells_date(cells_at(c, N_DATE), cells_at(c, N_CLOCK),
	    "dmy");
	if (c->n < N_LEAST || r->time == EVENT_NO_TIME ||
	    !cells_num(cells_at(c, N_LAT), &f->lat) ||
	    !cells_num(cells_at(c, N_LON), &f->lon))
		return (false);
	f->valid = is_letter(cells_at(c, N_FIX), '1');
	f->kmh = number(c, N_SPEED);
	f->course = number(c, N_COURSE);
	f->alt = number(c, N_ALT);
	f->hdop = number(c, N_HDOP);
	if (cells_int(cells_at(c, N_SATS), &sats) && sats >= 0 && sats < 100)
		f->sats = (int)sats;
	return (true);
}

static void
other_report(struct report *r)
{
	const struct cells *c = &r->c;
	struct span charge = cells_at(c, N_CHARGE);
	struct message *m = tracker_begin(r->s, r->out,
	    TYPE_TELEMETRY_SAMPLE, r->time);

	tracker_fix(m, &r->fix);
	key(m, cells_at(c, N_KEY));
	if (is_letter(charge, '0') || is_letter(charge, '1'))
		message_more(m, "charge", MESSAGE_PLAIN,
		    message_of_bool(charge.p[0] == '1'));
	kept(m, c, N_SIGNAL, "rssi");
	tracker_done(r->out);
}

static bool
is_kind(const struct cells *c)
{
	struct span kind = cells_at(c, C_KIND);

	return (is_letter(kind, 'F') || is_letter(kind, 'L'));
}

static rc
reported(struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	struct report r = { .s = s, .out = out, .fix = TRACKER_NO_FIX };
	struct span id;

	cells_split(&r.c, text, ',');
	if (!identity(cells_at(&r.c, C_WHO), &id) || r.c.n < 3)
		return (RC_MALFORMED);
	named(s, id);
	if (is_kind(&r.c))
		report(&r);
	else if (span_eq(cells_at(&r.c, C_WORD), SPAN("OBD")))
		diagnostics(&r);
	else if (other_form(&r))
		other_report(&r);
	else
		tracker_said(s, out, EVENT_NO_TIME, "report");
	return (RC_OK);
}

/* "##,imei:...,A" and "**,imei:...,J". */
static rc
addressed(struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	char order[TRACKER_ID_MAX + CODE_MOST + 1];
	const struct order *o;
	const char *means;
	struct cells c;
	struct span id;

	cells_split(&c, text, ',');
	if (!identity(cells_at(&c, 1), &id) || c.n < 3)
		return (RC_MALFORMED);
	if (span_eq(c.cell[0], SPAN("##"))) {
		if (!is_letter(c.cell[2], 'A') || c.n > 3)
			return (RC_MALFORMED);
		named(s, id);
		tracker_connect(s, out, "tcp");
		return (RC_OK);
	}
	if (!span_eq(c.cell[0], SPAN("**")) || c.cell[2].n == 0)
		return (RC_MALFORMED);
	named(s, id);
	o = order_of(c.cell[2]);
	means = vocabulary_order_word("gps103", c.cell[2]);
	if (o != NULL && means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means,
		    order_id(s, o, order));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

rc
gps103_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct span t = cells_trim(frame);

	while (t.n > 0 && (t.p[t.n - 1] == ';' || t.p[t.n - 1] == '*'))
		t.n--;
	if (t.n == 0 || span_eq(t, SPAN("LOAD")) || span_eq(t, SPAN("ON")))
		return (RC_OK);
	if (t.p[0] == '#' || t.p[0] == '*')
		return (addressed(s, t, out));
	if (t.n == IMEI && cells_all_digits(t)) {
		named(s, t);
		return (RC_OK);
	}
	return (reported(s, t, out));
}
