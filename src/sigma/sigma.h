/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Sigma engine: rules as YAML text in, matches out.
 * Sigma specification 2.1.0; where it is silent, the project's engine design.
 *
 *	text -> parse -> compile -> struct sigma (immutable, shared by threads)
 *	slots of an event -> sigma_match() -> bits of rules that hit
 *	hits in journal order -> sigma_windows_batch() -> fires
 *
 * sigma knows neither facts nor the dictionary: a resolver tells it what a
 * name means and in which slot of an event's row the value will stand.
 */
#ifndef SIGMA_SIGMA_H
#define SIGMA_SIGMA_H

#include "base/pack.h"
#include "base/rc.h"
#include "model/value.h"

/** What a name stands for. */
struct sigma_field {
	unsigned		 slot;		/* Its place in a row. */
	enum value_type		 type;		/* What it holds, or members. */
	bool			 array;
	bool			 fact;		/* Computed, not on the line. */
	const char *const	*words;		/* Enum members, or NULL; */
	size_t			 words_n;	/* "other" is always one. */
	uint64_t		 on;		/* Categories with it. */
	uint64_t		 sure;		/* ... that always have it. */
	const char		*kind;		/* Entity kind, or NULL. */
};

/** What the engine tells about names.  Borrowed while loading. */
struct sigma_names {
	void	*ctx;
	/**
	 * Fill ${ret} and return RC_OK; or return RC_NOTFOUND and, if a
	 * known name is near, store it in ${near}; or RC_NOMEM.
	 */
	rc	(*field)(void *ctx, struct span name, struct sigma_field *ret,
		    struct span *near);
	/** The bit number of a logsource category; -1 if there is none. */
	int	(*category)(void *ctx, struct span name);
	/** Rules of any product, fields of any type: no checks by type. */
	bool	plain;
};

/** One complaint of the loader: printed as FILE:LINE:COL: KIND: TEXT. */
struct sigma_note {
	const char	*file;
	unsigned	 line, col;		/* From 1. */
	enum {
		SIGMA_WARNING,
		SIGMA_REFUSED,
		SIGMA_PORTABLE,		/* Fine here, not everywhere. */
		SIGMA_NOTE		/* Nothing is wrong. */
	}		 kind;
	const char	*text;			/* "ID: reason (hint)". */
	bool		 whole;			/* Of a text, not of a */
						/* document in it. */
};

/** One document as loaded, for lists and alerts.  All borrowed. */
struct sigma_rule {
	const char	*file;
	unsigned	 line;
	const char	*id, *name, *title, *description, *status, *level;
	const char	*date, *modified;
	const char	*product;		/* Logsource; NULL is any. */
	const char	*category, *service;
	const char *const *tags;
	size_t		 tags_n;
	bool		 correlation;
	const char	*type;			/* Of a correlation. */
	const unsigned	*refs;			/* Numbers of the rules that */
	size_t		 refs_n;		/* a correlation names. */
	bool		 mutes;			/* ... without generate. */
	bool		 silent;		/* Only feeds correlations. */
	const char	*entity;		/* x-vedette, or NULL. */
	int64_t		 rearm_ms;		/* Stated or by default. */
	const unsigned	*names;			/* Slots the document names, */
	size_t		 names_n;		/* sorted, each once. */
	const char *const *group_names;		/* group-by, as written. */
	size_t		 group_n;
	bool		 aliases;	/* In group-by, perhaps. */
};

struct sigma;

/** One text to load; ${name} is shown in notes. */
struct sigma_text {
	const char	*name;
	struct span	 text;
};

/** What rules are loaded with.  All borrowed while loading. */
struct sigma_setup {
	const struct sigma_names *names;
	const struct sigma_text	*pipeline;	/* pySigma's YAML, in order */
	size_t			 pipelines;	/* of equal priority. */
	const struct sigma_text	*placeholder;	/* YAML: name -> values. */
	size_t			 placeholders;
	/** A set whose compiled expressions are shared, or NULL. */
	const struct sigma	*before;
};

/**
 * sigma_new(texts, n, setup, ret, e):
 * Parse and compile ${n} texts together.  A document that cannot be loaded
 * exactly is refused with a note and leaves the others alone.  Store the set
 * in ${ret}; it may hold no rule at all.  Return RC_OK, or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with sigma_free().
 * Copies:   the texts.
 */
