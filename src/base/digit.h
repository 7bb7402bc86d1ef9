/* SPDX-License-Identifier: Apache-2.0 */
/* Digits of texts. */
#ifndef BASE_DIGIT_H
#define BASE_DIGIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** digit_hex(c): What the byte ${c} says in hexadecimal; -1: it does not. */
static inline int
digit_hex(int c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

/** digit_bytes(hex, n, out): ${n} bytes of 2n digits; false if it is not. */
static inline bool
digit_bytes(const char *hex, size_t n, uint8_t *out)
{

	for (size_t i = 0; i < n; i++) {
		int high = digit_hex(hex[2 * i]);
		int low = high < 0 ? -1 : digit_hex(hex[2 * i + 1]);

		if (low < 0)
			return (false);
		out[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	}
	return (true);
}

#endif
