/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One direction of a TCP connection: segments in any order become the bytes
 * that the receiver saw.
 *
 *	told already | next                  | held: came too early
 *	-------------+-----------------------+---[ first ]--[ second ]--
 *	             ^ wanted
 *
 * Bytes that came first stay: a later copy that differs is a conflict, which
 * nobody but an attacker sends (Ptacek and Newsham, 1998).
 */
#ifndef SOURCE_SEGMENTS_H
#define SOURCE_SEGMENTS_H

#include "base/rc.h"
#include "base/span.h"

/** All zero at its begin. */
struct segments {
	uint32_t	 next;		/* Number of the byte that is wanted. */
	bool		 known;		/* next holds. */
	struct segment	*held;		/* Owned; by number. */
	size_t		 held_n;	/* Memory of them, bytes. */
};

/** What became of a segment. */
struct segments_added {
	struct span	now;		/* Of it, wanted now and not held. */
	size_t		again;		/* Bytes that were there already. */
	bool		conflict;	/* ... and differed. */
	bool		far;		/* Outside of any window: left out. */
};

/** segments_begin(s, seq): The next byte has number ${seq}. */
void segments_begin(struct segments *, uint32_t);

/**
 * segments_add(s, seq, bytes, added):
 * Take ${bytes}, numbered from ${seq}.  What is wanted now is told in
 * ${added}, counts as taken, and is followed by segments_next(); the rest is
 * copied.  Return RC_OK or RC_NOMEM.
 */
rc segments_add(struct segments *, uint32_t, struct span,
    struct segments_added *) MUST_USE;

/**
 * segments_next(s, bytes):
 * Is what was held wanted now?  Then ${bytes} has it, until the next call.
 */
bool segments_next(struct segments *, struct span *);

/** segments_skip(s): Give up what is missing; its bytes, 0: nothing is held. */
uint32_t segments_skip(struct segments *);

/** segments_passed(s, ack): Has the receiver got, by ${ack}, bytes that are
 * missing here while later ones are held? */
bool segments_passed(const struct segments *, uint32_t);

/** segments_clear(s): Give back what is held. */
void segments_clear(struct segments *);

#endif
