/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums of wire formats, sixteen bytes at a time. */
#include "codec/checksum.h"
#include "codec/checksum_fold.h"

#define SLICES	16

enum crc { ARC, X25, CRCS };

/* Reflected polynomials. */
static const uint16_t poly[CRCS] = { [ARC] = 0xa001, [X25] = 0x8408 };

/* What byte i does to a sum that ${slice} more bytes go through. */
static uint16_t table[CRCS][SLICES][256];
static struct checksum_fold fold[CRCS];
static bool can_fold;

void
checksum_init(void)
{

	can_fold = checksum_fold_can();
	for (unsigned c = 0; c < CRCS; c++) {
		checksum_fold_init(&fold[c], poly[c]);
		for (unsigned i = 0; i < 256; i++) {
			unsigned v = i;

			for (int bit = 0; bit < 8; bit++)
				v = (v & 1) != 0 ? v >> 1 ^ poly[c] : v >> 1;
			table[c][0][i] = (uint16_t)v;
		}
		for (unsigned k = 1; k < SLICES; k++) {
			for (unsigned i = 0; i < 256; i++) {
				uint16_t v = table[c][k - 1][i];

				table[c][k][i] = (uint16_t)(v >> 8 ^
				    table[c][0][v & 255]);
			}
		}
	}
}

static uint16_t
by_table(uint16_t (*t)[256], uint16_t sum, const unsigned char *p, size_t n)
{

	/* Only two look-ups wait for those of the slice before. */
	for (; n >= SLICES; n -= SLICES, p += SLICES) {
		unsigned rest = t[13][p[2]] ^ t[12][p[3]] ^ t[11][p[4]] ^
		    t[10][p[5]] ^ t[9][p[6]] ^ t[8][p[7]] ^ t[7][p[8]] ^
		    t[6][p[9]] ^ t[5][p[10]] ^ t[4][p[11]] ^ t[3][p[12]] ^
		    t[2][p[13]] ^ t[1][p[14]] ^ t[0][p[15]];

		sum = (uint16_t)(t[15][p[0] ^ (sum & 255)] ^
		    t[14][p[1] ^ sum >> 8] ^ rest);
	}
	for (; n > 0; n--, p++)
		sum = (uint16_t)(sum >> 8 ^ t[0][(sum ^ *p) & 255]);
	return (sum);
}

static uint16_t
crc16(enum crc c, uint16_t sum, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned char rest[CHECKSUM_FOLD_REST];

	if (!can_fold || s.n < CHECKSUM_FOLD_LEAST)
		return (by_table(table[c], sum, p, s.n));
	checksum_fold_run(&fold[c], sum, p, s.n, rest);
	return (by_table(table[c], 0, rest, sizeof(rest)));
}

uint16_t
checksum_arc(struct span s)
{

	return (crc16(ARC, 0, s));
}

uint16_t
checksum_x25(struct span s)
{

	return (crc16(X25, 0xffff, s) ^ 0xffff);
}

uint16_t
checksum_kermit(struct span s)
{

	return (crc16(X25, 0, s));
}

uint16_t
checksum_modbus(struct span s)
{

	return (crc16(ARC, 0xffff, s));
}

uint16_t
checksum_3740(struct span s)
{
	unsigned sum = 0xffff;

	/* Not reflected, hence not in the tables; 1021 has three bits. */
	for (size_t i = 0; i < s.n; i++) {
		unsigned b = (sum >> 8 ^ (unsigned char)s.p[i]) & 0xff;

		b ^= b >> 4;
		sum = (sum << 8 ^ b << 12 ^ b << 5 ^ b) & 0xffff;
	}
	return ((uint16_t)sum);
}

uint8_t
checksum_xor(struct span s)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum ^= (uint8_t)s.p[i];
	return (sum);
}

uint8_t
checksum_sum(struct span s)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum = (uint8_t)(sum + (uint8_t)s.p[i]);
	return (sum);
}
