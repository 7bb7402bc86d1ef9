/* SPDX-License-Identifier: Apache-2.0 */
/* A journal, read. */
#include "base/mem.h"
#include "journal/archive_read.h"
#include "journal/journal_read.h"
#include "journal/mark.h"
#include "journal/rawseg.h"
#include "journal/segfile.h"
#include "sys/disk.h"
#include "sys/snapshot.h"

#define TURNS	8	/* A writer may seal what we are about to open. */

struct journal_read {
	int			 dir;
	struct chain		 chain;
	struct rawseg		*raw;		/* Owned: one of these two */
	struct archive_read	*sealed;	/* Owned: or none. */
	uint64_t		 base;		/* Of the open segment. */
	uint64_t		 at;		/* Of the first line of rest. */
	struct span		 rest;		/* Lines that wait. */
	uint64_t		 next;		/* Of the line to give. */
	uint64_t		 durable;	/* As the mark last said. */
	uint64_t		 tried;		/* Line for which the segment */
						/* was opened again. */
};

bool
journal_read_is(const char *path)
{
	int dir = -1;
	bool is = disk_folder(path, &dir, NULL) == RC_OK &&
	    disk_exists(dir, "manifest");

	disk_close(dir);
	return (is);
}

static rc
reload(struct journal_read *r, struct err *e)
{
	struct chain c = { .start = 0 };
	rc rv = chain_load(r->dir, &c, e);

	if (rv != RC_OK)
		return (rv);
	chain_release(&r->chain);
	r->chain = c;
	return (RC_OK);
}

rc
journal_read_open(const char *path, uint64_t from, struct journal_read **ret,
    struct err *e)
{
	struct journal_read *r = mem_new(sizeof(*r));
	rc rv;

