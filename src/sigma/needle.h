/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many texts looked for at once, in many fields.
 *
 *	EXACT, NUMBER	hash of all
 *	PREFIX, SUFFIX	hash of the 8, 4, 3, 2 or 1 bytes at that end
 *	INSIDE		its rarest 4 bytes: a bit each in a filter that every
 *			place of a text is looked up in; if it has only 1 to 3
 *			bytes, its first two
 *
 *	key -> filter [ bit ] -> cell [ tag | first ] -> needle -> next
 *
 * Whatever the filters let through is compared in full: an answer is never
 * a guess.  All texts are folded, or none is.
 */
#ifndef SIGMA_NEEDLE_H
#define SIGMA_NEEDLE_H

#include "base/rc.h"
#include "model/numeric.h"

enum needle_how {
	NEEDLE_EXACT,
	NEEDLE_PREFIX,
	NEEDLE_SUFFIX,
	NEEDLE_INSIDE,
	NEEDLE_NUMBER		/* ${lit} is what needle_number() makes. */
};

#define NEEDLE_NUMBER_BYTES	9

/** One text and the field that it is looked for in. */
struct needle {
	struct span	lit;		/* Borrowed; empty only if EXACT. */
	unsigned	slot;		/* Below the set's slots. */
	enum needle_how	how;
};

struct needles;

/**
 * needle_new(needle, n, slots, ret):
 * Make a set of ${n} needles of fields below ${slots}; a needle's number is
 * its place.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with needle_free().
 * Borrows:  the texts; copies the rest.
 */
rc needle_new(const struct needle *, size_t, unsigned, struct needles **)
    MUST_USE;
void needle_free(struct needles *);

/** needle_number(n, room): Equal bytes for equal numbers. */
struct span needle_number(struct numeric, char room[NEEDLE_NUMBER_BYTES]);

/** needle_kinds(set, slot): 1 << enum needle_how of all it has there. */
unsigned needle_kinds(const struct needles *, unsigned);

/** needle_fn(ctx, number): A needle was found; true ends the search. */
typedef bool needle_fn(void *, uint32_t);

/**
 * needle_ask(set, slot, text, fn, ctx): Tell ${fn} each needle of ${slot}
 * that ${text} meets, some more than once.  True: ${fn} ended the search.
 */
bool needle_ask(const struct needles *, unsigned, struct span, needle_fn *,
    void *) HOT;

/** needle_ask_number(set, slot, n, fn, ctx): The same of NUMBER needles. */
bool needle_ask_number(const struct needles *, unsigned, struct numeric,
    needle_fn *, void *);

#endif
