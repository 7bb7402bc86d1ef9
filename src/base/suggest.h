/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean ...?": the nearest of some known names. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/span.h"

/** The best so far; start with { .far = SUGGEST_FAR + 1 }. */
struct suggest {
	struct span	best;		/* Borrowed; empty if none. */
	size_t		far;		/* Its distance. */
};

#define SUGGEST_FAR	3		/* Further is no suggestion. */
#define SUGGEST_START	((struct suggest){ { NULL, 0 }, SUGGEST_FAR + 1 })

/**
 * suggest_try(s, asked, known):
 * Keep ${known} in ${s} if it is nearer to ${asked} than what was kept, by
 * Levenshtein distance with case ignored; the first of equals stays.
 */
void suggest_try(struct suggest *, struct span, struct span);

#endif
