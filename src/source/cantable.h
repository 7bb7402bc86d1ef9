/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the frames of a vehicle's buses mean: messages by their id, signals in
 * their bytes, and the field that each signal is.
 *
 *	message [ id | first, n ] ...	by id, through map
 *	signal  [ name | bits | who chooses it | field ] ...
 *	                                  |        words, ranges: lists
 *
 * Filled by cantable_dbc.h and cantable_yaml.h, then read.
 */
#ifndef SOURCE_CANTABLE_H
#define SOURCE_CANTABLE_H

#include "base/map.h"
#include "codec/dbc.h"
#include "model/field.h"
#include "model/message.h"
#include "source/mapping_plan.h"

#define CANTABLE_MESSAGES	4096u
#define CANTABLE_SIGNALS	65536u
#define CANTABLE_MORE		262144u	/* Words, ranges and events. */
#define CANTABLE_NONE		UINT32_MAX
#define CANTABLE_DEPTH		8	/* Who chooses who chooses ... */

/** A word of a number: "R" for 1; or the value of a field for it. */
struct cantable_word {
	const struct cantable_word	*next;
	int64_t				 number;
	struct value			 v;	/* TEXT, BOOL, INT or NUM. */
};

/** Numbers of the choosing signal with which one is there. */
struct cantable_range {
	const struct cantable_range	*next;
	uint32_t			 low, high;
};

struct cantable_signal {
	const char		*name;		/* In the arena. */
	struct cansig		 sig;
	double			 least, most;	/* Equal: not said. */
	struct span		 unit;
	uint32_t		 by;		/* Signal that chooses it. */
	bool			 muxer, muxed, ranged;
	bool			 ignored;
	const struct cantable_range *range;
	const struct cantable_word *word;	/* By the database, */
	const struct cantable_word *is;		/* ... of the field. */
	enum field_id		 field;		/* FIELD_NONE: unmapped. */
	double			 scale, shift;	/* To the field's unit. */
	unsigned		 line;
};

struct cantable_message {
	uint32_t	key;		/* Id; DBC_EXTENDED is set in it. */
	struct span	name;
	unsigned	bytes;
	uint32_t	first, n;	/* Its signals. */
};

/** An in-vehicle security event's name, over that of AUTOSAR. */
struct cantable_event {
	int64_t		 def;
	const char	*name;
};

struct cantable {
	struct mapping		 tools;		/* Its arena holds texts. */
	struct cantable_message	*message;	/* Owned. */
	struct cantable_signal	*signal;	/* Owned. */
	struct cantable_event	*event;		/* Owned. */
	size_t			 messages, messages_cap;
	size_t			 signals, signals_cap;
	size_t			 events, events_cap;
	size_t			 more;		/* Words and ranges. */
	struct map		 by_key;	/* Of messages. */
	uint64_t		 passed;	/* Statements passed over. */
	uint64_t		 bad;		/* ... that are wrong. */
};

/** cantable_new(ret): An empty one; RC_OK or RC_NOMEM.  The caller owns it;
 * end it with cantable_free(), which takes NULL. */
rc cantable_new(struct cantable **) MUST_USE;
void cantable_free(struct cantable *);

/**
 * cantable_message(t, key, name, bytes, ret):
 * One more message, whose signals follow.  Return RC_OK with its number;
 * RC_CONFLICT: there is one of that id; RC_LIMIT; RC_NOMEM.
 *
 * Copies:   ${name}.
 */
rc cantable_message(struct cantable *, uint32_t, struct span, unsigned,
    uint32_t *) MUST_USE;

/**
 * cantable_signal(t, name, ret):
 * One more signal of the newest message, blank but for its name.  Return
 * RC_OK; RC_CONFLICT: the message has one of that name; RC_LIMIT; RC_NOMEM.
 *
 * Borrows:  ${ret} lives until the next call.
 * Copies:   ${name}.
 */
rc cantable_signal(struct cantable *, struct span,
    struct cantable_signal **) MUST_USE;

/** cantable_word(t, list, number, v): One more word at the end of ${list};
 * a TEXT is copied.  RC_OK, RC_LIMIT or RC_NOMEM. */
rc cantable_word(struct cantable *, const struct cantable_word **, int64_t,
    struct value) MUST_USE;

/** cantable_range(t, s, low, high): One more range; the same. */
rc cantable_range(struct cantable *, struct cantable_signal *, uint32_t,
    uint32_t) MUST_USE;

/** cantable_event(t, def, name): Name an event; ${name} is copied. */
rc cantable_event(struct cantable *, int64_t, struct span) MUST_USE;

/** cantable_find(t, key): The message of that id, or CANTABLE_NONE. */
uint32_t cantable_find(const struct cantable *, uint32_t);

/**
 * cantable_of(t, id, extended):
 * The message that a frame of that id is, or CANTABLE_NONE.  A table of
 * SAE J1939 has 0xfe, the address of nobody, for the sender, and says so of
 * frames of any sender and priority (J1939-21, 5.2).
 */
uint32_t cantable_of(const struct cantable *, uint32_t, bool);

/** cantable_in(t, m, name): A signal of message ${m}; or CANTABLE_NONE. */
uint32_t cantable_in(const struct cantable *, uint32_t, struct span);

/** cantable_get(t, signal, frame, raw): The bits of the signal in this frame;
 * false: it is not in it, which is too short, or has others chosen. */
bool cantable_get(const struct cantable *, uint32_t, struct span,
    uint64_t *);

/** cantable_rename(t, m): Give an ids.event the name that its vehicle has for
 * its number.  ${t} may be NULL. */
void cantable_rename(const struct cantable *, struct message *);

#endif
