/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a thread needs to read named values, and its rarer steps.
 *
 * Lines of a log are alike.  The reader learns the keys that it meets, those
 * too that nobody wants, and which one follows which: then a key costs one
 * comparison, and that it is not there twice is a look at one number.
 */
#ifndef BASE_JSON_PICK_READ_H
#define BASE_JSON_PICK_READ_H

#include "base/json_pick_plan.h"

/**
 * An element of an array, or a key met by `*`: where values of one name may
 * stand beside each other.
 */
struct json_pick_step {
	const struct json_pick_step *up;	/* Or NULL. */
	uint32_t	 in;		/* Serial of array or object. */
	uint32_t	 depth;		/* Of steps. */
	bool		 array;		/* It or one above is an element. */
};

/** A node at which the reader stands. */
struct json_pick_at {
	const struct json_pick_step *step;	/* The last, or NULL. */
	uint64_t	mask;		/* Where the way here was cut into */
					/* keys: bit 63 - parts before. */
	uint32_t	node;
	uint32_t	parts;		/* Of the name, so far. */
};

/** One of several values of a slot. */
struct json_pick_hit {
	struct json_val	 v;
	uint64_t	 mask;
	const struct json_pick_step *step;
	struct json_pick_hit *before;
};

/** How the value of a slot was found. */
struct json_pick_found {
	uint64_t	 mask;
	const struct json_pick_step *step;
	struct json_pick_hit *last;	/* Of several, or NULL. */
	uint32_t	 turn;
	uint32_t	 n;		/* Of several. */
};

#define JSON_PICK_LEARNT	4096	/* Keys; then it starts anew. */
#define JSON_PICK_QUOTED	64	/* Bytes of a key that is learnt, */
					/* quotes and colon and all. */

/* Where keys are met: at a node, or below a key that nobody wants. */
#define JSON_PICK_NOWHERE	UINT32_MAX

/** A key that was met. */
struct json_pick_known {
	char		 quoted[JSON_PICK_QUOTED];	/* "key": */
	uint64_t	 hash;		/* Of key and scope. */
	uint32_t	 n;		/* Bytes of quoted. */
	uint32_t	 scope;		/* A node, or nodes + a known key. */
	uint32_t	 edge;		/* Or 0. */
	uint32_t	 seen;		/* Object that had it last. */
	uint32_t	 next[2];	/* Known that followed it. */
	uint32_t	 first[2];	/* Known that came first in it. */
	bool		 guess;		/* It is spelt as it says. */
};

/** An edge that leads on, and from where. */
struct json_pick_met {
	uint32_t	edge;
	struct json_pick_at at;
};

struct json_pick_reader {
	const struct json_pick	*plan;		/* Borrowed. */
	struct json_pick_known	*known;		/* Owned; from 1. */
	size_t			 knowns;
	uint32_t		*place;		/* Owned; by hash. */
	uint32_t		(*first)[2];	/* Owned; by node: known */
						/* keys that come first. */
	struct json_pick_found	*found;		/* Owned; by slot. */
	struct json_seen	 seen;
	uint32_t		 serial;	/* Of the newest container. */
	struct json_pick_at	*at;		/* Owned; a stack. */
	size_t			 at_n, at_cap;
	struct json_pick_met	*edge;		/* Owned; a stack. */
	size_t			 edge_n, edge_cap;
	struct json_val		*member;	/* Owned; a stack. */
	size_t			 member_n, member_cap;
	uint16_t		*many;		/* Owned; slots that need */
	size_t			 many_n, many_cap;	/* a last look. */
	bool			 portable;
};

/**
 * json_pick_known_find(r, scope, key, hash): The known ${key} of ${scope}
 * with hash_64() ${hash}; or 0.
 */
uint32_t json_pick_known_find(const struct json_pick_reader *, uint32_t,
    struct span, uint64_t);

/**
 * json_pick_learn(r, scope, key, hash, edge): The same, once it is known; 0
 * if it is too long or there are too many.
 */
uint32_t json_pick_learn(struct json_pick_reader *, uint32_t, struct span,
    uint64_t, uint32_t);

/** json_pick_squeeze(key, a): Take spaces out, into ${a}; was there room? */
bool json_pick_squeeze(struct span *, struct arena *) COLD;

/** json_pick_enter(up, in, array, a): A step into ${in}; or NULL. */
const struct json_pick_step *json_pick_enter(const struct json_pick_step *,
    uint32_t, bool, struct arena *);

/** json_pick_many(r, slot): Look at ${slot} when the line is over. */
bool json_pick_many(struct json_pick_reader *, uint16_t);

/**
 * json_pick_more(r, target, mask, step, slot, v, a):
 * Another value for a slot that has one: it goes, replaces it, or stands
 * beside it.  Return false when memory is short.
 */
bool json_pick_more(struct json_pick_reader *, const struct json_pick_target *,
    uint64_t, const struct json_pick_step *, struct json_val *,
    const struct json_val *, struct arena *);

/** json_pick_array(r, first, v, a): r->member from ${first} on becomes ${v}. */
bool json_pick_array(struct json_pick_reader *, size_t, struct json_val *,
    struct arena *);

#endif
