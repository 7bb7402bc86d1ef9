/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alert: a rule's verdict with the events that prove it.  It keeps the
 * events' lines; "where", "fields" and the OCSF objects are views of them,
 * made when somebody looks.
 */
#ifndef MODEL_ALERT_H
#define MODEL_ALERT_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/event.h"
#include "model/likeness.h"

#define ALERT_ID	32		/* Hex digits. */
#define ALERT_ENDS	8		/* Evidence kept at each end. */

/** A named value: a fact of an event. */
struct alert_fact {
	const char	*name;		/* Borrowed from the dictionary. */
	struct value	 value;		/* Texts owned by the evidence. */
};

/** How an event is kept. */
enum alert_lean {
	ALERT_LIKE = 1,			/* There is a ${like}, ... */
	ALERT_LINE = 2,			/* by which its line is kept. */
	ALERT_CUT_ID = 4,		/* Its id and its vehicle stand in */
	ALERT_CUT_VEHICLE = 8,		/* the line as a mark each, which no */
};					/* line of JSON can have. */

/** One event as evidence: one block, counted references. */
struct alert_event {
	unsigned		 refs;
	uint8_t			 lean;		/* Bits of enum alert_lean. */
	uint16_t		 facts;		/* How many. */
	int64_t			 te;		/* Effective time, ms. */
	uint64_t		 pos;		/* Journal position, from 1. */
	struct alert_event	*next;		/* Scratch of the correlator. */
	struct likeness		*like;		/* Counted, or NULL. */
	/* The rest of the block: facts, then texts from ${text} on. */
	uint32_t		 text;
	uint32_t		 id_n, vehicle_n, source_n, line_n;
	uint32_t		 size;		/* Of the block, bytes. */
};

/** alert_event_fact(e): Its ${facts} facts. */
static inline const struct alert_fact *
alert_event_fact(const struct alert_event *e)
{

	return ((const struct alert_fact *)(const void *)(e + 1));
}

/** alert_event_id(e): Its id. */
static inline struct span
alert_event_id(const struct alert_event *e)
{

	return ((struct span){ (const char *)e + e->text, e->id_n });
}

/** alert_event_vehicle(e): Its vehicle as resolved; may be empty. */
static inline struct span
alert_event_vehicle(const struct alert_event *e)
{

	return ((struct span){ (const char *)e + e->text + e->id_n,
	    e->vehicle_n });
}

/** alert_event_source(e): Its source as defaulted. */
static inline struct span
alert_event_source(const struct alert_event *e)
{

	return ((struct span){ (const char *)e + e->text + e->id_n +
	    e->vehicle_n, e->source_n });
}

/** The rule as an alert shows it.  Borrowed from the rule set. */
struct alert_rule {
	const char	*id, *title, *level, *description, *status;
	const char	*version;		/* modified, else date. */
	const char	*category;		/* May be NULL. */
	const char *const *tags;
	size_t		 tags_n;
	bool		 correlation;
	const char *const *fields;		/* Event fields and facts */
	size_t		 fields_n;		/* it names, sorted. */
};

struct alert {
	char			 id[ALERT_ID + 1];
	struct span		 tenant;
	int64_t			 time;		/* Of the deciding event. */
	const struct alert_rule	*rule;
	const struct alert_rule	*base;		/* Deciding rule. */
	const char		*kind;		/* Entity. */
	struct span		 entity;
	struct alert_event	*decided;	/* Counted reference. */
	bool			 has_value, exact;
	bool			 at_least;	/* Not exact: more than that */
	double			 value, error;	/* or off by the error. */
	uint64_t		 count;
	int64_t			 first_seen, last_seen;
	struct alert_event	*ends[2 * ALERT_ENDS];	/* Counted; oldest */
	size_t			 ends_n;		/* ones, then newest. */
	struct arena		 arena;		/* tenant, entity */
};

/**
 * alert_event_new(x, ev, id, facts, n):
 * Keep ${ev}, whose id is ${id}, with ${n} facts, as evidence with one
 * reference; or NULL when memory is short.  Everything is copied but the
 * facts' names.  What it takes counts in ${x}, unless that is NULL: then
 * ${x} must outlive it.
 */
struct alert_event *alert_event_new(struct likenesses *,
    const struct event *, struct span, const struct alert_fact *, size_t);

/**
 * alert_event_like(x, ev, id, facts, n):
 * The same with the line kept as what it has that another line of its kind
 * has not, by the models ${x}.
 */
struct alert_event *alert_event_like(struct likenesses *,
    const struct event *, struct span, const struct alert_fact *, size_t);

/**
 * alert_event_line(e, b): Its line, if need be in ${b}; empty with b->failed
 * when memory is short.
 */
struct span alert_event_line(const struct alert_event *, struct buf *);

/** alert_event_drop(e): Give a counted reference back; NULL is fine. */
void alert_event_drop(struct alert_event *);

/** alert_evidence(a, e): Take ${e} in as evidence; counts a reference. */
void alert_evidence(struct alert *, struct alert_event *);

/**
 * alert_value(a, b):
 * Append the computed number for a person: "12", "at least 4096", or
 * "4231 +- 97" when it is not exact.  Only if ${a} has a value.
 */
void alert_value(const struct alert *, struct buf *);

/** alert_release(a): Give back what it holds. */
void alert_release(struct alert *);

/** alert_cmp(a, b): Order by time, then id. */
int alert_cmp(const struct alert *, const struct alert *);

/**
 * alert_scenario(rule, out):
 * The lowest scenario or data-quality tag, "s15" or "dq1", into ${out} of at
 * least 8 bytes; "-" if it has none.
 */
void alert_scenario(const struct alert_rule *, char *);

/** What makes matches belong together. */
struct alert_key {
	struct span	 tenant;
	const char	*rule;		/* Id of the rule. */
	const char	*kind;		/* Of the entity. */
	struct span	 entity;
	struct span	 group;		/* Values joined by U+001F. */
};

/** alert_key(k, b): Append its parts, each ended by LF. */
void alert_key(const struct alert_key *, struct buf *);

/**
 * alert_id(k, opened, event, out):
 * The id, of the contract's section 9, of what opened at ${opened} ms with
 * the event ${event}.  Return RC_OK or RC_NOMEM.
 */
rc alert_id(const struct alert_key *, int64_t, struct span,
    char [ALERT_ID + 1]) MUST_USE;

#endif
