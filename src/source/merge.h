/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several inputs as one journal: merged by (received, else time), ties by
 * the order of the inputs, never reordered inside one; or all of it sorted
 * by that time first.
 *
 *	input 0 -> line \
 *	input 1 -> line  > the one with the earliest key
 *	input 2 -> line /
 */
#ifndef SOURCE_MERGE_H
#define SOURCE_MERGE_H

#include "base/rc.h"
#include "base/span.h"

/** One input: an event line at a time. */
struct merge_input {
	void	*ctx;
	/**
	 * Store the next event line and its number; both are borrowed until
	 * the next call.  Return RC_OK, RC_NOTFOUND at the end, or an error
	 * that ends everything.
	 */
	rc	(*next)(void *ctx, struct span *line, uint64_t *number,
		    struct err *);
};

struct merge;

/**
 * merge_new(inputs, n, sorted, ret, e):
 * Merge ${n} inputs; with ${sorted}, all lines by that time (a line without
 * one keeps that of the line before).  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with merge_free().
 * Copies:   ${inputs}; what their ctx points to is borrowed.
 */
rc merge_new(const struct merge_input *, size_t, bool, struct merge **,
    struct err *) MUST_USE;
void merge_free(struct merge *);

/** merge_time_fn(ctx, line, ms): Store the time of ${line}; does it say? */
typedef bool merge_time_fn(void *, struct span, int64_t *);

/**
 * merge_by(m, fn, ctx):
 * Before the first merge_next(): go by what ${fn} says of a line, instead of
 * (received, else time).  Borrows ${ctx}, until merge_free().
 */
void merge_by(struct merge *, merge_time_fn *, void *);

/**
 * merge_next(m, input, line, number, e):
 * Store the next line with the place of its input.  Return RC_OK,
 * RC_NOTFOUND at the end, or an input's or the sorter's error.
 */
rc merge_next(struct merge *, unsigned *, struct span *, uint64_t *,
    struct err *) MUST_USE;

#endif
