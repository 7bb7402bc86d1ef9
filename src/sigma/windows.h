/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of correlations; internal to src/sigma.
 *
 *	windows -> track (one a correlation) -> cell (one of 256 partitions)
 *	        -> group (tenant + key) -> entries
 *	        -> shard (one a worker): memory, timers, work of the batch
 *	        -> tenant: clock, read-only while shards work
 *
 *	group.e [ gone | . . [ lo  window of the last point  hi ) . . | free ]
 *	               head                                       n
 *
 * Entries stand in order of (te, pos).  The window (t - timespan, t] is a
 * pair of places that move to wherever the next point is, and what is counted
 * moves with them: a stream in order costs O(1) an event, a late event as
 * much as it is late.
 *
 * A partition belongs to one shard, and all that is decided about a group
 * depends only on what came to its partition, in canonical order.
 */
#ifndef SIGMA_WINDOWS_H
#define SIGMA_WINDOWS_H

#include "sigma/pool.h"
#include "sigma/ranks.h"
#include "sigma/rule.h"
#include "sigma/kulisch.h"
#include "sigma/loglog.h"
#include "sigma/sketch.h"

#define WINDOWS_PARTS		256	/* Fixed: see engine design 6.6. */
#define WINDOWS_GRACE_MS	INT64_C(30000)	/* Watermark: clock - 30 s. */
#define WINDOWS_JUMP_MS		INT64_C(600000)	/* More needs a witness. */
#define WINDOWS_SAMPLES_MAX	16384	/* Of a group; then the oldest that are
					 * decided go, */
#define WINDOWS_WAIT_MAX	262144	/* ... and then all that are old. */
#define WINDOWS_EXACT_MAX	1048576	/* The same of x-exact: either. */
#define WINDOWS_HELD	INT64_MAX	/* Due of a timer that is. */
#define WINDOWS_KEY_MAX		(1u << 20)	/* Bytes of a group's key. */

#define WINDOWS_BASE		0x3ffffffu	/* Rules an entry can say. */

enum entry_flag {
	ENTRY_FIRED = 1,	/* A true point was told at this te. */
	ENTRY_HELD = ENTRY_FIRED, /* x-absence: its deadline waits. */
	ENTRY_WAITS = 2,	/* This te waits for the watermark, */
	ENTRY_DONE = 4,		/* ... or was decided at it. */
	ENTRY_START = 8,	/* First of its session. */
};

/** Of counts without values only the first 24 bytes are there. */
struct entry {
	int64_t			 te;
	union {
		struct sigma_keep *keep;	/* One reference is ours. */
		uint64_t	 pos;		/* Without keepsakes. */
	};
	uint32_t		 base : 26;	/* Deciding detection rule. */
	uint32_t		 again : 1;	/* Event of the one before. */
	uint32_t		 moved : 1;	/* Its event's te is another. */
	uint32_t		 flags : 4;
	uint32_t		 bits;		/* Which of corr.ref it met. */
	union {
		double		 num;		/* Sample. */
		struct val	*val;		/* Distinct value. */
	};
};

/** A distinct value of a group. */
struct val {
	uint32_t	 hash;
	uint32_t	 n;
	uint32_t	 refs;		/* Entries that have it. */
	uint32_t	 in;		/* ... and are in the window. */
	int64_t		 seen;		/* Scratch of thinning. */
	char		 p[];
};

/** The distinct values of a group: open addressing, linear probing. */
struct vals {
	struct val	**slot;		/* Owned. */
	uint32_t	 cap, n;
};

/** What a group has beyond its entries, by type of correlation. */
union more {
	struct vals	 vals;		/* value_count */
	struct kulisch	 sum;		/* value_sum, value_avg */
	struct ranks	 ranks;		/* value_percentile, value_median */
	uint32_t	 in[RULE_REFS_MAX];	/* temporal types: by ref. */
	int64_t		 open;		/* x-absence: end of the last one. */
};

#define LOST_MAX	256

/** Samples that had to go, in a row. */
struct lost_block {
	int64_t		 first, last;	/* Their times. */
	double		 least, most;	/* Of the samples. */
	double		 minus, plus;	/* Sums of those below 0, above. */
	uint64_t	 n;
	bool		 in;		/* All of it is in the window. */
	struct loglog	*seen;		/* Owned; value_count, or NULL. */
	struct sketch	 sketch;	/* Owned; percentiles. */
};

/** All that had to go and may still be in a window. */
struct lost {
	uint32_t	 n;
	unsigned	 shift;		/* Of all sketches. */
	struct sketch	 sketch;	/* Sum of the blocks that are in. */
	struct loglog	*seen;		/* Owned; of those and the entries in
					 * the window, ... */
	bool		 stale;		/* ... unless something has left. */
	struct lost_block b[LOST_MAX];
};

