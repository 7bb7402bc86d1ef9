/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that lives and dies together.
 *
 *	arena -> chunk [ used | free ] -> chunk [ used ] -> ...
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

struct arena_chunk;

/** An arena in the caller's storage; all zero is an empty one. */
struct arena {
	struct arena_chunk	*now;		/* Owned; newest first. */
	size_t			 bytes;		/* Held from the heap. */
};

/** arena_take(a, size): Zeroed memory aligned to 16, or NULL. */
void *arena_take(struct arena *, size_t);

/** arena_copy(a, s): A NUL-terminated copy of ${s}, or NULL. */
char *arena_copy(struct arena *, struct span);

/** arena_clear(a): Forget what was taken; keeps one chunk for reuse. */
void arena_clear(struct arena *);

/** arena_release(a): Give all back; the arena is empty and usable. */
void arena_release(struct arena *);

#endif
