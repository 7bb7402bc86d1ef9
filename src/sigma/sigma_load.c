/* SPDX-License-Identifier: Apache-2.0 */
/* The state of correlations out of bytes; their form is in sigma_save.c. */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_hold.h"
#include "sigma/sigma_lost_io.h"
#include "sigma/sigma_same.h"
#include "sigma/sigma_save.h"
#include "sigma/sigma_shown.h"
#include "sigma/sigma_track.h"

#define NOBODY		UINT32_MAX
#define ROOM_FREE	(UINT64_C(64) << 20)	/* Bytes of entries that may */
#define ROOM_PER_BYTE	256			/* be claimed, and not used. */

/* A rule as it was saved, and which of ours it is. */
struct was {
	struct span	 id;
	bool		 correlation;
	struct sigma_same same;
	uint32_t	 now;		/* Its number; NOBODY. */
	bool		 kept;		/* It is the same. */
};

/* What is at work. */
struct loading {
	struct sigma_windows		*w;
	const struct sigma_numbers	*numbers;
	struct was			*was;		/* Owned. */
	size_t				 rules;
	bool				 keepsakes;
	uint64_t			 room;		/* Bytes still free. */
	struct track			*tr;
	struct group			**group;	/* Owned; of a track. */
	struct val			**val;		/* Owned; of a group. */
	size_t				 vals, val_cap;
};

/* Sets of rules mostly differ in few places: ${hint} is near. */
static uint32_t
find_rule(const struct sigma *s, struct span id, size_t hint)
{

	for (size_t i = 0; i < s->rules; i++) {
		size_t at = (hint + i) % s->rules;

		if (span_eq(id, span_of(s->rule[at].id)))
			return ((uint32_t)at);
	}
	return (NOBODY);
}

