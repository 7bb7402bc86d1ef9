/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: tracks and the compact form. */
#include <math.h>

#include "base/attr.h"
#include "codec/queclink_track.h"

#define SECOND		INT64_C(1000)
#define DEGREE		1e6
#define LON_MOST	180000000	/* Millionths of a degree. */
#define LAT_MOST	90000000
#define ROUND		360
#define TENTHS		10.0

/* Three bits that a point begins with. */
enum { ABSOLUTE = 3, CHANGED = 5, NOTHING = 7 };
#define CHANGE_BYTES	5		/* Of one that changed. */

/* The compact form. */
#define COMPACT_MIN	32		/* Bytes. */
#define COMPACT_MOST	1024
#define COMPACT_END	4		/* Bytes: count, sum, tail. */
#define COMPACT_ID	8
#define PLACE		0x52		/* A part of so many bytes. */
#define PLACE_BYTES	22

/* A point of a track: km/h and degrees in tenths, wholes, millionths. */
struct point {
	int64_t	time;
	int32_t	speed, course, lon, lat;
};

/* The lowest ${bits} of ${v}, signed; take them off. */
static int32_t
low(uint64_t *v, unsigned bits)
{
	int32_t one = (int32_t)(*v & ((UINT64_C(1) << bits) - 1));

	*v >>= bits;
	return (one >> (bits - 1) != 0 ? one - (INT32_C(1) << bits) : one);
}

static bool
absolute(struct cur *c, struct point *p)
{
	uint32_t v = (uint32_t)cur_be(c, 3);

	p->speed = (int32_t)(v >> 9 & 0xfff);
	p->course = (int32_t)(v & 0x1ff);
	p->lon = (int32_t)cur_be(c, 4);
	p->lat = (int32_t)cur_be(c, 4);
	p->time = (int64_t)cur_be(c, 4) * SECOND;
	return (cur_ok(c));
}

static bool
changed(struct cur *c, struct point *p)
{
	uint64_t v = cur_be(c, CHANGE_BYTES);

	p->lat += low(&v, 11);
	p->lon += low(&v, 12);
	p->course = (p->course + low(&v, 7) + ROUND) % ROUND;
	p->speed += low(&v, 7);
	return (cur_ok(c));
}

static bool
sane(const struct point *p)
{

	return (p->lon >= -LON_MOST && p->lon <= LON_MOST &&
	    p->lat >= -LAT_MOST && p->lat <= LAT_MOST && p->speed >= 0 &&
	    p->course < ROUND);
}

static void
tell(const struct tracker_session *s, const struct tracker_out *out,
    const struct point *p)
{
	struct message *m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE,
	    p->time);
	struct tracker_fix fix = TRACKER_NO_FIX;

	fix.valid = true;
	fix.kmh = p->speed / TENTHS;
	fix.course = p->course;
	fix.lon = p->lon / DEGREE;
	fix.lat = p->lat / DEGREE;
	tracker_fix(m, &fix);
	tracker_done(out);
}

rc
queclink_track_read(const struct tracker_session *s,
    const struct tracker_out *out, struct cur *c)
{
	struct point p = { .time = EVENT_NO_TIME };

	for (size_t n = (size_t)cur_be(c, 2); n > 0; n--) {
		int first = cur_peek(c);
		unsigned how = first < 0 ? 0 : (unsigned)first >> 5;

		if (p.time != EVENT_NO_TIME)
			p.time += SECOND;
		if (how == NOTHING) {
			(void)cur_u8(c);
			continue;
		}
		if (how == ABSOLUTE ? !absolute(c, &p) : how != CHANGED ||
		    p.time == EVENT_NO_TIME || !changed(c, &p))
			return (RC_MALFORMED);
		if (!sane(&p))
			return (RC_MALFORMED);
		tell(s, out, &p);
	}
	return (RC_OK);
}

bool
queclink_track_compact(struct span in)
{

	return (in.n >= 2 && in.p[0] == '+' && in.p[1] == '\0');
}

rc
queclink_track_compact_frame(struct span in, size_t *n)
{
	struct cur c = cur_of(in);
	size_t len;

	*n = 1;
	(void)cur_take(&c, 2);
	len = (size_t)cur_be(&c, 2);
	if (!cur_ok(&c))
		return (RC_MORE);
	if (len < COMPACT_MIN || len > COMPACT_MOST)
		return (RC_MALFORMED);
	(void)cur_take(&c, len - c.at - 1);
	if (!cur_ok(&c) || cur_left(&c) == 0)
		return (RC_MORE);
	if (cur_u8(&c) != '$')
		return (RC_MALFORMED);
	*n = len;
	return (RC_OK);
}

static rc
place(const struct tracker_session *s, const struct tracker_out *out,
    struct cur c)
{
	struct tracker_fix fix = TRACKER_NO_FIX;
	struct message *m;
	int64_t time;
	int32_t alt;

	if (cur_left(&c) != PLACE_BYTES)
		return (RC_MALFORMED);
	(void)cur_u8(&c);
	fix.lon = (int32_t)cur_be(&c, 4) / DEGREE;
	fix.lat = (int32_t)cur_be(&c, 4) / DEGREE;
	time = (int64_t)cur_be(&c, 4) * SECOND;
	fix.kmh = (double)cur_be(&c, 2) / TENTHS;
	fix.hdop = cur_u8(&c) / TENTHS;
	fix.course = (double)cur_be(&c, 2);
	alt = (int32_t)cur_be(&c, 3);
	fix.alt = (alt >= 0x800000 ? alt - 0x1000000 : alt) / TENTHS;
	fix.sats = cur_u8(&c);
	fix.valid = fix.hdop > 0;
	if (fabs(fix.lon) > 180 || fabs(fix.lat) > 90 || fix.course >= ROUND)
		return (RC_MALFORMED);
	m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	tracker_fix(m, &fix);
	tracker_done(out);
	return (RC_OK);
}

/* Its parts, by id and length; NULL ${out}: only walk.  False: they are
 * none. */
static rc
parts(const struct tracker_session *s, const struct tracker_out *out,
    struct cur c)
{
	rc rv = RC_OK;

	while (rv == RC_OK && cur_left(&c) > 0) {
		unsigned id = cur_u8(&c);
		struct span part = cur_take(&c, cur_u8(&c));

		if (!cur_ok(&c))
			return (RC_MALFORMED);
		if (out != NULL && id == PLACE)
			rv = place(s, out, cur_of(part));
	}
	return (rv);
}

rc
queclink_track_compact_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of((struct span){ frame.p,
	    frame.n - COMPACT_END });
	char text[2 * COMPACT_ID];
	struct span id;

	(void)cur_take(&c, 4);
	if (cur_u8(&c) != 0)
		return (RC_MALFORMED);
	id = tracker_bcd(cur_take(&c, COMPACT_ID), text);
	(void)cur_take(&c, 7 + 4 + 2);
	if (!cur_ok(&c) || id.p[0] != '0')
		return (RC_MALFORMED);
	for (size_t i = 1; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return (RC_MALFORMED);
	}
	if (parts(s, NULL, c) != RC_OK)
		return (RC_MALFORMED);
	tracker_named(s, span_from(id, 1));
	return (parts(s, out, c));
}
