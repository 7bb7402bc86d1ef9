/* SPDX-License-Identifier: Apache-2.0 */
/* Event ids that were seen. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "engine/dedupe.h"

#define REMEMBER_MS	600000		/* At least ten minutes ... */
#define REMEMBER_IDS	1000000		/* ... and a million ids. */
#define CAP_LEAST	1024

/* A set of hashes, open addressing; 0 is free. */
struct generation {
	uint64_t	*slot;		/* Owned. */
	size_t		 cap, n;
	int64_t		 since;		/* Clock of its first id. */
};

struct dedupe {
	struct generation	young, old;
};

rc
dedupe_new(struct dedupe **ret)
{
	struct dedupe *d = mem_new(sizeof(*d));

	if (d == NULL)
		return (RC_NOMEM);
	*ret = d;
	return (RC_OK);
}

void
dedupe_free(struct dedupe *d)
{

	if (d == NULL)
		return;
	mem_free(d->young.slot);
	mem_free(d->old.slot);
	mem_free(d);
}

uint64_t
dedupe_hash(struct span tenant, struct span id)
{
	uint64_t hash = hash_seeded(id, hash_64(tenant));

	return (hash != 0 ? hash : 1);
}

void
dedupe_prefetch(const struct dedupe *d, uint64_t hash)
{

	if (d->young.cap > 0)
		__builtin_prefetch(&d->young.slot[hash & (d->young.cap - 1)]);
	if (d->old.cap > 0)
		__builtin_prefetch(&d->old.slot[hash & (d->old.cap - 1)]);
}

/* The place of ${hash}, or the free one where it would go. */
static size_t
seek(const struct generation *g, uint64_t hash)
{
	size_t at = hash & (g->cap - 1);

	while (g->slot[at] != 0 && g->slot[at] != hash)
		at = (at + 1) & (g->cap - 1);
	return (at);
}

static rc
grow(struct generation *g)
{
	struct generation next = { .cap = g->cap > 0 ? g->cap * 2 : CAP_LEAST,
	    .n = g->n, .since = g->since };

	if ((next.slot = mem_array(next.cap, sizeof(*next.slot))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < g->cap; i++)
		if (g->slot[i] != 0)
			next.slot[seek(&next, g->slot[i])] = g->slot[i];
	mem_free(g->slot);
	*g = next;
	return (RC_OK);
}

/* The young become the old; the old are forgotten. */
static void
turn(struct dedupe *d)
{
	struct generation spare = d->old;

	d->old = d->young;
	d->young = spare;
	if (spare.cap > 0)
		memset(spare.slot, 0, spare.cap * sizeof(*spare.slot));
	d->young.n = 0;
}

rc
dedupe_seen(struct dedupe *d, uint64_t hash, int64_t clock, bool *seen)
{
	struct generation *g = &d->young;
	size_t at;
	rc r;

	/* Turned first: what was young a moment ago is looked for, too. */
	if (g->n >= REMEMBER_IDS && clock - g->since >= REMEMBER_MS)
		turn(d);
	*seen = d->old.cap > 0 && d->old.slot[seek(&d->old, hash)] == hash;
	/* At most two thirds full. */
	if ((g->n + 1) * 3 > g->cap * 2 && (r = grow(g)) != RC_OK)
		return (r);
	at = seek(g, hash);
	if (g->slot[at] == hash) {
		*seen = true;
		return (RC_OK);
	}
	if (g->n++ == 0)
		g->since = clock;
	g->slot[at] = hash;
	return (RC_OK);
}

size_t
dedupe_bytes(const struct dedupe *d)
{

	return (sizeof(*d) +
	    (d->young.cap + d->old.cap) * sizeof(*d->young.slot));
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return ((x > y) - (x < y));
}

static void
save(const struct generation *g, struct buf *b)
{
	uint64_t *all = mem_array(g->n, sizeof(*all));
	size_t n = 0;

	if (all == NULL) {
		b->failed = true;
		return;
	}
	for (size_t i = 0; i < g->cap; i++)
		if (g->slot[i] != 0)
			all[n++] = g->slot[i];
	if (n > 1)
		qsort(all, n, sizeof(*all), by_value);
	pack_int(b, g->since);
	pack_uint(b, n);
	for (size_t i = 0; i < n; i++)
		pack_fixed(b, all[i]);
	mem_free(all);
}

void
dedupe_save(const struct dedupe *d, struct buf *b)
{

	save(&d->young, b);
	save(&d->old, b);
}

static rc
load(struct generation *g, struct cur *c)
{
	uint64_t last = 0, hash;
	size_t n;
	rc r;

	g->since = pack_get_int(c);
	n = pack_get_count(c, sizeof(hash));
	for (size_t i = 0; i < n; i++, last = hash) {
		hash = pack_get_fixed(c);
		if (hash <= last)
			return (RC_MALFORMED);
		if ((g->n + 1) * 3 > g->cap * 2 && (r = grow(g)) != RC_OK)
			return (r);
		g->slot[seek(g, hash)] = hash;
		g->n++;
	}
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

rc
dedupe_load(struct dedupe *d, struct cur *c, struct err *e)
{
	rc r = load(&d->young, c);

	if (r == RC_OK)
		r = load(&d->old, c);
	return (r == RC_OK ? r : rc_fail(e, r, c->at,
	    "loading the ids that were seen: %s", rc_text(r)));
}
