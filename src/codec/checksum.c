/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums of wire formats, eight bytes at a time. */
#include "codec/checksum.h"

#define SLICES	8

enum crc { ARC, X25, CRCS };

/* Reflected polynomials. */
static const uint16_t poly[CRCS] = { [ARC] = 0xa001, [X25] = 0x8408 };

/* What byte i does to a sum that ${slice} more bytes go through. */
static uint16_t table[CRCS][SLICES][256];

void
checksum_init(void)
{

	for (unsigned c = 0; c < CRCS; c++) {
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
crc16(enum crc c, uint16_t sum, struct span s)
{
	uint16_t (*t)[256] = table[c];
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = s.n;

	for (; n >= SLICES; n -= SLICES, p += SLICES)
		sum = (uint16_t)(t[7][p[0] ^ (sum & 255)] ^
		    t[6][p[1] ^ sum >> 8] ^ t[5][p[2]] ^ t[4][p[3]] ^
		    t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]]);
	for (; n > 0; n--, p++)
		sum = (uint16_t)(sum >> 8 ^ t[0][(sum ^ *p) & 255]);
	return (sum);
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
