/* SPDX-License-Identifier: Apache-2.0 */
/* A match goes into the windows of the correlations that name its rule. */
#include "base/hash.h"
#include "base/mem.h"
#include "sigma/sigma_clock.h"
#include "sigma/sigma_feed.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_track.h"

#define TUPLES_MAX	4096		/* Of one event, arrays multiplied. */

static rc
entry_of(struct sigma_windows *w UNUSED, const struct offer *o, unsigned ref,
    struct entry *e)
{

	*e = (struct entry){ .te = o->te, .pos = o->pos, .base = o->base,
	    .bits = UINT32_C(1) << ref, .keep = o->keep };
	return (e->keep != NULL ? RC_OK : RC_NOMEM);
}

/* Are samples of this event here already, by another rule? */
static bool
has_event(const struct group *g, const struct offer *o)
{

	for (size_t i = g->n; i > g->head && g->e[i - 1].te >= o->te; i--) {
		if (g->e[i - 1].te == o->te && g->e[i - 1].pos == o->pos)
			return (true);
	}
	return (false);
}

/* event_count, temporal: the event itself. */
static rc
put_event(struct sigma_windows *w, struct group *g, const struct offer *o,
    unsigned ref, size_t *at)
{
	struct entry e;
	rc r;

	if ((r = entry_of(w, o, ref, &e)) != RC_OK)
		return (r);
	return (sigma_group_add(w, g, &e, at));
}

static rc
put_sample(struct sigma_windows *w, struct group *g, const struct offer *o,
    const struct value *v, unsigned ref, size_t *at)
{
	struct numeric n;
	struct entry e;
	rc r;

	if (v->type == VALUE_ABSENT || v->type == VALUE_NULL)
		return (RC_NOTFOUND);
	if (!numeric_value(v, &n)) {
		g->track->counts.not_number++;
		return (RC_NOTFOUND);
	}
	if ((r = entry_of(w, o, ref, &e)) != RC_OK)
		return (r);
	e.num = n.whole ? (double)n.i : n.d;
	return (sigma_group_add(w, g, &e, at));
}

/* sum, avg, percentile: every number of the field. */
static rc
put_samples(struct sigma_windows *w, struct group *g, const struct offer *o,
    unsigned ref, size_t *at)
{
	const struct value *v = sigma_track_value(o,
	    g->track->c->ref[ref].field[0]);
	rc r = RC_NOTFOUND, one;

	if (has_event(g, o))
		return (RC_NOTFOUND);
	if (v->type != VALUE_ARRAY)
		return (put_sample(w, g, o, v, ref, at));
	for (uint32_t i = 0; i < v->n; i++) {
		one = put_sample(w, g, o, &v->member[i], ref, at);
		if (one == RC_OK)
			r = RC_OK;
		else if (one != RC_NOTFOUND)
			return (one);
	}
	return (r);
}

/* The tuple number ${k} of the event: each array gives one member. */
static bool
tuple(struct sigma_windows *w, const struct corr *c, const struct offer *o,
    unsigned ref, size_t k)
{

	buf_clear(&w->tuple);
	for (size_t i = 0; i < c->fields; i++) {
		const struct value *v = sigma_track_value(o,
		    c->ref[ref].field[i]);

		if (v->type == VALUE_ARRAY) {
			size_t n = v->n;

			if (n == 0)
				return (false);
			v = &v->member[k % n];
			k /= n;
		}
		if (!sigma_track_put(&w->tuple, v))
			return (false);
	}
	return (true);
}

