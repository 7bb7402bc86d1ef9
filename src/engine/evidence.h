/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The events that windows and alerts hold on to, as a snapshot has them: each
 * once, by number.  While saving, an event gets its number when it is first
 * asked for; so who refers to events is written before they are, and read
 * after them.
 */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include "base/map.h"
#include "base/pack.h"
#include "model/alert.h"

/** In the caller's storage; set up with evidence_init(). */
struct evidence {
	struct alert_event	**e;	/* Owned; events borrowed while */
	size_t			  n, cap; /* saving, owned when loaded. */
	struct map		  by_pos;
	bool			  loaded, failed;
	struct likenesses	 *lines; /* Borrowed; those loaded count in */
};					 /* it, if it is not NULL. */

/** evidence_init(ev): None yet; it must stay where it is. */
void evidence_init(struct evidence *);

/** evidence_release(ev): Memory back; what nobody took is dropped. */
void evidence_release(struct evidence *);

/** evidence_number(ev, e): Its number, from 1; 0 is NULL. */
uint64_t evidence_number(struct evidence *, struct alert_event *);

/** evidence_add(ev, e): Take ${e} over as the next number; RC_OK, RC_NOMEM. */
rc evidence_add(struct evidence *, struct alert_event *) MUST_USE;

/**
 * evidence_take(ev, c): Read a number and give its event, borrowed; NULL for
 * 0, and, with ${c} marked as bad, if there is none.
 */
struct alert_event *evidence_take(const struct evidence *, struct cur *);

/**
 * evidence_save(ev, b), evidence_load(ev, c, arena, e):
 * Write the events with their lines and facts; read them, the names of facts
 * into ${arena}.  Return RC_OK, RC_MALFORMED or RC_NOMEM.
 */
void evidence_save(const struct evidence *, struct buf *);
rc evidence_load(struct evidence *, struct cur *, struct arena *,
    struct err *) MUST_USE;

#endif
