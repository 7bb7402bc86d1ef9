/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of correlations as bytes:
 *
 *	rules: id, sums | tenants: name, clocks | one section a correlation:
 *	counters, groups (entries, place of the window), timers
 *
 * Groups come by hash, tenant and key, timers by time: the same bytes for any
 * number of shards.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_lost_io.h"
#include "sigma/sigma_same.h"
#include "sigma/sigma_save.h"
#include "sigma/sigma_track.h"

/* A group and its place among those of its correlation. */
struct placed {
	struct group	*g;
	size_t		 at;
};

/* A timer and the place of its group. */
struct ticking {
	struct timer	 t;
	size_t		 at;
};

/* What is at work. */
struct save {
	const struct sigma_windows	*w;
	const struct sigma_numbers	*numbers;
	struct buf			*b;
	const struct track		*tr;
	struct placed			*placed;	/* Owned; of a track. */
	size_t				 n, cap;
	struct ticking			*ticking;	/* Owned. */
	size_t				 ticks, tick_cap;
	struct val			**val;		/* Owned; of a group. */
	size_t				 vals, val_cap;
};

static void
save_rules(const struct sigma *s, struct buf *b)
{

	pack_uint(b, s->rules);
	for (size_t i = 0; i < s->rules; i++) {
		pack_text(b, s->rule[i].id);
		pack_bool(b, s->rule[i].correlation);
		pack_fixed(b, s->same[i].rule);
		pack_fixed(b, s->same[i].windows);
	}
}

static void
save_tenants(const struct sigma_windows *w, struct buf *b)
{

	pack_uint(b, w->tenants);
	for (size_t i = 0; i < w->tenants; i++) {
		const struct tenant *t = &w->tenant[i];

		pack_span(b, (struct span){ t->name, t->name_n });
		pack_int(b, t->clock);
		pack_int(b, t->sure);
		pack_fixed(b, t->jumper);
	}
}

static int
by_key(const void *a, const void *b)
{
	const struct group *x = ((const struct placed *)a)->g;
	const struct group *y = ((const struct placed *)b)->g;

	if (x->part != y->part)
		return (x->part < y->part ? -1 : 1);
	if (x->hash != y->hash)
		return (x->hash < y->hash ? -1 : 1);
	if (x->tenant != y->tenant)
		return (x->tenant < y->tenant ? -1 : 1);
	return (span_cmp((struct span){ x->key, x->key_n },
	    (struct span){ y->key, y->key_n }));
}

static int
by_pointer(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return (((uintptr_t)x->g > (uintptr_t)y->g) -
	    ((uintptr_t)x->g < (uintptr_t)y->g));
}

static int
by_time(const void *a, const void *b)
{
	const struct ticking *x = a, *y = b;

	if (x->t.due != y->t.due)
		return (x->t.due < y->t.due ? -1 : 1);
	if (x->t.t != y->t.t)
		return (x->t.t < y->t.t ? -1 : 1);
	if (x->t.pos != y->t.pos)
		return (x->t.pos < y->t.pos ? -1 : 1);
	if (x->at != y->at)
		return (x->at < y->at ? -1 : 1);
	return ((x->t.after > y->t.after) - (x->t.after < y->t.after));
}

/* All groups of the correlation, in order. */
static bool
gather(struct save *s)
{

	s->n = 0;
	for (unsigned k = 0; k < WINDOWS_PARTS; k++) {
		const struct cell *c = &s->tr->cell[k];
		struct group *g;
		uint32_t at = 0;

		while ((g = sigma_track_next(c, &at)) != NULL) {
			if (!mem_room(&s->placed, s->n, &s->cap,
			    sizeof(*s->placed)))
				return (false);
			s->placed[s->n++].g = g;
		}
	}
	if (s->n > 1)
		qsort(s->placed, s->n, sizeof(*s->placed), by_key);
	for (size_t i = 0; i < s->n; i++)
		s->placed[i].at = i;
	return (true);
}

/* Take a timer in, if it is one of this correlation. */
static bool
take(struct save *s, const struct timer *t)
{
	struct placed key = { .g = t->group };
	const struct placed *p;

	/* Of a group that had to go nothing will come. */
	if (t->track != s->tr || t->group->gone)
		return (true);
	p = bsearch(&key, s->placed, s->n, sizeof(key), by_pointer);
	BUG_IF(p == NULL);
	if (!mem_room(&s->ticking, s->ticks, &s->tick_cap,
	    sizeof(*s->ticking)))
		return (false);
	s->ticking[s->ticks++] = (struct ticking){ *t, p->at };
	return (true);
}

/* All timers of the correlation, in order; groups are looked up in them. */
static bool
gather_timers(struct save *s)
{

	s->ticks = 0;
	if (s->n > 1)
		qsort(s->placed, s->n, sizeof(*s->placed), by_pointer);
	for (unsigned i = 0; i < s->w->o.shards; i++) {
		const struct shard *sh = &s->w->shard[i];

		for (size_t k = 0; k < sh->timers_n; k++) {
			const struct timers *t = &sh->timers[k];

			if (s->w->levels == 0 ||
			    k % s->w->levels != s->tr->level)
				continue;
			for (size_t j = 0; j < t->n; j++)
				if (!take(s, &t->heap[j]))
					return (false);
			for (size_t j = t->first; j < t->end; j++)
				if (!take(s, &t->line[j]))
					return (false);
		}
	}
	if (s->ticks > 1)
		qsort(s->ticking, s->ticks, sizeof(*s->ticking), by_time);
	return (true);
}

