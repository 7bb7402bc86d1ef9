/* SPDX-License-Identifier: Apache-2.0 */
/* A group's entries, its moving window, and what is counted in it. */
#include "base/mem.h"
#include "sigma/sigma_group.h"

#define THIN_LEAST	512		/* Below, keeping all is cheaper. */
#define VAL_NONE	UINT32_MAX

void
sigma_group_drop(struct sigma_windows *w, struct sigma_keep *k)
{

	if (--k->refs == 0)
		w->sink.drop(w->sink.ctx, k);
}

/* Is the sample on the low side of a percentile's only bound? */
static bool
is_below(const struct corr *c, double x)
{
	bool closed = c->bound[0].cmp == CORR_GT || c->bound[0].cmp == CORR_LTE;

	return (closed ? x <= c->bound[0].n : x < c->bound[0].n);
}

/* ${e} enters the window, or leaves it. */
static void
count(struct group *g, const struct entry *e, bool enters)
{
	const struct corr *c = g->track->c;
	uint32_t *n;

	switch (c->type) {
	case CORR_VALUE_COUNT:
		n = &g->val[e->val].in;
		if (enters)
			g->distinct += (*n)++ == 0;
		else
			g->distinct -= --*n == 0;
		break;
	case CORR_TEMPORAL:
		for (size_t i = 0; i < c->refs; i++) {
			if ((e->bits >> i & 1) == 0)
				continue;
			n = &g->rule_in[i];
			if (enters)
				g->distinct += (*n)++ == 0;
			else
				g->distinct -= --*n == 0;
		}
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		if (is_below(c, e->num))
			g->below += enters ? 1 : SIZE_MAX;
		break;
	case CORR_EVENT_COUNT:
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
	case CORR_ORDERED:
		break;
	}
}

void
sigma_group_move(struct sigma_windows *w UNUSED, struct group *g, int64_t t)
{
	int64_t from = t - g->track->c->span_ms;

	/* Forward: take in before letting go; back: the other way round. */
	while (g->hi < g->n && g->e[g->hi].te <= t)
		count(g, &g->e[g->hi++], true);
	while (g->lo < g->hi && g->e[g->lo].te <= from)
		count(g, &g->e[g->lo++], false);
	while (g->lo > g->head && g->e[g->lo - 1].te > from)
		count(g, &g->e[--g->lo], true);
	while (g->hi > g->lo && g->e[g->hi - 1].te > t)
		count(g, &g->e[--g->hi], false);
}

static struct span
val_key(const void *owner, uint32_t at)
{
	const struct group *g = owner;

	return ((struct span){ g->val[at].p, g->val[at].n });
}

rc
sigma_group_value(struct sigma_windows *w, struct group *g, struct span s,
    uint32_t *ret)
{
	uint32_t at;
	char *copy;

	if (g->by_val.key == NULL)
		map_init(&g->by_val, val_key, g);
	if ((at = map_get(&g->by_val, s)) != MAP_NONE) {
		*ret = at;
		return (RC_OK);
	}
	if ((copy = mem_copy(s)) == NULL)
		return (RC_NOMEM);
	at = g->val_free;
	if (at == VAL_NONE) {
		if (!mem_room(&g->val, g->vals, &g->val_cap,
		    sizeof(*g->val))) {
			mem_free(copy);
			return (RC_NOMEM);
		}
		at = (uint32_t)g->vals++;
	} else {
		g->val_free = g->val[at].in;
	}
	g->val[at] = (struct val){ .p = copy, .n = s.n };
	if (map_put(&g->by_val, s, at) != RC_OK) {
		mem_free(copy);
		g->val[at] = (struct val){ .in = g->val_free };
		g->val_free = at;
		return (RC_NOMEM);
	}
	w->bytes += s.n;
	*ret = at;
	return (RC_OK);
}

/* No entry has the value any more: forget it. */
static void
val_unref(struct sigma_windows *w, struct group *g, uint32_t at)
{
	struct val *v = &g->val[at];

	if (--v->refs > 0)
		return;
	map_drop(&g->by_val, (struct span){ v->p, v->n });
	w->bytes -= v->n;
	mem_free(v->p);
	*v = (struct val){ .in = g->val_free };
	g->val_free = at;
}

/* What ${e} held is given back; it is out of the window already. */
static void
release(struct sigma_windows *w, struct group *g, const struct entry *e)
{

	sigma_group_drop(w, e->keep);
	if (g->track->c->type == CORR_VALUE_COUNT)
		val_unref(w, g, e->val);
}

