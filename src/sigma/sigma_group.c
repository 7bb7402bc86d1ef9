/* SPDX-License-Identifier: Apache-2.0 */
/* A group's entries, its moving window, and what is counted in it. */
#include "sigma/sigma_group.h"
#include "sigma/sigma_lost.h"
#include "sigma/sigma_shown.h"
#include "sigma/sigma_thin.h"
#include "sigma/sigma_vals.h"

#define SAMPLES_PART	8		/* Of them go at once. */

static void
count_value(struct group *g, struct val *v, bool enters)
{

	if (enters && v->in++ == 0) {
		g->distinct++;
		if (g->lost != NULL)
			sigma_lost_enters(g->lost, v);
	} else if (!enters && --v->in == 0) {
		g->distinct--;
		if (g->lost != NULL)
			sigma_lost_leaves(g->lost);
	}
}

/* ${e} enters the window, or leaves it; only entering needs memory. */
static rc
count(struct shard *sh, const struct track *tr, struct group *g,
    const struct entry *e, bool enters)
{
	const struct corr *c = tr->c;
	uint32_t *n;

	sigma_shown_count(g, e, enters);
	switch (c->type) {
	case CORR_VALUE_COUNT:
		count_value(g, e->val, enters);
		break;
	case CORR_TEMPORAL:
	case CORR_ORDERED:
		for (uint32_t bits = e->bits; bits != 0; bits &= bits - 1) {
			n = &g->more->in[__builtin_ctz(bits)];
			if (c->type == CORR_ORDERED)
				*n += enters ? 1 : UINT32_MAX;
			else if (enters)
				g->distinct += (*n)++ == 0;
			else
				g->distinct -= --*n == 0;
		}
		break;
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
		if (!kulisch_add(&g->more->sum, &sh->pool, e->num,
		    enters ? 1 : -1))
			return (RC_NOMEM);
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		if (!enters)
			ranks_drop(&g->more->ranks, &sh->pool, e->num);
		else if (!ranks_add(&g->more->ranks, &sh->pool, e->num))
			return (RC_NOMEM);
		break;
	case CORR_EVENT_COUNT:
	case CORR_ABSENCE:
		break;
	}
	return (RC_OK);
}

static void
leave(struct shard *sh, const struct track *tr, struct group *g,
    const struct entry *e)
{

	/* Leaving needs no memory. */
	(void)count(sh, tr, g, e, false);
}

uint32_t
sigma_group_seek(const struct track *tr, const struct group *g, int64_t t)
{
	uint32_t lo = g->head, hi = g->n;

	/* Nearly always the end. */
	if (hi == lo || windows_entry(tr, g, hi - 1)->te <= t)
		return (hi);
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (windows_entry(tr, g, mid)->te <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo);
}

int64_t
sigma_group_from(const struct track *tr, const struct group *g, int64_t t)
{
	uint32_t i;

	if (tr->c->gap_ms == 0)
		return (t - tr->c->span_ms);
	for (i = sigma_group_seek(tr, g, t); i > g->head; i--) {
		const struct entry *e = windows_entry(tr, g, i - 1);

		if ((e->flags & ENTRY_START) != 0)
			return (e->te - 1);
		/* A session is shorter than the timespan. */
		if (e->te <= t - tr->c->span_ms)
			return (e->te);
	}
	return (t - tr->c->span_ms);
}

rc
sigma_group_move(struct shard *sh, const struct track *tr, struct group *g,
    int64_t t)
{
	int64_t from = sigma_group_from(tr, g, t);
	const struct entry *e;
	rc r = RC_OK;

	/* Forward: take in before letting go; back: the other way round. */
	while (g->hi < g->n && (e = windows_entry(tr, g, g->hi))->te <= t) {
		if ((r = count(sh, tr, g, e, true)) != RC_OK)
			return (r);
		g->hi++;
	}
	while (g->lo < g->hi && (e = windows_entry(tr, g, g->lo))->te <= from) {
		leave(sh, tr, g, e);
		g->lo++;
	}
	while (g->lo > g->head &&
	    (e = windows_entry(tr, g, g->lo - 1))->te > from) {
		if ((r = count(sh, tr, g, e, true)) != RC_OK)
			return (r);
		g->lo--;
	}
	while (g->hi > g->lo && (e = windows_entry(tr, g, g->hi - 1))->te > t) {
		leave(sh, tr, g, e);
		g->hi--;
	}
	return (g->lost == NULL ? RC_OK :
	    sigma_lost_move(tr, g, &sh->pool, from, t));
}

