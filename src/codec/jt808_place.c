/* SPDX-License-Identifier: Apache-2.0 */
/* The position report of JT/T 808. */
#include <math.h>

#include "codec/cells.h"
#include "codec/jt808_place.h"
#include "codec/vocabulary.h"

#define DEGREE		1e-6
#define ZONE		INT64_C(28800000)	/* GMT+8, ms. */
#define CLOCK		6			/* Bytes of a time. */
#define OLD_TAIL	18	/* Bytes behind the report of old units. */
#define BARS		6			/* A full battery. */
#define EXTENDED	0xeb			/* Holds items of its own, */
#define DRIVING		0xfe			/* and so does this one, */
#define DRIVING_MARK	0x7c			/* behind this byte. */
#define LOCK		0xe8			/* Begins with a kind. */

/* Bits of the state. */
enum { ACC, FIXED, SOUTH, WEST, FUEL_CUT = 10 };

/* Alarm bits that only 2019 defines; before, makers used them. */
#define BITS_2019	UINT32_C(0x00038000)

/* What an item means; what no row has stays unmapped. */
enum meaning {
	NAMED,				/* Number under that name. */
	ODOMETER,			/* Metres: value times ${by}. */
	VOLTS, BATTERY,			/* Parts of 1. */
	LEVEL, LEVEL_OF_BARS,		/* Percent, or bars. */
	SATS, HDOP,
	ALARM, BITS, BITS_OFF,		/* A code; set, or cleared, bits. */
	CELL_8, CELL_16,		/* MCC, MNC of so many bits, ... */
	TEXT, DIGITS			/* Characters, or BCD. */
};

struct item {
	uint32_t	id;		/* Outer id << 16 + inner one. */
	uint8_t		n;		/* Bytes of it; 0: any. */
	uint8_t		at, size;	/* Where its number is. */
	uint8_t		meaning;	/* enum meaning */
	uint16_t	by;
	const char	*name;
};

/* From 0x32 on each maker has his own. */
static const struct item items[] = {
	{ 0x01, 4, 0, 4, ODOMETER, 100, NULL },
	{ 0x02, 2, 0, 2, NAMED, 10, "fuel" },
	{ 0x03, 2, 0, 2, NAMED, 10, "recorder_speed" },
	{ 0x04, 2, 0, 2, NAMED, 1, "event" },
	{ 0x25, 4, 0, 4, NAMED, 1, "signals" },
	{ 0x2a, 2, 0, 2, NAMED, 1, "io" },
	{ 0x2b, 4, 0, 4, NAMED, 1, "analog" },
	{ 0x30, 1, 0, 1, NAMED, 1, "rssi" },
	{ 0x31, 1, 0, 1, SATS, 1, NULL },
	{ 0x57, 8, 4, 2, BITS, 0x57, NULL },
	{ 0x69, 2, 0, 2, BATTERY, 100, NULL },
	{ 0x82, 2, 0, 2, VOLTS, 10, NULL },
	{ 0xac, 4, 0, 4, ODOMETER, 1, NULL },
	{ 0xbd, 0, 0, 0, TEXT, 0, "driver" },
	{ 0xd4, 1, 0, 1, LEVEL, 1, NULL },
	{ 0xd5, 2, 0, 2, BATTERY, 100, NULL },
	{ 0xe1, 12, 0, 0, CELL_16, 3, NULL },
	{ 0xe3, 6, 0, 1, LEVEL, 1, NULL },
	{ 0xe3, 6, 2, 2, BATTERY, 100, NULL },
	{ 0xe4, 2, 1, 1, LEVEL, 1, NULL },
	{ 0xf6, 8, 0, 0, DIGITS, 0, "imei" },
	{ 0xf7, 6, 0, 4, BATTERY, 1000, NULL },
	{ 0xf7, 6, 5, 1, LEVEL, 1, NULL },
	{ 0xf9, 18, 10, 2, HDOP, 10, NULL },
	{ 0xfe, 1, 0, 1, LEVEL, 1, NULL },
	{ 0xfe, 4, 0, 4, ODOMETER, 1, NULL },
	{ LOCK << 16 | 0x04, 19, 0, 1, ALARM, LOCK, NULL },
	{ LOCK << 16 | 0x20, 9, 3, 1, LEVEL_OF_BARS, BARS, NULL },
	{ LOCK << 16 | 0x20, 9, 4, 2, BATTERY, 100, NULL },
	{ LOCK << 16 | 0x20, 9, 7, 2, VOLTS, 100, NULL },
	{ EXTENDED << 16 | 0x2d, 2, 0, 2, BATTERY, 1000, NULL },
	{ EXTENDED << 16 | 0x2d, 4, 0, 4, VOLTS, 1000, NULL },
	{ EXTENDED << 16 | 0x89, 4, 0, 4, BITS_OFF, 0x89, NULL },
	{ EXTENDED << 16 | 0xa8, 1, 0, 1, LEVEL, 1, NULL },
	{ EXTENDED << 16 | 0xb2, 10, 0, 0, DIGITS, 0, "iccid" },
	{ EXTENDED << 16 | 0xd5, 15, 0, 0, TEXT, 0, "imei" },
	{ EXTENDED << 16 | 0xd8, 0, 0, 0, CELL_8, 2, NULL },
	{ EXTENDED << 16 | 0xe1, 1, 0, 1, LEVEL, 1, NULL },
	{ DRIVING << 16 | 0x01, 4, 0, 4, BITS, DRIVING_MARK, NULL },
};

