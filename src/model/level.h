/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of rules, least first, and what they are elsewhere. */
#ifndef MODEL_LEVEL_H
#define MODEL_LEVEL_H

#include "base/suggest.h"

/* level of Sigma, word, colour (ECMA-48 SGR), OCSF severity and its id, risk */
#define LEVELS(X)							\
	X(informational, "INFO",     "36",	"Informational", 1, 1)	\
	X(low,		 "LOW",	     "32",	"Low",		 2, 3)	\
	X(medium,	 "MEDIUM",   "33",	"Medium",	 3, 10)	\
	X(high,		 "HIGH",     "31",	"High",		 4, 30)	\
	X(critical,	 "CRITICAL", "1;37;41",	"Critical",	 5, 100)

/** One of them. */
struct level {
	const char	*name, *word, *colour, *severity;
	int		 severity_id;
	unsigned	 risk;		/* Points of an incident. */
};

/** level_of(name): That level; the least if there is no such. */
const struct level *level_of(const char *);

/** level_find(name): That level, in any case of letters, or NULL. */
const struct level *level_find(struct span);

/** level_at(id): That of this severity_id, or NULL. */
const struct level *level_at(int64_t);

/** level_near(s, asked): Try every name against ${asked}. */
void level_near(struct suggest *, struct span);

#endif
