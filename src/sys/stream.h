/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes from a file or standard input, unpacked on the way, in constant
 * memory.  What packs them is told by their first bytes, never by a name:
 *
 *	1f 8b			gzip	RFC 1952, members one after another
 *	28 b5 2f fd, 5x 2a 4d 18 zstd	RFC 8878, frames one after another
 *	fd 37 7a 58 5a 00	xz	streams one after another, padding
 *	anything else		as it is
 */
#ifndef SYS_STREAM_H
#define SYS_STREAM_H

#include "base/rc.h"
#include "base/span.h"

#define STREAM_PEEK	4096u

struct stream;

/**
 * stream_open(path, ret, e):
 * Open ${path}, "-" for standard input, and look at its first bytes.  Store
 * the stream in ${ret} and return RC_OK; or RC_NOTFOUND, RC_DENIED, RC_IO or
 * RC_NOMEM, with ${e} filled and ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with stream_free().
 * Copies:   ${path}.
 */
rc stream_open(const char *, struct stream **, struct err *) MUST_USE;

/** Bytes that come from elsewhere. */
struct stream_feed {
	/* The next ones, none at the end; until the next call. */
	rc	(*next)(void *, struct span *, struct err *);
	void	(*end)(void *);
	void	*ctx;
};

/**
 * stream_fed(path, feed, ret, e):
 * A stream of what ${feed} gives, as it is; ${path} is its name.  Return RC_OK
 * or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with stream_free().
 * Takes:    what is behind ${feed}, also when it fails: its end() is called.
 * Copies:   ${path}.
 */
rc stream_fed(const char *, const struct stream_feed *, struct stream **,
    struct err *) MUST_USE;

/**
 * stream_read(s, out, size, got, e):
 * Read up to ${size} bytes of unpacked content; ${got} 0 is the end.  Return
 * RC_OK; RC_MALFORMED (the packing is damaged or cut short), RC_LIMIT (it
 * asks for more than 128 MiB to unpack) or RC_IO, with ${e} naming the file
 * and, in ${at} too, the byte of the file where reading stopped.  All that
 * could be unpacked before a defect is delivered first; the error then stays.
 */
rc stream_read(struct stream *, char *, size_t, size_t *, struct err *)
    MUST_USE;

/**
 * stream_peek(s, first, e):
 * Look at the first unpacked bytes, up to STREAM_PEEK, before any is read;
 * stream_read() gives them all the same.  ${first} is valid until then.
 * As stream_read().
 */
rc stream_peek(struct stream *, struct span *, struct err *) MUST_USE;

/** stream_path(s): The path it was opened with. */
const char *stream_path(const struct stream *);

/** stream_taken(s): Bytes of the file, as stored, used so far. */
uint64_t stream_taken(const struct stream *);

/** stream_size(s): Size of the file as stored; 0 if it has none (a pipe). */
uint64_t stream_size(const struct stream *);

/** stream_free(s): Close; NULL is fine. */
void stream_free(struct stream *);

#endif
