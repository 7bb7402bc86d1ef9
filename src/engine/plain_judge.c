/* SPDX-License-Identifier: Apache-2.0 */
/* The last step of a batch of plain lines: findings, windows, episodes. */
#include <stdio.h>

#include "base/mem.h"
#include "engine/episodes.h"
#include "engine/plain_judge.h"

#define GROUPS_MAX	1000000		/* Per correlation. */
#define UNIT_SEPARATOR	'\x1f'
#define ID_ROOM		32		/* "INPUT:LINE" */

/* There are no tenants in plain input. */
#define TENANT		SPAN("default")

/* A line kept as evidence. */
struct kept {
	struct alert_event	 e;		/* First: it is freed by it. */
	struct plain_place	 at;
	char			 id[ID_ROOM];
};

_Static_assert(offsetof(struct alert_event, te) ==
    offsetof(struct sigma_keep, te) && offsetof(struct alert_event, pos) ==
    offsetof(struct sigma_keep, pos) && offsetof(struct alert_event, refs) ==
    offsetof(struct sigma_keep, refs), "a kept event is a sigma_keep");

struct plain_judge {
	const struct sigma	*sigma;		/* Borrowed. */
	const struct sigma_rule	*rule;		/* Borrowed; by number. */
	size_t			 rules;
	bool			 any;		/* There are correlations. */
	enum plain_fire		 how;
	const struct plain_ears	*ears;		/* Borrowed. */
	struct alert_rule	*shown;		/* Owned; by number. */
	struct sigma_windows	*windows;	/* Owned. */
	struct episodes		*episodes;	/* Owned. */
	struct buf		 group;
	struct plain_place	*window;	/* Owned; of one point. */
	size_t			 window_cap;
	const struct plain_line	*line;		/* The one being judged, */
	uint64_t		 pos;		/* its place in the run, */
	struct kept		*kept;		/* and as evidence; Owned. */
	int64_t			 clock;
	struct plain_counts	 counts;
	rc			 failed;	/* Inside a callback. */
};

static void fire(void *, const struct sigma_fire *);
static void drop(void *, struct sigma_keep *);

static void
show(struct plain_judge *j, size_t i)
{
	const struct sigma_rule *r = &j->rule[i];

	j->any |= r->correlation;
	j->shown[i] = (struct alert_rule){ .id = r->id, .title = r->title,
	    .level = r->level, .description = r->description,
	    .status = r->status,
	    .version = r->modified != NULL ? r->modified : r->date,
	    .category = r->category, .tags = r->tags, .tags_n = r->tags_n,
	    .correlation = r->correlation };
}

rc
plain_judge_new(const struct sigma *s, enum plain_fire how,
    const struct plain_ears *ears, struct plain_judge **ret)
{
	struct plain_judge *j = mem_new(sizeof(*j));
	struct sigma_sink sink;
	rc r = RC_NOMEM;

	if (j == NULL)
		return (RC_NOMEM);
	j->sigma = s;
	j->how = how;
	j->ears = ears;
	j->clock = INT64_MIN;
	j->rule = sigma_rules(s, &j->rules);
	sink = (struct sigma_sink){ .ctx = j, .fire = fire, .drop = drop };
	if ((j->shown = mem_array(j->rules, sizeof(*j->shown))) == NULL ||
	    (j->windows = sigma_windows_new(s, &sink, GROUPS_MAX)) == NULL ||
	    (r = episodes_new(&j->episodes)) != RC_OK) {
		plain_judge_free(j);
		return (r);
	}
	for (size_t i = 0; i < j->rules; i++)
		show(j, i);
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
	if (j->kept != NULL)
		alert_event_drop(&j->kept->e);
	buf_release(&j->group);
	mem_free(j->window);
	mem_free(j->shown);
	mem_free(j);
}

bool
plain_judge_wants_rows(const struct plain_judge *j)
{

	return (j->any);
}

static void
drop(void *ctx UNUSED, struct sigma_keep *k)
{

	/* The correlator has counted down to 0 already. */
	k->refs = 1;
	alert_event_drop((struct alert_event *)k);
}

struct plain_place
plain_judge_place(const struct alert_event *e)
{

	return (((const struct kept *)e)->at);
}

/* The line being judged as evidence, made on first need. */
static struct kept *
evidence(struct plain_judge *j)
{
	struct kept *k = j->kept;
	int n;

	if (k != NULL || (k = mem_new(sizeof(*k))) == NULL)
		return (k);
	k->at = j->line->at;
	n = snprintf(k->id, sizeof(k->id), "%u:%llu", k->at.input,
	    (unsigned long long)k->at.number);
	k->e = (struct alert_event){ .refs = 1, .te = j->line->time,
	    .pos = j->pos, .id = { k->id, (size_t)n } };
	j->kept = k;
	return (k);
}

static struct sigma_keep *
keep(void *ctx)
{
	struct plain_judge *j = ctx;
	struct kept *k = evidence(j);

	if (k == NULL) {
		j->failed = RC_NOMEM;
		return (NULL);
	}
	k->e.refs++;
	return ((struct sigma_keep *)&k->e);
}

static void
tell(struct plain_judge *j, const struct plain_finding *f)
{

	j->counts.findings++;
	if (j->ears->found != NULL)
		j->ears->found(j->ears->ctx, f);
}

