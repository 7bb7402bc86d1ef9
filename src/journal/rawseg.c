/* SPDX-License-Identifier: Apache-2.0 */
/* Segments that are not sealed. */
#include "base/mem.h"
#include "journal/rawseg.h"
#include "journal/segfile.h"
#include "sys/disk.h"

struct rawseg {
	int		 fd;
	char		 name[SEGFILE_NAME];
	uint64_t	 at;		/* Byte, */
	uint64_t	 next;		/* and line that come next. */
	uint64_t	 was_at, was_next;	/* One block before. */
	char		*p;		/* Owned; a head and a body. */
};

/* Not zeroed: pages that no block fills are never touched. */
#define ROOM	(BLOCK_HEAD + BLOCK_MOST)

rc
rawseg_open(int dir, uint64_t base, struct rawseg **ret, struct err *e)
{
	struct rawseg *s = mem_new(sizeof(*s));
	rc r;

	if (s == NULL || (s->p = mem_grow(NULL, ROOM, 1)) == NULL) {
		mem_free(s);
		return (rc_fail(e, RC_NOMEM, 0, "opening a segment"));
	}
	s->next = s->was_next = base;
	segfile_raw(base, s->name);
	if ((r = disk_open(dir, s->name, &s->fd, e)) != RC_OK) {
		s->fd = -1;
		rawseg_close(s);
		return (r);
	}
	*ret = s;
	return (RC_OK);
}

/* Say of ${why} in which segment, at which byte. */
static rc
bad(const struct rawseg *s, const char *why, struct err *e)
{

	return (rc_fail(e, RC_MALFORMED, s->at, "%s: byte %llu (offset "
	    "%llu): %s", s->name, (unsigned long long)s->at,
	    (unsigned long long)s->next, why));
}

/* As many bytes of the block as its head asks for. */
static rc
load(struct rawseg *s, size_t *have, struct err *e)
{
	struct block b;
	size_t got = 0;
	uint32_t crc;
	rc r;

	if ((r = disk_read(s->fd, s->at, s->p, BLOCK_HEAD, have, e)) !=
	    RC_OK || *have < BLOCK_HEAD || block_look((struct span){ s->p,
	    BLOCK_HEAD }, &b, &crc, NULL) != RC_OK)
		return (r);
	r = disk_read(s->fd, s->at + BLOCK_HEAD, s->p + BLOCK_HEAD,
	    b.body.n, &got, e);
	*have += got;
	return (r);
}

rc
rawseg_next(struct rawseg *s, struct block *b, struct err *e)
{
	struct err why = { 0 };
	struct block got;
	size_t have = 0;
	rc r;

	if ((r = load(s, &have, &why)) != RC_OK)
		return (rc_fail(e, r, 0, "%s: %s", s->name, why.what));
	if (have == 0)
		return (RC_NOTFOUND);
	r = block_cut((struct span){ s->p, have }, &got, &why);
	if (r == RC_MALFORMED)
		return (bad(s, why.what, e));
	if (r != RC_OK)
		return (r);
	if (got.offset != s->next)
		return (bad(s, "a block is not the one that follows", e));
	s->was_at = s->at;
	s->was_next = s->next;
	s->at += BLOCK_HEAD + got.body.n;
	s->next += got.lines;
	*b = got;
	return (RC_OK);
}

void
rawseg_back(struct rawseg *s)
{

	s->at = s->was_at;
	s->next = s->was_next;
}

uint64_t
rawseg_offset(const struct rawseg *s)
{

	return (s->next);
}

uint64_t
rawseg_at(const struct rawseg *s)
{

	return (s->at);
}

/* Does the head of a later block stand somewhere in these bytes? */
static bool
later(const struct rawseg *s, struct span in)
{
	struct block b;
	uint32_t crc;

	for (size_t i = 0; in.n - i >= BLOCK_HEAD; i++) {
		const char *v = memchr(in.p + i, 'V', in.n - i);

		if (v == NULL || in.n - (size_t)(v - in.p) < BLOCK_HEAD)
			return (false);
		i = (size_t)(v - in.p);
		if (block_look((struct span){ v, BLOCK_HEAD }, &b, &crc,
		    NULL) == RC_OK && b.offset > s->next)
			return (true);
	}
	return (false);
}

rc
rawseg_tail(struct rawseg *s, uint64_t durable, uint64_t *torn,
    struct err *e)
{
	uint64_t size = 0;
	size_t got = ROOM;
	rc r;

	if (s->next < durable)
		return (rc_fail(e, RC_MALFORMED, s->at, "%s: byte %llu: lines "
		    "up to %llu were acknowledged, it ends at %llu", s->name,
		    (unsigned long long)s->at, (unsigned long long)durable,
		    (unsigned long long)s->next));
	if ((r = disk_size(s->fd, &size, e)) != RC_OK)
		return (r);
	/* Each piece begins where a head might be cut by the one before. */
	for (uint64_t at = s->at; got == ROOM; at += ROOM - BLOCK_HEAD) {
		if ((r = disk_read(s->fd, at, s->p, ROOM, &got, e)) != RC_OK)
			return (r);
		if (later(s, (struct span){ s->p, got }))
			return (bad(s, "lines are damaged, and others follow",
			    e));
	}
	*torn = size > s->at ? size - s->at : 0;
	return (RC_OK);
}

rc
rawseg_sync(struct rawseg *s, struct err *e)
{

	return (disk_sync(s->fd, e));
}

void
rawseg_close(struct rawseg *s)
{

	if (s == NULL)
		return;
	disk_close(s->fd);
	mem_free(s->p);
	mem_free(s);
}
