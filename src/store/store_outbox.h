/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is still to be told outside: written with the alert itself, gone once
 * it was told, kept as a dead letter when that is given up.
 *
 *	put -> due -> done | again -> due ... | dead
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "store/store.h"

/** One thing to tell; borrowed until the call returns. */
struct store_outbox_row {
	int64_t			 row;
	int64_t			 made, tries, next;	/* ms, count, ms */
	struct span		 why;		/* Of the last try. */
	struct store_alert	 alert;
};

/** store_outbox_fn(ctx, x): One of them. */
typedef rc store_outbox_fn(void *, const struct store_outbox_row *);

/** How much there is for an output. */
struct store_outbox_count {
	int64_t	waiting, dead;
	int64_t	next;		/* ms, when the first is due; 0: none waits. */
};

/** store_outbox_put(s, output, alert, now, e): Tell ${output} of the alert with
 * this id; what is there already stays as it is. */
rc store_outbox_put(struct store *, struct span, struct span, int64_t,
    struct err *) MUST_USE;

/** store_outbox_due(s, output, now, limit, fn, ctx, e): Those that are due at
 * ${now}, oldest first. */
rc store_outbox_due(struct store *, struct span, int64_t, int64_t,
    store_outbox_fn *, void *, struct err *) MUST_USE;

/** store_outbox_done(s, row, e): It was told. */
rc store_outbox_done(struct store *, int64_t, struct err *) MUST_USE;

/** store_outbox_again(s, row, next, why, e): It failed; once more at ${next},
 * ms; or, if that is 0, never: it is a dead letter. */
rc store_outbox_again(struct store *, int64_t, int64_t, struct span,
    struct err *) MUST_USE;

/** store_outbox_times(s, row, made, tries, e): When it was put, and how often
 * it was tried; RC_NOTFOUND. */
rc store_outbox_times(struct store *, int64_t, int64_t *, int64_t *,
    struct err *) MUST_USE;

/** store_outbox_count(s, output, ret, e): How much there is. */
rc store_outbox_count(struct store *, struct span,
    struct store_outbox_count *, struct err *) MUST_USE;

/** store_outbox_revive(s, output, now, e): Its dead letters are due again. */
rc store_outbox_revive(struct store *, struct span, int64_t, struct err *)
    MUST_USE;

#endif
