/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed segments, read. */
#include <zstd.h>

#include "base/mem.h"
#include "journal/archive.h"
#include "journal/archive_read.h"
#include "journal/segfile.h"
#include "sys/disk.h"

#define IN_SIZE		((size_t)128 << 10)
#define FRAME_HEAD	5	/* Magic and the byte that says how. */
#define CHECKED		0x04	/* RFC 8878, 3.1.1.1.1: a checksum follows; */
#define UNUSED_BIT	0x10	/* and a bit that decoders do not look at. */

struct archive_read {
	struct chain_seg seg;
	char		 name[SEGFILE_NAME];
	int		 fd;
	ZSTD_DCtx	*zstd;		/* Owned. */
	char		*in;		/* Owned; IN_SIZE bytes. */
	char		*out;		/* Owned; ARCHIVE_FRAME bytes. */
	size_t		 at, n;		/* Unused: in[at..n). */
	uint64_t	 base;		/* Byte of the file at in[0]. */
	uint64_t	 bytes, lines;	/* Given. */
	struct hash_run	*content, *file;	/* Owned; NULL: no sums. */
};

rc
archive_read_open(int dir, const struct chain_seg *seg, bool sums,
    struct archive_read **ret, struct err *e)
{
	struct archive_read *a = mem_new(sizeof(*a));
	rc r = RC_NOMEM;

	if (a != NULL)
		a->fd = -1;
	if (a == NULL || (a->in = mem_new(IN_SIZE)) == NULL ||
	    (a->out = mem_grow(NULL, ARCHIVE_FRAME, 1)) == NULL ||
	    (a->zstd = ZSTD_createDCtx()) == NULL ||
	    (sums && ((a->content = hash_run_new()) == NULL ||
	    (a->file = hash_run_new()) == NULL))) {
		(void)rc_fail(e, r, 0, "opening a sealed segment");
		goto out;
	}
	a->seg = *seg;
	segfile_sealed(seg->base, a->name);
	if ((r = disk_open(dir, a->name, &a->fd, e)) != RC_OK)
		goto out;
	*ret = a;
	a = NULL;
out:
	archive_read_close(a);
	return (r);
}

static rc
bad(const struct archive_read *a, const char *why, struct err *e)
{
	uint64_t at = a->base + a->at, offset = a->seg.base + a->lines;

	return (rc_fail(e, RC_MALFORMED, at, "%s: byte %llu (offset %llu): "
	    "%s", a->name, (unsigned long long)at,
	    (unsigned long long)offset, why));
}

/* Read on; at the end of the file nothing is added. */
static rc
fill(struct archive_read *a, struct err *e)
{
	size_t left = a->n - a->at, got = 0;
	struct err why = { 0 };
	rc r;

	if (left > 0)
		memmove(a->in, a->in + a->at, left);
	a->base += a->at;
	a->at = 0;
	a->n = left;
	if ((r = disk_read(a->fd, a->base + left, a->in + left,
	    IN_SIZE - left, &got, &why)) != RC_OK)
		return (rc_fail(e, r, 0, "%s: %s", a->name, why.what));
	if (a->file != NULL)
		hash_run_add(a->file, (struct span){ a->in + left, got });
	a->n += got;
	return (RC_OK);
}

/* Everything has been given: is it all that was sealed? */
static rc
ended(struct archive_read *a, struct err *e)
{
	uint8_t content[HASH_SHA256], file[HASH_SHA256];

	if (a->lines != a->seg.lines || a->bytes != a->seg.bytes ||
	    a->base + a->at != a->seg.stored)
		return (bad(a, "it ends before its time", e));
	if (a->file == NULL)
		return (RC_NOTFOUND);
	hash_run_end(a->content, content);
	hash_run_end(a->file, file);
	hash_run_free(a->content);
	hash_run_free(a->file);
	a->content = a->file = NULL;
	if (memcmp(content, a->seg.content, sizeof(content)) != 0)
		return (bad(a, "its lines are not those that the manifest "
		    "knows", e));
	if (memcmp(file, a->seg.file, sizeof(file)) != 0)
		return (bad(a, "its bytes are not those that the manifest "
		    "knows", e));
	return (RC_NOTFOUND);
}

/* One frame, all of it, into out[0..n). */
static rc
frame(struct archive_read *a, size_t *n, struct err *e)
{
	ZSTD_outBuffer to = { a->out, ARCHIVE_FRAME, 0 };
	size_t left;
	rc r;

	do {
		ZSTD_inBuffer from = { a->in, a->n, a->at };
		size_t was = to.pos;

		left = ZSTD_decompressStream(a->zstd, &to, &from);
		if (ZSTD_isError(left))
			return (bad(a, ZSTD_getErrorName(left), e));
		if (from.pos == a->at && to.pos == was && left > 0) {
			size_t had = a->n - a->at;

			if ((r = fill(a, e)) != RC_OK)
				return (r);
			if (a->n - a->at == had)
				return (bad(a, "it ends within a frame", e));
			continue;
		}
		a->at = from.pos;
	} while (left > 0);
	*n = to.pos;
	return (RC_OK);
}

/* The frames are those that archive.c writes. */
static bool
ours(const struct archive_read *a)
{
	unsigned char how = (unsigned char)a->in[a->at + FRAME_HEAD - 1];

	return ((how & CHECKED) != 0 && (how & UNUSED_BIT) == 0);
}

rc
archive_read_next(struct archive_read *a, struct span *lines, struct err *e)
{
	struct span all, rest;
	size_t n = 0;
	rc r;

	if (a->n - a->at < FRAME_HEAD && (r = fill(a, e)) != RC_OK)
		return (r);
	if (a->n == a->at)
		return (ended(a, e));
	if (a->n - a->at < FRAME_HEAD || !ours(a))
		return (bad(a, "no frame begins here", e));
	if ((r = frame(a, &n, e)) != RC_OK)
		return (r);
	all = rest = (struct span){ a->out, n };
	if (n == 0 || all.p[n - 1] != '\n')
		return (bad(a, "a frame that holds no whole lines", e));
	while (rest.n > 0) {
		(void)span_line(&rest);
		a->lines++;
	}
	a->bytes += n;
	if (a->lines > a->seg.lines)
		return (bad(a, "it has more lines than were sealed", e));
	if (a->content != NULL)
		hash_run_add(a->content, all);
	*lines = all;
	return (RC_OK);
}

void
archive_read_close(struct archive_read *a)
{

	if (a == NULL)
		return;
	disk_close(a->fd);
	(void)ZSTD_freeDCtx(a->zstd);	/* Cannot fail outside legacy use. */
	mem_free(a->in);
	mem_free(a->out);
	hash_run_free(a->content);
	hash_run_free(a->file);
	mem_free(a);
}
