/* SPDX-License-Identifier: Apache-2.0 */
/* The heap behind one door. */
#include <stdlib.h>

#include "base/mem.h"

unsigned long mem_fail_at;
unsigned long mem_count;

static bool
fails(void)
{

	/* Only tests, which are single-threaded, set a failure. */
	return (mem_fail_at != 0 && ++mem_count == mem_fail_at);
}

void *
mem_new(size_t size)
{

	return (fails() ? NULL : calloc(1, size > 0 ? size : 1));
}

void *
mem_array(size_t n, size_t size)
{

	return (fails() ? NULL : calloc(n > 0 ? n : 1, size > 0 ? size : 1));
}

void *
mem_grow(void *p, size_t n, size_t size)
{

	return (fails() ? NULL : reallocarray(p, n > 0 ? n : 1, size));
}

char *
mem_copy(struct span s)
{
	char *p;

	if (s.n == SIZE_MAX || (p = mem_new(s.n + 1)) == NULL)
		return (NULL);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (p);
}

void
mem_free(void *p)
{

	free(p);
}

bool
mem_room(void *array, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap > 0 ? *cap * 2 : 8;
	void *old, *p;

	if (n < *cap)
		return (true);
	memcpy(&old, array, sizeof(old));
	if (want < *cap || (p = mem_grow(old, want, size)) == NULL)
		return (false);
	memcpy(array, &p, sizeof(p));
	*cap = want;
	return (true);
}
