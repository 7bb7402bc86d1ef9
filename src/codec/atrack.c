/* SPDX-License-Identifier: Apache-2.0 */
/* ATrack: positions in cells and in bytes, acknowledgements, orders. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/atrack.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/vocabulary.h"

#define FAMILY		"atrack"
#define PREFIX		2
#define HEAD		6		/* Prefix, checksum, length. */
#define TEXT_HEAD	8		/* "@P,crc4," */
#define ACK_BYTES	12
#define LENGTH_MOST	5		/* Digits. */
#define STAMP		14		/* Digits of a date and time. */
#define IMEI_MOST	INT64_C(999999999999999)
#define IMEI_DIGITS	15
#define DEGREE		1e6
#define ODOMETER_M	100.0		/* Metres in a unit. */
#define TENTHS		10.0
#define RECORD_MIN	12		/* Cells. */
#define VIN		17		/* Bytes. */

/* Cells of a record. */
enum { FIXED, CLOCK, SENT, LON, LAT, COURSE, EVENT, ODOMETER, HDOP, INPUTS,
    SPEED, OUTPUTS, ANALOGUE, RECORD_DRIVER, DEGREES_1, DEGREES_2, TEXT,
    CUSTOM, NAMELESS_VIN = CUSTOM + 4 };

/* Cells of $INFO=. */
enum { INFO_ID, INFO_MODEL, INFO_FW, INFO_SUPPLY = 6, INFO_BATTERY,
    INFO_SATS };

enum what { KEPT, SKIPPED, SATELLITES, ALTITUDE, SUPPLY, BATTERY };

/* What a record may add by the names of AT$FORM: bytes, 0: a text. */
static const struct {
	char		key[3];
	uint8_t		bytes;
	bool		minus;		/* It may be negative. */
	enum what	what;
	const char	*name;		/* In unmapped, if kept. */
} customs[] = {
	{ "AT", 4, true, ALTITUDE, NULL },
	{ "BV", 2, false, BATTERY, NULL },
	{ "CD", 0, false, KEPT, "iccid" },
	{ "CE", 4, false, KEPT, "cell" },
	{ "CM", 8, false, KEPT, "imsi" },
	{ "CN", 4, false, KEPT, "network" },
	{ "DT", 1, false, KEPT, "archived" },
	{ "EL", 1, false, KEPT, "engine_load" },
	{ "ET", 2, true, KEPT, "coolant" },
	{ "FC", 4, false, KEPT, "fuel_used" },
	{ "FL", 1, false, KEPT, "fuel" },
	{ "GL", 0, false, SKIPPED, NULL },
	{ "GN", 60, false, SKIPPED, NULL },
	{ "GQ", 1, false, KEPT, "signal" },
	{ "GS", 1, false, KEPT, "gsm_state" },
	{ "GV", 6, false, SKIPPED, NULL },
	{ "IA", 1, true, KEPT, "intake" },
	{ "LC", 2, false, SKIPPED, NULL },
	{ "ME", 8, false, SKIPPED, NULL },
	{ "MF", 2, false, KEPT, "air_flow" },
	{ "ML", 1, false, KEPT, "fault_lamp" },
	{ "MP", 1, false, KEPT, "manifold" },
	{ "MV", 2, false, SUPPLY, NULL },
	{ "PD", 1, false, KEPT, "pending_faults" },
	{ "RL", 1, false, KEPT, "roaming" },
	{ "RP", 2, false, KEPT, "rpm" },
	{ "SA", 1, false, SATELLITES, NULL },
	{ "SM", 2, false, KEPT, "obd_speed" },
	{ "TR", 1, false, KEPT, "throttle" },
	{ "VN", 0, false, KEPT, "vin" },
};

/* What units with a reader of the car's own bus add without naming it, the
 * VIN at its place; "?" is not known. */
static const char nameless[] = "%CI%AT%BV%MV%SA%VN%?%IA%?%EL%ET%FC%FL%RP%?"
    "%?%TR";

static bool
is_blank(int b)
{

	return (b == 0 || b == ' ' || b == '\r' || b == '\n');
}

