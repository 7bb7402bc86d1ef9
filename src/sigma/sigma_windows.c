/* SPDX-License-Identifier: Apache-2.0 */
/* The state of all correlations: making it, a batch through it, ending it. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/sigma_absent.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_feed.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_hold.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_order.h"
#include "sigma/sigma_send.h"
#include "sigma/sigma_track.h"

#define QUOTA_LEAST	4		/* Groups a rule, tenant, partition. */

static struct span
tenant_name(const void *owner, uint32_t at)
{
	const struct sigma_windows *w = owner;

	return ((struct span){ w->tenant[at].name, w->tenant[at].name_n });
}

/* Who feeds whom, by rule number. */
static bool
feeds(struct sigma_windows *w)
{
	const struct sigma *s = w->s;
	size_t n = 0;

	for (size_t i = 0; i < w->tracks; i++)
		n += w->track[i].c->refs;
	w->feed = mem_array(n, sizeof(*w->feed));
	w->feed_at = mem_array(s->rules + 2, sizeof(size_t));
	if (w->feed == NULL || w->feed_at == NULL)
		return (false);
	/* Count, then sum up, then fill: in order of rule, track, ref. */
	for (unsigned i = 0; i < w->tracks; i++) {
		for (unsigned j = 0; j < w->track[i].c->refs; j++)
			w->feed_at[w->track[i].c->ref[j].rule + 2]++;
	}
	for (size_t r = 2; r < s->rules + 2; r++)
		w->feed_at[r] += w->feed_at[r - 1];
	for (unsigned i = 0; i < w->tracks; i++) {
		for (unsigned j = 0; j < w->track[i].c->refs; j++)
			w->feed[w->feed_at[w->track[i].c->ref[j].rule + 1]++] =
			    (struct feed){ i, j };
	}
	return (true);
}

/* Bytes of an entry, and of what else a group of the type has. */
static void
sizes(struct track *tr)
{

	tr->stride = sizeof(struct entry);
	switch (tr->c->type) {
	case CORR_VALUE_COUNT:
		tr->more = sizeof(struct vals);
		return;
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
		tr->more = sizeof(struct kulisch);
		return;
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		tr->more = sizeof(struct ranks);
		return;
	case CORR_TEMPORAL:
		tr->more = tr->c->refs * sizeof(uint32_t);
		break;
	case CORR_ORDERED:
		tr->more = sigma_order_bytes(tr->c);
		break;
	case CORR_ABSENCE:
		tr->more = sizeof(int64_t);
		break;
	case CORR_EVENT_COUNT:
		break;
	}
	tr->stride = offsetof(struct entry, num);
}

static bool
track_new(struct sigma_windows *w, unsigned rule)
{
	const struct sigma *s = w->s;
	const struct doc *d = &s->doc[s->of[rule]];
	struct track *tr = &w->track[w->tracks];

	*tr = (struct track){ .c = d->corr, .rule = rule,
	    .number = (unsigned)w->tracks, .level = d->depth - 1,
	    .need = sigma_judge_init(d->corr) };
	sizes(tr);
	if (tr->c->type == CORR_ABSENCE)
		tr->absence = w->absences++;
	tr->rest = w->sink.rest == NULL || d->corr->type == CORR_ABSENCE ?
	    SIGMA_REST_WHOLE : w->sink.rest(w->sink.ctx, rule);
	for (size_t i = 0; i < tr->c->refs; i++)
		tr->chained |= s->doc[tr->c->ref[i].doc].corr != NULL;
	if (tr->level >= w->levels)
		w->levels = tr->level + 1;
	w->tracks++;
	tr->cell = mem_array(WINDOWS_PARTS, sizeof(*tr->cell));
	return (tr->cell != NULL);
}

static bool
shards_new(struct sigma_windows *w)
{

	w->shard = mem_array(w->o.shards, sizeof(*w->shard));
	if (w->shard == NULL)
		return (false);
	for (unsigned i = 0; i < w->o.shards; i++) {
		struct shard *sh = &w->shard[i];

		sh->w = w;
		sh->number = i;
		sh->out = mem_array((size_t)w->levels * w->o.shards,
		    sizeof(*sh->out));
		sh->counts = mem_array(w->tracks, sizeof(*sh->counts));
		if (sh->out == NULL || sh->counts == NULL)
			return (false);
	}
	return (true);
}

