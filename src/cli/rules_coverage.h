/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a set of rules covers, by its tags: scenarios, threats of UN R155,
 * OWASP's list for APIs, techniques of ATT&CK and of the Automotive Threat
 * Matrix.
 */
#ifndef CLI_RULES_COVERAGE_H
#define CLI_RULES_COVERAGE_H

#include "sigma/sigma.h"

/** The lists that a tag can point into. */
#define RULES_COVERAGE_GROUPS(X)					\
	X(SCENARIO, "scenarios", "Scenarios")				\
	X(R155, "r155", "UN R155, Annex 5")				\
	X(OWASP, "owasp", "OWASP API Security Top 10, 2023")		\
	X(ATTACK, "attack", "MITRE ATT&CK")				\
	X(ATM, "atm", "Auto-ISAC Automotive Threat Matrix")

#define X(sym, key, words)	RULES_COVERAGE_##sym,
enum rules_coverage_group {
	RULES_COVERAGE_GROUPS(X) RULES_COVERAGE_GROUP_COUNT
};
#undef X

/** One thing to cover. */
struct rules_coverage_target {
	enum rules_coverage_group group;
	const char	*tag;		/* "r155.20.4" */
	const char	*id;		/* "20.4" */
	const char	*words;		/* "" if we do not know it. */
	const char	*letters;	/* Of a scenario's rules, or "". */
	unsigned	 wave;		/* Of a scenario. */
	unsigned	 domain;	/* ATTACK: row of ATTACK_DOMAINS. */
	size_t		 hits;		/* Rules that cover it. */
};

/** A rule covers a target. */
struct rules_coverage_hit {
	size_t			 target;
	const struct sigma_rule	*rule;
	char			 letter;	/* Of a scenario, or 0. */
};

/** All of it. */
struct rules_coverage {
	struct rules_coverage_target *target;	/* Owned; by group, id. */
	size_t			 targets, target_cap;
	struct rules_coverage_hit *hit;		/* Owned; by target, rule. */
	size_t			 hits, hit_cap;
	const char		**stray;	/* Owned; tags of ours that */
	size_t			 strays, stray_cap;	/* name nothing. */
};

/**
 * rules_coverage_new(s, ret):
 * Fill ${ret} from the tags of the rules of ${s}, which it borrows.  Return
 * RC_OK or RC_NOMEM; either way end it with rules_coverage_release().
 */
rc rules_coverage_new(const struct sigma *, struct rules_coverage *) MUST_USE;
void rules_coverage_release(struct rules_coverage *);

/** rules_coverage_text(c, width, out): A table for a person. */
void rules_coverage_text(const struct rules_coverage *, unsigned,
    struct buf *);

/** rules_coverage_json(c, out): The same as one JSON object. */
void rules_coverage_json(const struct rules_coverage *, struct buf *);

/**
 * rules_coverage_layers(c, out): A list of layers for the ATT&CK Navigator,
 * layer format 4.5, one a matrix; the score of a technique is the number of
 * rules.
 */
void rules_coverage_layers(const struct rules_coverage *, struct buf *);

#endif
