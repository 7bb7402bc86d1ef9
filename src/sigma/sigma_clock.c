/* SPDX-License-Identifier: Apache-2.0 */
/* Tenants' clocks, watermarks, and the points that wait for them. */
#include "base/hash.h"
#include "base/mem.h"
#include "sigma/sigma_clock.h"

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
	    .seed = hash_64(name), .clock = INT64_MIN, .sure = INT64_MIN,
	    .jump = INT64_MIN, .hold_clock = INT64_MIN };
	if (t->name == NULL)
		return (RC_NOMEM);
	if (map_put(&w->by_name, name, (uint32_t)w->tenants) != RC_OK) {
		mem_free(t->name);
		return (RC_NOMEM);
	}
	*ret = w->last = (uint32_t)w->tenants++;
	return (RC_OK);
}

/*
 * The clock for the test of lateness.  A line that says when it was received
 * is believed.  Another that is far ahead needs a witness, and then as much
 * is believed as both say.  Any line in between that is where the clock is
 * speaks against it: else two wrong dates, however far apart, would be
 * witnesses for each other.
 */
static void
advance(struct tenant *t, const struct sigma_event *ev)
{
	int64_t said = ev->stamp;
	uint64_t who;

	t->clock = ev->clock > t->clock ? ev->clock : t->clock;
	if (ev->received || t->sure == INT64_MIN ||
	    said <= t->sure + WINDOWS_JUMP_MS) {
		t->sure = said > t->sure ? said : t->sure;
		t->jump = INT64_MIN;
		return;
	}
	who = hash_64(ev->entity);
	if (t->jump == INT64_MIN || t->jumper == who) {
		t->jumper = who;
	} else {
		t->sure = said < t->jump ? said : t->jump;
		t->jumper = said > t->jump ? who : t->jumper;
	}
	t->jump = said > t->jump ? said : t->jump;
	if (t->jump <= t->sure + WINDOWS_JUMP_MS) {
		t->sure = t->jump;
		t->jump = INT64_MIN;
	}
}

static int64_t
before_grace(int64_t clock)
{

	return (clock == INT64_MIN ? clock : clock - WINDOWS_GRACE_MS);
}

/* Remember where the watermark was. */
static rc
tick(struct sigma_windows *w, uint32_t at, uint64_t pos, int64_t now)
{
	struct tenant *t = &w->tenant[at];

	if (t->ticks == 0) {
		if (!mem_room(&w->ticked, w->ticked_n, &w->ticked_cap,
		    sizeof(*w->ticked)))
			return (RC_NOMEM);
		w->ticked[w->ticked_n++] = at;
	}
	if (!mem_room(&t->tick, t->ticks, &t->tick_cap, sizeof(*t->tick)))
		return (RC_NOMEM);
	t->tick[t->ticks++] = (struct tick){ pos, now };
	return (RC_OK);
}

