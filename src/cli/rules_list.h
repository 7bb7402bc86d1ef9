/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a set, one line each, and which of them only feed others. */
#ifndef CLI_RULES_LIST_H
#define CLI_RULES_LIST_H

#include "sigma/sigma.h"

/** The name of what stands in a slot. */
typedef struct span rules_list_name(const void *ctx, unsigned slot);

/**
 * rules_list(s, name, ctx, json, out, e):
 * Append the loaded rules of ${s} by file and line, for a person or as JSON;
 * ${name} tells what they read.  Return RC_OK or RC_NOMEM.
 */
rc rules_list(const struct sigma *, rules_list_name *, const void *, bool,
    struct buf *, struct err *) MUST_USE;

#endif
