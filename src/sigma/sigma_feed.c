/* SPDX-License-Identifier: Apache-2.0 */
/* A shard takes in what was sent to it, and runs what is due. */
#include "base/hash.h"
#include "base/mem.h"
#include "sigma/sigma_absent.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_feed.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_hold.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_send.h"
#include "sigma/sigma_track.h"

#define TUPLES_MAX	4096		/* Of one event, arrays multiplied. */
#define SLOT_AHEAD	12		/* Inputs; each hides a cache miss: */
#define GROUP_AHEAD	8		/* the slot's, the group's, */
#define ENTRY_AHEAD	4		/* the entries', */
#define KEEP_AHEAD	2		/* the oldest keepsake's. */

/* What an input did to its group. */
struct put {
	bool		 added;		/* One is; else bits were joined. */
	bool		 seen;		/* The event was there before. */
	bool		 any;
};

static struct entry
entry_of(const struct shard *sh, const struct input *in)
{
	struct entry e = { .te = in->te, .base = in->base & WINDOWS_BASE,
	    .bits = in->bits, .moved = in->by_te != in->te };

	if (sh->w->o.keepsakes)
		e.keep = in->keep;
	else
		e.pos = in->by;
	return (e);
}

static rc
add(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, struct entry *e, struct put *p)
{
	uint32_t at;
	rc r;

	if ((r = sigma_group_room(sh, tr, g, in)) != RC_OK)
		return (r);
	r = sigma_group_add(sh, tr, g, e, &at);
	if (r != RC_OK && r != RC_CONFLICT)
		return (r);
	p->any = true;
	p->added |= r == RC_OK;
	return (RC_OK);
}

/* Are samples of this event here already? */
static bool
has_event(const struct shard *sh, const struct track *tr,
    const struct group *g, const struct input *in)
{

	for (uint32_t i = sigma_group_seek(tr, g, in->te); i > g->head; i--) {
		const struct entry *e = windows_entry(tr, g, i - 1);

		if (e->te != in->te)
			return (false);
		if (windows_pos(sh, e) == in->by)
			return (true);
	}
	return (false);
}

static rc
put_sample(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, const struct value *v, struct put *p)
{
	struct entry e = entry_of(sh, in);
	struct numeric n;

	if (v->type == VALUE_ABSENT || v->type == VALUE_NULL)
		return (RC_OK);
	if (!numeric_value(v, &n)) {
		sh->counts[tr->number].not_number++;
		return (RC_OK);
	}
	e.num = n.whole ? (double)n.i : n.d;
	return (add(sh, tr, g, in, &e, p));
}

/* The first of the refs in ${bits}, by rule number. */
static unsigned
first_ref(const struct corr *c, uint32_t bits)
{
	unsigned best = (unsigned)__builtin_ctz(bits);

	for (bits &= bits - 1; bits != 0; bits &= bits - 1) {
		unsigned ref = (unsigned)__builtin_ctz(bits);

		if (c->ref[ref].rule < c->ref[best].rule)
			best = ref;
	}
	return (best);
}

/* sum, avg, percentile: every number of the field, of one rule's field. */
static rc
put_samples(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, struct put *p)
{
	uint32_t bits = in->bits;
	rc r = RC_OK;

	if (has_event(sh, tr, g, in))
		return (RC_OK);
	while (bits != 0 && !p->any && r == RC_OK) {
		unsigned ref = first_ref(tr->c, bits);
		const struct value *v = sigma_send_value(in,
		    tr->c->ref[ref].field[0]);

		bits &= ~(UINT32_C(1) << ref);
		if (v->type != VALUE_ARRAY)
			r = put_sample(sh, tr, g, in, v, p);
		for (uint32_t i = 0; v->type == VALUE_ARRAY && i < v->n &&
		    r == RC_OK; i++)
			r = put_sample(sh, tr, g, in, &v->member[i], p);
	}
	return (r);
}

/* The tuple number ${k} of the event: each array gives one member. */
static bool
tuple(struct shard *sh, const struct corr *c, const struct input *in,
    unsigned ref, size_t k)
{

	buf_clear(&sh->tuple);
	for (size_t i = 0; i < c->fields; i++) {
		const struct value *v = sigma_send_value(in,
		    c->ref[ref].field[i]);

		if (v->type == VALUE_ARRAY) {
			size_t n = v->n;

			if (n == 0)
				return (false);
			v = &v->member[k % n];
			k /= n;
		}
		if (!sigma_send_put(&sh->tuple, v))
			return (false);
	}
	return (true);
}