/* Does it go on with ",crc4,", as far as it goes?  A binary frame may have a
 * comma there, but not all of that: it would be longer than any is. */
static bool
is_text(struct span in)
{
	uint64_t crc;

	for (size_t i = PREFIX; i < in.n && i < TEXT_HEAD; i++) {
		bool comma = i == PREFIX || i == TEXT_HEAD - 1;
		struct span one = { in.p + i, 1 };

		if (comma ? in.p[i] != ',' : !cells_hex(one, &crc))
			return (false);
	}
	return (true);
}

/* "@P,crc,n,": its length in ${n}. */
static rc
text_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	struct span len;
	int64_t more = 0;

	*n = 1;
	(void)cur_take(&c, TEXT_HEAD);
	len = cur_until(&c, ',');
	if (len.n > LENGTH_MOST)
		return (RC_MALFORMED);
	if (!cur_ok(&c) || cur_peek(&c) < 0)
		return (RC_MORE);
	if (!cells_all_digits(len) || !cells_int(len, &more) || more < 1)
		return (RC_MALFORMED);
	(void)cur_take(&c, (size_t)more);
	*n = c.at;
	return (cur_ok(&c) ? RC_OK : RC_MORE);
}

static rc
bytes_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);

	*n = 1;
	(void)cur_take(&c, HEAD - 2);
	(void)cur_take(&c, (size_t)cur_be(&c, 2));
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

rc
atrack_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	int first = cur_u8(&c), second = cur_peek(&c);

	*n = 1;
	if (!cur_ok(&c))
		return (RC_MORE);
	if (is_blank(first))
		return (RC_OK);
	if (first == '$' || (first == 'A' && (second < 0 || second == 'T')))
		return (tracker_text_frame(in, n, "$A", "\n"));
	if (first == 0xfe && (second < 0 || second == 2)) {
		*n = in.n < ACK_BYTES ? 1 : ACK_BYTES;
		return (in.n < ACK_BYTES ? RC_MORE : RC_OK);
	}
	if (is_text(in))
		return (text_frame(in, n));
	if (first == '@' && second >= 'A' && second <= 'Z')
		return (bytes_frame(in, n));
	return (RC_MALFORMED);
}

/* A position in the making. */
struct report {
	struct message	*m;
	struct tracker_fix fix;
};

/* What a custom name adds. */
static void
custom(struct report *r, size_t i, double v, struct span text)
{

	if (customs[i].what == KEPT) {
		if (customs[i].bytes > 0 && !isnan(v))
			message_more(r->m, customs[i].name, MESSAGE_PLAIN,
			    message_of_num(v));
		else if (text.n > 0)
			message_more(r->m, customs[i].name, MESSAGE_PLAIN,
			    message_of_text(text));
		return;
	}
	if (isnan(v) || customs[i].what == SKIPPED)
		return;
	if (customs[i].what == ALTITUDE)
		r->fix.alt = v;
	else if (customs[i].what == SUPPLY)
		tracker_volts(r->m, v / TENTHS);
	else if (customs[i].what == BATTERY)
		tracker_battery(r->m, v / TENTHS);
	else if (v >= 0 && v < 256)
		r->fix.sats = (int)v;
}

/* The row of the next name in "%CI%SA%MV"; COUNT_OF(customs): unknown. */
static bool
custom_next(struct cur *keys, size_t *i)
{
	struct span key;

	if (!cur_eat(keys, '%'))
		return (false);
	key = cur_until(keys, '%');
	for (*i = 0; *i < COUNT_OF(customs); (*i)++) {
		if (span_eq(key, span_of(customs[*i].key)))
			break;
	}
	return (true);
}

/* Does ${keys} begin with "%CI"?  Then that is taken. */
static bool
customised(struct cur *keys)
{

	return (span_eq(cur_take(keys, 3), SPAN("%CI")));
}

static double
number(const struct cells *c, size_t i)
{
	double v;

	return (cells_num(cells_at(c, i), &v) ? v : TRACKER_UNTOLD);
}

