/* SPDX-License-Identifier: Apache-2.0 */
/* Which sources of a tenant are unwell. */
#include "base/mem.h"
#include "engine/unwell.h"

/* Look at all that serve; the list is new. */
static rc
look(struct unwell *u, const struct twin *sources, struct arena *arena,
    int64_t clock)
{
	uint32_t *list = arena_take(arena, (u->n + 1) * sizeof(*list));

	if (list == NULL)
		return (RC_NOMEM);
	u->list = list;
	u->list_n = 0;
	u->next = INT64_MAX;
	for (size_t i = 0; i < u->n; i++) {
		struct twin_entity *e = twin_at(sources, u->serving[i]);
		struct unwell_source *own;
		int64_t next;

		if (e == NULL)
			continue;
		own = twin_state(e);
		if (health_looks(&own->health, &own->silence, clock, &next))
			list[u->list_n++] = u->serving[i];
		u->next = next < u->next ? next : u->next;
		if (own->health.well_at <= clock &&
		    own->health.well_at > u->healed)
			u->healed = own->health.well_at;
	}
	return (RC_OK);
}

rc
unwell_look(struct unwell *u, const struct twin *sources,
    struct arena *arena, uint64_t stamp, struct work *w)
{
	rc r;

	w->unwell = NULL;
	w->unwell_n = 0;
	w->healed = u->healed > 0 ? u->healed : INT64_MIN;
	if (u->n == 0)
		return (RC_OK);
	/* The list of another batch is gone. */
	if (w->clock >= u->next || (u->list_n > 0 && u->stamp != stamp)) {
		if ((r = look(u, sources, arena, w->clock)) != RC_OK)
			return (r);
		u->stamp = stamp;
	}
	w->unwell = u->list;
	w->unwell_n = u->list_n;
	w->healed = u->healed > 0 ? u->healed : INT64_MIN;
	return (RC_OK);
}

rc
unwell_load(struct unwell *u, struct twin_entity *e)
{
	struct unwell_source *own = twin_state(e);

	if (!own->health.listed)
		return (RC_OK);
	if (!mem_room(&u->serving, u->n, &u->cap, sizeof(*u->serving)))
		return (RC_NOMEM);
	u->serving[u->n++] = e->number;
	u->next = INT64_MIN;
	return (RC_OK);
}

rc
unwell_note(struct unwell *u, struct twin_entity *e, int64_t clock)
{
	struct unwell_source *own = twin_state(e);
	int64_t soonest;
	rc r;

	if (!own->health.listed &&
	    health_serves(&own->health, &own->silence)) {
		own->health.listed = true;
		if ((r = unwell_load(u, e)) != RC_OK)
			return (r);
	}
	if (!own->health.listed)
		return (RC_OK);
	/* What it says of itself counts at once, too. */
	if (health_heals(&own->health, &own->silence, clock) ||
	    (own->health.said > HEALTH_OK && !own->health.unwell))
		u->next = INT64_MIN;
	/* Its intervals may be shorter now. */
	soonest = own->silence.last + HEALTH_QUIET_MS + 1;
	u->next = soonest < u->next ? soonest : u->next;
	return (RC_OK);
}

void
unwell_end(struct unwell *u)
{

	mem_free(u->serving);
	*u = (struct unwell){ .n = 0 };
}
