/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: the texts. */
#include <math.h>

#include "base/attr.h"
#include "codec/cells.h"
#include "codec/queclink_text.h"
#include "codec/vocabulary.h"

#define FAMILY		"queclink"
#define KIND		3		/* Letters of a report. */
#define STAMP		14		/* Digits of a time. */
#define NEW_VERSION	10		/* Digits of one. */
#define PERCENT		100
#define MILLIVOLT	1000.0
#define EXTERNAL	1000		/* mV: less is no car's battery. */
#define CAN_MASK	6		/* Its cell. */
#define ORDER_MAX	16		/* Bytes that choose an order. */

/* Behind a place's time: mcc, mnc, lac, cell. */
enum { ACCURACY, SPEED, COURSE, ALT, LON, LAT, TIME, MCC, MNC, LAC, CID };

/* What a report says by its kind. */
enum says { IGNITION_ON = 1, IGNITION_OFF = 2, IGNITION_TYPE = 4,
    BATTERY_FIRST = 8, CAN = 16, DRIVER = 32, VOLTS_4 = 64, VOLTS_5 = 128,
    STATE = 256, FENCE = 512, NO_LAST = 1024 };

static const struct {
	char		word[KIND + 1];
	unsigned	says;
} kinds[] = {
	{ "CAN", CAN | NO_LAST },
	{ "CTN", BATTERY_FIRST },
	{ "ERI", VOLTS_5 | NO_LAST },
	{ "FRI", VOLTS_4 },
	{ "GEO", FENCE },
	{ "IDA", DRIVER | NO_LAST },
	{ "IGF", IGNITION_OFF },
	{ "IGL", IGNITION_TYPE },
	{ "IGN", IGNITION_ON },
	{ "STR", BATTERY_FIRST },
	{ "STT", STATE },
	{ "VGF", IGNITION_OFF },
	{ "VGN", IGNITION_ON },
};

/* Units without an odometer: where their battery's percents are, counted
 * from the cell of the cell's id. */
static const struct {
	char	model[3];		/* Begins the protocol's version. */
	size_t	behind;
} batteries[] = {
	{ "2E", 4 },			/* GL52MG: signal, errors, degrees. */
	{ "C3", 2 },			/* CV200. */
	{ "DE", 4 },			/* GL500M. */
};

/* Bits of a CAN report's mask: a cell each, if set. */
static const char *const can[] = { "can_vin", NULL, "can_odometer",
    "can_fuel_used", "can_rpm", "can_speed", "can_coolant",
    "can_consumption", "can_fuel", "can_range", "can_throttle",
    "can_hours", "can_driving_hours", "can_idle_hours", "can_idle_fuel",
    "can_axle_weight", "can_tachograph", "can_indicators", "can_lights",
    "can_doors", "can_overspeed_hours", "can_engine_overspeed_hours" };

/* A report in the making. */
struct report {
	const struct tracker_session *s;
	const struct tracker_out *out;
	const struct cells *c;
	struct message	*m;
	struct tracker_fix fix;
	struct span	kind;
	unsigned	says;
	size_t		sent;		/* The cell of the sending time. */
};

static bool
has_point(struct span s)
{

	return (s.n > 0 && memchr(s.p, '.', s.n) != NULL);
}

static double
number(const struct cells *c, size_t i)
{
	double v;

	return (cells_num(cells_at(c, i), &v) ? v : TRACKER_UNTOLD);
}

static int64_t
stamp(struct span s)
{

	if (s.n != STAMP)
		return (EVENT_NO_TIME);
	return (tracker_time(cells_digits(s, 0, 4), cells_digits(s, 4, 2),
	    cells_digits(s, 6, 2), cells_digits(s, 8, 2),
	    cells_digits(s, 10, 2), cells_digits(s, 12, 2)));
}

/* Is there a place whose first cell is ${a}? */
static bool
is_place(const struct cells *c, size_t a)
{
	struct span lon = cells_at(c, a + LON), lat = cells_at(c, a + LAT);

	return (has_point(lon) && has_point(lat) &&
	    fabs(number(c, a + LON)) <= 180 &&
	    fabs(number(c, a + LAT)) <= 90 &&
	    stamp(cells_at(c, a + TIME)) != EVENT_NO_TIME);
}

/* The first cell of the next place from ${from}; c->n: there is none. */
static size_t
place_at(const struct cells *c, size_t from)
{

	for (; from + TIME < c->n; from++) {
		if (is_place(c, from))
			return (from);
	}
	return (c->n);
}

static unsigned
says(struct span kind)
{

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (span_eq(kind, span_of(kinds[i].word)))
			return (kinds[i].says);
	}
	return (0);
}

/* Six digits, or ten: state, inputs, outputs. */
static bool
is_status(struct span s)
{
	uint64_t v;

	return ((s.n == 6 || s.n == 10) && cells_hex(s, &v));
}