/**
 * What the last fire of a group showed, so that the next one need only look
 * at what is new in its window: what came into the group since, and what lies
 * outside of (from, to].
 */
struct shown {
	uint64_t	 newest;	/* Greatest position; 0: nothing is */
	int64_t		 newest_te;	/* known, all is new. */
	int64_t		 from, to;	/* The window that was shown. */
	int64_t		 least;		/* te of what came since. */
	uint32_t	 again, moved;	/* Entries in the window. */
};

struct group {
	uint32_t	 hash;
	uint32_t	 tenant;
	char		*e;		/* Owned; entries. */
	uint32_t	 head, n, cap;
	uint32_t	 lo, hi;
	uint32_t	 distinct;	/* Values or rules in the window. */
	uint32_t	 waiting : 28;	/* Timers that point here. */
	uint32_t	 inexact : 1;
	uint32_t	 unknown : 1;	/* No twin knows its entity. */
	uint32_t	 gone : 1;	/* Only timers know it yet. */
	uint32_t	 key_n : 24;
	uint32_t	 part : 8;
	union more	*more;		/* Owned, or NULL. */
	struct lost	*lost;		/* Owned, or NULL. */
	struct shown	*shown;		/* Owned, or NULL. */
	char		 key[];		/* Parts: length, bytes. */
};

/** A tenant's part of a cell. */
struct share {
	uint32_t	 tenant;
	uint32_t	 groups, unknown;
};

/** The groups of a correlation in one partition. */
struct cell {
	uint64_t	*slot;		/* Owned; pointer and tag, or 0. */
	uint32_t	 cap, n;
	uint32_t	 hand;		/* Where sweeping goes on. */
	uint32_t	 shares, share_cap;
	struct share	*share;		/* Owned; sorted by tenant. */
};

/** A correlation. */
struct track {
	const struct corr *c;
	unsigned	 number;	/* Place in windows.track. */
	unsigned	 rule;
	unsigned	 level;		/* 0: of detection rules alone. */
	unsigned	 absence;	/* Place among x-absences. */
	size_t		 need;		/* gt/gte: so many make it true. */
	size_t		 stride;	/* Bytes of an entry. */
	size_t		 more;		/* ... of union more, 0: none. */
	bool		 chained;	/* Names a correlation. */
	enum sigma_rest	 rest;		/* What its fires bring. */
	struct cell	*cell;		/* Owned; WINDOWS_PARTS. */
};

/** Something that happens when the watermark has reached ${due}, but at an
 * event later than ${after}: what is due already waits for the next one. */
struct timer {
	int64_t		 due;
	uint64_t	 after;
	int64_t		 t;		/* The point. */
	uint64_t	 pos;
	struct group	*group;
	struct track	*track;
};

/** Timers of one tenant in one shard and level. */
struct timers {
	struct timer	*heap;		/* Owned; what came out of order. */
	size_t		 n, cap;
	struct timer	*line;		/* Owned; what came in order: */
	size_t		 first, end, line_cap;	/* line[first, end) */
};

/** Where a tenant's clock stood at an event of the batch. */
struct tick {
	uint64_t	 pos;
	int64_t		 mark;		/* Clock - 30 s. */
};

/** A source that answers an x-absence. */
struct hold_source {
	uint32_t	 number;
	int64_t		 seen;		/* Clock at its newest match of a B. */
};

/** Whom an x-absence waits for, and whether it is in vain. */
struct hold {
	struct hold_source *by;		/* Owned. */
	size_t		 n, cap;
	bool		 held;		/* One of them is unwell. */
};

/** Where in the batch deadlines begin to be held, or are released. */
struct hold_turn {
	uint32_t	 tenant, track;
	uint64_t	 pos;
	int64_t		 due;		/* What was held is due then; */
};					/* WINDOWS_HELD: held from here. */

struct tenant {
	char		*name;		/* Owned. */
	size_t		 name_n;
	uint64_t	 seed;		/* Hash of the name. */
	int64_t		 clock;
	int64_t		 sure;		/* Clock for the test of lateness. */
	int64_t		 jump;		/* Where some say it is; INT64_MIN. */
	uint64_t	 jumper;	/* Hash of who says so. */
	struct hold	*hold;		/* Owned; by track.absence. */
	size_t		 holding;	/* How many of them are held. */
	int64_t		 hold_clock;	/* Before the event at work. */
	struct tick	*tick;		/* Owned; of the batch. */
	size_t		 ticks, tick_cap;
};

/** An event of the batch as the shards see it. */
struct moment {
	uint32_t	 tenant;
	int64_t		 mark;		/* For the test of lateness. */
	int64_t		 now;		/* Clock - 30 s. */
};

