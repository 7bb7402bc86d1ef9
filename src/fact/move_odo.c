/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The odometer: against itself, and against the satellite path over a span.
 *
 *	span:  * -- * -- * -- *      good fix and odometer, <= 60 s apart,
 *	       begin           now   until 20 km are reached
 */
#include <math.h>

#include "fact/move.h"

#define APART_MS	1000
#define STEP_MS		60000		/* A longer step ends the span. */
#define SPAN_M		20000
#define STEP_M		10		/* Shorter steps are noise. */
#define RATIO_MAX	1000

const uint16_t move_odo_fields[] = {
	MOVE_FIELDS, FIELD_VSS_TRAVELED_DISTANCE, 0
};

struct odo_state {
	double		odo;		/* Newest value. */
	int64_t		time;		/* Of it. */
	double		span_odo;	/* Where the span began. */
	double		last_odo;	/* Of the span's newest sample. */
	int64_t		last;		/* Its time. */
	double		path;		/* Satellite path so far, m. */
	struct geo	anchor;		/* Where the path has got to. */
	bool		known;		/* There is a newest value. */
	bool		spans;		/* There is a span. */
};

_Static_assert(sizeof(struct odo_state) <= FACT_STATE_move_odo, "fits");

static void
span_begin(struct odo_state *s, double odo, const struct geo *at,
    int64_t time)
{

	s->spans = true;
	s->span_odo = s->last_odo = odo;
	s->last = time;
	s->path = 0;
	s->anchor = *at;
}

static void
span_step(struct odo_state *s, double odo, const struct geo *at,
    int64_t time, struct fact_out *out)
{
	double dist, span;

	if (!s->spans || time - s->last > STEP_MS || odo < s->last_odo) {
		span_begin(s, odo, at, time);
		return;
	}
	/*
	 * The anchor stays until the path has left it: so a slow drive that
	 * is sampled often adds up, and a fix that trembles does not.
	 */
	if ((dist = geo_distance(&s->anchor, at)) >= STEP_M) {
		s->path += dist;
		s->anchor = *at;
	}
	s->last = time;
	s->last_odo = odo;
	dist = odo - s->span_odo;
	span = fmax(dist, s->path);
	fact_num(out, FACT_move_span_m, span, FACT_M);
	fact_num(out, FACT_move_odo_ratio,
	    fmin(dist / fmax(s->path, 1), RATIO_MAX), FACT_RATIO);
	if (span >= SPAN_M)
		span_begin(s, odo, at, time);
}

static void
delta(struct odo_state *s, double odo, int64_t time, struct fact_out *out)
{
	int64_t ms = time - s->time;

	if (s->known) {
		fact_num(out, FACT_move_odo_delta_m, odo - s->odo, FACT_M);
		if (ms >= APART_MS)
			fact_num(out, FACT_move_odo_kmh,
			    (odo - s->odo) / (double)ms * 3600, FACT_KMH);
	}
	s->odo = odo;
	s->time = time;
	s->known = true;
}

void
move_odo(const struct fact_in *in, void *state, struct fact_out *out)
{
	struct odo_state *s = state;
	double odo, lat, lon;
	struct geo at;

	if (in->ev->type != TYPE_TELEMETRY_SAMPLE || in->late ||
	    !event_num(in->ev, FIELD_VSS_TRAVELED_DISTANCE, &odo))
		return;
	delta(s, odo, in->ev->time, out);
	if (!move_place(in, &lat, &lon))
		return;
	if (s->spans && lat == s->anchor.lat && lon == s->anchor.lon)
		at = s->anchor;
	else
		at = move_geo(in, lat, lon);
	span_step(s, odo, &at, in->ev->time, out);
}
