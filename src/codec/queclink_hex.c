/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: the binary form. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/checksum.h"
#include "codec/queclink_hex.h"
#include "codec/queclink_track.h"

#define LETTERS		4		/* "+RSP" */
#define SUM		4		/* Bytes: checksum, CR, LF. */
#define COUNT		2
#define CLOCK		7
#define ID		8
#define DIGITS		15
#define MOST		8192		/* Bytes of a frame. */
#define DEGREE		1e6
#define TENTHS		10.0
#define MILLIVOLT	1000.0
#define YEAR_MIN	1980		/* The receivers' first. */
#define ALWAYS		32		/* No bit says so. */
#define GB100		0x45
#define GB100_STATE	0xfc0000u	/* Bits that it tells a state with. */
#define TRACK		0x64

/* Bits of a report's mask. */
enum { SPEED, COURSE, ALTITUDE, CELL, LEVEL = 11, VOLTS };

enum does { REPORT, INFO, ANSWER, HEARTBEAT };

/* The forms: bytes of the kind, the mask and the length; bits of the mask. */
static const struct form {
	char		letters[LETTERS + 1];
	uint8_t		does;			/* enum does */
	uint8_t		kind, mask, len;
	uint8_t		length, device, protocol, firmware;
	uint8_t		id, name, sent, count;
} forms[] = {
	{ "+RSP", REPORT, 1, 4, 2, 7, 8, 9, 10, ALWAYS, 6, 4, 5 },
	{ "+BSP", REPORT, 1, 4, 2, 7, 8, 9, 10, ALWAYS, 6, 4, 5 },
	{ "+EVT", REPORT, 1, 4, 2, 7, 8, 9, 10, ALWAYS, 6, 4, 5 },
	{ "+BVT", REPORT, 1, 4, 2, 7, 8, 9, 10, ALWAYS, 6, 4, 5 },
	{ "+INF", INFO, 1, 2, 2, 0, 2, 3, 4, ALWAYS, 1, 5, 6 },
	{ "+BNF", INFO, 1, 2, 2, 0, 2, 3, 4, ALWAYS, 1, 5, 6 },
	{ "+ACK", ANSWER, 1, 1, 1, 0, 1, 2, 3, 7, 4, 5, 6 },
	{ "+HBD", HEARTBEAT, 0, 1, 1, 0, 1, 2, 3, 7, 4, 5, 6 },
};

/* A frame at work. */
struct report {
	const struct tracker_session *s;
	const struct tracker_out *out;
	const struct form *f;
	uint32_t	mask;
	unsigned	kind, device;
	struct span	id;
	int64_t		sent;
	int		level, state, sats;	/* -1: not told. */
	double		volts;			/* NAN. */
};

/* One place. */
struct place {
	struct tracker_fix fix;
	int64_t		time;
	int64_t		mcc, mnc, lac, cid;	/* -1. */
};

static bool
has(const struct report *r, unsigned bit)
{

	return (bit == ALWAYS || (r->mask >> bit & 1) != 0);
}

/* The form whose letters ${in} begins with; fewer than four may be its. */
static const struct form *
form_of(struct span in)
{

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		if (in.n > 0 && memcmp(in.p, forms[i].letters,
		    in.n < LETTERS ? in.n : LETTERS) == 0)
			return (&forms[i]);
	}
	return (NULL);
}

bool
queclink_hex_begins(struct span in)
{

	return (queclink_track_compact(in) || form_of(in) != NULL);
}

rc
queclink_hex_frame(struct span in, size_t *n)
{
	const struct form *f;
	struct cur c = cur_of(in);
	struct report r = { .mask = 0 };
	size_t len;

	*n = 1;
	if (queclink_track_compact(in))
		return (queclink_track_compact_frame(in, n));
	f = form_of(in);
	if (f == NULL)
		return (RC_MALFORMED);
	(void)cur_take(&c, (size_t)LETTERS + f->kind);
	r.mask = (uint32_t)cur_be(&c, f->mask);
	len = (size_t)cur_be(&c, f->len);
	if (!cur_ok(&c))
		return (RC_MORE);
	if (!has(&r, f->length) || len < c.at + SUM || len > MOST)
		return (RC_MALFORMED);
	(void)cur_take(&c, len - c.at - 2);
	if (!cur_ok(&c))
		return (RC_MORE);
	if (cur_left(&c) > 0 && cur_u8(&c) != '\r')
		return (RC_MALFORMED);
	if (cur_left(&c) > 0 && cur_u8(&c) != '\n')
		return (RC_MALFORMED);
	if (c.at < len)
		return (RC_MORE);
	*n = len;
	return (RC_OK);
}

