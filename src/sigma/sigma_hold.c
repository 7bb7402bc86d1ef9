/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines of x-absence that wait. */
#include "base/mem.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_hold.h"

#define DAY_MS		INT64_C(86400000)

struct hold *
sigma_hold_of(struct sigma_windows *w, uint32_t tenant,
    const struct track *tr)
{
	struct tenant *t = &w->tenant[tenant];

	if (t->hold == NULL)
		t->hold = mem_array(w->absences, sizeof(*t->hold));
	return (t->hold != NULL ? &t->hold[tr->absence] : NULL);
}

rc
sigma_hold_put(struct hold *h, uint32_t number, int64_t clock)
{

	if (!mem_room(&h->by, h->n, &h->cap, sizeof(*h->by)))
		return (RC_NOMEM);
	h->by[h->n++] = (struct hold_source){ number, clock };
	return (RC_OK);
}

/* It brought a match of a B. */
static rc
note(struct hold *h, uint32_t number, int64_t clock)
{
	size_t old = h->n;

	for (size_t i = 0; i < h->n; i++) {
		if (h->by[i].number == number) {
			h->by[i].seen = clock;
			return (RC_OK);
		}
		if (h->by[i].seen <= clock - DAY_MS)
			old = i;
	}
	if (old == h->n)
		return (sigma_hold_put(h, number, clock));
	/* One that brought none for a day makes room. */
	h->by[old] = (struct hold_source){ number, clock };
	return (RC_OK);
}

static bool
waits_for(const struct hold *h, const struct sigma_event *ev, int64_t clock)
{

	for (size_t i = 0; i < h->n; i++) {
		if (h->by[i].seen <= clock - DAY_MS)
			continue;
		for (size_t k = 0; k < ev->unwell_n; k++) {
			if (ev->unwell[k] == h->by[i].number)
				return (true);
		}
	}
	return (false);
}

/* Do the x-absences of the tenant hold at this event, and did they before? */
static rc
look(struct sigma_windows *w, uint32_t tenant, const struct sigma_event *ev)
{
	struct tenant *t = &w->tenant[tenant];
	int64_t at = ev->clock;

	/* It may have been between two events. */
	if (ev->healed > t->hold_clock && ev->healed <= ev->clock)
		at = ev->healed;
	for (uint32_t i = 0; i < w->tracks; i++) {
		const struct track *tr = &w->track[i];
		struct hold *h = &t->hold[tr->absence];
		bool held;

		if (tr->c->type != CORR_ABSENCE)
			continue;
		if ((held = waits_for(h, ev, ev->clock)) == h->held)
			continue;
		h->held = held;
		t->holding += held ? 1 : SIZE_MAX;
		if (!mem_room(&w->turn, w->turns, &w->turn_cap,
		    sizeof(*w->turn)))
			return (RC_NOMEM);
		w->turn[w->turns++] = (struct hold_turn){ tenant, i, ev->pos,
		    held ? WINDOWS_HELD : at - WINDOWS_GRACE_MS };
	}
	return (RC_OK);
}

/* Which of its matches are of a B? */
static rc
take(struct sigma_windows *w, uint32_t tenant, const struct sigma_event *ev)
{
	struct hold *h;
	rc r = RC_OK;

	for (size_t i = 0; i < ev->hits; i++) {
		for (size_t k = w->feed_at[ev->hit[i]];
		    k < w->feed_at[ev->hit[i] + 1] && r == RC_OK; k++) {
			const struct track *tr = &w->track[w->feed[k].track];

			if (tr->c->type != CORR_ABSENCE || w->feed[k].ref == 0)
				continue;
			if ((h = sigma_hold_of(w, tenant, tr)) == NULL)
				return (RC_NOMEM);
			r = note(h, ev->source, ev->clock);
		}
	}
	return (r);
}

rc
sigma_hold_batch(struct sigma_windows *w)
{
	rc r = RC_OK;

	w->turns = 0;
	for (size_t i = 0; i < w->events && w->absences > 0 && r == RC_OK;
	    i++) {
		const struct sigma_event *ev = &w->ev[i];
		uint32_t tenant = w->moment[i].tenant;
		struct tenant *t = &w->tenant[tenant];

		if (ev->clock == INT64_MIN)
			continue;
		if (t->hold != NULL && (ev->unwell_n > 0 || t->holding > 0))
			r = look(w, tenant, ev);
		if (r == RC_OK && ev->source != SIGMA_NO_SOURCE)
			r = take(w, tenant, ev);
		t->hold_clock = ev->clock;
	}
	return (r);
}

/* The turns of the track next to the event: up to it, and behind it. */
static void
turns(const struct sigma_windows *w, uint32_t tenant, uint32_t track,
    uint64_t pos, const struct hold_turn **last, const struct hold_turn **next)
{

	*last = *next = NULL;
	for (size_t i = 0; i < w->turns && *next == NULL; i++) {
		const struct hold_turn *t = &w->turn[i];

		if (t->tenant != tenant || t->track != track)
			continue;
		if (t->pos <= pos)
			*last = t;
		else
			*next = t;
	}
}

static bool
holds(const struct sigma_windows *w, uint32_t tenant, const struct track *tr,
    const struct hold_turn *last, const struct hold_turn *next)
{
	const struct tenant *t = &w->tenant[tenant];

	if (last != NULL)
		return (last->due == WINDOWS_HELD);
	if (next != NULL)
		return (next->due != WINDOWS_HELD);
	return (t->hold != NULL && t->hold[tr->absence].held);
}

bool
sigma_hold_is(const struct sigma_windows *w, uint32_t tenant,
    const struct track *tr, uint64_t pos)
{
	const struct hold_turn *last, *next;

	turns(w, tenant, tr->number, pos, &last, &next);
	return (holds(w, tenant, tr, last, next));
}

int64_t
sigma_hold_due(const struct sigma_windows *w, const struct timer *p,
    uint64_t pos, uint64_t *after)
{
	uint32_t tenant = p->group->tenant;
	const struct hold_turn *last, *next;

	turns(w, tenant, p->track->number, pos, &last, &next);
	if (holds(w, tenant, p->track, last, next)) {
		if (next == NULL)
			return (WINDOWS_HELD);
		*after = next->pos - 1;
		return (next->due);
	}
	/* It came due while it would have been held: with the others. */
	if (last != NULL && last->pos == pos && last->due > p->due) {
		*after = pos - 1;
		return (last->due);
	}
	return (p->due);
}

rc
sigma_hold_release(struct shard *sh)
{
	const struct sigma_windows *w = sh->w;
	rc r = RC_OK;

	for (size_t i = 0; i < w->turns && r == RC_OK; i++) {
		const struct hold_turn *t = &w->turn[i];
		const struct track *tr = &w->track[t->track];

		if (t->due != WINDOWS_HELD && tr->level == w->level)
			r = sigma_clock_let_go(sh, t->tenant, tr, t->due,
			    t->pos - 1);
	}
	return (r);
}

void
sigma_hold_end(const struct sigma_windows *w, struct tenant *t)
{

	for (unsigned i = 0; i < w->absences && t->hold != NULL; i++)
		mem_free(t->hold[i].by);
	mem_free(t->hold);
	t->hold = NULL;
}
