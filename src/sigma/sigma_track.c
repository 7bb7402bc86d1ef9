/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of a correlation. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_track.h"

#define SWEEP		2		/* Slots looked at for a new group. */
#define EVICT_PART	32		/* Of a quota go at once. */
#define UNKNOWN_PART	4		/* ... may be of unknown entities. */
#define CELL_FIRST	8
#define PTR_BITS	48		/* Of a pointer; a tag is above. */
#define PTR_MASK	((UINT64_C(1) << PTR_BITS) - 1)

/* A slot is a pointer and the 16 high bits of the hash. */
static struct group *
slot_group(uint64_t slot)
{

	return ((struct group *)(uintptr_t)(slot & PTR_MASK));
}

static uint64_t
slot_of(struct group *g)
{
	uint64_t p = (uint64_t)(uintptr_t)g;

	BUG_IF((p & ~PTR_MASK) != 0);
	return (p | (uint64_t)(g->hash >> 16) << PTR_BITS);
}

/* Any capacity will do: the hash is scaled, not masked. */
static uint32_t
home(const struct cell *c, uint32_t hash)
{

	return ((uint32_t)((uint64_t)hash * c->cap >> 32));
}

static uint32_t
next_slot(const struct cell *c, uint32_t at)
{

	return (at + 1 < c->cap ? at + 1 : 0);
}

void
sigma_track_prefetch(const struct track *tr, uint64_t hash)
{
	const struct cell *c = &tr->cell[hash >> 56];

	if (c->cap > 0)
		__builtin_prefetch(&c->slot[home(c, (uint32_t)hash)]);
}

void
sigma_track_ahead(const struct track *tr, uint64_t hash)
{
	const struct cell *c = &tr->cell[hash >> 56];
	uint64_t slot;

	if (c->cap == 0 || (slot = c->slot[home(c, (uint32_t)hash)]) == 0)
		return;
	__builtin_prefetch(slot_group(slot));
	__builtin_prefetch((const char *)slot_group(slot) + 64);
}

/* The group that is probably meant, or NULL. */
static struct group *
probable(const struct track *tr, uint64_t hash)
{
	const struct cell *c = &tr->cell[hash >> 56];
	uint32_t low = (uint32_t)hash, at;

	if (c->cap == 0)
		return (NULL);
	for (at = home(c, low); c->slot[at] != 0; at = next_slot(c, at))
		if (c->slot[at] >> PTR_BITS == low >> 16)
			return (slot_group(c->slot[at]));
	return (NULL);
}

void
sigma_track_entries(const struct track *tr, uint64_t hash)
{
	const struct group *g = probable(tr, hash);

	if (g == NULL || g->cap == 0)
		return;
	__builtin_prefetch(windows_entry(tr, g, g->head));
	__builtin_prefetch(windows_entry(tr, g, g->lo));
	__builtin_prefetch(windows_entry(tr, g, g->n));
}

void
sigma_track_oldest(const struct track *tr, uint64_t hash)
{
	const struct group *g = probable(tr, hash);

	if (g != NULL && g->head < g->n)
		__builtin_prefetch(windows_entry(tr, g, g->head)->keep);
}

/* The tenant's share, made if it is not there; NULL: memory is short. */
static struct share *
share_of(struct shard *sh, struct cell *c, uint32_t tenant)
{
	uint32_t lo = 0, hi = c->shares;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (c->share[mid].tenant < tenant)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < c->shares && c->share[lo].tenant == tenant)
		return (&c->share[lo]);
	if (c->shares == c->share_cap) {
		uint32_t cap = c->share_cap * 2 + 1;
		struct share *p = pool_grow(&sh->pool, c->share,
		    c->share_cap * sizeof(*p), cap * sizeof(*p));

		if (p == NULL)
			return (NULL);
		c->share = p;
		c->share_cap = cap;
	}
	memmove(&c->share[lo + 1], &c->share[lo], (c->shares - lo) *
	    sizeof(*c->share));
	c->shares++;
	c->share[lo] = (struct share){ .tenant = tenant };
	return (&c->share[lo]);
}

