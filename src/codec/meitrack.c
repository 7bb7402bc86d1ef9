/* SPDX-License-Identifier: Apache-2.0 */
/* Meitrack: reports in cells, compressed, or as items; orders. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/meitrack.h"
#include "codec/vocabulary.h"

#define FLAG_LEAST	'A'
#define FLAG_MOST	'z'
#define LENGTH_DIGITS	5
#define TAIL		3		/* '*' and the sum. */
#define EPOCH		INT64_C(946684800)	/* 2000-01-01, s */
#define EXTENDED	0xfe		/* An item's second byte follows. */
#define RFID		37		/* Event: a driver's card. */
#define OUTPUT		0xc0100u	/* Order C01 in the vocabulary. */
#define ID_BYTES	(TRACKER_ID_MAX + 16)

/* A report in the making. */
struct report {
	const struct tracker_session *s;
	const struct tracker_out *out;
	struct message	*m;
	struct tracker_fix fix;
	int64_t		time, event;
	int64_t		mcc, mnc, lac, cid;
};

/* What an item means. */
enum meaning { EVENT, VALID, SATS, SPEED, COURSE, HDOP, ALTITUDE, LATITUDE,
    LONGITUDE, TIME, ODOMETER, POWER, BATTERY, LEVEL, DRIVER, NAMED };

static const struct item {
	uint16_t	id;
	uint8_t		meaning;	/* enum meaning */
	uint8_t		by;		/* NAMED: parts of 1. */
	const char	*name;		/* NAMED. */
} items[] = {
	{ 0x01, EVENT, 1, NULL }, { 0x40, EVENT, 1, NULL },
	{ 0x02, LATITUDE, 1, NULL }, { 0x03, LONGITUDE, 1, NULL },
	{ 0x04, TIME, 1, NULL }, { 0x05, VALID, 1, NULL },
	{ 0x06, SATS, 1, NULL }, { 0x07, NAMED, 1, "rssi" },
	{ 0x08, SPEED, 1, NULL }, { 0x09, COURSE, 1, NULL },
	{ 0x0a, HDOP, 1, NULL }, { 0x0b, ALTITUDE, 1, NULL },
	{ 0x0c, ODOMETER, 1, NULL }, { 0x0d, NAMED, 1, "runtime" },
	{ 0x14, NAMED, 1, "output" }, { 0x15, NAMED, 1, "input" },
	{ 0x16, NAMED, 100, "adc1" }, { 0x17, NAMED, 100, "adc2" },
	{ 0x19, BATTERY, 1, NULL }, { 0x1a, POWER, 1, NULL },
	{ 0x25, DRIVER, 1, NULL },
	{ 0xfe69, LEVEL, 1, NULL },
};

static size_t
length_of(struct cur *c)
{
	size_t n = 0, digits = 0;
	int b;

	while ((b = cur_peek(c)) >= '0' && b <= '9' &&
	    ++digits <= LENGTH_DIGITS) {
		n = n * 10 + (size_t)(b - '0');
		(void)cur_u8(c);
	}
	return (n);
}

/* Take "$$A123"; the flag in ${flag}.  RC_MORE: the bytes end in it. */
static rc
head(struct cur *c, int *first, int *flag, size_t *n)
{

	*first = cur_peek(c);
	if (*first >= 0 && *first != '$' && *first != '@')
		return (RC_MALFORMED);
	(void)cur_u8(c);
	if (cur_peek(c) >= 0 && cur_peek(c) != *first)
		return (RC_MALFORMED);
	(void)cur_u8(c);
	*flag = cur_peek(c);
	if (*flag >= 0 && (*flag < FLAG_LEAST || *flag > FLAG_MOST))
		return (RC_MALFORMED);
	(void)cur_u8(c);
	*n = length_of(c);
	if (cur_peek(c) < 0)
		return (RC_MORE);
	return (cur_peek(c) == ',' && *n > TAIL + 2 ? RC_OK : RC_MALFORMED);
}

rc
meitrack_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	int first = cur_peek(&c), flag;
	size_t len;
	rc rv;

	*n = 1;
	if (first == '\r' || first == '\n')
		return (RC_OK);
	if ((rv = head(&c, &first, &flag, &len)) != RC_OK)
		return (rv);
	(void)cur_take(&c, len);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

