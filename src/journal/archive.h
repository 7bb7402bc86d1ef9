/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sealed segment being written: lines in zstd frames (RFC 8878) of about a
 * MiB, each with its own checksum, so that any tool can unpack it and ours
 * gives no line of a frame that is damaged.
 */
#ifndef JOURNAL_ARCHIVE_H
#define JOURNAL_ARCHIVE_H

#include "journal/block.h"
#include "journal/chain.h"

/* Lines of a frame: it ends with the block that fills a MiB. */
#define ARCHIVE_FULL	((size_t)1 << 20)
#define ARCHIVE_FRAME	(ARCHIVE_FULL + BLOCK_MOST)

struct archive;

/**
 * archive_new(dir, base, ret, e):
 * Begin one aside.  Return RC_OK or what disk_create() says; RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with archive_free().
 */
rc archive_new(int, uint64_t, struct archive **, struct err *) MUST_USE;

/** archive_add(a, b, e): The block's lines come next. */
rc archive_add(struct archive *, const struct block *, struct err *) MUST_USE;

/**
 * archive_end(a, seg, e):
 * Have all of it on disk under its name; ${seg} says what it is.  It has at
 * least one block.
 */
rc archive_end(struct archive *, struct chain_seg *, struct err *) MUST_USE;

/** archive_free(a): What has not been ended is of no value; NULL is fine. */
void archive_free(struct archive *);

#endif