rc sigma_new(const struct sigma_text *, size_t, const struct sigma_setup *,
    struct sigma **, struct err *) MUST_USE;
void sigma_free(struct sigma *);

/** What was complained about, in order of file and line. */
const struct sigma_note *sigma_notes(const struct sigma *, size_t *);

/**
 * sigma_refused(s): How many documents were refused, of which there may be
 * several notes each, and how often a whole text was.
 */
size_t sigma_refused(const struct sigma *);

/** The loaded documents; a rule's number is its place here. */
const struct sigma_rule *sigma_rules(const struct sigma *, size_t *);

/** What an event says of its logsource; empty is not stated. */
struct sigma_logsource {
	struct span	product, category, service;
};

/** An event as the matcher sees it. */
struct sigma_row {
	const struct value	*slot;		/* By sigma_field.slot. */
	int			 category;	/* Bit number, -1 for none. */
	struct span		 line;		/* For keywords only. */
	/**
	 * Only rules that contradict it (E-30) are left out, case ignored;
	 * NULL: nothing is stated, all are asked.
	 */
	const struct sigma_logsource *logsource;
	/**
	 * Slots that may hold a value, each once, all others being absent;
	 * NULL: not known, and then the matcher looks at each.
	 */
	const uint16_t		*set;
	size_t			 set_n;
};

struct sigma_scratch;

/** sigma_scratch_new(s): What one thread needs to match; or NULL. */
struct sigma_scratch *sigma_scratch_new(const struct sigma *);
void sigma_scratch_free(struct sigma_scratch *);

/** How to find the rules that an event may match; the answer is the same. */
enum sigma_way {
	SIGMA_WAY_BEST,		/* By how many rules there are. */
	SIGMA_WAY_TURNS,	/* Each in turn, if its field is there. */
	SIGMA_WAY_SCAN		/* By texts that the event has. */
};

/** sigma_scratch_way(x, way): From now on that way: for tests. */
void sigma_scratch_way(struct sigma_scratch *, enum sigma_way);

/**
 * sigma_match(s, scratch, row, hits, n):
 * Store the numbers of the detection rules that ${row} matches, ascending,
 * in ${hits}, which has room for every rule; their count in ${n}.  Return
 * RC_OK; or RC_NOMEM, and then hits may be missing.
 */
rc sigma_match(const struct sigma *, struct sigma_scratch *,
    const struct sigma_row *, unsigned *hits, size_t *n);

/**
 * sigma_why(s, rule, row, out):
 * Append, one line a clause, why ${rule} matched or missed: each item with
 * its field, modifier, wanted and found value, and "hit" or the reason of
 * the miss (absent, other value, other case, bad type).  Of a hit also where:
 * the member of an array, and the bytes of the value from first to last, both
 * counted from 0.  For explain.
 */
void sigma_why(const struct sigma *, unsigned rule, const struct sigma_row *,
    struct buf *);

/**
 * sigma_why_hits(s, scratch, rule, row): The verdict of sigma_match() on one
 * rule, by walking its tree as written: for tests, which hold both equal.
 */
bool sigma_why_hits(const struct sigma *, struct sigma_scratch *, unsigned,
    const struct sigma_row *);

/*
 * Correlations.
 *
 *	batch of events with their hits, in journal order
 *	  level 1   parallel by partition of (tenant, group key)
 *	  level 2   ... what level 1 fired, exchanged by partition, and so on
 *	  fires     in order of (journal position, rule, group key, point)
 *
 * What comes out depends on the sequence of events alone, never on how it is
 * cut into batches or on the number of shards.
 */

/**
 * What the engine keeps of an event.  References are counted with atomic
 * operations during sigma_windows_batch() and plainly outside of it.
 */
struct sigma_keep {
	unsigned		 refs;
	unsigned		 lean;	/* The engine's own. */
	int64_t			 te;	/* Effective time, ms. */
	uint64_t		 pos;	/* Journal position: total order. */
	struct sigma_keep	*next;	/* Scratch of sigma. */
};

