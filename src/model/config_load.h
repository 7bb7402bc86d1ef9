/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of the configuration share; nobody else includes it. */
#ifndef MODEL_CONFIG_LOAD_H
#define MODEL_CONFIG_LOAD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/yaml.h"
#include "model/config_table.h"

#define CONFIG_LOAD_ERRORS	100	/* More are not told. */

/** Where a member was set. */
struct config_set {
	const void	*member;	/* Borrowed: inside of struct config. */
	unsigned	 line;
};

/** The memory of a configuration. */
struct config_text {
	struct arena		 a;
	struct config_set	*set;		/* Owned. */
	size_t			 n, cap;
};

/** One run. */
struct config_load {
	struct config	*c;
	config_error_fn	*error;
	void		*ctx;
	unsigned	 errors;
	bool		 nomem;		/* Nothing else matters. */
};

/** config_load_wrong(L, line, col, ...): Tell that something is wrong. */
void config_load_wrong(struct config_load *, unsigned, unsigned,
    const char *, ...) PRINTF(4, 5);

/** config_load_tree(L, root): Fill L->c from the document ${root}. */
void config_load_tree(struct config_load *, const struct yaml_node *);

#endif
