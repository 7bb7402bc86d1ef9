/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of a correlation. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/ts.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_track.h"

#define SWEEP		2		/* Looked at for each new group. */
#define EVICT_PART	32		/* Of a quota go at once. */

static struct span
group_key(const void *owner, uint32_t at)
{
	const struct track *tr = owner;

	return ((struct span){ tr->group[at]->key, tr->group[at]->key_n });
}

void
sigma_track_init(struct track *tr)
{

	map_init(&tr->by_key, group_key, tr);
}

const struct value *
sigma_track_value(const struct offer *o, struct corr_source src)
{
	static const struct value absent = { .type = VALUE_ABSENT };

	if (src.from_group)
		return (o->inner != NULL ? &o->inner->value[src.at] : &absent);
	return (o->slot != NULL ? &o->slot[src.at] : &absent);
}

/* Length before text, so that no two keys run together. */
static void
put(struct buf *out, struct span s)
{
	uint32_t n = (uint32_t)s.n;

	buf_put(out, (struct span){ (const char *)&n, sizeof(n) });
	buf_put(out, s);
}

bool
sigma_track_put(struct buf *out, const struct value *v)
{
	struct numeric num;
	struct buf b = { 0 };
	char t[TS_TEXT];

	switch ((enum value_type)v->type) {
	case VALUE_TEXT:
		put(out, value_text(v));
		return (true);
	case VALUE_BOOL:
		put(out, v->yes ? SPAN("true") : SPAN("false"));
		return (true);
	case VALUE_TIME:
		ts_text(v->i, t);
		put(out, (struct span){ t, TS_TEXT });
		return (true);
	case VALUE_INT:
	case VALUE_NUM:
		if (numeric_value(v, &num))
			numeric_text(num, &b);
		put(out, buf_span(&b));
		out->failed |= b.failed;
		buf_release(&b);
		return (true);
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP:
		break;
	}
	return (false);
}

bool
sigma_track_key(struct sigma_windows *w, struct track *tr, unsigned ref,
    const struct offer *o)
{
	const struct corr *c = tr->c;

	buf_clear(&w->key);
	buf_put(&w->key, (struct span){ (const char *)&o->tenant,
	    sizeof(o->tenant) });
	for (size_t i = 0; i < c->keys; i++) {
		if (!sigma_track_put(&w->key, sigma_track_value(o,
		    c->ref[ref].key[i])))
			return (false);
	}
	return (true);
}

static void
group_free(struct sigma_windows *w, struct group *g)
{

	if (g == NULL)
		return;
	sigma_group_empty(w, g);
	for (size_t i = 0; i < g->vals; i++)
		mem_free(g->val[i].p);
	w->bytes -= sizeof(*g) + g->key_n + g->cap * sizeof(*g->e);
	map_release(&g->by_val);
	mem_free(g->val);
	mem_free(g->rule_in);
	mem_free(g->e);
	mem_free(g->value);
	mem_free(g->key);
	mem_free(g);
}

/* Take the group out of all tables. */
static void
retire(struct sigma_windows *w, struct track *tr, struct group *g)
{
	struct part *p = &tr->part[g->part];
	uint32_t last = p->place[--p->n];

	p->place[g->in_part] = last;
	tr->group[last]->in_part = g->in_part;
	map_drop(&tr->by_key, (struct span){ g->key, g->key_n });
	tr->used[g->tenant][g->part]--;
	tr->counts.open -= g->waiting;
	tr->group[g->place] = NULL;
	tr->gen[g->place]++;
	/* Room was made when the place was. */
	tr->free[tr->frees++] = g->place;
	group_free(w, g);
}

static int64_t
newest(const struct group *g)
{

	return (g->n > g->head ? g->e[g->n - 1].te : INT64_MIN);
}

/* Nothing that it holds can meet an event that is still in time. */
static bool
is_dead(const struct group *g, int64_t mark)
{
	const struct corr *c = g->track->c;

	return (g->waiting == 0 && (g->head == g->n || (mark != INT64_MIN &&
	    newest(g) <= mark - c->late_ms - c->span_ms)));
}

static void
sweep(struct sigma_windows *w, struct track *tr, struct part *p, int64_t mark)
{

	for (int i = 0; i < SWEEP && p->n > 0; i++) {
		struct group *g;

		p->hand = p->hand < p->n ? p->hand : 0;
		g = tr->group[p->place[p->hand]];
		if (is_dead(g, mark))
			retire(w, tr, g);
		else
			p->hand++;
	}
}

/* One that may have to go. */
struct victim {
	struct group	*g;
	size_t		 progress;
	int64_t		 newest;
};

/* Least progress first, then nearest to expiry; keys make it total. */
static int
by_worth(const void *a, const void *b)
{
	const struct victim *x = a, *y = b;

	if (x->progress != y->progress)
		return (x->progress < y->progress ? -1 : 1);
	if (x->newest != y->newest)
		return (x->newest < y->newest ? -1 : 1);
	return (span_cmp((struct span){ x->g->key, x->g->key_n },
	    (struct span){ y->g->key, y->g->key_n }));
}

