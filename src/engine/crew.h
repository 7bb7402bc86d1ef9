/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that do one step of a batch together and wait for each other. */
#ifndef ENGINE_CREW_H
#define ENGINE_CREW_H

#include "base/rc.h"

struct crew;

/** crew_fn(ctx, worker): The part of the step that is ${worker}'s. */
typedef void crew_fn(void *, unsigned);

#define CREW_MAX	64

/**
 * crew_new(n, ret):
 * A crew of ${n} workers, 1 to CREW_MAX; the caller is worker 0, so one
 * worker needs no thread.  Return RC_OK, RC_NOMEM, or RC_LIMIT when the
 * system gives no more threads.
 */
rc crew_new(unsigned, struct crew **) MUST_USE;
void crew_free(struct crew *);

/** crew_size(c): How many workers. */
unsigned crew_size(const struct crew *);

/** crew_share(c, n, worker, from, to): Its share of ${n} things: [from, to). */
void crew_share(const struct crew *, size_t, unsigned, size_t *, size_t *);

/** crew_run(c, fn, ctx): Every worker does its part; returns when all did. */
void crew_run(struct crew *, crew_fn *, void *);

#endif
