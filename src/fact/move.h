/* SPDX-License-Identifier: Apache-2.0 */
/* What a position is worth: asked by every track that uses one. */
#ifndef FACT_MOVE_H
#define FACT_MOVE_H

#include "fact/fact.h"
#include "fact/geo.h"

/** Codes of the words of move.fix. */
enum move_grade {
	MOVE_ABSENT, MOVE_GOOD, MOVE_NONE, MOVE_FALLBACK, MOVE_ZERO,
	MOVE_RANGE, MOVE_INACCURATE, MOVE_INSANE_TIME
};

/* What move_grade() and move_place() read, for a track's list of fields. */
#define MOVE_FIELDS							\
	FIELD_VSS_CURRENT_LOCATION_LATITUDE,				\
	FIELD_VSS_CURRENT_LOCATION_LONGITUDE,				\
	FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE,		\
	FIELD_VSS_CURRENT_LOCATION_HORIZONTAL_ACCURACY,			\
	FIELD_GNSS_SATS, FIELD_GNSS_SOURCE, FIELD_GNSS_HDOP

/** move_look(in): Grade the position of a telemetry.sample. */
void move_look(const struct fact_in *);

/** move_grade(in): move.fix of a telemetry.sample; found once per event. */
static inline enum move_grade
move_grade(const struct fact_in *in)
{

	if (in->step->grade == 0)
		move_look(in);
	return ((enum move_grade)(in->step->grade - 1));
}

/** move_place(in, lat, lon): The place of a good fix; is there one? */
static inline bool
move_place(const struct fact_in *in, double *lat, double *lon)
{

	if (move_grade(in) != MOVE_GOOD || !in->step->placed)
		return (false);
	*lat = in->step->lat;
	*lon = in->step->lon;
	return (true);
}

/** move_geo(in, lat, lon): The same place with its cosine, found once. */
struct geo move_geo(const struct fact_in *, double, double);

#endif
