/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A segment that is not sealed: blocks, one after another.  The last may be
 * torn; what makes it torn and not damaged is that nothing was acknowledged
 * behind it, since a block is only written when those before are durable:
 *
 *	block | block | block | to
 *	                      ^ end: nothing whole from here on
 */
#ifndef JOURNAL_RAWSEG_H
#define JOURNAL_RAWSEG_H

#include "journal/block.h"

struct rawseg;

/**
 * rawseg_open(dir, base, ret, e):
 * Open the segment whose first line has the offset ${base}.  Return RC_OK,
 * RC_NOTFOUND, RC_DENIED, RC_IO or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with rawseg_close().
 */
rc rawseg_open(int, uint64_t, struct rawseg **, struct err *) MUST_USE;

/**
 * rawseg_next(s, b, e):
 * The next block.  Return RC_OK; RC_NOTFOUND: the file ends where it should;
 * RC_MORE: it ends within a block; RC_MALFORMED, with the segment and the
 * byte in ${e}; RC_IO.  After all but RC_OK the same place is tried again.
 *
 * Borrows:  b->body lives until the next call.
 */
rc rawseg_next(struct rawseg *, struct block *, struct err *) MUST_USE;

/** rawseg_back(s): The last block again, with the next call. */
void rawseg_back(struct rawseg *);

/** rawseg_offset(s): Of the line that comes next. */
uint64_t rawseg_offset(const struct rawseg *);

/** rawseg_at(s): Bytes of the blocks so far. */
uint64_t rawseg_at(const struct rawseg *);

/**
 * rawseg_tail(s, durable, torn, e):
 * rawseg_next() has ended with other than RC_OK: what is from here on?  Return
 * RC_OK if it is nothing or the rest of a write that nobody was told is done,
 * ${torn} bytes; RC_MALFORMED if lines up to ${durable} were acknowledged, or
 * a whole block follows; or RC_IO.
 */
rc rawseg_tail(struct rawseg *, uint64_t, uint64_t *, struct err *) MUST_USE;

/** rawseg_sync(s, e): Have what was read on disk. */
rc rawseg_sync(struct rawseg *, struct err *) MUST_USE;

/** rawseg_close(s): NULL is fine. */
void rawseg_close(struct rawseg *);

#endif