static bool
percent(struct span s, int64_t *v)
{

	return (cells_int(s, v) && *v >= 0 && *v <= PERCENT);
}

static void
battery(struct report *r, struct span cell)
{
	int64_t v;

	if (percent(cell, &v))
		tracker_battery_level(r->m, (double)v);
}

/* 11 parked, 12 moved, 16 towed with the ignition off; 21, 22 on; 41, 42
 * tell only that it moves. */
static void
state(struct report *r, struct span cell)
{
	uint64_t v;

	if (cell.n < 2 || !cells_hex((struct span){ cell.p, 2 }, &v))
		return;
	if (v >> 4 == 1 || v >> 4 == 2)
		tracker_ignition(r->m, v >> 4 == 2);
	message_more(r->m, "state", MESSAGE_PLAIN, message_of_text(
	    (struct span){ cell.p, 2 }));
}

static void
io(struct report *r, struct span status)
{
	size_t n = (status.n - 2) / 2;

	state(r, status);
	message_more(r->m, "in", MESSAGE_PLAIN,
	    message_of_text((struct span){ status.p + 2, n }));
	message_more(r->m, "out", MESSAGE_PLAIN,
	    message_of_text((struct span){ status.p + 2 + n, n }));
}

/* Are all cells of [from, to) empty? */
static bool
all_empty(const struct cells *c, size_t from, size_t to)
{

	while (from < to) {
		if (cells_at(c, from++).n > 0)
			return (false);
	}
	return (true);
}

/* Behind the odometer: hours, analogue inputs, battery, status; or only
 * the battery. */
static void
metered(struct report *r, size_t odo)
{
	const struct cells *c = r->c;

	tracker_odometer(r->m, number(c, odo) * 1000);
	if (odo + 2 == r->sent) {
		battery(r, cells_at(c, odo + 1));
		return;
	}
	if (cells_at(c, odo + 1).n > 0 && odo + 1 < r->sent)
		message_more(r->m, "hour_meter", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, odo + 1)));
	for (size_t i = odo + 2; i < odo + 8 && i < r->sent; i++) {
		if (!is_status(cells_at(c, i)))
			continue;
		if (i > odo + 2)
			battery(r, cells_at(c, i - 1));
		io(r, cells_at(c, i));
		return;
	}
	if (odo + 5 < r->sent && all_empty(c, odo + 6, r->sent)) {
		battery(r, cells_at(c, odo + 4));
		state(r, cells_at(c, odo + 5));
	}
}

/* Of units that count no kilometres. */
static void
unmetered(struct report *r, size_t cid)
{
	const struct cells *c = r->c;
	struct span last = cells_at(c, r->sent - 1);

	for (size_t i = 0; i < COUNT_OF(batteries); i++) {
		if (span_starts(cells_at(c, 1), span_of(batteries[i].model))
		    && cid + batteries[i].behind < r->sent) {
			battery(r, cells_at(c, cid + batteries[i].behind));
			return;
		}
	}
	/* "00" is a cell of no meaning. */
	if ((r->says & NO_LAST) == 0 && cid + 1 < r->sent &&
	    !span_eq(last, SPAN("00")))
		battery(r, last);
}

/* What follows a place, up to the cell ${end}. */
static void
behind(struct report *r, size_t a, size_t end, bool last)
{
	const struct cells *c = r->c;
	struct span more = cells_at(c, a + CID + 1);
	uint64_t mask, lac, cid;
	int64_t mcc, mnc, sats;
	size_t odo = a + CID + 1;

	if (cells_int(cells_at(c, a + MCC), &mcc) && mcc < 1000 &&
	    cells_int(cells_at(c, a + MNC), &mnc) &&
	    cells_hex(cells_at(c, a + LAC), &lac) && lac <= UINT16_MAX &&
	    cells_hex(cells_at(c, a + CID), &cid) && cid <= UINT32_MAX)
		tracker_cell(r->m, mcc, mnc, (int64_t)lac, (int64_t)cid);
	while (odo < end && odo < a + CID + 6 &&
	    !has_point(cells_at(c, odo)))
		odo++;
	if (odo >= end || odo >= a + CID + 6 || isnan(number(c, odo))) {
		if (last)
			unmetered(r, a + CID);
		return;
	}
	if (more.n == 2 && cells_hex(more, &mask) && (mask & 1) != 0 &&
	    cells_int(cells_at(c, a + CID + 2), &sats) && sats >= 0 &&
	    sats < 256)
		r->fix.sats = (int)sats;
	if (last)
		metered(r, odo);
	else
		tracker_odometer(r->m, number(c, odo) * 1000);
}

