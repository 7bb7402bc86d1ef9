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
 * sigma_factor_line(text, out): Append the longest piece of ${text} as it
 * stands in a JSON line, unless the line has \u or \/ escapes; nothing if
 * every piece could also be a number, which JSON writes in many ways.
 */
void sigma_factor_line(struct span, struct buf *);

/**
 * sigma_factor_escape(text, out): Append ${text} escaped as that does; bytes
 * that need a \u stay what they are.
 */
void sigma_factor_escape(struct span, struct buf *);

#endif
