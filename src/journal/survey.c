/* SPDX-License-Identifier: Apache-2.0 */
/* What a journal holds, and what is wrong with it. */
#include "journal/archive_read.h"
#include "journal/mark.h"
#include "journal/rawseg.h"
#include "journal/segfile.h"
#include "journal/survey.h"
#include "sys/disk.h"

/* What looking goes with. */
struct look {
	int			 dir;
	bool			 deep;
	uint64_t		 durable;	/* By the mark. */
	struct chain		 chain;
	struct segfile_list	 list;
	survey_fn		*fn;
	void			*ctx;
	struct survey		*all;
};

static void
told(struct look *l, const struct survey_row *row)
{
	struct survey *all = l->all;

	all->segments++;
	all->bytes += row->seg.bytes;
	all->stored += row->seg.stored;
	all->bad += row->bad.code != RC_OK;
	all->end = row->seg.base + row->seg.lines;
	l->fn(l->ctx, row);
}

/* Failures that say nothing about the journal. */
static bool
ours(rc r)
{

	return (r == RC_NOMEM || r == RC_DENIED);
}

static rc
look_sealed(struct look *l, const struct chain_seg *seg, struct err *e)
{
	struct survey_row row = { .seg = *seg, .sealed = true };
	struct archive_read *a = NULL;
	struct span lines;
	bool opened;
	rc r;

	r = archive_read_open(l->dir, seg, l->deep, &a, &row.bad);
	opened = r == RC_OK;
	while (r == RC_OK && l->deep)
		r = archive_read_next(a, &lines, &row.bad);
	archive_read_close(a);
	if (ours(r)) {
		*e = row.bad;
		return (r);
	}
	if (r == RC_NOTFOUND && opened)
		row.bad = (struct err){ .code = RC_OK };
	told(l, &row);
	return (RC_OK);
}

/* Count the blocks up to ${end}, where the next segment begins. */
static rc
count(struct rawseg *s, uint64_t end, struct survey_row *row)
{
	struct chain_seg *seg = &row->seg;
	struct block b;
	rc r = RC_OK;

	while (rawseg_offset(s) < end &&
	    (r = rawseg_next(s, &b, &row->bad)) == RC_OK) {
		if (seg->lines == 0 || b.time_ms < seg->from_ms)
			seg->from_ms = b.time_ms;
		if (seg->lines == 0 || b.time_ms > seg->to_ms)
			seg->to_ms = b.time_ms;
		seg->lines += b.lines;
		seg->bytes += b.body.n;
	}
	seg->stored = rawseg_at(s);
	return (r);
}

/* The segment ${i} of those that are not sealed. */
static rc
look_raw(struct look *l, size_t i, struct err *e)
{
	bool last = i + 1 == l->list.raws;
	uint64_t end = last ? UINT64_MAX : l->list.raw[i + 1];
	struct survey_row row = { .open = last };
	struct rawseg *s = NULL;
	rc r;

	row.seg.base = l->list.raw[i];
	if ((r = rawseg_open(l->dir, row.seg.base, &s, &row.bad)) != RC_OK) {
		*e = row.bad;
		return (r);
	}
	r = count(s, end, &row);
	if (!ours(r) && r != RC_IO && last)
		r = rawseg_tail(s, l->durable, &row.torn, &row.bad);
	else if (r == RC_NOTFOUND || r == RC_MORE)
		r = rc_fail(&row.bad, RC_MALFORMED, 0, "it ends at offset "
		    "%llu, the next begins at %llu",
		    (unsigned long long)rawseg_offset(s),
		    (unsigned long long)end);
	rawseg_close(s);
	if (ours(r)) {
		*e = row.bad;
		return (r);
	}
	if (r == RC_OK)
		row.bad = (struct err){ .code = RC_OK };
	told(l, &row);
	return (RC_OK);
}

/* Do the rows follow each other, and is all there that was acknowledged? */
static void
judge(struct look *l, rc mark)
{
	const struct segfile_list *f = &l->list;
	uint64_t end = chain_end(&l->chain);
	struct err *e = &l->all->wrong;
	size_t at = 0;

	/* One that was sealed is removed last. */
	while (at < f->raws && f->raw[at] < end)
		at++;
	if (at < f->raws && f->raw[at] != end)
		(void)rc_fail(e, RC_MALFORMED, 0, "lines from offset %llu to "
		    "%llu are missing", (unsigned long long)end,
		    (unsigned long long)f->raw[at]);
	else if (l->all->end < l->durable)
		(void)rc_fail(e, RC_MALFORMED, 0, "lines up to %llu were "
		    "acknowledged, it ends at %llu",
		    (unsigned long long)l->durable,
		    (unsigned long long)l->all->end);
	else if (mark == RC_MALFORMED)
		(void)rc_fail(e, mark, 0, "the mark is damaged");
	else if (mark == RC_NOTFOUND && f->raws > 0)
		(void)rc_fail(e, RC_MALFORMED, 0, "the mark is missing");
}

static rc
look(struct look *l, struct err *e)
{
	rc mark, r;

	/* The mark first: what is written meanwhile is beyond it. */
	mark = mark_load(l->dir, &l->durable, e);
	if (mark == RC_IO || ours(mark))
		return (mark);
	if ((r = segfile_read(l->dir, &l->list, e)) != RC_OK ||
	    (r = chain_load(l->dir, &l->chain, e)) != RC_OK)
		return (r);
	l->all->start = l->chain.start;
	l->all->end = chain_end(&l->chain);
	memcpy(l->all->link, chain_link(&l->chain), HASH_SHA256);
	for (size_t i = 0; i < l->chain.n; i++)
		if ((r = look_sealed(l, &l->chain.seg[i], e)) != RC_OK)
			return (r);
	for (size_t i = 0; i < l->list.raws; i++)
		if (l->list.raw[i] >= chain_end(&l->chain) &&
		    (r = look_raw(l, i, e)) != RC_OK)
			return (r);
	judge(l, mark);
	return (RC_OK);
}

rc
survey_journal(const char *path, bool deep, survey_fn *fn, void *ctx,
    struct survey *ret, struct err *e)
{
	struct survey all = { .start = 0 };
	struct look l = { .dir = -1, .deep = deep, .fn = fn, .ctx = ctx,
	    .all = &all };
	struct err why = { 0 };
	rc r;

	if ((r = disk_folder(path, &l.dir, &why)) == RC_OK)
		r = look(&l, &why);
	if (r == RC_NOTFOUND)
		r = rc_fail(&why, r, 0, "it is no journal");
	chain_release(&l.chain);
	segfile_release(&l.list);
	disk_close(l.dir);
	if (r == RC_OK)
		*ret = all;
	else if (e != NULL)
		*e = why;
	return (r);
}
