/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The condition grammar, loosest first:
 *
 *	or  and  not  "1 of" / "any of" / "all of" PATTERN|them  ( )  name
 */
#ifndef SIGMA_SIGMA_COND_H
#define SIGMA_SIGMA_COND_H

#include "sigma/rule.h"

/** What a condition may name. */
struct sigma_cond_name {
	struct span	 name;
	struct expr	*expr;		/* What it stands for. */
	bool		 used;		/* Set by the parser. */
};

/**
 * sigma_cond_parse(ld, node, names, n): The tree of the condition text at
 * ${node}; NULL when it was refused or memory was short.
 */
struct expr *sigma_cond_parse(struct load *, const struct yaml_node *,
    struct sigma_cond_name *, size_t);

/** sigma_cond_join(ld, op, kids, n): AND or OR over ${kids}; or NULL. */
struct expr *sigma_cond_join(struct load *, enum expr_op, struct expr **,
    size_t);

/** sigma_cond_not(ld, e): NOT over ${e}; or NULL. */
struct expr *sigma_cond_not(struct load *, struct expr *);

#endif