static void
volts(struct report *r, size_t at)
{
	int64_t mv;

	if (cells_int(cells_at(r->c, at), &mv) && mv >= EXTERNAL)
		tracker_volts(r->m, (double)mv / MILLIVOLT);
}

/* The cells that a CAN report's mask names. */
static void
can_cells(struct report *r)
{
	size_t at = CAN_MASK + 1;
	uint64_t mask;
	int64_t key;

	if (!cells_hex(cells_at(r->c, CAN_MASK), &mask))
		return;
	for (size_t bit = 0; bit < COUNT_OF(can); bit++) {
		struct span cell;

		if ((mask >> bit & 1) == 0)
			continue;
		cell = cells_at(r->c, at++);
		if (can[bit] == NULL) {
			if (cells_int(cell, &key))
				tracker_ignition(r->m, key > 0);
		} else if (cell.n > 0)
			message_more(r->m, can[bit], MESSAGE_PLAIN,
			    message_of_text(cell));
	}
}

/* What stands before the first place, whose first cell is ${a}. */
static void
before(struct report *r, size_t a)
{
	const struct cells *c = r->c;
	struct span type = a >= 2 ? cells_at(c, a - 2) :
	    (struct span){ NULL, 0 };

	if ((r->says & (IGNITION_ON | IGNITION_OFF)) != 0)
		tracker_ignition(r->m, (r->says & IGNITION_ON) != 0);
	if ((r->says & IGNITION_TYPE) != 0 && type.n > 0)
		tracker_ignition(r->m, type.p[type.n - 1] == '1');
	if ((r->says & BATTERY_FIRST) != 0)
		battery(r, cells_at(c, a - 1));
	if ((r->says & STATE) != 0)
		state(r, cells_at(c, a - 1));
	if ((r->says & DRIVER) != 0 && cells_at(c, 5).n > 0)
		message_more(r->m, "driver", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, 5)));
	if ((r->says & VOLTS_4) != 0)
		volts(r, 4);
	if ((r->says & VOLTS_5) != 0)
		volts(r, 5);
	if ((r->says & CAN) != 0)
		can_cells(r);
}

static const char *
alarm(const struct report *r, size_t a)
{
	const struct cells *c = r->c;
	struct span type;
	uint64_t v;

	if ((r->says & STATE) != 0)
		return (cells_hex(cells_at(c, a - 1), &v) ?
		    vocabulary_alarm(FAMILY, (uint32_t)v) : NULL);
	if ((r->says & FENCE) != 0) {
		type = cells_at(c, a - 2);
		if (type.n == 0)
			return (NULL);
		return (vocabulary_alarm_word(FAMILY,
		    type.p[type.n - 1] == '1' ? SPAN("GIN") : SPAN("GOT")));
	}
	return (vocabulary_alarm_word(FAMILY, r->kind));
}

/* Is it the last known place, and none of now? */
static bool
is_known(const struct cells *c, double hdop)
{

	return (cells_at(c, 1).n == NEW_VERSION && hdop <= 0);
}

/* One place, and with the last all that the report says. */
static void
place(struct report *r, size_t a, size_t next, bool first)
{
	const struct cells *c = r->c;
	double hdop = number(c, a + ACCURACY);
	bool last = next == c->n, known = is_known(c, hdop);
	const char *word;

	r->m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE,
	    stamp(cells_at(c, known ? r->sent : a + TIME)));
	r->fix = TRACKER_NO_FIX;
	/* 0 may mean the last known place, yet many units tell it with every
	 * good fix: it is told, and only a report of the car's bus, which
	 * repeats its place, is not stood by. */
	r->fix.valid = (r->says & CAN) == 0 || hdop > 0;
	r->fix.lat = number(c, a + LAT);
	r->fix.lon = number(c, a + LON);
	r->fix.alt = number(c, a + ALT);
	r->fix.course = number(c, a + COURSE);
	r->fix.kmh = number(c, a + SPEED);
	if (hdop > 0)
		r->fix.hdop = hdop;
	else
		message_more(r->m, "gps_accuracy", MESSAGE_PLAIN,
		    message_of_int(0));
	message_more(r->m, "report", MESSAGE_PLAIN, message_of_text(r->kind));
	if (last)
		before(r, a);
	behind(r, a, last ? r->sent : next, last);
	if (!known)
		tracker_fix(r->m, &r->fix);
	tracker_done(r->out);
	word = first ? alarm(r, a) : NULL;
	if (word != NULL)
		tracker_alarm(r->s, r->out, r->m->time, word,
		    known ? NULL : &r->fix);
}

/* The unit's own state: no place, but what it runs on. */
static void
info(struct report *r, int64_t time)
{
	double v = number(r->c, 11);

	r->m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE, time);
	message_more(r->m, "report", MESSAGE_PLAIN, message_of_text(r->kind));
	state(r, cells_at(r->c, 4));
	volts(r, 9);
	if (!isnan(v) && has_point(cells_at(r->c, 11)))
		tracker_battery(r->m, v);
	tracker_done(r->out);
}

