/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts: derived fields of an event.  A fact is a row in facts.h; the state
 * behind it is a track: a small record per entity and one function that
 * steps it and leaves the values of one or more facts.  Facts that follow
 * from the same state share a track; a track reads no other track's state.
 *
 *	event + entity's record -> track's step -> values in the event's row
 *
 * A track runs only if a loaded rule names one of its facts.  No I/O, no
 * clock but the event's, no judgement: thresholds belong to rules.
 */
#ifndef FACT_FACT_H
#define FACT_FACT_H

#include "base/arena.h"
#include "fact/facts.h"
#include "model/event.h"
#include "twin/twin.h"

#define X(family, leaf, ...)	FACT_##family##_##leaf,
enum fact_id { FACTS(X) FACT_COUNT };
#undef X

#define X(name, ...)	TRACK_##name,
enum track_id { TRACKS(X) TRACK_COUNT };
#undef X

/** One fact, as built from its row. */
struct fact {
	const char		*name;		/* "move.speed_kmh" */
	enum value_type		 type;		/* Of it or its members. */
	bool			 array;
	const char		*unit;		/* "km/h", or "" */
	const char *const	*words;		/* Enum words, or NULL. */
	size_t			 words_n;
	uint64_t		 on;		/* Event types, as bits. */
	enum track_id		 track;
	const char		*help;		/* For an analyst. */
};

/** What the vehicle's tracks leave for those of the source. */
struct fact_step {
	bool	ok;			/* A step between two good fixes. */
	double	dist_m;
	double	drive_m;		/* Mean reported speed x elapsed. */
};

/** What a track sees besides its state. */
struct fact_in {
	const struct event	*ev;
	bool			 late;		/* Older than the entity's */
	int64_t			 newest;	/* newest event before it; */
						/* EVENT_NO_TIME if first. */
	struct fact_step	*step;
	unsigned		 feed_state;	/* Code of feed.state, 0 none */
};

/** Where a track leaves its values. */
struct fact_out {
	struct value	*slot;			/* The event's row. */
	const uint16_t	*at;			/* fact_id to slot. */
	struct arena	*arena;			/* For arrays; may fail. */
};

typedef void track_fn(const struct fact_in *, void *, struct fact_out *);

/** One track, as built from its row. */
struct track {
	const char		*name;
	enum twin_kind		 of;		/* Whose state it keeps. */
	size_t			 state;		/* Bytes, zeroed at first. */
	const uint16_t		*fields;	/* Fields it reads, 0-ended. */
	track_fn		*step;
};

extern const struct track fact_tracks[TRACK_COUNT];

/** fact_init(): Build the tables from the rows; once, before threads. */
rc fact_init(void) MUST_USE;

/** fact_row(id): The row of ${id}. */
const struct fact *fact_row(enum fact_id);

/** fact_find(name): The fact of that name, or FACT_COUNT. */
enum fact_id fact_find(struct span);

/** fact_near(s, asked): Try every name against ${asked}. */
void fact_near(struct suggest *, struct span);

/* Leaving a value; a fact that nobody reads goes to the trash slot. */

/** fact_num(out, id, num, step): Rounded to ${step}, half away from 0. */
void fact_num(struct fact_out *, enum fact_id, double, double);
void fact_int(struct fact_out *, enum fact_id, int64_t);
void fact_bool(struct fact_out *, enum fact_id, bool);
void fact_text(struct fact_out *, enum fact_id, struct span);

/** fact_word(out, id, code): The enum word of ${code} (place + 1). */
void fact_word(struct fact_out *, enum fact_id, unsigned);

/** fact_words(out, id, mask): The words whose bits (place) are set. */
void fact_words(struct fact_out *, enum fact_id, uint64_t);

/* Rounding steps of the contract. */
#define FACT_M		0.1
#define FACT_KMH	0.1
#define FACT_S		0.001
#define FACT_RATIO	0.001
#define FACT_RAW	0.0		/* Left as computed. */

#endif
