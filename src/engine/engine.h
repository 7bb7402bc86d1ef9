/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: event lines in, alerts out.  It knows time only from events
 * and does no I/O; the same lines and rules give the same alerts, byte for
 * byte, whatever the number of shards.
 *
 *	batch of lines
 *	  read        parallel by line; hashes of who takes part
 *	  intake      in order: duplicates, clock, timers, entities
 *	  tracks      parallel by entity: vehicles, then devices, then sources
 *	  match       parallel by line
 *	  judge       in order: windows, episodes
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/work.h"
#include "model/alert.h"
#include "model/evline.h"
#include "twin/refer.h"

#define ENGINE_VEHICLES	1000000		/* Default of vehicles_max. */

/** How to run; all zero is the default of each. */
struct engine_options {
	unsigned	shards;		/* Workers; default 1. */
	size_t		vehicles_max;	/* Vehicles, and devices, kept. */
	size_t		groups_max;	/* Of a correlation and tenant. */
	bool		all_facts;	/* Compute even what no rule names. */
	const struct sigma_setup *setup; /* Pipelines and placeholders, not */
					/* ${names}; NULL: none.  Borrowed */
					/* while loading. */
};

/** What an observer sees of each event, in order. */
struct engine_seen {
	const struct work	*work;
	const struct names	*names;
};

/** What a fact asked the registers, for an observer. */
struct engine_asked {
	const struct event	*ev;
	const struct track	*track;	/* Of the facts that asked. */
	const struct ref_asked	*what;
	struct ref_at		 at;
};

/** Whom the engine tells; members may be NULL. */
struct engine_ears {
	void	*ctx;
	/** A line was rejected. */
	void	(*rejected)(void *ctx, unsigned input, uint64_t number,
		    const struct err *);
	/** An event was judged. */
	void	(*judged)(void *ctx, const struct engine_seen *);
	/** A fact asked the registers; of one shard only. */
	void	(*asked)(void *ctx, const struct engine_asked *);
};

/** What was counted, for the summary. */
struct engine_counts {
	uint64_t	lines;		/* Given to the engine. */
	uint64_t	events;		/* Judged, generated ones too. */
	uint64_t	generated;
	uint64_t	rejected;
	uint64_t	duplicates;
	uint64_t	late;		/* Older than their entity's newest. */
	uint64_t	notes[EVLINE_NOTE_COUNT];
	uint64_t	vehicles;	/* Known at the end, */
	uint64_t	forgotten;	/* entities that had to go. */
	int64_t		vehicle_ms;	/* Reporting time, gaps <= 15 min. */
	int64_t		first, last;	/* Event times; EVENT_NO_TIME. */
	size_t		bytes;		/* All live state; of that for */
	size_t		dedupe_bytes;	/* the ids that were seen. */
	struct sigma_counts windows;	/* Summed over all rules. */
	struct refer_counts refer;	/* What changed the registers. */
	size_t		rows[TABLE_COUNT];	/* Rows known at the end, */
	uint64_t	rows_forgotten;	/* and those that had to go. */
	uint64_t	terms_lost;	/* Ends nobody watches: no room. */
	size_t		ref_bytes;	/* Of bytes, what they take. */
};

struct engine;

/**
 * engine_new(texts, n, options, ears, ret, e):
 * Load ${n} rule texts and stand ready.  What was refused is in the notes of
 * engine_sigma().  Return RC_OK, RC_NOMEM or RC_LIMIT.
 *
 * Owns:     the caller owns *${ret}; end it with engine_free().
 * Copies:   texts, options and ears.
 */
rc engine_new(const struct sigma_text *, size_t, const struct engine_options *,
    const struct engine_ears *, struct engine **, struct err *) MUST_USE;
void engine_free(struct engine *);

/** engine_sigma(E): The loaded rules.  Borrowed. */
const struct sigma *engine_sigma(const struct engine *);

/** engine_names(E): What its rules and facts read.  Borrowed. */
const struct names *engine_names(const struct engine *);

/**
 * engine_add(E, input, number, line):
 * Take one event line of input ${input} in; it is copied.  Judges a batch
 * when one is full.  Return RC_OK or RC_NOMEM.
 */
rc engine_add(struct engine *, unsigned, uint64_t, struct span) MUST_USE;

/**
 * engine_refer(E, line, e):
 * Enter the ref.row ${line} in the registers.  It is what holds from before
 * the first event, no event: no clock moves, nobody is heard of, no rule is
 * asked.  Return RC_OK, RC_NOMEM, or RC_MALFORMED for another line.
 */
rc engine_refer(struct engine *, struct span, struct err *) MUST_USE;

/**
 * engine_until(E, time):
 * Move the clock of every tenant met so far to ${time}, ms, so that timers
 * run: a clock.tick each.  Return RC_OK or RC_NOMEM.
 */
rc engine_until(struct engine *, int64_t) MUST_USE;

/** engine_flush(E): Judge what is waiting.  Return RC_OK or RC_NOMEM. */
rc engine_flush(struct engine *) MUST_USE;

/** engine_alerts(E, n): All alerts by (time, id), after engine_flush(). */
struct alert *const *engine_alerts(struct engine *, size_t *);

/** engine_source_fn(ctx, tenant, source, n): A source, ${n} of whose matches
 * came too late for their windows. */
typedef void engine_source_fn(void *, struct span tenant, struct span source,
    uint64_t n);

/** engine_too_late(E, fn, ctx): Tell ${fn} of each source that has any, in
 * the order in which they were met. */
void engine_too_late(const struct engine *, engine_source_fn *, void *);

/** engine_reads(E, table): Does anything that a rule names join it? */
bool engine_reads(const struct engine *, enum table_id);

/** engine_counts(E, ret): The counters as they stand. */
void engine_counts(const struct engine *, struct engine_counts *);

/*
 * State as bytes: all of it at one place of the journal.  An engine with
 * other rules, options or shards can go on from it.
 */

/** Whom a change of rules is told; members may be NULL. */
struct engine_change {
	void		*ctx;
	sigma_fate_fn	*rule;		/* Once for each rule. */
	/** A fact begins to be computed: what came before is not in it. */
	void		(*starts)(void *ctx, const char *fact);
};

/**
 * engine_save(E, b): Append the state, after engine_flush().  b->failed says
 * that memory was short.
 */
void engine_save(struct engine *, struct buf *);

/**
 * engine_load(E, c, change, e):
 * Take the state up that engine_save() wrote; ${E} is new.  Return RC_OK;
 * RC_MALFORMED for what is no state, is damaged, or of another version;
 * RC_LIMIT when there were more entities than may be; or RC_NOMEM; then ${E}
 * is to be thrown away.
 */
rc engine_load(struct engine *, struct cur *, const struct engine_change *,
    struct err *) MUST_USE;

/**
 * engine_take_over(E, old, change, e):
 * ${E}, new and with other rules, goes on where ${old} stands, which judges
 * what it has waiting first and stays as it is.  For a reload: make ${E}
 * beside, in another thread.  Return as engine_load().
 */
rc engine_take_over(struct engine *, struct engine *,
    const struct engine_change *, struct err *) MUST_USE;

#endif
