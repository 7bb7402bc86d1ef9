/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: what rules and correlations have in common, and detections. */
#ifndef SIGMA_SIGMA_PARSE_H
#define SIGMA_SIGMA_PARSE_H

#include "sigma/rule.h"

/**
 * sigma_parse_text(ld, text): Add the documents of ${text} to the set; the
 * refused ones too, so that others can say what they refer to.
 */
void sigma_parse_text(struct load *, const struct sigma_text *);

/** sigma_parse_doc_fn(ld, root, ctx): One document; false: refused. */
typedef bool sigma_parse_doc_fn(struct load *, const struct yaml_node *,
    void *);

/**
 * sigma_parse_side(ld, text, fn, ctx): Give the documents of ${text}, which
 * holds no rules, to ${fn}.  False: one was refused, or memory was short.
 */
bool sigma_parse_side(struct load *, const struct sigma_text *,
    sigma_parse_doc_fn *, void *);

/** sigma_parse_span(node, ms): A timespan, number and one of s m h d w. */
bool sigma_parse_span(const struct yaml_node *, int64_t *);

#endif