/* A report at work. */
struct place {
	const struct tracker_session	*s;
	const struct tracker_out	*out;
	struct message		*m;
	struct tracker_fix	 fix;
	int64_t			 time;
	struct tracker_alarms	 alarms;
};

int64_t
jt808_place_time(struct cur *c)
{
	char text[2 * CLOCK];
	struct span raw = cur_take(c, CLOCK);
	int64_t t;

	if (!cur_ok(c))
		return (EVENT_NO_TIME);
	(void)tracker_bcd(raw, text);
	t = cells_date((struct span){ text, CLOCK },
	    (struct span){ text + CLOCK, CLOCK }, "ymd");
	return (t == EVENT_NO_TIME ? t : t - ZONE);
}

/* MCC u16, MNC, area, cell u32; the strength may follow. */
static void
cell(struct place *p, struct span raw, size_t mnc_n, size_t lac_n)
{
	struct cur c = cur_of(raw);
	int64_t mcc = (int64_t)cur_be(&c, 2);
	int64_t mnc = (int64_t)cur_be(&c, mnc_n);
	int64_t lac = (int64_t)cur_be(&c, lac_n);
	int64_t cid = (int64_t)cur_be(&c, 4);

	if (cur_ok(&c))
		tracker_cell(p->m, mcc, mnc, lac, cid);
}

/* Up to its padding. */
static struct span
padded(struct span raw)
{
	struct cur c = cur_of(raw);

	return (cells_trim(cur_until(&c, '\0')));
}

static void
digits(struct place *p, const char *name, struct span raw)
{
	struct span text = message_hex(p->m, raw);

	if (strcmp(name, "imei") != 0)
		message_more(p->m, name, MESSAGE_PLAIN,
		    message_of_text(text));
	else if (text.n > 0 && text.p[0] == '0')
		message_text(p->m, FIELD_DEVICE_IMEI, span_from(text, 1));
}

static void
item_text(struct place *p, const struct item *i, struct span raw)
{
	struct span text = padded(raw);

	if (text.n == 0)
		return;
	if (strcmp(i->name, "imei") == 0)
		message_text(p->m, FIELD_DEVICE_IMEI, text);
	else
		message_more(p->m, i->name, MESSAGE_PLAIN,
		    message_of_text(text));
}

