/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed segments, written. */
#include <zstd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "journal/archive.h"
#include "journal/segfile.h"
#include "sys/disk.h"

#define LEVEL		1	/* The fastest: a commit may wait for it. */
#define ASIDE		"sealed.new"

struct archive {
	int		 dir;		/* Borrowed. */
	int		 fd;
	ZSTD_CCtx	*zstd;		/* Owned. */
	char		*out;		/* Owned; ${room} bytes. */
	size_t		 room;
	struct buf	 frame;		/* Lines that are not yet packed. */
	struct hash_run	*content, *file;	/* Owned. */
	struct chain_seg seg;
};

static bool
packs(struct archive *a)
{

	a->room = ZSTD_compressBound(ARCHIVE_FRAME);
	return ((a->zstd = ZSTD_createCCtx()) != NULL &&
	    (a->out = mem_grow(NULL, a->room, 1)) != NULL &&
	    (a->content = hash_run_new()) != NULL &&
	    (a->file = hash_run_new()) != NULL &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter(a->zstd,
	    ZSTD_c_compressionLevel, LEVEL)) &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter(a->zstd,
	    ZSTD_c_checksumFlag, 1)));
}

rc
archive_new(int dir, uint64_t base, struct archive **ret, struct err *e)
{
	struct archive *a = mem_new(sizeof(*a));
	rc r = RC_NOMEM;

	if (a != NULL)
		a->fd = -1;
	if (a == NULL || !packs(a))
		(void)rc_fail(e, r, 0, "sealing a segment");
	else
		r = disk_create(dir, ASIDE, &a->fd, e);
	if (r != RC_OK) {
		archive_free(a);
		return (r);
	}
	a->dir = dir;
	a->seg.base = base;
	*ret = a;
	return (RC_OK);
}

/* What has come, as a frame. */
static rc
flush(struct archive *a, struct err *e)
{
	struct span in = buf_span(&a->frame);
	struct span packed;
	size_t n;
	rc r;

	if (in.n == 0)
		return (RC_OK);
	n = ZSTD_compress2(a->zstd, a->out, a->room, in.p, in.n);
	/* Room for it there is: only memory can be short. */
	if (ZSTD_isError(n))
		return (rc_fail(e, RC_NOMEM, 0, "packing: %s",
		    ZSTD_getErrorName(n)));
	packed = (struct span){ a->out, n };
	if ((r = disk_write(a->fd, a->seg.stored, packed, e)) != RC_OK)
		return (r);
	hash_run_add(a->content, in);
	hash_run_add(a->file, packed);
	a->seg.bytes += in.n;
	a->seg.stored += n;
	buf_clear(&a->frame);
	return (RC_OK);
}

rc
archive_add(struct archive *a, const struct block *b, struct err *e)
{

	if (a->seg.lines == 0 || b->time_ms < a->seg.from_ms)
		a->seg.from_ms = b->time_ms;
	if (a->seg.lines == 0 || b->time_ms > a->seg.to_ms)
		a->seg.to_ms = b->time_ms;
	a->seg.lines += b->lines;
	buf_put(&a->frame, b->body);
	if (a->frame.failed)
		return (rc_fail(e, RC_NOMEM, 0, "sealing a segment"));
	return (a->frame.n >= ARCHIVE_FULL ? flush(a, e) : RC_OK);
}

rc
archive_end(struct archive *a, struct chain_seg *seg, struct err *e)
{
	char name[SEGFILE_NAME];
	rc r;

	segfile_sealed(a->seg.base, name);
	if ((r = flush(a, e)) != RC_OK ||
	    (r = disk_sync(a->fd, e)) != RC_OK ||
	    (r = disk_place(a->dir, ASIDE, name, e)) != RC_OK)
		return (r);
	hash_run_end(a->content, a->seg.content);
	hash_run_end(a->file, a->seg.file);
	*seg = a->seg;
	return (RC_OK);
}

void
archive_free(struct archive *a)
{

	if (a == NULL)
		return;
	/* If it has not been ended: room that may be short. */
	if (a->fd >= 0)
		disk_drop(a->dir, ASIDE);
	disk_close(a->fd);
	(void)ZSTD_freeCCtx(a->zstd);	/* Cannot fail outside legacy use. */
	mem_free(a->out);
	buf_release(&a->frame);
	hash_run_free(a->content);
	hash_run_free(a->file);
	mem_free(a);
}