	if (r == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a journal"));
	r->dir = -1;
	r->tried = UINT64_MAX;
	if ((rv = disk_folder(path, &r->dir, e)) != RC_OK ||
	    (rv = reload(r, e)) != RC_OK)
		goto out;
	r->next = from == JOURNAL_READ_START ? r->chain.start : from;
	if (r->next < r->chain.start) {
		rv = rc_fail(e, RC_NOTFOUND, 0, "offset %llu is no longer "
		    "kept: the journal begins at %llu",
		    (unsigned long long)r->next,
		    (unsigned long long)r->chain.start);
		goto out;
	}
	*ret = r;
	r = NULL;
out:
	journal_read_close(r);
	return (rv);
}

static void
leave(struct journal_read *r)
{

	rawseg_close(r->raw);
	archive_read_close(r->sealed);
	r->raw = NULL;
	r->sealed = NULL;
	r->rest = (struct span){ NULL, 0 };
}

/* The segment, not sealed, that has the next line: the last to begin. */
static rc
open_raw(struct journal_read *r, struct err *e)
{
	struct segfile_list l = { .raw = NULL };
	size_t i;
	rc rv;

	if ((rv = segfile_read(r->dir, &l, e)) != RC_OK)
		return (rv);
	for (i = l.raws; i > 0 && l.raw[i - 1] > r->next; i--)
		continue;
	if (i > 0) {
		r->base = r->at = l.raw[i - 1];
		rv = rawseg_open(r->dir, r->base, &r->raw, e);
	} else
		rv = RC_NOTFOUND;
	segfile_release(&l);
	return (rv);
}

static rc
open_sealed(struct journal_read *r, const struct chain_seg *s, struct err *e)
{

	r->base = r->at = s->base;
	return (archive_read_open(r->dir, s, false, &r->sealed, e));
}

/* Open the segment that has the next line; RC_NOTFOUND: none has. */
static rc
find(struct journal_read *r, struct err *e)
{
	const struct chain_seg *s = NULL;
	rc rv = RC_NOTFOUND;

	for (int i = 0; i < TURNS && rv == RC_NOTFOUND; i++) {
		if ((rv = reload(r, e)) != RC_OK)
			return (rv);
		if (r->next < r->chain.start)
			return (rc_fail(e, RC_MALFORMED, 0, "offset %llu was "
			    "removed before it was read",
			    (unsigned long long)r->next));
		s = chain_find(&r->chain, r->next);
		/* Sealed between two looks: then the manifest has it now. */
		rv = s != NULL ? open_sealed(r, s, e) : open_raw(r, e);
	}
	if (rv == RC_NOTFOUND && s != NULL)
		return (rc_fail(e, RC_MALFORMED, 0, "%s: in the manifest, but "
		    "not there", e != NULL ? e->what : ""));
	return (rv);
}

/* Does another segment begin with the block's first line?  Then the block was
 * written, its sync failed, and it stands there, too. */
static bool
superseded(const struct journal_read *r, const struct block *b)
{
	char name[SEGFILE_NAME];

	if (b->offset == r->base)
		return (false);
	segfile_raw(b->offset, name);
	if (disk_exists(r->dir, name))
		return (true);
	segfile_sealed(b->offset, name);
	return (disk_exists(r->dir, name));
}

/* May lines up to ${end} be given? */
static rc
durable(struct journal_read *r, uint64_t end, struct err *e)
{
	rc rv;

	if (end <= r->durable)
		return (RC_OK);
	rv = mark_load(r->dir, &r->durable, e);
	/* A damaged mark says nothing. */
	if (rv != RC_OK && rv != RC_NOTFOUND && rv != RC_MALFORMED)
		return (rv);
	if (end <= r->durable)
		return (RC_OK);
	/* After a cut of the mains the mark may lag: nobody writes, so what
	 * is whole is what the next writer will begin with. */
	if (snapshot_in_use(r->dir))
		return (RC_NOTFOUND);
	return (rawseg_sync(r->raw, e));
}

/* The next block; RC_NOTFOUND: this segment has no more, for now. */
static rc
more_raw(struct journal_read *r, struct err *e)
{
	struct err why = { 0 };
	struct block b;
	uint64_t torn;
	rc rv = rawseg_next(r->raw, &b, &why);

	if (rv == RC_OK && superseded(r, &b)) {
		rawseg_back(r->raw);
		return (RC_NOTFOUND);
	}
	if (rv == RC_OK) {
		if ((rv = durable(r, b.offset + b.lines, e)) != RC_OK) {
			rawseg_back(r->raw);
			return (rv);
		}
		r->at = b.offset;
		r->rest = b.body;
		return (RC_OK);
	}
	if (rv != RC_MALFORMED) {
		if (rv == RC_IO && e != NULL)
			*e = why;
		return (rv == RC_IO ? rv : RC_NOTFOUND);
	}
	/* Of a write that is under way, or was: or is it damage? */
	(void)mark_load(r->dir, &r->durable, NULL);
	rv = rawseg_offset(r->raw) < r->durable ? RC_MALFORMED :
	    rawseg_tail(r->raw, 0, &torn, &why);
	if (rv == RC_OK)
		return (RC_NOTFOUND);
	if (e != NULL)
		*e = why;
	return (rv);
}

/* Lines of the open segment into r->rest. */
static rc
more(struct journal_read *r, struct err *e)
{

	if (r->raw != NULL)
		return (more_raw(r, e));
	if (r->sealed != NULL)
		return (archive_read_next(r->sealed, &r->rest, e));
	return (RC_NOTFOUND);
}

/* Does a segment that is not sealed begin behind the one that is open; and
 * does the first of all begin behind the next line? */
static rc
beyond(const struct journal_read *r, bool *yes, bool *gap, struct err *e)
{
	struct segfile_list l = { .raw = NULL };
	rc rv = segfile_read(r->dir, &l, e);

	/* If ours is not there it has been sealed meanwhile. */
	*yes = l.raws == 0 || l.raw[l.raws - 1] != r->base;
	*gap = l.raws > 0 && l.raw[0] > r->next;
	segfile_release(&l);
	return (rv);
}

/* No segment has the next line: should one? */
static rc
nothing(struct journal_read *r, struct err *e)
{
	bool yes = false, gap = false;
	rc rv;

	if ((rv = beyond(r, &yes, &gap, e)) != RC_OK)
		return (rv);
	if (r->next >= r->durable && !(r->raw != NULL ? yes : gap))
		return (RC_NOTFOUND);
	return (rc_fail(e, RC_MALFORMED, 0, "lines from offset %llu on are "
	    "missing", (unsigned long long)r->next));
}

/* The open segment has no more: go on with what has, if there is any. */
static rc
onward(struct journal_read *r, struct err *e)
{
	uint64_t was = r->raw != NULL ? r->base : UINT64_MAX;
	bool yes = true, gap;
	rc rv;

	/* A damaged mark says nothing. */
	(void)mark_load(r->dir, &r->durable, NULL);
	if (r->raw != NULL && r->durable <= r->next &&
	    ((rv = beyond(r, &yes, &gap, e)) != RC_OK || !yes))
		return (rv != RC_OK ? rv : RC_NOTFOUND);
	if (r->raw != NULL && r->tried == r->next)
		return (nothing(r, e));
	leave(r);
	if ((rv = find(r, e)) != RC_OK)
		return (rv == RC_NOTFOUND ? nothing(r, e) : rv);
	/* The same once more, by its name: it may have been written anew. */
	if (r->raw != NULL && r->base == was)
		r->tried = r->next;
	return (RC_OK);
}

/* Until lines wait, or there are none. */
static rc
load(struct journal_read *r, struct err *e)
{
	rc rv;

	while ((rv = more(r, e)) == RC_NOTFOUND)
		if ((rv = onward(r, e)) != RC_OK)
			return (rv);
	return (rv);
}

/* Lines that wait, the first of them the next; RC_MORE: none yet. */
static rc
ready(struct journal_read *r, struct err *e)
{
	rc rv;

	for (;;) {
		/* Of the first segment those before are passed over. */
		for (; r->rest.n > 0 && r->at < r->next; r->at++)
			(void)span_line(&r->rest);
		if (r->rest.n > 0)
			return (RC_OK);
		if ((rv = load(r, e)) != RC_OK)
			return (rv == RC_NOTFOUND ? RC_MORE : rv);
	}
}

rc
journal_read_next(struct journal_read *r, struct span *line,
    uint64_t *offset, struct err *e)
{
	rc rv = ready(r, e);

	if (rv != RC_OK)
		return (rv);
	*line = span_line(&r->rest);
	*offset = r->at++;
	r->next = r->at;
	return (RC_OK);
}

rc
journal_read_batch(struct journal_read *r, struct span *lines,
    uint64_t *offset, struct err *e)
{
	struct span all;
	rc rv = ready(r, e);

	if (rv != RC_OK)
		return (rv);
	all = *lines = r->rest;
	*offset = r->at;
	for (; all.n > 0; r->at++)
		(void)span_line(&all);
	r->rest.n = 0;
	r->next = r->at;
	return (RC_OK);
}

uint64_t
journal_read_offset(const struct journal_read *r)
{

	return (r->next);
}

void
journal_read_close(struct journal_read *r)
{

	if (r == NULL)
		return;
	leave(r);
	chain_release(&r->chain);
	disk_close(r->dir);
	mem_free(r);
}
