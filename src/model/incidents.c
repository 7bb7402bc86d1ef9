/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts of one cause as one incident: who belongs to whom. */
#include "base/mem.h"
#include "model/incident_sum.h"
#include "model/incidents.h"

#define DAY_MS	INT64_C(86400000)

static struct span
entity_text(const void *owner, uint32_t i)
{
	const struct incidents *x = owner;

	return (x->entity[i].text);
}

static struct span
channel_pair(const void *owner, uint32_t i)
{
	const struct incidents *x = owner;

	return ((struct span){ (const char *)x->link[i].pair,
	    sizeof(x->link[i].pair) });
}

/* The number of the entity, known from now on; NONE beyond the bound. */
static rc
entity_of(struct incidents *x, const struct alert *a,
    const struct incident_key *k, uint32_t *ret)
{
	struct incident_entity e = { .kind = k->kind, .role = k->role,
	    .rank = k->rank, .newest = MAP_NONE };
	char *text;
	rc r;

	buf_clear(&x->text);
	buf_put(&x->text, a->tenant);
	buf_fmt(&x->text, "\n%s\n", k->kind);
	buf_put(&x->text, k->id);
	if (x->text.failed)
		return (RC_NOMEM);
	if ((*ret = map_get(&x->by_text, buf_span(&x->text))) != MAP_NONE)
		return (RC_OK);
	if (x->entities == INCIDENT_ENTITIES)
		return (RC_OK);
	if (!mem_room(&x->entity, x->entities, &x->entity_cap,
	    sizeof(*x->entity)) ||
	    (text = arena_copy(&x->arena, buf_span(&x->text))) == NULL)
		return (RC_NOMEM);
	e.text = (struct span){ text, x->text.n };
	e.id = span_from(e.text, x->text.n - k->id.n);
	*ret = (uint32_t)x->entities;
	x->entity[x->entities++] = e;
	if ((r = map_put(&x->by_text, e.text, *ret)) != RC_OK)
		x->entities--;
	return (r);
}

/* The group has this entity, in an alert more, or in its evidence only. */
static rc
touch(struct incidents *x, uint32_t group, uint32_t entity, bool deciding,
    bool about)
{
	struct incident_link l = { .pair = { group, entity } };
	uint32_t at;
	rc r;

	if (entity == MAP_NONE) {
		x->group[group].at_least = true;
		return (RC_OK);
	}
	at = map_get(&x->by_pair, (struct span){ (const char *)l.pair,
	    sizeof(l.pair) });
	if (at == MAP_NONE) {
		if (x->links == MAP_NONE || !mem_room(&x->link, x->links,
		    &x->link_cap, sizeof(*x->link)))
			return (RC_NOMEM);
		at = (uint32_t)x->links;
		x->link[x->links++] = l;
		if ((r = map_put(&x->by_pair, channel_pair(x, at), at)) !=
		    RC_OK)
			return (r);
	}
	x->link[at].alerts += deciding;
	x->link[at].about += about;
	return (RC_OK);
}

/* Does the group take in what came at ${time}? */
static bool
is_open(const struct incidents *x, uint32_t group, int64_t time)
{

	return (group != MAP_NONE &&
	    time - x->group[group].last <= x->within &&
	    time - x->group[group].opened < DAY_MS);
}

static uint32_t
group_for(const struct incidents *x, const struct alert *a,
    const struct incident_key *key, const uint32_t *entity, size_t n)
{

	for (size_t i = 0; i < n; i++)
		if (entity[i] != MAP_NONE && (key[i].entity ||
		    key[i].role != INCIDENT_SEEN) && is_open(x,
		    x->entity[entity[i]].newest, a->time))
			return (x->entity[entity[i]].newest);
	return (MAP_NONE);
}

