/* SPDX-License-Identifier: Apache-2.0 */
/* Records without their zeros. */
#include <string.h>

#include "base/mem.h"
#include "twin/sparse.h"

#define WORD		64		/* Blocks a word of the map tells. */
#define LINE		64		/* Bytes the cache takes at once. */
#define AHEAD		3		/* Lines: most records have no more. */

/* Followed by the words of the map, then by the blocks. */
struct sparse {
	uint32_t	n;		/* Blocks that are not zero, */
	uint32_t	cap;		/* and room for them. */
	uint64_t	word[];
};

static size_t
words(size_t size)
{

	return ((size + WORD * SPARSE_BLOCK - 1) / (WORD * SPARSE_BLOCK));
}

static size_t
bytes(size_t size, size_t cap)
{

	return (sizeof(struct sparse) + words(size) * sizeof(uint64_t) +
	    cap * SPARSE_BLOCK);
}

static char *
blocks(struct sparse *s, size_t size)
{

	return ((char *)(s->word + words(size)));
}

void
sparse_open(const struct sparse *s, size_t size, void *room)
{
	const char *from;

	memset(room, 0, SPARSE_ROOM(size));
	if (s == NULL)
		return;
	from = (const char *)(s->word + words(size));
	for (size_t w = 0; w < words(size); w++) {
		char *to = (char *)room + w * WORD * SPARSE_BLOCK;

		for (uint64_t m = s->word[w]; m != 0; m &= m - 1) {
			memcpy(to + (unsigned)__builtin_ctzll(m) *
			    SPARSE_BLOCK, from, SPARSE_BLOCK);
			from += SPARSE_BLOCK;
		}
	}
}

/* Are the ${n} bytes, a few eights, all zero? */
static bool
blank(const char *p, size_t n)
{
	uint64_t all = 0, x;

	for (size_t i = 0; i < n; i += sizeof(x)) {
		memcpy(&x, p + i, sizeof(x));
		all |= x;
	}
	return (all == 0);
}

/* The word of the map that tells of ${n} bytes. */
static uint64_t
word_of(const char *p, size_t n)
{
	uint64_t map = 0;
	size_t i = 0;

	while (i < n) {
		/* Most of it is zero: four blocks at a time. */
		if (n - i >= 4 * SPARSE_BLOCK && blank(p + i,
		    4 * SPARSE_BLOCK)) {
			i += 4 * SPARSE_BLOCK;
			continue;
		}
		if (!blank(p + i, SPARSE_BLOCK))
			map |= UINT64_C(1) << i / SPARSE_BLOCK;
		i += SPARSE_BLOCK;
	}
	return (map);
}

/* Word ${w} of what is in ${room}. */
static uint64_t
word_at(size_t w, size_t size, const char *room)
{
	size_t from = w * WORD * SPARSE_BLOCK;
	size_t n = SPARSE_ROOM(size) - from;

	return (word_of(room + from, n < WORD * SPARSE_BLOCK ? n :
	    WORD * SPARSE_BLOCK));
}

static void
fill(struct sparse *s, size_t size, const char *room)
{
	char *to = blocks(s, size);

	for (size_t w = 0; w < words(size); w++) {
		const char *from = room + w * WORD * SPARSE_BLOCK;

		s->word[w] = word_at(w, size, room);
		for (uint64_t m = s->word[w]; m != 0; m &= m - 1) {
			memcpy(to, from + (unsigned)__builtin_ctzll(m) *
			    SPARSE_BLOCK, SPARSE_BLOCK);
			to += SPARSE_BLOCK;
		}
	}
}

rc
sparse_close(struct sparse **s, size_t size, const void *room)
{
	struct sparse *had = *s, *fresh = had;
	uint32_t n = 0;

	for (size_t w = 0; w < words(size); w++)
		n += (uint32_t)__builtin_popcountll(word_at(w, size, room));
	if (n == 0 && had == NULL)
		return (RC_OK);
	/* Neither too little room nor much too much. */
	if (had == NULL || n > had->cap || n < had->cap / 2) {
		if ((fresh = mem_new(bytes(size, n))) == NULL)
			return (RC_NOMEM);
		fresh->cap = n;
		mem_free(had);
	}
	fresh->n = n;
	fill(fresh, size, room);
	*s = fresh;
	return (RC_OK);
}

void
sparse_free(struct sparse *s)
{

	mem_free(s);
}

size_t
sparse_bytes(const struct sparse *s, size_t size)
{

	return (s != NULL ? bytes(size, s->cap) : 0);
}

size_t
sparse_most(size_t size)
{

	return (bytes(size, SPARSE_ROOM(size) / SPARSE_BLOCK));
}

void
sparse_prefetch(const struct sparse *s)
{

	for (size_t i = 0; s != NULL && i < AHEAD; i++)
		__builtin_prefetch((const char *)s + i * LINE);
}
