/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports of Suntech's ST4300 series: a map says which cells are there.
 *
 *	bit   0 1  2   3    4    5    6   7   8   9   10 11  12  13 14
 *	cell  id model version type date time cell mcc mnc lac dBm lat lon
 *	      km/h course
 *	bit   15         16  17     18      19 ...
 *	cell  satellites fix inputs outputs by the kind of report
 */
#ifndef CODEC_SUNTECH_MAP_H
#define CODEC_SUNTECH_MAP_H

#include "codec/cells.h"
#include "codec/tracker.h"

/** suntech_map_is(c): Are these the cells of such a report? */
bool suntech_map_is(const struct cells *);

/** suntech_map_serial(c): The cell LEN of one that carries another device's
 * bytes, or an empty one. */
struct span suntech_map_serial(const struct cells *);

/** suntech_map_text(s, text, c, out): Tell one whose cells are ${c}. */
rc suntech_map_text(const struct tracker_session *, struct span,
    const struct cells *, const struct tracker_out *) MUST_USE;

/** suntech_map_binary(s, frame, out): The same of 81 ... and 82 ... */
rc suntech_map_binary(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
