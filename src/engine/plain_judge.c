/* SPDX-License-Identifier: Apache-2.0 */
/* The last step of a batch of plain lines: findings, windows, episodes. */
#include <stdio.h>

#include "base/mem.h"
#include "engine/fired.h"
#include "engine/plain_judge.h"
#include "engine/verdicts.h"

#define GROUPS_MAX	1000000		/* Per correlation. */
#define ID_ROOM		32		/* "INPUT:LINE" */

/* There are no tenants in plain input. */
#define TENANT		SPAN("default")

/*
 * A line kept as evidence.  Of alert_event it has the head alone, which is a
 * sigma_keep: nothing here, in episodes or in alert_evidence() looks at more,
 * and there may be millions.
 */
struct kept {
	struct sigma_keep	 head;
	uint64_t		 input : 20;
	uint64_t		 number : 44;
};

_Static_assert(offsetof(struct alert_event, like) == sizeof(struct sigma_keep),
    "the head of an alert_event");

struct plain_judge {
	const struct plain_options *o;		/* Borrowed. */
	const struct plain_ears	*ears;		/* Borrowed. */
	struct sigma_crew	 crew;
	const struct sigma_rule	*rule;		/* Borrowed; by number. */
	size_t			 rules;
	bool			 any;		/* There are correlations. */
	struct alert_rule	*shown;		/* Owned; by number. */
	struct sigma_windows	*windows;	/* Owned. */
	struct episodes		*episodes;	/* Owned. */
	struct buf		 group;
	struct sigma_event	*event;		/* Owned; of the batch. */
	size_t			 events, event_cap;
	const struct plain_line	*line;		/* The batch: lines, */
	size_t			 lines, told;	/* and those told of. */
	uint64_t		 pos;		/* Of the line before them. */
	int64_t			 clock;
	struct plain_counts	 counts;
	rc			 failed;	/* Inside a callback. */
};

static void fire(void *, const struct sigma_fire *);

/* A point by itself shows the ends; a group is an episode's entity. */
static enum sigma_rest
rest(void *ctx, unsigned rule UNUSED)
{
	const struct plain_judge *j = ctx;

	return (j->o->fire == PLAIN_episode ? SIGMA_REST_NEW :
	    SIGMA_REST_NONE);
}

rc
plain_judge_new(const struct sigma *s, const struct plain_options *o,
    const struct plain_ears *ears, struct crew *crew,
    struct plain_judge **ret)
{
	struct plain_judge *j = mem_new(sizeof(*j));
	struct sigma_options how = { .groups_max = GROUPS_MAX,
	    .shards = o->shards, .keepsakes = !o->no_evidence,
	    .firing = o->fire == PLAIN_reset ? SIGMA_FIRE_RESET :
	    SIGMA_FIRE_POINTS };
	struct sigma_sink sink;
	rc r = RC_NOMEM;

	if (j == NULL)
		return (RC_NOMEM);
	j->o = o;
	j->ears = ears;
	j->crew = (struct sigma_crew){ crew, crew_size(crew), fired_run };
	j->clock = INT64_MIN;
	j->rule = sigma_rules(s, &j->rules);
	sink = (struct sigma_sink){ .ctx = j, .fire = fire,
	    .drop = fired_drop, .rest = rest };
	if ((j->shown = mem_array(j->rules, sizeof(*j->shown))) == NULL ||
	    (j->windows = sigma_windows_new(s, &sink, &how)) == NULL ||
	    (r = episodes_new(&j->episodes)) != RC_OK) {
		plain_judge_free(j);
		return (r);
	}
	for (size_t i = 0; i < j->rules; i++) {
		const struct sigma_rule *rule = &j->rule[i];

		j->any |= rule->correlation;
		j->shown[i] = fired_rule(rule, rule->group_names,
		    rule->group_n);
	}
	*ret = j;
	return (RC_OK);
}

