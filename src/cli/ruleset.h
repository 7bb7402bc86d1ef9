/* SPDX-License-Identifier: Apache-2.0 */
/* The rule files that a verb works with, as texts for the engine. */
#ifndef CLI_RULESET_H
#define CLI_RULESET_H

#include "base/arena.h"
#include "base/rc.h"
#include "sigma/sigma.h"

/** Rule texts in the caller's storage; all zero is an empty set. */
struct ruleset {
	struct sigma_text	*text;	/* Owned; by path, each once. */
	size_t			 n, cap;
	struct ruleset_list {
		struct sigma_text *text;	/* Owned; as they came. */
		size_t		 n, cap;
	}			 pipeline, placeholder;
	const struct sigma	*before;	/* Borrowed: the set that */
					/* these texts follow, or NULL. */
	struct arena		 arena;	/* Owns paths and contents. */
};

/**
 * ruleset_load(paths, n, ret, e):
 * Read the files named by ${paths} and each *.yml below the folders among
 * them into ${ret}; with ${n} 0 those that come with the program.  Return
 * RC_OK; RC_NOTFOUND (no such place, or no rule there), RC_DENIED, RC_LIMIT,
 * RC_IO or RC_NOMEM, with ${e} naming the place and ${ret} not touched.
 *
 * Owns:     the caller owns what ${ret} holds; end it with ruleset_release().
 */
rc ruleset_load(const char *const *, size_t, struct ruleset *, struct err *)
    MUST_USE;

/**
 * ruleset_refused(s):
 * Report on standard error each document that ${s} refused; was there one?
 * A set that cannot be loaded exactly is not run.
 */
bool ruleset_refused(const struct sigma *);

/** ruleset_release(set): Give the texts back; empty and usable. */
void ruleset_release(struct ruleset *);

#endif
