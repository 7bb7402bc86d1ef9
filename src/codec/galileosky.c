/* SPDX-License-Identifier: Apache-2.0 */
/* Galileosky. */
#include <math.h>

#include "base/cur.h"
#include "base/hash.h"
#include "codec/cells.h"
#include "codec/checksum.h"
#include "codec/galileosky.h"
#include "codec/vocabulary.h"

#define HEAD		3
#define CRC		2
#define LENGTH		0x7fffu		/* Bit 15: more is stored. */
#define FRAME_MAX	32768
#define PACKET		0x01
#define PICTURE		0x07
#define DEGREE		1e-6
#define IMEI		15
#define ID_BYTES	4		/* Of a command. */
#define CUT_BELOW	1.0		/* V */
#define CUT		(0x41u << 16)	/* Code of "the supply is gone". */

/* Iridium's information elements. */
enum { CALL = 0x01, PAYLOAD = 0x02 };
#define CALL_BYTES	0x1c

enum {
	TAG_IMEI = 0x03, TAG_TIME = 0x20, TAG_PLACE = 0x30,
	TAG_MOVE = 0x33, TAG_ALTITUDE = 0x34, TAG_HDOP = 0x35,
	TAG_STATUS = 0x40, TAG_SUPPLY = 0x41, TAG_BATTERY = 0x42,
	TAG_DRIVER = 0x90, TAG_DRIVER_2 = 0xd3, TAG_ODOMETER = 0xd4,
	TAG_COMMAND = 0xe0, TAG_TEXT = 0xe1
};

#define COUNTED		0xff		/* A byte tells the length, */
#define COUNTED_LONG	0xfe		/* or two. */

/* Bytes of the values, ascending; others are unknown. */
static const struct {
	uint8_t	first, last, n;
} sizes[] = {
	{ 0x01, 0x02, 1 }, { 0x03, 0x03, IMEI }, { 0x04, 0x04, 2 },
	{ 0x10, 0x10, 2 }, { 0x20, 0x20, 4 }, { 0x21, 0x21, 2 },
	{ 0x30, 0x30, 9 }, { 0x33, 0x33, 4 }, { 0x34, 0x34, 2 },
	{ 0x35, 0x35, 1 }, { 0x40, 0x42, 2 }, { 0x43, 0x43, 1 },
	{ 0x44, 0x44, 4 }, { 0x45, 0x46, 2 }, { 0x47, 0x47, 4 },
	{ 0x48, 0x48, 2 }, { 0x50, 0x59, 2 }, { 0x5c, 0x5c, 68 },
	{ 0x60, 0x62, 2 }, { 0x63, 0x6f, 3 }, { 0x70, 0x77, 2 },
	{ 0x78, 0x79, 2 }, { 0x80, 0x87, 3 }, { 0x88, 0x8c, 1 },
	{ 0x90, 0x90, 4 }, { 0xa0, 0xaf, 1 }, { 0xb0, 0xb9, 2 },
	{ 0xc0, 0xc3, 4 }, { 0xc4, 0xd2, 1 }, { 0xd3, 0xd4, 4 },
	{ 0xd5, 0xd5, 1 }, { 0xd6, 0xda, 2 }, { 0xdb, 0xdf, 4 },
	{ 0xe0, 0xe0, ID_BYTES }, { 0xe1, 0xe1, COUNTED }, { 0xe2, 0xe9, 4 },
	{ 0xea, 0xea, COUNTED }, { 0xf0, 0xf9, 4 },
	{ 0xfe, 0xfe, COUNTED_LONG },
};

/* One record: its tags, as they stand in the packet. */
struct record {
	struct span	tag[256];	/* Without bytes: not there. */
};

/* A packet at work. */
struct work {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	struct record			 r;
};

/* Does an Iridium packet begin here?  No tag 1c follows a version 0. */
static bool
is_satellite(struct span in)
{
	struct cur c = cur_of(in);

	(void)cur_take(&c, HEAD);
	return (cur_u8(&c) == CALL && cur_be(&c, 2) == CALL_BYTES &&
	    cur_ok(&c));
}

rc
galileosky_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	int kind = cur_peek(&c);
	size_t len;

	*n = 1;
	if (kind >= 0 && kind != PACKET && kind != PICTURE)
		return (RC_MALFORMED);
	(void)cur_u8(&c);
	len = (size_t)cur_le(&c, 2) & LENGTH;
	if (cur_ok(&c) && len == 0)
		return (RC_MALFORMED);
	if (in.n < 2 * HEAD)
		return (RC_MORE);
	if (kind == PACKET && is_satellite(in)) {
		c = cur_of(in);
		(void)cur_u8(&c);
		len = (size_t)cur_be(&c, 2);
	} else
		len += CRC;
	if (len > FRAME_MAX - HEAD)
		return (RC_MALFORMED);
	(void)cur_take(&c, len);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

