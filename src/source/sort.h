/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines in order of time, however many: sorted runs in a spool, merged.
 *
 *	add -> [ budget: records | their places ] -> run, run, run ... (spool)
 *	                                               \   |   /
 *	next <------------------------------------------ heap
 */
#ifndef SOURCE_SORT_H
#define SOURCE_SORT_H

#include "base/rc.h"
#include "base/span.h"

#define SORT_BUDGET	((size_t)256 << 20)	/* Bytes, unless told. */
#define SORT_LINE_MAX	((size_t)65536)		/* Bytes of one record. */

struct sort;

/**
 * sort_new(budget, dir, ret, e):
 * A sorter that keeps at most about ${budget} bytes (0: SORT_BUDGET; at
 * least 1 MiB) in memory and the rest in a nameless file in ${dir} (NULL:
 * $TMPDIR, else /var/tmp), which is made when it is needed.  Store it in
 * ${ret} and return RC_OK, or RC_NOMEM with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with sort_free().
 * Copies:   ${dir}.
 */
rc sort_new(size_t, const char *, struct sort **, struct err *) MUST_USE;

/**
 * sort_add(so, key, tag, line, e):
 * Add a record; ${key} is the time in ms, ${tag} anything to be given back.
 * Return RC_OK, RC_LIMIT (over SORT_LINE_MAX), RC_NOMEM or RC_IO.  Not to be
 * called after sort_next().
 */
rc sort_add(struct sort *, int64_t, uint64_t, struct span, struct err *)
    MUST_USE;

/**
 * sort_next(so, key, tag, line, e):
 * Give the records back by ${key}, equal keys in the order they were added.
 * Return RC_OK; RC_NOTFOUND behind the last; RC_NOMEM or RC_IO.
 *
 * Borrows:  ${line} lives until the next call.
 */
rc sort_next(struct sort *, int64_t *, uint64_t *, struct span *,
    struct err *) MUST_USE;

/** sort_free(so): NULL is fine. */
void sort_free(struct sort *);

#endif
