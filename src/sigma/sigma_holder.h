/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Placeholders: %name% in a value with the modifier "expand".  What they
 * stand for comes from texts of the setup, then from pipelines.
 */
#ifndef SIGMA_SIGMA_HOLDER_H
#define SIGMA_SIGMA_HOLDER_H

#include "sigma/sigma_pipe.h"

/** All texts of placeholders; all zero is none. */
struct sigma_holder {
	struct sigma_holder_text {
		const struct yaml_node	*map;	/* Name -> value or list. */
		const char		*file;
	}			*text;	/* Owned. */
	size_t			 n, cap;
};

/**
 * sigma_holder_read(ld, holder): Read the texts of placeholders.  False: one
 * was refused, with notes, or memory was short.
 */
bool sigma_holder_read(struct load *, struct sigma_holder *);
void sigma_holder_release(struct sigma_holder *);

/**
 * sigma_holder_fill(ld, node, ret, n, any): Make of the value ${node} its
 * ${n} values with all placeholders filled, as nodes in the set's arena; set
 * ${any} if there was one.  False: refused, or memory was short.
 */
bool sigma_holder_fill(struct load *, const struct yaml_node *,
    struct yaml_node **, size_t *, bool *any);

#endif
