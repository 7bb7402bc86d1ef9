/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of one sample's position: what it is worth, and the two speeds. */
#include <math.h>

#include "fact/move.h"

#define ZERO_DEG	0.1	/* Both coordinates this near to 0. */
#define ACCURACY_M	100
#define HDOP		20

enum { FIX_NONE = 1 };		/* Code of FixType NONE. */
enum { SOURCE_GNSS = 1 };	/* Code of gnss.source gnss. */

const uint16_t move_fix_fields[] = { MOVE_FIELDS, 0 };
const uint16_t move_diff_fields[] = {
	FIELD_GNSS_SPEED_KMH, FIELD_VSS_SPEED, 0
};

static bool
is_zero(bool has_lat, double lat, bool has_lon, double lon)
{

	return ((has_lat && lat == 0) || (has_lon && lon == 0) ||
	    (has_lat && has_lon && fabs(lat) <= ZERO_DEG &&
	    fabs(lon) <= ZERO_DEG));
}

static enum move_grade
grade(const struct event *ev, struct fact_step *step)
{
	double lat = 0, lon = 0, sats = -1, x;
	bool has_lat = event_num(ev, FIELD_VSS_CURRENT_LOCATION_LATITUDE,
	    &lat);
	bool has_lon = event_num(ev, FIELD_VSS_CURRENT_LOCATION_LONGITUDE,
	    &lon);
	bool has_sats = event_num(ev, FIELD_GNSS_SATS, &sats);
	unsigned type = event_code(ev,
	    FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE);
	unsigned source = event_code(ev, FIELD_GNSS_SOURCE);

	step->placed = has_lat && has_lon;
	step->lat = lat;
	step->lon = lon;
	if (!(has_lat && has_lon) && !ev->coord_range && type == 0 &&
	    !has_sats)
		return (MOVE_ABSENT);
	if (ev->repaired)
		return (MOVE_INSANE_TIME);
	if (type == FIX_NONE || (has_sats && sats == 0))
		return (MOVE_NONE);
	if (ev->coord_range)
		return (MOVE_RANGE);
	if (is_zero(has_lat, lat, has_lon, lon))
		return (MOVE_ZERO);
	if (source != 0 && source != SOURCE_GNSS)
		return (MOVE_FALLBACK);
	if (event_num(ev, FIELD_VSS_CURRENT_LOCATION_HORIZONTAL_ACCURACY, &x)
	    && x >= ACCURACY_M)
		return (MOVE_INACCURATE);
	if (event_num(ev, FIELD_GNSS_HDOP, &x) && x >= HDOP)
		return (MOVE_INACCURATE);
	return (MOVE_GOOD);
}

void
move_look(const struct fact_in *in)
{

	in->step->grade = (uint8_t)(grade(in->ev, in->step) + 1);
}

struct geo
move_geo(const struct fact_in *in, double lat, double lon)
{

	/* A cosine of 0 cannot be: a pole's is 6e-17. */
	if (in->step->cos == 0)
		in->step->cos = geo_at(lat, lon).cos;
	return ((struct geo){ lat, lon, in->step->cos });
}

void
move_fix(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{

	if (in->ev->type == TYPE_TELEMETRY_SAMPLE &&
	    move_grade(in) != MOVE_ABSENT)
		fact_word(out, FACT_move_fix, move_grade(in));
}

void
move_diff(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	double gnss, own;

	if (in->ev->type == TYPE_TELEMETRY_SAMPLE &&
	    event_num(in->ev, FIELD_GNSS_SPEED_KMH, &gnss) &&
	    event_num(in->ev, FIELD_VSS_SPEED, &own))
		fact_num(out, FACT_move_speed_diff_kmh, fabs(gnss - own),
		    FACT_KMH);
}
