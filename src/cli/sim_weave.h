/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The output of an injection: the carrier's lines, some with other values,
 * and new lines between them in order of reception.
 */
#ifndef CLI_SIM_WEAVE_H
#define CLI_SIM_WEAVE_H

#include "cli/sim_carrier.h"
#include "cli/sim_fleet.h"

/** One attack on the carrier. */
struct sim_weave_act {
	const struct sim_act_kind *kind;
	uint32_t	car;
	int64_t		start_ms, end_ms;
	int64_t		tail_ms;	/* Its traces are seen until then. */
	struct buf	ids;		/* Owned; JSON strings with commas. */
};

/** A line that changes. */
struct sim_weave_fix {
	uint32_t	record, act;
	bool		quiet;		/* Changes, but is no evidence. */
	bool		moved;
	struct sim_fix	at;
	int64_t		odo_m;		/* -1 stays. */
};

/** A new line: a copy of ${record} elsewhere, or a command. */
struct sim_weave_add {
	int64_t		received_ms, time_ms;
	uint32_t	record, act;
	struct sim_fix	at;
	const char	*command;	/* NULL: the copy. */
	size_t		order;
};

/** All zero but ${carrier} and ${seed} is empty. */
struct sim_weave {
	const struct sim_carrier *carrier;	/* Borrowed. */
	uint64_t	 seed;
	struct sim_weave_act *act;		/* Owned, like the next two. */
	struct sim_weave_fix *fix;
	struct sim_weave_add *add;
	size_t		 acts, act_cap, fixes, fix_cap, adds, add_cap;
};

/** sim_weave_fix(w, fix), sim_weave_add(w, add): Plan it.  RC_NOMEM. */
rc sim_weave_fix(struct sim_weave *, struct sim_weave_fix) MUST_USE;
rc sim_weave_add(struct sim_weave *, struct sim_weave_add) MUST_USE;

/**
 * sim_weave_run(w, sink, arg, labels):
 * Write it all; at most one fix a record.  Return RC_OK, RC_NOMEM or what the
 * sink says.
 */
rc sim_weave_run(struct sim_weave *, sim_queue_sink_fn *, void *,
    struct buf *) MUST_USE;

/** sim_weave_release(w): Give the memory back. */
void sim_weave_release(struct sim_weave *);

#endif