static rc
load_rules(struct loading *l, struct cur *c)
{
	const struct sigma *s = l->w->s;
	size_t hint = 0;

	l->rules = pack_get_count(c, 18);
	if ((l->was = mem_array(l->rules + 1, sizeof(*l->was))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < l->rules && cur_ok(c); i++) {
		struct was *was = &l->was[i];

		was->id = pack_get_span(c);
		was->correlation = pack_get_bool(c);
		was->same.rule = pack_get_fixed(c);
		was->same.windows = pack_get_fixed(c);
		was->now = find_rule(s, was->id, hint);
		if (was->now == NOBODY)
			continue;
		hint = was->now + 1;
		was->kept = was->correlation ==
		    s->rule[was->now].correlation && (was->correlation ?
		    was->same.windows == s->same[was->now].windows :
		    was->same.rule == s->same[was->now].rule);
	}
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

static rc
load_tenants(struct loading *l, struct cur *c)
{
	size_t n = pack_get_count(c, 11);
	rc r;

	for (size_t i = 0; i < n; i++) {
		struct span name = pack_get_span(c);
		struct tenant *t;
		uint32_t at;

		if (!cur_ok(c))
			return (RC_MALFORMED);
		if ((r = sigma_clock_tenant(l->w, name, &at)) != RC_OK)
			return (r);
		if (at != i)
			return (RC_MALFORMED);	/* It was there. */
		t = &l->w->tenant[at];
		t->clock = pack_get_int(c);
		t->sure = pack_get_int(c);
		t->jumper = pack_get_fixed(c);
		t->hold_clock = t->clock;
	}
	for (unsigned i = 0; i < l->w->o.shards; i++)
		if ((r = sigma_clock_room(&l->w->shard[i])) != RC_OK)
			return (r);
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

/* Is it as many parts, each a length and so many bytes, as there are keys? */
static bool
is_key(const struct corr *c, struct span key)
{
	struct cur in = cur_of(key);

	for (size_t i = 0; i < c->keys; i++)
		(void)pack_get_span(&in);
	return (pack_done(&in, "", NULL) == RC_OK &&
	    key.n < WINDOWS_KEY_MAX);
}

static struct shard *
shard_of(const struct loading *l, unsigned part)
{

	return (&l->w->shard[part % l->w->o.shards]);
}

/* The distinct value of an entry: one that was met, or the next. */
static rc
load_value(struct loading *l, struct shard *sh, struct group *g,
    struct cur *c, struct val **ret)
{
	size_t at = (size_t)pack_get_upto(c, l->vals);
	struct span s;
	rc r;

	if (at < l->vals) {
		*ret = l->val[at];
		return (RC_OK);
	}
	s = pack_get_span(c);
	if (!cur_ok(c))
		return (RC_MALFORMED);
	if ((r = sigma_group_value(sh, g, s, ret)) != RC_OK)
		return (r);
	if ((*ret)->refs > 0)
		return (RC_MALFORMED);		/* It was met before. */
	if (!mem_room((void *)&l->val, l->vals, &l->val_cap,
	    sizeof(*l->val)))
		return (RC_NOMEM);
	l->val[l->vals++] = *ret;
	return (RC_OK);
}

static rc
load_entry(struct loading *l, struct shard *sh, struct group *g,
    struct cur *c, int64_t *te)
{
	const struct track *tr = l->tr;
	struct entry e = { .te = 0 };
	uint64_t step = pack_get_upto(c, INT64_MAX), number, flags;
	uint64_t bits;
	rc r;

	if (__builtin_add_overflow(*te, (int64_t)step, te))
		pack_bad(c);
	e.te = *te;
	number = pack_get_uint(c);
	flags = pack_get_uint(c);
	bits = pack_get_upto(c, tr->c->refs >= 32 ? UINT32_MAX :
	    (UINT64_C(1) << tr->c->refs) - 1);
	if (!cur_ok(c) || bits == 0 || flags >> 4 >= l->rules ||
	    l->was[flags >> 4].now == NOBODY)
		return (RC_MALFORMED);
	e.base = l->was[flags >> 4].now & WINDOWS_BASE;
	e.flags = flags & 0xfu;
	e.bits = (uint32_t)bits;
	if (l->keepsakes)
		e.keep = l->numbers->keep(l->numbers->ctx, number);
	else
		e.pos = number;
	if (l->keepsakes && e.keep == NULL)
		return (RC_MALFORMED);
	if (tr->c->type == CORR_VALUE_COUNT) {
		if ((r = load_value(l, sh, g, c, &e.val)) != RC_OK)
			return (r);
	} else if (tr->stride == sizeof(e))
		e.num = pack_get_num(c);
	if (!cur_ok(c) || (tr->c->type != CORR_VALUE_COUNT &&
	    tr->stride == sizeof(e) && !isfinite(e.num)))
		return (RC_MALFORMED);
	if (!sigma_shown_loaded(sh, tr, g, &e))
		return (RC_NOMEM);
	/* From here on the group gives back what it holds. */
	memcpy(g->e + (size_t)g->n++ * tr->stride, &e, tr->stride);
	if (l->keepsakes)
		e.keep->refs++;
	if (tr->c->type == CORR_VALUE_COUNT)
		e.val->refs++;
	return (RC_OK);
}

/* How a group's entries lie. */
struct lie {
	uint64_t	head, cap, lo, hi, n;	/* From head on. */
};

/*
 * Room for the entries as it was: it decides when those that can matter no
 * more are looked for.  Unused room that the snapshot's size makes unlikely
 * is not believed.
 */
static rc
load_room(struct loading *l, struct shard *sh, struct group *g,
    struct cur *c, struct lie *lie)
{

	lie->head = pack_get_upto(c, INT32_MAX);
	lie->cap = pack_get_upto(c, INT32_MAX);
	lie->lo = pack_get_uint(c);
	lie->hi = pack_get_uint(c);
	lie->n = pack_get_count(c, 4);
	if (!cur_ok(c) || lie->head + lie->n > lie->cap || lie->lo > lie->n ||
	    lie->hi > lie->n - lie->lo)
		return (RC_MALFORMED);
	lie->hi += lie->lo;
	if (lie->cap * l->tr->stride > l->room) {
		lie->head = 0;
		lie->cap = lie->n;
	} else
		l->room -= lie->cap * l->tr->stride;
	return (sigma_group_load(sh, l->tr, g, (uint32_t)lie->head,
	    (uint32_t)lie->cap));
}

static rc
load_entries(struct loading *l, struct shard *sh, struct group *g,
    struct cur *c)
{
	struct lie lie;
	int64_t te = 0;
	rc r;

	if ((r = load_room(l, sh, g, c, &lie)) != RC_OK)
		return (r);
	if ((r = sigma_lost_io_load(l->tr, g, &sh->pool, c)) != RC_OK)
		return (r);
	if (lie.n > 0)
		te = pack_get_int(c);
	l->vals = 0;
	for (uint64_t i = 0; i < lie.n; i++)
		if ((r = load_entry(l, sh, g, c, &te)) != RC_OK)
			return (r);
	if ((r = sigma_group_stand(sh, l->tr, g, g->head + (uint32_t)lie.lo,
	    g->head + (uint32_t)lie.hi)) != RC_OK)
		return (r);
	if (l->tr->c->type == CORR_ABSENCE)
		g->more->open = pack_get_int(c);
	if (l->tr->c->type == CORR_ORDERED) {
		g->distinct = (uint32_t)pack_get_upto(c, UINT32_MAX);
		pack_get_sparse(c, (char *)g->more, l->tr->more);
	}
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

static rc
load_group(struct loading *l, struct cur *c, struct group **ret)
{
	uint64_t tenant = pack_get_uint(c), flags;
	struct span key = pack_get_span(c);
	struct input in = { .key = key.p, .key_n = (uint32_t)key.n };
	struct shard *sh;
	struct group *g;
	rc r;

	flags = pack_get_upto(c, 3);
	if (!cur_ok(c) || tenant >= l->w->tenants ||
	    !is_key(l->tr->c, key))
		return (RC_MALFORMED);
	in.tenant = (uint32_t)tenant;
	in.hash = hash_seeded(key, l->w->tenant[tenant].seed);
	in.unknown = flags >> 1;
	sh = shard_of(l, (unsigned)(in.hash >> 56));
	if ((r = sigma_track_put(sh, l->tr, &in, &g)) != RC_OK)
		return (r == RC_CONFLICT ? RC_MALFORMED : r);
	*ret = g;
	r = load_entries(l, sh, g, c);
	g->inexact = flags & 1;
	return (r);
}

static rc
load_timers(struct loading *l, struct cur *c, size_t groups)
{
	size_t n = pack_get_count(c, 5);
	rc r;

	for (size_t i = 0; i < n; i++) {
		uint64_t at = pack_get_uint(c);
		struct timer t = { .track = l->tr };
		struct shard *sh;

		t.due = pack_get_int(c);
		t.t = pack_get_int(c);
		t.pos = pack_get_uint(c);
		t.after = pack_get_uint(c);
		if (!cur_ok(c) || at >= groups)
			return (RC_MALFORMED);
		t.group = l->group[at];
		sh = shard_of(l, t.group->part);
		if ((r = sigma_clock_wait(sh, l->tr->level, t.group->tenant,
		    &t)) != RC_OK)
			return (r);
		t.group->waiting++;
		sh->counts[l->tr->number].open++;
	}
	return (RC_OK);
}

static rc
load_holds(struct loading *l, struct cur *c)
{
	size_t tenants = pack_get_count(c, 3);
	rc r = RC_OK;

	for (size_t i = 0; i < tenants && r == RC_OK; i++) {
		uint64_t at = pack_get_uint(c);
		bool held = pack_get_bool(c);
		size_t n = pack_get_count(c, 2);
		struct hold *h;

		if (!cur_ok(c) || at >= l->w->tenants)
			return (RC_MALFORMED);
		if ((h = sigma_hold_of(l->w, (uint32_t)at, l->tr)) == NULL)
			return (RC_NOMEM);
		l->w->tenant[at].holding += held && !h->held;
		h->held |= held;
		for (size_t k = 0; k < n && r == RC_OK; k++) {
			uint32_t number = (uint32_t)pack_get_upto(c,
			    UINT32_MAX);

			r = sigma_hold_put(h, number, pack_get_int(c));
		}
	}
	return (r == RC_OK && !cur_ok(c) ? RC_MALFORMED : r);
}

static void
load_counts(struct loading *l, struct cur *c)
{
	struct sigma_counts *n = &l->w->shard[0].counts[l->tr->number];

	n->no_key = pack_get_uint(c);
	n->too_late = pack_get_uint(c);
	n->not_number = pack_get_uint(c);
	n->evicted = pack_get_uint(c);
}

static struct track *
track_of(const struct sigma_windows *w, uint32_t rule)
{

	for (size_t i = 0; i < w->tracks; i++)
		if (w->track[i].rule == rule)
			return (&w->track[i]);
	return (NULL);
}

/* Those behind a correlation that is kept. */
static rc
load_groups(struct loading *l, struct cur *c)
{
	size_t n;
	rc r = RC_OK;

	load_counts(l, c);
	n = pack_get_count(c, 8);
	mem_free((void *)l->group);
	if ((l->group = mem_array(n + 1, sizeof(*l->group))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = load_group(l, c, &l->group[i]);
	if (r == RC_OK)
		r = load_timers(l, c, n);
	if (r == RC_OK && l->tr->c->type == CORR_ABSENCE)
		r = load_holds(l, c);
	return (r != RC_OK ? r : pack_done(c, "", NULL));
}

static rc
load_track(struct loading *l, struct cur *all, struct err *e)
{
	struct cur c;
	uint64_t rule;
	rc r;

	if ((r = pack_open(all, SIGMA_SAVE_TRACK, &c, e)) != RC_OK)
		return (r);
	rule = pack_get_uint(&c);
	if (!cur_ok(&c) || rule >= l->rules || !l->was[rule].correlation)
		return (rc_fail(e, RC_MALFORMED, 0, "the windows of no rule"));
	/* Keepsakes that were not kept cannot be had now, nor be dropped. */
	if (!l->was[rule].kept || l->keepsakes != l->w->o.keepsakes)
		return (RC_OK);
	l->tr = track_of(l->w, l->was[rule].now);
	if (l->tr == NULL || l->tr->cell == NULL)
		return (RC_OK);
	for (unsigned k = 0; k < WINDOWS_PARTS; k++)
		if (l->tr->cell[k].n > 0)
			return (rc_fail(e, RC_MALFORMED, 0,
			    "windows are there twice"));
	l->room = ROOM_FREE + ROOM_PER_BYTE * (uint64_t)cur_left(&c);
	r = load_groups(l, &c);
	return (r == RC_OK ? r : rc_fail(e, r, c.at, "loading windows: %s",
	    rc_text(r)));
}

static const char *
why(const struct loading *l, const struct was *was)
{

	if (!was->correlation || !l->w->s->rule[was->now].correlation)
		return ("what it asks for is another");
	return ("its type, rules, group-by, field or timespan is another");
}

/* Tell of each rule of either set, in the order of the new one. */
static rc
tell(const struct loading *l, sigma_fate_fn *fate, void *ctx)
{
	const struct sigma *s = l->w->s;
	const struct was **of = mem_array(s->rules + 1, sizeof(*of));

	if (of == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < l->rules; i++)
		if (l->was[i].now != NOBODY)
			of[l->was[i].now] = &l->was[i];
	for (size_t i = 0; i < s->rules; i++) {
		struct span id = span_of(s->rule[i].id);

		if (of[i] == NULL)
			fate(ctx, SIGMA_FRESH, id, "");
		else if (of[i]->kept && (!of[i]->correlation ||
		    l->keepsakes == l->w->o.keepsakes))
			fate(ctx, SIGMA_KEPT, id, "");
		else
			fate(ctx, SIGMA_RESET, id, of[i]->kept ?
			    "evidence is kept in another way" :
			    why(l, of[i]));
	}
	for (size_t i = 0; i < l->rules; i++)
		if (l->was[i].now == NOBODY)
			fate(ctx, SIGMA_GONE, l->was[i].id, "");
	mem_free((void *)of);
	return (RC_OK);
}

rc
sigma_load(struct sigma_windows *w, struct cur *c,
    const struct sigma_numbers *numbers, sigma_fate_fn *fate, void *ctx,
    struct err *e)
{
	struct loading l = { .w = w, .numbers = numbers };
	struct err what = { 0 };
	size_t n;
	rc r;

	l.keepsakes = pack_get_bool(c);
	if ((r = load_rules(&l, c)) == RC_OK &&
	    (r = load_tenants(&l, c)) == RC_OK) {
		n = pack_get_count(c, PACK_HEAD);
		for (size_t i = 0; i < n && r == RC_OK; i++)
			r = load_track(&l, c, &what);
		if (r == RC_OK)
			r = pack_done(c, "the state of windows", &what);
	}
	if (r == RC_OK)
		r = tell(&l, fate, ctx);
	mem_free(l.was);
	mem_free((void *)l.group);
	mem_free((void *)l.val);
	return (r == RC_OK ? r : rc_fail(e, r, c->at, "%s",
	    what.what[0] != '\0' ? what.what : rc_text(r)));
}