static size_t
tuples(const struct corr *c, const struct input *in, unsigned ref)
{
	size_t n = 1;

	for (size_t i = 0; i < c->fields; i++) {
		const struct value *v = sigma_send_value(in,
		    c->ref[ref].field[i]);

		if (v->type == VALUE_ARRAY)
			n *= v->n;
		if (n > TUPLES_MAX)
			return (TUPLES_MAX);
	}
	return (n);
}

/* value_count: every distinct tuple of the event. */
static rc
put_values(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, struct put *p)
{
	rc r = RC_OK;

	if (!p->any)
		p->seen = has_event(sh, tr, g, in);
	for (uint32_t bits = in->bits; bits != 0; bits &= bits - 1) {
		unsigned ref = (unsigned)__builtin_ctz(bits);
		size_t n = tuples(tr->c, in, ref);

		for (size_t k = 0; k < n && r == RC_OK; k++) {
			struct entry e = entry_of(sh, in);

			if (!tuple(sh, tr->c, in, ref, k))
				continue;
			if (sh->tuple.failed || sigma_group_value(sh, g,
			    buf_span(&sh->tuple), &e.val) != RC_OK)
				return (RC_NOMEM);
			r = add(sh, tr, g, in, &e, p);
		}
	}
	return (r);
}

static rc
put(struct shard *sh, const struct track *tr, struct group *g,
    const struct input *in, struct put *p)
{
	struct entry e;

	switch (tr->c->type) {
	case CORR_EVENT_COUNT:
	case CORR_TEMPORAL:
	case CORR_ORDERED:
		e = entry_of(sh, in);
		return (add(sh, tr, g, in, &e, p));
	case CORR_VALUE_COUNT:
		return (put_values(sh, tr, g, in, p));
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
		break;
	case CORR_ABSENCE:
		return (RC_OK);
	}
	return (put_samples(sh, tr, g, in, p));
}

/* The point of the entry ${at} is decided at the watermark. */
static rc
wait(struct shard *sh, struct track *tr, struct group *g, uint32_t at,
    const struct input *in)
{
	struct entry *e = windows_entry(tr, g, at);
	struct timer t = { .due = e->te + tr->c->late_ms, .t = e->te,
	    .after = in->due == INT64_MAX ? in->pos : in->pos - 1,
	    .pos = in->by, .group = g, .track = tr };
	bool twin = false;
	rc r;

	/* Points are moments: a second event at one waits with the first. */
	for (uint32_t i = sigma_group_seek(tr, g, e->te - 1); i < g->n &&
	    windows_entry(tr, g, i)->te == e->te && !twin; i++)
		twin = (windows_entry(tr, g, i)->flags & ENTRY_WAITS) != 0;
	e->flags |= ENTRY_WAITS;
	if (twin)
		return (RC_OK);
	if ((r = sigma_clock_wait(sh, tr->level, g->tenant, &t)) != RC_OK)
		return (r);
	g->waiting++;
	return (RC_OK);
}

/* The first entry of the event: room for others may have moved it. */
static uint32_t
first_of(const struct shard *sh, const struct track *tr,
    const struct group *g, const struct input *in)
{
	uint32_t i = sigma_group_seek(tr, g, in->te);

	while (i > g->head) {
		const struct entry *e = windows_entry(tr, g, i - 1);

		if (e->te != in->te || windows_pos(sh, e) < in->by)
			break;
		i--;
	}
	return (i);
}

/* They are counted for the rule, and for whose event it is. */
static void
count_late(struct shard *sh, const struct input *in, size_t n)
{
	const struct sigma_event *ev = sh->w->ev;
	size_t lo = 0, hi = sh->w->events;
	uint64_t hits = 0;

	for (size_t i = 0; i < n; i++)
		hits += (uint64_t)__builtin_popcount(in[i].bits);
	sh->counts[in->track].too_late += hits;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ev[mid].pos < in->by)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* A point's event may be of an earlier batch. */
	if (in->due == INT64_MAX && lo < sh->w->events &&
	    ev[lo].pos == in->by && ev[lo].too_late != NULL)
		(void)__atomic_add_fetch(ev[lo].too_late, hits,
		    __ATOMIC_RELAXED);
}

