/* SPDX-License-Identifier: Apache-2.0 */
/* What a journal's segments go through after they are full. */
#include "journal/archive.h"
#include "journal/archive_read.h"
#include "journal/rawseg.h"
#include "journal/tidy.h"
#include "sys/disk.h"

/* Is a segment that begins at ${base} sealed? */
static bool
is_sealed(const struct chain *c, uint64_t base)
{
	const struct chain_seg *s = chain_find(c, base);

	return (s != NULL && s->base == base);
}

static rc
stranger(const char *name, struct err *e)
{

	return (rc_fail(e, RC_MALFORMED, 0, "%s: the manifest does not "
	    "explain this file", name));
}

/* A segment that is not sealed. */
static rc
begin_raw(int dir, const struct chain *c, uint64_t base, struct err *e)
{
	char name[SEGFILE_NAME];

	if (base >= chain_end(c))
		return (RC_OK);
	segfile_raw(base, name);
	/* Sealed, and the manifest was the last that got on disk. */
	if (base < c->start || is_sealed(c, base))
		return (disk_remove(dir, name, e));
	return (stranger(name, e));
}

static bool
has(const uint64_t *p, size_t n, uint64_t base)
{

	for (size_t i = 0; i < n; i++)
		if (p[i] == base)
			return (true);
	return (false);
}

static rc
begin_sealed(int dir, const struct chain *c, const struct segfile_list *l,
    uint64_t base, struct err *e)
{
	char name[SEGFILE_NAME];

	if (is_sealed(c, base))
		return (RC_OK);
	segfile_sealed(base, name);
	/* Removed by retention; or sealed, and not yet in the manifest, while
	 * what it was made of is still there. */
	if (base < c->start || (base >= chain_end(c) &&
	    has(l->raw, l->raws, base)))
		return (disk_remove(dir, name, e));
	return (stranger(name, e));
}

rc
tidy_begin(int dir, const struct chain *c, struct err *e)
{
	static const char *const asides[] = { "manifest.new", "sealed.new",
	    "log.new" };
	struct segfile_list l = { .raw = NULL };
	rc r = segfile_read(dir, &l, e);

	for (size_t i = 0; i < l.raws && r == RC_OK; i++)
		r = begin_raw(dir, c, l.raw[i], e);
	for (size_t i = 0; i < l.sealeds && r == RC_OK; i++)
		r = begin_sealed(dir, c, &l, l.sealed[i], e);
	for (size_t i = 0; i < COUNT_OF(asides) && r == RC_OK; i++)
		r = disk_remove(dir, asides[i], e);
	segfile_release(&l);
	return (r);
}

/* All blocks up to ${end}; what may be behind was never acknowledged. */
static rc
fill(struct archive *a, struct rawseg *s, uint64_t end, struct err *e)
{
	struct block b;
	rc r = RC_OK;

	while (rawseg_offset(s) < end && (r = rawseg_next(s, &b, e)) ==
	    RC_OK)
		if ((r = archive_add(a, &b, e)) != RC_OK)
			return (r);
	if (r == RC_NOTFOUND || r == RC_MORE || rawseg_offset(s) > end)
		r = rc_fail(e, RC_MALFORMED, 0, "a segment ends at offset "
		    "%llu, the next begins at %llu",
		    (unsigned long long)rawseg_offset(s),
		    (unsigned long long)end);
	return (r);
}

/* What was written reads back as what was meant. */
static rc
proof(int dir, const struct chain_seg *seg, struct err *e)
{
	struct archive_read *a = NULL;
	struct span lines;
	rc r;

	if ((r = archive_read_open(dir, seg, true, &a, e)) != RC_OK)
		return (r);
	while ((r = archive_read_next(a, &lines, e)) == RC_OK)
		continue;
	archive_read_close(a);
	return (r == RC_NOTFOUND ? RC_OK : r);
}

rc
tidy_seal(int dir, struct chain *c, uint64_t base, uint64_t end,
    struct err *e)
{
	struct archive *a = NULL;
	struct rawseg *s = NULL;
	struct chain_seg seg;
	char name[SEGFILE_NAME];
	rc r;

	if ((r = rawseg_open(dir, base, &s, e)) != RC_OK ||
	    (r = archive_new(dir, base, &a, e)) != RC_OK ||
	    (r = fill(a, s, end, e)) != RC_OK ||
	    (r = archive_end(a, &seg, e)) != RC_OK ||
	    (r = proof(dir, &seg, e)) != RC_OK)
		goto out;
	if ((r = chain_add(c, &seg)) != RC_OK) {
		(void)rc_fail(e, r, 0, "sealing a segment");
		goto out;
	}
	if ((r = chain_save(c, dir, e)) != RC_OK) {
		chain_pop(c);
		goto out;
	}
	segfile_raw(base, name);
	/* What stays by accident goes with the next tidy_begin(). */
	disk_drop(dir, name);
out:
	rawseg_close(s);
	archive_free(a);
	return (r);
}

/* How many of the oldest are to go. */
static size_t
stale(const struct chain *c, const struct tidy_keep *keep, int64_t now)
{
	uint64_t all = 0;
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		all += c->seg[i].stored;
	while (n < c->n && ((keep->bytes > 0 && all > keep->bytes) ||
	    (keep->ms > 0 && c->seg[n].to_ms < now - keep->ms)))
		all -= c->seg[n++].stored;
	return (n);
}

rc
tidy_retain(int dir, struct chain *c, const struct tidy_keep *keep,
    int64_t now, uint64_t *gone, struct err *e)
{
	size_t n = stale(c, keep, now);
	struct chain fewer = chain_without(c, n);
	char name[SEGFILE_NAME];
	rc r;

	if (n == 0)
		return (RC_OK);
	/* First nobody looks for them, then they go. */
	if ((r = chain_save(&fewer, dir, e)) != RC_OK)
		return (r);
	for (size_t i = 0; i < n; i++) {
		segfile_sealed(c->seg[i].base, name);
		/* As above: tidy_begin() tries again. */
		disk_drop(dir, name);
	}
	chain_drop(c, n);
	*gone += n;
	return (RC_OK);
}