static void
begin(struct report *r, const struct tracker_session *s,
    const struct tracker_out *out)
{

	*r = (struct report){ .s = s, .out = out, .fix = TRACKER_NO_FIX,
	    .time = EVENT_NO_TIME, .event = -1, .mcc = -1, .mnc = -1,
	    .lac = -1, .cid = -1 };
	r->m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, EVENT_NO_TIME);
}

static void
named(struct report *r, const char *name, double v)
{

	if (!isnan(v))
		message_more(r->m, name, MESSAGE_PLAIN, message_of_num(v));
}

/* Its time comes among the items, so it is set at the end. */
static void
end(struct report *r)
{
	const char *alarm = r->event >= 0 ?
	    vocabulary_alarm("meitrack", (uint32_t)r->event) : NULL;

	if (r->time != EVENT_NO_TIME)
		r->m->time = r->time;
	if (r->event >= 0)
		named(r, "event", (double)r->event);
	tracker_fix(r->m, &r->fix);
	tracker_cell(r->m, r->mcc, r->mnc, r->lac, r->cid);
	tracker_done(r->out);
	if (alarm != NULL)
		tracker_alarm(r->s, r->out, r->time, alarm, &r->fix);
}

static double
number(struct span cell)
{
	double v;

	return (cells_num(cell, &v) ? v : TRACKER_UNTOLD);
}

/* mcc|mnc|lac|cell, the last two in hexadecimal digits */
static void
cell_of(struct report *r, struct span text)
{
	struct cells c;
	uint64_t lac, cid;

	cells_split(&c, text, '|');
	if (!cells_int(cells_at(&c, 0), &r->mcc) ||
	    !cells_int(cells_at(&c, 1), &r->mnc) ||
	    !cells_hex(cells_at(&c, 2), &lac) || lac > UINT32_MAX ||
	    !cells_hex(cells_at(&c, 3), &cid) || cid > UINT32_MAX) {
		r->mcc = r->mnc = -1;
		return;
	}
	r->lac = (int64_t)lac;
	r->cid = (int64_t)cid;
}

/* Three analogue inputs, the unit's battery, the car's, in hundredths. */
static void
analogue(struct report *r, struct span text)
{
	struct cells c;
	uint64_t v;

	cells_split(&c, text, '|');
	for (size_t i = 0; i < c.n; i++) {
		if (!cells_hex(cells_at(&c, i), &v) || v > UINT16_MAX)
			continue;
		if (i == 3)
			tracker_battery(r->m, (double)v / 100);
		else if (i == 4)
			tracker_volts(r->m, (double)v / 100);
		else
			message_more(r->m, "adc", (uint32_t)i + 1,
			    message_of_int((int64_t)v));
	}
}

/* Cells of AAA. */
enum { A_EVENT, A_LAT, A_LON, A_TIME, A_VALID, A_SATS, A_RSSI, A_SPEED,
    A_COURSE, A_HDOP, A_ALT, A_ODOMETER, A_RUNTIME, A_CELL, A_STATE, A_ANALOGUE,
    A_ABOUT, A_OWN, A_VERSION, A_FUEL, A_TEMPERATURES };

/* Sensors: two digits which, four how warm in hundredths. */
static void
temperatures(struct report *r, struct span text)
{
	struct cells c;
	uint64_t v;

	cells_split(&c, text, '|');
	for (size_t i = 0; i < c.n; i++) {
		struct span cell = cells_at(&c, i);

		if (cell.n == 6 && cells_hex(cell, &v))
			message_more(r->m, "temp", (uint32_t)(v >> 16),
			    message_of_num((int16_t)(v & 0xffff) / 100.0));
	}
}

static void
state(struct report *r, const struct cells *c)
{
	uint64_t v;

	if (cells_hex(cells_at(c, A_STATE), &v) && v <= UINT16_MAX) {
		named(r, "output", (double)(v & 255));
		named(r, "input", (double)(v >> 8));
	}
	analogue(r, cells_at(c, A_ANALOGUE));
	if (r->event == RFID && cells_at(c, A_ABOUT).n > 0)
		message_more(r->m, "driver", MESSAGE_PLAIN,
		    message_of_text(cells_at(c, A_ABOUT)));
	if (cells_at(c, A_FUEL).n > 0 &&
	    cells_hex(cells_at(c, A_FUEL), &v) && v <= UINT16_MAX)
		named(r, "fuel", (double)v / 100);
	temperatures(r, cells_at(c, A_TEMPERATURES));
}

