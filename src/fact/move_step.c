/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts from one good fix to the next: speed, leaps, heading, a frozen
 * position, and being towed from the parking place.
 */
#include <math.h>

#include "fact/move.h"

#define APART_MS	1000		/* Nearer fixes give no speed. */
#define HELD_MS		60000		/* A held position dates back so far. */
#define HEADING_MS	30000
#define HEADING_M	50
#define RATIO_MS	600000		/* Longest step for the source. */
#define FIXES		3		/* Kept for the medians. */
#define NO_SPEED	UINT32_MAX

enum { LVS_LOCK = 2, LVS_OFF, LVS_ACC, LVS_ON, LVS_START };

/* Ignition as far as it is known. */
enum { IGNITION_UNKNOWN, IGNITION_OFF, IGNITION_ON };

const uint16_t move_step_fields[] = {
	MOVE_FIELDS, FIELD_VSS_SPEED, FIELD_VSS_CURRENT_LOCATION_HEADING,
	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, 0
};

struct point {
	double	lat, lon;
};

/* A step between fixes, in the units that the facts are rounded to. */
struct leg {
	uint32_t	kmh10;		/* Speed in 0.1 km/h, or NO_SPEED. */
	uint32_t	m10;		/* Distance in 0.1 m. */
};

/*
 * fix[0] is the newest good fix, leg[0] the step into it; leg[1] and fix[1]
 * those before.
 */
struct step_state {
	struct point	fix[FIXES];
	double		cos;		/* Of the latitude of fix[0]. */
	double		speed;		/* Reported with it; NAN if not. */
	int64_t		time;		/* Of fix[0]. */
	uint32_t	age[FIXES - 1];	/* Of fix[1] and [2] at that time. */
	uint32_t	held_ms;	/* Its run of equal places, up to */
					/* HELD_MS. */
	uint32_t	frozen_ms;	/* The same, while it drives. */
	struct leg	leg[2];
	int64_t		off_at;		/* Change to ignition off. */
	struct point	place[FIXES];	/* The fixes nearest to that, */
	uint32_t	place_ms[FIXES];/* and how near. */
	uint8_t		fixes;		/* Used of fix. */
	uint8_t		places;		/* Used of place. */
	uint8_t		ignition;
	uint8_t		off_fixes;	/* Newest ones with ignition off. */
	bool		drives;		/* The newest had a speed. */
	bool		back[2];	/* That leg led back from a wild fix. */
};

_Static_assert(sizeof(struct step_state) <= FACT_STATE_move_step, "fits");

static uint32_t
clamp_ms(int64_t ms)
{

	return (ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX);
}

/* Keep ${p}, ${ms} from the change, if it is among the nearest. */
static void
place_put(struct step_state *s, struct point p, int64_t ms)
{
	unsigned far = 0;

	if (s->places < FIXES)
		far = s->places++;
	else {
		for (unsigned i = 1; i < FIXES; i++)
			if (s->place_ms[i] > s->place_ms[far])
				far = i;
		if (ms >= s->place_ms[far])
			return;
	}
	s->place[far] = p;
	s->place_ms[far] = clamp_ms(ms);
}

/* What the sample says about the ignition. */
static void
ignition_step(struct step_state *s, const struct event *ev)
{
	unsigned lvs = event_code(ev, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE);

	if (lvs >= LVS_ACC && lvs <= LVS_START) {
		s->ignition = IGNITION_ON;
		s->off_fixes = 0;
		return;
	}
	if ((lvs != LVS_LOCK && lvs != LVS_OFF) ||
	    s->ignition == IGNITION_OFF)
		return;

	/* Parked: the newest fixes before are candidates for the place. */
	s->ignition = IGNITION_OFF;
	s->off_at = ev->time;
	s->off_fixes = s->places = 0;
	for (unsigned i = 0; i < s->fixes; i++)
		place_put(s, s->fix[i], ev->time - s->time +
		    (i > 0 ? s->age[i - 1] : 0));
}

static struct geo
middle(const struct point *p, unsigned n)
{
	struct geo g[FIXES];

	for (unsigned i = 0; i < n; i++)
		g[i] = (struct geo){ p[i].lat, p[i].lon, 0 };
	return (geo_median(g, n));
}

/* After fix[0] has become this sample's. */
static void
parked_step(struct step_state *s, struct fact_out *out)
{
	struct geo place, now;

	if (s->ignition != IGNITION_OFF)
		return;
	place_put(s, s->fix[0], s->time - s->off_at);
	if (s->off_fixes < FIXES)
		s->off_fixes++;
	if (s->off_fixes < FIXES || !fact_wanted(out, FACT_move_parked_m))
		return;
	place = middle(s->place, s->places);
	now = middle(s->fix, FIXES);
	fact_num(out, FACT_move_parked_m, geo_distance(&place, &now), FACT_M);
}

/*
 * Does the step from fix[0] to ${to} lead back to near fix[1]?  Then fix[0]
 * was one wild fix, and the way back is no leap.  Flat geometry will do.
 */
static bool
leads_back(const struct step_state *s, const struct geo *to)
{
	double wide[2], high[2];

	if (s->fixes < 2)
		return (false);
	for (unsigned i = 0; i < 2; i++) {
		double lon = fabs(to->lon - s->fix[i].lon);

		wide[i] = (lon > 180 ? 360 - lon : lon) * to->cos;
		high[i] = to->lat - s->fix[i].lat;
	}
	return (4 * (wide[1] * wide[1] + high[1] * high[1]) <
	    wide[0] * wide[0] + high[0] * high[0]);
}

