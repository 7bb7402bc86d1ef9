/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: what may stay in a text that a person or a rule will see. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/span.h"

/* What utf8_clean() is told of its input. */
#define UTF8_TEXT	0		/* Free text. */
#define UTF8_ID		0x01		/* An id: nothing invisible stays. */

/**
 * utf8_clean(in, flags, a, out, changed):
 * Hygiene of one string.  Each maximal subpart of an ill-formed sequence
 * (Unicode 15, section 3.9, "U+FFFD substitution") becomes one U+FFFD; C0,
 * DEL, C1, bidirectional controls (U+061C, 200E, 200F, 202A-202E, 2066-2069)
 * and tags (U+E0000-E007F) go; with UTF8_ID also U+200B-200D, 2060 and FEFF.
 * Store the result in ${out} and whether it differs in ${changed}.  Return
 * RC_OK, or RC_NOMEM with neither touched.
 *
 * Borrows:  ${out} is ${in} where nothing changed, else it is in ${a}.
 */
rc utf8_clean(struct span, unsigned, struct arena *, struct span *, bool *)
    MUST_USE;

/** utf8_is_clean(s, flags): Would utf8_clean() leave ${s} as it is? */
bool utf8_is_clean(struct span, unsigned);

/**
 * utf8_cut(s, most):
 * The longest beginning of ${s} of at most ${most} bytes that ends between
 * characters; bytes that are no UTF-8 count as characters.
 */
struct span utf8_cut(struct span, size_t);

/**
 * utf8_next(s, n):
 * The first character of ${s}, which is not empty, and in ${n} its bytes; or
 * -1 for an ill-formed sequence, and in ${n} its maximal subpart.
 */
int32_t utf8_next(struct span, size_t *);

/** utf8_bad(s): Where the first ill-formed sequence begins; ${s}.n: nowhere. */
size_t utf8_bad(struct span);

#endif
