/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions: linear-time automata, never backtracking.
 *
 * Most patterns are plain ASCII and treat all other characters alike.  Such
 * a one is compiled for bytes, which takes a tenth of the time that UTF-8
 * takes, and meets texts in which each other character has become one byte.
 */
#ifndef SIGMA_SIGMA_REGEX_H
#define SIGMA_SIGMA_REGEX_H

#include "sigma/sigma_test.h"

/** Modes, as the modifiers of 're' give them. */
#define SIGMA_REGEX_I	1u		/* Case does not matter. */
#define SIGMA_REGEX_M	2u		/* ^ and $ at each line. */
#define SIGMA_REGEX_S	4u		/* . is also a line end. */

/**
 * sigma_regex_add(s, before, text, modes, ret, e): Store the number of the
 * expression ${text}, compiled unless ${s} or ${before} (may be NULL) has it.
 * Return RC_OK, RC_NOMEM, or RC_MALFORMED with the reason in ${e}.
 */
rc sigma_regex_add(struct sigma *, const struct sigma *, struct span, unsigned,
    unsigned *, struct err *) MUST_USE;

/** sigma_regex_release(s): Give all expressions of ${s} back. */
void sigma_regex_release(struct sigma *);

/** sigma_regex_scratch(s, x): Make ${x} ready for them; false: no memory. */
bool sigma_regex_scratch(const struct sigma *, struct sigma_scratch *);

/** sigma_regex_meets(s, x, regex, text): Does ${regex} match in ${text}? */
bool sigma_regex_meets(const struct sigma *, struct sigma_scratch *, unsigned,
    struct span);

/** sigma_regex_bytes(text, modes): May ${text} be compiled for bytes? */
bool sigma_regex_bytes(struct span, unsigned);

/** sigma_regex_flags(modes): What Hyperscan calls ${modes}. */
unsigned sigma_regex_flags(unsigned);

#endif
