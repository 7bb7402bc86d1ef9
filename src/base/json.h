/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as RFC 8259 has it and not a byte more: no comments, no trailing
 * commas, no raw control characters, no duplicate keys.
 *
 *	rows -> plan (shared, constant) --+
 *	                                  v
 *	line ---------> json_read(reader of this thread) -> slot[], unknown[]
 *
 * The reader makes one pass.  It guesses at each key which one follows, from
 * what followed last time, so that a fleet's lines cost one comparison a key.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/span.h"

#define JSON_DEPTH	8		/* Default limit of open containers. */
#define JSON_KEYS	512		/* Default limit of all keys. */
#define JSON_DEPTH_MOST	256		/* A limit's limit: we recurse. */
#define JSON_LISTED	64		/* Unknown keys that are listed. */
#define JSON_NO_SLOT	UINT16_MAX

/* In the order of enum value_type of the model; 6 is its TIME. */
enum json_type {
	JSON_ABSENT,			/* Not there: all zero is this. */
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,			/* No point or exponent, 64 bits. */
	JSON_NUM,			/* Any other number, finite. */
	JSON_TEXT,
	JSON_ARRAY = 7,
	JSON_MAP			/* An object, as its text. */
};

/* Bits of json_val.spare. */
#define JSON_ESCAPED	0x01	/* TEXT had escapes; it is in the arena. */
#define JSON_NON_ASCII	0x02	/* TEXT has bytes from 0x80; unchecked. */
#define JSON_CONTROL	0x04	/* TEXT has C0 (by escapes) or DEL. */
#define JSON_REPLACED	0x08	/* TEXT had lone surrogates: now U+FFFD. */
#define JSON_NESTED	0x10	/* ARRAY has arrays or objects in it. */
#define JSON_LITERAL	0x20	/* Came by a row with JSON_ROW_LITERAL. */
#define JSON_HUGE	0x40	/* NUM was beyond a double: +-DBL_MAX. */
#define JSON_RAW	0x80	/* ARRAY within an array, as its text. */

/* The text hygiene has something to look at. */
#define JSON_UNCLEAN	(JSON_NON_ASCII | JSON_CONTROL | JSON_REPLACED)

/** One value; laid out as struct value of the model. */
struct json_val {
	union {
		bool			 yes;	/* BOOL */
		int64_t			 i;	/* INT */
		double			 num;	/* NUM */
		const char		*p;	/* TEXT, MAP, RAW.  Borrowed. */
		const struct json_val	*member;/* ARRAY.  Borrowed. */
	};
	uint32_t	n;		/* Bytes at p, or members. */
	uint16_t	code;		/* Not used here: 0. */
	uint8_t		type;		/* enum json_type */
	uint8_t		spare;		/* JSON_ bits. */
};

/** json_span(v): The bytes of a TEXT, a MAP or a RAW array. */
static inline struct span
json_span(const struct json_val *v)
{

	return ((struct span){ v->p, v->n });
}

/* Bits of json_row.flags. */
#define JSON_ROW_LITERAL 0x01	/* Wins over other rows of its slot. */
#define JSON_ROW_QUIET	0x02	/* Unknown keys below are no news. */

/** One place in a line that is known; of a plan. */
struct json_row {
	const struct span *seg;		/* Keys from the top.  Borrowed. */
	size_t		 segs;		/* 0 is the line's object itself. */
	uint16_t	 slot;		/* Or JSON_NO_SLOT: known, skipped. */
	uint8_t		 flags;		/* JSON_ROW_ bits. */
	uint8_t		 map;		/* Number told with unknown keys */
					/* below; 0: as the row above. */
};

/** What a text may use up; 0 is the default. */
struct json_limits {
	uint32_t	depth;		/* Open containers. */
	uint32_t	keys;		/* Keys, over all objects. */
	bool		repeats;	/* Walker: accept duplicate keys. */
};

struct json_plan;

/**
 * json_plan_new(rows, n, limits, ret, e):
 * Build a plan from ${n} rows; ${limits} may be NULL.  A row may name a place
 * above another's (for the object as MAP, or for a value that should have
 * been one).  Several rows may share a slot: JSON_ROW_LITERAL wins, else the
 * later in the line.  Store the plan in ${ret} and return RC_OK; RC_CONFLICT
 * if a path is given two slots; RC_LIMIT for more than 65,534 keys; RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with json_plan_free().
 * Copies:   all of ${rows}.
 * Thread:   constant once built; any number of readers.
 */
rc json_plan_new(const struct json_row *, size_t, const struct json_limits *,
    struct json_plan **, struct err *) MUST_USE;

/** json_plan_slots(plan): One more than the highest slot of its rows. */
size_t json_plan_slots(const struct json_plan *);

/** json_plan_free(plan): End it; NULL is fine. */
void json_plan_free(struct json_plan *);

/** A key that the plan does not know. */
struct json_unknown {
	struct span	under;		/* Path above, joined by dots; of the */
					/* plan.  Empty at the top. */
	struct span	key;		/* In the line or the arena. */
	struct span	raw;		/* Text of the value, in the line. */
	uint8_t		map;		/* Of the nearest row above. */
	uint8_t		flags;		/* Of the key: JSON_ bits. */
};

