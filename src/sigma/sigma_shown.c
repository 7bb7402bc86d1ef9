/* SPDX-License-Identifier: Apache-2.0 */
/* What a fire shows of its window. */
#include "sigma/sigma_group.h"
#include "sigma/sigma_shown.h"

/* Where the new ones are: [lo, low) and [high, hi). */
struct news {
	uint32_t	 low, high;
};

static struct shown *
room(struct group *g, struct pool *pool)
{

	if (g->shown == NULL &&
	    (g->shown = pool_take(pool, sizeof(*g->shown))) != NULL)
		*g->shown = (struct shown){ .least = INT64_MAX };
	return (g->shown);
}

int64_t
sigma_shown_te(const struct shard *sh, const struct entry *e)
{

	return (sh->w->o.keepsakes ? e->keep->te : e->te);
}

bool
sigma_shown_added(struct group *g, struct pool *pool, const struct entry *e)
{

	if ((e->again || e->moved) && room(g, pool) == NULL)
		return (false);
	if (g->shown != NULL && e->te < g->shown->least)
		g->shown->least = e->te;
	return (true);
}

bool
sigma_shown_loaded(struct shard *sh, const struct track *tr, struct group *g,
    struct entry *e)
{
	uint64_t pos = windows_pos(sh, e);
	const struct entry *o;

	if (g->n > g->head) {
		o = windows_entry(tr, g, g->n - 1);
		e->again = o->te == e->te && windows_pos(sh, o) == pos;
	}
	/* Without keepsakes nobody knows: any of them may be. */
	e->moved = sh->w->o.keepsakes ? e->keep->te != e->te : tr->chained;
	return (sigma_shown_added(g, &sh->pool, e));
}

void
sigma_shown_count(struct group *g, const struct entry *e, bool enters)
{

	if (e->again)
		g->shown->again += enters ? 1 : UINT32_MAX;
	if (e->moved)
		g->shown->moved += enters ? 1 : UINT32_MAX;
}

void
sigma_shown_thinned(const struct shard *sh, const struct track *tr,
    struct group *g)
{

	if (g->shown == NULL)
		return;
	for (uint32_t i = g->head; i < g->n; i++) {
		struct entry *e = windows_entry(tr, g, i);
		const struct entry *o = i > g->head ?
		    windows_entry(tr, g, i - 1) : NULL;

		e->again = o != NULL && o->te == e->te &&
		    windows_pos(sh, o) == windows_pos(sh, e);
	}
	/* The newest may be among those gone. */
	sigma_shown_forget(g);
}

void
sigma_shown_forget(struct group *g)
{

	if (g->shown != NULL)
		g->shown->newest = 0;
}

void
sigma_shown_release(struct group *g, struct pool *pool)
{

	pool_give(pool, g->shown, sizeof(*g->shown));
	g->shown = NULL;
}

static struct sigma_seen
seen_of(const struct shard *sh, const struct entry *e)
{

	return ((struct sigma_seen){ windows_pos(sh, e),
	    sigma_shown_te(sh, e), sh->w->o.keepsakes ? e->keep : NULL });
}

/* Has ${pos} been seen?  ${set} has ${size} places, more than will be. */
static bool
is_seen(uint64_t *set, size_t size, uint64_t pos)
{
	size_t at = (size_t)(pos * 0x9e3779b97f4a7c15u >> 16) % size;

	for (; set[at] != 0; at = at + 1 < size ? at + 1 : 0) {
		if (set[at] == pos)
			return (true);
	}
	set[at] = pos;
	return (false);
}

/* All events of the window; one may have several entries, even far apart. */
static rc
take_all(struct shard *sh, const struct track *tr, const struct group *g,
    struct sigma_shown *ret)
{
	bool apart = g->shown != NULL && g->shown->moved > 0;
	size_t n = g->hi - g->lo, size = 2 * n + 1;
	struct sigma_seen *to = arena_take(&sh->arena, n * sizeof(*to));
	uint64_t *set = NULL;

	if (apart)
		set = arena_take(&sh->arena, size * sizeof(*set));
	if (to == NULL || (apart && set == NULL))
		return (RC_NOMEM);
	n = 0;
	for (uint32_t i = g->lo; i < g->hi; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if (!e->again &&
		    (set == NULL || !is_seen(set, size, windows_pos(sh, e))))
			to[n++] = seen_of(sh, e);
	}
	ret->rest = to;
	ret->rest_n = ret->events = n;
	ret->whole = true;
	return (RC_OK);
}

/* The ends of what is there as a list. */
static rc
ends_of_rest(struct shard *sh, struct sigma_shown *ret)
{
	const size_t most = 2 * (size_t)SIGMA_ENDS;
	struct sigma_seen *to;

	ret->ends = ret->rest;
	ret->ends_n = ret->rest_n < most ? ret->rest_n : most;
	if (ret->rest_n <= most)
		return (RC_OK);
	if ((to = arena_take(&sh->arena, most * sizeof(*to))) == NULL)
		return (RC_NOMEM);
	memcpy(to, ret->rest, SIGMA_ENDS * sizeof(*to));
	memcpy(to + SIGMA_ENDS, ret->rest + ret->rest_n - SIGMA_ENDS,
	    SIGMA_ENDS * sizeof(*to));
	ret->ends = to;
	return (RC_OK);
}

