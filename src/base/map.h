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

/** map_hash_fn(key): The hash of a key; hash_64() if not said otherwise. */
typedef uint64_t map_hash_fn(struct span);

/** A table in the caller's storage; set up with map_init(). */
struct map {
	struct map_slot	*slot;		/* Owned. */
	size_t		 cap;		/* Power of two, or 0. */
	size_t		 n;
	map_key_fn	*key;
	map_hash_fn	*hash;
	const void	*owner;		/* Borrowed. */
};

/** map_init(m, key, owner): An empty table; allocates nothing yet. */
void map_init(struct map *, map_key_fn *, const void *);

/** map_init_hashed(m, key, hash, owner): The same with a hash of its own. */
void map_init_hashed(struct map *, map_key_fn *, map_hash_fn *, const void *);

/** map_get(m, key): The number under ${key}, or MAP_NONE. */
uint32_t map_get(const struct map *, struct span);

/** map_get_hashed(m, key, hash): The same with the key's hash at hand. */
uint32_t map_get_hashed(const struct map *, struct span, uint64_t);

/**
 * map_like(m, hash, probe):
 * Numbers whose keys may have the hash ${hash}, one a call, MAP_NONE at the
 * end; *${probe} begins at 0.  Who asks compares the keys.
 */
uint32_t map_like(const struct map *, uint64_t, size_t *);

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