void
plain_judge_free(struct plain_judge *j)
{

	if (j == NULL)
		return;
	/* The windows give their events back before those are gone. */
	sigma_windows_free(j->windows);
	episodes_free(j->episodes);
	buf_release(&j->group);
	mem_free(j->event);
	mem_free(j->shown);
	mem_free(j);
}

bool
plain_judge_looks(const struct plain_judge *j, unsigned rule)
{

	return (j->any && sigma_windows_feeds(j->windows, rule));
}

struct plain_place
plain_judge_place(const struct alert_event *e)
{

	const struct kept *k = (const struct kept *)e;

	return ((struct plain_place){ k->input, k->number });
}

/* The line ${at}, at ${pos}, as evidence with one reference; or NULL. */
static struct alert_event *
kept_new(struct plain_place at, int64_t time, uint64_t pos)
{
	struct kept *k = mem_new(sizeof(*k));

	if (k == NULL)
		return (NULL);
	*k = (struct kept){ .head = { .refs = 1, .te = time, .pos = pos },
	    .input = at.input & (PLAIN_INPUTS_MAX - 1),
	    .number = at.number & (PLAIN_NUMBER_MAX - 1) };
	return (fired_event(&k->head));
}

static void
tell(struct plain_judge *j, const struct plain_finding *f)
{

	j->counts.findings++;
	if (j->ears->found != NULL)
		j->ears->found(j->ears->ctx, f);
}

/* A point by itself. */
static void
point(struct plain_judge *j, const struct sigma_fire *f)
{
	struct plain_finding found = { .rule = &j->rule[f->rule],
	    .number = f->rule, .pos = f->by, .has_time = true, .time = f->te,
	    .group = f->group, .has_value = f->has_value, .exact = f->exact,
	    .at_least = f->at_least, .value = f->value, .error = f->error,
	    .count = f->window.events };
	struct plain_place ends[2 * SIGMA_ENDS];

	if (!j->o->no_evidence) {
		for (size_t i = 0; i < f->window.ends_n; i++)
			ends[i] = plain_judge_place(
			    fired_event(f->window.ends[i].keep));
		found.window = ends;
		found.window_n = f->window.ends_n;
	}
	if (f->decided_by != NULL)
		found.at = plain_judge_place(fired_event(f->decided_by));
	tell(j, &found);
}

/* A point as part of an episode of its group. */
static rc
episode(struct plain_judge *j, const struct sigma_fire *f)
{
	struct plain_place at =
	    plain_judge_place(fired_event(f->decided_by));
	struct episode_match m;
	char id[ID_ROOM];
	rc r;

	if ((r = fired_match(f, &j->rule[f->rule], j->shown, &j->group,
	    &m)) != RC_OK)
		return (r);
	/* The group is the entity: nothing else is known of it. */
	m.decided_id = (struct span){ id, (size_t)snprintf(id, sizeof(id),
	    "%u:%llu", at.input, (unsigned long long)at.number) };
	m.key.kind = "group";
	m.key.entity = m.key.group;
	return (episodes_add(j->episodes, &m));
}

/* A match by itself. */
static void
match(struct plain_judge *j, const struct plain_line *l, uint64_t pos,
    unsigned rule)
{
	struct plain_finding f = { .rule = &j->rule[rule], .number = rule,
	    .at = l->at, .pos = pos, .has_time = l->has_time,
	    .time = l->has_time ? l->time : 0, .count = 1 };

	tell(j, &f);
}

/* Tell of the lines of the batch up to the one at ${pos}. */
static void
tell_until(struct plain_judge *j, uint64_t pos)
{

	for (; j->told < j->lines && j->pos + 1 + j->told <= pos; j->told++) {
		const struct plain_line *l = &j->line[j->told];

		if (l->status != RC_OK) {
			j->counts.rejected++;
			if (j->ears->rejected != NULL)
				j->ears->rejected(j->ears->ctx, l->at,
				    &l->err);
			continue;
		}
		for (size_t i = 0; i < l->hits; i++)
			if (!j->rule[l->hit[i]].silent)
				match(j, l, j->pos + 1 + j->told, l->hit[i]);
	}
}

