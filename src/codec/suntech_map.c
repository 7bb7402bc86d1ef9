/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of Suntech trackers whose cells a map tells. */
#include <math.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/suntech_map.h"
#include "codec/suntech_serial.h"
#include "codec/vocabulary.h"

#define MAP		2		/* Its cell, and the first behind. */
#define FIRST		3
#define ALERT		0x200u		/* In the vocabulary. */
#define ID_BYTES	5
#define MINUS		0x80000000u

enum { BIT_MODEL = 1, BIT_VERSION, BIT_TYPE, BIT_DATE, BIT_TIME, BIT_CELL,
    BIT_MCC, BIT_MNC, BIT_LAC, BIT_DBM, BIT_LAT, BIT_LON, BIT_SPEED,
    BIT_COURSE, BIT_SATS, BIT_FIX, BIT_IN, BIT_OUT, BIT_OWN };

enum kind { STATUS, ALERTS, SERIAL, KINDS };

static const struct {
	char		word[4];
	uint8_t		byte;		/* Of the binary form; 0: none. */
	const char	*own[3];	/* Cells 19 to 21; NULL: the number. */
} kinds[KINDS] = {
	[STATUS] = { "STT", 0x81, { "mode", "reason", NULL } },
	[ALERTS] = { "ALT", 0x82, { "alert", "alert_mod", "alert_data" } },
	[SERIAL] = { "UEX", 0, { NULL } },
};

