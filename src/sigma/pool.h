/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory in many small pieces for one thread: pieces of one size lie side by
 * side and are used again for that size.
 *
 *	class of 8, 16 .. 256, 512 .. 32768 bytes -> free list
 *	chunk [ piece | piece | ... | not cut yet ]; beyond: the heap
 */
#ifndef SIGMA_POOL_H
#define SIGMA_POOL_H

#include "base/span.h"

#define POOL_FINE	256		/* Steps of 8 up to here, */
#define POOL_LARGEST	32768		/* then powers of two. */
#define POOL_CLASSES	(POOL_FINE / 8 + 1 + 7)

struct pool_chunk;

/** A pool in the caller's storage; all zero is an empty one. */
struct pool {
	struct pool_chunk	*chunk;	/* Owned; newest first. */
	void			*free[POOL_CLASSES];
	char			*at, *end;	/* Not cut yet. */
	size_t			 bytes;	/* In use, as asked for. */
	size_t			 held;	/* From the heap. */
};

/** pool_take(p, size): ${size} bytes aligned to 8, not zeroed; or NULL. */
void *pool_take(struct pool *, size_t);

/** pool_give(p, piece, size): Give it back; size as it was taken. */
void pool_give(struct pool *, void *, size_t);

/**
 * pool_grow(p, piece, old, size): A piece of ${size} bytes with the contents
 * of ${piece}, which is given back; NULL: memory is short, nothing changed.
 */
void *pool_grow(struct pool *, void *, size_t, size_t);

/** pool_release(p): Give all back but pieces above POOL_LARGEST. */
void pool_release(struct pool *);

#endif