static void
fire(void *ctx, const struct sigma_fire *f)
{
	struct plain_judge *j = ctx;
	rc r = RC_OK;

	/* Points of a correlation that only feeds others are no findings. */
	if (j->rule[f->rule].silent)
		return;
	/* What comes out first must not depend on where a batch ends. */
	tell_until(j, f->pos);
	if (j->o->fire == PLAIN_episode)
		r = episode(j, f);
	else
		point(j, f);
	if (r != RC_OK)
		j->failed = r;
}

static void
count(struct plain_judge *j, const struct plain_line *l)
{
	struct plain_counts *c = &j->counts;

	c->events++;
	c->no_logsource += l->no_logsource;
	c->no_time += !l->has_time;
	if (!l->has_time)
		return;
	if (!c->any_time || l->time < c->first)
		c->first = l->time;
	if (!c->any_time || l->time > c->last)
		c->last = l->time;
	c->any_time = true;
}

/* The next moment of the clock, to be told to the windows. */
static struct sigma_event *
moment(struct plain_judge *j, int64_t time, uint64_t pos)
{
	struct sigma_event *ev;

	if (!mem_room(&j->event, j->events, &j->event_cap, sizeof(*j->event)))
		return (NULL);
	ev = &j->event[j->events++];
	if (time > j->clock)
		j->clock = time;
	*ev = (struct sigma_event){ .pos = pos, .te = time,
	    .source = SIGMA_NO_SOURCE,
	    .clock = j->clock, .stamp = time, .tenant = TENANT };
	return (ev);
}

/* The line at ${pos}, which has a time, for the windows. */
static rc
feed(struct plain_judge *j, const struct plain_line *l, uint64_t pos)
{
	struct sigma_event *ev = moment(j, l->time, pos);
	bool needed = false;

	if (ev == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < l->hits && !needed; i++)
		needed = plain_judge_looks(j, l->hit[i]);
	if (!needed)
		return (RC_OK);
	ev->slot = l->slot;
	ev->hit = l->hit;
	ev->hits = l->hits;
	if (j->o->no_evidence)
		return (RC_OK);
	ev->keep = fired_keep(kept_new(l->at, l->time, pos));
	return (ev->keep != NULL ? RC_OK : RC_NOMEM);
}

/* Give up our own references to evidence, and the moments. */
static void
forget(struct plain_judge *j)
{

	for (size_t i = 0; i < j->events; i++)
		alert_event_drop(fired_event(j->event[i].keep));
	j->events = 0;
}

/* Hand the moments at hand over to the windows. */
static rc
hand_over(struct plain_judge *j)
{
	rc r;

	/*
	 * Plain lines are of nobody we know: any later line confirms that
	 * time has jumped.
	 */
	for (size_t i = 0; i < j->events; i++)
		j->event[i].entity = (struct span){
		    (const char *)&j->event[i].pos, sizeof(uint64_t) };
	j->failed = RC_OK;
	r = sigma_windows_batch(j->windows, j->event, j->events,
	    j->crew.n > 1 ? &j->crew : NULL);
	forget(j);
	return (r != RC_OK ? r : j->failed);
}

rc
plain_judge_batch(struct plain_judge *j, const struct plain_line *lines,
    size_t n)
{
	rc r = RC_OK;

	j->line = lines;
	j->lines = n;
	j->told = 0;
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		if (lines[i].status != RC_OK)
			continue;
		count(j, &lines[i]);
		if (j->any && lines[i].has_time)
			r = feed(j, &lines[i], j->pos + 1 + i);
	}
	if (r == RC_OK && j->any)
		r = hand_over(j);
	forget(j);
	if (r == RC_OK)
		tell_until(j, j->pos + n);
	j->pos += n;
	j->lines = j->told = 0;
	return (r);
}

rc
plain_judge_until(struct plain_judge *j, int64_t time)
{

	if (!j->any)
		return (RC_OK);
	return (moment(j, time, ++j->pos) != NULL ? hand_over(j) : RC_NOMEM);
}

