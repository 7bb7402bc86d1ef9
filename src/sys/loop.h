/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop of a role: descriptors, timers and signals, one thread.
 *
 *	epoll --> loop_fn(ctx, what)
 *
 * A function may forget any descriptor, its own too; what was still to come
 * of that one in the same round does not come.
 */
#ifndef SYS_LOOP_H
#define SYS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rc.h"

/** What is asked for, and what has come.  LOOP_END comes unasked. */
enum {
	LOOP_READ	= 1,
	LOOP_WRITE	= 2,
	LOOP_END	= 4		/* Hung up or failed. */
};

struct loop;

/** loop_fn(ctx, what): ${what} of LOOP_* can be done without waiting. */
typedef void loop_fn(void *, unsigned);

/** loop_tick_fn(ctx): A timer is due. */
typedef void loop_tick_fn(void *);

/** loop_signal_fn(ctx, signal): A signal came. */
typedef void loop_signal_fn(void *, int);

/**
 * loop_new(ret, e): An empty loop.  Return RC_OK, RC_NOMEM or RC_IO.
 *
 * Owns:     the caller owns *${ret}; end it with loop_free(), after all who
 *           watch by it.
 */
rc loop_new(struct loop **, struct err *) MUST_USE;
void loop_free(struct loop *);

/**
 * loop_watch(l, fd, what, fn, ctx, e): Call ${fn} when ${what} is possible on
 * ${fd}, which is not watched yet.  Return RC_OK, RC_NOMEM or RC_IO.
 */
rc loop_watch(struct loop *, int, unsigned, loop_fn *, void *, struct err *)
    MUST_USE;

/** loop_change(l, fd, what): Watch for ${what} from now on. */
void loop_change(struct loop *, int, unsigned);

/** loop_forget(l, fd): Watch it no more, before it is closed; -1 is fine. */
void loop_forget(struct loop *, int);

/**
 * loop_every(l, ms, fn, ctx, ret, e): Call ${fn} every ${ms}; the descriptor
 * in ${ret} is for loop_end_timer().  Return RC_OK, RC_NOMEM or RC_IO.
 */
rc loop_every(struct loop *, int64_t, loop_tick_fn *, void *, int *,
    struct err *) MUST_USE;

/** loop_once(l, ms, fn, ctx, ret, e): The same once; it ends itself. */
rc loop_once(struct loop *, int64_t, loop_tick_fn *, void *, int *,
    struct err *) MUST_USE;

/** loop_end_timer(l, timer): Before its time; -1 is fine. */
void loop_end_timer(struct loop *, int);

/**
 * loop_signals(l, signals, fn, ctx, e): From now on these signals, a list that
 * ends with 0, come to ${fn} and to nobody else.  Once a loop.
 */
rc loop_signals(struct loop *, const int *, loop_signal_fn *, void *,
    struct err *) MUST_USE;

/** loop_run(l, e): Until loop_stop().  Return RC_OK or RC_IO. */
rc loop_run(struct loop *, struct err *) MUST_USE;

/** loop_stop(l): The round in hand is the last. */
void loop_stop(struct loop *);

/** loop_now(): ms of the monotonic clock. */
int64_t loop_now(void);

/** loop_clock(): ms since 1970, by the machine's clock. */
int64_t loop_clock(void);

#endif