static size_t
tuples(const struct corr *c, const struct offer *o, unsigned ref)
{
	size_t n = 1;

	for (size_t i = 0; i < c->fields; i++) {
		const struct value *v = sigma_track_value(o,
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
put_values(struct sigma_windows *w, struct group *g, const struct offer *o,
    unsigned ref, size_t *at)
{
	const struct corr *c = g->track->c;
	size_t n = tuples(c, o, ref), place;
	rc r = RC_NOTFOUND, one;
	struct entry e;

	for (size_t k = 0; k < n; k++) {
		if (!tuple(w, c, o, ref, k))
			continue;
		if ((one = entry_of(w, o, ref, &e)) != RC_OK)
			return (one);
		if (w->tuple.failed || sigma_group_value(w, g,
		    buf_span(&w->tuple), &e.val) != RC_OK)
			return (RC_NOMEM);
		if ((one = sigma_group_add(w, g, &e, &place)) == RC_NOMEM)
			return (one);
		/* Its own point is judged from its first entry on. */
		if (one == RC_OK && (r != RC_OK || place < *at))
			*at = place;
		if (one == RC_OK)
			r = RC_OK;
	}
	return (r);
}

static rc
put(struct sigma_windows *w, struct group *g, const struct offer *o,
    unsigned ref, size_t *at)
{

	switch (g->track->c->type) {
	case CORR_EVENT_COUNT:
	case CORR_TEMPORAL:
		return (put_event(w, g, o, ref, at));
	case CORR_VALUE_COUNT:
		return (put_values(w, g, o, ref, at));
	case CORR_VALUE_SUM:
	case CORR_VALUE_AVG:
	case CORR_VALUE_PERCENTILE:
	case CORR_VALUE_MEDIAN:
	case CORR_ORDERED:
		break;
	}
	return (put_samples(w, g, o, ref, at));
}

/* One correlation, which knows the match as ${ref}. */
static rc
take(struct sigma_windows *w, struct track *tr, unsigned ref,
    const struct offer *o)
{
	const struct corr *c = tr->c;
	struct group *g;
	size_t at = 0;
	bool joined;
	rc r;

	if (!sigma_track_key(w, tr, ref, o)) {
		tr->counts.no_key++;
		return (RC_OK);
	}
	if (w->key.failed)
		return (RC_NOMEM);
	if (o->mark != INT64_MIN && o->te < o->mark - c->late_ms) {
		tr->counts.too_late++;
		return (RC_OK);
	}
	if ((r = sigma_track_group(w, tr, ref, o, &g)) != RC_OK)
		return (r);
	if (o->mark != INT64_MIN)
		sigma_group_expire(w, g, o->mark - c->late_ms - c->span_ms);
	if ((r = sigma_group_thin(w, g)) != RC_OK)
		return (r);
	r = put(w, g, o, ref, &at);
	joined = r == RC_CONFLICT;
	if (r == RC_NOTFOUND || (joined && c->type != CORR_TEMPORAL))
		return (RC_OK);
	if (r != RC_OK && !joined)
		return (r);
	if (c->deferred)
		return (sigma_clock_wait(w, g, at));
	return (sigma_judge_arrival(w, g, at, o, !joined));
}

rc
sigma_feed_offer(struct sigma_windows *w, unsigned rule,
    const struct offer *o)
{
	rc r;

	for (size_t i = w->feed_at[rule]; i < w->feed_at[rule + 1]; i++) {
		if ((r = take(w, &w->track[w->feed[i].track],
		    w->feed[i].ref, o)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

bool
sigma_windows_feeds(const struct sigma_windows *w, unsigned rule)
{

	return (w->feed_at[rule] < w->feed_at[rule + 1]);
}

/* All that one event does. */
static rc
feed_event(struct sigma_windows *w, const struct sigma_event *ev)
{
	struct offer o = { .te = ev->te, .pos = ev->pos, .slot = ev->slot,
	    .keep = ev->keep, .ev = ev };
	rc r;

	w->pos = ev->pos;
	if ((r = sigma_clock_due(w, ev->tenant, ev->clock)) != RC_OK)
		return (r);
	for (size_t i = 0; i < ev->hits; i++) {
		o.base = ev->hit[i];
		if (!sigma_windows_feeds(w, o.base))
			continue;
		if ((r = sigma_clock_tenant(w, ev->tenant, &o.tenant)) !=
		    RC_OK)
			return (r);
		o.mark = sigma_clock_mark(w, o.tenant, ev->te, ev->entity);
		if ((r = sigma_feed_offer(w, o.base, &o)) != RC_OK)
			return (r);
	}
	return (RC_OK);
}

rc
sigma_windows_batch(struct sigma_windows *w, const struct sigma_event *ev,
    size_t n, const struct sigma_crew *crew UNUSED)
{
	rc r = RC_OK;

	for (size_t i = 0; i < n && r == RC_OK; i++)
		r = feed_event(w, &ev[i]);
	return (r);
}
