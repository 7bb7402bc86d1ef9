/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of the program, each once: usage and dispatch come from here. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

/* name ("_" is written "-"), arguments, help */
#define VERBS(X)							\
	X(scan,	   "FILE...",						\
	    "Run the whole engine over files; print alerts.")		\
	X(run,	   "CONFIG",						\
	    "Run the service.")						\
	X(explain, "FILE:LINE",						\
	    "Show one event: fields, facts, rules.")			\
	X(rules,   "check|list|...",					\
	    "Check, list, survey and test rules; say why.")		\
	X(map,	   "list|test|run",					\
	    "Show how foreign formats become event lines.")		\
	X(decode,  "--as PROTO ...",					\
	    "Print what trackers say as event lines.")			\
	X(journal, "append|cat|...",					\
	    "Keep event lines durably; list, check, print them.")	\
	X(query,   "QUERY FILE...",					\
	    "Search events and alerts.")				\
	X(tail,	   "QUERY FILE...",					\
	    "Print new events and alerts as they come.")		\
	X(fields,  "",							\
	    "List every field and fact that rules may name.")		\
	X(sim,	   "--out FILE",					\
	    "Simulate a fleet, with attacks if you like.")		\
	X(demo,	   "", "Watch Vedette find attacks on a simulated fleet.") \
	X(check_config, "[CONFIG]",					\
	    "Check the configuration of the service.")			\
	X(doctor,  "[CONFIG]",						\
	    "See whether the service can run here.")			\
	X(user,    "add|list|...",					\
	    "Manage accounts of the service.")				\
	X(token,   "add|list|revoke",					\
	    "Manage tokens of the service's API.")			\
	X(status,  "[CONFIG]",						\
	    "Say how the service is.")					\
	X(bench,   "LANE", "Measure the engine's speed.")		\
	X(version, "", "Print the version.")

/* A verb gets argv[0] = "vedette VERB"; it returns one of these. */
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
