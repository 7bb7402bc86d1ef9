/* SPDX-License-Identifier: Apache-2.0 */
/* Suntech ST and SA: frames, reports by name, their zip form, orders. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/cells.h"
#include "codec/suntech.h"
#include "codec/suntech_map.h"
#include "codec/suntech_serial.h"
#include "codec/vocabulary.h"

#define ZIP		0x02
#define ZIP_END		0x03
#define BINARY		0x80		/* And above: reports with a map. */
#define PREFIX		5		/* "ST300" */
#define WORD_BYTES	3
#define DRIVER		14		/* Digits. */
#define ID_DIGITS	9
#define ZIP_ID		5		/* Bytes. */
#define KNOT		1.852		/* km/h. */
#define LETTERS		"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum kind { STATUS, EMERGENCY, EVENT, ALERT, SERIAL, PLACE, KINDS };

/* The kinds of reports. */
static const struct {
	char		word[12];
	uint8_t		zip;		/* Of its zip form; 0: it has none. */
	uint32_t	alarm;		/* In the vocabulary, plus its cell. */
	const char	*cell;		/* The first behind the I/O. */
} kinds[KINDS] = {
	[STATUS] = { "STT", 0x10, 0, "mode" },
	[EMERGENCY] = { "EMG", 0x11, 0x100, "emergency" },
	[EVENT] = { "EVT", 0x12, 0, "event" },
	[ALERT] = { "ALT", 0x13, 0x200, "alert" },
	[SERIAL] = { "UEX", 0, 0, NULL },
	[PLACE] = { "Location", 0, 0, NULL },
};

/* Reports and keepalives that tell no place of now. */
static const char quiet[][WORD_BYTES + 1] = { "ALV", "HTE", "BSA", "CRR",
    "TRV", "DEX", "BDA", "SNB" };

/* A report in the making. */
struct report {
	const struct tracker_session *s;
	const struct tracker_out *out;
	const struct cells *c;
	struct message	*m;
	struct tracker_fix fix;
	const char	*alarm;
	size_t		at;		/* The next cell. */
};

static bool
kind_of(struct span word, enum kind *kind)
{

	for (size_t i = 0; i < KINDS; i++) {
		if (span_eq(word, span_of(kinds[i].word))) {
			*kind = (enum kind)i;
			return (true);
		}
	}
	return (false);
}

static bool
is_time(struct span s)
{

	return (s.n == 8 && s.p[2] == ':' && s.p[5] == ':');
}

static bool
is_signed(struct span s)
{

	return (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'));
}

/* The cell of the time; 0: there is none. */
static size_t
time_at(const struct cells *c)
{

	for (size_t i = 4; i <= 5; i++) {
		if (is_time(cells_at(c, i)) && cells_at(c, i - 1).n == 8)
			return (i);
	}
	return (0);
}

/* The cell of the latitude: behind the cell of the network, or the five that
 * tell it in full. */
static size_t
lat_at(const struct cells *c)
{
	size_t i = time_at(c) + 1;

	if (!is_signed(cells_at(c, i)))
		i++;
	if (!is_signed(cells_at(c, i)))
		i += 4;
	return (i);
}

/* "ST300UEX" -> "UEX" */
static struct span
word_of(const struct cells *c)
{
	struct span h = cells_at(c, 0);

	if (h.n == PREFIX + WORD_BYTES)
		return (span_from(h, PREFIX));
	return (h.n == PREFIX ? cells_at(c, 1) : h);
}

/* The cell that tells how long another device's bytes are, or empty. */
static struct span
serial_at(const struct cells *c)
{

	if (cells_at(c, 0).n == WORD_BYTES)
		return (suntech_map_serial(c));
	if (!span_eq(word_of(c), SPAN("UEX")) || time_at(c) == 0)
		return ((struct span){ NULL, 0 });
	return (cells_at(c, lat_at(c) + 9));
}

/* Up to the CR that no other device sent. */
static rc
text_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	struct cells cells;
	struct span head;
	rc rv = tracker_text_frame(in, n, LETTERS, "\r");

	if (rv != RC_OK || *n == 1)
		return (rv);
	for (;;) {
		(void)cur_until(&c, '\r');
		if (!cur_eat(&c, '\r'))
			return (RC_MORE);
		*n = c.at;
		head = (struct span){ in.p, c.at - 1 };
		cells_split(&cells, head, ';');
		if (!suntech_serial_holds(head, serial_at(&cells)))
			return (RC_OK);
	}
}

rc
suntech_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	unsigned first = cur_u8(&c);

	if (cur_ok(&c) && first != ZIP && first <= BINARY)
		return (text_frame(in, n));
	*n = 1;
	(void)cur_take(&c, (size_t)cur_be(&c, 2));
	if (first == ZIP && cur_ok(&c) && cur_u8(&c) != ZIP_END &&
	    cur_ok(&c))
		return (RC_MALFORMED);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

