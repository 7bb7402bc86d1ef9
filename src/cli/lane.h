/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark lanes: event lines made from a fixed seed, in memory. */
#ifndef CLI_LANE_H
#define CLI_LANE_H

#include "base/arena.h"
#include "base/rc.h"

/* name, help */
#define LANES(X)							\
	X(telemetry, "shipped rules on telemetry lines of about 300 bytes") \
	X(fleet,     "shipped rules on a simulated fleet's day, all kinds")

#define X(name, help)	LANE_##name,
enum lane_kind { LANES(X) LANE_COUNT };
#undef X

/** Lines of a lane, without their ends. */
struct lane {
	struct span	*line;		/* Owned. */
	size_t		 n, cap;
	struct arena	 arena;		/* Owns the texts. */
	rc		 failed;
};

/**
 * lane_make(kind, vehicles, n, ret):
 * Make about ${n} lines about ${vehicles} vehicles.  Return RC_OK or
 * RC_NOMEM.
 *
 * Owns:     the caller owns what ${ret} holds; end it with lane_release().
 */
rc lane_make(enum lane_kind, unsigned, size_t, struct lane *) MUST_USE;
void lane_release(struct lane *);

#endif
