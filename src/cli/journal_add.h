/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vedette journal append: standard input into a journal.
 *
 *	read -> append ... (bytes or ms) -> commit -> "N" on standard output
 */
#ifndef CLI_JOURNAL_ADD_H
#define CLI_JOURNAL_ADD_H

#include "journal/journal.h"

/** What was asked for. */
struct journal_add {
	const char		*dir;
	struct journal_how	 how;
	size_t			 bytes;		/* Commit when so many wait, */
	unsigned		 ms;		/* or one so long. */
	bool			 no_wait;	/* A failed commit ends it. */
	bool			 quiet;
};

/** journal_add_run(a): Until standard input ends; returns an exit code. */
int journal_add_run(const struct journal_add *);

#endif
