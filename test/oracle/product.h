/* SPDX-License-Identifier: Apache-2.0 */
/* A case through the product: its loader, matcher and windows. */
#ifndef ORACLE_PRODUCT_H
#define ORACLE_PRODUCT_H

#include "base/buf.h"
#include "oracle/case.h"
#include "oracle/windows.h"

/** How to run it. */
struct product_how {
	unsigned	shards;		/* At least 1. */
	size_t		batch;		/* Events at a time, at least 1. */
	bool		threads;	/* One a shard; else one for all. */
	enum o_firing	firing;
	bool		lines;		/* As JSON lines, the plain way. */
	bool		native;		/* As events: alerts. */
};

/**
 * product_run(c, how, ret, notes):
 * Load the rules of ${c}, run its journal, and store what was told in
 * ${ret}.  Return false if a document was refused or memory is short; then
 * what the loader said is appended to ${notes}, which may be NULL.
 */
bool product_run(const struct o_case *, const struct product_how *,
    struct o_result *, struct buf *notes);

/** product_loads(yaml): Does the loader take all of these documents? */
bool product_loads(const char *);

#endif
