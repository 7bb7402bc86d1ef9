/* SPDX-License-Identifier: Apache-2.0 */
/* Lines into segments, over descriptors. */
#include "base/mem.h"
#include "journal/mark.h"
#include "journal/segwrite.h"
#include "sys/disk.h"

struct segwrite {
	struct segwrite_place at;
	int		 mark;
	uint64_t	 most;
	uint64_t	 marked;	/* As the mark says. */
	bool		 distrust;	/* Behind at.size is who knows what. */
	char		*p;		/* Owned: a head, and what waits: */
	size_t		 n;		/* bytes */
	uint32_t	 lines;		/* and lines of it. */
};

rc
segwrite_new(const struct segwrite_place *at, int mark, uint64_t most,
    struct segwrite **ret)
{
	struct segwrite *w = mem_new(sizeof(*w));

	if (w == NULL || (w->p = mem_grow(NULL,
	    BLOCK_HEAD + BLOCK_MOST, 1)) == NULL) {
		mem_free(w);
		return (RC_NOMEM);
	}
	w->at = *at;
	w->mark = mark;
	w->most = most;
	w->marked = at->next;
	*ret = w;
	return (RC_OK);
}

rc
segwrite_append(struct segwrite *w, struct span line)
{
	char *to = w->p + BLOCK_HEAD + w->n;

	if (line.n == 0 || line.n >= BLOCK_LINE ||
	    memchr(line.p, '\n', line.n) != NULL ||
	    memchr(line.p, '\0', line.n) != NULL)
		return (RC_MALFORMED);
	if (line.n + 1 > BLOCK_MOST - w->n)
		return (RC_LIMIT);
	memcpy(to, line.p, line.n);
	to[line.n] = '\n';
	w->n += line.n + 1;
	w->lines++;
	return (RC_OK);
}

size_t
segwrite_waiting(const struct segwrite *w)
{

	return (w->n);
}

/* If that fails readers wait for the next time; nothing is lost. */
static void
tell(struct segwrite *w)
{

	if (w->marked != w->at.next && mark_store(w->mark, w->at.next,
	    NULL) == RC_OK)
		w->marked = w->at.next;
}

rc
segwrite_commit(struct segwrite *w, int64_t now, struct err *e)
{
	const struct block b = { w->at.next, w->lines, now,
	    { w->p + BLOCK_HEAD, w->n } };
	rc r;

	if (w->n == 0) {
		tell(w);
		return (RC_OK);
	}
	if (w->distrust || w->at.size >= w->most)
		return (RC_MORE);
	block_head(&b, w->p);
	r = disk_write(w->at.fd, w->at.size, (struct span){ w->p,
	    BLOCK_HEAD + w->n }, e);
	/* No room: what got there goes, and nothing else has changed. */
	if (r == RC_LIMIT && disk_cut(w->at.fd, w->at.size, NULL) == RC_OK)
		return (r);
	if (r == RC_OK)
		r = disk_sync(w->at.fd, e);
	if (r != RC_OK) {
		w->distrust = true;
		return (r);
	}
	w->at.size += BLOCK_HEAD + w->n;
	w->at.next += w->lines;
	w->n = 0;
	w->lines = 0;
	tell(w);
	return (RC_OK);
}

void
segwrite_take(struct segwrite *w, int fd)
{

	w->at.fd = fd;
	w->at.size = 0;
	w->distrust = false;
}

uint64_t
segwrite_next(const struct segwrite *w)
{

	return (w->at.next);
}

uint64_t
segwrite_size(const struct segwrite *w)
{

	return (w->at.size);
}

void
segwrite_free(struct segwrite *w)
{

	if (w == NULL)
		return;
	mem_free(w->p);
	mem_free(w);
}
