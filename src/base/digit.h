/* SPDX-License-Identifier: Apache-2.0 */
/* Digits of texts. */
#ifndef BASE_DIGIT_H
#define BASE_DIGIT_H

/** digit_hex(c): What the byte ${c} says in hexadecimal; -1: it does not. */
static inline int
digit_hex(int c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

#endif
