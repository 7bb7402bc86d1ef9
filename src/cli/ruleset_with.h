/* SPDX-License-Identifier: Apache-2.0 */
/* What rules are loaded with: --pipeline and --placeholders. */
#ifndef CLI_RULESET_WITH_H
#define CLI_RULESET_WITH_H

#include "cli/ruleset.h"

#define RULESET_WITH_MAX	32	/* Uses of one option. */

/** The help of the two options, for the verbs that take them. */
#define RULESET_WITH_HELP						\
"  --pipeline NAME      read the rules in the names of other logs: the\n" \
"              pipeline NAME that comes with the program, or a file;\n"	\
"              may be given more than once\n"				\
"  --placeholders FILE  what %names% in values with 'expand' stand for;\n" \
"              may be given more than once\n"

/** The options as given; all zero is none. */
struct ruleset_with {
	const char	*pipeline[RULESET_WITH_MAX];
	size_t		 pipelines;
	const char	*placeholder[RULESET_WITH_MAX];
	size_t		 placeholders;
};

enum ruleset_with_took {
	RULESET_WITH_OTHER,		/* Not one of these options. */
	RULESET_WITH_TOOK,
	RULESET_WITH_NOTHING		/* Its value is missing, or it was */
					/* given too often. */
};

/**
 * ruleset_with_option(w, argc, argv, i):
 * Take argv[*${i}] in if it is --pipeline or --placeholders; its value is
 * what follows, and *${i} moves there.
 */
enum ruleset_with_took ruleset_with_option(struct ruleset_with *, int,
    char **, int *);

/**
 * ruleset_with_load(w, set, e):
 * Read what ${w} names and add it to ${set}, after ruleset_load(); without
 * --placeholders the files of the folder placeholders beside the shipped
 * rules, if there is one.  Return RC_OK; RC_NOTFOUND (with the nearest name
 * in ${e}), RC_DENIED, RC_LIMIT, RC_IO or RC_NOMEM.
 */
rc ruleset_with_load(const struct ruleset_with *, struct ruleset *,
    struct err *) MUST_USE;

/**
 * ruleset_with_setup(set): The same for engine_new() and sigma_new(), its
 * names not set.  Borrows from ${set}.
 */
struct sigma_setup ruleset_with_setup(const struct ruleset *);

#endif