/* What one row says about an item. */
static void
one_meaning(struct place *p, const struct item *i, struct span raw)
{
	struct cur c = cur_of(raw);
	uint64_t v;
	double num;

	(void)cur_take(&c, i->at);
	v = cur_be(&c, i->size);
	num = (double)v / (i->by > 0 ? i->by : 1);
	switch ((enum meaning)i->meaning) {
	case NAMED:
		message_more(p->m, i->name, MESSAGE_PLAIN,
		    message_of_num(num));
		break;
	case ODOMETER:
		tracker_odometer(p->m, (double)v * i->by);
		break;
	case VOLTS:
		tracker_volts(p->m, num);
		break;
	case BATTERY:
		tracker_battery(p->m, num);
		break;
	case LEVEL:
		tracker_battery_level(p->m, num);
		break;
	case LEVEL_OF_BARS:
		tracker_battery_level(p->m, floor(num * 100));
		break;
	case SATS:
		p->fix.sats = (int)v;
		message_int(p->m, FIELD_GNSS_SATS, (int64_t)v);
		break;
	case HDOP:
		message_num(p->m, FIELD_GNSS_HDOP, num);
		break;
	case ALARM:
		tracker_alarms_add(&p->alarms, vocabulary_alarm("jt808",
		    (uint32_t)i->by << 16 | (uint32_t)v));
		break;
	case BITS:
		tracker_alarms_bits(&p->alarms, "jt808",
		    (uint32_t)i->by << 16, (uint32_t)v);
		break;
	case BITS_OFF:
		tracker_alarms_bits(&p->alarms, "jt808",
		    (uint32_t)i->by << 16, (uint32_t)~v);
		break;
	case CELL_8:
		cell(p, raw, 1, i->by);
		break;
	case CELL_16:
		cell(p, raw, 2, i->by);
		break;
	case TEXT:
		item_text(p, i, raw);
		break;
	case DIGITS:
		digits(p, i->name, raw);
		break;
	}
}

static void
one_item(struct place *p, uint32_t id, struct span raw)
{
	bool known = false;

	for (size_t i = 0; i < COUNT_OF(items); i++) {
		if (items[i].id != id ||
		    (items[i].n != 0 && items[i].n != raw.n))
			continue;
		known = true;
		one_meaning(p, &items[i], raw);
	}
	if (!known && raw.n > 0)
		message_more(p->m, "item", id,
		    message_of_text(message_hex(p->m, raw)));
}

/* Items whose length and id have two bytes, the length counting both the id
 * and the value; false: it is not made of such.  ${p} NULL: only walk. */
static bool
extended(struct place *p, struct span raw)
{
	struct cur c = cur_of(raw);

	while (cur_left(&c) > 0) {
		size_t n = (size_t)cur_be(&c, 2);
		struct cur i = cur_of(cur_take(&c, n));
		uint32_t id = (uint32_t)cur_be(&i, 2);
		struct span value = cur_take(&i, cur_left(&i));

		if (!cur_ok(&c) || !cur_ok(&i))
			return (false);
		if (p != NULL)
			one_item(p, EXTENDED << 16 | id, value);
	}
	return (true);
}

/* A seal lock's messages: M00 tells its state, and hundredths of volts. */
static void
sentence(struct place *p, struct span raw)
{
	struct span text = padded(raw);
	struct cells c;
	int v;

	cells_split(&c, text, ',');
	if (!span_eq(cells_at(&c, 0), SPAN("*M00")))
		return;
	v = cells_digits(cells_at(&c, 2), 2, 3);
	if (v >= 0)
		tracker_battery(p->m, v / 100.0);
}

static void
item(struct place *p, unsigned id, struct span raw);

/* Items of one byte of id and one of length. */
static void
all_items(struct place *p, struct cur *c, unsigned within)
{

	while (cur_left(c) > 0) {
		unsigned id = cur_u8(c);
		struct span raw = cur_take(c, cur_u8(c));

		if (!cur_ok(c))
			return;		/* Whole ones are told. */
		if (within != 0)
			one_item(p, within << 16 | id, raw);
		else
			item(p, id, raw);
	}
}

