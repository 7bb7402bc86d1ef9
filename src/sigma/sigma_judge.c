/* SPDX-License-Identifier: Apache-2.0 */
/* Is a point true? */
#include <math.h>

#include "base/mem.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_lost_value.h"
#include "sigma/sigma_order.h"
#include "sigma/sigma_send.h"
#include "sigma/sigma_shown.h"

size_t
sigma_judge_init(const struct corr *c)
{
	double n = 0;

	if (c->deferred || c->bounds == 0)
		return (0);
	for (size_t i = 0; i < c->bounds; i++) {
		double one = floor(c->bound[i].n) + 1;

		if (c->bound[i].cmp == CORR_GTE)
			one = ceil(c->bound[i].n);
		n = one > n ? one : n;
	}
	return (n < 1 ? 1 : n > 1e9 ? (size_t)1e9 : (size_t)n);
}

static bool
bound_holds(struct corr_bound b, double v)
{

	switch (b.cmp) {
	case CORR_GT:
		return (v > b.n);
	case CORR_GTE:
		return (v >= b.n);
	case CORR_LT:
		return (v < b.n);
	case CORR_LTE:
		return (v <= b.n);
	case CORR_EQ:
		return (!(v < b.n) && !(v > b.n));
	case CORR_NEQ:
		return (v < b.n || v > b.n);
	}
	return (false);
}

static bool
bounds_hold(const struct corr *c, double v)
{

	for (size_t i = 0; i < c->bounds; i++) {
		if (!bound_holds(c->bound[i], v))
			return (false);
	}
	return (true);
}

/* "a and not b" over which rules are in the window. */
static bool
text_holds(const struct expr *e, const uint32_t *in)
{
	bool hit = e->op == EXPR_AND;

	if (e->op == EXPR_RULE)
		return (in[e->rule] > 0);
	if (e->op == EXPR_NOT)
		return (!text_holds(e->kid[0], in));
	for (size_t i = 0; i < e->n; i++) {
		bool one = text_holds(e->kid[i], in);

		hit = e->op == EXPR_AND ? hit && one : hit || one;
	}
	return (hit);
}

/* Does the condition hold in the window as it stands at the point? */
static bool
holds(const struct track *tr, struct group *g, struct point *p)
{
	const struct corr *c = tr->c;
	double *v = &p->value;
	uint32_t n = g->hi - g->lo;
	unsigned run;
	bool hit = false;

	if (n == 0)
		return (false);
	switch (c->type) {
	case CORR_EVENT_COUNT:
		*v = (double)n;
		break;
	case CORR_VALUE_COUNT:
		*v = (double)g->distinct;
		break;
	case CORR_TEMPORAL:
		*v = (double)g->distinct;
		if (c->when != NULL)
			hit = text_holds(c->when, g->more->in);
		break;
	case CORR_VALUE_SUM:
		*v = kulisch_sum(&g->more->sum);
		break;
	case CORR_VALUE_AVG:
		*v = kulisch_sum(&g->more->sum) / (double)n;
		break;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		*v = ranks_percentile(&g->more->ranks, c->percentile);
		break;
	case CORR_ORDERED:
		hit = sigma_order_run(tr, g, p->t, &run);
		*v = (double)run;
		g->distinct = run;
		break;
	case CORR_ABSENCE:
		return (false);
	}
	if (g->lost != NULL)
		sigma_lost_value(tr, g, p);
	return (c->when != NULL ? hit : bounds_hold(c, *v));
}

/* The group's values as the sink and outer correlations see them. */
static rc
values_of(struct shard *sh, const struct track *tr, const struct group *g,
    const struct value **ret, struct span *key)
{
	size_t n = tr->c->keys;
	struct value *v;
	char *p;

	v = arena_take(&sh->arena, n * sizeof(*v) + g->key_n + 1);
	if (v == NULL)
		return (RC_NOMEM);
	p = (char *)(v + n);
	memcpy(p, g->key, g->key_n);
	*key = (struct span){ p, g->key_n };
	sigma_send_split(*key, v, n);
	*ret = v;
	return (RC_OK);
}

