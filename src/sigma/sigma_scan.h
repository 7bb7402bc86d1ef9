/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an event to the few rules that it may match.
 *
 *	logsource -> view, or all rules -> index of fields -> rules
 *	line, folded -> automaton of keywords              -> rules
 */
#ifndef SIGMA_SIGMA_SCAN_H
#define SIGMA_SIGMA_SCAN_H

#include "sigma/sigma_index.h"
#include "sigma/sigma_route.h"

/** Where to look. */
struct sigma_scan {
	struct sigma_witness	*witness;	/* Owned. */
	struct sigma_index	*all;		/* Owned: of all rules. */
	struct sigma_index	**view;		/* Owned; by route view. */
	size_t			 views;
	struct sigma_index_lists by_word;
	uint64_t		*keyword;	/* Owned: rules of keywords. */
	size_t			 words;		/* Of such bits. */
	hs_database_t		*words_db;	/* Owned: their needles, by */
						/* number; NULL: none. */
};

/** sigma_scan_new(s, ret): The index of the rules of ${s}, once routed. */
rc sigma_scan_new(const struct sigma *, struct sigma_scan **) MUST_USE;
void sigma_scan_free(struct sigma_scan *);

/**
 * sigma_scan_row(scan, x, row, left):
 * List in x->rule, each once and in no order, the rules of ${left} (NULL:
 * all) that ${row} may match; no other one can.
 */
void sigma_scan_row(const struct sigma_scan *, struct sigma_scratch *,
    const struct sigma_row *, const struct sigma_route_left *) HOT;

#endif
