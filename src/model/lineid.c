/* SPDX-License-Identifier: Apache-2.0 */
/* The id of a line that brings none. */
#include <stdio.h>

#include "base/attr.h"
#include "base/hash.h"
#include "model/lineid.h"

void
lineid_over(const struct span *parts, size_t n, char out[LINEID])
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint8_t sum[HASH_SHA256];

	hash_sha256_parts(parts, n, sum);
	out[0] = 'L';
	for (unsigned i = 0; i < LINEID - 1; i++) {
		unsigned bit = i * 5, at = bit / 8;
		unsigned two = (unsigned)sum[at] << 8 | sum[at + 1];

		out[i + 1] = digit[two >> (11 - bit % 8) & 31];
	}
}

void
lineid_of(struct span line, uint64_t number, char out[LINEID])
{
	char text[24];
	const struct span part[] = { line, { text, (size_t)snprintf(text,
	    sizeof(text), "\n%llu", (unsigned long long)number) } };

	lineid_over(part, COUNT_OF(part), out);
}
