/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that are mostly zero, kept without the zeros.
 *
 *	record  0 0 A 0 0 0 B 0     ->     map 00100010, A, B
 */
#ifndef TWIN_SPARSE_H
#define TWIN_SPARSE_H

#include <stdint.h>

#include "base/rc.h"

#define SPARSE_BLOCK	16u		/* Bytes. */

/** sparse_room(n): Bytes of room that a record of ${n} bytes needs. */
#define SPARSE_ROOM(n)							\
	(((n) + SPARSE_BLOCK - 1) / SPARSE_BLOCK * SPARSE_BLOCK)

/** What is kept of a record; NULL: it is all zero. */
struct sparse;

/** sparse_open(s, size, room): The record into ${room} of SPARSE_ROOM(). */
void sparse_open(const struct sparse *, size_t, void *);

/**
 * sparse_close(s, size, room):
 * Keep what is in ${room} as *${s} from now on.  Return RC_OK, or RC_NOMEM:
 * then *${s} is as it was.
 *
 * Owns:     the caller owns *${s}; end it with sparse_free().
 */
rc sparse_close(struct sparse **, size_t, const void *) MUST_USE;

/** sparse_free(s): Give it back; NULL is fine. */
void sparse_free(struct sparse *);

/** sparse_bytes(s, size): Heap bytes that it holds. */
size_t sparse_bytes(const struct sparse *, size_t);

/** sparse_most(size): Heap bytes of a record of ${size} without zeros. */
size_t sparse_most(size_t);

/** sparse_prefetch(s): Ask the cache for it. */
void sparse_prefetch(const struct sparse *);

#endif