/* Take the slot out and move those behind it that want to be nearer home. */
static void
slot_drop(struct cell *c, uint32_t at)
{
	uint32_t hole = at, i = at;

	for (;;) {
		uint32_t want, from_want, from_hole;

		i = next_slot(c, i);
		if (c->slot[i] == 0)
			break;
		want = home(c, slot_group(c->slot[i])->hash);
		from_want = i >= want ? i - want : i + c->cap - want;
		from_hole = i >= hole ? i - hole : i + c->cap - hole;
		if (from_want < from_hole)
			continue;
		c->slot[hole] = c->slot[i];
		hole = i;
	}
	c->slot[hole] = 0;
	c->n--;
}

static void
slot_put(struct cell *c, struct group *g)
{
	uint32_t at = home(c, g->hash);

	while (c->slot[at] != 0)
		at = next_slot(c, at);
	c->slot[at] = slot_of(g);
}

/* Room for one more: at most 7/8 full, grown by a half. */
static rc
cell_room(struct shard *sh, struct cell *c)
{
	uint32_t cap = c->cap > 0 ? c->cap + c->cap / 2 : CELL_FIRST;
	struct cell old = *c;

	if (c->n < c->cap - c->cap / 8)
		return (RC_OK);
	if ((c->slot = pool_take(&sh->pool, cap * sizeof(uint64_t))) == NULL) {
		*c = old;
		return (RC_NOMEM);
	}
	memset(c->slot, 0, cap * sizeof(uint64_t));
	c->cap = cap;
	c->hand = 0;
	for (uint32_t i = 0; i < old.cap; i++) {
		if (old.slot[i] != 0)
			slot_put(c, slot_group(old.slot[i]));
	}
	pool_give(&sh->pool, old.slot, old.cap * sizeof(uint64_t));
	return (RC_OK);
}

static size_t
group_bytes(const struct group *g)
{

	return (sizeof(*g) + g->key_n);
}

/* The slot of a group that is there. */
static uint32_t
slot_at(const struct cell *c, struct group *g)
{
	uint32_t at = home(c, g->hash);
	uint64_t want = slot_of(g);

	while (c->slot[at] != want)
		at = next_slot(c, at);
	return (at);
}

/* Take the group out of its cell; timers may still point to it. */
static void
retire(struct shard *sh, struct track *tr, struct cell *c, struct group *g)
{
	struct share *s = share_of(sh, c, g->tenant);

	slot_drop(c, slot_at(c, g));
	/* It has a share, or would not be here. */
	s->groups--;
	s->unknown -= g->unknown;
	sigma_group_release(sh, tr, g);
	if (g->waiting > 0)
		g->gone = 1;
	else
		pool_give(&sh->pool, g, group_bytes(g));
}

void
sigma_track_unwait(struct shard *sh, struct group *g)
{

	if (--g->waiting == 0 && g->gone)
		pool_give(&sh->pool, g, group_bytes(g));
}

void
sigma_track_known(struct track *tr, struct group *g)
{
	struct cell *c = &tr->cell[g->part];

	for (uint32_t i = 0; g->unknown && i < c->shares; i++) {
		if (c->share[i].tenant == g->tenant)
			c->share[i].unknown--;
	}
	g->unknown = 0;
}

static int64_t
newest(const struct track *tr, const struct group *g)
{

	return (g->n > g->head ? windows_entry(tr, g, g->n - 1)->te :
	    INT64_MIN);
}

/* Nothing that it holds can meet an event that is still in time. */
static bool
is_dead(const struct track *tr, const struct group *g, int64_t mark)
{
	int64_t keep = tr->c->late_ms + tr->c->keep_ms;

	return (g->waiting == 0 && (g->head == g->n ||
	    (mark > INT64_MIN + keep && newest(tr, g) <= mark - keep)));
}

/*
 * Make room bit by bit.  What is swept could be met by nothing, so when, and
 * whether, it goes changes no result.
 */
static void
sweep(struct shard *sh, struct track *tr, struct cell *c, uint32_t tenant,
    int64_t mark)
{

	for (int i = 0; i < SWEEP && c->n > 0; i++) {
		struct group *g;

		c->hand = c->hand < c->cap ? c->hand : 0;
		g = slot_group(c->slot[c->hand]);
		if (g != NULL && g->tenant == tenant && is_dead(tr, g, mark))
			retire(sh, tr, c, g);
		else
			c->hand++;
	}
}

