/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an event to the few rules that it may match.
 *
 *	slot -> is a value there? -> its rules		(presence)
 *	     -> text, folded      -> needles -> their rules
 *	line, folded              -> automaton of keywords -> their rules
 *	rules without a witness
 */
#ifndef SIGMA_SIGMA_SCAN_H
#define SIGMA_SIGMA_SCAN_H

#include "sigma/sigma_test.h"
#include "sigma/sigma_witness.h"

/** Lists of rules, one after the other: those of i are [from[i], from[i+1]) */
struct sigma_scan_lists {
	uint32_t	*from, *rule;	/* Owned. */
};

/** Where to look. */
struct sigma_scan {
	struct sigma_witness	*witness;	/* Owned. */
	struct needles		*needles;	/* Owned. */
	struct sigma_scan_lists	 by_needle, by_slot;
	uint8_t			*look;		/* Owned; by slot. */
	uint32_t		*slot;		/* Owned: those to look at. */
	size_t			 slots;
	uint64_t		*keyword;	/* Owned: rules of keywords. */
	size_t			 words;		/* Of such bits. */
	hs_database_t		*words_db;	/* Owned: their needles, by */
						/* number; NULL: none. */
};

/** sigma_scan_new(s, ret): The index of the rules of ${s}. */
rc sigma_scan_new(const struct sigma *, struct sigma_scan **) MUST_USE;
void sigma_scan_free(struct sigma_scan *);

/**
 * sigma_scan_row(scan, x, row, live):
 * List in x->rule, each once and in no order, the rules of bits ${live}
 * (NULL: all) that ${row} may match; no other one can.
 */
void sigma_scan_row(const struct sigma_scan *, struct sigma_scratch *,
    const struct sigma_row *, const uint64_t *) HOT;

#endif
