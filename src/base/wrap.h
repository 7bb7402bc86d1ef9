/* SPDX-License-Identifier: Apache-2.0 */
/* Words that wrap where the terminal ends. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/buf.h"

/**
 * wrap_words(b, text, column, indent, width):
 * Append the words of ${text} from ${column} on, which is where the caller
 * stands; lines end by ${width} where words allow it, and go on ${indent}
 * columns in.  Returns the column after the last word; no line end.
 */
size_t wrap_words(struct buf *, struct span, size_t, size_t, size_t);

#endif
