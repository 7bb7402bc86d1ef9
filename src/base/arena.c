/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that lives and dies together. */
#include "base/arena.h"
#include "base/mem.h"

#define ALIGN		16
#define CHUNK_LEAST	4096		/* One page. */
#define CHUNK_MOST	262144		/* Doubling stops here. */

struct arena_chunk {
	struct arena_chunk	*next;	/* Owned. */
	size_t			 size;
	size_t			 used;
	size_t			 pad;	/* Keeps data aligned. */
	char			 data[];
};

static struct arena_chunk *
grow(struct arena *a, size_t need)
{
	size_t size = a->now != NULL ? a->now->size * 2 : CHUNK_LEAST;
	struct arena_chunk *c;

	if (size > CHUNK_MOST)
		size = CHUNK_MOST;
	if (size < need)
		size = need;
	if (size > SIZE_MAX - sizeof(*c) ||
	    (c = mem_new(sizeof(*c) + size)) == NULL)
		return (NULL);
	c->size = size;
	c->next = a->now;
	a->now = c;
	a->bytes += sizeof(*c) + size;
	return (c);
}

void *
arena_take(struct arena *a, size_t size)
{
	struct arena_chunk *c = a->now;
	void *p;

	if (size > SIZE_MAX - ALIGN)
		return (NULL);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if ((c == NULL || size > c->size - c->used) &&
	    (c = grow(a, size)) == NULL)
		return (NULL);
	p = c->data + c->used;
	c->used += size;
	memset(p, 0, size);
	return (p);
}

char *
arena_copy(struct arena *a, struct span s)
{
	char *p;

	if (s.n == SIZE_MAX || (p = arena_take(a, s.n + 1)) == NULL)
		return (NULL);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (p);
}

void
arena_clear(struct arena *a)
{
	struct arena_chunk *c, *next;

	if (a->now == NULL)
		return;
	for (c = a->now->next; c != NULL; c = next) {
		next = c->next;
		mem_free(c);
	}
	a->now->next = NULL;
	a->now->used = 0;
	a->bytes = sizeof(*a->now) + a->now->size;
}

void
arena_release(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->now; c != NULL; c = next) {
		next = c->next;
		mem_free(c);
	}
	a->now = NULL;
	a->bytes = 0;
}
