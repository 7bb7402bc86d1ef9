/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed segment, read: whole frames whose checksum is right, or none. */
#ifndef JOURNAL_ARCHIVE_READ_H
#define JOURNAL_ARCHIVE_READ_H

#include "journal/chain.h"

struct archive_read;

/**
 * archive_read_open(dir, seg, sums, ret, e):
 * Open the segment that the manifest knows as ${seg}; with ${sums} its SHA-256
 * are compared at the end, too.  Return RC_OK, RC_NOTFOUND, RC_DENIED, RC_IO,
 * RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with archive_read_close().
 * Copies:   ${seg}.
 */
rc archive_read_open(int, const struct chain_seg *, bool,
    struct archive_read **, struct err *) MUST_USE;

/**
 * archive_read_next(a, lines, e):
 * The lines of the next frame, each with its LF.  Return RC_OK; RC_NOTFOUND at
 * the end, when all of the segment was there; RC_MALFORMED, with the segment
 * and the byte in ${e}; RC_IO.
 *
 * Borrows:  ${lines} live until the next call.
 */
rc archive_read_next(struct archive_read *, struct span *, struct err *)
    MUST_USE;

/** archive_read_close(a): NULL is fine. */
void archive_read_close(struct archive_read *);

#endif