struct sigma_windows *
sigma_windows_new(const struct sigma *s, const struct sigma_sink *sink,
    const struct sigma_options *o)
{
	struct sigma_windows *w = mem_new(sizeof(*w));
	bool ok = true;
	size_t n = 0;

	if (w == NULL)
		return (NULL);
	w->s = s;
	w->sink = *sink;
	w->o = *o;
	w->o.shards = o->shards < 1 ? 1 : o->shards > WINDOWS_PARTS ?
	    WINDOWS_PARTS : o->shards;
	w->quota = o->groups_max / WINDOWS_PARTS > QUOTA_LEAST ?
	    o->groups_max / WINDOWS_PARTS : QUOTA_LEAST;
	map_init(&w->by_name, tenant_name, w);
	for (size_t i = 0; i < s->rules; i++)
		n += s->doc[s->of[i]].corr != NULL;
	ok = (w->track = mem_array(n, sizeof(*w->track))) != NULL;
	for (unsigned i = 0; i < s->rules && ok; i++) {
		if (s->doc[s->of[i]].corr != NULL)
			ok = track_new(w, i);
	}
	if (ok && feeds(w) && shards_new(w))
		return (w);
	sigma_windows_free(w);
	return (NULL);
}

/* What nothing holds any more goes; what an alert has taken stays. */
static void
bury(struct sigma_windows *w)
{

	for (unsigned i = 0; i < w->o.shards; i++) {
		struct sigma_keep *k = w->shard[i].dead, *next;

		for (; k != NULL && k != &w->last_keep; k = next) {
			next = k->next;
			k->next = NULL;
			if (--k->refs == 0)
				w->sink.drop(w->sink.ctx, k);
		}
		w->shard[i].dead = NULL;
	}
}

static void
shard_free(struct shard *sh)
{
	size_t n = (size_t)sh->w->levels * sh->w->o.shards;

	sigma_clock_release(sh);
	for (size_t i = 0; sh->out != NULL && i < n; i++)
		mem_free(sh->out[i].in);
	mem_free(sh->out);
	mem_free(sh->work.in);
	mem_free(sh->told);
	mem_free(sh->evicted);
	mem_free(sh->counts);
	buf_release(&sh->key);
	buf_release(&sh->tuple);
	arena_release(&sh->arena);
	pool_release(&sh->pool);
}

void
sigma_windows_free(struct sigma_windows *w)
{

	if (w == NULL)
		return;
	for (size_t i = 0; w->track != NULL && i < w->tracks; i++) {
		for (unsigned k = 0; w->shard != NULL && k < WINDOWS_PARTS &&
		    w->track[i].cell != NULL; k++)
			sigma_track_release(&w->shard[k % w->o.shards],
			    &w->track[i], &w->track[i].cell[k]);
		mem_free(w->track[i].cell);
	}
	if (w->shard != NULL)
		bury(w);
	for (unsigned i = 0; w->shard != NULL && i < w->o.shards; i++) {
		if (w->shard[i].w != NULL)
			shard_free(&w->shard[i]);
	}
	for (size_t i = 0; i < w->tenants; i++) {
		mem_free(w->tenant[i].name);
		sigma_hold_end(w, &w->tenant[i]);
		mem_free(w->tenant[i].tick);
	}
	map_release(&w->by_name);
	mem_free(w->shard);
	mem_free(w->tenant);
	mem_free(w->track);
	mem_free(w->feed);
	mem_free(w->feed_at);
	mem_free(w->moment);
	mem_free(w->ticked);
	mem_free(w->turn);
	mem_free((void *)w->order);
	mem_free(w);
}

bool
sigma_windows_feeds(const struct sigma_windows *w, unsigned rule)
{

	return (w->feed_at[rule] < w->feed_at[rule + 1]);
}

/* A step of the batch on every shard. */
static void
step_route(void *ctx, unsigned i)
{
	struct sigma_windows *w = ctx;
	struct shard *sh = &w->shard[i];

	if (i < w->o.shards)
		sh->failed = sigma_send_hits(sh, w->events * i / w->o.shards,
		    w->events * (i + 1) / w->o.shards);
}

static void
step_level(void *ctx, unsigned i)
{
	struct sigma_windows *w = ctx;

	if (i < w->o.shards)
		w->shard[i].failed = sigma_feed_level(&w->shard[i]);
}

static rc
run(struct sigma_windows *w, const struct sigma_crew *crew,
    void (*step)(void *, unsigned))
{
	bool together = crew != NULL && crew->n >= w->o.shards &&
	    w->o.shards > 1;

	if (together)
		crew->run(crew->ctx, step, w);
	for (unsigned i = 0; i < w->o.shards; i++) {
		if (!together)
			step(w, i);
		if (w->shard[i].failed != RC_OK)
			return (w->shard[i].failed);
	}
	return (RC_OK);
}

/* (position, rule, group key), then as they came. */
static int
by_turn(const void *a, const void *b)
{
	const struct told *x = *(const struct told *const *)a;
	const struct told *y = *(const struct told *const *)b;
	int d;

	if (x->fire.pos != y->fire.pos)
		return (x->fire.pos < y->fire.pos ? -1 : 1);
	if (x->fire.rule != y->fire.rule)
		return (x->fire.rule < y->fire.rule ? -1 : 1);
	if ((d = span_cmp(x->key, y->key)) != 0)
		return (d);
	return ((x->seq > y->seq) - (x->seq < y->seq));
}

