/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journal, written: lines that are durable before anybody is told so.
 *
 *	append, append ... commit -> one block, one sync -> acknowledge
 *	                   tidy   -> full segments sealed, old ones removed
 *
 * Goals: what was acknowledged is there after kill -9, a cut of the mains, a
 * full or failing disk; what was not is whole or not there; damage is told,
 * with segment and byte.  Not a goal: to be read by offset in no time, to copy
 * itself elsewhere, to keep what is in it from who owns the files.
 */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "journal/segwrite.h"
#include "journal/tidy.h"

#define JOURNAL_SEGMENT	((uint64_t)64 << 20)	/* By default. */

/** How. */
struct journal_how {
	uint64_t	 segment;	/* Bytes after which another begins. */
	struct tidy_keep keep;
};

/** What opening has found. */
struct journal_found {
	uint64_t	durable;	/* Lines that are there: the next */
					/* one's offset. */
	uint64_t	torn;		/* Bytes cut off that nobody had */
					/* been told are there. */
};

struct journal;

/**
 * journal_open(path, how, ret, found, e):
 * Open the journal in the folder ${path}, made if it is not there, for us
 * alone; mend what an interrupted run has left.  What was read of the last
 * segment is written anew: after a failed sync memory may show what the disk
 * has not.  Return RC_OK; RC_CONFLICT: another one writes to it; RC_MALFORMED:
 * it is damaged, ${e} says where; RC_LIMIT: no room; RC_DENIED, RC_IO,
 * RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with journal_close().
 */
rc journal_open(const char *, const struct journal_how *, struct journal **,
    struct journal_found *, struct err *) MUST_USE;

/**
 * journal_append(j, line):
 * Take a copy of ${line}, without LF; it is not durable yet.  Return RC_OK;
 * RC_LIMIT: no room before the next commit; RC_MALFORMED: it is empty, longer
 * than BLOCK_LINE with its LF, or has a LF or NUL in it.
 */
rc journal_append(struct journal *, struct span) MUST_USE;

/** journal_waiting(j): Bytes that were appended and not committed. */
size_t journal_waiting(const struct journal *);

/**
 * journal_commit(j, now, e):
 * Have all that was appended on disk; ${now} is ms since 1970.  Return RC_OK:
 * now its senders may be told.  Else nothing of it is durable, all of it
 * still waits, and the next call tries again: RC_LIMIT: the disk is full;
 * RC_IO, RC_DENIED, RC_NOMEM.  After a failure that leaves it open what is on
 * disk the next call begins another segment.
 */
rc journal_commit(struct journal *, int64_t, struct err *) MUST_USE;

/** What another process needs to append in our place. */
struct journal_loan {
	struct segwrite_place	place;		/* For segwrite_new(), */
	int			mark;		/* with this. */
	int			lock;		/* To be held while it lives. */
};

/**
 * journal_lend(j, next, loan, e):
 * From now on somebody else appends, who may not open files: hand it the
 * descriptors (SCM_RIGHTS), and it works on them with segwrite.h.  The first
 * call gives the segment that is open; ${next} is journal_durable().  When
 * segwrite_commit() said RC_MORE there, call again with its segwrite_next():
 * a new segment begins with that line.  There is one borrower; it holds on to
 * ${lock}, so that nobody mends the journal under its hands.  When it is dead,
 * close and open the journal: that mends the tail.  Return RC_OK;
 * RC_CONFLICT: lines wait here, or it went backwards; or as journal_commit().
 *
 * Borrows:  the descriptors stay ours, the segment's until the next call.
 */
rc journal_lend(struct journal *, uint64_t, struct journal_loan *,
    struct err *) MUST_USE;

/**
 * journal_durable(j): Lines that are durable: the next one's offset; of a
 * journal that is lent those when its segment began.
 */
uint64_t journal_durable(const struct journal *);

/**
 * journal_tidy(j, now, gone, e):
 * Seal what is full, remove what is no longer to be kept; ${gone} is the
 * number of segments removed.  It takes as long as packing does; appended
 * lines may wait meanwhile, none is lost if it fails: RC_LIMIT, RC_MALFORMED
 * (a segment is damaged and stays as it is), RC_IO, RC_NOMEM.
 */
rc journal_tidy(struct journal *, int64_t, uint64_t *, struct err *) MUST_USE;

/** journal_close(j): What was not committed is dropped; NULL is fine. */
void journal_close(struct journal *);

#endif