/* ${leg} is v3; leg[0] and leg[1] are v2 and v1. */
static void
jump(const struct step_state *s, struct leg leg, struct fact_out *out)
{
	const struct leg *v1 = &s->leg[1], *v2 = &s->leg[0];

	if (s->fixes < FIXES || s->back[1] || v1->kmh10 == NO_SPEED ||
	    v2->kmh10 == NO_SPEED || leg.kmh10 == NO_SPEED ||
	    v2->kmh10 > v1->kmh10 / 2.0 || leg.kmh10 > v1->kmh10 / 2.0)
		return;
	fact_parts(out, FACT_move_jump_kmh, v1->kmh10, FACT_KMH);
	fact_parts(out, FACT_move_jump_m, v1->m10, FACT_M);
}

static void
heading(const struct event *ev, const struct geo *from, const struct geo *to,
    struct fact_out *out)
{
	double deg, diff;

	if (!fact_wanted(out, FACT_move_heading_diff_deg) ||
	    !event_num(ev, FIELD_VSS_CURRENT_LOCATION_HEADING, &deg))
		return;
	diff = fabs(deg - geo_bearing(from, to));
	fact_num(out, FACT_move_heading_diff_deg,
	    diff > 180 ? 360 - diff : diff, FACT_FINE);
}

/* Leave what the source's track sums up. */
static void
leave(struct fact_step *step, double before, double now, double dist,
    int64_t ms)
{

	if (isnan(before) || isnan(now) || ms < APART_MS || ms > RATIO_MS)
		return;
	step->ok = true;
	step->dist_m = dist;
	step->drive_m = (before + now) / 2 * (double)ms / 3600;
}

/* The step from fix[0] to ${to}. */
static struct leg
leg_step(const struct step_state *s, const struct fact_in *in,
    const struct geo *to, double speed, struct fact_out *out)
{
	struct geo from = { s->fix[0].lat, s->fix[0].lon, s->cos };
	int64_t ms = in->ev->time - s->time;
	double dist = geo_distance(&from, to);
	struct leg leg = { NO_SPEED, (uint32_t)fact_round(dist * FACT_M) };

	leave(in->step, s->speed, speed, dist, ms);
	if (dist >= HEADING_M && ms <= HEADING_MS)
		heading(in->ev, &from, to, out);
	if (ms < APART_MS)
		return (leg);
	/* 1 m/ms is 3,600 km/h; at most 20,015 km in a second fit. */
	leg.kmh10 = (uint32_t)fact_round(dist / (double)(ms + s->held_ms) *
	    (3600 * FACT_KMH));
	fact_parts(out, FACT_move_speed_kmh, leg.kmh10, FACT_KMH);
	jump(s, leg, out);
	return (leg);
}

/* Make ${to} the newest fix. */
static void
push(struct step_state *s, const struct geo *to, struct leg leg, int64_t time)
{
	uint32_t ms = s->fixes > 0 ? clamp_ms(time - s->time) : 0;
	bool back = leads_back(s, to);

	s->age[1] = clamp_ms((int64_t)s->age[0] + ms);
	s->age[0] = ms;
	s->fix[2] = s->fix[1];
	s->fix[1] = s->fix[0];
	s->fix[0] = (struct point){ to->lat, to->lon };
	s->cos = to->cos;
	s->back[1] = s->back[0];
	s->back[0] = back;
	s->leg[1] = s->leg[0];
	s->leg[0] = leg;
	s->time = time;
	if (s->fixes < FIXES)
		s->fixes++;
}

/* Runs of exactly equal places. */
static void
runs(struct step_state *s, bool same, int64_t ms, bool drives)
{

	s->held_ms = !same ? 0 : ms >= HELD_MS - s->held_ms ? HELD_MS :
	    s->held_ms + (uint32_t)ms;
	s->frozen_ms = same && drives && s->drives ?
	    clamp_ms(s->frozen_ms + ms) : 0;
	s->drives = drives;
}

void
move_step(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct step_state *s = state;
	const struct event *ev = in->ev;
	struct leg leg = { NO_SPEED, 0 };
	struct geo to;
	double speed = (double)NAN;
	bool same;

	if (ev->type != TYPE_TELEMETRY_SAMPLE || in->late)
		return;
	ignition_step(s, ev);
	if (!move_place(in, &to.lat, &to.lon))
		return;
	(void)event_num(ev, FIELD_VSS_SPEED, &speed);	/* NAN stays. */
	same = s->fixes > 0 && to.lat == s->fix[0].lat &&
	    to.lon == s->fix[0].lon;
	to.cos = same ? s->cos : move_geo(in, to.lat, to.lon).cos;

	if (s->fixes > 0)
		leg = leg_step(s, in, &to, speed, out);
	runs(s, same, s->fixes > 0 ? ev->time - s->time : 0, speed > 0);
	push(s, &to, leg, ev->time);
	s->speed = speed;
	if (s->drives)
		fact_parts(out, FACT_move_frozen_s, s->frozen_ms, FACT_S);
	parked_step(s, out);
}