/* The place of the entry's value in the group's list, in order of entries. */
static size_t
value_place(struct save *s, struct val *v, struct buf *b)
{

	if (v->seen >= 0)
		return ((size_t)v->seen);
	if (!mem_room((void *)&s->val, s->vals, &s->val_cap,
	    sizeof(*s->val))) {
		b->failed = true;
		return (0);
	}
	s->val[s->vals] = v;
	v->seen = (int64_t)s->vals;
	return (s->vals++);
}

static void
save_entry(struct save *s, const struct group *g, uint32_t i, int64_t before)
{
	const struct entry *e = windows_entry(s->tr, g, i);
	struct buf *b = s->b;

	pack_uint(b, (uint64_t)(e->te - before));
	if (s->w->o.keepsakes)
		pack_uint(b, s->numbers->number(s->numbers->ctx, e->keep));
	else
		pack_uint(b, e->pos);
	pack_uint(b, (uint64_t)e->base << 4 | e->flags);
	pack_uint(b, e->bits);
	if (s->tr->stride < sizeof(*e))
		return;
	if (s->tr->c->type == CORR_VALUE_COUNT) {
		size_t known = s->vals, at = value_place(s, e->val, b);

		pack_uint(b, at);
		if (at == known)
			pack_span(b, (struct span){ e->val->p, e->val->n });
	} else
		pack_num(b, e->num);
}

static void
save_group(struct save *s, const struct group *g)
{
	struct buf *b = s->b;
	int64_t te = 0;

	pack_uint(b, g->tenant);
	pack_span(b, (struct span){ g->key, g->key_n });
	pack_uint(b, (uint64_t)g->unknown << 1 | g->inexact);
	pack_uint(b, g->head);
	pack_uint(b, g->cap);
	pack_uint(b, g->lo - g->head);
	pack_uint(b, g->hi - g->lo);
	pack_uint(b, g->n - g->head);
	sigma_lost_io_save(b, g->lost);
	s->vals = 0;
	/* Scratch of thinning: the value's place in the list. */
	for (uint32_t i = g->head; i < g->n &&
	    s->tr->c->type == CORR_VALUE_COUNT; i++)
		windows_entry(s->tr, g, i)->val->seen = -1;
	for (uint32_t i = g->head; i < g->n; i++) {
		const struct entry *e = windows_entry(s->tr, g, i);

		/* The first may be before 1970. */
		if (i == g->head)
			pack_int(b, te = e->te);
		save_entry(s, g, i, te);
		te = e->te;
	}
	if (s->tr->c->type == CORR_ABSENCE)
		pack_int(b, g->more->open);
	if (s->tr->c->type == CORR_ORDERED) {
		pack_uint(b, g->distinct);
		pack_sparse(b, (struct span){ (const char *)g->more,
		    s->tr->more });
	}
}

static void
save_counts(const struct save *s)
{
	struct sigma_counts sum = sigma_windows_counts(s->w, s->tr->rule);

	pack_uint(s->b, sum.no_key);
	pack_uint(s->b, sum.too_late);
	pack_uint(s->b, sum.not_number);
	pack_uint(s->b, sum.evicted);
}

/* Whom an x-absence waits for. */
static void
save_holds(const struct save *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->w->tenants; i++)
		n += s->w->tenant[i].hold != NULL;
	pack_uint(s->b, n);
	for (size_t i = 0; i < s->w->tenants; i++) {
		const struct hold *h = s->w->tenant[i].hold;

		if (h == NULL)
			continue;
		h += s->tr->absence;
		pack_uint(s->b, i);
		pack_bool(s->b, h->held);
		pack_uint(s->b, h->n);
		for (size_t k = 0; k < h->n; k++) {
			pack_uint(s->b, h->by[k].number);
			pack_int(s->b, h->by[k].seen);
		}
	}
}

static void
save_track(struct save *s)
{
	struct buf *b = s->b;
	size_t at = pack_begin(b, SIGMA_SAVE_TRACK);

	pack_uint(b, s->tr->rule);
	save_counts(s);
	if (!gather(s)) {
		b->failed = true;
		return;
	}
	pack_uint(b, s->n);
	for (size_t i = 0; i < s->n; i++)
		save_group(s, s->placed[i].g);
	if (!gather_timers(s)) {
		b->failed = true;
		return;
	}
	pack_uint(b, s->ticks);
	for (size_t i = 0; i < s->ticks; i++) {
		const struct timer *t = &s->ticking[i].t;

		pack_uint(b, s->ticking[i].at);
		pack_int(b, t->due);
		pack_int(b, t->t);
		pack_uint(b, t->pos);
		pack_uint(b, t->after);
	}
	if (s->tr->c->type == CORR_ABSENCE)
		save_holds(s);
	pack_end(b, at);
}

void
sigma_save(const struct sigma_windows *w, const struct sigma_numbers *numbers,
    struct buf *b)
{
	struct save s = { .w = w, .numbers = numbers, .b = b };

	pack_bool(b, w->o.keepsakes);
	save_rules(w->s, b);
	save_tenants(w, b);
	pack_uint(b, w->tracks);
	for (size_t i = 0; i < w->tracks && !b->failed; i++) {
		s.tr = &w->track[i];
		save_track(&s);
	}
	mem_free(s.placed);
	mem_free(s.ticking);
	mem_free((void *)s.val);
}