/* Seconds since 1970, or YYYYMMDDhhmmss. */
static int64_t
stamp(struct span s)
{
	int64_t v;

	if (!cells_all_digits(s) || s.n > STAMP || !cells_int(s, &v))
		return (EVENT_NO_TIME);
	if (s.n < STAMP)
		return (v * 1000);
	return (tracker_time(cells_digits(s, 0, 4), cells_digits(s, 4, 2),
	    cells_digits(s, 6, 2), cells_digits(s, 8, 2),
	    cells_digits(s, 10, 2), cells_digits(s, 12, 2)));
}

static void
kept(struct report *r, const char *name, double v)
{

	if (!isnan(v))
		message_more(r->m, name, MESSAGE_PLAIN, message_of_num(v));
}

static void
begin(struct report *r, const struct tracker_session *s,
    const struct tracker_out *out, int64_t time)
{

	r->m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	r->fix = TRACKER_NO_FIX;
	r->fix.valid = true;
}

/* What both forms tell in the same units. */
static void
common(struct report *r, double odometer, double hdop, struct span driver)
{

	if (!isnan(odometer))
		tracker_odometer(r->m, odometer * ODOMETER_M);
	r->fix.hdop = hdop / TENTHS;
	if (driver.n > 0)
		message_more(r->m, "driver", MESSAGE_PLAIN,
		    message_of_text(driver));
}

static void
end(struct report *r, const struct tracker_out *out)
{

	tracker_fix(r->m, &r->fix);
	tracker_done(out);
}

/* Seventeen letters and digits, both of them. */
static bool
is_vin(struct span s)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		letters += s.p[i] >= 'A' && s.p[i] <= 'Z';
	}
	return (s.n == VIN && digits + letters == VIN && digits > 0 &&
	    letters > 0);
}

static void
custom_cells(struct report *r, const struct cells *c)
{
	struct cur keys = cur_of(cells_at(c, CUSTOM));
	size_t at = CUSTOM + 1, i;

	if (!customised(&keys)) {
		if (!is_vin(cells_at(c, NAMELESS_VIN)))
			return;
		keys = cur_of(span_of(nameless));
		(void)customised(&keys);
		at = CUSTOM;
	}
	for (; custom_next(&keys, &i); at++) {
		if (i < COUNT_OF(customs))
			custom(r, i, number(c, at), cells_at(c, at));
	}
}

static rc
cells_record(const struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	struct report r;
	struct cells c;
	int64_t time;

	cells_split(&c, text, ',');
	time = stamp(cells_at(&c, FIXED));
	if (c.n < RECORD_MIN || time == EVENT_NO_TIME ||
	    isnan(number(&c, LON)) || isnan(number(&c, LAT)))
		return (RC_MALFORMED);
	begin(&r, s, out, time);
	r.fix.lon = number(&c, LON) / DEGREE;
	r.fix.lat = number(&c, LAT) / DEGREE;
	r.fix.course = number(&c, COURSE);
	r.fix.kmh = number(&c, SPEED);
	kept(&r, "event", number(&c, EVENT));
	kept(&r, "in", number(&c, INPUTS));
	kept(&r, "out", number(&c, OUTPUTS));
	kept(&r, "analogue", number(&c, ANALOGUE));
	common(&r, number(&c, ODOMETER), number(&c, HDOP),
	    cells_at(&c, RECORD_DRIVER));
	custom_cells(&r, &c);
	end(&r, out);
	return (RC_OK);
}

static struct span
text_take(struct cur *c)
{
	struct span s = cur_until(c, '\0');

	(void)cur_u8(c);
	return (s);
}

/* A number of ${n} bytes; none and more than 8 are no number. */
static double
big(struct cur *c, size_t n, bool minus)
{
	uint64_t v;

	if (n == 0 || n > 8) {
		(void)cur_take(c, n);
		return (TRACKER_UNTOLD);
	}
	v = cur_be(c, n);
	if (minus && v >> (8 * n - 1) != 0)
		return ((double)v - ldexp(1, (int)(8 * n)));
	return ((double)v);
}

