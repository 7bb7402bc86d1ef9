/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of correlations; internal to src/sigma.
 *
 *	windows -> track (one a correlation) -> group (tenant + key)
 *	        -> tenant: clock, heap of points that wait for the watermark
 *
 *	group.e [ gone | . . [ lo  window of the last point  hi ) . . | free ]
 *	               head                                       n
 *
 * Entries stand in order of (te, pos).  The window (t - timespan, t] is a
 * pair of places that move to wherever the next point is, and what is counted
 * moves with them: a stream in order costs O(1) an event, a late event as
 * much as it is late.
 */
#ifndef SIGMA_WINDOWS_H
#define SIGMA_WINDOWS_H

#include "sigma/rule.h"

#define WINDOWS_PARTS		256	/* Fixed: see engine design 6.6. */
#define WINDOWS_GRACE_MS	INT64_C(30000)	/* Watermark: clock - 30 s. */
#define WINDOWS_JUMP_MS		INT64_C(600000)	/* More needs a witness. */
#define WINDOWS_SAMPLES_MAX	16384	/* Of a group; then the oldest go. */

enum entry_flag {
	ENTRY_FIRED = 1,	/* A true point was told at this te. */
	ENTRY_WAITS = 2,	/* This te is in the heap, or was decided. */
};

struct entry {
	int64_t			 te;
	uint64_t		 pos;
	struct sigma_keep	*keep;	/* One reference is ours. */
	union {
		double		 num;	/* Sample. */
		uint32_t	 val;	/* Place in group.val. */
	};
	uint32_t		 bits;	/* Which of corr.ref it matched. */
	uint32_t		 base;	/* Deciding detection rule. */
	uint32_t		 flags;
};

/** A distinct value of a group. */
struct val {
	char		*p;		/* Owned; NULL: free. */
	size_t		 n;
	uint32_t	 refs;		/* Entries that have it. */
	uint32_t	 in;		/* ... and are in the window. */
	int64_t		 seen;		/* Scratch of thinning. */
};

struct group {
	struct track	*track;		/* Borrowed. */
	uint32_t	 tenant;
	uint32_t	 place;		/* In track.group. */
	uint32_t	 part;
	uint32_t	 in_part;	/* Place in the partition's list. */
	char		*key;		/* Owned; of key_n bytes. */
	size_t		 key_n;
	struct value	*value;		/* Owned; group-by, corr.keys. */
	struct entry	*e;		/* Owned. */
	size_t		 head, n, cap;
	size_t		 lo, hi;
	size_t		 distinct;	/* Values or rules in the window. */
	size_t		 below;		/* Samples on the low side. */
	size_t		 thin_at;	/* Entries that call for thinning. */
	size_t		 waiting;	/* Points in the heap. */
	uint32_t	*rule_in;	/* Owned; temporal: by ref. */
	struct val	*val;		/* Owned. */
	size_t		 vals, val_cap;
	uint32_t	 val_free;	/* A free place, or UINT32_MAX. */
	struct map	 by_val;
	bool		 inexact;
};

struct part {
	uint32_t	*place;		/* Owned; of groups. */
	size_t		 n, cap;
	size_t		 hand;		/* Where sweeping goes on. */
};

/** A correlation's state. */
struct track {
	const struct corr *c;
	unsigned	 rule;
	unsigned	 depth;		/* Of the chain below. */
	size_t		 need;		/* gt/gte: so many make it true. */
	struct group	**group;	/* Owned; NULL: free place. */
	uint32_t	*gen;		/* Owned; counts uses of a place. */
	size_t		 groups, group_cap, gen_cap;
	uint32_t	*free;		/* Owned; free places. */
	size_t		 frees, free_cap;
	struct map	 by_key;
	struct part	 part[WINDOWS_PARTS];
	uint32_t	**used;		/* Owned; by tenant: 256 counts. */
	size_t		 used_n, used_cap;
	struct sigma_counts counts;
};

/** A point that waits for the watermark. */
struct waiting {
	int64_t		 due;		/* Watermark that decides it. */
	int64_t		 t;
	uint64_t	 pos;
	unsigned	 depth, track;
	uint32_t	 place, gen;
};

struct tenant {
	char		*name;		/* Owned. */
	size_t		 name_n;
	int64_t		 clock;
	int64_t		 sure;		/* Clock for the test of lateness. */
	uint64_t	 jumper;	/* Hash of who jumped; 0: nobody. */
	struct waiting	*heap;		/* Owned; what came out of order. */
	size_t		 n, cap;
	struct waiting	*line;		/* Owned; what came in order: */
	size_t		 first, end, line_cap;	/* line[first, end) */
};

/** Which correlations a rule feeds, and as which of their refs. */
struct feed {
	unsigned	 track, ref;
};

/** One match on its way into a window. */
struct offer {
	unsigned	 base;
	int64_t		 te;
	uint64_t	 pos;
	uint32_t	 tenant;
	int64_t		 mark;		/* Watermark that counts for it. */
	const struct value *slot;	/* Of an event, or ... */
	const struct group *inner;	/* ... of a correlation's point. */
	struct sigma_keep *keep;	/* Of the latter; borrowed. */
	const struct sigma_event *ev;	/* Of the former. */
};

struct sigma_windows {
	const struct sigma *s;		/* Borrowed. */
	struct sigma_sink sink;
	size_t		 quota;		/* Groups a rule, tenant, part. */
	struct track	*track;		/* Owned. */
	size_t		 tracks;
	struct feed	*feed;		/* Owned; sorted by rule. */
	size_t		*feed_at;	/* Owned; by rule, rules + 1. */
	struct tenant	*tenant;	/* Owned. */
	size_t		 tenants, tenant_cap;
	uint32_t	 last;		/* The one asked for last. */
	struct map	 by_name;
	uint64_t	 pos;		/* Of the event at work. */
	struct buf	 key, tuple;
	double		*num;		/* Owned; samples being ranked. */
	size_t		 num_cap;
	struct sigma_keep **keeps;	/* Owned; contributing events. */
	size_t		 keeps_cap;
	size_t		 bytes;		/* Of groups and what they hold. */
};

#endif
