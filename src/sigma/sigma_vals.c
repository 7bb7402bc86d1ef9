/* SPDX-License-Identifier: Apache-2.0 */
/* The distinct values of a group. */
#include "base/hash.h"
#include "sigma/sigma_vals.h"

static uint32_t
home(const struct vals *v, uint32_t hash)
{

	return ((uint32_t)((uint64_t)hash * v->cap >> 32));
}

static uint32_t
next_slot(const struct vals *v, uint32_t at)
{

	return (at + 1 < v->cap ? at + 1 : 0);
}

static void
put(struct vals *v, struct val *val)
{
	uint32_t at = home(v, val->hash);

	while (v->slot[at] != NULL)
		at = next_slot(v, at);
	v->slot[at] = val;
}

/* At most 3/4 full, grown to twice the size. */
static rc
room(struct vals *v, struct pool *pool)
{
	uint32_t cap = v->cap > 0 ? v->cap * 2 : 4;
	struct vals old = *v;

	if (v->n < v->cap - v->cap / 4)
		return (RC_OK);
	v->slot = pool_take(pool, cap * sizeof(struct val *));
	if (v->slot == NULL) {
		*v = old;
		return (RC_NOMEM);
	}
	memset((void *)v->slot, 0, cap * sizeof(struct val *));
	v->cap = cap;
	for (uint32_t i = 0; i < old.cap; i++) {
		if (old.slot[i] != NULL)
			put(v, old.slot[i]);
	}
	pool_give(pool, (void *)old.slot, old.cap * sizeof(struct val *));
	return (RC_OK);
}

rc
sigma_vals_get(struct vals *v, struct pool *pool, struct span s,
    struct val **ret)
{
	uint32_t hash = (uint32_t)(hash_64(s) >> 32), at;
	struct val *val;

	if (v->cap > 0) {
		for (at = home(v, hash); v->slot[at] != NULL;
		    at = next_slot(v, at)) {
			val = v->slot[at];
			if (val->hash == hash && val->n == s.n &&
			    memcmp(val->p, s.p, s.n) == 0) {
				*ret = val;
				return (RC_OK);
			}
		}
	}
	if (room(v, pool) != RC_OK ||
	    (val = pool_take(pool, sizeof(*val) + s.n)) == NULL)
		return (RC_NOMEM);
	*val = (struct val){ .hash = hash, .n = (uint32_t)s.n };
	memcpy(val->p, s.p, s.n);
	put(v, val);
	v->n++;
	*ret = val;
	return (RC_OK);
}

void
sigma_vals_unref(struct vals *v, struct pool *pool, struct val *val)
{
	uint32_t hole, i;

	if (--val->refs > 0)
		return;
	for (hole = home(v, val->hash); v->slot[hole] != val;)
		hole = next_slot(v, hole);
	for (i = next_slot(v, hole); v->slot[i] != NULL; i = next_slot(v, i)) {
		uint32_t want = home(v, v->slot[i]->hash);
		uint32_t far = i >= want ? i - want : i + v->cap - want;
		uint32_t gap = i >= hole ? i - hole : i + v->cap - hole;

		/* Those that stand where they want to stay there. */
		if (far < gap)
			continue;
		v->slot[hole] = v->slot[i];
		hole = i;
	}
	v->slot[hole] = NULL;
	v->n--;
	pool_give(pool, val, sizeof(*val) + val->n);
}

void
sigma_vals_release(struct vals *v, struct pool *pool)
{

	pool_give(pool, (void *)v->slot, v->cap * sizeof(struct val *));
	*v = (struct vals){ .slot = NULL };
}
