/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a journal's segments go through after they are full:
 *
 *	N.log -> N.zst -> manifest -> (retention) manifest -> gone
 *
 * Killed anywhere in between, tidy_begin() finishes or undoes it.
 */
#ifndef JOURNAL_TIDY_H
#define JOURNAL_TIDY_H

#include "journal/chain.h"
#include "journal/segfile.h"

/** How long sealed segments are kept; 0: for ever. */
struct tidy_keep {
	uint64_t	bytes;		/* Of all their files together. */
	int64_t		ms;		/* Since their last line came. */
};

/**
 * tidy_begin(dir, c, e):
 * Remove what interrupted work has left: segments that are sealed, or gone, by
 * the manifest ${c}, and files that were being written.  Return RC_OK;
 * RC_MALFORMED when a file is there that ${c} does not explain; RC_IO,
 * RC_NOMEM.
 */
rc tidy_begin(int, const struct chain *, struct err *) MUST_USE;

/**
 * tidy_seal(dir, c, base, end, e):
 * Seal the segment of the lines ${base} to ${end}, which is the first that is
 * not sealed: its lines go into a packed file, which is read back and known to
 * the manifest when this returns RC_OK.  RC_MALFORMED: it is damaged, and
 * stays.  RC_LIMIT: no room.
 */
rc tidy_seal(int, struct chain *, uint64_t, uint64_t, struct err *) MUST_USE;

/**
 * tidy_retain(dir, c, keep, now, gone, e):
 * Remove the oldest sealed segments that ${keep} does not want at ${now}, ms
 * since 1970; add their number to ${gone}.
 */
rc tidy_retain(int, struct chain *, const struct tidy_keep *, int64_t,
    uint64_t *, struct err *) MUST_USE;

#endif
