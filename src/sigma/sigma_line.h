/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a JSON line, one after the other, for keywords. */
#ifndef SIGMA_SIGMA_LINE_H
#define SIGMA_SIGMA_LINE_H

#include "base/buf.h"

/** Where the walk stands; start with { .text = the line }. */
struct sigma_line {
	struct span	text;
	size_t		at;
};

/**
 * sigma_line_next(l, out):
 * Append the next text or number that is a value, never a
 * key: texts decoded, numbers in their shortest form.  False at the end.
 * The line has been read before; what is no JSON is skipped.
 */
bool sigma_line_next(struct sigma_line *, struct buf *);

#endif
