/* SPDX-License-Identifier: Apache-2.0 */
/* What few lines need when they are read: too many signals, unmapped names. */
#ifndef MODEL_EVEXTRA_H
#define MODEL_EVEXTRA_H

#include "base/json.h"
#include "model/plan.h"

/** A value that went to `unmapped` under the name of its field. */
struct evextra_moved {
	uint16_t	id;
	struct value	value;
};

/** A line as far as names beyond the dictionary are concerned.  Borrowed. */
struct evextra_in {
	const struct plan		*plan;
	struct value			*slot;		/* The row. */
	const struct evextra_moved	*moved;
	unsigned			 moved_n;
	const struct json_unknown	*unknown;
	uint32_t			 unknown_n;
	uint8_t				 signals;	/* Their map: not */
							/* unmapped. */
	struct span			 unmapped;	/* As the line has */
	struct span			 row;		/* it; or empty. */
	struct arena			*arena;
};

/** evextra_fill(in): Fill the slots of the plan's extra names. */
rc evextra_fill(const struct evextra_in *) MUST_USE;

/** The entries of a signals map. */
struct evextra_signals {
	unsigned	n, unknown;	/* All, and those of no field. */
	bool		over[FIELD_TOTAL];	/* Beyond the limit. */
};

/** evextra_signals(json, most, arena, ret): Count those of a good map. */
rc evextra_signals(struct span, unsigned, struct arena *,
    struct evextra_signals *) MUST_USE;

/**
 * evextra_why(e, ret):
 * Say what the JSON reader said in ${e} as every other reject is said:
 * "line: expected WHAT, got WHAT".  Returns its code.
 */
rc evextra_why(const struct err *, struct err *);

#endif