rc
sigma_judge_tell(struct shard *sh, struct track *tr, struct group *g,
    const struct point *p)
{
	const struct tenant *t = &sh->w->tenant[g->tenant];
	struct told *to;
	rc r;

	if (!mem_room(&sh->told, sh->tolds, &sh->told_cap, sizeof(*to)))
		return (RC_NOMEM);
	to = &sh->told[sh->tolds];
	*to = (struct told){ .fire = { .rule = tr->rule, .base = p->base,
	    .tenant = { t->name, t->name_n }, .te = p->t, .pos = p->pos,
	    .by = p->by, .decided_by = p->keep, .value = p->value,
	    .has_value = tr->c->stated && tr->c->type != CORR_ABSENCE,
	    .exact = !g->inexact && !(p->error > 0), .error = p->error,
	    .at_least = g->inexact || p->at_least }, .due = p->due,
	    .seq = (uint32_t)sh->tolds };
	if ((r = values_of(sh, tr, g, &to->fire.group, &to->key)) != RC_OK ||
	    (r = sigma_shown_fill(sh, tr, g, &to->fire.window)) != RC_OK)
		return (r);
	sh->tolds++;
	if (!sigma_windows_feeds(sh->w, tr->rule))
		return (RC_OK);
	return (sigma_send_fire(sh, tr, g, p, to->fire.group, to->key));
}

/* All entries of the moment ${t}, at which the window ends. */
static void
mark(const struct track *tr, struct group *g, int64_t t, enum entry_flag how)
{

	for (uint32_t i = g->hi; i > g->lo; i--) {
		struct entry *e = windows_entry(tr, g, i - 1);

		if (e->te != t)
			break;
		e->flags = (e->flags | how) & 0xfu;
	}
}

static bool
resets(const struct shard *sh)
{

	return (sh->w->o.firing == SIGMA_FIRE_RESET);
}

/* The group is as if it had never been. */
static void
start_anew(struct shard *sh, const struct track *tr, struct group *g)
{

	sigma_group_empty(sh, tr, g);
	if (tr->c->type == CORR_ORDERED)
		sigma_order_reset(tr, g);
}

/* One point on arrival; *${more}: there may be others to look at. */
static rc
judge_one(struct shard *sh, struct track *tr, struct group *g, bool told,
    struct point *p, bool *more)
{
	rc r;

	if ((r = sigma_group_move(sh, tr, g, p->t)) != RC_OK)
		return (r);
	*more = g->hi < g->n;
	if (told || !holds(tr, g, p))
		return (RC_OK);
	mark(tr, g, p->t, ENTRY_FIRED);
	if ((r = sigma_judge_tell(sh, tr, g, p)) == RC_OK && resets(sh)) {
		start_anew(sh, tr, g);
		*more = false;
	}
	return (r);
}

rc
sigma_judge_arrival(struct shard *sh, struct track *tr, struct group *g,
    uint32_t at, const struct input *in, bool again)
{
	const struct entry *e = windows_entry(tr, g, at);
	struct point p = { .t = e->te, .pos = in->pos, .due = in->due,
	    .mark = in->mark, .now = in->now, .by = in->by,
	    .by_te = in->by_te, .keep = in->keep, .base = in->base };
	int64_t mine = e->te;
	bool more;
	rc r;

	/* An event that serves one more stage may be behind its own point. */
	if (tr->c->type == CORR_ORDERED)
		sigma_order_back(tr, g, mine);
	/* The first point may have entries of the same te before it. */
	for (;;) {
		bool told = (e->flags & ENTRY_FIRED) != 0 &&
		    !(again && p.t == mine);

		if ((r = judge_one(sh, tr, g, told, &p, &more)) != RC_OK ||
		    !more)
			return (r);
		e = windows_entry(tr, g, g->hi);
		p.t = e->te;
		if (p.t - tr->c->span_ms >= mine)
			return (RC_OK);
	}
}

rc
sigma_judge_point(struct shard *sh, const struct timer *t)
{
	struct group *g = t->group;
	struct track *tr = t->track;
	struct point p = { .t = t->t, .due = t->due, .mark = t->due,
	    .now = t->due,
	    .pos = sigma_clock_at(sh->w, g->tenant, t) };
	const struct entry *e;
	rc r;

	if ((r = sigma_group_move(sh, tr, g, p.t)) != RC_OK)
		return (r);
	/* The event of the point may have gone for want of room. */
	if (g->hi == g->lo)
		return (RC_OK);
	e = windows_entry(tr, g, g->hi - 1);
	if (e->te != p.t)
		return (RC_OK);
	mark(tr, g, p.t, ENTRY_DONE);
	if (!holds(tr, g, &p))
		return (RC_OK);
	p.by = windows_pos(sh, e);
	p.by_te = sigma_shown_te(sh, e);
	p.keep = sh->w->o.keepsakes ? e->keep : NULL;
	p.base = e->base;
	mark(tr, g, p.t, ENTRY_FIRED);
	if ((r = sigma_judge_tell(sh, tr, g, &p)) == RC_OK && resets(sh))
		start_anew(sh, tr, g);
	return (r);
}
