/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simple case folding (Unicode 14 CaseFolding, status C and S): one code
 * point becomes one code point.  No normalisation, no Turkish rules.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/buf.h"

/** fold_point(c): The folded form of the code point ${c}. */
uint32_t fold_point(uint32_t);

/**
 * fold_text(s, out): Append ${s} folded.  Bytes that are no UTF-8 stay as
 * they are, so that the result is never empty for a text that is not.
 */
void fold_text(struct span, struct buf *);

/**
 * fold_next(s, at, c): The length of the character of ${s} at ${at} < s.n,
 * its code point in ${c}; a byte that is no UTF-8 counts as a character
 * above all code points.
 */
size_t fold_next(struct span, size_t, uint32_t *);

/** fold_put(out, c): Append the code point ${c} as UTF-8. */
void fold_put(struct buf *, uint32_t);

/** fold_ascii(s): How many bytes of ${s} are ASCII before one is not. */
size_t fold_ascii(struct span);

/** fold_utf8(s): Is ${s} well-formed UTF-8? */
bool fold_utf8(struct span);

#endif