static rc
in_cells(const struct tracker_session *s, const struct tracker_out *out,
    struct span data)
{
	struct report r;
	struct cells c;
	struct span at;
	int64_t v;

	cells_split(&c, data, ',');
	begin(&r, s, out);
	at = cells_at(&c, A_TIME);
	if (at.n != 12 || !cells_all_digits(at) || c.n <= A_COURSE)
		return (RC_MALFORMED);
	r.time = cells_date((struct span){ at.p, 6 }, span_from(at, 6),
	    "ymd");
	if (cells_int(cells_at(&c, A_EVENT), &v) && v >= 0)
		r.event = v;
	r.fix.lat = number(cells_at(&c, A_LAT));
	r.fix.lon = number(cells_at(&c, A_LON));
	if (isnan(r.fix.lat) || isnan(r.fix.lon))
		return (RC_MALFORMED);
	r.fix.valid = span_eq(cells_at(&c, A_VALID), SPAN("A"));
	if (cells_int(cells_at(&c, A_SATS), &v) && v >= 0 && v < 256)
		r.fix.sats = (int)v;
	r.fix.kmh = number(cells_at(&c, A_SPEED));
	r.fix.course = number(cells_at(&c, A_COURSE));
	r.fix.hdop = number(cells_at(&c, A_HDOP));
	r.fix.alt = number(cells_at(&c, A_ALT));
	if (!isnan(number(cells_at(&c, A_ODOMETER))))
		tracker_odometer(r.m, number(cells_at(&c, A_ODOMETER)));
	named(&r, "rssi", number(cells_at(&c, A_RSSI)));
	named(&r, "runtime", number(cells_at(&c, A_RUNTIME)));
	cell_of(&r, cells_at(&c, A_CELL));
	state(&r, &c);
	end(&r);
	return (RC_OK);
}

static int64_t
time_of(uint64_t seconds)
{

	return (((int64_t)seconds + EPOCH) * 1000);
}