rc
sigma_clock_batch(struct sigma_windows *w)
{
	rc r;

	if (w->events > w->moment_cap) {
		struct moment *p = mem_grow(w->moment, w->events, sizeof(*p));

		if (p == NULL)
			return (RC_NOMEM);
		w->moment = p;
		w->moment_cap = w->events;
	}
	for (size_t i = 0; i < w->events; i++) {
		const struct sigma_event *ev = &w->ev[i];
		struct moment *m = &w->moment[i];
		struct tenant *t;

		if ((r = sigma_clock_tenant(w, ev->tenant, &m->tenant)) !=
		    RC_OK)
			return (r);
		t = &w->tenant[m->tenant];
		advance(t, ev);
		m->mark = before_grace(t->sure);
		m->now = before_grace(t->clock);
		if (m->now != INT64_MIN &&
		    (r = tick(w, m->tenant, ev->pos, m->now)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

void
sigma_clock_end(struct sigma_windows *w)
{

	for (size_t i = 0; i < w->ticked_n; i++)
		w->tenant[w->ticked[i]].ticks = 0;
	w->ticked_n = 0;
}

uint64_t
sigma_clock_at(const struct sigma_windows *w, uint32_t tenant,
    const struct timer *p)
{
	const struct tenant *t = &w->tenant[tenant];
	size_t lo = 0, hi = t->ticks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->tick[mid].mark < p->due || t->tick[mid].pos <= p->after)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* What is due has been reached in this batch. */
	BUG_IF(lo == t->ticks);
	return (t->tick[lo].pos);
}

const struct tick *
sigma_clock_before(const struct sigma_windows *w, uint32_t tenant,
    uint64_t pos)
{
	const struct tenant *t = &w->tenant[tenant];
	size_t lo = 0, hi = t->ticks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->tick[mid].pos < pos)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo > 0 ? &t->tick[lo - 1] : NULL);
}

/* Which is decided first?  Only within a group does it matter. */
static bool
sooner(const struct timer *a, const struct timer *b)
{

	if (a->due != b->due)
		return (a->due < b->due);
	if (a->t != b->t)
		return (a->t < b->t);
	return (a->pos < b->pos);
}

static void
swap(struct timer *a, struct timer *b)
{
	struct timer t = *a;

	*a = *b;
	*b = t;
}

static void
sift_down(struct timer *h, size_t n, size_t at)
{
	size_t least;

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

static struct timers *
timers_of(const struct shard *sh, unsigned level, uint32_t tenant)
{

	return (&sh->timers[tenant * sh->w->levels + level]);
}

/* Most points come in order: they wait in line, the others in a heap. */
rc
sigma_clock_wait(struct shard *sh, unsigned level, uint32_t tenant,
    const struct timer *p)
{
	struct timers *t = timers_of(sh, level, tenant);
	struct timer *h;

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

bool
sigma_clock_due(struct shard *sh, uint32_t tenant, int64_t mark,
    uint64_t pos, struct timer *ret)
{
	struct timers *t = timers_of(sh, sh->w->level, tenant);
	bool line = t->first < t->end, heap = t->n > 0;

	if (line && (!heap || !sooner(&t->heap[0], &t->line[t->first]))) {
		*ret = t->line[t->first];
		if (ret->due > mark || ret->after >= pos)
			return (false);
		t->first++;
		/* Its group is the next to be looked at, after a while. */
		if (t->first + 4 < t->end)
			__builtin_prefetch(t->line[t->first + 4].group);
		return (true);
	}
	if (!heap || t->heap[0].due > mark || t->heap[0].after >= pos)
		return (false);
	*ret = t->heap[0];
	t->heap[0] = t->heap[--t->n];
	sift_down(t->heap, t->n, 0);
	return (true);
}

/* Those of ${p} that are held for ${tr} go to ${to}; the others stay. */
static size_t
take_held(struct timer *p, size_t *n, const struct track *tr,
    struct timer *to)
{
	size_t kept = 0, taken = 0;

	for (size_t i = 0; i < *n; i++) {
		if (p[i].due == WINDOWS_HELD && p[i].track == tr)
			to[taken++] = p[i];
		else
			p[kept++] = p[i];
	}
	*n = kept;
	return (taken);
}

rc
sigma_clock_let_go(struct shard *sh, uint32_t tenant, const struct track *tr,
    int64_t due, uint64_t after)
{
	struct timers *t = timers_of(sh, sh->w->level, tenant);
	size_t line = t->end - t->first, n;
	struct timer *held = mem_array(t->n + line + 1, sizeof(*held));
	rc r = RC_OK;

	if (held == NULL)
		return (RC_NOMEM);
	n = take_held(t->heap, &t->n, tr, held);
	for (size_t i = t->n / 2; i-- > 0;)
		sift_down(t->heap, t->n, i);
	n += take_held(t->line + t->first, &line, tr, held + n);
	t->end = t->first + line;
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		held[i].due = due;
		held[i].after = after;
		r = sigma_clock_wait(sh, sh->w->level, tenant, &held[i]);
	}
	mem_free(held);
	return (r);
}

rc
sigma_clock_room(struct shard *sh)
{
	size_t n = sh->w->tenants * sh->w->levels;
	struct timers *p;

	if (n <= sh->timers_n)
		return (RC_OK);
	n += n / 2;
	if ((p = mem_grow(sh->timers, n, sizeof(*p))) == NULL)
		return (RC_NOMEM);
	memset(p + sh->timers_n, 0, (n - sh->timers_n) * sizeof(*p));
	sh->timers = p;
	sh->timers_n = n;
	return (RC_OK);
}

void
sigma_clock_release(struct shard *sh)
{

	for (size_t i = 0; i < sh->timers_n; i++) {
		mem_free(sh->timers[i].heap);
		mem_free(sh->timers[i].line);
	}
	mem_free(sh->timers);
	sh->timers = NULL;
	sh->timers_n = 0;
}
