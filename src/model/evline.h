/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event line into an event: the contract's sections 1 to 4, exactly.
 *
 *	line -> json_read -> a value per dictionary field -> checks, hygiene
 *	     -> the row's slots that the plan asks for
 *
 * Every known field is checked, whether anybody reads it or not, so that
 * what is counted does not depend on which rules are loaded.
 */
#ifndef MODEL_EVLINE_H
#define MODEL_EVLINE_H

#include "base/arena.h"
#include "model/event.h"

/* What a line is counted for; symbol, name in the summary, help. */
#define EVLINE_NOTES(X)							\
	X(BAD_FIELD, "bad_field", "wrong type or out of range")		\
	X(BAD_ENUM, "bad_enum", "unknown word of an enumeration")	\
	X(UNKNOWN_FIELD, "unknown_field", "not in the dictionary")	\
	X(RESERVED_FIELD, "reserved_field", "the name of a fact")	\
	X(UNKNOWN_TYPE, "unknown_type", "event type not known")		\
	X(UNKNOWN_SIGNAL, "unknown_signal", "signal path not known")	\
	X(CLEANED, "cleaned", "text was cleaned")			\
	X(TRUNCATED, "truncated", "over a limit, cut")			\
	X(CLOCK_REPAIRED, "clock_repaired", "impossible time replaced")

#define X(sym, ...)	EVLINE_##sym,
enum evline_note { EVLINE_NOTES(X) EVLINE_NOTE_COUNT };
#undef X

/** Told for each note, for those who want to know which field; or NULL. */
typedef void evline_note_fn(void *ctx, enum evline_note, struct span path);

/** What a thread needs to read lines. */
struct evline;

/**
 * evline_new(plan, ret):
 * A reader that fills the slots of ${plan}.
 *
 * Owns:     the caller owns *${ret}; end it with evline_free().
 * Borrows:  ${plan}, until evline_free().
 */
rc evline_new(const struct plan *, struct evline **) MUST_USE;
void evline_free(struct evline *);

/** evline_tell(r, fn, ctx): Tell ${fn} each note from now on. */
void evline_tell(struct evline *, evline_note_fn *, void *);

/**
 * evline_read(r, line, arena, ev, notes, e):
 * Read ${line} into ${ev}, whose plan and slot the caller has set; all other
 * members are filled but pos, number and input; number must be set when the
 * plan asks for the id, which a line may lack.  Texts lie in ${line} or in
 * ${arena}.  Add what was noted to ${notes}.  Return RC_OK; or, when the
 * line is rejected, RC_MALFORMED, RC_LIMIT or RC_CONFLICT with ${e} saying
 * "FIELD: expected WHAT, got WHAT"; or RC_NOMEM.
 */
rc evline_read(struct evline *, struct span, struct arena *, struct event *,
    uint32_t notes[EVLINE_NOTE_COUNT], struct err *) MUST_USE;

#define EVLINE_ID	26

#endif
