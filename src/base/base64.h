/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as base64, RFC 4648 section 4, with padding. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/span.h"

/** BASE64_ROOM(n): Characters of ${n} bytes. */
#define BASE64_ROOM(n)	(((n) + 2) / 3 * 4)

/** base64_group(s, i, out): The four characters of up to three bytes of ${s}
 * from byte ${i}, which is in it. */
static inline void
base64_group(struct span s, size_t i, char out[4])
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = s.n - i < 3 ? s.n - i : 3;
	uint32_t v = 0;

	for (size_t j = 0; j < 3; j++)
		v = v << 8 | (j < n ? (unsigned char)s.p[i + j] : 0);
	for (size_t j = 0; j < 4; j++)
		out[j] = j <= n ? digit[v >> (18 - 6 * j) & 63] : '=';
}

#endif