static rc
tell_fires(struct sigma_windows *w)
{
	size_t n = 0;

	for (unsigned i = 0; i < w->o.shards; i++)
		n += w->shard[i].tolds;
	if (n > w->order_cap) {
		struct told **p = mem_grow((void *)w->order, n, sizeof(*p));

		if (p == NULL)
			return (RC_NOMEM);
		w->order = p;
		w->order_cap = n;
	}
	n = 0;
	for (unsigned i = 0; i < w->o.shards; i++) {
		for (size_t k = 0; k < w->shard[i].tolds; k++)
			w->order[n++] = &w->shard[i].told[k];
	}
	for (size_t i = 1; i < n; i++) {
		if (by_turn(&w->order[i - 1], &w->order[i]) > 0) {
			qsort((void *)w->order, n, sizeof(*w->order), by_turn);
			break;
		}
	}
	for (size_t i = 0; i < n; i++)
		w->sink.fire(w->sink.ctx, &w->order[i]->fire);
	return (RC_OK);
}

/* Position, rule, tenant: the least that is not told yet, one by one. */
static void
tell_evictions(struct sigma_windows *w)
{
	size_t n = 0;

	for (unsigned i = 0; i < w->o.shards; i++)
		n += w->shard[i].evictions;
	for (; n > 0 && w->sink.evicted != NULL; n--) {
		struct gone *least = NULL;
		struct sigma_evicted e;

		for (unsigned i = 0; i < w->o.shards; i++) {
			for (size_t k = 0; k < w->shard[i].evictions; k++) {
				struct gone *g = &w->shard[i].evicted[k];

				if (g->groups > 0 && (least == NULL ||
				    g->pos < least->pos ||
				    (g->pos == least->pos &&
				    g->track < least->track)))
					least = g;
			}
		}
		if (least == NULL)
			return;	/* They were counted: it cannot be. */
		e = (struct sigma_evicted){
		    .rule = w->track[least->track].rule,
		    .tenant = { w->tenant[least->tenant].name,
		    w->tenant[least->tenant].name_n }, .pos = least->pos,
		    .clock = least->clock, .groups = least->groups };
		least->groups = 0;
		w->sink.evicted(w->sink.ctx, &e);
	}
}

static void
batch_end(struct sigma_windows *w)
{

	sigma_clock_end(w);
	bury(w);
	for (unsigned i = 0; i < w->o.shards; i++) {
		struct shard *sh = &w->shard[i];

		for (size_t k = 0; k < (size_t)w->levels * w->o.shards; k++)
			sh->out[k].n = 0;
		sh->tolds = sh->evictions = 0;
		arena_clear(&sh->arena);
	}
}

rc
sigma_windows_batch(struct sigma_windows *w, const struct sigma_event *ev,
    size_t n, const struct sigma_crew *crew)
{
	rc r;

	if (w->tracks == 0 || n == 0)
		return (RC_OK);
	w->ev = ev;
	w->events = n;
	if ((r = sigma_clock_batch(w)) == RC_OK)
		r = sigma_hold_batch(w);
	for (unsigned i = 0; i < w->o.shards && r == RC_OK; i++)
		r = sigma_clock_room(&w->shard[i]);
	if (r == RC_OK)
		r = run(w, crew, step_route);
	for (w->level = 0; w->level < w->levels && r == RC_OK; w->level++)
		r = run(w, crew, step_level);
	if (r == RC_OK)
		r = tell_fires(w);
	if (r == RC_OK)
		tell_evictions(w);
	batch_end(w);
	return (r);
}

struct sigma_counts
sigma_windows_counts(const struct sigma_windows *w, unsigned rule)
{
	struct sigma_counts sum = { 0 };

	for (size_t i = 0; i < w->tracks; i++) {
		if (w->track[i].rule != rule)
			continue;
		for (unsigned k = 0; k < w->o.shards; k++) {
			const struct sigma_counts *c = &w->shard[k].counts[i];

			sum.no_key += c->no_key;
			sum.too_late += c->too_late;
			sum.not_number += c->not_number;
			sum.evicted += c->evicted;
		}
		if (w->track[i].c->deferred)
			sum.open = sigma_track_sum(&w->track[i],
			    w->track[i].c->type == CORR_ABSENCE ?
			    sigma_absent_open : sigma_group_open);
	}
	return (sum);
}

size_t
sigma_windows_bytes(const struct sigma_windows *w)
{
	size_t n = w->tracks * (sizeof(struct track) +
	    WINDOWS_PARTS * sizeof(struct cell));

	for (unsigned i = 0; i < w->o.shards; i++) {
		const struct shard *sh = &w->shard[i];

		n += sizeof(*sh) + sh->pool.held + sh->arena.bytes;
		for (size_t k = 0; k < sh->timers_n; k++)
			n += sizeof(struct timers) + (sh->timers[k].cap +
			    sh->timers[k].line_cap) * sizeof(struct timer);
	}
	return (n);
}
