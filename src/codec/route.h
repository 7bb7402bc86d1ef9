/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routes and object ids out of URLs, for logs that know neither (events.md 3,
 * api.request): what looks like an id of something is one.
 *
 *	/v1/trips/1010?car_id=veh-7 -> /v1/trips/{id}; 1010, veh-7
 *
 * A segment of the path is an id when it is
 *
 *	a number			1010; not a version (/api/2), nor of a
 *					date (/2026/03, /2026/03/02)
 *	a word and a number		veh-0042, of three digits or more
 *	a UUID (RFC 9562)		however it is written
 *	a long mixture			16 and more letters and digits, of these
 *					three and more: VIN, ULID, hash
 *	an address			with @ or %40
 *
 * In the query it is what a parameter says whose name is or ends like an id:
 * id, vin, imei, uuid, trip_id, tripId; never one that is a secret.
 */
#ifndef CODEC_ROUTE_H
#define CODEC_ROUTE_H

#include "base/rc.h"
#include "base/span.h"

/** ROUTE_ROOM(n): Bytes that a URL of ${n} bytes can grow to. */
#define ROUTE_ROOM(n)	(3 * (n) + 8)

#define ROUTE_ID	"{id}"
#define ROUTE_IDS_MOST	16u		/* Further ones are not told. */

/** route_path(url): Its path alone; "/" when it has none.  Borrows it. */
struct span route_path(struct span);

/**
 * route_write(url, out):
 * Write the path of ${url}, with ROUTE_ID for each id, to ${out} of
 * ROUTE_ROOM(url.n) bytes.  Return the bytes written.
 */
size_t route_write(struct span, char *);

/**
 * route_ids(url, id):
 * Store the ids of path and query in ${id}, in their order; return how many.
 *
 * Borrows:  they point into ${url}.
 */
size_t route_ids(struct span, struct span [ROUTE_IDS_MOST]);

#endif
