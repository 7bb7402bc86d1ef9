/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a vehicle is by its last good fix: the cell, the zones around it, and
 * how far from it a phone says that it is.
 */
#include <math.h>

#include "fact/claim.h"
#include "fact/move.h"

#define RAD		0.017453292519943295	/* Pi / 180. */
#define CELL_DEG	0.045		/* About 5 km. */
#define CELL_TEXT	40
#define UNITS		1e7		/* A degree: as fine as units report. */
#define STALE_MS	5000		/* A late event sees so much ahead. */
#define FRESH_MS	60000		/* A fix by which a phone is judged. */
#define METRES_A_DEGREE	(GEO_RADIUS_M * RAD)

enum { LVS_LOCK = 2, LVS_OFF, LVS_ACC, LVS_ON, LVS_START };

/* Ignition as far as it is known. */
enum { IGNITION_UNKNOWN, IGNITION_OFF, IGNITION_ON };

const uint16_t place_last_fields[] = {
	MOVE_FIELDS, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, FIELD_PHONE_POS_LAT,
	FIELD_PHONE_POS_LON, 0
};

struct place_state {
	int32_t		lat, lon;	/* The last good fix, in 1/UNITS */
	int64_t		time;		/* degrees, and when. */
	uint8_t		ignition;
	bool		known;		/* There is a fix. */
	bool		parked;		/* Ignition off since that. */
};

_Static_assert(sizeof(struct place_state) <= FACT_STATE_place_last, "fits");

/* Kinds of zones, as table zone has them. */
static const char *const kinds[] = {
	"ferry", "rail", "tunnel", "dead_zone", "depot", "home", "airport"
};

static const char *
kind_name(unsigned i)
{

	return (kinds[i]);
}

static void
ignition_step(struct place_state *s, const struct event *ev)
{
	unsigned lvs = event_code(ev, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE);

	if (lvs >= LVS_ACC && lvs <= LVS_START) {
		s->ignition = IGNITION_ON;
		s->parked = false;
	} else if (lvs == LVS_LOCK || lvs == LVS_OFF)
		s->ignition = IGNITION_OFF;
}

static void
keep(struct place_state *s, const struct fact_in *in)
{

	double lat, lon;

	ignition_step(s, in->ev);
	if (in->ev->type != TYPE_TELEMETRY_SAMPLE ||
	    !move_place(in, &lat, &lon))
		return;
	s->lat = (int32_t)fact_round(lat * UNITS);
	s->lon = (int32_t)fact_round(lon * UNITS);
	s->known = true;
	s->time = in->ev->time;
	s->parked = s->ignition == IGNITION_OFF;
}

/* On every event: snprintf() would take longer than all the rest. */
static char *
put_int(char *p, int i)
{
	char digit[12];
	unsigned n = 0, left = (unsigned)(i < 0 ? -i : i);

	if (i < 0)
		*p++ = '-';
	do
		digit[n++] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	while (n > 0)
		*p++ = digit[--n];
	return (p);
}

/* Rows of cells keep their height, columns get wider towards the poles. */
static void
tell_cell(const struct place_state *s, struct fact_out *out)
{
	double i = floor(s->lat / UNITS / CELL_DEG);
	double j = floor(s->lon / UNITS * cos((i + 0.5) * CELL_DEG * RAD) /
	    CELL_DEG);
	char *p, *end;

	if (!fact_wanted(out, FACT_geo_cell) ||
	    (p = arena_take(out->arena, CELL_TEXT)) == NULL)
		return;
	memcpy(p, "c5:", 3);
	end = put_int(p + 3, (int)i);
	*end++ = ':';
	end = put_int(end, (int)j);
	fact_text(out, FACT_geo_cell, (struct span){ p, (size_t)(end - p) });
}

static struct geo
place_of(const struct place_state *s)
{

	return (geo_at(s->lat / UNITS, s->lon / UNITS));
}

static bool
column(const struct fact_in *in, const struct ref_row *row,
    enum column_id c, double *ret)
{

	return (value_number(ref_get(row, c, &in->at), ret));
}

/* Does the zone hold that place?  Most are too far north or south. */
static bool
zone_holds(const struct fact_in *in, const struct ref_row *row,
    const struct geo *at)
{
	double lat, lon, radius;
	struct geo mid;

	if (!ref_valid(row, &in->at) ||
	    !column(in, row, COLUMN_zone_lat, &lat) ||
	    !column(in, row, COLUMN_zone_lon, &lon) ||
	    !column(in, row, COLUMN_zone_radius_m, &radius) ||
	    fabs(lat - at->lat) * METRES_A_DEGREE > radius + 1)
		return (false);
	mid = geo_at(lat, lon);
	return (geo_distance(&mid, at) <= radius);
}

/* The place of its kind in the list; what is no kind: behind the end. */
static unsigned
kind_of(const struct fact_in *in, const struct ref_row *row)
{
	struct span kind = claim_text(in, row, COLUMN_zone_kind);
	unsigned i = 0;

	while (i < COUNT_OF(kinds) && !span_eq(kind, span_of(kinds[i])))
		i++;
	return (i);
}

static void
tell_zones(const struct place_state *s, const struct fact_in *in,
    struct fact_out *out)
{
	const struct ref_row *row;
	struct geo at;
	uint64_t mask = 0;
	size_t it = 0;

	if (!fact_wanted(out, FACT_geo_zones) ||
	    !claim_armed(in, TABLE_zone))
		return;
	at = (struct geo){ .lat = s->lat / UNITS, .lon = s->lon / UNITS };
	while ((row = ref_near(in->ref, in->ev->tenant, at.lat, at.lon,
	    &it)) != NULL) {
		unsigned kind = kind_of(in, row);

		if (kind == COUNT_OF(kinds) || (mask >> kind & 1) != 0)
			continue;
		at = place_of(s);
		if (zone_holds(in, row, &at))
			mask |= UINT64_C(1) << kind;
	}
	fact_names(out, FACT_geo_zones, mask, kind_name);
}

static void
tell_phone(const struct place_state *s, const struct event *ev,
    struct fact_out *out)
{
	double lat, lon;
	struct geo phone, car;

	if ((ev->type != TYPE_COMMAND_REQUEST &&
	    ev->type != TYPE_TELEMETRY_KEY) ||
	    (!s->parked && ev->time - s->time > FRESH_MS) ||
	    !event_num(ev, FIELD_PHONE_POS_LAT, &lat) ||
	    !event_num(ev, FIELD_PHONE_POS_LON, &lon))
		return;
	phone = geo_at(lat, lon);
	car = place_of(s);
	fact_num(out, FACT_geo_phone_distance_m, geo_distance(&phone, &car),
	    FACT_M);
}

/*
 * Only what the vehicle itself reports changes it, as in fact/state.c; a late
 * event is not judged by a place of much later.
 */
void
place_last(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct place_state *s = state;
	const struct event *ev = in->ev;

	if (ev->category == CATEGORY_TELEMETRY && !in->late && !ev->generated)
		keep(s, in);
	if (!s->known || s->time > ev->time + STALE_MS)
		return;
	tell_cell(s, out);
	tell_zones(s, in, out);
	tell_phone(s, ev, out);
}
