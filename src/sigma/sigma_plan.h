/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast path: every rule a little program of jumps over atoms.
 *
 *	category -> turns (witness slot: absent? skip those) -> rule, entry
 *	step [ atom | if false go to | if true go to ] -> ... -> HIT or MISS
 *
 * An atom is a question that several rules may ask; it is asked once.
 */
#ifndef SIGMA_SIGMA_PLAN_H
#define SIGMA_SIGMA_PLAN_H

#include "sigma/needle.h"
#include "sigma/rule.h"

#define SIGMA_PLAN_HIT		UINT32_MAX
#define SIGMA_PLAN_MISS		(UINT32_MAX - 1)
#define SIGMA_PLAN_CATEGORIES	64	/* Bits of sigma_field.on. */

/* What a comparison may find, as bits. */
#define SIGMA_PLAN_LESS		1u
#define SIGMA_PLAN_EQUAL	2u
#define SIGMA_PLAN_MORE		4u

enum atom_kind {
	ATOM_TEST,		/* One test. */
	ATOM_THERE,		/* Is there a value? */
	ATOM_ORDER,		/* A comparison whose number a double holds. */
	ATOM_MANY,		/* A text, folded, that meets one of many. */
	ATOM_CODES		/* An enum's member by its number. */
};

struct atom {
	enum atom_kind	 kind;
	bool		 shared;	/* Two steps ask it: remember it, */
					/* if asking is not cheaper. */
	uint8_t		 meets;		/* ORDER: SIGMA_PLAN_LESS etc.; */
					/* THERE: the wanted answer. */
	unsigned	 slot;
	const struct test *test;	/* TEST, ORDER, THERE */
	double		 num;		/* ORDER */
	struct needles	*many;		/* MANY.  Owned. */
	uint64_t	 codes;		/* CODES: 1 << (place + 1) */
	unsigned	 codes_n;
	const struct item *item;	/* CODES: for texts without number. */
};

/* A jump, with what its atom needs to be answered at a glance. */
struct step {
	uint32_t	atom;
	uint32_t	next[2];	/* By the answer. */
	uint32_t	slot;
	uint8_t		kind, meets;
	uint16_t	codes_n;
	union {
		double		num;	/* ORDER */
		uint64_t	codes;	/* CODES */
	};
};

/* One rule's turn; those with one witness follow each other. */
struct turn {
	uint32_t	slot;		/* Witness; RULE_NO_SLOT: always. */
	uint32_t	others;		/* That many turns share it, */
					/* this one included. */
	uint32_t	rule, entry;
};

struct plan {
	struct arena	 mem;
	struct atom	*atom;		/* Owned. */
	size_t		 atoms, atom_cap;
	struct span	*key;		/* Owned: what an atom asks. */
	size_t		 key_cap;
	struct map	 by_key;
	struct step	*step;		/* Owned. */
	size_t		 steps, step_cap;
	uint32_t	*entry;		/* Owned; by rule. */
	int8_t		*category_of;	/* Owned; by rule: bit, or -1. */
	struct turn	*turn;		/* Owned. */
	size_t		 turns, turn_cap;
	struct {
		size_t	from, n;	/* Turns. */
	}		 category[SIGMA_PLAN_CATEGORIES + 1];
};

/** sigma_plan_new(s, ret): Compile the rules of ${s}; RC_OK or RC_NOMEM. */
rc sigma_plan_new(const struct sigma *, struct plan **) MUST_USE;
void sigma_plan_free(struct plan *);

#endif
