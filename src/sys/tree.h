/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a folder and of those below it. */
#ifndef SYS_TREE_H
#define SYS_TREE_H

#include <stdbool.h>

#include "base/rc.h"

/** tree_fn(ctx, path): One file; the path begins as the caller gave it. */
typedef rc tree_fn(void *, const char *);

/**
 * tree_each(path, end, fn, ctx, e):
 * Call ${fn} for each file below the folder ${path} whose name ends in
 * ${end}, folder by folder in order of names; names that begin with a dot
 * are passed over, links are followed, but never in a circle.  A ${path} that
 * is a file itself is taken whatever its name.  Return RC_OK; RC_NOTFOUND,
 * RC_DENIED or RC_IO, with ${e} naming the place; RC_NOMEM; or the first
 * result of ${fn} that is not RC_OK.
 */
rc tree_each(const char *, const char *, tree_fn *, void *, struct err *)
    MUST_USE;

/** tree_is_file(path): Is there something at ${path} that is no folder? */
bool tree_is_file(const char *);

#endif
