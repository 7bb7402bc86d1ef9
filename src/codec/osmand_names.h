/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an OsmAnd request says, by name: of its query, its form, or its JSON.
 *
 *	"lat=52.2&lon=13.4"  --+
 *	                       +-> said[SLOT_LAT], said[SLOT_LON], ...
 *	{"location":{...}}   --+
 */
#ifndef CODEC_OSMAND_NAMES_H
#define CODEC_OSMAND_NAMES_H

#include "base/rc.h"
#include "base/span.h"

#define OSMAND_NAMES_ROOM	2048		/* Of values with escapes. */

/* name in a query or form, its synonym, path in JSON; "" is none */
#define OSMAND_NAMES(X)	\
	X(ID, "id", "deviceid", "device_id") \
	X(TIME, "timestamp", "", "location.timestamp") \
	X(VALID, "valid", "", "") \
	X(LAT, "lat", "", "location.coords.latitude") \
	X(LON, "lon", "", "location.coords.longitude") \
	X(LOCATION, "location", "", "") \
	X(SPEED, "speed", "", "location.coords.speed") \
	X(COURSE, "bearing", "heading", "location.coords.heading") \
	X(ALTITUDE, "altitude", "", "location.coords.altitude") \
	X(ACCURACY, "accuracy", "", "location.coords.accuracy") \
	X(HDOP, "hdop", "", "") \
	X(BATTERY, "batt", "", "location.battery.level") \
	X(CHARGE, "charge", "", "location.battery.is_charging") \
	X(DRIVER, "driverUniqueId", "", "") \
	X(CELL, "cell", "", "") \
	X(ALARM, "alarm", "", "location.extras.alarm") \
	X(MOVING, "", "", "location.is_moving") \
	X(ODOMETER, "", "", "location.odometer") \
	X(EVENT, "event", "", "location.event") \
	X(ACTIVITY, "", "", "location.activity.type")

#define OSMAND_NAMES_SLOT(slot, name, synonym, path)	OSMAND_##slot,
enum osmand_names_slot { OSMAND_NAMES(OSMAND_NAMES_SLOT) OSMAND_SLOTS };

/** One value; all zero: not told. */
struct osmand_names_said {
	bool		told;
	struct span	text;		/* Of the request, or the room. */
	double		num;		/* NAN: it is no number. */
	int		truth;		/* 0, 1; -1: neither. */
};

/** All of a request.  Set all to zero at its begin. */
struct osmand_names {
	struct osmand_names_said said[OSMAND_SLOTS];
	bool		json;		/* The units of JSON are others. */
	size_t		used;
	char		room[OSMAND_NAMES_ROOM];
};

/** osmand_names_form(o, text): "a=b&c=d" with percent-encoding.  Return
 * RC_OK; RC_MALFORMED, also for a name that is told twice. */
rc osmand_names_form(struct osmand_names *, struct span) MUST_USE;

/** osmand_names_json(o, text): The same of JSON, whose keys may have no
 * escapes; nor may the unit and the time, other texts with any are left out. */
rc osmand_names_json(struct osmand_names *, struct span) MUST_USE;

#endif