struct alert *const *
plain_judge_episodes(struct plain_judge *j, size_t *n)
{

	return (episodes_sorted(j->episodes, n));
}

void
plain_judge_counts(const struct plain_judge *j, struct plain_counts *ret)
{

	*ret = j->counts;
	ret->bytes = sigma_windows_bytes(j->windows);
	fired_counts(j->windows, j->rule, j->rules, &ret->windows);
}

/* episodes_rule_fn */
static const struct alert_rule *
rule_of(void *ctx, struct span id)
{
	const struct plain_judge *j = ctx;

	for (size_t i = 0; i < j->rules; i++)
		if (span_eq(id, span_of(j->shown[i].id)))
			return (&j->shown[i]);
	return (NULL);
}

static void
events_save(void *ctx UNUSED, const struct evidence *ev, struct buf *b)
{

	pack_uint(b, ev->n);
	for (size_t i = 0; i < ev->n; i++) {
		struct plain_place at = plain_judge_place(ev->e[i]);

		pack_uint(b, at.input);
		pack_uint(b, at.number);
		pack_int(b, ev->e[i]->te);
		pack_uint(b, ev->e[i]->pos);
	}
}

static rc
events_load(void *ctx UNUSED, struct evidence *ev, struct cur *c,
    struct err *e)
{
	size_t n = pack_get_count(c, 4);

	for (size_t i = 0; i < n; i++) {
		struct plain_place at = { .number = 0 };
		struct alert_event *k;
		int64_t te;

		at.input = (unsigned)pack_get_upto(c, UINT32_MAX);
		at.number = pack_get_uint(c);
		te = pack_get_int(c);
		if ((k = kept_new(at, te, pack_get_uint(c))) == NULL)
			return (rc_fail(e, RC_NOMEM, 0, "loading evidence"));
		if (evidence_add(ev, k) != RC_OK) {
			alert_event_drop(k);
			return (rc_fail(e, RC_NOMEM, 0, "loading evidence"));
		}
	}
	return (pack_done(c, "the evidence", e));
}

#define JUDGE	PACK_TAG('p', 'j', 'd', 'g')

void
plain_judge_save(const struct plain_judge *j, struct buf *b)
{
	const struct verdicts v = { .windows = j->windows,
	    .episodes = j->episodes, .save = events_save };
	size_t at = pack_begin(b, JUDGE);

	pack_uint(b, j->pos);
	pack_int(b, j->clock);
	pack_uint(b, j->counts.events);
	pack_uint(b, j->counts.rejected);
	pack_uint(b, j->counts.no_time);
	pack_uint(b, j->counts.no_logsource);
	pack_uint(b, j->counts.findings);
	pack_bool(b, j->counts.any_time);
	pack_int(b, j->counts.first);
	pack_int(b, j->counts.last);
	pack_end(b, at);
	verdicts_save(&v, b);
}

rc
plain_judge_load(struct plain_judge *j, struct cur *c, sigma_fate_fn *fate,
    void *ctx, struct err *e)
{
	const struct verdicts v = { .windows = j->windows,
	    .episodes = j->episodes, .ctx = j, .load = events_load,
	    .rule = rule_of };
	struct cur own;
	rc r;

	if ((r = pack_open(c, JUDGE, &own, e)) != RC_OK)
		return (r);
	j->pos = pack_get_uint(&own);
	j->clock = pack_get_int(&own);
	j->counts.events = pack_get_uint(&own);
	j->counts.rejected = pack_get_uint(&own);
	j->counts.no_time = pack_get_uint(&own);
	j->counts.no_logsource = pack_get_uint(&own);
	j->counts.findings = pack_get_uint(&own);
	j->counts.any_time = pack_get_bool(&own);
	j->counts.first = pack_get_int(&own);
	j->counts.last = pack_get_int(&own);
	if ((r = pack_done(&own, "what was counted", e)) != RC_OK)
		return (r);
	return (verdicts_load(&v, c, fate, ctx, e));
}
