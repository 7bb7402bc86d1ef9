/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in a journal's folder.  N is the offset of the first line, 20
 * digits:
 *
 *	N.log		blocks (rawseg.h): the last one is written to
 *	N.zst		sealed: lines, packed (archive.h)
 *	manifest	what is sealed, chained (chain.h)
 *	mark		up to where lines are durable (mark.h)
 *	lock		held by the one who writes
 *	*.new		being written; of no value
 */
#ifndef JOURNAL_SEGFILE_H
#define JOURNAL_SEGFILE_H

#include "base/rc.h"

#include <stdint.h>

#define SEGFILE_NAME	32		/* Room for a name. */

/** The segments that are there, by offset. */
struct segfile_list {
	uint64_t	*raw;		/* Owned. */
	size_t		 raws, raw_cap;
	uint64_t	*sealed;	/* Owned. */
	size_t		 sealeds, sealed_cap;
	size_t		 others;	/* Files that do not belong here. */
};

/** segfile_raw(base, out), segfile_sealed(base, out): Names. */
void segfile_raw(uint64_t, char [SEGFILE_NAME]);
void segfile_sealed(uint64_t, char [SEGFILE_NAME]);

/**
 * segfile_read(dir, list, e): List the open folder.  RC_OK, RC_IO, RC_NOMEM.
 *
 * Owns:     the caller owns what is in ${list}: segfile_release().
 */
rc segfile_read(int, struct segfile_list *, struct err *) MUST_USE;

/** segfile_release(list): Empty and usable. */
void segfile_release(struct segfile_list *);

#endif
