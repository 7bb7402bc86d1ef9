/* SPDX-License-Identifier: Apache-2.0 */
/* A journal, written. */
#include <stdio.h>

#include "base/mem.h"
#include "journal/journal.h"
#include "journal/mark.h"
#include "journal/rawseg.h"
#include "journal/segwrite.h"
#include "sys/disk.h"
#include "sys/snapshot.h"

#define ASIDE	"log.new"

struct journal {
	struct journal_how how;
	int		 lock, dir, mark;	/* -1: not open. */
	struct chain	 chain;
	uint64_t	*full;		/* Owned: segments to be sealed. */
	size_t		 fulls, full_cap;
	int		 fd;		/* The segment that is written to: */
	uint64_t	 base;		/* offset of its first line, */
	uint64_t	 size;		/* and, when opened, its bytes. */
	uint64_t	 next;		/* Where it is to begin, or go on. */
	struct segwrite	*w;		/* Owned; NULL: not open, or lent. */
	bool		 lent;		/* Somebody else writes. */
};

/* A folder without a manifest is new, or not ours. */
static rc
found_journal(struct journal *j, const char *path, struct err *e)
{
	char above[4096];
	struct segfile_list l = { .raw = NULL };
	int fd = -1;
	rc r = segfile_read(j->dir, &l, e);
	bool empty = l.raws + l.sealeds + l.others == 0;

	segfile_release(&l);
	if (r != RC_OK)
		return (r);
	if (!empty)
		return (rc_fail(e, RC_MALFORMED, 0, "the folder has files, "
		    "but no manifest of a journal"));
	if ((r = chain_save(&j->chain, j->dir, e)) != RC_OK)
		return (r);
	/* Its own name has to be on disk, too. */
	if (snprintf(above, sizeof(above), "%s/..", path) >=
	    (int)sizeof(above))
		return (rc_fail(e, RC_IO, 0, "the folder's name is too long"));
	if ((r = disk_folder(above, &fd, e)) == RC_OK)
		r = disk_sync_folder(fd, e);
	disk_close(fd);
	return (r);
}

/* An empty segment for the next line. */
static rc
begin_segment(struct journal *j, struct err *e)
{
	char name[SEGFILE_NAME];
	int fd = -1;
	rc r;

	segfile_raw(j->next, name);
	if ((r = disk_create(j->dir, name, &fd, e)) == RC_OK)
		r = disk_sync_folder(j->dir, e);
	if (r != RC_OK) {
		disk_close(fd);
		return (r);
	}
	disk_close(j->fd);
	j->fd = fd;
	j->base = j->next;
	j->size = 0;
	return (RC_OK);
}

/* Every whole block of ${s}, again, into the open file ${fd}. */
static rc
copy(struct journal *j, struct rawseg *s, int fd, uint64_t durable,
    struct journal_found *found, struct err *e)
{
	char head[BLOCK_HEAD];
	struct block b;
	uint64_t at = 0;
	rc r;

	while ((r = rawseg_next(s, &b, e)) == RC_OK) {
		block_head(&b, head);
		if ((r = disk_write(fd, at, (struct span){ head, BLOCK_HEAD },
		    e)) != RC_OK || (r = disk_write(fd, at + BLOCK_HEAD,
		    b.body, e)) != RC_OK)
			return (r);
		at = rawseg_at(s);
	}
	if (r == RC_IO || (r = rawseg_tail(s, durable, &found->torn, e)) !=
	    RC_OK)
		return (r);
	j->next = rawseg_offset(s);
	j->size = at;
	return (RC_OK);
}

/* Go on with the segment that was written to last. */
static rc
recover(struct journal *j, uint64_t base, uint64_t durable,
    struct journal_found *found, struct err *e)
{
	char name[SEGFILE_NAME];
	struct rawseg *s = NULL;
	rc r;

	segfile_raw(base, name);
	j->base = base;
	if ((r = rawseg_open(j->dir, base, &s, e)) == RC_OK &&
	    (r = disk_create(j->dir, ASIDE, &j->fd, e)) == RC_OK &&
	    (r = copy(j, s, j->fd, durable, found, e)) == RC_OK &&
	    (r = disk_sync(j->fd, e)) == RC_OK)
		r = disk_place(j->dir, ASIDE, name, e);
	rawseg_close(s);
	/* It takes room that may be short. */
	if (r != RC_OK)
		disk_drop(j->dir, ASIDE);
	return (r);
}

/* Where do the segments that are not sealed begin, and what is the last? */
static rc
resume(struct journal *j, uint64_t durable, struct journal_found *found,
    struct err *e)
{
	uint64_t end = chain_end(&j->chain);
	struct segfile_list l = { .raw = NULL };
	rc r;

	if ((r = segfile_read(j->dir, &l, e)) != RC_OK)
		return (r);
	j->next = end;
	if (l.raws > 0 && l.raw[0] != end)
		r = rc_fail(e, RC_MALFORMED, 0, "lines from offset %llu to "
		    "%llu are missing", (unsigned long long)end,
		    (unsigned long long)l.raw[0]);
	else if (l.raws == 0 && end < durable)
		r = rc_fail(e, RC_MALFORMED, 0, "lines up to %llu were "
		    "acknowledged, it ends at %llu",
		    (unsigned long long)durable, (unsigned long long)end);
	else if (l.raws == 0)
		r = begin_segment(j, e);
	else
		r = recover(j, l.raw[l.raws - 1], durable, found, e);
	/* The list goes on as that of the segments to be sealed. */
	if (r == RC_OK && l.raws > 1) {
		j->full = l.raw;
		j->fulls = l.raws - 1;
		j->full_cap = l.raw_cap;
		l.raw = NULL;
	}
	segfile_release(&l);
	return (r);
}