/**
 * What one line gave.  The caller sets the first two; a NULL slot becomes
 * the reader's own array, which is emptied faster than another's.
 */
struct json_out {
	struct json_val	*slot;		/* json_plan_slots() of them. */
	struct arena	*arena;		/* Escaped texts, arrays, unknown[]. */
	const uint16_t	*set;		/* Slots that have a value, once */
	uint32_t	 set_n;		/* each, as met.  The reader's. */
	struct json_unknown *unknown;	/* In the arena. */
	uint32_t	 listed;	/* Members, at most JSON_LISTED. */
	uint32_t	 unknowns;	/* All of them. */
	uint32_t	 keys;		/* Keys in the line. */
	uint32_t	 flags;		/* JSON_ bits of all texts but known */
					/* keys: JSON_UNCLEAN asks hygiene. */
};

struct json_mark;
struct json_seen_key;

/** Keys of the objects of one text, to find the second of a kind. */
struct json_seen {
	struct json_seen_key *key;	/* Owned. */
	size_t		 cap;		/* Power of two, or 0. */
	size_t		 n;
	uint32_t	 since;		/* Keys of earlier objects are void. */
};

/** A thread's own part of reading; set up with json_reader_init(). */
struct json_reader {
	const struct json_plan	*plan;		/* Borrowed. */
	struct json_mark	*mark;		/* Owned; one a known key. */
	struct json_seen	 seen;
	struct json_val		*member;	/* Owned; the open array. */
	size_t			 member_cap;
	uint32_t		 serial;	/* Of the newest object. */
	uint16_t		*set;		/* Owned; slots of this line. */
	uint32_t		 set_n;
	struct json_val		*slot;		/* Owned; see json_out. */
	bool			 portable;	/* No SIMD: for tests. */
};

/**
 * json_reader_init(r, plan, portable):
 * Set ${r} up for lines of ${plan}, which must outlive it.  With ${portable}
 * it does without SIMD; the results are the same.  Return RC_OK or RC_NOMEM.
 */
rc json_reader_init(struct json_reader *, const struct json_plan *, bool)
    MUST_USE;

/** json_reader_release(r): Give the memory back; all zero is fine. */
void json_reader_release(struct json_reader *);

/**
 * json_read(plan, r, line, out, e):
 * Read ${line}, one object with nothing but white space around it (no line
 * end is needed), into ${out}; ${r} must have been set up with ${plan}.
 * Places which are not there are JSON_ABSENT.  Return RC_OK; RC_MALFORMED
 * with the byte and what was expected; RC_LIMIT naming the limit; RC_CONFLICT
 * naming a key that an object has twice, at any depth; RC_NOMEM.  On anything
 * but RC_OK, ${out} holds nothing of use.
 *
 * Keys count as equal by their bytes after unescaping.  Texts are not checked
 * to be UTF-8: that is the hygiene's job (base/utf8.h), where flags ask it.
 *
 * Borrows:  ${line}, as long as ${out} is used; so for ${out}'s arena, to
 *           which it only adds.
 * Thread:   a reader is one thread's.
 */
rc json_read(const struct json_plan *, struct json_reader *, struct span,
    struct json_out *, struct err *) MUST_USE;

/** What the walker meets. */
enum json_step {
	JSON_STEP_OBJECT,		/* {  No value. */
	JSON_STEP_OBJECT_END,		/* }  MAP: the object's text. */
	JSON_STEP_ARRAY,		/* [  No value. */
	JSON_STEP_ARRAY_END,		/* ]  RAW array: its text. */
	JSON_STEP_KEY,			/* TEXT */
	JSON_STEP_VALUE			/* NULL, BOOL, INT, NUM or TEXT. */
};

/**
 * json_walk_fn(ctx, step, v, at): Called for ${step} at byte ${at}; ${v} is
 * valid during the call, texts as long as input and arena.  Anything but
 * RC_OK ends the walk.
 */
typedef rc json_walk_fn(void *, enum json_step, const struct json_val *,
    size_t);

/**
 * json_walk(text, limits, a, fn, ctx, e):
 * Tell ${fn} each part of ${text}, one JSON value of any kind, in order.
 * ${limits} may be NULL.  Texts with escapes go to ${a}.  Return RC_OK, what
 * ${fn} returned, or as json_read().  What precedes an error has been told.
 */
rc json_walk(struct span, const struct json_limits *, struct arena *,
    json_walk_fn *, void *, struct err *) MUST_USE;

/**
 * json_element_next(rest, element, e):
 * Cut the next element of an array off ${rest}, which is the array's text
 * from its "[" on at first and then what this left.  Return RC_OK; RC_MORE
 * if the element or the comma or bracket after it is not all there: call
 * again with more bytes after the same ones (doubled, so that rescanning stays
 * cheap); RC_NOTFOUND after the last, ${rest} then being what follows "]";
 * or RC_MALFORMED.  An element's inside is judged by its reader, not here.
 * On anything but RC_OK and RC_NOTFOUND nothing is touched.
 */
rc json_element_next(struct span *, struct span *, struct err *) MUST_USE;

#endif
