/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x-absence: A not followed, nor preceded, by B (the events contract, 8).
 *
 * A group holds the matches of B that can still answer something, and those
 * of A whose deadline has not come.  At a deadline all that could answer is
 * known; the As of a group come to theirs in order of time, so that it is
 * enough to remember until when the last one that was not met was open.
 */
#include "sigma/sigma_absent.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_hold.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_shown.h"

#define BIT_A		1u		/* The first of the rules. */

/* Was the A at ${t} answered? */
static bool
is_answered(const struct track *tr, const struct group *g, int64_t t)
{
	const struct corr *c = tr->c;

	for (uint32_t i = sigma_group_seek(tr, g, t - c->before_ms - 1);
	    i < g->n; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if (e->te > t + c->span_ms)
			break;
		if ((e->bits & ~BIT_A) != 0)
			return (true);
	}
	return (false);
}

/* Is the A at ${t} an obligation that nobody met?  ${open}: until when the
 * last such was; brought up to date.  Those that were met need no memory: what
 * answered one answers each A that came while it was open. */
static bool
is_unmet(const struct track *tr, const struct group *g, int64_t t,
    int64_t *open)
{

	/* While one is open no other opens. */
	if (t <= *open || is_answered(tr, g, t))
		return (false);
	*open = t + tr->c->span_ms;
	return (true);
}

uint64_t
sigma_absent_open(const struct track *tr, const struct group *g)
{
	int64_t open = g->more->open;
	uint64_t n = 0;

	for (uint32_t i = g->head; i < g->n; i++) {
		const struct entry *e = windows_entry(tr, g, i);

		if ((e->flags & ENTRY_WAITS) != 0)
			n += is_unmet(tr, g, e->te, &open);
	}
	return (n);
}

/* Is an A of the moment waiting already? */
static bool
has_waiting(const struct track *tr, const struct group *g, int64_t te)
{
	bool found = false;

	for (uint32_t i = sigma_group_seek(tr, g, te - 1); i < g->n &&
	    windows_entry(tr, g, i)->te == te; i++)
		found |= (windows_entry(tr, g, i)->flags & ENTRY_WAITS) != 0;
	return (found);
}

rc
sigma_absent_take(struct shard *sh, struct track *tr, struct group *g,
    const struct input *in)
{
	const struct corr *c = tr->c;
	struct entry e = { .te = in->te, .base = in->base & WINDOWS_BASE,
	    .bits = in->bits, .moved = in->by_te != in->te };
	struct timer t = { .due = in->te + c->span_ms + c->late_ms,
	    .t = in->te, .after = in->due == INT64_MAX ? in->pos : in->pos - 1,
	    .pos = in->by, .group = g, .track = tr };
	bool waits;
	uint32_t at;
	rc r;

	if (sh->w->o.keepsakes)
		e.keep = in->keep;
	else
		e.pos = in->by;
	/* What matches both answers itself. */
	waits = in->bits == BIT_A && !has_waiting(tr, g, in->te);
	if ((r = sigma_group_room(sh, tr, g, in)) != RC_OK ||
	    ((r = sigma_group_add(sh, tr, g, &e, &at)) != RC_OK &&
	    r != RC_CONFLICT))
		return (r);
	if (!waits)
		return (RC_OK);
	if ((r = sigma_clock_wait(sh, tr->level, g->tenant, &t)) != RC_OK)
		return (r);
	windows_entry(tr, g, at)->flags |= ENTRY_WAITS;
	g->waiting++;
	return (RC_OK);
}

/* Must the timer wait on, as the source of the answer is unwell? */
static bool
hold(struct shard *sh, const struct timer *t, uint64_t pos, struct entry *e,
    rc *r)
{
	struct timer later = *t;

	later.due = sigma_hold_due(sh->w, t, pos, &later.after);
	if (later.due == t->due)
		return (false);
	e->flags = (e->flags | ENTRY_HELD) & 0xfu;
	*r = sigma_clock_wait(sh, t->track->level, t->group->tenant, &later);
	if (*r == RC_OK)
		t->group->waiting++;
	return (true);
}

rc
sigma_absent_due(struct shard *sh, const struct timer *t)
{
	struct group *g = t->group;
	struct track *tr = t->track;
	struct point p = { .t = t->t + tr->c->span_ms, .due = t->due,
	    .mark = t->due, .now = t->due,
	    .pos = sigma_clock_at(sh->w, g->tenant, t) };
	uint32_t at = sigma_group_seek(tr, g, t->t - 1);
	struct entry *e;
	rc r;

	while (at < g->n && (e = windows_entry(tr, g, at))->te == t->t &&
	    (e->flags & ENTRY_WAITS) == 0)
		at++;
	if (at == g->n || (e = windows_entry(tr, g, at))->te != t->t)
		return (RC_OK);
	if (hold(sh, t, p.pos, e, &r))
		return (r);
	/* What was held is told when it was released. */
	if ((e->flags & ENTRY_HELD) != 0)
		p.t = t->due + WINDOWS_GRACE_MS;
	e->flags &= ~(uint32_t)(ENTRY_WAITS | ENTRY_HELD) & 0xfu;
	if (!is_unmet(tr, g, t->t, &g->more->open))
		return (RC_OK);
	p.by = windows_pos(sh, e);
	p.by_te = sigma_shown_te(sh, e);
	p.keep = sh->w->o.keepsakes ? e->keep : NULL;
	p.base = e->base;
	/* Its only evidence is A itself. */
	g->lo = at;
	g->hi = at + 1;
	r = sigma_judge_tell(sh, tr, g, &p);
	g->lo = g->hi = g->head;
	if (r == RC_OK && sh->w->o.firing == SIGMA_FIRE_RESET) {
		sigma_group_empty(sh, tr, g);
		g->more->open = INT64_MIN;
	}
	return (r);
}
