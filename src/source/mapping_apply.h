/* SPDX-License-Identifier: Apache-2.0 */
/* A row through a mapping: conditions, fields, events. */
#ifndef SOURCE_MAPPING_APPLY_H
#define SOURCE_MAPPING_APPLY_H

#include "source/mapping_plan.h"

/** A row on its way. */
struct mapping_apply {
	struct mapping		*m;
	struct span		 text;		/* The whole row, for its id. */
	uint64_t		 number;
	struct buf		*out;
	mapping_note_fn		*note;
	void			*ctx;
	unsigned		 events;	/* Of the row so far. */
	const struct mapping_block *block;	/* Of the first of these. */
	/* Of the event at hand. */
	const struct row_cell	*whole;		/* The cell of "each". */
	struct span		 star;		/* Path of its member. */
	struct row_cell		 member;	/* "$" */
	struct row_cell		 made;		/* Joined cells. */
};

/**
 * mapping_apply_row(a):
 * Append the events of the cells in a->m->row to a->out, or tell why there
 * are none.  Return RC_OK or RC_NOMEM.
 */
rc mapping_apply_row(struct mapping_apply *) MUST_USE;

/** mapping_apply_bad(a, column, reason, got): Tell of a bad row. */
void mapping_apply_bad(const struct mapping_apply *, struct span,
    const char *, struct span);

#endif
