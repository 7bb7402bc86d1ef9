/* SPDX-License-Identifier: Apache-2.0 */
/* Folding for CRC-16. */
#include <string.h>

#include "codec/checksum_fold.h"

#define BLOCK	16		/* Bytes. */
#define LANES	4

/* x^${n} modulo the polynomial: in 64 bits, the highest degree first. */
static uint64_t
power(uint16_t poly, unsigned n)
{
	unsigned v = 0x8000;		/* 1 */

	while (n-- > 0)
		v = (v & 1) != 0 ? v >> 1 ^ poly : v >> 1;
	return ((uint64_t)v << 48);
}

/* A product of reflected numbers has one bit less than both: hence - 1. */
void
checksum_fold_init(struct checksum_fold *f, uint16_t poly)
{
	const unsigned bits = 8 * BLOCK;

	f->one[0] = power(poly, bits + 64 - 1);
	f->one[1] = power(poly, bits - 1);
	f->four[0] = power(poly, LANES * bits + 64 - 1);
	f->four[1] = power(poly, LANES * bits - 1);
}

#ifdef __x86_64__
#include <immintrin.h>

bool
checksum_fold_can(void)
{

	return (__builtin_cpu_supports("pclmul") != 0);
}

static inline __attribute__((target("pclmul"))) __m128i
over(__m128i x, __m128i by, __m128i next)
{
	__m128i low = _mm_clmulepi64_si128(x, by, 0x00);
	__m128i high = _mm_clmulepi64_si128(x, by, 0x11);

	return (_mm_xor_si128(_mm_xor_si128(low, high), next));
}

static inline __m128i
load(const void *p)
{
	__m128i x;

	memcpy(&x, p, sizeof(x));
	return (x);
}

/* Zeros before the first byte change nothing: with them it is whole blocks. */
static void
head_of(unsigned char *head, uint16_t sum, const unsigned char *p, size_t zeros)
{

	memset(head, 0, BLOCK);
	memcpy(head + zeros, p, LANES * BLOCK - zeros);
	head[zeros] ^= (unsigned char)(sum & 255);
	head[zeros + 1] ^= (unsigned char)(sum >> 8);
}

__attribute__((target("pclmul"))) void
checksum_fold_run(const struct checksum_fold *f, uint16_t sum,
    const unsigned char *p, size_t n, unsigned char *rest)
{
	const __m128i one = load(f->one), four = load(f->four);
	const size_t zeros = (BLOCK - n % BLOCK) % BLOCK;
	unsigned char head[LANES * BLOCK];
	size_t at = LANES * BLOCK - zeros;
	__m128i a, b, c, d;

	head_of(head, sum, p, zeros);
	a = load(head), b = load(head + BLOCK);
	c = load(head + 2 * BLOCK), d = load(head + 3 * BLOCK);
	for (; n - at >= LANES * BLOCK; at += LANES * BLOCK) {
		a = over(a, four, load(p + at));
		b = over(b, four, load(p + at + BLOCK));
		c = over(c, four, load(p + at + 2 * BLOCK));
		d = over(d, four, load(p + at + 3 * BLOCK));
	}
	a = over(over(over(a, one, b), one, c), one, d);
	for (; at < n; at += BLOCK)
		a = over(a, one, load(p + at));
	memcpy(rest, &a, CHECKSUM_FOLD_REST);
}
#else
bool
checksum_fold_can(void)
{

	return (false);
}

void
checksum_fold_run(const struct checksum_fold *f, uint16_t sum,
    const unsigned char *p, size_t n, unsigned char *rest)
{

	(void)f;
	(void)sum;
	(void)p;
	(void)n;
	memset(rest, 0, CHECKSUM_FOLD_REST);
}
#endif
