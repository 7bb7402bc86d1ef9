/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of the program, each once: usage and dispatch come from here. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

/* name, arguments, help */
#define VERBS(X)							\
	X(fields, "[--json ...]", "What events carry and rules may name.") \
	X(map, "list|test ...", "Foreign formats as event lines.")	\
	X(version, "", "Print the version.")

/* A verb gets argv[0] = its name; it returns one of these. */
enum {
	VERB_CLEAN	= 0,	/* Done; nothing found. */
	VERB_FAILED	= 1,	/* Could not do it. */
	VERB_USAGE	= 2,	/* Wrong arguments. */
	VERB_FOUND	= 3,	/* Done; there are findings. */
	VERB_CONFIG	= 78	/* Bad rules or configuration. */
};

#define X(name, args, help)	int verb_##name(int, char **);
VERBS(X)
#undef X

#endif
