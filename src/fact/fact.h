/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts: derived fields of an event.  A fact is a row in facts.h; the state
 * behind it is a track: a small record per entity and one function that
 * steps it and leaves the values of one or more facts.  Facts that follow
 * from the same state share a track; a track reads no other track's state.
 *
 *	event + entity's record -> track's step -> values in the event's row
 *
 * A track's record is plain data without pointers: snapshots take it as it
 * lies there, under the track's name, size and version.
 *
 * A track runs only if a loaded rule names one of its facts.  No I/O, no
 * clock but the event's, no judgement: thresholds belong to rules.
 */
#ifndef FACT_FACT_H
#define FACT_FACT_H

#include <math.h>

#include "base/arena.h"
#include "fact/facts.h"
#include "model/event.h"
#include "twin/ref.h"
#include "twin/twin.h"

#define X(family, leaf, ...)	FACT_##family##_##leaf,
enum fact_id { FACTS(X) FACT_COUNT };
#undef X

#define X(name, ...)	TRACK_##name,
enum track_id { TRACKS(X) TRACK_COUNT };
#undef X

/* Bytes of state, for the tracks' own assertions. */
#define X(name, of, bytes, version, needs) FACT_STATE_##name = (bytes),
enum { TRACKS(X) FACT_STATE_END };
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

/**
 * What tracks of one event leave for each other; all zero before the first.
 */
struct fact_step {
	bool	 ok;			/* A step between two good fixes, */
					/* 1-600 s apart, with speeds. */
	double	 dist_m;
	double	 drive_m;		/* Mean reported speed x elapsed. */
	uint8_t	 grade;			/* Code + 1; 0 not asked yet. */
	bool	 placed;		/* There is a place, good or not. */
	double	 lat, lon;		/* That place, */
	double	 cos;			/* its cosine; 0 not asked yet. */
	int64_t	 known_ms;		/* Age of its tenant. */
	bool	 commanded;		/* The tenant had a command. */
	uint8_t	 command;		/* Of its id: enum fact_known. */
	uint8_t	 topic;			/* enum fact_topic */
	bool	 touched;		/* Not the caller's first touch. */
	uint8_t	 shared;		/* Most accounts so far. */
	bool	 charge_asked;		/* The vehicle said if it charges, */
	bool	 not_charging;		/* and denies the station's power. */
};

/** Is the command of this event known? */
enum fact_known { FACT_NOT_ASKED, FACT_KNOWN, FACT_UNKNOWN };

/** Whose ids the levels of a topic are. */
enum fact_topic { FACT_TOPIC_NONE, FACT_TOPIC_OWN, FACT_TOPIC_FOREIGN };

/** What a track sees besides its state. */
struct fact_in {
	const struct event	*ev;
	bool			 late;		/* Older than the entity's */
	int64_t			 newest;	/* newest event before it; */
						/* EVENT_NO_TIME if first. */
	struct fact_step	*step;
	unsigned		 feed_state;	/* Code of feed.state, 0 none */
	const struct ref	*ref;		/* What holds, ... */
	struct ref_at		 at;		/* ... asked for this event. */
};

/** Where a track leaves its values. */
struct fact_out {
	struct value	*slot;			/* The event's row. */
	const uint16_t	*at;			/* fact_id to slot. */
	struct arena	*arena;			/* For arrays; may fail. */
};

typedef void track_fn(const struct fact_in *, void *, struct fact_out *);

/** A track of no entity: it runs on every event, with NULL for the state. */
#define TRACK_OF_NONE	TWIN_KINDS

/**
 * One track, as built from its row.  A track of a kind runs on each event
 * that has an entity of that kind, of whatever type: it looks for itself.
 */
struct track {
	const char		*name;
	size_t			 state;		/* Bytes, zeroed at first; */
						/* a multiple of 8. */
	unsigned		 version;	/* Of what they mean. */
	enum twin_kind		 of;		/* Whose state it keeps. */
	enum track_id		 needs;		/* Must run before this one */
						/* on each event; */
						/* TRACK_COUNT: none. */
	const uint16_t		*fields;	/* Fields it reads, 0-ended. */
	track_fn		*step;
};

#define X(name, of, bytes, version, needs)				\
	track_fn name;							\
	extern const uint16_t name##_fields[];
TRACKS(X)
#undef X

extern const struct track fact_tracks[TRACK_COUNT];

