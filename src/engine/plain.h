/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine for plain input: any JSON object a line, rules of any product;
 * no dictionary, no entities, no facts.
 *
 *	batch of lines
 *	  read, match    parallel by line, one after the other
 *	  judge          in order: findings, windows, episodes
 *
 * The same lines and rules give the same findings in the same order, whatever
 * the number of shards or the size of batches.
 */
#ifndef ENGINE_PLAIN_H
#define ENGINE_PLAIN_H

#include "model/alert.h"
#include "sigma/sigma.h"

/* What a correlation tells; name, help. */
#define PLAIN_FIRES(X)							\
	X(episode, "one finding for points that follow each other")	\
	X(every,   "a finding for each point, for comparisons")		\
	X(reset,   "the same, and the group then starts empty")

#define X(name, help)	PLAIN_##name,
enum plain_fire { PLAIN_FIRES(X) PLAIN_FIRE_COUNT };
#undef X

/** How to run; all zero is the default of each. */
struct plain_options {
	unsigned	 shards;	/* Workers; default 1. */
	const char	*time_field;	/* NULL: PLAIN_TIME_NAMES. */
	struct sigma_logsource logsource; /* Of lines that do not say; */
					/* borrowed. */
	bool		 no_routing;	/* All rules meet all lines. */
	enum plain_fire	 fire;
	bool		 no_evidence;	/* Not with PLAIN_episode. */
	const struct sigma_setup *setup; /* No names; NULL: none. */
					/* Borrowed while loading. */
};

/* Beyond these a line has no place; kept lines are many, so it is short. */
#define PLAIN_INPUTS_MAX	(1u << 20)
#define PLAIN_NUMBER_MAX	(UINT64_C(1) << 44)

/** Where a line stands. */
struct plain_place {
	unsigned	input;
	uint64_t	number;		/* Line, from 1. */
};

/** A rule that matched a line, or a point of a correlation. */
struct plain_finding {
	const struct sigma_rule	*rule;
	unsigned		 number;	/* Of the rule. */
	struct plain_place	 at;		/* The (deciding) line, if */
						/* evidence is kept. */
	uint64_t		 pos;		/* Lines given, with it. */
	bool			 has_time;
	int64_t			 time;		/* ms */
	/* Of correlations: */
	const struct value	*group;		/* rule->group_n values. */
	bool			 has_value, exact;
	bool			 at_least;	/* The value is a bound, */
	double			 value, error;	/* or +- this. */
	uint64_t		 count;		/* Lines in the window; of */
	const struct plain_place *window;	/* these the first and last */
	size_t			 window_n;	/* SIGMA_ENDS, oldest first, */
						/* if evidence is kept. */
};

/** Whom the engine tells, in order; members may be NULL. */
struct plain_ears {
	void	*ctx;
	/** A line was rejected. */
	void	(*rejected)(void *ctx, struct plain_place, const struct err *);
	/** There is something to tell; all is borrowed during the call. */
	void	(*found)(void *ctx, const struct plain_finding *);
};

/** What was counted, for the summary. */
struct plain_counts {
	uint64_t	lines;		/* Given to the engine. */
	uint64_t	events;		/* Read. */
	uint64_t	rejected;
	uint64_t	no_time;	/* They enter no window. */
	uint64_t	no_logsource;	/* They state none: all rules. */
	uint64_t	findings;	/* Told, episodes aside. */
	bool		any_time;	/* Then first and last are set. */
	int64_t		first, last;	/* ms */
	size_t		bytes;		/* Live state. */
	struct sigma_counts windows;	/* Summed over all rules. */
};

struct plain;

/**
 * plain_new(texts, n, options, ears, ret, e):
 * Load ${n} rule texts and stand ready.  What was refused is in the notes of
 * plain_sigma().  Return RC_OK, RC_NOMEM or RC_LIMIT.
 *
 * Owns:     the caller owns *${ret}; end it with plain_free().
 * Copies:   texts, ears and options, but not what these point to.
 */
rc plain_new(const struct sigma_text *, size_t, const struct plain_options *,
    const struct plain_ears *, struct plain **, struct err *) MUST_USE;
void plain_free(struct plain *);

/** plain_sigma(P): The loaded rules.  Borrowed. */
const struct sigma *plain_sigma(const struct plain *);

/** plain_names(P, n): The names they read, by slot.  Borrowed. */
const struct span *plain_names(const struct plain *, size_t *);

/**
 * plain_add(P, input, number, line):
 * Take a line in; it is copied.  Judges a batch when one is full.  Return
 * RC_OK, RC_NOMEM, or RC_LIMIT for a line that is over a batch's room
 * or has no place.
 */
rc plain_add(struct plain *, unsigned, uint64_t, struct span) MUST_USE;

/**
 * plain_lend(P, input, number, line):
 * The same of a line that stays where it is until plain_flush() is back.
 */
rc plain_lend(struct plain *, unsigned, uint64_t, struct span) MUST_USE;

/** plain_flush(P): Judge what is waiting.  Return RC_OK or RC_NOMEM. */
rc plain_flush(struct plain *) MUST_USE;

/** plain_until(P, time): Move the clock to ${time}, ms, after plain_flush(). */
rc plain_until(struct plain *, int64_t) MUST_USE;

/**
 * plain_episodes(P, n): The episodes of correlations by (time, id), after
 * plain_flush(), each of the kind "group" with the group's values, joined by
 * U+001F, as entity.  NULL if there are none or memory is short.
 */
struct alert *const *plain_episodes(struct plain *, size_t *);

/** plain_place_of(e): The line that an event of a finding or episode is. */
struct plain_place plain_place_of(const struct alert_event *);

/** plain_counts(P, ret): The counters as they stand. */
void plain_counts(const struct plain *, struct plain_counts *);

/** plain_save(P, b): Append the state, after plain_flush(). */
void plain_save(const struct plain *, struct buf *);

/**
 * plain_load(P, c, fate, ctx, e):
 * Take the state up that plain_save() wrote; ${P} is new, its rules may be
 * others: what became of each is told.  Return RC_OK, RC_MALFORMED or
 * RC_NOMEM: then ${P} is to be thrown away.
 */
rc plain_load(struct plain *, struct cur *, sigma_fate_fn *, void *,
    struct err *) MUST_USE;

/**
 * plain_take_over(P, old, fate, ctx, e): ${P}, new, goes on where ${old}
 * stands, which judges what it has waiting first.  Return as plain_load().
 */
rc plain_take_over(struct plain *, struct plain *, sigma_fate_fn *, void *,
    struct err *) MUST_USE;

/**
 * plain_row(P, line, ret, e):
 * Read ${line} as the engine does, into a row for sigma_match() or
 * sigma_why(); valid until the next call of anything here.  Return as
 * json_pick_read().
 */
rc plain_row(struct plain *, struct span, struct sigma_row *, struct err *)
    MUST_USE;

#endif