static rc
compressed(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c)
{
	struct report r;
	size_t size;

	(void)cur_be(c, 2);		/* Version. */
	size = (size_t)cur_le(c, 2);
	(void)cur_be(c, 4);		/* Waiting. */
	while (cur_ok(c) && cur_left(c) > 0) {
		struct cur p = cur_of(cur_take(c, size));

		begin(&r, s, out);
		r.event = cur_u8(&p);
		r.fix.lat = (int32_t)cur_le(&p, 4) / 1e6;
		r.fix.lon = (int32_t)cur_le(&p, 4) / 1e6;
		r.time = time_of(cur_le(&p, 4));
		r.fix.valid = cur_u8(&p) != 0;
		r.fix.sats = cur_u8(&p);
		named(&r, "rssi", cur_u8(&p));
		r.fix.kmh = (double)cur_le(&p, 2);
		r.fix.course = (double)cur_le(&p, 2);
		r.fix.hdop = (double)cur_le(&p, 2) / 10;
		r.fix.alt = (int16_t)cur_le(&p, 2);
		tracker_odometer(r.m, (double)cur_le(&p, 4));
		named(&r, "runtime", (double)cur_le(&p, 4));
		r.mcc = (int64_t)cur_le(&p, 2);
		r.mnc = (int64_t)cur_le(&p, 2);
		r.lac = (int64_t)cur_le(&p, 2);
		r.cid = (int64_t)cur_le(&p, 2);
		named(&r, "state", (double)cur_le(&p, 2));
		named(&r, "adc1", (double)cur_le(&p, 2) / 100);
		tracker_battery(r.m, (double)cur_le(&p, 2) / 100);
		tracker_volts(r.m, (double)cur_le(&p, 2) / 100);
		if (!cur_ok(&p))
			return (RC_MALFORMED);
		end(&r);
	}
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

static void
known(struct report *r, const struct item *item, uint64_t v, struct span raw)
{

	switch ((enum meaning)item->meaning) {
	case EVENT:
		r->event = (int64_t)v;
		break;
	case VALID:
		r->fix.valid = v != 0;
		break;
	case SATS:
		r->fix.sats = (int)(v & 255);
		break;
	case SPEED:
		r->fix.kmh = (double)v;
		break;
	case COURSE:
		r->fix.course = (double)v;
		break;
	case HDOP:
		r->fix.hdop = (double)v / 10;
		break;
	case ALTITUDE:
		r->fix.alt = (int16_t)v;
		break;
	case LATITUDE:
		r->fix.lat = (int32_t)v / 1e6;
		break;
	case LONGITUDE:
		r->fix.lon = (int32_t)v / 1e6;
		break;
	case TIME:
		r->time = time_of(v & UINT32_MAX);
		break;
	case ODOMETER:
		tracker_odometer(r->m, (double)v);
		break;
	case POWER:
		tracker_volts(r->m, (double)v / 100);
		break;
	case BATTERY:
		tracker_battery(r->m, (double)v / 100);
		break;
	case LEVEL:
		tracker_battery_level(r->m, (double)v);
		break;
	case DRIVER:
		message_more(r->m, "driver", MESSAGE_PLAIN,
		    message_of_text(message_hex(r->m, raw)));
		break;
	case NAMED:
		named(r, item->name, (double)v / item->by);
		break;
	}
}

static void
one_item(struct report *r, unsigned id, struct span raw)
{
	struct cur c = cur_of(raw);
	uint64_t v = cur_le(&c, raw.n);

	for (size_t i = 0; i < COUNT_OF(items); i++) {
		if (items[i].id == id) {
			known(r, &items[i], v, raw);
			return;
		}
	}
	message_more(r->m, "item", id, message_of_int((int64_t)v));
}

/* An item with a length of its own. */
static void
long_item(struct report *r, unsigned id, struct span raw)
{
	struct cur c = cur_of(raw);

	switch (id) {
	case 0x0e:			/* The cell that serves. */
		r->mcc = (int64_t)cur_le(&c, 2);
		r->mnc = (int64_t)cur_le(&c, 2);
		r->lac = (int64_t)cur_le(&c, 2);
		r->cid = (int64_t)cur_le(&c, 4);
		if (!cur_ok(&c))
			r->mcc = r->mnc = r->lac = r->cid = -1;
		break;
	case 0xfea8:			/* Kind and level of batteries. */
		(void)cur_u8(&c);
		tracker_battery_level(r->m, cur_u8(&c));
		break;
	default:
		if (id >= 0x2a && id <= 0x31 && raw.n == 3) {
			(void)cur_u8(&c);
			message_more(r->m, "temp", id - 0x2a, message_of_num(
			    (int16_t)cur_le(&c, 2) / 100.0));
		} else
			message_more(r->m, "item", id,
			    message_of_text(message_hex(r->m, raw)));
	}
}

static unsigned
item_id(struct cur *c)
{
	unsigned id = cur_u8(c);

	return (id == EXTENDED ? id << 8 | cur_u8(c) : id);
}

static rc
of_items(const struct tracker_session *s, const struct tracker_out *out,
    struct span packet)
{
	struct cur c = cur_of(packet);
	struct report r;
	unsigned n;

	begin(&r, s, out);
	(void)cur_be(&c, 2);		/* Items in all. */
	for (size_t size = 1; size <= 4; size *= 2) {
		n = cur_u8(&c);
		for (unsigned i = 0; i < n && cur_ok(&c); i++) {
			unsigned id = item_id(&c);
			struct span raw = cur_take(&c, size);

			if (cur_ok(&c))
				one_item(&r, id, raw);
		}
	}
	if (!cur_ok(&c) || r.time == EVENT_NO_TIME)
		return (RC_MALFORMED);
	n = cur_u8(&c);
	for (unsigned i = 0; i < n && cur_ok(&c); i++) {
		unsigned id = item_id(&c);
		struct span raw = cur_take(&c, cur_u8(&c));

		if (cur_ok(&c))
			long_item(&r, id, raw);
	}
	end(&r);
	return (RC_OK);
}

static rc
all_items(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c)
{
	unsigned n;

	(void)cur_be(c, 4);		/* Waiting. */
	n = (unsigned)cur_le(c, 2);
	for (unsigned i = 0; i < n; i++) {
		struct span packet = cur_take(c, (size_t)cur_le(c, 2));

		if (!cur_ok(c) || of_items(s, out, packet) != RC_OK)
			return (RC_MALFORMED);
	}
	return (RC_OK);
}

/* Orders and their answers share the flag; the command tells them apart. */
static struct span
order_id(const struct tracker_session *s, int flag, char *text)
{

	memcpy(text, s->id, s->id_n);
	text[s->id_n] = '-';
	text[s->id_n + 1] = (char)flag;
	return ((struct span){ text, s->id_n + 2 });
}

/* C01,speed,ABCDE: outputs, each 0 off, 1 on, 2 as it is. */
static const char *
output(struct span data)
{
	struct cells c;
	struct span which;

	cells_split(&c, data, ',');
	which = cells_at(&c, 2);
	if (which.n == 0 || (which.p[0] != '0' && which.p[0] != '1'))
		return (NULL);
	return (vocabulary_order("meitrack",
	    OUTPUT + (unsigned)(which.p[0] - '0')));
}

static void
order(const struct tracker_session *s, const struct tracker_out *out,
    int flag, struct span word, struct span data)
{
	char text[ID_BYTES];
	const char *means;

	/* The number of a table of parameters may stand before. */
	if (word.n == 4 && cells_digits(word, 0, 1) >= 0)
		data = span_from(data, 1);
	means = span_starts(data, SPAN("C01")) ? output(data) :
	    vocabulary_order_word("meitrack", data);
	if (means != NULL)
		tracker_order(s, out, EVENT_NO_TIME, means,
		    order_id(s, flag, text));
	else
		tracker_said(s, out, EVENT_NO_TIME, "command");
}

/* What a unit says that is no report: an answer. */
static void
answer(const struct tracker_session *s, const struct tracker_out *out,
    int flag, struct span word, struct cur *c)
{
	char text[ID_BYTES];
	struct span said = cur_take(c, cur_left(c));

	if (span_eq(said, SPAN("OK")) || span_eq(said, SPAN("ok")))
		tracker_obeyed(s, out, EVENT_NO_TIME,
		    order_id(s, flag, text), true);
	else if (!span_eq(word, SPAN("AAC")))
		tracker_said(s, out, EVENT_NO_TIME, "answer");
}

/* Words that the server sends to say that it has a report. */
static bool
is_receipt(struct span word)
{

	return (span_eq(word, SPAN("AAA")) || span_eq(word, SPAN("AAC")) ||
	    span_eq(word, SPAN("CCC")) || span_eq(word, SPAN("CCE")));
}

static struct span
trimmed(struct span frame)
{

	if (frame.n >= 2 && frame.p[frame.n - 2] == '\r' &&
	    frame.p[frame.n - 1] == '\n')
		frame.n -= 2;
	return (frame);
}

static rc
body(struct tracker_session *s, const struct tracker_out *out, struct cur *c,
    int first, int flag)
{
	struct span id, word, all;

	(void)cur_eat(c, ',');
	id = cur_until(c, ',');
	if (!cells_all_digits(id) || !cur_eat(c, ','))
		return (RC_MALFORMED);
	tracker_named(s, id);
	all = span_from(c->in, c->at);
	word = cur_until(c, ',');
	(void)cur_eat(c, ',');
	if (word.n < 3 || word.n > 4)
		return (RC_MALFORMED);
	if (first == '@') {
		if (!is_receipt(word))
			order(s, out, flag, word, all);
		return (RC_OK);
	}
	if (span_eq(word, SPAN("AAA")))
		return (in_cells(s, out, cur_take(c, cur_left(c))));
	if (span_eq(word, SPAN("CCC")))
		return (compressed(s, out, c));
	if (span_eq(word, SPAN("CCE")))
		return (all_items(s, out, c));
	answer(s, out, flag, word, c);
	return (RC_OK);
}

rc
meitrack_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c;
	int first, flag;
	size_t n;
	uint64_t sum;

	frame = trimmed(frame);
	if (frame.n == 0 || (frame.n == 1 && (frame.p[0] == '\r' ||
	    frame.p[0] == '\n')))
		return (RC_OK);
	c = cur_of(frame);
	if (head(&c, &first, &flag, &n) != RC_OK || frame.n < TAIL ||
	    frame.p[frame.n - TAIL] != '*' ||
	    !cells_hex(span_from(frame, frame.n - 2), &sum))
		return (RC_MALFORMED);
	frame.n -= 2;
	if (sum != checksum_sum(frame) && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	frame.n--;
	if (c.at > frame.n)
		return (RC_MALFORMED);
	c.in = frame;
	return (body(s, out, &c, first, flag));
}
