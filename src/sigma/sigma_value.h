/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's value into what is compared: patterns, encodings, networks. */
#ifndef SIGMA_SIGMA_VALUE_H
#define SIGMA_SIGMA_VALUE_H

#include "sigma/rule.h"

#define SIGMA_VALUE_CODES	8	/* Encodings in one item. */

/** The modifiers of one item, sorted by what they are. */
struct sigma_value_mods {
	uint64_t	set;		/* 1 << enum mod */
	enum mod	kind;		/* Of their class, MOD_ALL if none. */
	enum mod	text;
	enum mod	order;
	enum mod	part;
	enum mod	code[SIGMA_VALUE_CODES];
	size_t		codes;
	bool		keyword;
};

/** sigma_value_has(mods, mod): Is ${mod} among them? */
static inline bool
sigma_value_has(const struct sigma_value_mods *m, enum mod mod)
{

	return ((m->set >> mod & 1) != 0);
}

/**
 * sigma_value_want(ld, mods, field, node, want): Make ${want} of the value
 * ${node}.  False: refused, or memory was short.
 */
bool sigma_value_want(struct load *, const struct sigma_value_mods *,
    const struct sigma_field *, const struct yaml_node *, struct want *);

#endif