static void
drop_first(struct sigma_windows *w, struct group *g)
{

	if (g->lo == g->head && g->lo < g->hi)
		count(g, &g->e[g->lo++], false);
	release(w, g, &g->e[g->head++]);
	if (g->lo < g->head)
		g->lo = g->head;
	if (g->hi < g->head)
		g->hi = g->head;
}

void
sigma_group_expire(struct sigma_windows *w, struct group *g, int64_t until)
{

	while (g->head < g->n && g->e[g->head].te <= until)
		drop_first(w, g);
	if (g->head == g->n) {
		g->head = g->n = g->lo = g->hi = 0;
		g->inexact = false;
	}
}

void
sigma_group_empty(struct sigma_windows *w, struct group *g)
{

	sigma_group_expire(w, g, INT64_MAX);
}

/* Room for one more; what is gone at the front is used up first. */
static rc
room(struct sigma_windows *w, struct group *g)
{
	size_t old = g->cap;

	if (g->n < g->cap)
		return (RC_OK);
	if (g->head > g->cap / 2) {
		memmove(g->e, g->e + g->head, (g->n - g->head) *
		    sizeof(*g->e));
		g->n -= g->head;
		g->lo -= g->head;
		g->hi -= g->head;
		g->head = 0;
		return (RC_OK);
	}
	if (!mem_room(&g->e, g->n, &g->cap, sizeof(*g->e)))
		return (RC_NOMEM);
	w->bytes += (g->cap - old) * sizeof(*g->e);
	return (RC_OK);
}

static int
order(const struct entry *a, const struct entry *b)
{

	if (a->te != b->te)
		return (a->te < b->te ? -1 : 1);
	return ((a->pos > b->pos) - (a->pos < b->pos));
}

/* The place behind all entries up to ${e}; nearly always the end. */
static size_t
seek(const struct group *g, const struct entry *e)
{
	size_t lo = g->head, hi = g->n;

	if (hi == lo || order(&g->e[hi - 1], e) <= 0)
		return (hi);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (order(&g->e[mid], e) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo);
}

/* Is the event there, with the same value?  Its place, or SIZE_MAX. */
static size_t
twin(const struct group *g, const struct entry *e, size_t at)
{
	bool values = g->track->c->type == CORR_VALUE_COUNT;

	while (at-- > g->head && order(&g->e[at], e) == 0) {
		if (!values || g->e[at].val == e->val)
			return (at);
	}
	return (SIZE_MAX);
}

/* Several samples of one event are no twins; the caller has looked. */
static bool
samples(const struct corr *c)
{

	return (c->type == CORR_VALUE_SUM || c->type == CORR_VALUE_AVG ||
	    c->type == CORR_VALUE_PERCENTILE || c->type == CORR_VALUE_MEDIAN);
}

rc
sigma_group_add(struct sigma_windows *w, struct group *g,
    const struct entry *e, size_t *ret)
{
	size_t at = seek(g, e), same;
	bool inside;

	if (!samples(g->track->c) && (same = twin(g, e, at)) != SIZE_MAX) {
		inside = same >= g->lo && same < g->hi;
		if (inside)
			count(g, &g->e[same], false);
		g->e[same].bits |= e->bits;
		if (inside)
			count(g, &g->e[same], true);
		*ret = same;
		return (RC_CONFLICT);
	}
	if (room(w, g) != RC_OK)
		return (RC_NOMEM);
	at = seek(g, e);
	memmove(&g->e[at + 1], &g->e[at], (g->n - at) * sizeof(*e));
	g->n++;
	g->e[at] = *e;
	e->keep->refs++;
	if (g->track->c->type == CORR_VALUE_COUNT)
		g->val[e->val].refs++;
	/* Keep the window's meaning: before it, inside, or behind. */
	if (at < g->lo || (at == g->lo && g->lo < g->hi)) {
		g->lo++;
		g->hi++;
	} else if (at < g->hi) {
		count(g, e, true);
		g->hi++;
	}
	*ret = at;
	return (RC_OK);
}

/*
 * A repeat between two others of its kind that are at most a timespan apart:
 * every window that holds it holds one of them.
 */
static bool
between(const struct group *g, int64_t before, int64_t behind)
{

	return (before != INT64_MIN && behind != INT64_MAX &&
	    behind - before <= g->track->c->span_ms);
}

