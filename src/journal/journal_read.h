/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journal, read from an offset on, also while it is written: lines come
 * when they are durable, never before; at the end more may come later.
 */
#ifndef JOURNAL_JOURNAL_READ_H
#define JOURNAL_JOURNAL_READ_H

#include "base/rc.h"
#include "base/span.h"

struct journal_read;

/** journal_read_is(path): Is the folder ${path} a journal? */
bool journal_read_is(const char *);

/** JOURNAL_READ_START: As an offset: the first line that is kept. */
#define JOURNAL_READ_START	UINT64_MAX

/**
 * journal_read_open(path, from, ret, e):
 * Read the journal in ${path}, beginning with the line whose offset is
 * ${from}.  Return RC_OK; RC_MALFORMED: the manifest is damaged; RC_NOTFOUND:
 * there is no journal, or retention has removed the line; RC_DENIED, RC_IO,
 * RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with journal_read_close().
 */
rc journal_read_open(const char *, uint64_t, struct journal_read **,
    struct err *) MUST_USE;

/**
 * journal_read_next(r, line, offset, e):
 * The next line, without LF, and its offset.  Return RC_OK; RC_MORE: none is
 * durable yet, ask again later (it takes some system calls and never waits);
 * RC_MALFORMED: damage, with segment and byte in ${e}, or lines are missing;
 * RC_IO, RC_DENIED, RC_NOMEM.
 *
 * Borrows:  ${line} lives until the next call.
 */
rc journal_read_next(struct journal_read *, struct span *, uint64_t *,
    struct err *) MUST_USE;

/**
 * journal_read_batch(r, lines, offset, e):
 * The same of all lines that are at hand, each with its LF: the rest of a
 * block, or of a frame.  ${offset} is the first one's.
 */
rc journal_read_batch(struct journal_read *, struct span *, uint64_t *,
    struct err *) MUST_USE;

/** journal_read_offset(r): Of the line that comes next. */
uint64_t journal_read_offset(const struct journal_read *);

/** journal_read_close(r): NULL is fine. */
void journal_read_close(struct journal_read *);

#endif