static rc
join(struct incidents *x, const struct alert *a, uint32_t *group)
{
	struct incident_group *g;

	if (*group == MAP_NONE) {
		if (!mem_room(&x->group, x->groups, &x->group_cap,
		    sizeof(*x->group)))
			return (RC_NOMEM);
		*group = (uint32_t)x->groups;
		x->group[x->groups++] = (struct incident_group){
		    .opened = a->time, .first = a->first_seen,
		    .last = a->time };
	}
	g = &x->group[*group];
	g->alerts++;
	g->count += a->count;
	if (a->first_seen < g->first)
		g->first = a->first_seen;
	if (a->last_seen > g->last)
		g->last = a->last_seen;
	return (RC_OK);
}

/* What the other events that prove the alert have to do with. */
static rc
take_evidence(struct incidents *x, const struct alert *a, uint32_t group)
{
	struct incident_key key[INCIDENT_KEYS];
	const struct event *ev;
	uint32_t entity;
	rc r = RC_OK;

	for (size_t i = 0; i < a->ends_n && r == RC_OK; i++) {
		size_t n;

		if (a->ends[i] == a->decided)
			continue;
		if ((r = view_kept(x->view, a->ends[i], &ev)) != RC_OK)
			return (r);
		n = incident_key_list(ev, NULL, key);
		for (size_t k = 0; k < n && r == RC_OK; k++)
			if ((r = entity_of(x, a, &key[k], &entity)) == RC_OK)
				r = touch(x, group, entity, false, false);
	}
	return (r);
}

static rc
take(struct incidents *x, size_t i)
{
	const struct alert *a = x->alert[i];
	struct incident_key key[INCIDENT_KEYS];
	uint32_t entity[INCIDENT_KEYS], group;
	const struct event *ev;
	size_t n;
	rc r;

	if ((r = view_kept(x->view, a->decided, &ev)) != RC_OK)
		return (r);
	/* Nobody in particular: those of one rule belong together. */
	if ((n = incident_key_list(ev, a, key)) == 0)
		key[n++] = (struct incident_key){ .kind = "rule",
		    .id = span_of(a->rule->id), .role = INCIDENT_WHO,
		    .entity = true };
	for (size_t k = 0; k < n; k++)
		if ((r = entity_of(x, a, &key[k], &entity[k])) != RC_OK)
			return (r);
	group = group_for(x, a, key, entity, n);
	if ((r = join(x, a, &group)) != RC_OK)
		return (r);
	x->of[i] = group;
	for (size_t k = 0; k < n && r == RC_OK; k++) {
		if (entity[k] != MAP_NONE)
			x->entity[entity[k]].newest = group;
		r = touch(x, group, entity[k], true, key[k].entity);
	}
	return (r == RC_OK ? take_evidence(x, a, group) : r);
}

rc
incidents_new(struct alert *const *alerts, size_t n, int64_t within,
    struct incidents **ret)
{
	struct incidents *x = mem_new(sizeof(*x));
	rc r = RC_NOMEM;

	if (x == NULL)
		return (RC_NOMEM);
	map_init(&x->by_text, entity_text, x);
	map_init(&x->by_pair, channel_pair, x);
	x->alert = alerts;
	x->alerts = n;
	x->within = within;
	if ((x->of = mem_array(n + 1, sizeof(*x->of))) == NULL ||
	    (r = view_new(&x->view)) != RC_OK)
		goto out;
	for (size_t i = 0; i < n; i++)
		if ((r = take(x, i)) != RC_OK)
			goto out;
	if ((r = incident_sum(x)) != RC_OK)
		goto out;
	*ret = x;
	x = NULL;
out:
	incidents_free(x);
	return (r);
}

void
incidents_free(struct incidents *x)
{

	if (x == NULL)
		return;
	view_free(x->view);
	map_release(&x->by_text);
	map_release(&x->by_pair);
	buf_release(&x->text);
	arena_release(&x->arena);
	mem_free(x->entity);
	mem_free(x->link);
	mem_free(x->group);
	mem_free(x->of);
	mem_free(x->by_group);
	mem_free(x->all);
	mem_free(x);
}

const struct incident *
incidents_all(const struct incidents *x, size_t *n)
{

	*n = x->groups;
	return (x->all);
}
