/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of vedette scan, whatever its kind of engine.
 *
 *	rules --> engine <-- line <-- inputs
 *	           |  ^ save, load: --state; take over: SIGHUP
 *	           v
 *	          show
 */
#ifndef CLI_SCAN_RUN_H
#define CLI_SCAN_RUN_H

#include <stdio.h>

#include "cli/inputs.h"
#include "cli/ruleset_with.h"
#include "cli/scan_state.h"

/** What to run.  All borrowed. */
struct scan_run_how {
	struct inputs_opts		 inputs;
	const struct ruleset_with	*with;
	struct scan_state_how		 state;
	const char *const		*rules;
	size_t				 rules_n;
	const char			*output;	/* NULL: stdout. */
	bool				 quiet, has_until;
	int64_t				 until;		/* ms */
};

/** The two ends of a run, for its engines.  Owned by the run. */
struct scan_run_ends {
	struct inputs	*inputs;	/* NULL before the first line. */
	FILE		*out;
};

/**
 * A kind of engine.  ${ctx} is the one of scan_run(), an engine what make()
 * stored.  Unless said otherwise they return RC_OK or what went wrong, with
 * ${e} filled or its code left 0.
 */
struct scan_run_kind {
	/** Load rules; bad lines are told to the inputs of ${ends}. */
	rc	(*make)(void *ctx, const struct ruleset *,
		    struct scan_run_ends *ends, void **ret, struct err *);
	void	(*drop)(void *engine);		/* NULL is fine. */
	const struct sigma *(*sigma)(const void *engine);

	rc	(*add)(void *engine, unsigned, uint64_t, struct span);
	rc	(*until)(void *engine, int64_t);
	/** Judge what waits, and have on disk what a state counts on. */
	rc	(*flush)(void *engine, struct err *);

	/** As scan_state_engine has them. */
	void	(*save)(void *engine, struct buf *);
	rc	(*load)(void *engine, struct cur *, struct scan_state_fates *,
		    struct err *);
	/** ${engine} goes on where ${old} stands. */
	rc	(*take_over)(void *engine, void *old,
		    struct scan_state_fates *, struct err *);

	/** There is no state to go on from; may be NULL. */
	rc	(*anew)(void *ctx, void *engine, struct err *);
	/** The lines came to their end, well or not; may be NULL. */
	rc	(*ended)(void *engine, rc how, struct err *);
	/** Tell what was found; returns the verb's exit status. */
	int	(*show)(void *ctx, void *engine,
		    const struct scan_run_ends *, double seconds);
};

/** scan_run(how, kind, ctx): Run; returns the verb's exit status. */
int scan_run(const struct scan_run_how *, const struct scan_run_kind *,
    void *);

/** scan_run_failed(e): Report ${e}; returns the exit status for it. */
int scan_run_failed(const struct err *);

#endif