/* Return false: an unknown name hides how long its bytes are. */
static bool
custom_bytes(struct report *r, struct cur *c, struct span names)
{
	struct cur keys = cur_of(names);
	size_t i;

	if (!customised(&keys))
		return (true);
	while (custom_next(&keys, &i)) {
		struct span text = { NULL, 0 };
		double v = TRACKER_UNTOLD;

		if (i == COUNT_OF(customs))
			return (false);
		if (customs[i].bytes == 0)
			text = text_take(c);
		else
			v = big(c, customs[i].bytes, customs[i].minus);
		if (cur_ok(c))
			custom(r, i, v, text);
	}
	return (true);
}

/* One record; one whose names are not all known takes the rest. */
static rc
bytes_record(const struct tracker_session *s, struct cur *c,
    const struct tracker_out *out)
{
	struct report r;
	double odometer, hdop;
	struct span driver, names = { NULL, 0 };

	begin(&r, s, out, (int64_t)cur_be(c, 4) * 1000);
	(void)cur_take(c, 8);		/* The clock, the sending. */
	r.fix.lon = (int32_t)cur_be(c, 4) / DEGREE;
	r.fix.lat = (int32_t)cur_be(c, 4) / DEGREE;
	r.fix.course = (double)cur_be(c, 2);
	kept(&r, "event", cur_u8(c));
	odometer = (double)cur_be(c, 4);
	hdop = (double)cur_be(c, 2);
	kept(&r, "in", cur_u8(c));
	r.fix.kmh = (double)cur_be(c, 2);
	kept(&r, "out", cur_u8(c));
	kept(&r, "analogue", (double)cur_be(c, 2));
	driver = text_take(c);
	(void)cur_take(c, 4);		/* Two degrees. */
	(void)text_take(c);
	if (cur_peek(c) == '%')		/* As a time it were of 1989. */
		names = text_take(c);
	if (!cur_ok(c))
		return (RC_MALFORMED);
	common(&r, odometer, hdop, driver);
	if (!custom_bytes(&r, c, names))
		(void)cur_take(c, cur_left(c));
	if (!cur_ok(c))
		return (RC_MALFORMED);
	end(&r, out);
	return (RC_OK);
}

/* The device's number, fifteen digits; false: it is none. */
static bool
named(struct tracker_session *s, uint64_t imei)
{
	char text[IMEI_DIGITS];

	if (imei == 0 || imei > IMEI_MOST)
		return (false);
	for (size_t i = IMEI_DIGITS; i-- > 0; imei /= 10)
		text[i] = (char)('0' + imei % 10);
	tracker_named(s, (struct span){ text, IMEI_DIGITS });
	return (true);
}

/* @P,crc,n,seq,imei,record CR LF record ... */
static rc
text_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	struct span id;
	uint64_t crc;
	rc rv = RC_OK;

	(void)cur_take(&c, PREFIX + 1);
	if (!cells_hex(cur_until(&c, ','), &crc))
		return (RC_MALFORMED);
	(void)cur_eat(&c, ',');
	for (int i = 0; i < 2; i++) {	/* Length, number. */
		if (!cells_all_digits(cur_until(&c, ',')))
			return (RC_MALFORMED);
		(void)cur_eat(&c, ',');
	}
	id = cur_until(&c, ',');
	if (!cells_all_digits(id) || !cur_eat(&c, ','))
		return (RC_MALFORMED);
	tracker_named(s, id);
	if (crc != checksum_arc(span_from(frame, TEXT_HEAD - 1)) &&
	    !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	while (rv == RC_OK && cur_left(&c) > 0) {
		struct span record = cells_trim(cur_until(&c, '\n'));

		(void)cur_eat(&c, '\n');
		if (record.n > 0)
			rv = cells_record(s, record, out);
	}
	return (rv);
}

