/* SPDX-License-Identifier: Apache-2.0 */
/* A DBC file into the table of what frames mean. */
#ifndef SOURCE_CANTABLE_DBC_H
#define SOURCE_CANTABLE_DBC_H

#include "source/cantable.h"

/** cantable_dbc_bad_fn(ctx, bad): What is wrong with a statement. */
typedef void cantable_dbc_bad_fn(void *, const struct dbc_bad *);

/**
 * cantable_dbc(t, text, fn, ctx):
 * Add the messages and signals of ${text}.  What is wrong is told to ${fn}
 * (t->bad) and left out, what is of no concern is counted (t->passed).
 * Signals whose name says what they are become that field.  Return RC_OK, or
 * RC_NOMEM with ${t} fit only to be freed.
 *
 * Copies:   what it needs of ${text}.
 */
rc cantable_dbc(struct cantable *, struct span, cantable_dbc_bad_fn *,
    void *) MUST_USE;

#endif