/* The ends of a window whose events have their entries side by side. */
static rc
take_ends(struct shard *sh, const struct track *tr, const struct group *g,
    struct sigma_shown *ret)
{
	const size_t most = 2 * (size_t)SIGMA_ENDS;
	uint32_t n = g->hi - g->lo, i;
	size_t front, back, k;
	struct sigma_seen *to;

	ret->events = n - (g->shown != NULL ? g->shown->again : 0);
	ret->ends_n = ret->events < most ? (size_t)ret->events : most;
	back = ret->events < most ? 0 : SIGMA_ENDS;
	front = ret->ends_n - back;
	if ((to = arena_take(&sh->arena, ret->ends_n * sizeof(*to))) == NULL)
		return (RC_NOMEM);
	for (i = g->lo, k = 0; k < front; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if (!e->again)
			to[k++] = seen_of(sh, e);
	}
	for (i = g->hi, k = ret->ends_n; k > front; i--) {
		const struct entry *e = windows_entry(tr, g, i - 1);

		if (!e->again)
			to[--k] = seen_of(sh, e);
	}
	ret->ends = to;
	return (RC_OK);
}

/* Where entries stand that the last fire did not have in its window. */
static struct news
news_of(const struct track *tr, const struct group *g)
{
	const struct shown *s = g->shown;
	int64_t old = s->least <= s->to ? s->least - 1 : s->to;
	struct news w = { g->lo, g->hi };

	while (w.high > g->lo && windows_entry(tr, g, w.high - 1)->te > old)
		w.high--;
	while (w.low < w.high && windows_entry(tr, g, w.low)->te <= s->from)
		w.low++;
	return (w);
}

/* Note the newest of [from, to). */
static void
note_newest(const struct shard *sh, const struct track *tr, struct group *g,
    uint32_t from, uint32_t to)
{

	for (uint32_t i = from; i < to; i++) {
		const struct entry *e = windows_entry(tr, g, i);
		uint64_t pos = windows_pos(sh, e);

		if (pos > g->shown->newest) {
			g->shown->newest = pos;
			g->shown->newest_te = e->te;
		}
	}
}

/* Is what was the newest in the window still? */
static bool
has_newest(const struct track *tr, const struct group *g)
{
	int64_t te = g->shown->newest_te;

	return (windows_entry(tr, g, g->lo)->te <= te &&
	    windows_entry(tr, g, g->hi - 1)->te >= te);
}

/* Bring what was shown up to this window. */
static void
update(const struct shard *sh, const struct track *tr, struct group *g,
    struct news w)
{
	struct shown *s = g->shown;
	uint64_t before = s->newest;

	note_newest(sh, tr, g, g->lo, w.low);
	note_newest(sh, tr, g, w.high, g->hi);
	if (s->newest == before && !has_newest(tr, g)) {
		s->newest = 0;
		note_newest(sh, tr, g, g->lo, g->hi);
	}
	s->from = windows_entry(tr, g, g->lo)->te - 1;
	s->to = windows_entry(tr, g, g->hi - 1)->te;
	s->least = INT64_MAX;
}

/* Those of ${w} that are newer than ${than}. */
static rc
take_news(struct shard *sh, const struct track *tr, const struct group *g,
    struct news w, uint64_t than, struct sigma_shown *ret)
{
	size_t most = w.low - g->lo + (g->hi - w.high), n = 0;
	struct sigma_seen *to = arena_take(&sh->arena, most * sizeof(*to) + 1);

	if (to == NULL)
		return (RC_NOMEM);
	for (uint32_t i = g->lo; i < g->hi; i++) {
		const struct entry *e;

		if (i == w.low)
			i = w.high;
		if (i == g->hi)
			break;
		e = windows_entry(tr, g, i);
		if (!e->again && windows_pos(sh, e) > than)
			to[n++] = seen_of(sh, e);
	}
	ret->rest = to;
	ret->rest_n = n;
	return (RC_OK);
}

rc
sigma_shown_fill(struct shard *sh, const struct track *tr, struct group *g,
    struct sigma_shown *ret)
{
	bool apart = g->shown != NULL && g->shown->moved > 0, known;
	struct news w = { g->hi, g->hi };
	uint64_t before;
	rc r;

	*ret = (struct sigma_shown){ .events = 0 };
	/* Points are moments of events, but those may be lost by now. */
	if (g->lo == g->hi)
		return (RC_OK);
	if (tr->rest != SIGMA_REST_NONE && room(g, &sh->pool) == NULL)
		return (RC_NOMEM);
	known = tr->rest == SIGMA_REST_NEW && g->shown->newest != 0 && !apart;
	if (known)
		w = news_of(tr, g);
	else if (apart || tr->rest != SIGMA_REST_NONE) {
		if ((r = take_all(sh, tr, g, ret)) != RC_OK ||
		    (r = ends_of_rest(sh, ret)) != RC_OK)
			return (r);
	}
	if (!ret->whole && (r = take_ends(sh, tr, g, ret)) != RC_OK)
		return (r);
	if (tr->rest == SIGMA_REST_NONE)
		return (RC_OK);
	before = g->shown->newest;
	if (known && (r = take_news(sh, tr, g, w, before, ret)) != RC_OK)
		return (r);
	if (!known)
		g->shown->newest = 0;
	update(sh, tr, g, w);
	ret->newest = g->shown->newest;
	return (RC_OK);
}
