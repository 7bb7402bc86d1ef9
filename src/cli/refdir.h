/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of reference tables, DIR/TABLE.csv: known before the first event. */
#ifndef CLI_REFDIR_H
#define CLI_REFDIR_H

#include "cli/tally.h"
#include "engine/engine.h"

/** What was read, for the summary. */
struct refdir {
	const char	*dir;		/* Borrowed; NULL: nothing to load. */
	bool		 quiet;		/* Count, do not report. */
	unsigned	 files;
	uint64_t	 rows;		/* Entered; */
	struct tally	 refused;	/* and not, by reason. */
};

/**
 * refdir_load(d, E, e):
 * Load every table of the folder into ${E}, which has seen no event.  Rows
 * that cannot be taken are reported as FILE:LINE: COLUMN: expected WHAT, got
 * WHAT.  Return RC_OK; RC_CONFLICT for what is no table or a header that
 * cannot be used, with file and line in ${e}; RC_NOTFOUND for no folder or
 * one without tables; or what reading files can end with.
 */
rc refdir_load(struct refdir *, struct engine *, struct err *) MUST_USE;

#endif
