/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x-absence: A not followed, nor preceded, by B (the events contract, 8).
 *
 * A group holds the matches of B that can still cancel something, and at most
 * one of A: the open obligation, whose entry waits for the timer.
 */
#include "sigma/sigma_absent.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_judge.h"

#define BIT_A		1u		/* The first of the rules. */

static bool
is_open(const struct entry *e)
{

	return ((e->flags & ENTRY_WAITS) != 0);
}

/* The entry of the open obligation, or g->n. */
static uint32_t
open_at(const struct track *tr, const struct group *g)
{
	uint32_t i = g->head;

	while (i < g->n && !is_open(windows_entry(tr, g, i)))
		i++;
	return (i);
}

/* Is there a match of B in [from, to]? */
static bool
has_b(const struct track *tr, const struct group *g, int64_t from, int64_t to)
{

	for (uint32_t i = sigma_group_seek(tr, g, from - 1); i < g->n; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if (e->te > to)
			break;
		if ((e->bits & ~BIT_A) != 0)
			return (true);
	}
	return (false);
}

static rc
add(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, uint32_t bits, uint32_t *at)
{
	struct entry e = { .te = in->te, .base = in->base & 0xfffffffu,
	    .bits = bits };
	rc r;

	if (sh->w->o.keepsakes)
		e.keep = in->keep;
	else
		e.pos = in->by;
	if ((r = sigma_group_room(sh, tr, g, in)) != RC_OK)
		return (r);
	r = sigma_group_add(sh, tr, g, &e, at);
	return (r == RC_CONFLICT ? RC_OK : r);
}

static rc
take_b(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in)
{
	const struct corr *c = tr->c;
	uint32_t at, a = open_at(tr, g);
	struct entry *e;

	if (a < g->n) {
		e = windows_entry(tr, g, a);
		if (in->te >= e->te - c->before_ms &&
		    in->te <= e->te + c->span_ms)
			e->flags &= ~(uint32_t)ENTRY_WAITS & 0xfu;
	}
	return (add(sh, tr, g, in, in->bits & ~BIT_A, &at));
}

static rc
take_a(struct shard *sh, struct track *tr, struct group *g,
    const struct input *in)
{
	const struct corr *c = tr->c;
	struct timer t = { .due = in->te + c->span_ms + c->late_ms,
	    .t = in->te, .pos = in->by, .group = g, .track = tr };
	uint32_t at;
	rc r;

	/* One that came late may have been answered already. */
	if (open_at(tr, g) < g->n ||
	    has_b(tr, g, in->te - c->before_ms, in->te + c->span_ms))
		return (RC_OK);
	/* The clock may have passed the deadline of an event in time. */
	if (in->due != INT64_MAX && t.due < in->due)
		t.due = in->due;
	else if (in->due == INT64_MAX && t.due <= in->now)
		t.due = in->now + 1;
	if ((r = add(sh, tr, g, in, BIT_A, &at)) != RC_OK ||
	    (r = sigma_clock_wait(sh, tr->level, g->tenant, &t)) != RC_OK)
		return (r);
	windows_entry(tr, g, at)->flags |= ENTRY_WAITS;
	g->waiting++;
	sh->counts[tr->number].open++;
	return (RC_OK);
}

rc
sigma_absent_take(struct shard *sh, struct track *tr, struct group *g,
    const struct input *in)
{
	rc r = RC_OK;

	/* What matches both is B first. */
	if ((in->bits & ~BIT_A) != 0)
		r = take_b(sh, tr, g, in);
	if (r == RC_OK && (in->bits & BIT_A) != 0)
		r = take_a(sh, tr, g, in);
	return (r);
}

rc
sigma_absent_due(struct shard *sh, const struct timer *t)
{
	struct group *g = t->group;
	struct track *tr = t->track;
	struct point p = { .t = t->t + tr->c->span_ms, .due = t->due,
	    .mark = t->due, .now = t->due,
	    .pos = sigma_clock_at(sh->w, g->tenant, t->due) };
	uint32_t at = open_at(tr, g);
	struct entry *e;
	rc r;

	/* Cancelled, or another one since. */
	if (at == g->n)
		return (RC_OK);
	e = windows_entry(tr, g, at);
	if (e->te != t->t || windows_pos(sh, e) != t->pos)
		return (RC_OK);
	e->flags &= ~(uint32_t)ENTRY_WAITS & 0xfu;
	p.by = windows_pos(sh, e);
	p.keep = sh->w->o.keepsakes ? e->keep : NULL;
	p.base = e->base;
	/* Its only evidence is A itself. */
	g->lo = at;
	g->hi = at + 1;
	r = sigma_judge_tell(sh, tr, g, &p);
	g->lo = g->hi = g->head;
	return (r);
}