static rc
report(struct report *r, bool versioned)
{
	const struct cells *c = r->c;
	size_t a = place_at(c, 2), next;
	int64_t time = stamp(cells_at(c, r->sent));
	const char *word = vocabulary_alarm_word(FAMILY, r->kind);

	if (a == c->n && versioned && span_eq(r->kind, SPAN("INF")))
		info(r, time);
	else if (a == c->n && word != NULL)
		tracker_alarm(r->s, r->out, time, word, NULL);
	else if (a == c->n)
		tracker_said(r->s, r->out, time, "report");
	for (bool first = true; a < c->n; first = false) {
		next = place_at(c, a + TIME + 1);
		place(r, a, next, first);
		a = next;
	}
	return (RC_OK);
}

/* +ACK:GTXXX,version,id,name,what,serial,sent,count: the serial is the four
 * digits that the order ended with; a heartbeat answers none. */
static rc
answer(const struct report *r)
{
	int64_t time = stamp(cells_at(r->c, r->sent));
	struct span serial = cells_at(r->c, r->sent - 1);
	uint64_t v;

	if (serial.n == 4 && cells_hex(serial, &v))
		tracker_obeyed(r->s, r->out, time, serial, true);
	else
		tracker_said(r->s, r->out, time, "heartbeat");
	return (RC_OK);
}

static bool
is_version(struct span s)
{
	uint64_t v;

	return ((s.n == 6 || s.n == 10) && cells_hex(s, &v));
}

/* The cell of the sending time: the last of its kind. */
static bool
sent_at(const struct cells *c, size_t *at)
{

	for (*at = c->n; *at > 2;) {
		if (stamp(cells_at(c, --*at)) != EVENT_NO_TIME)
			return (true);
	}
	return (false);
}

/* "GTFRI": the kind, three letters or digits. */
static bool
kind_of(struct span word, struct span *kind)
{

	if (word.n != 2 + KIND || !span_starts(word, SPAN("GT")))
		return (false);
	*kind = span_from(word, 2);
	for (size_t i = 0; i < KIND; i++) {
		char b = kind->p[i];

		if ((b < 'A' || b > 'Z') && (b < '0' || b > '9'))
			return (false);
	}
	return (true);
}

static rc
said(struct tracker_session *s, struct span text,
    const struct tracker_out *out, bool is_answer)
{
	struct cells c;
	struct report r = { .s = s, .out = out, .c = &c };
	bool versioned;
	struct span id;

	cells_split(&c, text, ',');
	versioned = is_version(cells_at(&c, 1));
	id = cells_at(&c, versioned ? 2 : 1);
	if (!kind_of(cells_at(&c, 0), &r.kind) || id.n < 8 ||
	    id.n > TRACKER_ID_MAX || !sent_at(&c, &r.sent))
		return (RC_MALFORMED);
	r.says = says(r.kind);
	tracker_named(s, id);
	return (is_answer ? answer(&r) : report(&r, versioned));
}

/* AT+GTOUT=password,1,...,serial: the word and its first argument choose. */
static rc
order(const struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	struct cells c;
	char word[ORDER_MAX];
	size_t n = 0;
	struct span kind, first, serial;
	const char *means;
	uint64_t v;

	cells_split(&c, text, ',');
	if (text.n < 6 || text.p[5] != '=' || c.n < 3 ||
	    !kind_of((struct span){ text.p, 5 }, &kind))
		return (RC_MALFORMED);
	first = cells_at(&c, 1);
	serial = cells_at(&c, c.n - 1);
	if (serial.n != 4 || !cells_hex(serial, &v))
		return (RC_MALFORMED);
	memcpy(word, kind.p, kind.n);
	n = kind.n;
	if (first.n > 0 && first.n < sizeof(word) - n) {
		word[n++] = ' ';
		memcpy(word + n, first.p, first.n);
		n += first.n;
	}
	means = vocabulary_order_word(FAMILY, (struct span){ word, n });
	if (means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means, serial);
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

rc
queclink_text_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct span text = cells_trim(frame);

	if (text.n > 0 && text.p[text.n - 1] == '$')
		text.n--;
	if (span_starts(text, SPAN("+RESP:")) ||
	    span_starts(text, SPAN("+BUFF:")))
		return (said(s, span_from(text, 6), out, false));
	if (span_starts(text, SPAN("+ACK:")))
		return (said(s, span_from(text, 5), out, true));
	if (span_starts(text, SPAN("AT+")))
		return (order(s, span_from(text, 3), out));
	/* The server's receipt of a report. */
	return (span_starts(text, SPAN("+SACK:")) ? RC_OK : RC_MALFORMED);
}