static rc
bytes_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	struct span prefix = cur_take(&c, PREFIX);
	uint64_t crc = cur_be(&c, 2), n = cur_be(&c, 2);
	rc rv = RC_OK;

	if (!cur_ok(&c) || cur_left(&c) != n)
		return (RC_MALFORMED);
	(void)cur_take(&c, 2);		/* Its number. */
	if (!named(s, cur_be(&c, 8)) || !cur_ok(&c))
		return (RC_MALFORMED);
	if (crc != checksum_arc(span_from(frame, HEAD - 2)) &&
	    !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	if (!span_eq(prefix, SPAN("@P")))	/* A picture. */
		return (RC_OK);
	while (rv == RC_OK && cur_left(&c) > 0)
		rv = bytes_record(s, &c, out);
	return (rv);
}

static rc
ack_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(span_from(frame, PREFIX));

	if (frame.n != ACK_BYTES || !named(s, cur_be(&c, 8)))
		return (RC_MALFORMED);
	tracker_said(s, out, EVENT_NO_TIME, "heartbeat");
	return (RC_OK);
}

/* AT$WORD+tag=...: the tag comes back with the answer, but answers to
 * orders without one tell nothing to pair them by. */
static rc
order(const struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	const char *means = vocabulary_order_word(FAMILY, text);

	if (text.n < 4)
		return (RC_MALFORMED);
	for (size_t i = 0; i < 4; i++) {
		if (text.p[i] < 'A' || text.p[i] > 'Z')
			return (RC_MALFORMED);
	}
	if (means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means, SPAN(""));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
	return (RC_OK);
}

/* $INFO=id,model,firmware,imei,imsi,iccid,0.1 V,0.1 V,satellites,... */
static rc
info(struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{
	struct cells c;
	struct message *m;
	double supply, own;
	int64_t sats;

	cells_split(&c, text, ',');
	if (!cells_all_digits(cells_at(&c, INFO_ID)))
		return (RC_MALFORMED);
	tracker_named(s, cells_at(&c, INFO_ID));
	supply = number(&c, INFO_SUPPLY);
	own = number(&c, INFO_BATTERY);
	if (isnan(supply) || isnan(own)) {
		tracker_said(s, out, EVENT_NO_TIME, "answer");
		return (RC_OK);
	}
	m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, EVENT_NO_TIME);
	message_more(m, "model", MESSAGE_PLAIN,
	    message_of_text(cells_at(&c, INFO_MODEL)));
	message_text(m, FIELD_DEVICE_FW, cells_at(&c, INFO_FW));
	tracker_volts(m, supply / TENTHS);
	tracker_battery(m, own / TENTHS);
	if (cells_int(cells_at(&c, INFO_SATS), &sats) && sats >= 0 &&
	    sats < 256)
		message_int(m, FIELD_GNSS_SATS, sats);
	tracker_done(out);
	return (RC_OK);
}

/* $OK, $ERROR=n, $WORD=...; of these $INFO= says who it is. */
static rc
answer(struct tracker_session *s, struct span text,
    const struct tracker_out *out)
{

	if (text.n < 2 || text.p[0] < 'A' || text.p[0] > 'Z')
		return (RC_MALFORMED);
	if (span_starts(text, SPAN("INFO=")))
		return (info(s, span_from(text, 5), out));
	tracker_said(s, out, EVENT_NO_TIME, "answer");
	return (RC_OK);
}

rc
atrack_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct span text = cells_trim(frame);

	if (frame.n == 1 && is_blank(frame.p[0]))
		return (RC_OK);
	if (span_starts(text, SPAN("AT$")))
		return (order(s, span_from(text, 3), out));
	if (span_starts(text, SPAN("$")))
		return (answer(s, span_from(text, 1), out));
	if (span_starts(frame, SPAN("\xfe\x02")))
		return (ack_read(s, frame, out));
	if (frame.n > TEXT_HEAD && is_text(frame))
		return (text_read(s, frame, out));
	if (frame.n > HEAD && frame.p[0] == '@' && frame.p[1] >= 'A' &&
	    frame.p[1] <= 'Z')
		return (bytes_read(s, frame, out));
	return (RC_MALFORMED);
}
