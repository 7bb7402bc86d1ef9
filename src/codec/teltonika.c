/* SPDX-License-Identifier: Apache-2.0 */
/* Teltonika AVL. */
#include <math.h>

#include "base/cur.h"
#include "codec/checksum.h"
#include "codec/teltonika.h"
#include "codec/vocabulary.h"

#define PING		0xff
#define HEAD		8		/* Zeros and length of TCP. */
#define CRC		4
#define BODY_MAX	0xffff
#define UDP_TYPE	0x01
#define IMEI_LEAST	8
#define IMEI_MOST	20
#define DEGREE		1e-7
#define FIXED		24		/* Bytes of a record's position. */
#define CENTURY_BEGINS	INT64_C(946684800000)	/* 2000-01-01, ms. */
#define CENTURY_ENDS	INT64_C(4102444800000)	/* 2100-01-01 */

enum codec {
	CODEC_GH = 0x07,
	CODEC_8 = 0x08, CODEC_8E = 0x8e, CODEC_16 = 0x10,
	CODEC_12 = 0x0c, CODEC_13 = 0x0d, CODEC_14 = 0x0e
};

/* Types of codecs 12 to 14. */
enum { TYPE_COMMAND = 5, TYPE_ANSWER = 6 };

/* What an element's number means; the rest stays under its number. */
enum meaning { OTHER, VALUE, IGNITION, MOTION, DRIVER, ALARM };

struct element {
	uint8_t		 meaning;	/* enum meaning */
	uint16_t	 field;		/* VALUE: enum field_id, or none ... */
	uint32_t	 by;		/* Parts of 1; 0: a whole number. */
	const char	*word;		/* ... and the name instead. */
};

#define ELEMENTS	256		/* AVL ids beyond are not known. */
#define SPEED		24
#define SPEED_POWER	1		/* Of two: its bytes. */

/* By AVL id, as common to the FM families. */
static const struct element elements[ELEMENTS] = {
	[16] = { VALUE, FIELD_VSS_TRAVELED_DISTANCE, 0, NULL },
	[66] = { VALUE, FIELD_VSS_LOW_VOLTAGE_BATTERY_CURRENT_VOLTAGE, 1000,
	    NULL },
	[67] = { VALUE, FIELD_NONE, 1000, "battery" },
	[78] = { DRIVER, FIELD_NONE, 0, NULL },
	[113] = { VALUE, FIELD_NONE, 1, "battery_level" },
	[182] = { VALUE, FIELD_GNSS_HDOP, 10, NULL },
	[199] = { VALUE, FIELD_VSS_TRAVELED_DISTANCE_SINCE_START, 0, NULL },
	[236] = { ALARM, FIELD_NONE, 0, NULL },
	[239] = { IGNITION, FIELD_NONE, 0, NULL },
	[240] = { MOTION, FIELD_NONE, 0, NULL },
	[246] = { ALARM, FIELD_NONE, 0, NULL },
	[247] = { ALARM, FIELD_NONE, 0, NULL },
	[249] = { ALARM, FIELD_NONE, 0, NULL },
	[252] = { ALARM, FIELD_NONE, 0, NULL },
	[253] = { ALARM, FIELD_NONE, 0, NULL },
	[255] = { ALARM, FIELD_NONE, 0, NULL },
};

/* A record at work. */
struct record {
	const struct tracker_session	*s;
	const struct tracker_out	*out;
	struct message		*m;
	struct tracker_fix	 fix;
	int64_t			 time;
	const char		*alarm;		/* Of the last element. */
};

/* The IMEI that a login or a datagram gives. */
static bool
login(struct tracker_session *s, struct cur *c)
{
	size_t n = (size_t)cur_be(c, 2);
	struct span id = cur_take(c, n);

	if (!cur_ok(c) || n < IMEI_LEAST || n > IMEI_MOST)
		return (false);
	for (size_t i = 0; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return (false);
	}
	tracker_named(s, id);
	return (true);
}

