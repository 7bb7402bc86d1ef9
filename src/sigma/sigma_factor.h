/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that must stand in whatever a pattern matches. */
#ifndef SIGMA_SIGMA_FACTOR_H
#define SIGMA_SIGMA_FACTOR_H

#include "base/buf.h"

/**
 * sigma_factor_regex(re, out): Append the longest text that each match of
 * the regular expression ${re} has in it, upper or lower case, as far as
 * that is easily seen; nothing if it is not.
 */
void sigma_factor_regex(struct span, struct buf *);

/** sigma_factor_glob(pattern): Its longest piece without a wildcard. */
struct span sigma_factor_glob(struct span);

/**
 * sigma_factor_line(text): The longest piece of ${text} that stands as it is
 * in a JSON line, unless the line has \u escapes; empty if every piece could
 * also be a number, which JSON writes in many ways.
 */
struct span sigma_factor_line(struct span);

#endif
