/* SPDX-License-Identifier: Apache-2.0 */
/* The heap behind one door, so that tests can make every allocation fail. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/span.h"

/* Test hook: the allocation number ${mem_fail_at} fails; 0 is never. */
extern unsigned long mem_fail_at;
extern unsigned long mem_count;

/** mem_new(size): Zeroed memory, or NULL.  The caller owns it: mem_free(). */
void *mem_new(size_t) __attribute__((malloc));

/** mem_array(n, size): The same for ${n} members; NULL on overflow too. */
void *mem_array(size_t, size_t) __attribute__((malloc));

/** mem_grow(p, n, size): Resize to ${n} members; NULL leaves ${p} alone. */
void *mem_grow(void *, size_t, size_t);

/** mem_copy(s): A NUL-terminated copy of ${s}, or NULL. */
char *mem_copy(struct span) __attribute__((malloc));

/** mem_free(p): Give back; NULL is fine. */
void mem_free(void *);

/**
 * mem_room(p, n, cap, size):
 * Make sure that the array *${p} of ${n} used and *${cap} owned members of
 * ${size} bytes has room for one more.  Return true, or false when memory is
 * short; then nothing has changed.
 */
bool mem_room(void *, size_t, size_t *, size_t);

#endif
