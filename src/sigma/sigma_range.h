/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly where in a text a test holds; for explaining, not for speed. */
#ifndef SIGMA_SIGMA_RANGE_H
#define SIGMA_SIGMA_RANGE_H

#include "sigma/rule.h"

/**
 * sigma_range(s, t, text, from, to):
 * Store where in the event's value ${text}, as it stands there, the pattern
 * or regular expression of ${t} first holds: bytes [*${from}, *${to}).
 * Wildcards at its ends are not part of it.  False: nowhere, or ${t} asks for
 * no text, or memory was short; nothing is stored.
 */
bool sigma_range(const struct sigma *, const struct test *, struct span,
    size_t *, size_t *);

#endif