/* One that may have to go. */
struct victim {
	struct group	*g;
	bool		 near;		/* Half way, or past a stage. */
	uint32_t	 progress;
	int64_t		 newest;
};

/* Who goes first is less; keys make the order total. */
static int
by_worth(const void *a, const void *b)
{
	const struct victim *x = a, *y = b;

	if (x->near != y->near)
		return (x->near ? 1 : -1);
	if (x->g->unknown != y->g->unknown)
		return (x->g->unknown ? -1 : 1);
	if (x->progress != y->progress)
		return (x->progress < y->progress ? -1 : 1);
	if (x->newest != y->newest)
		return (x->newest < y->newest ? -1 : 1);
	return (span_cmp((struct span){ x->g->key, x->g->key_n },
	    (struct span){ y->g->key, y->g->key_n }));
}

static struct victim
victim_of(const struct track *tr, struct group *g)
{
	struct victim v = { .g = g, .newest = newest(tr, g),
	    .progress = g->distinct };
	enum corr_type t = tr->c->type;

	if (t != CORR_VALUE_COUNT && t != CORR_TEMPORAL && t != CORR_ORDERED)
		v.progress = g->hi - g->lo;
	if (t == CORR_ABSENCE)
		v.progress = g->waiting;
	v.near = tr->need > 0 && 2 * (size_t)v.progress >= tr->need;
	if (t == CORR_TEMPORAL || t == CORR_ORDERED)
		v.near |= v.progress >= 2;
	return (v);
}

static rc
note_eviction(struct shard *sh, const struct track *tr,
    const struct input *in, size_t n)
{

	sh->counts[tr->number].evicted += n;
	if (!mem_room(&sh->evicted, sh->evictions, &sh->evicted_cap,
	    sizeof(*sh->evicted)))
		return (RC_NOMEM);
	sh->evicted[sh->evictions++] = (struct gone){ tr->number, in->tenant,
	    in->pos, in->now + WINDOWS_GRACE_MS, n };
	return (RC_OK);
}

/*
 * The tenant's share is used up: what is dead goes; if those alive alone are
 * too many, a part of them, the least worth first.
 */
static rc
evict(struct shard *sh, struct track *tr, struct cell *c,
    const struct input *in, bool unknown)
{
	size_t limit = sh->w->quota, n = 0, go;
	struct victim *v = mem_array(c->n, sizeof(*v));
	rc r = RC_OK;

	if (v == NULL)
		return (RC_NOMEM);
	if (unknown)
		limit = limit / UNKNOWN_PART + 1;
	for (uint32_t i = 0; i < c->cap;) {
		struct group *g = slot_group(c->slot[i]);

		if (g == NULL || g->tenant != in->tenant) {
			i++;
		} else if (is_dead(tr, g, in->mark)) {
			/* Another may have moved here. */
			retire(sh, tr, c, g);
		} else {
			i++;
		}
	}
	for (uint32_t i = 0; i < c->cap; i++) {
		struct group *g = slot_group(c->slot[i]);

		if (g != NULL && g->tenant == in->tenant &&
		    (!unknown || g->unknown))
			v[n++] = victim_of(tr, g);
	}
	go = n < limit ? 0 : n - limit + limit / EVICT_PART + 1;
	qsort(v, n, sizeof(*v), by_worth);
	for (size_t i = 0; i < go; i++)
		retire(sh, tr, c, v[i].g);
	if (go > 0)
		r = note_eviction(sh, tr, in, go);
	mem_free(v);
	return (r);
}

static struct group *
find(const struct cell *c, const struct input *in)
{
	uint32_t at, hash = (uint32_t)in->hash;
	uint64_t tag = hash >> 16;

	if (c->cap == 0)
		return (NULL);
	for (at = home(c, hash); c->slot[at] != 0; at = next_slot(c, at)) {
		struct group *g;

		if (c->slot[at] >> PTR_BITS != tag)
			continue;
		g = slot_group(c->slot[at]);
		if (g->hash == hash && g->tenant == in->tenant &&
		    g->key_n == in->key_n &&
		    memcmp(g->key, in->key, in->key_n) == 0)
			return (g);
	}
	return (NULL);
}

