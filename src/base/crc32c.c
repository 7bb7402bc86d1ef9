/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32C. */
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

#include "base/crc32c.h"

/* Half a byte at a time: the reflected polynomial is 0x82f63b78. */
static const uint32_t nibbles[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
	0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
	0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t
crc32c_plain(struct span s)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < s.n; i++) {
		sum ^= (unsigned char)s.p[i];
		sum = sum >> 4 ^ nibbles[sum & 15];
		sum = sum >> 4 ^ nibbles[sum & 15];
	}
	return (~sum);
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
quick(struct span s)
{
	uint64_t sum = 0xffffffff, word;
	size_t at = 0;

	for (; s.n - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, s.p + at, sizeof(word));
		sum = _mm_crc32_u64(sum, word);
	}
	for (; at < s.n; at++)
		sum = _mm_crc32_u8((uint32_t)sum, (unsigned char)s.p[at]);
	return (~(uint32_t)sum);
}
#endif

uint32_t
crc32c_of(struct span s)
{

#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.2"))
		return (quick(s));
#endif
	return (crc32c_plain(s));
}