static void
item(struct place *p, unsigned id, struct span raw)
{
	struct cur c = cur_of(raw);

	if (id == EXTENDED && extended(NULL, raw))
		(void)extended(p, raw);
	else if (id == DRIVING && raw.n > 0 && cur_eat(&c, DRIVING_MARK))
		all_items(p, &c, DRIVING);
	else if (id == LOCK && raw.n > 0)
		one_item(p, LOCK << 16 | (unsigned char)raw.p[0],
		    span_from(raw, 1));
	else if (id == 0x33)
		sentence(p, raw);
	else
		one_item(p, id, raw);
}

/* Is ${raw} made of items that the standard names?  Old units send as many
 * bytes of fixed layout there. */
static bool
standard(struct span raw)
{
	struct cur c = cur_of(raw);

	while (cur_left(&c) > 0) {
		unsigned id = cur_u8(&c);

		(void)cur_take(&c, cur_u8(&c));
		if (!cur_ok(&c) || id == 0 || (id > 0x06 && id < 0x11) ||
		    (id > 0x14 && id < 0x25) || (id > 0x31 && id < 0xe0))
			return (false);
	}
	return (true);
}

/* Left: fuel u16, range u16; odometer in km, volts, area, signal, own. */
static void
old_tail(struct place *p, struct cur *c)
{

	(void)cur_take(c, 4);
	tracker_odometer(p->m, (double)cur_be(c, 4) * 1000);
	tracker_battery(p->m, (double)cur_be(c, 2) / 10);
	(void)cur_take(c, 4);
	message_more(p->m, "rssi", MESSAGE_PLAIN,
	    message_of_int(cur_u8(c)));
}

static void
told(struct place *p)
{

	tracker_done(p->out);
	tracker_alarms_tell(p->s, p->out, p->time, &p->alarms, &p->fix);
}

bool
jt808_place_read(const struct tracker_session *s,
    const struct tracker_out *out, struct span body,
    struct jt808_place_kind kind)
{
	struct place p = { .s = s, .out = out, .fix = TRACKER_NO_FIX };
	struct cur c = cur_of(body);
	uint32_t alarm = (uint32_t)cur_be(&c, 4);
	uint32_t state = (uint32_t)cur_be(&c, 4);

	p.fix.lat = (double)cur_be(&c, 4) * DEGREE;
	p.fix.lon = (double)cur_be(&c, 4) * DEGREE;
	p.fix.alt = (int16_t)cur_be(&c, 2);
	p.fix.kmh = (double)cur_be(&c, 2) / 10;
	p.fix.course = (double)cur_be(&c, 2);
	p.time = jt808_place_time(&c);
	if (!cur_ok(&c))
		return (false);
	p.fix.valid = (state >> FIXED & 1) != 0;
	if ((state >> SOUTH & 1) != 0)
		p.fix.lat = -p.fix.lat;
	if ((state >> WEST & 1) != 0)
		p.fix.lon = -p.fix.lon;
	p.m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, p.time);
	tracker_fix(p.m, &p.fix);
	tracker_ignition(p.m, (state >> ACC & 1) != 0);
	message_bool(p.m, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED,
	    (state >> FUEL_CUT & 1) != 0);
	message_more(p.m, "state", MESSAGE_PLAIN, message_of_int(state));
	message_more(p.m, "alarm", MESSAGE_PLAIN, message_of_int(alarm));
	if (kind.archive)
		message_more(p.m, "archive", MESSAGE_PLAIN,
		    message_of_bool(true));
	tracker_alarms_bits(&p.alarms, "jt808", 0,
	    kind.of_2019 ? alarm & ~BITS_2019 : alarm);
	if (cur_left(&c) == OLD_TAIL && !standard(span_from(body, c.at)))
		old_tail(&p, &c);
	else
		all_items(&p, &c, 0);
	told(&p);
	return (true);
}

