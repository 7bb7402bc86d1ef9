/* SPDX-License-Identifier: Apache-2.0 */
/* What the compilers of mappings and topics share; nobody else includes it. */
#ifndef SOURCE_MAPPING_LOAD_H
#define SOURCE_MAPPING_LOAD_H

#include "base/yaml.h"
#include "source/mapping_plan.h"

/** One run of the compiler. */
struct mapping_load {
	struct mapping			*m;
	const struct mapping_load_opts	*opts;
	unsigned			 errors;
	bool				 nomem;	/* Nothing else matters. */
	bool				 member;	/* Inside "each". */
	/* Nodes that wait until all keys were seen. */
	const struct yaml_node		*shared, *events;
	const struct yaml_node		*ref_at;	/* For the next ref. */
};

/** A key of a YAML mapping, and who takes its value into ${of}. */
struct mapping_load_key {
	const char	*name;
	void		(*take)(struct mapping_load *,
	    const struct yaml_node *, void *);
};

/** mapping_load_top_fn(L, root, of): Compile the document below ${root}. */
typedef void mapping_load_top_fn(struct mapping_load *,
    const struct yaml_node *, void *);

/**
 * mapping_load_document(L, text, fn, of):
 * Hand the one document of the YAML ${text} to ${fn}.  Return RC_OK; or
 * RC_MALFORMED: something was wrong, and told; or RC_NOMEM.
 */
rc mapping_load_document(struct mapping_load *, struct span,
    mapping_load_top_fn *, void *) MUST_USE;

/**
 * mapping_load_keys(L, map, keys, n, where, of):
 * Hand each entry of ${map} to its row of ${keys}; unknown keys and a node
 * that is no mapping are errors.  ${where} names the place.
 */
void mapping_load_keys(struct mapping_load *, const struct yaml_node *,
    const struct mapping_load_key *, size_t, const char *, void *);

/** mapping_load_wrong(L, node, ...): Something is wrong at ${node}. */
void mapping_load_wrong(struct mapping_load *, const struct yaml_node *,
    const char *, ...) PRINTF(3, 4);

/** mapping_load_take(L, n, size): Memory of the mapping; NULL: L->nomem. */
void *mapping_load_take(struct mapping_load *, size_t, size_t);

/** mapping_load_text(L, node): Its scalar, copied; empty and an error else. */
struct span mapping_load_text(struct mapping_load *, const struct yaml_node *);

/** mapping_load_bool(L, node): A true or false. */
bool mapping_load_bool(struct mapping_load *, const struct yaml_node *);

/** mapping_load_word(L, node, words): Which of ${words}, NULL ends; or 0. */
size_t mapping_load_word(struct mapping_load *, const struct yaml_node *,
    const char *const *);

/** mapping_load_texts(L, node, n): A list of scalars, or one; copied. */
struct span *mapping_load_texts(struct mapping_load *,
    const struct yaml_node *, size_t *);

/** mapping_load_scalar(L, node): Its value by the YAML core schema. */
struct value mapping_load_scalar(struct mapping_load *,
    const struct yaml_node *);

/** mapping_load_ref(L, node, path): The number of the cell ${path}. */
uint32_t mapping_load_ref(struct mapping_load *, const struct yaml_node *,
    struct span);

/** mapping_load_refs(L, node, n): The same for a list of paths, or one. */
uint32_t *mapping_load_refs(struct mapping_load *, const struct yaml_node *,
    size_t *);

#endif
