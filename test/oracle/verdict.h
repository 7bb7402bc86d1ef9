/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle's judgement of one window, from all entries there are. */
#ifndef ORACLE_VERDICT_H
#define ORACLE_VERDICT_H

#include "base/attr.h"
#include "oracle/case.h"

#define O_TUPLES	(O_MEMBERS * O_MEMBERS * O_REFS)
#define O_ENTRIES	2048
#define O_TENANTS	3

/* An event, or an inner true point, as an event of one group. */
struct o_entry {
	unsigned	corr, tenant;
	char		key[64];
	int64_t		te;
	uint64_t	pos;
	unsigned	refs;		/* Which of the rules it matched. */
	bool		gone;		/* The group was emptied since. */
	size_t		samples, tuples;
	double		sample[O_MEMBERS];
	char		tuple[O_TUPLES][34];
};

/* All that came in, and which moments were decided at the watermark. */
struct o_world {
	size_t		n, decided;
	struct o_entry	entry[O_ENTRIES];
	struct {
		unsigned	corr, tenant;
		char		key[64];
		int64_t		t;
	} done[O_ENTRIES];
};

struct o_verdict {
	bool		holds, has_value;
	double		value;
	uint64_t	window, ends;	/* As in struct o_fire. */
};

/* A point that the watermark has reached. */
struct o_point {
	struct o_entry	of;		/* What decides it. */
	int64_t		t, due;
};

/** verdict_depth(c, at): 1, or one more than the deepest it is over. */
unsigned verdict_depth(const struct o_case *, unsigned at);

/** verdict_late(c, at): In time is te >= watermark - this, ms. */
int64_t verdict_late(const struct o_case *, unsigned at);

/** verdict_samples(k): Does it compute with numbers? */
bool verdict_samples(const struct o_corr *);

/** verdict_waits(k): Is it decided at the watermark? */
bool verdict_waits(const struct o_corr *);

/** verdict_same(a, b): Two live entries of one group? */
bool verdict_same(const struct o_entry *, const struct o_entry *);

/** verdict_at(c, w, e, t): The window of the group of ${e} that ends at t. */
struct o_verdict verdict_at(const struct o_case *, const struct o_world *,
    const struct o_entry *, int64_t t);

/** verdict_next(c, w, tenant): The next watermark that decides anything. */
int64_t verdict_next(const struct o_case *, const struct o_world *,
    unsigned tenant);

/**
 * verdict_due(c, w, tenant, depth, mark, ret): Take the first point of the
 * level that waited and that the watermark ${mark} has reached; was there
 * one?
 */
bool verdict_due(const struct o_case *, struct o_world *, unsigned tenant,
    unsigned depth, int64_t mark, struct o_point *);

/** verdict_open(c, w, at): Points of the correlation that still wait. */
uint64_t verdict_open(const struct o_case *, const struct o_world *,
    unsigned at);

/** verdict_empty(w, e): The group of ${e} starts anew. */
void verdict_empty(struct o_world *, const struct o_entry *);

#endif
