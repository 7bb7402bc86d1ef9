/* SPDX-License-Identifier: Apache-2.0 */
/* A table from text to a number. */
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"

#define CAP_LEAST	16

struct map_slot {
	uint32_t	tag;		/* High half of the hash. */
	uint32_t	value1;		/* Value + 1; 0 is free. */
};

void
map_init(struct map *m, map_key_fn *key, const void *owner)
{

	map_init_hashed(m, key, hash_64, owner);
}

void
map_init_hashed(struct map *m, map_key_fn *key, map_hash_fn *hash,
    const void *owner)
{

	*m = (struct map){ .key = key, .hash = hash, .owner = owner };
}

/* The slot of ${key}, or the free one where it would go. */
static size_t
seek(const struct map *m, struct span key, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t at = hash & (m->cap - 1);

	while (m->slot[at].value1 != 0) {
		if (m->slot[at].tag == tag &&
		    span_eq(m->key(m->owner, m->slot[at].value1 - 1), key))
			break;
		at = (at + 1) & (m->cap - 1);
	}
	return (at);
}

uint32_t
map_get_hashed(const struct map *m, struct span key, uint64_t hash)
{

	if (m->cap == 0)
		return (MAP_NONE);
	/* A free slot holds 0, which becomes MAP_NONE. */
	return (m->slot[seek(m, key, hash)].value1 - 1);
}

uint32_t
map_get(const struct map *m, struct span key)
{

	return (map_get_hashed(m, key, m->hash(key)));
}

uint32_t
map_like(const struct map *m, uint64_t hash, size_t *probe)
{
	const struct map_slot *slot;

	if (m->cap == 0)
		return (MAP_NONE);
	do
		slot = &m->slot[(hash + (*probe)++) & (m->cap - 1)];
	while (slot->value1 != 0 && slot->tag != (uint32_t)(hash >> 32));
	return (slot->value1 - 1);
}

static rc
grow(struct map *m)
{
	size_t cap = m->cap > 0 ? m->cap * 2 : CAP_LEAST;
	struct map_slot *old = m->slot, *slot;
	size_t n = m->cap;

	if ((slot = mem_array(cap, sizeof(*slot))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < n; i++) {
		size_t at;

		if (old[i].value1 == 0)
			continue;
		at = m->hash(m->key(m->owner, old[i].value1 - 1)) & (cap - 1);
		while (slot[at].value1 != 0)
			at = (at + 1) & (cap - 1);
		slot[at] = old[i];
	}
	mem_free(old);
	m->slot = slot;
	m->cap = cap;
	return (RC_OK);
}

rc
map_put(struct map *m, struct span key, uint32_t value)
{
	uint64_t hash = m->hash(key);
	size_t at;
	rc r;

	/* At most 7/8 full. */
	if ((m->n + 1) * 8 > m->cap * 7 && (r = grow(m)) != RC_OK)
		return (r);
	at = seek(m, key, hash);
	BUG_IF(m->slot[at].value1 != 0);
	m->slot[at] = (struct map_slot){ (uint32_t)(hash >> 32), value + 1 };
	m->n++;
	return (RC_OK);
}

void
map_drop(struct map *m, struct span key)
{
	size_t at, next, home;

	if (m->cap == 0)
		return;
	at = seek(m, key, m->hash(key));
	if (m->slot[at].value1 == 0)
		return;

	/* Close the gap: move back what would no longer be found. */
	for (next = (at + 1) & (m->cap - 1); m->slot[next].value1 != 0;
	    next = (next + 1) & (m->cap - 1)) {
		home = m->hash(m->key(m->owner, m->slot[next].value1 - 1)) &
		    (m->cap - 1);
		if (((next - home) & (m->cap - 1)) <
		    ((next - at) & (m->cap - 1)))
			continue;
		m->slot[at] = m->slot[next];
		at = next;
	}
	m->slot[at].value1 = 0;
	m->n--;
}

void
map_prefetch(const struct map *m, uint64_t hash)
{

	if (m->cap > 0)
		__builtin_prefetch(&m->slot[hash & (m->cap - 1)]);
}

size_t
map_bytes(const struct map *m)
{

	return (m->cap * sizeof(struct map_slot));
}

void
map_release(struct map *m)
{

	mem_free(m->slot);
	m->slot = NULL;
	m->cap = m->n = 0;
}
