/* SPDX-License-Identifier: Apache-2.0 */
/* Distances and bearings on the sphere. */
#include <math.h>

#include "base/rc.h"
#include "fact/geo.h"

#define RAD		0.017453292519943295	/* Pi / 180. */
#define NEAR		0.02	/* Radians: about 127 km. */

struct geo
geo_at(double lat, double lon)
{

	return ((struct geo){ lat, lon, cos(lat * RAD) });
}

/* Differences in radians, the shorter way round. */
static void
apart(const struct geo *a, const struct geo *b, double *dlat, double *dlon)
{
	double lon = b->lon - a->lon;

	if (lon > 180)
		lon -= 360;
	else if (lon < -180)
		lon += 360;
	*dlat = (b->lat - a->lat) * RAD;
	*dlon = lon * RAD;
}

/* Sine of up to NEAR: the next term is below the last bit. */
static double
sin_near(double x)
{
	double q = x * x;

	/* Products, not quotients: those would take most of the time. */
	return (x * (1 - q * (1 / 6.0 - q * (1 / 120.0 - q * (1 / 5040.0)))));
}

double
geo_distance(const struct geo *a, const struct geo *b)
{
	double dlat, dlon, x, y, h, r;

	apart(a, b, &dlat, &dlon);
	if (fabs(dlat) < NEAR && fabs(dlon) < NEAR) {
		x = sin_near(dlat / 2);
		y = sin_near(dlon / 2);
		h = x * x + a->cos * b->cos * y * y;
		r = sqrt(h);
		/* The series of the arc sine; r is below 0.015. */
		return (2 * GEO_RADIUS_M * r * (1 + h * (1 / 6.0 + h *
		    (3 / 40.0 + h * (15 / 336.0)))));
	}
	x = sin(dlat / 2);
	y = sin(dlon / 2);
	h = x * x + a->cos * b->cos * y * y;
	return (2 * GEO_RADIUS_M * asin(h < 1 ? sqrt(h) : 1));
}

double
geo_bearing(const struct geo *a, const struct geo *b)
{
	double dlat, dlon, half, sine, deg;

	apart(a, b, &dlat, &dlon);
	/*
	 * cos a sin b - sin a cos b cos d = sin(b - a) + sin a cos b (1 -
	 * cos d): exact for near places, where the left side cancels.
	 */
	sine = sqrt(fmax(0, 1 - a->cos * a->cos));
	if (a->lat < 0)
		sine = -sine;
	if (fabs(dlat) < NEAR && fabs(dlon) < NEAR) {
		half = sin_near(dlon / 2);
		deg = atan2(sin_near(dlon) * b->cos, sin_near(dlat) +
		    sine * b->cos * 2 * half * half) / RAD;
	} else {
		half = sin(dlon / 2);
		deg = atan2(sin(dlon) * b->cos, sin(dlat) +
		    sine * b->cos * 2 * half * half) / RAD;
	}
	deg = deg < 0 ? deg + 360 : deg;
	return (deg < 360 ? deg : 0);
}

static double
median(double a, double b, double c)
{

	return (fmax(fmin(a, b), fmin(fmax(a, b), c)));
}

struct geo
geo_median(const struct geo *p, unsigned n)
{
	double lon[3], mid;

	BUG_IF(n == 0 || n > 3);
	/* On the same side of the date line as the first. */
	for (unsigned i = 0; i < n; i++)
		lon[i] = p[i].lon - p[0].lon > 180 ? p[i].lon - 360 :
		    p[i].lon - p[0].lon < -180 ? p[i].lon + 360 : p[i].lon;
	if (n == 1)
		return (geo_at(p[0].lat, p[0].lon));
	mid = n == 2 ? (lon[0] + lon[1]) / 2 : median(lon[0], lon[1], lon[2]);
	mid = mid > 180 ? mid - 360 : mid < -180 ? mid + 360 : mid;
	return (geo_at(n == 2 ? (p[0].lat + p[1].lat) / 2 :
	    median(p[0].lat, p[1].lat, p[2].lat), mid));
}
