/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event ids that were seen: two generations of 64-bit hashes.  When the
 * young one holds a million ids and spans ten minutes, it becomes the old
 * one; so an id is remembered for at least both.
 *
 *	young { id hashes } <- put      old { id hashes }   look in both
 */
#ifndef ENGINE_DEDUPE_H
#define ENGINE_DEDUPE_H

#include "base/pack.h"

struct dedupe;

/** dedupe_new(ret): An empty memory.  End it with dedupe_free(). */
rc dedupe_new(struct dedupe **) MUST_USE;
void dedupe_free(struct dedupe *);

/** dedupe_hash(tenant, id): The hash that the calls below take. */
uint64_t dedupe_hash(struct span, struct span);

/** dedupe_prefetch(d, hash): Ask the cache for what dedupe_seen() reads. */
void dedupe_prefetch(const struct dedupe *, uint64_t);

/**
 * dedupe_seen(d, hash, clock, seen):
 * Was the id seen before?  Store the answer, and remember the id at the
 * stream time ${clock}.  Two ids with one 64-bit hash count as the same
 * (about 1 in 10^13 per event).  Return RC_OK or RC_NOMEM.
 */
rc dedupe_seen(struct dedupe *, uint64_t, int64_t clock, bool *) MUST_USE;

/**
 * dedupe_save(d, b), dedupe_load(d, c, e): Write what is remembered, the same
 * bytes for the same ids; read it into ${d}, which is new.  Return RC_OK,
 * RC_MALFORMED or RC_NOMEM.
 */
void dedupe_save(const struct dedupe *, struct buf *);
rc dedupe_load(struct dedupe *, struct cur *, struct err *) MUST_USE;

/** dedupe_bytes(d): Heap bytes held. */
size_t dedupe_bytes(const struct dedupe *);

#endif