/* The first of a frame; what is left of ${c} is behind it. */
static bool
head(struct report *r, struct cur *c)
{
	const struct form *f = r->f;

	(void)cur_take(c, LETTERS);
	r->kind = f->kind > 0 ? cur_u8(c) : 0;
	r->mask = (uint32_t)cur_be(c, f->mask);
	(void)cur_take(c, f->len);
	if (f->does == INFO)
		r->id = cur_take(c, ID);
	r->device = has(r, f->device) ? cur_u8(c) : 0;
	(void)cur_take(c, has(r, f->protocol) ? 2 : 0);
	(void)cur_take(c, has(r, f->firmware) ? 2 : 0);
	if (f->does != INFO && has(r, f->id))
		r->id = cur_take(c, ID);
	return (cur_ok(c));
}

/* Seven bytes of two digits and one of one. */
static bool
imei(struct span raw, char *text)
{

	for (size_t i = 0; i < ID; i++) {
		unsigned b = (unsigned char)raw.p[i];

		if (b >= (i + 1 < ID ? 100u : 10u))
			return (false);
		if (i + 1 < ID)
			*text++ = (char)('0' + b / 10);
		*text++ = (char)('0' + b % 10);
	}
	return (true);
}

/* Who it is; false: that is none. */
static bool
named(struct tracker_session *s, const struct report *r)
{
	struct cur c = cur_of(r->id);
	struct span name = cur_until(&c, '\0');
	char text[DIGITS];

	if (r->id.n != ID)
		return (r->f->id != ALWAYS);
	if (!has(r, r->f->name)) {
		if (!imei(r->id, text))
			return (false);
		tracker_named(s, (struct span){ text, DIGITS });
		return (true);
	}
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] > '~')
			return (false);
	}
	if (name.n > 0)
		tracker_named(s, name);
	return (name.n > 0);
}

static int64_t
moment(struct cur *c)
{
	int year = (int)cur_be(c, 2);
	uint8_t t[CLOCK - 2];

	for (size_t i = 0; i < sizeof(t); i++)
		t[i] = cur_u8(c);
	return (!cur_ok(c) || year < YEAR_MIN ? EVENT_NO_TIME :
	    tracker_time(year, t[0], t[1], t[2], t[3], t[4]));
}

/* Take one place; false: there is none, and ${c} stays. */
static bool
place(struct cur *c, const struct report *r, struct place *p)
{
	struct cur at = *c;
	unsigned hdop = cur_u8(&at), tenths = 0;

	*p = (struct place){ .fix = TRACKER_NO_FIX, .mcc = -1, .mnc = -1,
	    .lac = -1, .cid = -1 };
	if (has(r, SPEED)) {
		p->fix.kmh = (double)cur_be(&at, 2);
		tenths = cur_u8(&at);
		p->fix.kmh += tenths / TENTHS;
	}
	if (has(r, COURSE))
		p->fix.course = (double)cur_be(&at, 2);
	if (has(r, ALTITUDE))
		p->fix.alt = (int16_t)cur_be(&at, 2);
	p->fix.lon = (int32_t)cur_be(&at, 4) / DEGREE;
	p->fix.lat = (int32_t)cur_be(&at, 4) / DEGREE;
	p->time = moment(&at);
	if (has(r, CELL)) {
		p->mcc = (int64_t)cur_be(&at, 2);
		p->mnc = (int64_t)cur_be(&at, 2);
		p->lac = (int64_t)cur_be(&at, 2);
		p->cid = (int64_t)cur_be(&at, 2);
		(void)cur_u8(&at);
	}
	if (!cur_ok(&at) || hdop > 50 || tenths > 9 || p->fix.kmh >= 1000 ||
	    p->fix.course >= 360 || fabs(p->fix.lon) > 180 ||
	    fabs(p->fix.lat) > 90 || p->time == EVENT_NO_TIME)
		return (false);
	p->fix.valid = hdop > 0;
	if (hdop > 0)
		p->fix.hdop = hdop;
	*c = at;
	return (true);
}

/* What the unit says of itself. */
static void
own(const struct report *r, struct message *m)
{

	if (r->level >= 0 && r->level <= 100)
		tracker_battery_level(m, r->level);
	if (!isnan(r->volts))
		tracker_volts(m, r->volts);
	/* 1x: the ignition is off; 2x: on; 4x: not wired. */
	if (r->state >> 4 == 1 || r->state >> 4 == 2)
		tracker_ignition(m, r->state >> 4 == 2);
	message_more(m, "report_kind", MESSAGE_PLAIN, message_of_int(r->kind));
}