/* Of the short form. */
enum { SHORT_FIXED, SHORT_NORTH, SHORT_EAST };
enum { SHORT_ALTITUDE = 0x02 };
#define SHORT_BCD	15		/* Bytes: time and place. */
#define CHARGING	0xaa

/* Degrees of (d)ddmmmmmm in text. */
static double
short_angle(struct span text, size_t degrees)
{
	int whole = cells_digits(text, 0, degrees);
	int minutes = cells_digits(text, degrees, 6);

	return (whole < 0 || minutes < 0 ? TRACKER_UNTOLD :
	    whole + minutes / 600000.0);
}

static bool
short_fix(struct place *p, struct cur *c, bool valid)
{
	char raw[2 * SHORT_BCD];
	struct span text = cur_take(c, SHORT_BCD);
	uint64_t flags = 0;
	int speed;

	if (!cur_ok(c))
		return (false);
	(void)tracker_bcd(text, raw);
	p->time = cells_date((struct span){ raw, 6 },
	    (struct span){ raw + 6, 6 }, "dmy");
	p->fix.lat = short_angle((struct span){ raw + 12, 8 }, 2);
	p->fix.lon = short_angle((struct span){ raw + 20, 9 }, 3);
	(void)cells_hex((struct span){ raw + 29, 1 }, &flags);
	p->fix.valid = valid && (flags >> SHORT_FIXED & 1) != 0;
	if ((flags >> SHORT_NORTH & 1) == 0)
		p->fix.lat = -p->fix.lat;
	if ((flags >> SHORT_EAST & 1) == 0)
		p->fix.lon = -p->fix.lon;
	speed = cells_digits(tracker_bcd(cur_take(c, 1), raw), 0, 2);
	if (speed >= 0)
		p->fix.kmh = speed * 1.852;
	p->fix.course = cur_u8(c) * 2.0;
	return (cur_ok(c) && !isnan(p->fix.lat) && !isnan(p->fix.lon));
}

bool
jt808_place_short(const struct tracker_session *s,
    const struct tracker_out *out, struct cur *c, bool valid)
{
	struct place p = { .s = s, .out = out, .fix = TRACKER_NO_FIX };
	int64_t rssi, odometer, cid, lac, state;
	unsigned battery;

	if (!short_fix(&p, c, valid))
		return (false);
	rssi = cur_u8(c);
	p.fix.sats = cur_u8(c);
	odometer = (int64_t)cur_be(c, 4);
	battery = cur_u8(c);
	cid = (int64_t)cur_be(c, 4);
	lac = (int64_t)cur_be(c, 2);
	(void)cur_u8(c);		/* Product. */
	state = (int64_t)cur_be(c, 2);
	(void)cur_be(c, 2);		/* Why it woke. */
	if (!cur_ok(c))
		return (false);
	p.m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, p.time);
	while (cur_left(c) > 0 && cur_ok(c)) {
		unsigned id = cur_u8(c);
		struct cur i = cur_of(cur_take(c, cur_u8(c)));

		if (id == SHORT_ALTITUDE && cur_left(&i) == 2)
			p.fix.alt = (int16_t)cur_be(&i, 2);
	}
	tracker_fix(p.m, &p.fix);
	tracker_odometer(p.m, (double)odometer * 1000);
	if (battery <= 100)
		tracker_battery_level(p.m, battery);
	message_more(p.m, "charging", MESSAGE_PLAIN,
	    message_of_bool(battery == CHARGING));
	if (cid != 0)
		tracker_cell(p.m, -1, -1, lac, cid);
	message_more(p.m, "rssi", MESSAGE_PLAIN, message_of_int(rssi));
	message_more(p.m, "state", MESSAGE_PLAIN, message_of_int(state));
	told(&p);
	return (true);
}