/** One event of a batch: a moment of its tenant's clock, and its hits. */
struct sigma_event {
	uint64_t		 pos;	/* Greater than all before. */
	int64_t			 te;	/* Effective time, ms. */
	int64_t			 clock;	/* The tenant's, this one included; */
					/* INT64_MIN: it has none yet. */
	int64_t			 stamp;	/* Its own: received, else time; */
	bool			 received; /* ... which was it? */
	struct span		 tenant;
	struct span		 entity;/* To confirm jumps of the clock. */
	const struct value	*slot;
	const unsigned		*hit;	/* Detection rules, ascending. */
	size_t			 hits;
	/*
	 * With a reference of the caller's, if a hit feeds a correlation;
	 * always NULL for windows without keepsakes.
	 */
	struct sigma_keep	*keep;
	bool			 unknown; /* No twin knows its entity. */
	uint64_t		*too_late; /* Counts its hits that are; NULL: */
					/* nobody asks.  Borrowed. */
	uint32_t		 source; /* Number of its source, if it has */
					/* one: SIGMA_NO_SOURCE. */
	const uint32_t		*unwell; /* Those whose silence says nothing */
	size_t			 unwell_n; /* before this event.  Borrowed. */
	int64_t			 healed; /* When one last began to count */
					/* again; INT64_MIN: never. */
};

#define SIGMA_NO_SOURCE	UINT32_MAX
#define SIGMA_ENDS	8

/** An event in the window of a fire. */
struct sigma_seen {
	uint64_t		 pos;
	int64_t			 te;	/* Its own; of windows without */
					/* keepsakes that of the match. */
	struct sigma_keep	*keep;	/* Or NULL. */
};

/**
 * What a fire shows of its window, no event twice.  Its ends, and its number,
 * are always there.  The rest costs as much as is new since the last fire of
 * the group, however long the window is.
 */
struct sigma_shown {
	uint64_t		 events;	/* All of them. */
	const struct sigma_seen	*ends;		/* The first SIGMA_ENDS and */
	size_t			 ends_n;	/* the last, oldest first. */
	uint64_t		 newest;	/* Greatest position of all. */
	/*
	 * All whose position is greater than the "newest" of the fire of the
	 * same group before; or, if it is whole, all there are.
	 */
	const struct sigma_seen	*rest;
	size_t			 rest_n;
	bool			 whole;
};

/** Of which fires of a rule somebody asks for more than the ends. */
enum sigma_rest {
	SIGMA_REST_WHOLE,	/* The rest is always whole. */
	SIGMA_REST_NEW,		/* It is whole where what was shown */
				/* before is not known. */
	SIGMA_REST_NONE		/* No rest, no "newest". */
};

/**
 * One true point of a correlation: a moment t at which an event of the group
 * stands and the condition holds over (t - timespan, t].  Each is told once,
 * and once more for every further event that arrives at the same moment.
 */
struct sigma_fire {
	unsigned		 rule;		/* The correlation. */
	unsigned		 base;		/* Deciding detection rule. */
	struct span		 tenant;
	const struct value	*group;		/* group_n values. */
	int64_t			 te;		/* True point, or deadline. */
	uint64_t		 pos;		/* Event it was decided at. */
	uint64_t		 by;		/* Deciding event: position, */
	struct sigma_keep	*decided_by;	/* keepsake or NULL. */
	double			 value;		/* Computed number ... */
	bool			 has_value;	/* ... if there is one. */
	bool			 exact;		/* The value is exact; else */
	bool			 at_least;	/* a lower bound, or */
	double			 error;		/* +- error, absolute. */
	struct sigma_shown	 window;
};

/** Groups that had to go before their time, told in journal order. */
struct sigma_evicted {
	unsigned		 rule;
	struct span		 tenant;
	uint64_t		 pos;		/* At this event, */
	int64_t			 clock;		/* the tenant's clock then. */
	size_t			 groups;
};

/** The engine's side; called by the thread that runs the batch. */
struct sigma_sink {
	void	*ctx;
	void	(*fire)(void *ctx, const struct sigma_fire *);
	void	(*drop)(void *ctx, struct sigma_keep *);	/* refs is 0. */
	/** May be NULL. */
	void	(*evicted)(void *ctx, const struct sigma_evicted *);
	/** NULL: SIGMA_REST_WHOLE of all rules. */
	enum sigma_rest (*rest)(void *ctx, unsigned rule);
};

