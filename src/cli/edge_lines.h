/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sources of rows have in common: rows are gathered, read by the
 * source's mapping, and taken by the edge; no more than `queue' waits.
 *
 *	put() put() ... flush(note) -> take ... durable(note)
 *	                        \-> held: put nothing until go()
 */
#ifndef CLI_EDGE_LINES_H
#define CLI_EDGE_LINES_H

#include "cli/edge_source.h"

struct edge_lines_batch;

/** Of one source; all zero, then edge_lines_init(). */
struct edge_lines {
	struct edge_source_how	 how;
	struct mapping		*mapping;	/* Owned; NULL: event lines. */
	struct push		*push;		/* Owned. */
	struct buf		 body;		/* Rows not read yet, */
	struct buf		 lines;		/* read, not taken yet; */
	void			*note;		/* theirs.  Owned. */
	struct edge_lines_batch	*flying;	/* Taken, not durable. */
	size_t			 bytes;		/* Of them. */
	uint64_t		 before;	/* Rows before those in body, */
	uint64_t		 rows;		/* and in it. */
	bool			 held;		/* Put nothing. */
	bool			 waits;		/* lines is to be taken. */
	bool			 busy;		/* Within take(). */
	/** All up to ${note}, which is gone after, is durable; or NULL. */
	void			(*durable)(void *ctx, const void *note);
	/** It is held no more. */
	void			(*go)(void *ctx);
	void			*ctx;
};

/**
 * edge_lines_init(l, how, e): Load the mapping.  Return RC_OK; RC_MALFORMED
 * or RC_NOTFOUND: it cannot be used here; RC_NOMEM.  In any case
 * edge_lines_release() ends it.
 */
rc edge_lines_init(struct edge_lines *, const struct edge_source_how *,
    struct err *) MUST_USE;
void edge_lines_release(struct edge_lines *);

/** edge_lines_put(l, row): One row; a line's end within becomes a blank. */
void edge_lines_put(struct edge_lines *, struct span);

/** edge_lines_bad(l, what): One row that cannot be read; never its content. */
void edge_lines_bad(struct edge_lines *, const char *);

/** edge_lines_full(l): Flush now. */
bool edge_lines_full(const struct edge_lines *);

/** edge_lines_flush(l, note): Hand over what was put; ${note}, from mem_new()
 * or NULL, is l's own now. */
void edge_lines_flush(struct edge_lines *, void *);

/** edge_lines_resume(l, journal): Try again what was held: ${journal} can be
 * written again, or memory may be there by now. */
void edge_lines_resume(struct edge_lines *, bool);

#endif
