/* SPDX-License-Identifier: Apache-2.0 */
/* vedette journal ls, verify, cat: what is in one. */
#ifndef CLI_JOURNAL_SHOW_H
#define CLI_JOURNAL_SHOW_H

#include <stdbool.h>
#include <stdint.h>

/** Which lines cat prints. */
struct journal_show {
	const char	*dir;
	uint64_t	 from;		/* Or JOURNAL_READ_START. */
	uint64_t	 lines;		/* At most; UINT64_MAX: all. */
	bool		 follow;	/* And those that come. */
};

/** journal_show_list(dir): ls; returns an exit code, as the others do. */
int journal_show_list(const char *);

/** journal_show_verify(dir): Read all of it, tell what is damaged. */
int journal_show_verify(const char *);

/** journal_show_lines(s): cat. */
int journal_show_lines(const struct journal_show *);

#endif
