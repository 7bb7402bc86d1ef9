/* SPDX-License-Identifier: Apache-2.0 */
/* What pipelines make of one rule: its logsource and the names in it. */
#ifndef SIGMA_SIGMA_REWRITE_H
#define SIGMA_SIGMA_REWRITE_H

#include "sigma/sigma_pipe.h"

#define SIGMA_REWRITE_NAMES_MAX	64	/* Fields of one name. */

/** The fields that a name stands for: any of them. */
struct sigma_rewrite_names {
	struct span	 name[SIGMA_REWRITE_NAMES_MAX];
	size_t		 n;
	const char	*file;		/* Of the last step, or NULL: as */
					/* the rule has it. */
};

/**
 * sigma_rewrite_doc(ld, det): Find the steps that are for the rule at work,
 * whose detection is ${det}, and give it the logsource they say.  False:
 * memory was short.
 */
bool sigma_rewrite_doc(struct load *, const struct yaml_node *);

/**
 * sigma_rewrite_name(ld, name, ret): The fields that ${name}, without its
 * spaces, stands for by ld->use.  False: too many, or memory was short;
 * then ${ret} is empty.
 */
bool sigma_rewrite_name(struct load *, struct span,
    struct sigma_rewrite_names *);

/** sigma_rewrite_clean(ld, raw, ret): A field's name without its spaces. */
bool sigma_rewrite_clean(struct load *, struct span, struct span *);

#endif