rc
teltonika_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	uint64_t len;

	*n = 1;
	if (cur_peek(&c) == PING)
		return (RC_OK);
	len = cur_be(&c, 2);
	if (len == 0) {
		bool zero = cur_be(&c, 2) == 0;

		len = cur_be(&c, 4) + CRC;
		if (!zero || (cur_ok(&c) && len > BODY_MAX))
			return (RC_MALFORMED);
	}
	(void)cur_take(&c, (size_t)len);
	if (!cur_ok(&c))
		return (RC_MORE);
	*n = c.at;
	return (RC_OK);
}

/* A value that it is an alarm to have. */
static void
alarm(struct record *r, unsigned id, uint64_t v)
{
	const char *word = v <= UINT16_MAX ? vocabulary_alarm("teltonika",
	    (uint32_t)id << 16 | (uint32_t)v) : NULL;

	if (word != NULL)
		r->alarm = word;
}

/* One that is more than a value; false: it stays under its number, too. */
static bool
special(struct record *r, unsigned id, struct span raw, uint64_t v)
{

	switch ((enum meaning)elements[id].meaning) {
	case IGNITION:
		tracker_ignition(r->m, v != 0);
		return (true);
	case MOTION:
		message_bool(r->m, FIELD_VSS_IS_MOVING, v != 0);
		return (true);
	case DRIVER:
		if (v != 0)
			message_more(r->m, "driver", MESSAGE_PLAIN,
			    message_of_text(message_hex(r->m, raw)));
		return (true);
	case ALARM:
		alarm(r, id, v);
		break;
	case VALUE:
	case OTHER:
		break;
	}
	return (false);
}

/* ${v}: the value of one of at most eight bytes. */
static inline __attribute__((always_inline)) void
one_element(struct record *r, unsigned id, struct span raw, uint64_t v)
{
	const struct element *e = &elements[id < ELEMENTS ? id : 0];

	if (e->meaning == VALUE) {
		struct value value = e->by > 0 ?
		    message_of_num((double)v / e->by) :
		    message_of_int((int64_t)(v & INT64_MAX));

		if (e->field != FIELD_NONE)
			message_set(r->m, (enum field_id)e->field, value);
		else
			message_more(r->m, e->word, MESSAGE_PLAIN, value);
		return;
	}
	if (e->meaning != OTHER && special(r, id, raw, v))
		return;
	message_more(r->m, "io", id, raw.n <= 8 && v <= INT64_MAX ?
	    message_of_int((int64_t)v) :
	    message_of_text(message_hex(r->m, raw)));
}

/* How the elements of a codec are laid out. */
struct layout {
	size_t	 id_n, count_n;		/* Bytes of an id and of a count. */
	unsigned groups;		/* Of 1, 2, 4, 8, 16 bytes, */
	bool	 own;			/* and those with a length each. */
	bool	 speed;			/* Element 24 tells it. */
	bool	 generation;		/* A byte behind the event's id. */
};

enum { LAYOUT_8, LAYOUT_8_LONG, LAYOUT_8E, LAYOUT_16 };

/* Some models send codec 8 with a group more. */
static const struct layout layouts[] = {
	[LAYOUT_8] = { 1, 1, 4, false, false, false },
	[LAYOUT_8_LONG] = { 1, 1, 5, false, true, false },
	[LAYOUT_8E] = { 2, 2, 4, true, false, false },
	[LAYOUT_16] = { 2, 1, 4, false, false, true },
};

/* The elements of one length.  With both lengths constant, each is two
 * loads: hence a function for each of them. */
static inline __attribute__((always_inline)) void
sized(struct record *r, struct span all, size_t id_n, size_t size)
{

	for (; all.n > 0; all = span_from(all, id_n + size)) {
		struct span raw = { all.p + id_n, size };

		one_element(r, (unsigned)cur_number((struct span){ all.p,
		    id_n }), raw, size <= 8 ? cur_number(raw) : 0);
	}
}

#define SIZED(id_n, size)						\
	static void							\
	sized_##id_n##_##size(struct record *r, struct span all)	\
	{								\
									\
		sized(r, all, id_n, size);				\
	}
SIZED(1, 1)
SIZED(1, 2)
SIZED(1, 4)
SIZED(1, 8)
SIZED(1, 16)
SIZED(2, 1)
SIZED(2, 2)
SIZED(2, 4)
SIZED(2, 8)

#define SIZES	5