/* A point by itself. */
static rc
point(struct plain_judge *j, const struct sigma_fire *f)
{
	const struct alert_event *by =
	    (const struct alert_event *)f->decided_by;
	struct plain_finding found = { .rule = &j->rule[f->rule],
	    .number = f->rule, .at = plain_judge_place(by), .pos = by->pos,
	    .has_time = true, .time = f->te, .group = f->group,
	    .has_value = f->has_value, .exact = f->exact, .value = f->value,
	    .window_n = f->window_n };

	for (size_t i = 0; i < f->window_n; i++) {
		if (!mem_room(&j->window, i, &j->window_cap,
		    sizeof(*j->window)))
			return (RC_NOMEM);
		j->window[i] = plain_judge_place(
		    (const struct alert_event *)f->window[i]);
	}
	found.window = j->window;
	tell(j, &found);
	return (RC_OK);
}

/* A point as part of an episode of its group. */
static rc
episode(struct plain_judge *j, const struct sigma_fire *f)
{
	const struct sigma_rule *r = &j->rule[f->rule];
	struct episode_match m = { .rule = &j->shown[f->rule],
	    .base = &j->shown[f->base], .rearm = r->rearm_ms,
	    .key = { .tenant = f->tenant, .rule = r->id, .kind = "group" },
	    .te = f->te, .decided = (struct alert_event *)f->decided_by,
	    .window = (struct alert_event *const *)f->window,
	    .window_n = f->window_n, .has_value = f->has_value,
	    .value = f->value, .exact = f->exact };

	buf_clear(&j->group);
	for (size_t i = 0; i < r->group_n; i++) {
		if (i > 0)
			buf_char(&j->group, UNIT_SEPARATOR);
		value_put(&j->group, &f->group[i]);
	}
	if (j->group.failed)
		return (RC_NOMEM);
	/* The group is the entity: nothing else is known of it. */
	m.key.group = m.key.entity = buf_span(&j->group);
	return (episodes_add(j->episodes, &m));
}

static void
fire(void *ctx, const struct sigma_fire *f)
{
	struct plain_judge *j = ctx;
	rc r;

	/* Points of a correlation that only feeds others are no findings. */
	if (j->rule[f->rule].silent)
		return;
	r = j->how == PLAIN_episode ? episode(j, f) : point(j, f);
	if (r != RC_OK)
		j->failed = r;
}

/* A match by itself. */
static void
match(struct plain_judge *j, unsigned rule)
{
	const struct plain_line *l = j->line;
	struct plain_finding f = { .rule = &j->rule[rule], .number = rule,
	    .at = l->at, .pos = j->pos, .has_time = l->has_time,
	    .time = l->has_time ? l->time : 0 };

	tell(j, &f);
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

/* Move the clock, if ${time} is ahead of it. */
static rc
advance(struct plain_judge *j, int64_t time)
{

	if (time > j->clock)
		j->clock = time;
	return (j->any ? sigma_clock(j->windows, TENANT, j->clock) : RC_OK);
}

/* Take the hit on ${rule} into the windows. */
static rc
feed(struct plain_judge *j, unsigned rule)
{
	const struct plain_line *l = j->line;
	char who[ID_ROOM];
	/*
	 * Plain lines are of nobody we know: any later line confirms that
	 * time has jumped.
	 */
	int n = snprintf(who, sizeof(who), "%llu", (unsigned long long)j->pos);
	struct sigma_hit hit = { .rule = rule, .te = l->time, .pos = j->pos,
	    .slot = l->slot, .tenant = TENANT, .entity = { who, (size_t)n },
	    .keep = keep, .ctx = j };

	return (sigma_feed(j->windows, &hit));
}

rc
plain_judge_line(struct plain_judge *j, const struct plain_line *l)
{
	rc r = RC_OK;

	j->line = l;
	j->pos++;
	j->failed = RC_OK;
	count(j, l);
	if (l->has_time)
		r = advance(j, l->time);
	for (size_t i = 0; i < l->hits && r == RC_OK; i++) {
		if (!j->rule[l->hit[i]].silent)
			match(j, l->hit[i]);
		if (j->any && l->has_time)
			r = feed(j, l->hit[i]);
	}
	if (j->kept != NULL)
		alert_event_drop(&j->kept->e);
	j->kept = NULL;
	return (r != RC_OK ? r : j->failed);
}

rc
plain_judge_until(struct plain_judge *j, int64_t time)
{
	rc r;

	j->failed = RC_OK;
	r = advance(j, time);
	return (r != RC_OK ? r : j->failed);
}

struct alert *const *
plain_judge_episodes(struct plain_judge *j, size_t *n)
{

	return (episodes_sorted(j->episodes, n));
}

void
plain_judge_counts(const struct plain_judge *j, struct plain_counts *ret)
{
	struct sigma_counts *sum = &ret->windows;

	*ret = j->counts;
	ret->bytes = sigma_windows_bytes(j->windows);
	for (size_t i = 0; i < j->rules; i++) {
		struct sigma_counts c;

		if (!j->rule[i].correlation)
			continue;
		c = sigma_counts(j->windows, (unsigned)i);
		sum->no_key += c.no_key;
		sum->too_late += c.too_late;
		sum->not_number += c.not_number;
		sum->evicted += c.evicted;
		sum->open += c.open;
	}
}
