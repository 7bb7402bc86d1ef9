/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which rows have a value: from bytes to the numbers put under them.
 *
 *	value -> [ number | number | ... ]   in the order they were put
 */
#ifndef TWIN_POSTING_H
#define TWIN_POSTING_H

#include "base/map.h"

/** Numbers under one value. */
struct posting {
	char		*value;		/* Owned; NULL: a free place. */
	uint32_t	 value_n;
	uint32_t	 n, cap;
	uint32_t	*number;	/* Owned. */
};

/** An index in the caller's storage; set up with posting_init(). */
struct postings {
	struct map	 by_value;
	struct posting	*at;		/* Owned. */
	size_t		 n, cap;
	uint32_t	 free;		/* A free place + 1; 0: none. */
	size_t		 bytes;		/* Of values and numbers. */
};

/** posting_init(x): An empty index, which must not move afterwards. */
void posting_init(struct postings *);

/** posting_release(x): Give the memory back. */
void posting_release(struct postings *);

/**
 * posting_put(x, value, number): Put ${number} under ${value}, unless it is
 * there.  Return RC_OK or RC_NOMEM.
 */
rc posting_put(struct postings *, struct span, uint32_t) MUST_USE;

/** posting_drop(x, value, number): Take it out, if it is there. */
void posting_drop(struct postings *, struct span, uint32_t);

/** posting_get(x, value): What is under ${value}, or NULL. */
const struct posting *posting_get(const struct postings *, struct span);

/** posting_bytes(x): Heap bytes that it holds. */
size_t posting_bytes(const struct postings *);

#endif
