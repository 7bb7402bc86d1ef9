/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of one text's objects. */
#include "base/hash.h"
#include "base/json_seen.h"
#include "base/mem.h"

#define CAP_LEAST	64		/* A line has few keys unknown to us. */

struct json_seen_key {
	struct span	key;		/* Borrowed. */
	uint64_t	hash;		/* Of key and object. */
	uint32_t	object;		/* At most since: free. */
};

void
json_seen_begin(struct json_seen *set, uint32_t serial)
{

	/* Numbers began anew: old ones would look like new ones. */
	if (serial < set->since && set->cap > 0)
		memset(set->key, 0, set->cap * sizeof(*set->key));
	set->since = serial;
	set->n = 0;
}

/* The place of ${want}, or the free one where it would go. */
static struct json_seen_key *
seek(struct json_seen_key *table, size_t cap, uint32_t since,
    const struct json_seen_key *want)
{
	size_t at = want->hash & (cap - 1);

	while (table[at].object > since) {
		if (table[at].hash == want->hash &&
		    table[at].object == want->object &&
		    span_eq(table[at].key, want->key))
			break;
		at = (at + 1) & (cap - 1);
	}
	return (&table[at]);
}

static rc
grow(struct json_seen *set)
{
	size_t cap = set->cap > 0 ? set->cap * 2 : CAP_LEAST;
	struct json_seen_key *key = mem_array(cap, sizeof(*key));

	if (key == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < set->cap; i++)
		if (set->key[i].object > set->since)
			*seek(key, cap, set->since, &set->key[i]) =
			    set->key[i];
	mem_free(set->key);
	set->key = key;
	set->cap = cap;
	return (RC_OK);
}

rc
json_seen_add(struct json_seen *set, uint32_t object, struct span key,
    uint64_t hash)
{
	struct json_seen_key want = { key, hash_mix(hash, object), object };
	struct json_seen_key *at;
	rc r;

	/* At most half full. */
	if (set->n >= set->cap / 2 && (r = grow(set)) != RC_OK)
		return (r);
	at = seek(set->key, set->cap, set->since, &want);
	if (at->object > set->since)
		return (RC_CONFLICT);
	*at = want;
	set->n++;
	return (RC_OK);
}

void
json_seen_release(struct json_seen *set)
{

	mem_free(set->key);
	*set = (struct json_seen){ 0 };
}