/** fact_init(): Build the tables from the rows; once, before threads. */
rc fact_init(void) MUST_USE;

/** fact_row(id): The row of ${id}. */
const struct fact *fact_row(enum fact_id);

/** fact_find(name): The fact of that name, or FACT_COUNT. */
enum fact_id fact_find(struct span);

/** fact_near(s, asked): Try every name against ${asked}. */
void fact_near(struct suggest *, struct span);

/** fact_state(kind): Bytes of state of all tracks of ${kind}. */
size_t fact_state(enum twin_kind);

/*
 * Leaving a value; a fact that nobody reads goes to the trash slot, or
 * nowhere.  Inline: the scale is a constant, and there are many of them.
 */

/** fact_wanted(out, id): Does anybody read it? */
static inline bool
fact_wanted(const struct fact_out *out, enum fact_id id)
{

	return (out->at[id] != PLAN_TRASH);
}

/** fact_slot(out, id): Where its value goes. */
static inline struct value *
fact_slot(struct fact_out *out, enum fact_id id)
{

	return (&out->slot[out->at[id]]);
}

/** fact_int(out, id, i): Leave a whole number as the fact's value. */
static inline void
fact_int(struct fact_out *out, enum fact_id id, int64_t i)
{

	*fact_slot(out, id) = (struct value){ .i = i, .type = VALUE_INT };
}

/** fact_bool(out, id, yes): Leave true or false as the fact's value. */
static inline void
fact_bool(struct fact_out *out, enum fact_id id, bool yes)
{

	*fact_slot(out, id) = (struct value){ .yes = yes, .type = VALUE_BOOL };
}

#define FACT_WHOLE_MAX	9007199254740992.0	/* 2^53 */

/** fact_round(x): As round() does; within FACT_WHOLE_MAX. */
static inline int64_t
fact_round(double x)
{
	int64_t n = (int64_t)x;
	double rest = x - (double)n;

	return (n + (rest >= 0.5) - (rest <= -0.5));
}

/** fact_exact(out, id, num): As it is; a whole number as a VALUE_INT. */
static inline void
fact_exact(struct fact_out *out, enum fact_id id, double num)
{

	if (fabs(num) < FACT_WHOLE_MAX && num == (double)(int64_t)num)
		fact_int(out, id, (int64_t)num);
	else if (isfinite(num))
		*fact_slot(out, id) = (struct value){ .num = num,
		    .type = VALUE_NUM };
}

/** fact_parts(out, id, n, scale): ${n} parts, 1/${scale} each. */
static inline void
fact_parts(struct fact_out *out, enum fact_id id, int64_t n, double scale)
{

	if (fact_wanted(out, id))
		fact_exact(out, id, (double)n / scale);
}

/**
 * fact_num(out, id, num, scale):
 * Rounded to 1/${scale}, half away from 0, or not at all if that is 0; a
 * whole number becomes a VALUE_INT, as the reader makes it; absent when it is
 * not finite.
 */
static inline void
fact_num(struct fact_out *out, enum fact_id id, double num, double scale)
{

	if (!fact_wanted(out, id))
		return;
	if (scale > 0 && fabs(num * scale) < FACT_WHOLE_MAX)
		num = (double)fact_round(num * scale) / scale;
	fact_exact(out, id, num);
}

/** fact_text(out, id, s): Borrowed: ${s} lives as long as the row. */
void fact_text(struct fact_out *, enum fact_id, struct span);

/** fact_word(out, id, code): The enum word of ${code} (place + 1). */
void fact_word(struct fact_out *, enum fact_id, unsigned);

/**
 * fact_words(out, id, mask):
 * The words whose bits (place) are set, in the order of the row; absent when
 * the arena is out of memory.
 */
void fact_words(struct fact_out *, enum fact_id, uint64_t);

/**
 * fact_names(out, id, mask, name):
 * The same with the texts that ${name} gives for the bits; they are borrowed.
 */
void fact_names(struct fact_out *, enum fact_id, uint64_t,
    const char *(*)(unsigned));

/* How fine the contract rounds: parts of a unit. */
#define FACT_M		10.0
#define FACT_KMH	10.0
#define FACT_S		1000.0
#define FACT_RATIO	1000.0
#define FACT_FINE	1000.0		/* dB, degrees: hides last bits. */
#define FACT_RAW	0.0		/* Left as computed. */

#endif
