/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signal in the bytes of a CAN frame: where its bits are and what they are
 * worth.
 *
 *	little-endian, start 4, length 8	big-endian, start 3, length 8
 *	byte 0  3 2 1 0 . . . .			byte 0  . . . . 7 6 5 4
 *	byte 1  . . . . 7 6 5 4			byte 1  3 2 1 0 . . . .
 *
 * A bit is numbered 8 * byte + its weight.  Little-endian signals start at
 * their lowest bit and rise; big-endian ones start at their highest and fall,
 * from bit 0 of a byte to bit 7 of the next (the numbering of DBC files).
 */
#ifndef CODEC_CANSIG_H
#define CODEC_CANSIG_H

#include "base/rc.h"
#include "base/span.h"

#define CANSIG_BITS	64		/* Of a signal, at most. */
#define CANSIG_FRAME	512		/* Bits of the longest frame. */

enum cansig_kind { CANSIG_UNSIGNED, CANSIG_SIGNED, CANSIG_FLOAT,
	CANSIG_DOUBLE };

/** Where a signal is and what its number means. */
struct cansig {
	unsigned		start, length;	/* Bits. */
	bool			big;		/* Endian. */
	enum cansig_kind	kind;
	double			factor, offset;	/* raw * factor + offset. */
};

/** cansig_last(s): The last byte that it touches; SIZE_MAX: it is none, or
 * does not end within CANSIG_FRAME. */
size_t cansig_last(const struct cansig *);

/** cansig_get(s, frame, raw): Its bits, right-aligned; false: the frame is
 * too short for it. */
bool cansig_get(const struct cansig *, struct span, uint64_t *);

/** cansig_put(s, frame, n, raw): Put them there; the same. */
bool cansig_put(const struct cansig *, char *, size_t, uint64_t);

/** cansig_whole(s, raw, i): The bits as a whole number, sign and all; false:
 * they are no whole number, or one beyond 2^63 - 1. */
bool cansig_whole(const struct cansig *, uint64_t, int64_t *);

/**
 * cansig_number(s, raw):
 * What the bits are worth, to twelve digits, so that the last bits of a
 * product do not show; NAN or infinite where floating point is not a number.
 */
double cansig_number(const struct cansig *, uint64_t);

#endif
