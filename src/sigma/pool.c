/* SPDX-License-Identifier: Apache-2.0 */
/* Memory in many small pieces. */
#include "base/mem.h"
#include "sigma/pool.h"

#define CHUNK_LEAST	4096u		/* Grows with what is held, */
#define CHUNK_MOST	(1u << 18)	/* so that few groups cost little. */

struct pool_chunk {
	struct pool_chunk	*next;	/* Owned. */
	uint64_t		 room[];
};

/* The class of a size, and how large its pieces are. */
static unsigned
class_of(size_t size, size_t *piece)
{
	unsigned c = POOL_FINE / 8;

	if (size <= POOL_FINE) {
		c = size > 0 ? (unsigned)(size + 7) / 8 : 1;
		*piece = 8 * (size_t)c;
		return (c - 1);
	}
	for (*piece = POOL_FINE; *piece < size; *piece *= 2)
		c++;
	return (c);
}

/* What is left of a chunk is cut up for small pieces, not lost. */
static void
keep_rest(struct pool *p)
{

	while (p->end - p->at >= 8) {
		size_t n = (size_t)(p->end - p->at), piece;
		unsigned c;

		n = n > POOL_FINE ? POOL_FINE : n - n % 8;
		c = class_of(n, &piece);
		memcpy(p->at, &p->free[c], sizeof(void *));
		p->free[c] = p->at;
		p->at += piece;
	}
}

static bool
chunk_new(struct pool *p, size_t piece)
{
	size_t room = p->held / 8;
	struct pool_chunk *c;

	room = room < CHUNK_LEAST ? CHUNK_LEAST :
	    room > CHUNK_MOST ? CHUNK_MOST : room - room % 8;
	room = room < piece ? piece : room;
	if ((c = mem_new(sizeof(*c) + room)) == NULL)
		return (false);
	keep_rest(p);
	c->next = p->chunk;
	p->chunk = c;
	p->at = (char *)c->room;
	p->end = p->at + room;
	p->held += sizeof(*c) + room;
	return (true);
}

void *
pool_take(struct pool *p, size_t size)
{
	size_t piece;
	unsigned c;
	void *ret;

	if (size > POOL_LARGEST) {
		if ((ret = mem_new(size)) != NULL) {
			p->bytes += size;
			p->held += size;
		}
		return (ret);
	}
	c = class_of(size, &piece);
	if ((ret = p->free[c]) != NULL) {
		memcpy(&p->free[c], ret, sizeof(void *));
	} else {
		if ((size_t)(p->end - p->at) < piece && !chunk_new(p, piece))
			return (NULL);
		ret = p->at;
		p->at += piece;
	}
	p->bytes += size;
	return (ret);
}

void
pool_give(struct pool *p, void *piece, size_t size)
{
	size_t n;
	unsigned c;

	if (piece == NULL)
		return;
	p->bytes -= size;
	if (size > POOL_LARGEST) {
		p->held -= size;
		mem_free(piece);
		return;
	}
	c = class_of(size, &n);
	memcpy(piece, &p->free[c], sizeof(void *));
	p->free[c] = piece;
}

void *
pool_grow(struct pool *p, void *piece, size_t old, size_t size)
{
	void *ret = pool_take(p, size);

	if (ret == NULL)
		return (NULL);
	if (piece != NULL)
		memcpy(ret, piece, old < size ? old : size);
	pool_give(p, piece, old);
	return (ret);
}

void
pool_release(struct pool *p)
{

	while (p->chunk != NULL) {
		struct pool_chunk *c = p->chunk;

		p->chunk = c->next;
		mem_free(c);
	}
	*p = (struct pool){ .chunk = NULL };
}
