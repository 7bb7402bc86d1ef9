/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks put into event lines that exist already, a real fleet's for
 * example: only what its signals allow, and every line that is not part of an
 * attack stays byte for byte.
 */
#ifndef CLI_SIM_INJECT_H
#define CLI_SIM_INJECT_H

#include "cli/sim_fleet.h"

/** What to do, and what could not be done.  Release ${missed}. */
struct sim_inject {
	struct sim_opts	opts;		/* seed, attacks, strength; vehicles
					 * is how many of each. */
	struct buf	missed;
	size_t		misses;
};

/**
 * sim_inject_run(j, lines, sink, arg, labels, e):
 * Write ${lines} with the attacks into ${sink}, and a label per attack into
 * ${labels}.  Return RC_OK, RC_NOMEM, RC_MALFORMED with line and reason in
 * ${e} when the lines are not in order, or what the sink says.
 */
rc sim_inject_run(struct sim_inject *, struct span, sim_queue_sink_fn *,
    void *, struct buf *, struct err *) MUST_USE;

/** sim_inject_names(): The attacks that it knows, for a help text. */
const char *sim_inject_names(void);

#endif
