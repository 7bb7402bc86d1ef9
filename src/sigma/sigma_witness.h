/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A witness for each rule: texts of which at least one must be met, or
 * fields of which at least one must be there, or the rule cannot hold.
 *
 *	and: the rarest of its parts	or: those of all parts
 *	not: the same the other way round, and mostly there is none
 */
#ifndef SIGMA_SIGMA_WITNESS_H
#define SIGMA_SIGMA_WITNESS_H

#include "sigma/needle.h"
#include "sigma/rule.h"

/** Who is a witness of whom. */
struct sigma_witness_pair {
	uint32_t	of;		/* Needle, or slot. */
	uint32_t	rule;
};

/** Members grow with the rules; all that is here is Owned. */
struct sigma_witness {
	struct arena		 mem;	/* Texts of the needles. */
	struct needle		*needle;
	size_t			 needles, needle_cap;
	struct sigma_witness_pair *by_needle, *by_slot;
	size_t			 by_needles, by_needle_cap;
	size_t			 by_slots, by_slot_cap;
	uint32_t		*always;	/* Rules without one. */
	size_t			 always_n, always_cap;
	unsigned		 keyword;	/* "Slot" of keywords. */
};

/**
 * sigma_witness_new(s, ret): Choose for all detection rules of ${s}.  The
 * needles of keywords stand in any JSON line whose values meet them, as long
 * as it has no \u and no \/ escape.  Return RC_OK or RC_NOMEM.
 */
rc sigma_witness_new(const struct sigma *, struct sigma_witness **) MUST_USE;
void sigma_witness_free(struct sigma_witness *);

#endif
