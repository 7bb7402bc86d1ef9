/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines into segments, for one who may have no right to open a file: over
 * descriptors that somebody else opened (journal_lend(), or journal.c itself).
 *
 *	append, append ... commit -> one block, one sync -> acknowledge
 *	                   commit -> RC_MORE: another segment, please
 *	                   take, commit
 *
 * It calls pwrite, fdatasync and ftruncate on them and nothing else.
 */
#ifndef JOURNAL_SEGWRITE_H
#define JOURNAL_SEGWRITE_H

#include "journal/block.h"

struct segwrite;

/** Where to write. */
struct segwrite_place {
	int		 fd;		/* The segment, */
	uint64_t	 size;		/* its bytes that are durable, */
	uint64_t	 next;		/* and the offset of the next line. */
};

/**
 * segwrite_new(place, mark, most, ret):
 * Go on at ${place}; ${mark} is the open file of the mark; a segment of
 * ${most} bytes and more is full.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with segwrite_free().
 * Borrows:  ${mark}, and the segment's descriptor until segwrite_take().
 */
rc segwrite_new(const struct segwrite_place *, int, uint64_t,
    struct segwrite **) MUST_USE;

/**
 * segwrite_append(w, line):
 * Take a copy of ${line}, without LF; it is not durable yet.  Return RC_OK;
 * RC_LIMIT: no room before the next commit; RC_MALFORMED: it is empty, longer
 * than BLOCK_LINE with its LF, or has a LF or NUL in it.
 */
rc segwrite_append(struct segwrite *, struct span) MUST_USE;

/** segwrite_waiting(w): Bytes that were appended and not committed. */
size_t segwrite_waiting(const struct segwrite *);

/**
 * segwrite_commit(w, now, e):
 * Have all that was appended on disk; ${now} is ms since 1970.  Return RC_OK:
 * now its senders may be told.  Else nothing of it is durable, all of it
 * still waits, and the next call tries again: RC_MORE: the segment is full, or
 * after a failure not to be trusted: segwrite_take() another first; RC_LIMIT:
 * the disk is full; RC_IO.  When nothing waits it only tells readers what it
 * could not tell before.
 */
rc segwrite_commit(struct segwrite *, int64_t, struct err *) MUST_USE;

/** segwrite_take(w, fd): Another segment, empty, of the next lines. */
void segwrite_take(struct segwrite *, int);

/** segwrite_next(w): The offset of the next line: those before are durable. */
uint64_t segwrite_next(const struct segwrite *);

/** segwrite_size(w): Bytes of the segment that are durable. */
uint64_t segwrite_size(const struct segwrite *);

/** segwrite_free(w): What was not committed is dropped; NULL is fine. */
void segwrite_free(struct segwrite *);

#endif
