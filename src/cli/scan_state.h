/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vedette scan --state DIR: the inputs are the journal, the folder keeps what
 * is known up to some line of it.  A run that was killed at any instant goes
 * on after the newest good snapshot and ends as it would have ended.
 *
 *	DIR/snapshot-N	lines read | their sum | the engine's state
 *	DIR/lock	held by the run that uses the folder
 */
#ifndef CLI_SCAN_STATE_H
#define CLI_SCAN_STATE_H

#include "base/pack.h"
#include "cli/inputs.h"
#include "sigma/sigma.h"

/** What was asked for. */
struct scan_state_how {
	const char	*dir;		/* NULL: no state is kept. */
	uint64_t	 every;		/* Lines between snapshots; 0: */
					/* as many as come in 10 s. */
	bool		 quiet;
};

/** The engine whose state is kept; all borrow ${ctx}. */
struct scan_state_engine {
	void	*ctx;
	/** Judge what waits, and have on disk what snapshots count on. */
	rc	(*settle)(void *ctx, struct err *);
	/** Append the state, after settle(); runs in a copy of the process. */
	void	(*save)(void *ctx, struct buf *);
	/** Take it up; after a failure, begin anew or with another. */
	rc	(*load)(void *ctx, struct cur *, struct err *);
	rc	(*renew)(void *ctx, struct err *);
};

struct scan_state;

/**
 * scan_state_open(how, engine, inputs, ret, e):
 * Lock the folder, take up the newest state that is good, and read ${inputs}
 * up to where it was taken.  Return RC_OK; RC_CONFLICT when another run uses
 * the folder or an input is not what it was; or RC_DENIED, RC_IO, RC_NOMEM.
 * Without a folder, ${ret} is NULL, which the others take.
 *
 * Owns:     the caller owns *${ret}; end it with scan_state_close().
 */
rc scan_state_open(const struct scan_state_how *,
    const struct scan_state_engine *, struct inputs *, struct scan_state **,
    struct err *) MUST_USE;

/**
 * scan_state_line(s, input, number, line, e):
 * This line has been given to the engine: it counts from now on, and from
 * time to time a snapshot is taken beside.  One that cannot be written is
 * reported, once, and the run goes on.  Return what settle() returned.
 */
rc scan_state_line(struct scan_state *, unsigned, uint64_t, struct span,
    struct err *) MUST_USE;

/** scan_state_now(s, e): Take a snapshot and wait until it is on disk. */
rc scan_state_now(struct scan_state *, struct err *) MUST_USE;

/** scan_state_lines(s): Lines of the journal so far. */
uint64_t scan_state_lines(const struct scan_state *);

/** scan_state_close(s): Wait for a snapshot under way; NULL is fine. */
void scan_state_close(struct scan_state *);

/** What became of the rules of a state that was taken up. */
struct scan_state_fates {
	size_t		n[SIGMA_GONE + 1];
	struct buf	text;		/* A line for each that is not kept. */
};

/** scan_state_fate(ctx, fate, id, why): A sigma_fate_fn that notes it. */
void scan_state_fate(void *, enum sigma_fate, struct span, const char *);

/** scan_state_starts(ctx, fact): The same of a fact that begins. */
void scan_state_starts(void *, const char *);

/** scan_state_tell(f, what): Report on standard error; empties ${f}. */
void scan_state_tell(struct scan_state_fates *, const char *);

#endif