static void
tell(const struct report *r, struct place *p, bool last)
{
	struct message *m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE,
	    p->time);

	if (last) {
		p->fix.sats = r->sats;
		own(r, m);
	}
	tracker_cell(m, p->mcc, p->mnc, p->lac, p->cid);
	tracker_fix(m, &p->fix);
	tracker_done(r->out);
}

/* What stands first behind the head, of units where it is known. */
static void
begin(struct report *r, struct cur *c)
{
	struct cur at = *c;

	r->level = r->state = r->sats = -1;
	r->volts = TRACKER_UNTOLD;
	if (r->device != GB100)
		return;
	if (has(r, LEVEL))
		r->level = cur_u8(&at);
	if (has(r, VOLTS))
		r->volts = (double)cur_be(&at, 2) / MILLIVOLT;
	if ((r->mask & GB100_STATE) == GB100_STATE) {
		r->state = cur_u8(&at);
		r->sats = cur_u8(&at);
	}
	if (cur_ok(&at))
		*c = at;
	else
		r->device = 0;
}

static rc
track(const struct report *r, struct cur *c)
{
	struct message *m;

	if (queclink_track_read(r->s, r->out, c) != RC_OK)
		return (RC_MALFORMED);
	m = tracker_begin(r->s, r->out, TYPE_TELEMETRY_SAMPLE, r->sent);
	own(r, m);
	tracker_done(r->out);
	return (RC_OK);
}

static rc
report(struct report *r, struct cur c)
{
	struct place p, next;
	bool more;

	begin(r, &c);
	if (r->device == GB100 && r->kind == TRACK)
		return (track(r, &c));
	while (!place(&c, r, &p)) {
		if (cur_left(&c) == 0) {
			tracker_said(r->s, r->out, r->sent, "report");
			return (RC_OK);
		}
		(void)cur_u8(&c);
	}
	do {
		more = place(&c, r, &next);
		tell(r, &p, !more);
		p = next;
	} while (more);
	return (RC_OK);
}

/* Kind of the order, its serial number as an order's text ends with. */
static rc
answer(const struct report *r, struct cur c)
{
	static const char hex[] = "0123456789ABCDEF";
	char serial[4];
	unsigned v;

	(void)cur_u8(&c);
	v = (unsigned)cur_be(&c, 2);
	if (!cur_ok(&c) || cur_left(&c) > 0)
		return (RC_MALFORMED);
	for (size_t i = sizeof(serial); i-- > 0; v >>= 4)
		serial[i] = hex[v & 15];
	tracker_obeyed(r->s, r->out, r->sent,
	    (struct span){ serial, sizeof(serial) }, true);
	return (RC_OK);
}

/* The sending time and what is before it. */
static bool
end(struct report *r, struct cur *c, struct span frame)
{
	size_t behind = (has(r, r->f->count) ? COUNT : 0) +
	    (has(r, r->f->sent) ? CLOCK : 0) + SUM;
	struct cur at;

	r->sent = EVENT_NO_TIME;
	if (cur_left(c) < behind)
		return (false);
	at = cur_of(span_from(frame, frame.n - behind));
	if (has(r, r->f->sent))
		r->sent = moment(&at);
	*c = cur_of((struct span){ frame.p + c->at, cur_left(c) - behind });
	return (true);
}

static bool
summed(struct span frame)
{
	struct cur c = cur_of(span_from(frame, frame.n - SUM));

	return (cur_be(&c, 2) == checksum_3740((struct span){
	    frame.p + LETTERS, frame.n - LETTERS - SUM }));
}

rc
queclink_hex_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct report r = { .s = s, .out = out, .f = form_of(frame) };
	struct cur c = cur_of(frame);
	size_t n;

	if (queclink_hex_frame(frame, &n) != RC_OK || n != frame.n)
		return (RC_MALFORMED);
	if (queclink_track_compact(frame))
		return (queclink_track_compact_read(s, frame, out));
	if (!head(&r, &c) || !end(&r, &c, frame) || !named(s, &r))
		return (RC_MALFORMED);
	if (!summed(frame) && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	switch ((enum does)r.f->does) {
	case REPORT:
		return (report(&r, c));
	case ANSWER:
		return (answer(&r, c));
	case INFO:
		tracker_said(s, out, r.sent, "report");
		break;
	case HEARTBEAT:
		if (cur_left(&c) > 0)
			return (RC_MALFORMED);
		tracker_said(s, out, r.sent, "heartbeat");
		break;
	}
	return (RC_OK);
}