/** Which correlations a rule feeds, and as which of their refs. */
struct feed {
	unsigned	 track, ref;
};

/** One match on its way to a group. */
struct input {
	uint64_t	 pos;		/* Event at which it arrives. */
	int64_t		 due;		/* Timer's; INT64_MAX: of a hit. */
	int64_t		 te;
	int64_t		 mark, now;	/* As in struct moment. */
	int64_t		 sure;		/* Nothing in time will come that */
					/* is older by its lateness. */
	uint64_t	 by;		/* Deciding event: position, */
	int64_t		 by_te;		/* its own te, */
	struct sigma_keep *keep;	/* keepsake or NULL. */
	uint64_t	 hash;
	const char	*key;		/* Until the end of the batch. */
	uint32_t	 key_n;
	uint32_t	 tenant;
	uint32_t	 track;
	uint32_t	 base;
	uint32_t	 rule;		/* Whose match it is. */
	uint32_t	 bits;		/* Refs it is a match of. */
	bool		 unknown;
	const struct value *slot;	/* Of an event, or ... */
	const struct value *inner;	/* ... a correlation's group, */
	struct span	 inner_key;	/* whose key orders its inputs. */
};

struct inputs {
	struct input	*in;		/* Owned. */
	size_t		 n, cap;
};

/** A true point on its way out. */
struct point {
	int64_t			 t;
	double			 value, error;
	bool			 at_least;	/* Of what is not exact. */
	uint64_t		 pos;	/* Decided at, */
	int64_t			 due;	/* by a timer, or INT64_MAX. */
	int64_t			 mark, now;
	uint64_t		 by;
	int64_t			 by_te;
	struct sigma_keep	*keep;
	unsigned		 base;
};

/** A fire as it waits for its turn. */
struct told {
	struct sigma_fire	 fire;
	int64_t			 due;
	uint32_t		 seq;	/* In its shard. */
	struct span		 key;
};

/** Groups that had to go, at an event. */
struct gone {
	uint32_t	 track, tenant;
	uint64_t	 pos;
	int64_t		 clock;
	size_t		 groups;
};

/** What one worker has to itself. */
struct shard {
	struct sigma_windows *w;	/* Borrowed. */
	unsigned	 number;
	struct pool	 pool;
	struct arena	 arena;		/* Of the batch. */
	struct timers	*timers;	/* Owned; levels x tenants. */
	size_t		 timers_n;
	struct inputs	*out;		/* Owned; levels x shards: what */
					/* it found, for whom. */
	struct inputs	 work;		/* Of the level at work. */
	struct told	*told;		/* Owned; of the batch. */
	size_t		 tolds, told_cap;
	struct gone	*evicted;	/* Owned; of the batch. */
	size_t		 evictions, evicted_cap;
	struct sigma_keep *dead;	/* To be dropped after the batch. */
	struct sigma_counts *counts;	/* Owned; by track. */
	struct buf	 key, tuple;
	rc		 failed;
};

struct sigma_windows {
	const struct sigma *s;		/* Borrowed. */
	struct sigma_sink sink;
	struct sigma_options o;
	size_t		 quota;		/* Groups of a rule, tenant, cell. */
	struct track	*track;		/* Owned. */
	size_t		 tracks;
	unsigned	 levels;
	unsigned	 absences;	/* Of the tracks. */
	struct hold_turn *turn;		/* Owned; of the batch, by pos. */
	size_t		 turns, turn_cap;
	struct feed	*feed;		/* Owned; sorted by rule. */
	size_t		*feed_at;	/* Owned; by rule, rules + 1. */
	struct tenant	*tenant;	/* Owned. */
	size_t		 tenants, tenant_cap;
	uint32_t	 last;		/* The one asked for last. */
	struct sigma_keep last_keep;	/* End of lists of the dead. */
	struct map	 by_name;
	struct shard	*shard;		/* Owned; o.shards. */
	/* The batch at work. */
	const struct sigma_event *ev;
	size_t		 events;
	struct moment	*moment;	/* Owned. */
	size_t		 moment_cap;
	uint32_t	*ticked;	/* Owned; tenants of the batch. */
	size_t		 ticked_n, ticked_cap;
	unsigned	 level;
	struct told	**order;	/* Owned; scratch of telling. */
	size_t		 order_cap;
};

/** The entry number ${i} of the group. */
static inline struct entry *
windows_entry(const struct track *tr, const struct group *g, uint32_t i)
{

	return ((struct entry *)(void *)(g->e + i * tr->stride));
}

/** The journal position of the event that made the entry. */
static inline uint64_t
windows_pos(const struct shard *sh, const struct entry *e)
{

	return (sh->w->o.keepsakes ? e->keep->pos : e->pos);
}

#endif
