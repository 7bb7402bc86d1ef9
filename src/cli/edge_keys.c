/* SPDX-License-Identifier: Apache-2.0 */
/* Idempotency keys. */
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "cli/edge_keys.h"

struct entry {
	uint8_t			key[HASH_SHA256];	/* Digest. */
	uint64_t		body;			/* Its hash. */
	struct edge_keys_told	told;
	bool			used, done;
};

struct edge_keys {
	struct map	map;		/* Digest to place. */
	struct entry	entry[EDGE_KEYS];	/* A ring: */
	uint32_t	next;		/* the oldest goes first. */
};

static struct span
key_of(const void *owner, uint32_t at)
{
	const struct edge_keys *k = owner;

	return ((struct span){ (const char *)k->entry[at].key, HASH_SHA256 });
}

rc
edge_keys_new(struct edge_keys **ret)
{
	struct edge_keys *k = mem_new(sizeof(*k));

	if (k == NULL)
		return (RC_NOMEM);
	map_init(&k->map, key_of, k);
	*ret = k;
	return (RC_OK);
}

void
edge_keys_free(struct edge_keys *k)
{

	if (k == NULL)
		return;
	map_release(&k->map);
	mem_free(k);
}

static uint32_t
find(const struct edge_keys *k, struct span key, uint8_t digest[HASH_SHA256])
{

	hash_sha256(key, digest);
	return (map_get(&k->map, (struct span){ (const char *)digest,
	    HASH_SHA256 }));
}

static void
drop(struct edge_keys *k, struct entry *x)
{

	if (x->used)
		map_drop(&k->map, key_of(k, (uint32_t)(x - k->entry)));
	x->used = false;
}

enum edge_keys_fate
edge_keys_begin(struct edge_keys *k, struct span key, struct span body,
    struct edge_keys_told *told)
{
	uint8_t digest[HASH_SHA256];
	uint32_t at = find(k, key, digest);
	struct entry *x = &k->entry[at != MAP_NONE ? at : k->next];

	if (at != MAP_NONE) {
		if (x->body != hash_64(body))
			return (EDGE_KEYS_OTHER);
		*told = x->told;
		return (x->done ? EDGE_KEYS_DONE : EDGE_KEYS_AT_WORK);
	}
	drop(k, x);
	memcpy(x->key, digest, sizeof(digest));
	x->body = hash_64(body);
	x->done = false;
	/* Without memory it is as if it had been forgotten already. */
	x->used = map_put(&k->map, key_of(k, k->next), k->next) == RC_OK;
	k->next = (k->next + 1) % EDGE_KEYS;
	return (EDGE_KEYS_NEW);
}

void
edge_keys_end(struct edge_keys *k, struct span key,
    const struct edge_keys_told *told)
{
	uint8_t digest[HASH_SHA256];
	uint32_t at = find(k, key, digest);

	if (at == MAP_NONE)
		return;
	if (told == NULL) {
		drop(k, &k->entry[at]);
		return;
	}
	k->entry[at].told = *told;
	k->entry[at].done = true;
}