/* By the bytes of an id, less one, and the power of two of a value's. */
static void (*const by_size[2][SIZES])(struct record *, struct span) = {
	{ sized_1_1, sized_1_2, sized_1_4, sized_1_8, sized_1_16 },
	{ sized_2_1, sized_2_2, sized_2_4, sized_2_8, NULL },
};

/* Those with a length each. */
static void
own_lengths(struct record *r, struct cur *c, const struct layout *l)
{
	uint64_t n = cur_be(c, l->count_n);

	for (uint64_t i = 0; i < n && cur_ok(c); i++) {
		unsigned id = (unsigned)cur_be(c, l->id_n);
		struct span raw = cur_take(c, (size_t)cur_be(c, 2));

		if (cur_ok(c))
			one_element(r, id, raw,
			    raw.n <= 8 ? cur_number(raw) : 0);
	}
}

/* The elements of the next group, of a length of two to the ${power}. */
static inline struct span
group(struct cur *c, const struct layout *l, unsigned power)
{
	size_t n = l->count_n == 1 ? cur_u8(c) : (size_t)cur_be(c, 2);

	return (cur_take(c, n * (l->id_n + ((size_t)1 << power))));
}

/* Among the elements of two bytes. */
static void
speed(struct record *r, struct span all)
{

	for (; all.n > 0; all = span_from(all, 1 + 2)) {
		if (all.p[0] == SPEED)
			message_int(r->m, FIELD_GNSS_SPEED_KMH, (int64_t)
			    cur_number((struct span){ all.p + 1, 2 }));
	}
}

static void
all_elements(struct record *r, struct cur *in, const struct layout *l)
{
	struct cur c = *in;

	(void)cur_be(&c, l->count_n);	/* Of all elements. */
	for (unsigned i = 0; i < l->groups; i++) {
		struct span all = group(&c, l, i);

		if (l->speed && i == SPEED_POWER)
			speed(r, all);
		by_size[l->id_n - 1][i](r, all);
	}
	*in = c;
	if (l->own)
		own_lengths(r, in, l);
}

/*
 * Does the first of ${n} records of codec 8 end where so many groups say?
 * What follows it is the time of the next, of this century, or their number
 * again: a group more or less would make that of year 10,000 or of 1970.
 */
static bool
ends(struct cur c, unsigned n, unsigned groups)
{
	int64_t next;

	(void)cur_take(&c, FIXED + 2);		/* Event, number of all. */
	for (unsigned k = 0; k < groups; k++) {
		size_t m = cur_u8(&c);

		(void)cur_take(&c, m + (m << k));
	}
	if (n <= 1)
		return (cur_u8(&c) == n && cur_ok(&c) && cur_left(&c) == 0);
	next = (int64_t)(cur_be(&c, 8) & INT64_MAX);
	return (next >= CENTURY_BEGINS && next < CENTURY_ENDS);
}

static bool
position(struct record *r, struct cur *in)
{
	struct tracker_fix *f = &r->fix;
	struct span raw = cur_take(in, FIXED);
	struct cur c = cur_of((struct span){ raw.p, FIXED });

	if (raw.n != FIXED)
		return (false);
	*f = TRACKER_NO_FIX;
	r->time = (int64_t)(cur_be(&c, 8) & INT64_MAX);
	r->m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE, r->time);
	message_more(r->m, "priority", MESSAGE_PLAIN,
	    message_of_int(cur_u8(&c)));
	f->lon = (int32_t)cur_be(&c, 4) * DEGREE;
	f->lat = (int32_t)cur_be(&c, 4) * DEGREE;
	f->alt = (int16_t)cur_be(&c, 2);
	f->course = (double)(int)cur_be(&c, 2);
	f->sats = cur_u8(&c);
	f->kmh = (double)(int)cur_be(&c, 2);
	f->valid = f->sats != 0;
	tracker_fix(r->m, f);
	return (true);
}

/* One record; false: it goes past the end. */
static bool
record(struct record *r, struct cur *c, const struct layout *l)
{

	r->alarm = NULL;
	if (!position(r, c))
		return (false);
	message_more(r->m, "event", MESSAGE_PLAIN, message_of_int(
	    l->id_n == 1 ? cur_u8(c) : (int64_t)cur_be(c, 2)));
	if (l->generation)
		message_more(r->m, "generation", MESSAGE_PLAIN,
		    message_of_int(cur_u8(c)));
	all_elements(r, c, l);
	if (!cur_ok(c))
		return (false);
	tracker_done(r->out);
	if (r->alarm != NULL)
		tracker_alarm(r->s, r->out, r->time, r->alarm, &r->fix);
	return (true);
}