rc
sigma_group_value(struct shard *sh, struct group *g, struct span s,
    struct val **ret)
{

	return (sigma_vals_get(&g->more->vals, &sh->pool, s, ret));
}

/*
 * Fires of this batch may still show what leaves a window now, and even bring
 * it back into one: the list takes the reference over until the end of the
 * batch, once.  Otherwise an alert that lets go of the event while the fires
 * are told would free it.
 */
static void
bury(struct shard *sh, struct sigma_keep *k)
{
	struct sigma_keep *none = NULL, *next = sh->dead;

	if (next == NULL)
		next = &sh->w->last_keep;
	if (__atomic_compare_exchange_n(&k->next, &none, next, false,
	    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		sh->dead = k;
	else
		(void)__atomic_sub_fetch(&k->refs, 1, __ATOMIC_RELAXED);
}

/* What ${e} held is given back; it is out of the window already. */
static void
forget(struct shard *sh, const struct track *tr, struct group *g,
    const struct entry *e)
{

	if (tr->c->type == CORR_VALUE_COUNT)
		sigma_vals_unref(&g->more->vals, &sh->pool, e->val);
	if (sh->w->o.keepsakes)
		bury(sh, e->keep);
}

static void
drop_until(struct shard *sh, const struct track *tr, struct group *g,
    int64_t until)
{
	const struct entry *e;

	while (g->head < g->n &&
	    (e = windows_entry(tr, g, g->head))->te <= until) {
		if (g->lo == g->head && g->lo < g->hi) {
			leave(sh, tr, g, e);
			g->lo++;
		}
		forget(sh, tr, g, e);
		g->head++;
		g->lo = g->lo < g->head ? g->head : g->lo;
		g->hi = g->hi < g->head ? g->head : g->hi;
	}
	if (g->head == g->n) {
		g->head = g->n = g->lo = g->hi = 0;
		g->inexact = 0;
	}
}

void
sigma_group_expire(struct shard *sh, const struct track *tr, struct group *g,
    int64_t until)
{

	sigma_lost_expire(tr, g, &sh->pool, until);
	drop_until(sh, tr, g, until);
}

void
sigma_group_empty(struct shard *sh, const struct track *tr, struct group *g)
{

	sigma_group_expire(sh, tr, g, INT64_MAX);
	g->distinct = 0;
	sigma_shown_forget(g);
}

void
sigma_group_release(struct shard *sh, const struct track *tr, struct group *g)
{

	sigma_group_empty(sh, tr, g);
	switch (tr->c->type) {
	case CORR_VALUE_COUNT:
		sigma_vals_release(&g->more->vals, &sh->pool);
		break;
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
		kulisch_release(&g->more->sum, &sh->pool);
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		ranks_release(&g->more->ranks, &sh->pool);
		break;
	case CORR_EVENT_COUNT:
	case CORR_TEMPORAL:
	case CORR_ORDERED:
	case CORR_ABSENCE:
		break;
	}
	if (tr->more > 0)
		pool_give(&sh->pool, (void *)g->more, tr->more);
	sigma_shown_release(g, &sh->pool);
	pool_give(&sh->pool, g->e, g->cap * tr->stride);
	g->more = NULL;
	g->e = NULL;
	g->cap = 0;
}

/*
 * A jump of the clock that nobody confirmed keeps old entries alive.  When
 * room is short, believe it as far as this group's own events bear it out.
 */
static void
expire_unsure(struct shard *sh, const struct track *tr, struct group *g,
    int64_t now)
{
	const struct corr *c = tr->c;
	int64_t last;

	/* What waits for an unwell source may be as old as it likes. */
	if (now == INT64_MIN || g->head == g->n ||
	    (c->type == CORR_ABSENCE && g->waiting > 0))
		return;
	last = windows_entry(tr, g, g->n - 1)->te - WINDOWS_GRACE_MS;
	sigma_group_expire(sh, tr, g, (last < now ? last : now) -
	    c->late_ms - c->keep_ms);
}

/* What is gone at the front, if it is enough, is used before more memory. */
static bool
close_gap(const struct track *tr, struct group *g, uint32_t enough)
{

	if (g->head == 0 || g->head < enough)
		return (false);
	memmove(g->e, g->e + g->head * tr->stride, (g->n - g->head) *
	    tr->stride);
	g->n -= g->head;
	g->lo -= g->head;
	g->hi -= g->head;
	g->head = 0;
	return (true);
}

/* Of too many samples the oldest go that no point waits for. */
static rc
lose(struct shard *sh, const struct track *tr, struct group *g)
{
	uint32_t live = g->n - g->head, most = g->head + live / SAMPLES_PART;
	uint32_t to = most;
	rc r;

	if (live < (tr->c->exact ? WINDOWS_EXACT_MAX : WINDOWS_SAMPLES_MAX))
		return (RC_OK);
	if (!tr->c->exact && live < WINDOWS_WAIT_MAX) {
		for (to = g->head; to < most && (windows_entry(tr, g,
		    to)->flags & ENTRY_DONE) != 0;)
			to++;
		if (to == g->head)
			return (RC_OK);
	}
	/* Those of one moment go together. */
	to = sigma_group_seek(tr, g, windows_entry(tr, g, to - 1)->te);
	if (sigma_lost_room(tr, g, &sh->pool) == NULL)
		return (RC_NOMEM);
	if ((r = sigma_lost_take(tr, g, &sh->pool, to)) != RC_OK)
		return (r);
	drop_until(sh, tr, g, windows_entry(tr, g, to - 1)->te);
	return (RC_OK);
}

/* Entries that decide nothing go. */
static rc
make_thin(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in)
{
	uint32_t live = g->n - g->head;
	rc r;

	if (live < SIGMA_THIN_LEAST)
		return (RC_OK);
	expire_unsure(sh, tr, g, in->now);
	if (tr->c->deferred)
		return (lose(sh, tr, g));
	if (live < 8 * tr->need)
		return (RC_OK);
	/* Empty the window: what is kept moves to the front. */
	while (g->lo < g->hi)
		leave(sh, tr, g, windows_entry(tr, g, g->lo++));
	if ((r = sigma_thin(sh, tr, g, forget)) != RC_OK)
		return (r);
	g->lo = g->hi = 0;
	sigma_shown_thinned(sh, tr, g);
	return (RC_OK);
}

uint64_t
sigma_group_open(const struct track *tr, const struct group *g)
{
	int64_t last = INT64_MIN;
	uint64_t n = 0;

	for (uint32_t i = g->head; i < g->n; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if ((e->flags & (ENTRY_WAITS | ENTRY_DONE)) != ENTRY_WAITS ||
		    e->te == last)
			continue;
		last = e->te;
		n++;
	}
	return (n);
}

rc
sigma_group_room(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in)
{
	uint32_t cap = g->cap < 4 ? g->cap + 1 : g->cap * 2;
	char *p;
	rc r;

	if (g->n < g->cap || close_gap(tr, g, g->cap / 2))
		return (RC_OK);
	if ((r = make_thin(sh, tr, g, in)) != RC_OK)
		return (r);
	/* A part gained is worth the walk; less is too little. */
	if (g->n < g->cap - g->cap / 4 ||
	    close_gap(tr, g, g->cap / SAMPLES_PART))
		return (RC_OK);
	if ((p = pool_grow(&sh->pool, g->e, g->cap * tr->stride,
	    cap * tr->stride)) == NULL)
		return (RC_NOMEM);
	g->e = p;
	g->cap = cap;
	return (RC_OK);
}

/* (te, pos): less, equal or greater. */
static int
order(const struct shard *sh, const struct entry *a, const struct entry *b)
{
	uint64_t x, y;

	if (a->te != b->te)
		return (a->te < b->te ? -1 : 1);
	x = windows_pos(sh, a);
	y = windows_pos(sh, b);
	return ((x > y) - (x < y));
}

/* The place behind all entries up to ${e}; nearly always the end. */
static uint32_t
seek(const struct shard *sh, const struct track *tr, const struct group *g,
    const struct entry *e)
{
	uint32_t at = sigma_group_seek(tr, g, e->te);

	/* Few have the same time. */
	while (at > g->head && order(sh, windows_entry(tr, g, at - 1), e) > 0)
		at--;
	return (at);
}

/* Several samples of one event are no twins; the caller has looked. */
static bool
samples(const struct corr *c)
{

	return (c->type == CORR_VALUE_SUM || c->type == CORR_VALUE_AVG ||
	    c->type == CORR_VALUE_PERCENTILE || c->type == CORR_VALUE_MEDIAN);
}

/* Is the event there, with the same value?  It is joined. */
static rc
join(struct shard *sh, const struct track *tr, struct group *g,
    const struct entry *e, uint32_t *at)
{
	bool values = tr->c->type == CORR_VALUE_COUNT, inside;
	struct entry *twin;
	uint32_t i = *at;
	rc r = RC_OK;

	for (; i-- > g->head;) {
		twin = windows_entry(tr, g, i);
		if (order(sh, twin, e) != 0)
			return (RC_NOTFOUND);
		if (values && twin->val != e->val)
			continue;
		inside = i >= g->lo && i < g->hi;
		if (inside)
			leave(sh, tr, g, twin);
		twin->bits |= e->bits;
		if (inside)
			r = count(sh, tr, g, twin, true);
		*at = i;
		return (r);
	}
	return (RC_NOTFOUND);
}

/* Where do sessions begin, from the late entry ${at} on? */
static void
sessions(const struct track *tr, struct group *g, uint32_t at)
{
	const struct corr *c = tr->c;
	int64_t start = INT64_MIN, last = INT64_MIN;

	for (uint32_t i = at; i > g->head; i--) {
		const struct entry *e = windows_entry(tr, g, i - 1);

		if (i == at)
			last = e->te;
		if ((e->flags & ENTRY_START) != 0) {
			start = e->te;
			break;
		}
	}
	for (uint32_t i = at; i < g->n; i++) {
		struct entry *e = windows_entry(tr, g, i);
		bool begins = start == INT64_MIN ||
		    e->te - last > c->gap_ms || e->te - start >= c->span_ms;
		bool was = (e->flags & ENTRY_START) != 0;

		last = e->te;
		if (begins)
			start = e->te;
		e->flags = (e->flags & ~(uint32_t)ENTRY_START & 0xfu) |
		    (begins ? ENTRY_START : 0u);
		/* Once both agree on a beginning, the rest is as it was. */
		if (i > at && begins && was)
			break;
	}
}

/* Was the moment of the new entry told, or decided, already? */
static void
flags_like(const struct track *tr, struct group *g, uint32_t at)
{
	struct entry *e = windows_entry(tr, g, at), *o;

	if (at > g->head && (o = windows_entry(tr, g, at - 1))->te == e->te)
		e->flags |= o->flags & (ENTRY_FIRED | ENTRY_DONE);
	if (at + 1 < g->n && (o = windows_entry(tr, g, at + 1))->te == e->te)
		e->flags |= o->flags & (ENTRY_FIRED | ENTRY_DONE);
}

rc
sigma_group_add(struct shard *sh, const struct track *tr, struct group *g,
    struct entry *e, uint32_t *ret)
{
	uint32_t at = seek(sh, tr, g, e), same = at;
	rc r;

	if (!samples(tr->c)) {
		r = join(sh, tr, g, e, &same);
		if (r != RC_NOTFOUND) {
			*ret = same;
			return (r == RC_OK ? RC_CONFLICT : r);
		}
	}
	e->again = at > g->head &&
	    order(sh, windows_entry(tr, g, at - 1), e) == 0;
	if (!sigma_shown_added(g, &sh->pool, e))
		return (RC_NOMEM);
	/* The window's bounds, before anything has moved. */
	if (at >= g->lo && at < g->hi && !(at == g->lo && g->lo < g->hi)) {
		if ((r = count(sh, tr, g, e, true)) != RC_OK)
			return (r);
		g->hi++;
	} else if (at < g->lo || (at == g->lo && g->lo < g->hi)) {
		g->lo++;
		g->hi++;
	}
	memmove(g->e + (at + 1) * tr->stride, g->e + at * tr->stride,
	    (g->n - at) * tr->stride);
	g->n++;
	memcpy(g->e + at * tr->stride, e, tr->stride);
	flags_like(tr, g, at);
	if (sh->w->o.keepsakes)
		(void)__atomic_add_fetch(&e->keep->refs, 1, __ATOMIC_RELAXED);
	if (tr->c->type == CORR_VALUE_COUNT)
		e->val->refs++;
	if (tr->c->gap_ms > 0)
		sessions(tr, g, at);
	*ret = at;
	return (RC_OK);
}

rc
sigma_group_load(struct shard *sh, const struct track *tr, struct group *g,
    uint32_t head, uint32_t cap)
{

	if (cap > 0 && (g->e = pool_take(&sh->pool, cap * tr->stride)) == NULL)
		return (RC_NOMEM);
	if (cap > 0)
		memset(g->e, 0, cap * tr->stride);
	g->cap = cap;
	g->head = g->lo = g->hi = head;
	g->n = head;
	return (RC_OK);
}

rc
sigma_group_stand(struct shard *sh, const struct track *tr, struct group *g,
    uint32_t lo, uint32_t hi)
{
	rc r = RC_OK;

	for (g->lo = g->hi = lo; g->hi < hi && r == RC_OK; g->hi++)
		r = count(sh, tr, g, windows_entry(tr, g, g->hi), true);
	return (r);
}