/* The bytes of the value of ${tag}; sticky when it is unknown. */
static struct span
value(struct cur *c, unsigned tag)
{

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		if (tag < sizes[i].first || tag > sizes[i].last)
			continue;
		if (sizes[i].n == COUNTED)
			return (cur_take(c, cur_u8(c)));
		if (sizes[i].n == COUNTED_LONG)
			return (cur_take(c, (size_t)cur_le(c, 2)));
		return (cur_take(c, sizes[i].n));
	}
	/* Of an unknown one nobody knows the end. */
	return (cur_take(c, SIZE_MAX));
}

static bool
has(const struct record *r, unsigned tag)
{

	return (r->tag[tag].n > 0);
}

/* The number under ${tag}; 0 when it is not there. */
static uint64_t
number(const struct record *r, unsigned tag)
{
	struct cur c = cur_of(r->tag[tag]);

	return (cur_le(&c, cur_left(&c) <= 8 ? cur_left(&c) : 0));
}

static void
named(struct work *w)
{
	struct span imei = w->r.tag[TAG_IMEI];

	if (!cells_all_digits(imei))
		return;
	tracker_named(w->s, imei);
	if (w->s->state[0] == 0)
		tracker_connect(w->s, w->out, "tcp");
	w->s->state[0] = 1;
}

/* Nibbles: whose fix it is (0: of satellites), how many of them. */
static void
place(const struct record *r, struct tracker_fix *f)
{
	struct cur c = cur_of(r->tag[TAG_PLACE]);
	unsigned kind = cur_u8(&c);

	*f = TRACKER_NO_FIX;
	f->valid = kind >> 4 == 0;
	f->sats = kind & 15;
	f->lat = (int32_t)cur_le(&c, 4) * DEGREE;
	f->lon = (int32_t)cur_le(&c, 4) * DEGREE;
	c = cur_of(r->tag[TAG_MOVE]);
	if (has(r, TAG_MOVE)) {
		f->kmh = (double)cur_le(&c, 2) / 10;
		f->course = (double)cur_le(&c, 2) / 10;
	}
	if (has(r, TAG_ALTITUDE))
		f->alt = (int16_t)number(r, TAG_ALTITUDE);
	if (has(r, TAG_HDOP))
		f->hdop = (double)number(r, TAG_HDOP) / 10;
}

/* Is ${tag} told in a field of its own, or of no interest here? */
static bool
is_known(unsigned tag)
{
	static const uint8_t tags[] = { TAG_IMEI, TAG_TIME, TAG_PLACE,
	    TAG_MOVE, TAG_ALTITUDE, TAG_HDOP, TAG_SUPPLY, TAG_BATTERY,
	    TAG_DRIVER, TAG_DRIVER_2, TAG_ODOMETER, TAG_COMMAND, TAG_TEXT };

	return (memchr(tags, (int)tag, sizeof(tags)) != NULL);
}

static void
fields(const struct record *r, struct message *m)
{
	static const uint8_t drivers[] = { TAG_DRIVER, TAG_DRIVER_2 };

	if (has(r, TAG_SUPPLY))
		tracker_volts(m, (double)number(r, TAG_SUPPLY) / 1000);
	if (has(r, TAG_BATTERY))
		tracker_battery(m, (double)number(r, TAG_BATTERY) / 1000);
	if (has(r, TAG_ODOMETER))
		tracker_odometer(m, (double)number(r, TAG_ODOMETER));
	for (size_t i = 0; i < COUNT_OF(drivers); i++) {
		if (number(r, drivers[i]) != 0)
			message_more(m, "driver", MESSAGE_PLAIN,
			    message_of_text(message_hex(m,
			    r->tag[drivers[i]])));
	}
	for (unsigned tag = 0; tag < COUNT_OF(r->tag); tag++) {
		if (!has(r, tag) || is_known(tag))
			continue;
		message_more(m, "tag", tag, r->tag[tag].n <= 4 ?
		    message_of_int((int64_t)number(r, tag)) :
		    message_of_text(message_hex(m, r->tag[tag])));
	}
}

static void
alarms(struct work *w, int64_t time, const struct tracker_fix *fix)
{
	struct tracker_alarms a = { .n = 0 };

	tracker_alarms_bits(&a, "galileosky", 0,
	    (uint32_t)number(&w->r, TAG_STATUS));
	if (has(&w->r, TAG_SUPPLY) &&
	    (double)number(&w->r, TAG_SUPPLY) / 1000 < CUT_BELOW)
		tracker_alarms_add(&a, vocabulary_alarm("galileosky", CUT));
	tracker_alarms_tell(w->s, w->out, time, &a, fix);
}

