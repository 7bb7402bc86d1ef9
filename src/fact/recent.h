/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was met lately: a bounded set of hashes with a time each, for states
 * of tracks.  Zero is empty.
 */
#ifndef FACT_RECENT_H
#define FACT_RECENT_H

#include "base/span.h"

struct recent {
	uint64_t	hash;		/* 0: this place and all after it */
	int64_t		time;		/* are free; ms. */
};

#define RECENT_HOUR	INT64_C(3600000)
#define RECENT_DAY	(24 * RECENT_HOUR)

/** recent_hash(s): Never 0. */
uint64_t recent_hash(struct span);

/** recent_expire(r, n, before): Forget what is older than ${before}. */
void recent_expire(struct recent *, unsigned, int64_t);

/** recent_find(r, n, hash): Its entry, or NULL. */
struct recent *recent_find(struct recent *, unsigned, uint64_t);

/**
 * recent_add(r, n, hash, time):
 * Enter what is not there; when it is full, what has the least time goes.
 */
void recent_add(struct recent *, unsigned, uint64_t, int64_t);

/**
 * recent_meet(r, n, hash, time):
 * Enter it or bring its time forward; was it there?
 */
bool recent_meet(struct recent *, unsigned, uint64_t, int64_t);

/** recent_count(r, n): How many are there? */
unsigned recent_count(const struct recent *, unsigned);

#endif
