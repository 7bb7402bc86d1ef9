/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which rules does an event's stated logsource leave (E-30)?
 *
 *	product, category, service -> number of each word that rules use
 *	kind [ three numbers | bits of its rules ] ...
 *	cache [ three numbers of an event | bits of the kinds that agree ]
 *
 * A word that no rule uses has the number OTHER, whatever it is: so there
 * are only so many different answers, whoever makes the words up.
 *
 * A view is the answer to an event that says what a kind with many rules
 * says: one that says more is left fewer rules still.  Who looks for rules
 * can make an index of each view, and need not look at all of them.
 */
#ifndef SIGMA_SIGMA_ROUTE_H
#define SIGMA_SIGMA_ROUTE_H

#include "sigma/rule.h"

#define SIGMA_ROUTE_PARTS	3
#define SIGMA_ROUTE_NO_VIEW	SIZE_MAX

/** All that is known of a set's logsources. */
struct sigma_route {
	struct map	 word[SIGMA_ROUTE_PARTS];	/* Folded -> number. */
	struct span	*text[SIGMA_ROUTE_PARTS];	/* Owned; by number. */
	size_t		 texts[SIGMA_ROUTE_PARTS], text_cap[SIGMA_ROUTE_PARTS];
	struct sigma_route_key {
		const struct sigma_route *r;
		int		 part;
	}		 owner[SIGMA_ROUTE_PARTS];
	struct sigma_route_kind {
		uint16_t	 of[SIGMA_ROUTE_PARTS];
		uint64_t	*bits;
	}		*kind;		/* Owned. */
	size_t		 kinds, kind_cap;
	struct sigma_route_view {
		uint64_t	*bits;	/* In the arena. */
		size_t		 rules;	/* How many. */
	}		*view;		/* Owned. */
	size_t		 views, view_cap;
	size_t		 words;		/* Words of 64 bits of a rule set. */
	struct arena	 mem;
};

struct sigma_route_cache;

/** What a logsource leaves. */
struct sigma_route_left {
	uint64_t	*bits;		/* A bit for each rule. */
	size_t		 view;		/* The smallest that has them all, or */
					/* SIGMA_ROUTE_NO_VIEW. */
};

/** sigma_route_new(s, ret): Sort the rules of ${s}; RC_OK or RC_NOMEM. */
rc sigma_route_new(const struct sigma *, struct sigma_route **) MUST_USE;
void sigma_route_free(struct sigma_route *);

/** sigma_route_cache_new(r): One thread's recent answers; or NULL. */
struct sigma_route_cache *sigma_route_cache_new(const struct sigma_route *);
void sigma_route_cache_free(struct sigma_route_cache *);

/**
 * sigma_route_left(r, cache, logsource, failed): The rules that ${logsource}
 * does not contradict; NULL if that is every rule.  Valid until the next
 * call.  ${failed} is set if memory was short.
 */
const struct sigma_route_left *sigma_route_left(const struct sigma_route *,
    struct sigma_route_cache *, const struct sigma_logsource *, bool *);

/** sigma_route_agrees(rule, logsource): The same of one rule, by its words. */
bool sigma_route_agrees(const struct sigma_rule *,
    const struct sigma_logsource *);

#endif
