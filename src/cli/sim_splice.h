/* SPDX-License-Identifier: Apache-2.0 */
/* One existing event line: what it says, and where in its bytes. */
#ifndef CLI_SIM_SPLICE_H
#define CLI_SIM_SPLICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"

/** Bytes of a value in the line; ${n} 0: it is not there. */
struct sim_piece {
	size_t	at, n;
};

/** The values that attacks look at or change. */
enum sim_part {
	SIM_PART_ID, SIM_PART_TYPE, SIM_PART_TIME, SIM_PART_RECEIVED,
	SIM_PART_VEHICLE, SIM_PART_DEVICE, SIM_PART_LAT, SIM_PART_LON,
	SIM_PART_SPEED, SIM_PART_ODO, SIM_PART_SATS, SIM_PART_HDOP,
	SIM_PART_ACC, SIM_PARTS
};

/** A line that was read. */
struct sim_splice {
	struct span	 line;			/* Borrowed; no end. */
	struct sim_piece part[SIM_PARTS];
	struct span	 id, type, vehicle, device;	/* Of line or arena. */
	int64_t		 time_ms, received_ms;	/* The latter, else time. */
	double		 lat, lon, speed_kmh, odo_m;	/* Where present. */
	double		 sats, hdop, acc_m;
};

/** New bytes for one value, quotes included. */
struct sim_edit {
	enum sim_part	part;
	struct span	text;
};

/**
 * sim_splice_read(line, arena, s, e):
 * Read one event line without its end.  Return RC_OK; RC_MALFORMED when it is
 * no JSON object or lacks type or a good time, RC_LIMIT, RC_CONFLICT or
 * RC_NOMEM as json_walk().
 */
rc sim_splice_read(struct span, struct arena *, struct sim_splice *,
    struct err *) MUST_USE;

/**
 * sim_splice_write(b, s, edits, n):
 * Append the line with ${n} of its values replaced, and LF.  Edits of values
 * that the line lacks do nothing.
 */
void sim_splice_write(struct buf *, const struct sim_splice *,
    const struct sim_edit *, size_t);

#endif