/* ${n} inputs of one event into one group. */
static rc
take(struct shard *sh, const struct input *in, size_t n)
{
	struct track *tr = &sh->w->track[in->track];
	const struct corr *c = tr->c;
	struct put p = { .any = false };
	struct group *g;
	uint32_t at;
	bool held;
	rc r;

	held = c->type == CORR_ABSENCE && sigma_hold_is(sh->w, in->tenant, tr,
	    in->pos);
	/* What an unwell source brings late answers what waits for it. */
	if (in->mark != INT64_MIN && in->te < in->mark - c->late_ms && !held) {
		count_late(sh, in, n);
		return (RC_OK);
	}
	if ((r = sigma_track_group(sh, tr, in, &g)) != RC_OK)
		return (r);
	if (in->sure != INT64_MIN && !held)
		sigma_group_expire(sh, tr, g,
		    in->sure - c->late_ms - c->keep_ms);
	if (c->type == CORR_ABSENCE) {
		struct input all = *in;

		for (size_t i = 1; i < n; i++)
			all.bits |= in[i].bits;
		return (sigma_absent_take(sh, tr, g, &all));
	}
	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = put(sh, tr, g, &in[i], &p);
	if (r != RC_OK || !p.any)
		return (r);
	at = first_of(sh, tr, g, in);
	/* Thinning may have found it to decide nothing. */
	if (at == g->n || windows_entry(tr, g, at)->te != in->te)
		return (RC_OK);
	if (c->deferred)
		return (wait(sh, tr, g, at, in));
	/* More of what was there makes nothing true but what asks for it. */
	if (!p.added && c->type != CORR_TEMPORAL && c->type != CORR_ORDERED)
		return (RC_OK);
	return (sigma_judge_arrival(sh, tr, g, at, in,
	    p.added && !p.seen));
}

/* All timers of the tenant up to ${mark}, at the event ${pos}. */
static rc
run_timers(struct shard *sh, uint32_t tenant, int64_t mark, uint64_t pos)
{
	struct timer t;
	rc r = RC_OK;

	while (r == RC_OK && sigma_clock_due(sh, tenant, mark, pos, &t)) {
		if (!t.group->gone)
			r = t.track->c->type == CORR_ABSENCE ?
			    sigma_absent_due(sh, &t) :
			    sigma_judge_point(sh, &t);
		sigma_track_unwait(sh, t.group);
	}
	return (r);
}

/*
 * The timers that come before the input ${in}: of a hit, all that its line
 * made due; of a timer, those of earlier lines, and then lesser ones.
 */
static rc
run_until(struct shard *sh, const struct input *in)
{
	const struct tick *before;
	rc r = RC_OK;

	if (in->due == INT64_MAX)
		return (run_timers(sh, in->tenant, in->now, in->pos));
	before = sigma_clock_before(sh->w, in->tenant, in->pos);
	if (before != NULL)
		r = run_timers(sh, in->tenant, before->mark, before->pos);
	return (r != RC_OK ? r :
	    run_timers(sh, in->tenant, in->due - 1, in->pos));
}

static void
look_ahead(const struct shard *sh, size_t i)
{
	const struct input *in = sh->work.in + i;
	size_t n = sh->work.n;

	if (i + SLOT_AHEAD < n)
		sigma_track_prefetch(&sh->w->track[in[SLOT_AHEAD].track],
		    in[SLOT_AHEAD].hash);
	if (i + GROUP_AHEAD < n)
		sigma_track_ahead(&sh->w->track[in[GROUP_AHEAD].track],
		    in[GROUP_AHEAD].hash);
	if (i + ENTRY_AHEAD < n)
		sigma_track_entries(&sh->w->track[in[ENTRY_AHEAD].track],
		    in[ENTRY_AHEAD].hash);
	if (i + KEEP_AHEAD < n && sh->w->o.keepsakes)
		sigma_track_oldest(&sh->w->track[in[KEEP_AHEAD].track],
		    in[KEEP_AHEAD].hash);
}

rc
sigma_feed_level(struct shard *sh)
{
	const struct sigma_windows *w = sh->w;
	size_t n;
	rc r;

	if ((r = sigma_hold_release(sh)) != RC_OK ||
	    (r = sigma_send_gather(sh)) != RC_OK)
		return (r);
	for (size_t i = 0; i < sh->work.n && r == RC_OK; i += n) {
		const struct input *in = &sh->work.in[i];

		for (n = 1; i + n < sh->work.n &&
		    sigma_send_together(in, &in[n]);)
			n++;
		look_ahead(sh, i);
		r = run_until(sh, in);
		if (r == RC_OK)
			r = take(sh, in, n);
	}
	for (size_t i = 0; i < w->ticked_n && r == RC_OK; i++) {
		const struct tenant *t = &w->tenant[w->ticked[i]];

		const struct tick *last = &t->tick[t->ticks - 1];

		r = run_timers(sh, w->ticked[i], last->mark, last->pos);
	}
	return (r);
}