static rc
records(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c, const struct layout *l, unsigned n)
{
	struct record r = { .s = s, .out = out };

	const struct layout *more = &layouts[LAYOUT_8_LONG];

	if (l == &layouts[LAYOUT_8] && !ends(*c, n, l->groups) &&
	    ends(*c, n, more->groups))
		l = more;
	for (unsigned i = 0; i < n; i++) {
		if (!record(&r, c, l))
			return (RC_MALFORMED);
	}
	return (RC_OK);
}

/* What is in a record of codec GH, and in its position. */
enum { GH_POSITION, GH_BYTES, GH_WORDS, GH_LONGS };
enum { GH_PLACE, GH_ALT, GH_COURSE, GH_SPEED, GH_SATS, GH_CELL, GH_RSSI,
    GH_OPERATOR };
#define GH_EPOCH	INT64_C(1167609600)	/* 2007-01-01, s */
#define GH_TIME		0x3fffffffu	/* Two bits are the priority. */

static double
real(struct cur *c)
{
	uint32_t bits = (uint32_t)cur_be(c, 4);
	float f;

	memcpy(&f, &bits, sizeof(f));
	return ((double)f);
}

static void
gh_position(struct record *r, struct cur *c)
{
	unsigned has = cur_u8(c);
	struct tracker_fix *f = &r->fix;

	f->valid = (has >> GH_PLACE & 1) != 0;
	if (f->valid) {
		f->lat = real(c);
		f->lon = real(c);
	}
	if ((has >> GH_ALT & 1) != 0)
		f->alt = (int16_t)cur_be(c, 2);
	if ((has >> GH_COURSE & 1) != 0)
		f->course = cur_u8(c) * 360.0 / 256;
	if ((has >> GH_SPEED & 1) != 0)
		f->kmh = cur_u8(c);
	if ((has >> GH_SATS & 1) != 0)
		f->sats = cur_u8(c);
	if ((has >> GH_CELL & 1) != 0) {
		message_int(r->m, FIELD_CELL_LAC, (int64_t)cur_be(c, 2));
		message_int(r->m, FIELD_CELL_CID, (int64_t)cur_be(c, 2));
	}
	if ((has >> GH_RSSI & 1) != 0)
		message_more(r->m, "rssi", MESSAGE_PLAIN,
		    message_of_int(cur_u8(c)));
	if ((has >> GH_OPERATOR & 1) != 0)
		message_more(r->m, "operator", MESSAGE_PLAIN,
		    message_of_int((int64_t)cur_be(c, 4)));
	if (f->valid && isfinite(f->lat) && isfinite(f->lon))
		tracker_fix(r->m, f);
}

/* Codec GH numbers its elements in its own way. */
static void
gh_elements(struct record *r, struct cur *c, size_t size)
{
	unsigned n = cur_u8(c);

	for (unsigned i = 0; i < n && cur_ok(c); i++) {
		unsigned id = cur_u8(c);
		int64_t v = (int64_t)cur_be(c, size);

		if (size == 1 && id == 1)
			message_more(r->m, "battery_level", MESSAGE_PLAIN,
			    message_of_int(v));
		else
			message_more(r->m, "gh", id, message_of_int(v));
	}
}

static rc
gh_records(const struct tracker_session *s, const struct tracker_out *out,
    struct cur *c, unsigned n)
{
	struct record r = { .s = s, .out = out };

	for (unsigned i = 0; i < n; i++) {
		uint64_t time = cur_be(c, 4);
		unsigned has = cur_u8(c);

		r.fix = TRACKER_NO_FIX;
		r.m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE,
		    ((int64_t)(time & GH_TIME) + GH_EPOCH) * 1000);
		if ((has >> GH_POSITION & 1) != 0)
			gh_position(&r, c);
		for (unsigned g = GH_BYTES; g <= GH_LONGS; g++) {
			if ((has >> g & 1) != 0)
				gh_elements(&r, c, (size_t)1 << (g - 1));
		}
		if (!cur_ok(c))
			return (RC_MALFORMED);
		if (r.fix.valid)
			tracker_done(out);
	}
	return (RC_OK);
}

