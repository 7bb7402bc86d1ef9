/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the files that come with the program are: mappings, rules.
 *
 *	$VEDETTE_DATA/FOLDER, then (where the build put it) DATADIR/FOLDER
 */
#ifndef SYS_DATADIR_H
#define SYS_DATADIR_H

#include "base/buf.h"
#include "base/rc.h"

/**
 * datadir_find(folder, name, end, out, e):
 * Put the path of the file ${name}${end} of ${folder} ("mappings") in ${out}.
 * A ${name} with a '/' or which ends in ${end} already is a path and taken
 * as it is.  Return RC_OK; RC_NOTFOUND, with ${e} naming the places looked
 * at; or RC_NOMEM.
 */
rc datadir_find(const char *, const char *, const char *, struct buf *,
    struct err *) MUST_USE;

/** datadir_name_fn(ctx, name): One file of a folder, without its end. */
typedef rc datadir_name_fn(void *, const char *);

/**
 * datadir_each(folder, end, fn, ctx, e):
 * Call ${fn} for each file of ${folder} with this end, sorted by name, one
 * that occurs twice once.  Return RC_OK, RC_NOMEM, RC_NOTFOUND (no such
 * folder anywhere) or the first result of ${fn} that is not RC_OK.
 */
rc datadir_each(const char *, const char *, datadir_name_fn *, void *,
    struct err *) MUST_USE;

/**
 * datadir_hint(folder, end, given, e):
 * Add to ${e} the name in ${folder} that is nearest to ${given}, if one is.
 */
void datadir_hint(const char *, const char *, const char *, struct err *);

/**
 * datadir_read(path, most, out, e):
 * Append the file's whole content, at most ${most} bytes, to ${out}.  Return
 * RC_OK, RC_NOTFOUND, RC_DENIED, RC_LIMIT, RC_IO or RC_NOMEM.
 */
rc datadir_read(const char *, size_t, struct buf *, struct err *) MUST_USE;

#endif
