/* SPDX-License-Identifier: Apache-2.0 */
/* The last step of a batch of plain lines: findings, windows, episodes. */
#ifndef ENGINE_PLAIN_JUDGE_H
#define ENGINE_PLAIN_JUDGE_H

#include "engine/crew.h"
#include "engine/plain.h"

/** A line on its way through the steps. */
struct plain_line {
	struct plain_place	 at;
	struct span		 text;
	const struct value	*slot;		/* Its row; of hits only. */
	const unsigned		*hit;		/* Rules that it matched. */
	size_t			 hits;
	int64_t			 time;		/* ms; if it has one. */
	bool			 has_time, no_logsource;
	rc			 status;	/* Of reading it ... */
	struct err		 err;		/* ... and why not. */
};

struct plain_judge;

/**
 * plain_judge_new(s, o, ears, crew, ret):
 * The windows of ${s}.  Borrows ${s}, ${o}, ${ears} and ${crew}.  Return RC_OK
 * or RC_NOMEM.
 */
rc plain_judge_new(const struct sigma *, const struct plain_options *,
    const struct plain_ears *, struct crew *, struct plain_judge **)
    MUST_USE;
void plain_judge_free(struct plain_judge *);

/** plain_judge_looks(j, rule): Does anything look at the row of its hits? */
bool plain_judge_looks(const struct plain_judge *, unsigned);

/** plain_judge_batch(j, lines, n): The next ${n} lines. */
rc plain_judge_batch(struct plain_judge *, const struct plain_line *, size_t)
    MUST_USE;

/** plain_judge_until(j, time): Move the clock to ${time}, ms. */
rc plain_judge_until(struct plain_judge *, int64_t) MUST_USE;

/** plain_judge_episodes(j, n): As plain_episodes(). */
struct alert *const *plain_judge_episodes(struct plain_judge *, size_t *);

/** plain_judge_place(e): As plain_place_of(). */
struct plain_place plain_judge_place(const struct alert_event *);

/**
 * plain_judge_save(j, b), plain_judge_load(j, c, fate, ctx, e):
 * Write all state, between batches; read it into ${j}, which is new, telling
 * what became of each rule.  Return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
void plain_judge_save(const struct plain_judge *, struct buf *);
rc plain_judge_load(struct plain_judge *, struct cur *, sigma_fate_fn *,
    void *, struct err *) MUST_USE;

/** plain_judge_counts(j, ret): Fill in what it counts. */
void plain_judge_counts(const struct plain_judge *, struct plain_counts *);

#endif