/* Codecs 12 to 14 carry texts: what the server orders, what is answered. */
static bool
text(struct tracker_session *s, const struct tracker_out *out,
    struct cur *c, enum codec codec)
{
	unsigned type = cur_u8(c);
	struct cur t = cur_of(cur_take(c, (size_t)cur_be(c, 4)));
	int64_t time = EVENT_NO_TIME;
	const char *order;
	struct span rest;

	if (codec == CODEC_13)
		time = (int64_t)cur_be(&t, 4) * 1000;
	if (codec == CODEC_14) {
		char id[16];
		struct span raw = cur_take(&t, 8);

		for (size_t i = 0; i < 2 * raw.n; i++)
			id[i] = "0123456789abcdef"[(unsigned char)raw.p[i / 2]
			    >> (i % 2 == 0 ? 4 : 0) & 15];
		/* Fifteen digits after a nibble of padding. */
		if (raw.n == 8)
			tracker_named(s, (struct span){ id + 1, 15 });
	}
	rest = cur_take(&t, cur_left(&t));
	if (!cur_ok(c) || !cur_ok(&t))
		return (false);
	if (type == TYPE_COMMAND &&
	    (order = vocabulary_order_word("teltonika", rest)) != NULL)
		tracker_order(s, out, time, order, SPAN(""));
	else if (type == TYPE_COMMAND || type == TYPE_ANSWER)
		tracker_said(s, out, time,
		    type == TYPE_COMMAND ? "command" : "answer");
	return (true);
}

/* The body: its records or texts. */
static rc
body(struct tracker_session *s, const struct tracker_out *out, struct cur *c)
{
	enum codec codec = (enum codec)cur_u8(c);
	unsigned n = cur_u8(c);

	switch (codec) {
	case CODEC_GH:
		return (gh_records(s, out, c, n));
	case CODEC_8:
		return (records(s, out, c, &layouts[LAYOUT_8], n));
	case CODEC_8E:
		return (records(s, out, c, &layouts[LAYOUT_8E], n));
	case CODEC_16:
		return (records(s, out, c, &layouts[LAYOUT_16], n));
	case CODEC_12:
	case CODEC_13:
	case CODEC_14:
		for (unsigned i = 0; i < n; i++) {
			if (!text(s, out, c, codec))
				return (RC_MALFORMED);
		}
		return (RC_OK);
	}
	return (RC_MALFORMED);
}

static rc
tcp(struct tracker_session *s, struct cur *c, const struct tracker_out *out)
{
	struct span all;
	struct cur b, l;

	if (cur_be(c, 4) != 0)
		return (RC_MALFORMED);
	l = *c;
	all = cur_take(c, (size_t)cur_be(c, 4));
	if (cur_be(c, CRC) != checksum_arc(all) || !cur_ok(c)) {
		if (!tracker_bad(s, out, "checksum"))
			return (RC_MALFORMED);
		/* Cut short, or of no length: what is whole is told. */
		if (!cur_ok(c) || all.n == 0) {
			(void)cur_be(&l, 4);
			all = cur_take(&l, cur_left(&l));
		}
	}
	b = cur_of(all);
	return (body(s, out, &b));
}

static rc
udp(struct tracker_session *s, struct cur *c, const struct tracker_out *out)
{

	(void)cur_be(c, 4);		/* Length, number of the packet. */
	if (cur_u8(c) != UDP_TYPE)
		return (RC_MALFORMED);
	(void)cur_u8(c);
	if (!login(s, c))
		return (RC_MALFORMED);
	return (body(s, out, c));
}

rc
teltonika_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame), l = c;
	uint64_t first = cur_be(&l, 2);

	if (frame.n == 1)
		return (cur_peek(&c) == PING ? RC_OK : RC_MALFORMED);
	if (first == 0)
		return (tcp(s, &c, out));
	l = c;
	if (first + 2 == frame.n && login(s, &l) && cur_left(&l) == 0) {
		tracker_connect(s, out, "tcp");
		return (RC_OK);
	}
	return (udp(s, &c, out));
}
