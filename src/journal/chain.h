/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest: what is sealed, each row bound to the one before, so that a
 * row, or a segment, cannot be changed or taken out in the middle without
 * everything behind showing it.  Text, in exactly one form:
 *
 *	vedette-journal 1
 *	start OFFSET LINK
 *	sealed OFFSET LINES BYTES STORED FROM TO CONTENT FILE LINK
 *	check CRC-32C
 *
 * BYTES are those of the lines with their LF, STORED those of the file; FROM
 * and TO ms since 1970; CONTENT and FILE SHA-256 of the lines and of the file.
 * LINK is the SHA-256 of the LINK before (its digits) and of the row up to
 * there.  What retention removes moves START; its LINK is that of the last row
 * removed, 0 if none was.
 */
#ifndef JOURNAL_CHAIN_H
#define JOURNAL_CHAIN_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/rc.h"

/** One sealed segment. */
struct chain_seg {
	uint64_t	 base, lines;
	uint64_t	 bytes, stored;
	int64_t		 from_ms, to_ms;
	uint8_t		 content[HASH_SHA256], file[HASH_SHA256];
	uint8_t		 link[HASH_SHA256];	/* By chain_add(). */
};

/** All zero is a new journal's. */
struct chain {
	uint64_t	 start;		/* Offset of the first line kept. */
	uint8_t		 link[HASH_SHA256];	/* Before it. */
	struct chain_seg *seg;		/* Owned. */
	size_t		 n, cap;
};

/** chain_end(c): The offset behind the last sealed segment. */
uint64_t chain_end(const struct chain *);

/** chain_link(c): The last link: it stands for all before. */
const uint8_t *chain_link(const struct chain *);

/** chain_find(c, offset): The sealed segment that has this line, or NULL. */
const struct chain_seg *chain_find(const struct chain *, uint64_t);

/** chain_add(c, seg): Append; its link is made here.  RC_OK or RC_NOMEM. */
rc chain_add(struct chain *, const struct chain_seg *) MUST_USE;

/** chain_pop(c): Take the last one off again. */
void chain_pop(struct chain *);

/**
 * chain_without(c, n): ${c} without its first ${n} segments.
 *
 * Borrows:  the segments of ${c}, until that changes.
 */
struct chain chain_without(const struct chain *, size_t);

/** chain_drop(c, n): The first ${n} segments are gone. */
void chain_drop(struct chain *, size_t);

/** chain_print(c, out): As text. */
void chain_print(const struct chain *, struct buf *);

/**
 * chain_parse(in, ret, e):
 * Read what chain_print() wrote; ${ret} is all zero.  Return RC_OK; RC_NOMEM;
 * or RC_MALFORMED with ${e} naming the line.
 *
 * Owns:     the caller owns what is in ${ret}: chain_release().
 */
rc chain_parse(struct span, struct chain *, struct err *) MUST_USE;

/** chain_load(dir, ret, e): The folder's.  RC_NOTFOUND: it has none. */
rc chain_load(int, struct chain *, struct err *) MUST_USE;

/** chain_save(c, dir, e): Have it on disk, or the old one as it was. */
rc chain_save(const struct chain *, int, struct err *) MUST_USE;

/** chain_release(c): Empty and usable. */
void chain_release(struct chain *);

#endif
