/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines on their way to the collector: put in when they happen, let out in
 * the order in which they are received.
 *
 *	put(received, line) -> heap of slots -> until(now) -> sink
 */
#ifndef CLI_SIM_QUEUE_H
#define CLI_SIM_QUEUE_H

#include "base/buf.h"
#include "base/rc.h"
#include "cli/sim_write.h"

/** sim_queue_sink_fn(arg, bytes): Take ${bytes}; RC_OK or RC_IO. */
typedef rc sim_queue_sink_fn(void *, struct span);

struct sim_queue_slot;
struct sim_queue_line;

/** A queue in the caller's storage; all zero with a sink is an empty one. */
struct sim_queue {
	sim_queue_sink_fn	*sink;
	void			*arg;
	struct sim_queue_slot	*heap;		/* Owned. */
	size_t			 n, cap;
	struct sim_queue_line	*line;		/* Owned; reused. */
	size_t			 lines, line_cap;
	uint32_t		*idle;		/* Owned: unused lines. */
	size_t			 idles, idle_cap;
	struct buf		 out;
	uint64_t		 order, written;
	uint64_t		 seq[SIM_SOURCES];
	int64_t			 last_ms;	/* Greatest received so far. */
};

/**
 * sim_queue_open(q, out):
 * Lend an empty text in ${out} for the next line.  Return RC_OK or RC_NOMEM.
 */
rc sim_queue_open(struct sim_queue *, struct buf **) MUST_USE;

/**
 * sim_queue_put(q, received_ms, source, cut):
 * Queue the lent text, whose sequence number of ${source} belongs at byte
 * ${cut}.  Return RC_OK or RC_NOMEM.
 */
rc sim_queue_put(struct sim_queue *, int64_t, enum sim_source, size_t) MUST_USE;

/**
 * sim_queue_until(q, now_ms):
 * Hand over all that was received up to ${now_ms}; INT64_MAX empties it to
 * the last byte.  Return RC_OK, RC_NOMEM, or what the sink says.
 */
rc sim_queue_until(struct sim_queue *, int64_t) MUST_USE;

/** sim_queue_release(q): Give the memory back. */
void sim_queue_release(struct sim_queue *);

#endif
