/* SPDX-License-Identifier: Apache-2.0 */
/* What a journal holds, segment by segment, and what is wrong with it. */
#ifndef JOURNAL_SURVEY_H
#define JOURNAL_SURVEY_H

#include "journal/chain.h"

/** One segment. */
struct survey_row {
	struct chain_seg seg;		/* Its sums only if it is sealed. */
	bool		 sealed;
	bool		 open;		/* It is the one written to. */
	uint64_t	 torn;		/* Bytes at its end that nobody was */
					/* told are there. */
	struct err	 bad;		/* RC_OK, or what is wrong. */
};

/** survey_fn(ctx, row): Told of each, in order. */
typedef void survey_fn(void *, const struct survey_row *);

/** All of it. */
struct survey {
	uint64_t	 start, end;	/* Offsets: first kept, next. */
	uint64_t	 bytes, stored;
	size_t		 segments, bad;
	uint8_t		 link[HASH_SHA256];	/* The chain's last. */
	struct err	 wrong;		/* With the whole: RC_OK or what. */
};

/**
 * survey_journal(path, deep, fn, ctx, ret, e):
 * Look at the journal in ${path}; with ${deep} read every byte and compare
 * every sum, else only what is not sealed.  It may be written to meanwhile.
 * Return RC_OK, also when something is wrong with it: that is in the rows and
 * in ${ret}; RC_NOTFOUND: it is no journal; RC_MALFORMED: its manifest cannot
 * be read; RC_DENIED, RC_IO, RC_NOMEM.
 */
rc survey_journal(const char *, bool, survey_fn *, void *, struct survey *,
    struct err *) MUST_USE;

#endif