static struct span
next(struct report *r)
{

	return (cells_at(r->c, r->at++));
}

static double
number(struct report *r)
{
	double v;

	return (cells_num(next(r), &v) ? v : TRACKER_UNTOLD);
}

static void
begin(struct report *r, const struct tracker_session *s,
    const struct tracker_out *out, int64_t time)
{

	r->s = s;
	r->out = out;
	r->fix = TRACKER_NO_FIX;
	r->alarm = NULL;
	r->m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
}

static void
end(struct report *r)
{

	tracker_fix(r->m, &r->fix);
	tracker_done(r->out);
	if (r->alarm != NULL)
		tracker_alarm(r->s, r->out, r->m->time, r->alarm, &r->fix);
}

/* Cells that no manual names, but that of a driver's key. */
static void
extra(struct report *r)
{

	for (uint32_t n = 0; r->at < r->c->n; n++) {
		struct span cell = next(r);
		uint64_t id;

		if (cell.n == DRIVER && cells_hex(cell, &id)) {
			if (id != 0)
				message_more(r->m, "driver", MESSAGE_PLAIN,
				    message_of_text(cell));
		} else if (cell.n > 0)
			message_more(r->m, "extra", n,
			    message_of_text(cell));
	}
}

/* Minutes with the ignition on, the unit's battery, live or stored. */
static void
meters(struct report *r)
{
	double minutes = number(r), v = number(r);

	if (!isnan(minutes))
		message_more(r->m, "h_meter", MESSAGE_PLAIN,
		    message_of_num(minutes));
	if (!isnan(v))
		tracker_battery(r->m, v);
	(void)next(r);
	extra(r);
}

/* Ignition, inputs, outputs: a digit each. */
static void
io(struct report *r)
{
	struct span cell = next(r);

	if (cell.n == 0)
		return;
	tracker_ignition(r->m, cell.p[0] == '1');
	message_more(r->m, "io", MESSAGE_PLAIN, message_of_text(cell));
}

/* From the cell of the network to the course; false: it is no place. */
static bool
place(struct report *r, size_t lat)
{
	uint64_t cid, lac;
	int64_t mcc, mnc;
	struct span cell = next(r);

	if (r->at + 4 == lat && cells_hex(cell, &cid) &&
	    cells_int(next(r), &mcc) && cells_int(next(r), &mnc) &&
	    cells_hex(next(r), &lac) && cid <= UINT32_MAX)
		tracker_cell(r->m, mcc, mnc, (int64_t)lac, (int64_t)cid);
	else if (r->at <= lat)
		message_more(r->m, "cell", MESSAGE_PLAIN,
		    message_of_text(cell));
	r->at = lat;
	r->fix.lat = number(r);
	r->fix.lon = number(r);
	r->fix.kmh = number(r);
	r->fix.course = number(r);
	return (!isnan(r->fix.lat) && !isnan(r->fix.lon));
}

/* What the kind of a report has behind the I/O.  False: a wrong sum. */
static bool
rest(struct report *r, struct span text, enum kind kind)
{
	struct suntech_serial cut;
	struct report behind;
	struct cells more;
	struct span len = next(r);
	int64_t id;

	if (kind == SERIAL) {
		if (!suntech_serial_cut(text, len, &cut))
			return (true);
		suntech_serial_tell(r->m, &cut);
		if (cut.rest.n > 0) {
			cells_split(&more, span_from(cut.rest, 1), ';');
			behind = *r;
			behind.c = &more;
			behind.at = 0;
			meters(&behind);
		}
		return (suntech_serial_whole(&cut));
	}
	if (cells_int(len, &id)) {
		message_more(r->m, kinds[kind].cell, MESSAGE_PLAIN,
		    message_of_int(id));
		if (kinds[kind].alarm != 0 && id >= 0 && id < 0x100)
			r->alarm = vocabulary_alarm("suntech",
			    kinds[kind].alarm + (uint32_t)id);
	}
	if (kind == STATUS && cells_int(next(r), &id))
		message_int(r->m, FIELD_SEQ, id);
	meters(r);
	return (true);
}

/* The ST910 is carried, not built in. */
static void
carried(struct report *r, bool cell)
{
	double v;

	r->fix.valid = span_eq(next(r), SPAN("1"));
	if (cell) {
		v = number(r);
		if (!isnan(v))
			tracker_odometer(r->m, v);
		return;
	}
	v = number(r);
	if (!isnan(v))
		tracker_battery(r->m, v);
}

