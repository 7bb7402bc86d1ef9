/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows, and the writing of JSON into it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/attr.h"
#include "base/span.h"

/**
 * A growing text in the caller's storage; all zero is an empty one.  Sticky:
 * once memory was short, ${failed} stays set and nothing more is added, so a
 * writer asks once at its end.
 */
struct buf {
	char	*p;		/* Owned; not NUL-terminated. */
	size_t	 n;
	size_t	 cap;
	bool	 failed;
};

/** buf_span(b): What has been written.  Valid until the next write. */
static inline struct span
buf_span(const struct buf *b)
{

	return ((struct span){ b->p, b->n });
}

/** buf_put(b, s): Append the bytes of ${s}. */
void buf_put(struct buf *, struct span);

/**
 * buf_room(b, n): Room for ${n} bytes behind what has been written, for who
 * fills it himself and then adds to b->n; NULL when memory is short.
 */
char *buf_room(struct buf *, size_t);

/** buf_text(b, s): Append the C string ${s}. */
void buf_text(struct buf *, const char *);

/** buf_char(b, c): Append one byte. */
void buf_char(struct buf *, char);

/** buf_fmt(b, fmt, ...): Append formatted text. */
void buf_fmt(struct buf *, const char *, ...) PRINTF(2, 3);

/** buf_time(b, ms): Append a moment, ms since 1970, as RFC 3339 text. */
void buf_time(struct buf *, int64_t);

/** buf_int(b, i): Append ${i} in decimal. */
void buf_int(struct buf *, int64_t);

/**
 * buf_num(b, d):
 * Append the shortest decimal form that reads back as ${d}; a whole number
 * below 2^53 without point or exponent.  ${d} must be finite.
 */
void buf_num(struct buf *, double);

/** buf_json(b, s): Append ${s}, UTF-8, as a JSON string with its quotes. */
void buf_json(struct buf *, struct span);

/** buf_str(b): Make it a C string (the NUL is not counted); NULL if failed. */
const char *buf_str(struct buf *);

/** buf_clear(b): Empty, keeping the memory. */
void buf_clear(struct buf *);

/** buf_release(b): Give the memory back; empty and usable. */
void buf_release(struct buf *);

#endif
