/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an event says of reference state, entered in the registers: ref.row
 * and the flow events that the contract marks with r (section 5).
 */
#ifndef TWIN_REFER_H
#define TWIN_REFER_H

#include "base/arena.h"
#include "model/event.h"
#include "twin/ref.h"

/** What could not be entered, counted. */
struct refer_counts {
	uint64_t	rows;		/* Rows of ref.row entered. */
	uint64_t	bad_table;	/* ref.row of no table of ours. */
	uint64_t	bad_column;	/* Columns unknown or of wrong type. */
	uint64_t	no_key;		/* Flow events without their key. */
};

/** refer_fields: What refer_event() reads of an event, 0-ended. */
extern const uint16_t refer_fields[];

/** refer_speaks(type): Do events of that type change reference state? */
bool refer_speaks(enum event_type);

/**
 * refer_event(r, ev, arena, counts):
 * Enter what ${ev}, at its position, changes.  An operation that failed, was
 * denied or held changes nothing.  Return RC_OK or RC_NOMEM.
 */
rc refer_event(struct ref *, const struct event *, struct arena *,
    struct refer_counts *) MUST_USE;

#endif