/* Make room in the tenant's share of a partition. */
static rc
evict(struct sigma_windows *w, struct track *tr, struct part *p,
    uint32_t tenant, int64_t mark)
{
	struct victim *v = mem_array(p->n, sizeof(*v));
	size_t n = 0, go = w->quota / EVICT_PART + 1;

	if (v == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < p->n; i++) {
		struct group *g = tr->group[p->place[i]];

		if (g->tenant != tenant)
			continue;
		v[n].g = g;
		v[n].newest = newest(g);
		v[n++].progress = tr->c->type == CORR_VALUE_COUNT ||
		    tr->c->type == CORR_TEMPORAL ? g->distinct : g->hi - g->lo;
	}
	qsort(v, n, sizeof(*v), by_worth);
	for (size_t i = 0; i < n && i < go; i++) {
		if (!is_dead(v[i].g, mark))
			tr->counts.evicted++;
		retire(w, tr, v[i].g);
	}
	mem_free(v);
	return (RC_OK);
}

/* Copies of the group-by values, texts pointing into the key. */
static bool
values_copy(struct group *g, const struct corr *c, unsigned ref,
    const struct offer *o)
{
	size_t at = sizeof(uint32_t);

	if (c->keys == 0)
		return (true);
	if ((g->value = mem_array(c->keys, sizeof(*g->value))) == NULL)
		return (false);
	for (size_t i = 0; i < c->keys; i++) {
		uint32_t n;

		g->value[i] = *sigma_track_value(o, c->ref[ref].key[i]);
		memcpy(&n, g->key + at, sizeof(n));
		if (g->value[i].type == VALUE_TEXT)
			g->value[i].p = g->key + at + sizeof(n);
		at += sizeof(n) + n;
	}
	return (true);
}

static struct group *
group_new(struct sigma_windows *w, struct track *tr, unsigned ref,
    const struct offer *o)
{
	struct group *g = mem_new(sizeof(*g));

	if (g == NULL)
		return (NULL);
	g->track = tr;
	g->tenant = o->tenant;
	g->val_free = UINT32_MAX;
	g->key_n = w->key.n;
	w->bytes += sizeof(*g) + g->key_n;
	if ((g->key = mem_copy(buf_span(&w->key))) == NULL ||
	    !values_copy(g, tr->c, ref, o) ||
	    (tr->c->type == CORR_TEMPORAL && (g->rule_in =
	    mem_array(tr->c->refs, sizeof(uint32_t))) == NULL)) {
		group_free(w, g);
		return (NULL);
	}
	return (g);
}

/* A free place in the tables, all of which have room for it. */
static rc
place_new(struct track *tr, uint32_t tenant, struct part *p, uint32_t *ret)
{

	while (tr->used_n <= tenant) {
		if (!mem_room(&tr->used, tr->used_n, &tr->used_cap,
		    sizeof(uint32_t *)) || (tr->used[tr->used_n] =
		    mem_array(WINDOWS_PARTS, sizeof(uint32_t))) == NULL)
			return (RC_NOMEM);
		tr->used_n++;
	}
	if (!mem_room(&p->place, p->n, &p->cap, sizeof(uint32_t)))
		return (RC_NOMEM);
	if (tr->frees > 0) {
		*ret = tr->free[--tr->frees];
		return (RC_OK);
	}
	/* Every place can become free: keep room for all of them there. */
	if (!mem_room(&tr->group, tr->groups, &tr->group_cap,
	    sizeof(void *)) || !mem_room(&tr->gen, tr->groups, &tr->gen_cap,
	    sizeof(uint32_t)) || !mem_room(&tr->free, tr->groups,
	    &tr->free_cap, sizeof(uint32_t)))
		return (RC_NOMEM);
	tr->gen[tr->groups] = 0;
	*ret = (uint32_t)tr->groups++;
	return (RC_OK);
}

rc
sigma_track_group(struct sigma_windows *w, struct track *tr, unsigned ref,
    const struct offer *o, struct group **ret)
{
	uint64_t hash = hash_64(buf_span(&w->key));
	uint32_t at = map_get_hashed(&tr->by_key, buf_span(&w->key), hash);
	struct part *p = &tr->part[hash % WINDOWS_PARTS];
	struct group *g;
	rc r;

	if (at != MAP_NONE) {
		*ret = tr->group[at];
		return (RC_OK);
	}
	sweep(w, tr, p, o->mark);
	if (tr->used_n > o->tenant &&
	    tr->used[o->tenant][hash % WINDOWS_PARTS] >= w->quota &&
	    (r = evict(w, tr, p, o->tenant, o->mark)) != RC_OK)
		return (r);
	if ((g = group_new(w, tr, ref, o)) == NULL)
		return (RC_NOMEM);
	if (place_new(tr, o->tenant, p, &at) != RC_OK) {
		group_free(w, g);
		return (RC_NOMEM);
	}
	tr->group[at] = g;
	if (map_put(&tr->by_key, buf_span(&w->key), at) != RC_OK) {
		tr->group[at] = NULL;
		tr->free[tr->frees++] = at;
		group_free(w, g);
		return (RC_NOMEM);
	}
	g->place = at;
	g->part = (uint32_t)(hash % WINDOWS_PARTS);
	g->in_part = (uint32_t)p->n;
	p->place[p->n++] = at;
	tr->used[o->tenant][g->part]++;
	*ret = g;
	return (RC_OK);
}

void
sigma_track_release(struct sigma_windows *w, struct track *tr)
{

	for (size_t i = 0; i < tr->groups; i++)
		group_free(w, tr->group[i]);
	for (size_t i = 0; i < tr->used_n; i++)
		mem_free(tr->used[i]);
	for (size_t i = 0; i < WINDOWS_PARTS; i++)
		mem_free(tr->part[i].place);
	map_release(&tr->by_key);
	mem_free(tr->used);
	mem_free(tr->free);
	mem_free(tr->gen);
	mem_free(tr->group);
}