/* A command's text, or with the number of one that was seen, its answer. */
static void
command(struct work *w)
{
	struct span text = w->r.tag[TAG_TEXT], raw = w->r.tag[TAG_COMMAND];
	unsigned n = (unsigned)number(&w->r, TAG_COMMAND);
	const char *word = vocabulary_order_word("galileosky", text);
	char id[2 * ID_BYTES];

	if (raw.n != ID_BYTES)
		return;
	hash_hex((const uint8_t *)raw.p, raw.n, id);
	if (w->s->state[1] != 0 && w->s->state[2] == n) {
		w->s->state[1] = 0;
		tracker_obeyed(w->s, w->out, EVENT_NO_TIME,
		    (struct span){ id, sizeof(id) }, true);
	} else if (word != NULL) {
		w->s->state[1] = 1;
		w->s->state[2] = n;
		tracker_order(w->s, w->out, EVENT_NO_TIME, word,
		    (struct span){ id, sizeof(id) });
	} else
		tracker_said(w->s, w->out, EVENT_NO_TIME, "command");
}

/* What one record says. */
static void
told(struct work *w)
{
	struct tracker_fix fix;
	struct message *m;
	int64_t time;

	named(w);
	if (has(&w->r, TAG_TEXT))
		command(w);
	if (has(&w->r, TAG_PLACE)) {
		time = has(&w->r, TAG_TIME) ?
		    (int64_t)number(&w->r, TAG_TIME) * 1000 : EVENT_NO_TIME;
		place(&w->r, &fix);
		m = tracker_begin(w->s, w->out, TYPE_TELEMETRY_SAMPLE, time);
		tracker_fix(m, &fix);
		fields(&w->r, m);
		tracker_done(w->out);
		alarms(w, time, &fix);
	}
	w->r = (struct record){ .tag[0] = { NULL, 0 } };
}

static rc
tags(struct work *w, struct span all)
{
	struct cur c = cur_of(all);

	while (cur_left(&c) > 0) {
		unsigned tag = cur_u8(&c);
		struct span v = value(&c, tag);

		if (!cur_ok(&c)) {
			told(w);
			return (RC_MALFORMED);
		}
		if (has(&w->r, tag))
			told(w);
		w->r.tag[tag] = v;
	}
	told(w);
	return (RC_OK);
}

/* Over Iridium: who called, where about that was, and the tags. */
static rc
satellite(struct work *w, struct cur *c)
{
	rc r = RC_OK;

	while (cur_left(c) > 0) {
		unsigned kind = cur_u8(c);
		struct cur e = cur_of(cur_take(c, (size_t)cur_be(c, 2)));

		if (!cur_ok(c))
			return (RC_MALFORMED);
		if (kind == CALL) {
			(void)cur_take(&e, 4);
			w->r.tag[TAG_IMEI] = cur_take(&e, IMEI);
			named(w);
			w->r.tag[TAG_IMEI] = (struct span){ NULL, 0 };
		}
		if (kind == PAYLOAD && tags(w, e.in) != RC_OK)
			r = RC_MALFORMED;
	}
	return (r);
}

static bool
begins_with_tag(struct span body)
{
	struct cur c = cur_of(body);
	unsigned tag = cur_u8(&c);

	(void)value(&c, tag);
	return (cur_ok(&c));
}

rc
galileosky_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct work w = { .s = s, .out = out };
	struct cur c = cur_of(frame);
	unsigned kind = cur_u8(&c);
	uint64_t sum;
	struct span body;
	bool good;

	if (kind == PACKET && is_satellite(frame)) {
		if (cur_be(&c, 2) + HEAD != frame.n)
			return (RC_MALFORMED);
		return (satellite(&w, &c));
	}
	body = cur_take(&c, (size_t)cur_le(&c, 2) & LENGTH);
	sum = cur_le(&c, CRC);
	if (!cur_ok(&c) || cur_left(&c) != 0 ||
	    (kind != PACKET && kind != PICTURE))
		return (RC_MALFORMED);
	good = sum == checksum_modbus((struct span){ frame.p,
	    frame.n - CRC });
	if (kind == PICTURE)
		return (good || out->no_checksum ? RC_OK : RC_MALFORMED);
	/* Without a tag in front, it is not ours that is spoilt. */
	if (!good && (!begins_with_tag(body) || !tracker_bad(s, out,
	    "checksum")))
		return (RC_MALFORMED);
	return (tags(&w, body));
}
