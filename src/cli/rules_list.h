/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a set, one line each, and which of them only feed others. */
#ifndef CLI_RULES_LIST_H
#define CLI_RULES_LIST_H

#include "sigma/sigma.h"

/**
 * rules_list(s, of_slot, json, out, e):
 * Append the loaded rules of ${s} by file and line, for a person or as JSON;
 * ${of_slot} has the name of each slot.  Return RC_OK or RC_NOMEM.
 */
rc rules_list(const struct sigma *, const char *const *, bool, struct buf *,
    struct err *) MUST_USE;

#endif