/** Why matches did not enter a window; counted per rule. */
struct sigma_counts {
	uint64_t	no_key;		/* A group-by value is missing. */
	uint64_t	too_late;
	uint64_t	not_number;	/* Sample of sum, avg, percentile. */
	uint64_t	evicted;	/* Live groups, for want of room. */
	uint64_t	open;		/* Undecided at the end of input. */
};

/** How points become fires; for comparisons and tests. */
enum sigma_firing {
	SIGMA_FIRE_POINTS,	/* Every true point. */
	SIGMA_FIRE_RESET	/* ... and then the group starts empty. */
};

/** Threads that do one step together: fn(arg, worker) for 0 .. n - 1. */
struct sigma_crew {
	void		*ctx;
	unsigned	 n;
	void		(*run)(void *ctx, void (*fn)(void *, unsigned),
			    void *arg);
};

struct sigma_options {
	size_t			 groups_max;	/* Of a rule and tenant. */
	unsigned		 shards;	/* 1 .. 256; 0 is 1. */
	bool			 keepsakes;	/* Events carry them. */
	enum sigma_firing	 firing;
};

struct sigma_windows;

/**
 * sigma_windows_new(s, sink, options):
 * The state of all correlations of ${s}; or NULL when memory is short.
 *
 * Borrows:  ${s}, until sigma_windows_free().
 * Copies:   the sink and the options.
 */
struct sigma_windows *sigma_windows_new(const struct sigma *,
    const struct sigma_sink *, const struct sigma_options *);
void sigma_windows_free(struct sigma_windows *);

/** sigma_windows_feeds(w, rule): Does a hit of ${rule} enter any window? */
bool sigma_windows_feeds(const struct sigma_windows *, unsigned);

/**
 * sigma_windows_batch(w, events, n, crew):
 * Take ${n} events in, decide what is due (watermark: clock - 30 s), and
 * tell the sink what became true.  ${crew} runs one step on many threads;
 * NULL: this one does all.  Return RC_OK, or RC_NOMEM: then the windows are
 * to be thrown away.
 */
rc sigma_windows_batch(struct sigma_windows *, const struct sigma_event *,
    size_t, const struct sigma_crew *) MUST_USE;

/*
 * Windows as bytes, between batches.  Keepsakes are written as numbers that
 * the caller gives out; he gives the keepsakes back when reading.
 */

/** How keepsakes are numbered; 0 is no keepsake. */
struct sigma_numbers {
	void	*ctx;
	uint64_t (*number)(void *ctx, struct sigma_keep *);
	/** Borrowed; NULL if there is none of that number. */
	struct sigma_keep *(*keep)(void *ctx, uint64_t number);
};

/** What became of a rule when another set took over. */
enum sigma_fate {
	SIGMA_KEPT,		/* The same; its windows go on. */
	SIGMA_RESET,		/* It means something else: starts empty. */
	SIGMA_FRESH,		/* It was not there. */
	SIGMA_GONE		/* It is not there any more. */
};

/** sigma_fate_fn(ctx, fate, id, why): Once for each rule of either set. */
typedef void sigma_fate_fn(void *, enum sigma_fate, struct span id,
    const char *why);

/** sigma_save(w, numbers, b): Append the state of all windows. */
void sigma_save(const struct sigma_windows *, const struct sigma_numbers *,
    struct buf *);

/**
 * sigma_load(w, c, numbers, fate, ctx, e):
 * Read what sigma_save() wrote into ${w}, which is new; its rules, options
 * and shards may be others.  A correlation whose type, rules, group-by,
 * aliases, field, timespan and kind of window are unchanged keeps its groups.
 * Tell ${fate} of each rule.  Return RC_OK; RC_MALFORMED; or RC_NOMEM: then
 * ${w} is to be thrown away.
 */
rc sigma_load(struct sigma_windows *, struct cur *,
    const struct sigma_numbers *, sigma_fate_fn *, void *, struct err *)
    MUST_USE;

/** sigma_same_set(s): A sum over all that the rules of ${s} ask for. */
uint64_t sigma_same_set(const struct sigma *);

/** sigma_windows_counts(w, rule): Counters of the correlation ${rule}. */
struct sigma_counts sigma_windows_counts(const struct sigma_windows *,
    unsigned rule);

/** sigma_windows_bytes(w): Heap bytes held. */
size_t sigma_windows_bytes(const struct sigma_windows *);

#endif
