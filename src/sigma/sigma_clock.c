/* SPDX-License-Identifier: Apache-2.0 */
/* Tenants' clocks, watermarks, and the points that wait for them. */
#include "base/hash.h"
#include "base/mem.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_judge.h"

static struct span
tenant_name(const struct tenant *t)
{

	return ((struct span){ t->name, t->name_n });
}

rc
sigma_clock_tenant(struct sigma_windows *w, struct span name, uint32_t *ret)
{
	struct tenant *t;
	uint32_t at;

	/* Lines of one tenant come in runs. */
	if (w->last < w->tenants && span_eq(name,
	    tenant_name(&w->tenant[w->last]))) {
		*ret = w->last;
		return (RC_OK);
	}
	if ((at = map_get(&w->by_name, name)) != MAP_NONE) {
		*ret = w->last = at;
		return (RC_OK);
	}
	if (!mem_room(&w->tenant, w->tenants, &w->tenant_cap, sizeof(*t)))
		return (RC_NOMEM);
	t = &w->tenant[w->tenants];
	*t = (struct tenant){ .name = mem_copy(name), .name_n = name.n,
	    .clock = INT64_MIN, .sure = INT64_MIN };
	if (t->name == NULL)
		return (RC_NOMEM);
	if (map_put(&w->by_name, name, (uint32_t)w->tenants) != RC_OK) {
		mem_free(t->name);
		return (RC_NOMEM);
	}
	*ret = (uint32_t)w->tenants++;
	return (RC_OK);
}

int64_t
sigma_clock_mark(struct sigma_windows *w, uint32_t tenant, int64_t te,
    struct span entity)
{
	struct tenant *t = &w->tenant[tenant];
	uint64_t who = hash_64(entity) | 1;

	if (t->clock == INT64_MIN)
		return (INT64_MIN);
	if (t->clock > t->sure && te > t->sure + WINDOWS_JUMP_MS) {
		if (t->jumper == 0)
			t->jumper = who;
		else if (t->jumper != who)
			t->sure = t->clock;
	}
	return (t->sure - WINDOWS_GRACE_MS);
}

/* Which is decided first?  Inner before outer at one moment. */
static bool
sooner(const struct waiting *a, const struct waiting *b)
{

	if (a->due != b->due)
		return (a->due < b->due);
	if (a->t != b->t)
		return (a->t < b->t);
	if (a->depth != b->depth)
		return (a->depth < b->depth);
	if (a->pos != b->pos)
		return (a->pos < b->pos);
	if (a->track != b->track)
		return (a->track < b->track);
	return (a->place < b->place);
}

static void
swap(struct waiting *a, struct waiting *b)
{
	struct waiting t = *a;

	*a = *b;
	*b = t;
}

static void
sift_down(struct waiting *h, size_t n)
{
	size_t at = 0, least;

	for (;;) {
		least = at;
		for (size_t k = 2 * at + 1; k <= 2 * at + 2 && k < n; k++) {
			if (sooner(&h[k], &h[least]))
				least = k;
		}
		if (least == at)
			return;
		swap(&h[at], &h[least]);
		at = least;
	}
}

/* Most points come in order: they wait in line, the others in a heap. */
static rc
push(struct tenant *t, const struct waiting *p)
{
	struct waiting *h;

	if (t->first == t->end)
		t->first = t->end = 0;
	if (t->end == 0 || !sooner(p, &t->line[t->end - 1])) {
		if (t->end == t->line_cap && t->first > t->end / 2) {
			memmove(t->line, t->line + t->first,
			    (t->end - t->first) * sizeof(*p));
			t->end -= t->first;
			t->first = 0;
		}
		if (!mem_room(&t->line, t->end, &t->line_cap, sizeof(*p)))
			return (RC_NOMEM);
		t->line[t->end++] = *p;
		return (RC_OK);
	}
	if (!mem_room(&t->heap, t->n, &t->cap, sizeof(*t->heap)))
		return (RC_NOMEM);
	h = t->heap;
	h[t->n] = *p;
	for (size_t i = t->n++; i > 0 && sooner(&h[i], &h[(i - 1) / 2]);
	    i = (i - 1) / 2)
		swap(&h[i], &h[(i - 1) / 2]);
	return (RC_OK);
}

/* Take the soonest point that is due by ${mark}; was there one? */
static bool
pop(struct tenant *t, int64_t mark, struct waiting *ret)
{
	bool line = t->first < t->end, heap = t->n > 0;

	if (line && (!heap || !sooner(&t->heap[0], &t->line[t->first]))) {
		*ret = t->line[t->first];
		if (ret->due > mark)
			return (false);
		t->first++;
		return (true);
	}
	if (!heap || t->heap[0].due > mark)
		return (false);
	*ret = t->heap[0];
	t->heap[0] = t->heap[--t->n];
	sift_down(t->heap, t->n);
	return (true);
}

rc
sigma_clock_wait(struct sigma_windows *w, struct group *g, size_t at)
{
	struct tenant *t = &w->tenant[g->tenant];
	struct entry *e = &g->e[at];
	struct track *tr = g->track;
	struct waiting p;
	rc r;

	/* Points are moments: a second event at one waits with the first. */
	if ((at > g->head && e[-1].te == e->te &&
	    (e[-1].flags & ENTRY_WAITS) != 0) || (at + 1 < g->n &&
	    e[1].te == e->te && (e[1].flags & ENTRY_WAITS) != 0)) {
		e->flags |= ENTRY_WAITS;
		return (RC_OK);
	}
	p = (struct waiting){ .due = e->te + tr->c->late_ms, .t = e->te,
	    .pos = e->pos, .depth = tr->depth,
	    .track = (unsigned)(tr - w->track), .place = g->place,
	    .gen = tr->gen[g->place] };
	if ((r = push(t, &p)) != RC_OK)
		return (r);
	e->flags |= ENTRY_WAITS;
	g->waiting++;
	tr->counts.open++;
	return (RC_OK);
}

/* The clock for the test of lateness follows; jumps wait for a witness. */
static void
advance(struct tenant *t, int64_t now)
{

	if (now <= t->clock)
		return;
	t->clock = now;
	if (t->sure == INT64_MIN || now - t->sure <= WINDOWS_JUMP_MS) {
		t->sure = now;
		t->jumper = 0;
	}
}

rc
sigma_clock_due(struct sigma_windows *w, struct span tenant, int64_t now)
{
	struct tenant *t;
	uint32_t at;
	rc r;

	if (w->tracks == 0 || now == INT64_MIN)
		return (RC_OK);
	if ((r = sigma_clock_tenant(w, tenant, &at)) != RC_OK)
		return (r);
	advance(&w->tenant[at], now);
	/* Telling may add points, also to this heap. */
	for (;;) {
		struct waiting p;
		struct group *g;
		struct track *tr;

		t = &w->tenant[at];
		if (!pop(t, t->clock - WINDOWS_GRACE_MS, &p))
			return (RC_OK);
		tr = &w->track[p.track];
		if (tr->gen[p.place] != p.gen)
			continue;
		g = tr->group[p.place];
		g->waiting--;
		tr->counts.open--;
		if ((r = sigma_judge_point(w, g, p.t, p.due)) != RC_OK)
			return (r);
	}
}
