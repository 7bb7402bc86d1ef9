/* SPDX-License-Identifier: Apache-2.0 */
/* Matches become episodes, one alert each. */
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "engine/episodes.h"

#define DAY_MS		INT64_C(86400000)

/* An episode is an alert and what decides whether it goes on. */
struct episode {
	struct alert	 alert;
	struct span	 key;		/* In the alert's arena. */
	int64_t		 last;		/* Newest match, ms. */
	uint64_t	 counted;	/* Highest position taken in. */
};

struct episodes {
	struct episode	**all;		/* Owned; in order of opening. */
	size_t		  n, cap;
	struct map	  open;		/* Key to place of the newest. */
	struct buf	  key;
	struct alert	**sorted;	/* Owned. */
};

static struct span
key_of(const void *owner, uint32_t at)
{
	const struct episodes *E = owner;

	return (E->all[at]->key);
}

rc
episodes_new(struct episodes **ret)
{
	struct episodes *E = mem_new(sizeof(*E));

	if (E == NULL)
		return (RC_NOMEM);
	map_init(&E->open, key_of, E);
	*ret = E;
	return (RC_OK);
}

void
episodes_free(struct episodes *E)
{

	if (E == NULL)
		return;
	for (size_t i = 0; i < E->n; i++) {
		alert_release(&E->all[i]->alert);
		mem_free(E->all[i]);
	}
	mem_free(E->all);
	mem_free(E->sorted);
	map_release(&E->open);
	buf_release(&E->key);
	mem_free(E);
}

/* Does the match at ${te} belong to the episode ${p}? */
static bool
goes_on(const struct episode *p, const struct episode_match *m)
{

	return (m->te <= p->last + m->rearm &&
	    m->te < p->alert.time + DAY_MS);
}

static struct span
kept(struct arena *a, struct span s, bool *failed)
{
	char *p = arena_copy(a, s);

	*failed |= p == NULL;
	return ((struct span){ p, s.n });
}

static rc
open_new(struct episodes *E, struct span k, const struct episode_match *m,
    struct episode **ret)
{
	struct episode *p;
	struct alert *a;
	bool failed = false;

	if (!mem_room(&E->all, E->n, &E->cap, sizeof(*E->all)) ||
	    (p = mem_new(sizeof(*p))) == NULL)
		return (RC_NOMEM);
	a = &p->alert;
	p->key = kept(&a->arena, k, &failed);
	a->tenant = kept(&a->arena, m->key.tenant, &failed);
	a->entity = kept(&a->arena, m->key.entity, &failed);
	failed |= alert_id(&m->key, m->te, m->decided->id, a->id) != RC_OK;
	if (failed) {
		arena_release(&a->arena);
		mem_free(p);
		return (RC_NOMEM);
	}
	a->time = m->te;
	a->rule = m->rule;
	a->base = m->base;
	a->kind = m->key.kind;
	a->decided = m->decided;
	a->decided->refs++;
	a->has_value = m->has_value;
	a->exact = m->exact;
	a->at_least = m->at_least;
	a->value = m->value;
	a->error = m->error;
	a->first_seen = a->last_seen = m->te;
	p->last = m->te;
	E->all[E->n] = p;
	*ret = p;
	return (RC_OK);
}

/* Count what the match brings that was not counted yet. */
static void
take_in(struct episode *p, const struct episode_match *m)
{
	struct alert *a = &p->alert;
	uint64_t highest = p->counted;

	for (size_t i = 0; i < m->window_n; i++) {
		struct alert_event *e = m->window[i];

		/* Positions begin at 1. */
		if (e->pos <= p->counted)
			continue;
		if (e->pos > highest)
			highest = e->pos;
		a->count++;
		if (e->te < a->first_seen)
			a->first_seen = e->te;
		if (e->te > a->last_seen)
			a->last_seen = e->te;
		alert_evidence(a, e);
	}
	p->counted = highest;
	if (m->te > p->last)
		p->last = m->te;
}

rc
episodes_add(struct episodes *E, const struct episode_match *m)
{
	struct episode *p;
	struct span k;
	uint32_t at;
	rc r;

	buf_clear(&E->key);
	alert_key(&m->key, &E->key);
	if (E->key.failed)
		return (RC_NOMEM);
	k = buf_span(&E->key);
	at = map_get(&E->open, k);
	if (at != MAP_NONE && goes_on(E->all[at], m)) {
		take_in(E->all[at], m);
		return (RC_OK);
	}
	if ((r = open_new(E, k, m, &p)) != RC_OK)
		return (r);
	/* The newest of a key is the one that goes on. */
	map_drop(&E->open, k);
	E->n++;
	take_in(p, m);
	return (map_put(&E->open, p->key, (uint32_t)(E->n - 1)));
}

static int
compare(const void *a, const void *b)
{
	struct alert *const *x = a, *const *y = b;

	return (alert_cmp(*x, *y));
}

struct alert *const *
episodes_sorted(struct episodes *E, size_t *n)
{

	*n = E->n;
	mem_free(E->sorted);
	E->sorted = NULL;
	if (E->n == 0 ||
	    (E->sorted = mem_array(E->n, sizeof(*E->sorted))) == NULL)
		return (NULL);
	for (size_t i = 0; i < E->n; i++)
		E->sorted[i] = &E->all[i]->alert;
	qsort(E->sorted, E->n, sizeof(*E->sorted), compare);
	return (E->sorted);
}
