/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipelines: pySigma's YAML that says how the rules of one world are read in
 * the names of another.  Read here, applied in sigma_rewrite.c.
 *
 *	texts -> steps [ kind, conditions, what to do ] by priority
 *	      -> vars, which fill placeholders
 */
#ifndef SIGMA_SIGMA_PIPE_H
#define SIGMA_SIGMA_PIPE_H

#include "sigma/rule.h"

enum sigma_pipe_kind {
	SIGMA_PIPE_MAPPING,	/* field_name_mapping */
	SIGMA_PIPE_PREFIX,	/* field_name_prefix */
	SIGMA_PIPE_ADD,		/* add_condition */
	SIGMA_PIPE_LOGSOURCE,	/* change_logsource */
	SIGMA_PIPE_HOLDERS,	/* value_placeholders */
	SIGMA_PIPE_FIRST	/* x-first_present, ours */
};

enum sigma_pipe_cond_kind {
	SIGMA_PIPE_IF_LOGSOURCE,	/* Of a rule. */
	SIGMA_PIPE_IF_CONTAINS,
	SIGMA_PIPE_IF_INCLUDE,		/* Of a field. */
	SIGMA_PIPE_IF_EXCLUDE
};

struct sigma_pipe_cond {
	enum sigma_pipe_cond_kind kind;
	const struct yaml_node	*product, *category, *service;
	const struct yaml_node	*fields;	/* One, or a list. */
};

/** Conditions of one kind, together. */
struct sigma_pipe_conds {
	struct sigma_pipe_cond	*cond;
	size_t			 n;
	bool			 any, negated;
};

struct sigma_pipe_step {
	enum sigma_pipe_kind	 kind;
	int64_t			 priority;
	size_t			 order;		/* Among equals. */
	const char		*file;
	const struct yaml_node	*node;		/* The whole of it. */
	const struct yaml_node	*map;		/* mapping, conditions, */
						/* templates */
	struct span		 prefix;
	bool			 negated;	/* ADD */
	const struct yaml_node	*product, *category, *service;
	const struct yaml_node	*include, *exclude;	/* HOLDERS */
	struct sigma_pipe_conds	 rule, field;
};

/** All pipelines; all zero is none. */
struct sigma_pipe {
	struct sigma_pipe_step	*step;		/* Owned. */
	size_t			 n, cap;
	const struct yaml_node	**vars;		/* Owned; later ones win. */
	size_t			 vars_n, vars_cap;
};

/**
 * sigma_pipe_read(ld, pipe): Read the pipelines of the setup.  False: one
 * was refused, with notes, or memory was short; then no rule can be loaded
 * as it is meant.
 */
bool sigma_pipe_read(struct load *, struct sigma_pipe *);
void sigma_pipe_release(struct sigma_pipe *);

/** sigma_pipe_lists(node, text): Is ${text} the scalar, or one of the list? */
bool sigma_pipe_lists(const struct yaml_node *, struct span);

#endif