static void
built_in(struct report *r)
{
	int64_t n;
	double v;

	r->fix.sats = cells_int(next(r), &n) && n >= 0 && n < 256 ?
	    (int)n : -1;
	r->fix.valid = span_eq(next(r), SPAN("1"));
	v = number(r);
	if (!isnan(v))
		tracker_odometer(r->m, v);
	v = number(r);
	if (!isnan(v))
		tracker_volts(r->m, v);
	io(r);
}

static rc
report(const struct tracker_session *s, struct span text,
    const struct cells *c, const struct tracker_out *out, const char *alarm)
{
	size_t at = time_at(c), lat = lat_at(c);
	struct report r = { .c = c, .at = at + 1 };
	enum kind kind = PLACE;
	struct span hms = cells_at(c, at), word = word_of(c);
	struct span date = cells_at(c, at - 1);
	bool good = true;

	begin(&r, s, out, tracker_time(cells_digits(date, 0, 4),
	    cells_digits(date, 4, 2), cells_digits(date, 6, 2),
	    cells_digits(hms, 0, 2), cells_digits(hms, 3, 2),
	    cells_digits(hms, 6, 2)));
	if (!place(&r, lat))
		return (RC_MALFORMED);
	if (cells_at(c, 0).n == PREFIX) {
		carried(&r, lat > at + 1);
		r.alarm = alarm;
	} else {
		if (!kind_of(word, &kind))
			return (RC_MALFORMED);
		built_in(&r);
		good = rest(&r, text, kind);
	}
	/* The finding takes the message's room: a refusal ends it. */
	if (!good && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	end(&r);
	return (RC_OK);
}

/* BLE;id;model;version;date;time;lat;lon;n;... of n beacons */
static rc
beacons(const struct tracker_session *s, const struct cells *c,
    const struct tracker_out *out)
{
	struct report r = { .c = c, .at = 6 };
	struct span date = cells_at(c, 4), hms = cells_at(c, 5);
	int64_t n = 0;

	if (!is_time(hms) || date.n != 8)
		return (RC_MALFORMED);
	begin(&r, s, out, tracker_time(cells_digits(date, 0, 4),
	    cells_digits(date, 4, 2), cells_digits(date, 6, 2),
	    cells_digits(hms, 0, 2), cells_digits(hms, 3, 2),
	    cells_digits(hms, 6, 2)));
	r.fix.lat = number(&r);
	r.fix.lon = number(&r);
	r.fix.valid = true;
	if (isnan(r.fix.lat) || isnan(r.fix.lon))
		return (RC_MALFORMED);
	(void)cells_int(next(&r), &n);
	for (uint32_t i = 1; i <= n && r.at + 4 <= c->n; i++) {
		message_more(r.m, "beacon_dbm", i, message_of_num(number(&r)));
		r.at += 2;
		message_more(r.m, "beacon", i, message_of_text(next(&r)));
		r.at += 3;
	}
	end(&r);
	return (RC_OK);
}

/* From a cell to the end of the text. */
static struct span
from(struct span text, struct span cell)
{

	return (cell.p == NULL ? (struct span){ NULL, 0 } :
	    span_from(text, (size_t)(cell.p - text.p)));
}

/* What is neither a report nor quiet: an order, or an answer to one. */
static rc
order(const struct tracker_session *s, struct span text,
    const struct cells *c, const struct tracker_out *out, struct span word)
{
	bool plain = cells_at(c, 0).n == WORD_BYTES;
	const char *means = vocabulary_order_word("suntech", word);

	if (span_eq(word, SPAN("CMD")))
		means = vocabulary_order_word("suntech",
		    from(text, cells_at(c, plain ? 2 : 3)));
	else if (means == NULL)
		return (RC_MALFORMED);
	if (!plain && !span_eq(cells_at(c, 2), SPAN("02")))
		return (RC_MALFORMED);
	if (means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means, SPAN(""));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

static bool
is_quiet(struct span word)
{

	for (size_t i = 0; i < COUNT_OF(quiet); i++) {
		if (span_eq(word, span_of(quiet[i])))
			return (true);
	}
	return (false);
}

/* Is it the header of such a text: a model, a word, or both? */
static bool
header(struct span h)
{
	bool model = h.n == PREFIX || h.n == PREFIX + WORD_BYTES;

	if (model && !span_starts(h, SPAN("ST")) &&
	    !span_starts(h, SPAN("SA")))
		return (false);
	if (model && cells_digits(h, 2, 3) < 0)
		return (false);
	return (model || h.n == WORD_BYTES);
}

static rc
text_read(struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	struct cells c;
	struct span word, id;
	enum kind kind = KINDS;
	const char *alarm;
	bool answer;

	cells_split(&c, text, ';');
	if (!header(cells_at(&c, 0)))
		return (RC_MALFORMED);
	word = word_of(&c);
	answer = span_eq(cells_at(&c, 1), SPAN("Res")) ||
	    span_eq(word, SPAN("RES"));
	alarm = vocabulary_alarm_word("suntech", word);
	id = cells_at(&c, cells_at(&c, 0).n == PREFIX ||
	    span_eq(cells_at(&c, 1), SPAN("Res")) ? 2 : 1);
	if (!cells_all_digits(id))
		return (RC_MALFORMED);
	tracker_named(s, id);
	if (answer) {
		tracker_said(s, out, EVENT_NO_TIME, "answer");
		return (RC_OK);
	}
	if (suntech_map_is(&c))
		return (suntech_map_text(s, text, &c, out));
	if (span_eq(word, SPAN("BLE")))
		return (beacons(s, &c, out));
	if (is_quiet(word))
		return (RC_OK);
	if ((kind_of(word, &kind) || alarm != NULL) && time_at(&c) != 0)
		return (report(s, text, &c, out, alarm));
	return (order(s, text, &c, out, word));
}

/* Whole degrees, and two decimals in each byte of the rest. */
static double
packed(struct cur *c, size_t whole, size_t parts)
{
	uint64_t v = cur_be(c, whole), by = 1;

	for (size_t i = 0; i < parts; i++) {
		unsigned b = cur_u8(c);

		by *= 100;
		v = v * 100 + (b >> 4) * 10 + (b & 15);
	}
	return ((double)v / (double)by);
}

static void
zip_place(struct report *r, struct cur *c)
{
	unsigned fix;

	r->fix.lat = packed(c, 1, 3);
	r->fix.lon = packed(c, 1, 3);
	r->fix.kmh = packed(c, 2, 1) * KNOT;
	r->fix.course = packed(c, 2, 1);
	fix = cur_u8(c);
	r->fix.valid = (fix & 0x80) != 0;
	if ((fix & 0x40) != 0)
		r->fix.lat = -r->fix.lat;
	if ((fix & 0x20) != 0)
		r->fix.lon = -r->fix.lon;
	r->fix.sats = fix & 0x1f;
}

static void
zip_state(struct report *r, struct cur *c, enum kind kind)
{
	unsigned bits, id;

	tracker_odometer(r->m, (double)cur_be(c, 4));
	tracker_volts(r->m, packed(c, 1, 1));
	bits = cur_u8(c);
	tracker_ignition(r->m, (bits & 1) != 0);
	message_more(r->m, "io", MESSAGE_PLAIN, message_of_int(bits));
	id = cur_u8(c);
	message_more(r->m, kinds[kind].cell, MESSAGE_PLAIN,
	    message_of_int(id));
	if (kinds[kind].alarm != 0)
		r->alarm = vocabulary_alarm("suntech",
		    kinds[kind].alarm + id);
	if (kind == STATUS)
		message_int(r->m, FIELD_SEQ, (int64_t)cur_be(c, 2));
	if (cur_left(c) < 7)		/* Meters are an option. */
		return;
	message_more(r->m, "h_meter", MESSAGE_PLAIN,
	    message_of_int((int64_t)cur_be(c, 4)));
	tracker_battery(r->m, packed(c, 1, 1));
}

static rc
zip_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	enum kind kind = STATUS;
	struct report r = { .c = NULL };
	char id[2 * ZIP_ID];
	uint8_t t[6];
	struct span body;
	unsigned word;

	(void)cur_u8(&c);
	body = cur_take(&c, (size_t)cur_be(&c, 2));
	if (cur_u8(&c) != ZIP_END || !cur_ok(&c) || cur_left(&c) > 0)
		return (RC_MALFORMED);
	c = cur_of(body);
	word = cur_u8(&c);
	while (kind < KINDS && kinds[kind].zip != word)
		kind++;
	if (kind == KINDS || word == 0)
		return (RC_MALFORMED);
	body = cur_take(&c, ZIP_ID);
	(void)cur_take(&c, 3);		/* Model, version. */
	for (size_t i = 0; i < sizeof(t); i++)
		t[i] = cur_u8(&c);
	(void)cur_take(&c, 3);		/* Cell and its colour. */
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	tracker_named(s, (struct span){ tracker_bcd(body, id).p, ID_DIGITS });
	begin(&r, s, out,
	    tracker_time(t[0], t[1], t[2], t[3], t[4], t[5]));
	zip_place(&r, &c);
	zip_state(&r, &c, kind);
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	end(&r);
	return (RC_OK);
}

rc
suntech_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	unsigned first = frame.n > 0 ? (unsigned char)frame.p[0] : 0;

	if (first == ZIP)
		return (zip_read(s, frame, out));
	if (first > BINARY)
		return (suntech_map_binary(s, frame, out));
	frame = cells_trim(frame);
	if (frame.n == 0)
		return (RC_OK);
	return (text_read(s, frame, out));
}
