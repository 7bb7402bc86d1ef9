/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The long part of a reflected CRC-16 by carry-less multiplication: four
 * blocks of 16 bytes go forward over the next four at a time, until 16 bytes
 * are left whose CRC is that of all.  The method is that of Intel's "Fast CRC
 * Computation for Generic Polynomials Using PCLMULQDQ Instruction" (2009).
 *
 *	[b0 b1 b2 b3] x^512 + [b4 b5 b6 b7] ... -> x^128 -> [rest]
 */
#ifndef CODEC_CHECKSUM_FOLD_H
#define CODEC_CHECKSUM_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECKSUM_FOLD_LEAST	64	/* Bytes that are worth it. */
#define CHECKSUM_FOLD_REST	16	/* Bytes that stand for all read. */

/** What moves a block over one, and over four; by half of the block. */
struct checksum_fold {
	uint64_t	one[2], four[2];
};

/** checksum_fold_can(): Has this processor the instruction? */
bool checksum_fold_can(void);

/** checksum_fold_init(f, poly): For that reflected polynomial. */
void checksum_fold_init(struct checksum_fold *, uint16_t);

/**
 * checksum_fold_run(f, sum, p, n, rest):
 * Fold the ${n} bytes at ${p}, CHECKSUM_FOLD_LEAST or more, behind a CRC of
 * ${sum}.  Their CRC is that of the 16 bytes put into ${rest}, from 0.  Only
 * if checksum_fold_can().
 */
void checksum_fold_run(const struct checksum_fold *, uint16_t,
    const unsigned char *, size_t, unsigned char *);

#endif