/* A report in the making. */
struct report {
	const struct tracker_session *s;
	const struct tracker_out *out;
	struct message	*m;
	struct tracker_fix fix;
	const char	*alarm;
	enum kind	kind;
	int64_t		mcc, mnc, lac, cid;
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

bool
suntech_map_is(const struct cells *c)
{
	enum kind kind;
	uint64_t map;

	return (kind_of(cells_at(c, 0), &kind) &&
	    cells_all_digits(cells_at(c, 1)) && cells_at(c, MAP).n >= 6 &&
	    cells_at(c, MAP).n <= 8 && cells_hex(cells_at(c, MAP), &map));
}

/* Where the cell of a bit stands. */
static size_t
place_of(uint64_t map, unsigned bit)
{
	size_t n = FIRST;

	for (unsigned i = BIT_MODEL; i < bit; i++)
		n += (map >> i & 1) != 0;
	return (n);
}

struct span
suntech_map_serial(const struct cells *c)
{
	enum kind kind;
	uint64_t map;

	if (!suntech_map_is(c) || !kind_of(cells_at(c, 0), &kind) ||
	    kind != SERIAL || !cells_hex(cells_at(c, MAP), &map) ||
	    (map >> BIT_OWN & 1) == 0)
		return ((struct span){ NULL, 0 });
	return (cells_at(c, place_of(map, BIT_OWN)));
}

static void
begin(struct report *r, const struct tracker_session *s,
    const struct tracker_out *out, int64_t time)
{

	r->s = s;
	r->out = out;
	r->fix = TRACKER_NO_FIX;
	r->alarm = NULL;
	r->mcc = r->mnc = r->lac = r->cid = -1;
	r->m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
}

static void
end(struct report *r, bool place)
{

	if (place)
		tracker_fix(r->m, &r->fix);
	tracker_cell(r->m, r->mcc, r->mnc, r->lac, r->cid);
	tracker_done(r->out);
	if (r->alarm != NULL)
		tracker_alarm(r->s, r->out, r->m->time, r->alarm,
		    place ? &r->fix : NULL);
}

static void
alert(struct report *r, int64_t id)
{

	message_more(r->m, kinds[ALERTS].own[0], MESSAGE_PLAIN,
	    message_of_int(id));
	if (id >= 0 && id < ALERT)
		r->alarm = vocabulary_alarm("suntech", ALERT + (uint32_t)id);
}

static void
number(struct span cell, double *v)
{

	if (!cells_num(cell, v))
		*v = TRACKER_UNTOLD;
}

static void
hex(struct span cell, int64_t *v)
{
	uint64_t u;

	if (cells_hex(cell, &u) && u <= UINT32_MAX)
		*v = (int64_t)u;
}

static void
decimal(struct span cell, int64_t *v)
{

	if (!cells_int(cell, v))
		*v = -1;
}

/* The cell of a bit up to 18. */
static void
common(struct report *r, unsigned bit, struct span cell)
{
	int64_t v = -1;

	switch (bit) {
	case BIT_CELL:
		hex(cell, &r->cid);
		break;
	case BIT_MCC:
		decimal(cell, &r->mcc);
		break;
	case BIT_MNC:
		decimal(cell, &r->mnc);
		break;
	case BIT_LAC:
		hex(cell, &r->lac);
		break;
	case BIT_LAT:
		number(cell, &r->fix.lat);
		break;
	case BIT_LON:
		number(cell, &r->fix.lon);
		break;
	case BIT_SPEED:
		number(cell, &r->fix.kmh);
		break;
	case BIT_COURSE:
		number(cell, &r->fix.course);
		break;
	case BIT_SATS:
		decimal(cell, &v);
		r->fix.sats = v <= UINT8_MAX ? (int)v : -1;
		break;
	case BIT_FIX:
		r->fix.valid = !span_eq(cell, SPAN("0"));
		break;
	case BIT_IN:
		/* Binary digits, the ignition last. */
		if (cell.n > 0)
			tracker_ignition(r->m, cell.p[cell.n - 1] == '1');
		message_more(r->m, "in", MESSAGE_PLAIN,
		    message_of_text(cell));
		break;
	case BIT_OUT:
		message_more(r->m, "out", MESSAGE_PLAIN,
		    message_of_text(cell));
		break;
	default:
		break;
	}
}

/* What is behind the outputs. */
static void
own(struct report *r, const struct cells *c, size_t at)
{
	int64_t id;

	for (size_t i = 0; i < COUNT_OF(kinds[0].own) && at < c->n &&
	    r->kind != SERIAL; i++, at++) {
		const char *name = kinds[r->kind].own[i];

		if (!cells_int(cells_at(c, at), &id))
			continue;
		if (r->kind == ALERTS && i == 0)
			alert(r, id);
		else if (name == NULL)
			message_int(r->m, FIELD_SEQ, id);
		else
			message_more(r->m, name, MESSAGE_PLAIN,
			    message_of_int(id));
	}
	for (uint32_t n = 0; at < c->n; n++, at++)
		message_more(r->m, "extra", n,
		    message_of_text(cells_at(c, at)));
}

/* Another device's bytes, then cells that the map assigns.  False: refused. */
static bool
serial(struct report *r, struct span text, const struct cells *c, size_t at,
    bool *good)
{
	struct suntech_serial cut;
	struct cells more;

	*good = true;
	if (!suntech_serial_cut(text, cells_at(c, at), &cut))
		return (false);
	*good = suntech_serial_whole(&cut);
	suntech_serial_tell(r->m, &cut);
	if (cut.rest.n == 0)
		return (true);
	cells_split(&more, span_from(cut.rest, 1), ';');
	own(r, &more, 0);
	return (true);
}

/* "20240506" and "15:52:55" */
static int64_t
moment(struct span date, struct span time)
{

	if (date.n != 8 || time.n != 8 || time.p[2] != ':' ||
	    time.p[5] != ':')
		return (EVENT_NO_TIME);
	return (tracker_time(cells_digits(date, 0, 4),
	    cells_digits(date, 4, 2), cells_digits(date, 6, 2),
	    cells_digits(time, 0, 2), cells_digits(time, 3, 2),
	    cells_digits(time, 6, 2)));
}

rc
suntech_map_text(const struct tracker_session *s, struct span text,
    const struct cells *c, const struct tracker_out *out)
{
	struct report r = { .kind = STATUS };
	uint64_t map;
	size_t at = FIRST;
	bool place, good = true;

	if (!kind_of(cells_at(c, 0), &r.kind) ||
	    !cells_hex(cells_at(c, MAP), &map))
		return (RC_MALFORMED);
	begin(&r, s, out, moment(cells_at(c, place_of(map, BIT_DATE)),
	    cells_at(c, place_of(map, BIT_TIME))));
	for (unsigned bit = BIT_MODEL; bit < BIT_OWN; bit++) {
		if ((map >> bit & 1) != 0)
			common(&r, bit, cells_at(c, at++));
	}
	place = (map >> BIT_LAT & 1) != 0 && (map >> BIT_LON & 1) != 0;
	if (at > c->n || (place && (isnan(r.fix.lat) || isnan(r.fix.lon))))
		return (RC_MALFORMED);
	if (r.kind != SERIAL || !serial(&r, text, c, at, &good))
		own(&r, c, at);
	/* The finding takes the message's room: a refusal ends it. */
	if (!good && !tracker_bad(s, out, "checksum"))
		return (RC_MALFORMED);
	end(&r, place);
	return (RC_OK);
}

/* Bytes of a bit's cell; what is behind bit 21 is not laid down. */
static const uint8_t bytes[BIT_OWN] = {
	[BIT_MODEL] = 1, [BIT_VERSION] = 3, [BIT_TYPE] = 1, [BIT_DATE] = 3,
	[BIT_TIME] = 3, [BIT_CELL] = 4, [BIT_MCC] = 2, [BIT_MNC] = 2,
	[BIT_LAC] = 2, [BIT_DBM] = 1, [BIT_LAT] = 4, [BIT_LON] = 4,
	[BIT_SPEED] = 2, [BIT_COURSE] = 2, [BIT_SATS] = 1, [BIT_FIX] = 1,
	[BIT_IN] = 1, [BIT_OUT] = 1,
};

/* Sign and millionths of a degree. */
static double
degrees(uint64_t v)
{
	double d = (double)(v & (MINUS - 1)) / 1e6;

	return ((v & MINUS) != 0 ? -d : d);
}

static void
binary(struct report *r, const uint64_t *v, uint64_t map)
{

	r->fix.lat = degrees(v[BIT_LAT]);
	r->fix.lon = degrees(v[BIT_LON]);
	if ((map >> BIT_SPEED & 1) != 0)
		r->fix.kmh = (double)v[BIT_SPEED] / 100;
	if ((map >> BIT_COURSE & 1) != 0)
		r->fix.course = (double)v[BIT_COURSE] / 100;
	if ((map >> BIT_SATS & 1) != 0)
		r->fix.sats = (int)v[BIT_SATS];
	r->fix.valid = v[BIT_FIX] != 0;
	if ((map >> BIT_CELL & 1) != 0)
		r->cid = (int64_t)v[BIT_CELL];
	if ((map >> BIT_LAC & 1) != 0)
		r->lac = (int64_t)v[BIT_LAC];
	if ((map >> BIT_IN & 1) != 0) {
		tracker_ignition(r->m, (v[BIT_IN] & 1) != 0);
		message_more(r->m, "in", MESSAGE_PLAIN,
		    message_of_int((int64_t)v[BIT_IN]));
	}
	if ((map >> BIT_OUT & 1) != 0)
		message_more(r->m, "out", MESSAGE_PLAIN,
		    message_of_int((int64_t)v[BIT_OUT]));
}

rc
suntech_map_binary(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	struct report r = { .kind = STATUS };
	uint64_t v[BIT_OWN] = { 0 }, map;
	char id[2 * ID_BYTES];
	struct span raw;
	unsigned kind = cur_u8(&c);
	bool place;

	while (r.kind < KINDS && kinds[r.kind].byte != kind)
		r.kind++;
	if (r.kind == KINDS || cur_be(&c, 2) != cur_left(&c))
		return (RC_MALFORMED);
	raw = cur_take(&c, ID_BYTES);
	map = cur_be(&c, 3);
	for (unsigned i = BIT_MODEL; i < BIT_OWN; i++)
		v[i] = (map >> i & 1) != 0 ? cur_be(&c, bytes[i]) : 0;
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	tracker_named(s, tracker_bcd(raw, id));
	begin(&r, s, out, tracker_time((int)(v[BIT_DATE] >> 16),
	    (int)(v[BIT_DATE] >> 8 & 255), (int)(v[BIT_DATE] & 255),
	    (int)(v[BIT_TIME] >> 16), (int)(v[BIT_TIME] >> 8 & 255),
	    (int)(v[BIT_TIME] & 255)));
	binary(&r, v, map);
	if (r.kind == ALERTS && (map >> BIT_OWN & 1) != 0 &&
	    cur_left(&c) > 0)
		alert(&r, cur_u8(&c));
	if (cur_left(&c) > 0)
		message_more(r.m, "extra", MESSAGE_PLAIN, message_of_text(
		    message_hex(r.m, cur_take(&c, cur_left(&c)))));
	place = (map >> BIT_LAT & 1) != 0 && (map >> BIT_LON & 1) != 0;
	end(&r, place);
	return (RC_OK);
}
