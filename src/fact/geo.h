/* SPDX-License-Identifier: Apache-2.0 */
/* Distances and bearings on the sphere of the event contract. */
#ifndef FACT_GEO_H
#define FACT_GEO_H

#define GEO_RADIUS_M	6371008.8

/** A place, degrees WGS 84, with what its distances need. */
struct geo {
	double	lat, lon;
	double	cos;		/* Of the latitude. */
};

/** geo_at(lat, lon): The place there. */
struct geo geo_at(double, double);

/** geo_distance(a, b): Great circle distance (haversine), m. */
double geo_distance(const struct geo *, const struct geo *);

/** geo_bearing(a, b): From ${a} to ${b}, degrees, 0 to below 360. */
double geo_bearing(const struct geo *, const struct geo *);

/**
 * geo_median(p, n):
 * Median of each coordinate of 1 to 3 places, whose cosines are not read.
 */
struct geo geo_median(const struct geo *, unsigned);

#endif