static rc
take_up(struct journal *j, const char *path, struct journal_found *found,
    struct err *e)
{
	uint64_t durable = 0;
	rc r;

	if ((r = snapshot_folder(path, &j->lock, e)) != RC_OK ||
	    (r = disk_folder(path, &j->dir, e)) != RC_OK)
		return (r);
	r = chain_load(j->dir, &j->chain, e);
	if (r == RC_NOTFOUND)
		r = found_journal(j, path, e);
	if (r != RC_OK || (r = tidy_begin(j->dir, &j->chain, e)) != RC_OK)
		return (r);
	/* One that is damaged says nothing; 'verify' tells of it. */
	r = mark_load(j->dir, &durable, e);
	if (r != RC_OK && r != RC_NOTFOUND && r != RC_MALFORMED)
		return (r);
	if ((r = resume(j, durable, found, e)) != RC_OK ||
	    (r = disk_edit(j->dir, "mark", &j->mark, e)) != RC_OK ||
	    (r = mark_store(j->mark, j->next, e)) != RC_OK ||
	    (r = disk_sync(j->mark, e)) != RC_OK)
		return (r);
	found->durable = j->next;
	return (disk_sync_folder(j->dir, e));
}

static rc
begin_writing(struct journal *j, struct err *e)
{
	const struct segwrite_place at = { j->fd, j->size, j->next };
	rc r = segwrite_new(&at, j->mark, j->how.segment, &j->w);

	return (r == RC_OK ? r : rc_fail(e, r, 0, "opening a journal"));
}

rc
journal_open(const char *path, const struct journal_how *how,
    struct journal **ret, struct journal_found *found, struct err *e)
{
	struct journal *j = mem_new(sizeof(*j));
	struct journal_found got = { .torn = 0 };
	rc r;

	if (j == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a journal"));
	j->how = *how;
	j->lock = j->dir = j->mark = j->fd = -1;
	if ((r = take_up(j, path, &got, e)) != RC_OK ||
	    (r = begin_writing(j, e)) != RC_OK) {
		journal_close(j);
		return (r);
	}
	*found = got;
	*ret = j;
	return (RC_OK);
}

rc
journal_append(struct journal *j, struct span line)
{

	BUG_IF(j->lent);
	return (segwrite_append(j->w, line));
}

size_t
journal_waiting(const struct journal *j)
{

	return (j->lent ? 0 : segwrite_waiting(j->w));
}

/* Another segment: this one is full, or not to be trusted any more. */
static rc
roll(struct journal *j, struct err *e)
{
	rc r;

	/* Without a block it will have the same name, and take its place. */
	if (j->next == j->base)
		return (begin_segment(j, e));
	if (!mem_room(&j->full, j->fulls, &j->full_cap, sizeof(*j->full)))
		return (rc_fail(e, RC_NOMEM, 0, "beginning a segment"));
	j->full[j->fulls] = j->base;
	mark_settle(j->mark);
	if ((r = begin_segment(j, e)) != RC_OK)
		return (r);
	j->fulls++;
	return (RC_OK);
}

rc
journal_commit(struct journal *j, int64_t now, struct err *e)
{
	struct err why = { 0 };
	rc r;

	BUG_IF(j->lent);
	r = segwrite_commit(j->w, now, &why);
	if (r == RC_MORE && (r = roll(j, &why)) == RC_OK) {
		segwrite_take(j->w, j->fd);
		r = segwrite_commit(j->w, now, &why);
	}
	j->next = segwrite_next(j->w);
	if (r != RC_OK && e != NULL)
		*e = why;
	return (r);
}

rc
journal_lend(struct journal *j, uint64_t next, struct journal_loan *loan,
    struct err *e)
{
	rc r;

	if (next < j->next || next > INT64_MAX)
		return (rc_fail(e, RC_CONFLICT, 0, "offset %llu where the "
		    "journal is at %llu", (unsigned long long)next,
		    (unsigned long long)j->next));
	if (j->lent) {
		j->next = next;
		if ((r = roll(j, e)) != RC_OK)
			return (r);
	} else if (next > j->next || segwrite_waiting(j->w) > 0)
		return (rc_fail(e, RC_CONFLICT, 0, "lines wait to be written "
		    "here"));
	else
		j->size = segwrite_size(j->w);
	segwrite_free(j->w);
	j->w = NULL;
	j->lent = true;
	*loan = (struct journal_loan){ { j->fd, j->size, j->next }, j->mark,
	    j->lock };
	return (RC_OK);
}

uint64_t
journal_durable(const struct journal *j)
{

	return (j->next);
}

rc
journal_tidy(struct journal *j, int64_t now, uint64_t *gone, struct err *e)
{
	uint64_t n = 0;
	rc r;

	/* Room first: sealing needs some. */
	r = tidy_retain(j->dir, &j->chain, &j->how.keep, now, &n, e);
	while (r == RC_OK && j->fulls > 0) {
		uint64_t end = j->fulls > 1 ? j->full[1] : j->base;

		if ((r = tidy_seal(j->dir, &j->chain, j->full[0], end, e)) !=
		    RC_OK)
			break;
		j->fulls--;
		memmove(j->full, j->full + 1, j->fulls * sizeof(*j->full));
		r = tidy_retain(j->dir, &j->chain, &j->how.keep, now, &n, e);
	}
	*gone = n;
	return (r);
}

void
journal_close(struct journal *j)
{

	if (j == NULL)
		return;
	if (j->mark >= 0)
		mark_settle(j->mark);
	segwrite_free(j->w);
	disk_close(j->mark);
	disk_close(j->fd);
	disk_close(j->dir);
	chain_release(&j->chain);
	mem_free(j->full);
	snapshot_unlock(j->lock);
	mem_free(j);
}