/* Keep of each value what decides, at the front; how many were kept. */
static rc
thin_values(struct sigma_windows *w, struct group *g, size_t *kept)
{
	int64_t *behind = mem_array(g->n, sizeof(*behind));
	size_t m = 0;

	if (behind == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < g->vals; i++)
		g->val[i].seen = INT64_MAX;
	for (size_t j = g->n; j-- > g->head;) {
		behind[j] = g->val[g->e[j].val].seen;
		g->val[g->e[j].val].seen = g->e[j].te;
	}
	for (size_t i = 0; i < g->vals; i++)
		g->val[i].seen = INT64_MIN;
	for (size_t j = g->head; j < g->n; j++) {
		struct val *v = &g->val[g->e[j].val];

		if (between(g, v->seen, behind[j])) {
			release(w, g, &g->e[j]);
			continue;
		}
		v->seen = g->e[j].te;
		g->e[m++] = g->e[j];
	}
	mem_free(behind);
	*kept = m;
	return (RC_OK);
}

/* The same for rules: few kinds, so the neighbours are near. */
static size_t
thin_rules(struct sigma_windows *w, struct group *g)
{
	size_t look = 4 * g->track->c->refs + 64, m = 0;

	for (size_t j = g->head; j < g->n; j++) {
		int64_t before = INT64_MIN, behind = INT64_MAX;
		uint32_t bits = g->e[j].bits;

		for (size_t i = m; i > 0 && m - i < look &&
		    before == INT64_MIN; i--) {
			if (g->e[i - 1].bits == bits)
				before = g->e[i - 1].te;
		}
		for (size_t i = j + 1; i < g->n && i - j < look &&
		    behind == INT64_MAX; i++) {
			if (g->e[i].bits == bits)
				behind = g->e[i].te;
		}
		if (between(g, before, behind))
			release(w, g, &g->e[j]);
		else
			g->e[m++] = g->e[j];
	}
	return (m);
}

/*
 * One of a crowd: without it every window that holds it still holds
 * ${need} others.  ${out} of ${m} is before it, g->e from j + 1 behind it.
 */
static bool
crowded(const struct group *g, const struct entry *out, size_t m, size_t j)
{
	size_t need = g->track->need;

	if (m < need || g->n - j - 1 < need ||
	    (g->e[j].flags & ENTRY_FIRED) == 0)
		return (false);
	for (size_t i = 0; i < need; i++) {
		if (g->e[j + 1 + i].te - out[m - need + i].te >
		    g->track->c->span_ms)
			return (false);
	}
	return (true);
}

/* Of a crowd keep what decides. */
static size_t
thin_events(struct sigma_windows *w, struct group *g)
{
	size_t m = 0;

	for (size_t j = g->head; j < g->n; j++) {
		if (crowded(g, g->e, m, j))
			release(w, g, &g->e[j]);
		else
			g->e[m++] = g->e[j];
	}
	g->inexact |= m < g->n - g->head;
	return (m);
}

/*
 * A jump of the clock that nobody confirmed keeps old entries alive.  When
 * room is short, believe it as far as this group's own events bear it out.
 */
static void
expire_unsure(struct sigma_windows *w, struct group *g)
{
	const struct corr *c = g->track->c;
	int64_t now = w->tenant[g->tenant].clock;

	if (now == INT64_MIN || g->head == g->n)
		return;
	if (g->e[g->n - 1].te < now)
		now = g->e[g->n - 1].te;
	sigma_group_expire(w, g, now - WINDOWS_GRACE_MS - c->late_ms -
	    c->span_ms);
}

rc
sigma_group_thin(struct sigma_windows *w, struct group *g)
{
	const struct corr *c = g->track->c;
	size_t m, live = g->n - g->head;
	int64_t at = g->hi > g->lo ? g->e[g->hi - 1].te : INT64_MIN;
	rc r = RC_OK;

	if (g->thin_at < g->track->need * 4 || g->thin_at < THIN_LEAST)
		g->thin_at = g->track->need * 4 > THIN_LEAST ?
		    g->track->need * 4 : THIN_LEAST;
	if (live < (c->deferred ? WINDOWS_SAMPLES_MAX : g->thin_at))
		return (RC_OK);
	expire_unsure(w, g);
	if (g->n - g->head < live)
		return (RC_OK);
	if (c->deferred) {
		drop_first(w, g);
		g->inexact = true;
		return (RC_OK);
	}
	/* Empty the window; what is kept moves to the front. */
	while (g->lo < g->hi)
		count(g, &g->e[g->lo++], false);
	if (c->type == CORR_VALUE_COUNT)
		r = thin_values(w, g, &m);
	else
		m = c->type == CORR_TEMPORAL ? thin_rules(w, g) :
		    thin_events(w, g);
	if (r != RC_OK)
		return (r);
	g->head = g->lo = g->hi = 0;
	g->n = m;
	if (m > g->thin_at / 4 * 3)
		g->thin_at *= 2;
	if (at != INT64_MIN)
		sigma_group_move(w, g, at);
	return (RC_OK);
}
