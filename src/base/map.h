/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table from text to a number, open addressing with linear probing.  It
 * keeps 8 bytes a slot and no keys: the owner tells the key of a number.
 *
 *	slot [ tag | value+1 ] ...      value -> owner's record -> key
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/rc.h"
#include "base/span.h"

#define MAP_NONE	UINT32_MAX

/** map_key_fn(owner, value): The key under which ${value} was put. */
typedef struct span map_key_fn(const void *, uint32_t);

/** A table in the caller's storage; set up with map_init(). */
struct map {
	struct map_slot	*slot;		/* Owned. */
	size_t		 cap;		/* Power of two, or 0. */
	size_t		 n;
	map_key_fn	*key;
	const void	*owner;		/* Borrowed. */
};

/** map_init(m, key, owner): An empty table; allocates nothing yet. */
void map_init(struct map *, map_key_fn *, const void *);

/** map_get(m, key): The number under ${key}, or MAP_NONE. */
uint32_t map_get(const struct map *, struct span);

/** map_get_hashed(m, key, hash): The same with hash_64(key) at hand. */
uint32_t map_get_hashed(const struct map *, struct span, uint64_t);

/**
 * map_put(m, key, value):
 * Put ${value} (below MAP_NONE) under ${key}, which must not be there yet.
 * Return RC_OK or RC_NOMEM.
 */
rc map_put(struct map *, struct span, uint32_t) MUST_USE;

/** map_drop(m, key): Take ${key} out; nothing happens if it is not there. */
void map_drop(struct map *, struct span);

/** map_prefetch(m, hash): Ask the cache for the slot of ${hash}. */
void map_prefetch(const struct map *, uint64_t);

/** map_bytes(m): Heap bytes that it holds. */
size_t map_bytes(const struct map *);

/** map_release(m): Give the memory back; empty and usable. */
void map_release(struct map *);

#endif
