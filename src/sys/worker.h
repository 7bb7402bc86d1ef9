/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread for what takes long, one job after another, so that the loop goes
 * on meanwhile.
 *
 *	worker_add(job) -> queue -> job->work() in the thread
 *	                              \-> job->done() in the loop
 */
#ifndef SYS_WORKER_H
#define SYS_WORKER_H

#include "sys/loop.h"

struct worker;

/** A job: the first member of the caller's own struct. */
struct worker_job {
	struct worker_job	*next;		/* The worker's. */
	/** In the thread: touches nothing but its job. */
	void	(*work)(struct worker_job *);
	/** In the loop: it was done.  The job is the callee's again. */
	void	(*done)(struct worker_job *);
	/** Instead of done(), when the worker ends first. */
	void	(*drop)(struct worker_job *);
};

/**
 * worker_new(loop, most, ret, e): A thread and a queue of ${most} jobs.  Return
 * RC_OK, RC_NOMEM or RC_IO.
 *
 * Owns:     the caller owns *${ret}; end it with worker_free().
 */
rc worker_new(struct loop *, unsigned, struct worker **, struct err *)
    MUST_USE;

/** worker_add(w, job): RC_OK, or RC_LIMIT: too many wait already. */
rc worker_add(struct worker *, struct worker_job *) MUST_USE;

/** worker_free(w): The job in hand is ended; what waits is dropped.  NULL is
 * fine. */
void worker_free(struct worker *);

#endif