static struct group *
group_new(struct shard *sh, const struct track *tr, const struct input *in)
{
	struct group *g = pool_take(&sh->pool, sizeof(*g) + in->key_n);

	if (g == NULL)
		return (NULL);
	*g = (struct group){ .hash = (uint32_t)in->hash,
	    .tenant = in->tenant, .key_n = in->key_n & 0xffffffu,
	    .part = (uint8_t)(in->hash >> 56), .unknown = in->unknown };
	memcpy(g->key, in->key, in->key_n);
	if (tr->more > 0) {
		g->more = pool_take(&sh->pool, tr->more);
		if (g->more == NULL) {
			pool_give(&sh->pool, g, group_bytes(g));
			return (NULL);
		}
		memset((void *)g->more, 0, tr->more);
		if (tr->c->type == CORR_ABSENCE)
			g->more->open = INT64_MIN;
	}
	return (g);
}

/* A new group, which counts as the tenant's. */
static rc
enter(struct shard *sh, struct track *tr, const struct input *in,
    struct share *s, struct group **ret)
{
	struct cell *c = &tr->cell[in->hash >> 56];
	struct group *g;

	if (cell_room(sh, c) != RC_OK ||
	    (g = group_new(sh, tr, in)) == NULL)
		return (RC_NOMEM);
	slot_put(c, g);
	c->n++;
	s->groups++;
	s->unknown += g->unknown;
	*ret = g;
	return (RC_OK);
}

rc
sigma_track_group(struct shard *sh, struct track *tr, const struct input *in,
    struct group **ret)
{
	struct cell *c = &tr->cell[in->hash >> 56];
	struct share *s;
	struct group *g;
	rc r;

	if ((g = find(c, in)) != NULL) {
		if (g->unknown && !in->unknown)
			sigma_track_known(tr, g);
		*ret = g;
		return (RC_OK);
	}
	sweep(sh, tr, c, in->tenant, in->mark);
	if ((s = share_of(sh, c, in->tenant)) == NULL)
		return (RC_NOMEM);
	if (in->unknown && s->unknown > sh->w->quota / UNKNOWN_PART &&
	    (r = evict(sh, tr, c, in, true)) != RC_OK)
		return (r);
	if (s->groups >= sh->w->quota &&
	    (r = evict(sh, tr, c, in, false)) != RC_OK)
		return (r);
	return (enter(sh, tr, in, s, ret));
}

rc
sigma_track_put(struct shard *sh, struct track *tr, const struct input *in,
    struct group **ret)
{
	struct cell *c = &tr->cell[in->hash >> 56];
	struct share *s;

	if (find(c, in) != NULL)
		return (RC_CONFLICT);
	if ((s = share_of(sh, c, in->tenant)) == NULL)
		return (RC_NOMEM);
	return (enter(sh, tr, in, s, ret));
}

struct group *
sigma_track_next(const struct cell *c, uint32_t *at)
{

	while (*at < c->cap) {
		struct group *g = slot_group(c->slot[(*at)++]);

		if (g != NULL)
			return (g);
	}
	return (NULL);
}

uint64_t
sigma_track_sum(const struct track *tr,
    uint64_t (*fn)(const struct track *, const struct group *))
{
	uint64_t sum = 0;

	for (unsigned k = 0; k < WINDOWS_PARTS; k++) {
		const struct cell *c = &tr->cell[k];

		for (uint32_t i = 0; i < c->cap; i++) {
			if (c->slot[i] != 0)
				sum += fn(tr, slot_group(c->slot[i]));
		}
	}
	return (sum);
}

void
sigma_track_release(struct shard *sh, struct track *tr, struct cell *c)
{

	for (uint32_t i = 0; i < c->cap; i++) {
		struct group *g = slot_group(c->slot[i]);

		if (g != NULL)
			sigma_group_release(sh, tr, g);
	}
	pool_give(&sh->pool, c->slot, c->cap * sizeof(uint64_t));
	pool_give(&sh->pool, c->share, c->share_cap * sizeof(*c->share));
	*c = (struct cell){ .slot = NULL };
}
