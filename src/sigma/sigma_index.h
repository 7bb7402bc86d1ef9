/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the fields of an event to the few rules that it may match.
 *
 *	slot -> is a value there? -> its rules		(presence)
 *	     -> text, folded      -> needles -> their rules
 *	rules without a witness
 */
#ifndef SIGMA_SIGMA_INDEX_H
#define SIGMA_SIGMA_INDEX_H

#include "sigma/sigma_test.h"
#include "sigma/sigma_witness.h"

/** Lists of rules, one after the other: those of i are [from[i], from[i+1]) */
struct sigma_index_lists {
	uint32_t	*from, *rule;	/* Owned. */
};

/** An event at work: what lists a rule that it may match. */
struct sigma_index_asking {
	struct sigma_scratch	*x;
	const uint64_t		*live;	/* A bit a rule; NULL: all. */
};

struct sigma_index;

/**
 * sigma_index_new(w, slots, live, ret):
 * Index the rules of bits ${live} (NULL: all) by their witnesses in fields
 * below ${slots}; those in keywords are left out.  RC_OK or RC_NOMEM.
 *
 * Borrows:  the texts of ${w}.
 */
rc sigma_index_new(const struct sigma_witness *, unsigned,
    const uint64_t *, struct sigma_index **) MUST_USE;
void sigma_index_free(struct sigma_index *);

/**
 * sigma_index_row(index, asking, row):
 * List in x->rule, each once and in no order, the living rules that ${row}
 * may match by its fields; no other one of the index can.
 */
void sigma_index_row(const struct sigma_index *,
    struct sigma_index_asking *, const struct sigma_row *) HOT;

/** sigma_index_lists_new(lists, pair, n, of): ... by numbers below ${of}. */
rc sigma_index_lists_new(struct sigma_index_lists *,
    const struct sigma_witness_pair *, size_t, size_t) MUST_USE;
void sigma_index_lists_free(struct sigma_index_lists *);

/** sigma_index_list(asking, lists, i): The rules of ${i} may match. */
void sigma_index_list(const struct sigma_index_asking *,
    const struct sigma_index_lists *, uint32_t) HOT;

#endif
