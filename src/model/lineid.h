/* SPDX-License-Identifier: Apache-2.0 */
/* The id of a line that brings none: it follows from the line itself. */
#ifndef MODEL_LINEID_H
#define MODEL_LINEID_H

#include "base/span.h"

#define LINEID		26		/* Characters. */

/**
 * lineid_over(parts, n, out):
 * "L" and the first 25 characters of the RFC 4648 base 32 of the SHA-256 of
 * ${n} parts, one behind the other; no NUL.
 */
void lineid_over(const struct span *, size_t, char [LINEID]);

/**
 * lineid_of(line, number, out):
 * The same over the line without its end, LF, and its decimal number in its
 * input, as the event contract's section 2 has it.
 */
void lineid_of(struct span, uint64_t, char [LINEID]);

#endif
