/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody has pushed at once, as event lines for the journal.
 *
 *	body (gzip, zstd, xz or as it is) -> reader -> checked -> stamped
 *
 * Each line is read as the engine will read it: one that would be rejected
 * there is rejected here, where its sender can still be told.
 */
#ifndef SOURCE_PUSH_H
#define SOURCE_PUSH_H

#include "base/buf.h"
#include "source/reader.h"

#define PUSH_SAMPLES	10		/* Bad lines that are quoted. */
#define PUSH_UNPACKED	((size_t)64 << 20)	/* Bytes of a body's lines. */

/** How bodies of one source are read. */
struct push_how {
	struct mapping	*mapping;	/* Borrowed; NULL: event lines. */
	struct decoder	*decoder;	/* Borrowed; or a protocol. */
	const char	*name;		/* In errors.  Borrowed. */
};

/** A line that was not taken. */
struct push_sample {
	uint64_t	number;		/* Line or element, from 1. */
	char		what[160];
};

/** What became of a body. */
struct push_told {
	uint64_t		accepted, rejected;
	uint64_t		skipped;	/* As the mapping says. */
	struct push_sample	sample[PUSH_SAMPLES];
	size_t			samples;
};

struct push;

/**
 * push_new(how, ret): Ready for bodies.  field_init() must have run.
 *
 * Owns:     the caller owns *${ret}; end it with push_free().
 */
rc push_new(const struct push_how *, struct push **) MUST_USE;
void push_free(struct push *);

/**
 * push_after(p, lines): The next body goes on behind so many lines of the
 * same file; an event without an id gets that of its line and number, so that
 * it counts once, however often and in whatever pieces it is read.
 */
void push_after(struct push *, uint64_t);

/**
 * push_body(p, body, now, out, told, e):
 * Append the event lines of ${body}, each ended by LF, to ${out}; those that
 * do not say when they were received get ${now}, ms since 1970.  Return
 * RC_OK, also with lines rejected; RC_MALFORMED: the packing is damaged, or
 * the header cannot be mapped; RC_LIMIT: more than PUSH_UNPACKED; RC_NOMEM:
 * then ${out} is as it was.
 */
rc push_body(struct push *, struct span, int64_t, struct buf *,
    struct push_told *, struct err *) MUST_USE;

#endif
