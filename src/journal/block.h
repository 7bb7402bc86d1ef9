/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block: the lines that became durable together.  All numbers little-endian.
 *
 *	"VJB1" | body 4 | lines 4 | offset 8 | time 8 | CRC-32C of body 4 |
 *	    CRC-32C of these 32 bytes 4 | body: lines, each with its LF
 *
 * An offset is a number of lines: how many the journal took before.  A line
 * holds no LF and no NUL; a head always holds a NUL (no body has 2^24 bytes),
 * so that no line can pass for one.
 */
#ifndef JOURNAL_BLOCK_H
#define JOURNAL_BLOCK_H

#include "base/rc.h"
#include "base/span.h"

#define BLOCK_HEAD	36
#define BLOCK_MOST	((size_t)4 << 20)	/* Bytes of a body. */
#define BLOCK_LINE	65536			/* A line with its LF, at */
						/* most: as source/lines. */

struct block {
	uint64_t	 offset;	/* Of its first line. */
	uint32_t	 lines;
	int64_t		 time_ms;	/* When it was written. */
	struct span	 body;
};

/** block_head(b, out): The head of ${b}, to stand right before its body. */
void block_head(const struct block *, char [BLOCK_HEAD]);

/**
 * block_look(in, b, crc, e):
 * What the head in the BLOCK_HEAD bytes of ${in} says; b->body.p is NULL, and
 * ${crc} what the body has to sum up to.  Return RC_OK or RC_MALFORMED.
 */
rc block_look(struct span, struct block *, uint32_t *, struct err *) MUST_USE;

/**
 * block_cut(in, b, e):
 * Cut the first block off ${in}; it has BLOCK_HEAD + b->body.n bytes.  Return
 * RC_OK; RC_MORE if ${in} is a proper prefix of some block; RC_MALFORMED if
 * no suffix could mend it.  ${b} is only touched by RC_OK.
 *
 * Borrows:  ${in}, for b->body.
 */
rc block_cut(struct span, struct block *, struct err *) MUST_USE;

#endif
