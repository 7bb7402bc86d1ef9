/* SPDX-License-Identifier: Apache-2.0 */
/* The last step of a batch: windows, episodes, evidence. */
#include <stdlib.h>

#include "base/mem.h"
#include "engine/fired.h"
#include "engine/judge.h"
#include "engine/verdicts.h"
#include "model/view.h"

#define FACTS_KEPT	64		/* Facts that one event can keep. */

/* What one worker has to itself. */
struct keeper {
	struct likenesses	 lines;		/* Of events that it keeps. */
	rc			 failed;
};

struct judge {
	const struct sigma	*sigma;		/* Borrowed. */
	const struct sigma_rule	*rule;		/* Borrowed; by number. */
	size_t			 rules;
	struct names		*names;		/* Borrowed. */
	struct alert_rule	*shown;		/* Owned; by number. */
	struct alert_rule	*forgot;	/* Owned; by number: the */
						/* alert of its evictions. */
	struct arena		 arena;		/* Owns their lists. */
	uint64_t		*wants;		/* Owned: what is kept of an */
						/* event that matched a rule, */
						/* by number; see WORDS(). */
	struct keeper		*keeper;	/* Owned; one a worker. */
	unsigned		 keepers;
	struct sigma_windows	*windows;	/* Owned. */
	struct episodes		*episodes;	/* Owned. */
	struct view		*view;		/* Owned. */
	struct buf		 text, group;
	struct work *const	*work;		/* The batch, and what is */
	struct sigma_event	*event;		/* kept of it; borrowed. */
	size_t			 works;
	const struct crew	*crew;		/* Whose batch it is. */
	rc			 failed;	/* Inside a callback. */
};

#define FORGOT_REARM_MS	INT64_C(3600000) /* One alert an hour and rule. */
#define GROUPS_MAX	1000000		/* Per correlation. */
/* Bits for facts, then for fields beyond the dictionary. */
#define WORDS		((FACT_COUNT + PLAN_EXTRAS + 63) / 64)

static void fire(void *, const struct sigma_fire *);
static void evicted(void *, const struct sigma_evicted *);

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return (strcmp(*x, *y));
}

static uint64_t *
wants_of(const struct judge *j, size_t rule)
{

	return (j->wants + rule * WORDS);
}

/* The entity that is a fact is kept, named or not. */
static void
want_entity(const struct judge *j, size_t rule, const char *name)
{
	enum fact_id id = fact_find(span_of(name));

	if (id != FACT_COUNT && j->names->fact[id] != PLAN_TRASH)
		wants_of(j, rule)[id / 64] |= UINT64_C(1) << id % 64;
}

/* What ${of} names is kept of events that match ${rule}. */
static void
want_named(const struct judge *j, size_t rule, const struct sigma_rule *of)
{
	const struct plan *plan = &j->names->plan;
	uint64_t *wants = wants_of(j, rule);

	for (size_t k = 0; k < of->names_n; k++) {
		const unsigned all = FACT_COUNT + plan->extras;
		unsigned slot = of->names[k], i = 0;

		while (i < FACT_COUNT && j->names->fact[i] != slot)
			i++;
		/* What lies beyond is not read again from the line. */
		while (i >= FACT_COUNT && i < all &&
		    plan->extra[i - FACT_COUNT].slot != slot)
			i++;
		if (i < all)
			wants[i / 64] |= UINT64_C(1) << i % 64;
	}
	if (of->entity != NULL)
		want_entity(j, rule, of->entity);
}

/* The same of all rules that ${of}, a correlation, hears of. */
static void
want_below(const struct judge *j, const struct sigma_rule *at,
    const struct sigma_rule *of)
{

	for (size_t i = 0; i < at->refs_n; i++) {
		const struct sigma_rule *r = &j->rule[at->refs[i]];

		if (r->correlation)
			want_below(j, r, of);
		else
			want_named(j, at->refs[i], of);
	}
}

/* What an alert shows of rule ${i}. */
static rc
show(struct judge *j, size_t i)
{
	const struct sigma_rule *r = &j->rule[i];
	const char **fields;

	if ((fields = arena_take(&j->arena, r->names_n * sizeof(*fields))) ==
	    NULL)
		return (RC_NOMEM);
	for (size_t k = 0; k < r->names_n; k++)
		fields[k] = j->names->of_slot[r->names[k]];
	if (r->correlation) {
		want_below(j, r, r);
	} else {
		/* What categories fall back on, too. */
		want_named(j, i, r);
		want_entity(j, i, "ident.source_key");
	}
	qsort(fields, r->names_n, sizeof(*fields), by_name);
	j->shown[i] = fired_rule(r, fields, r->names_n);
	return (RC_OK);
}

/*
 * The alert that tells of groups which rule ${i} had to forget: a flood of
 * new keys may hide a slow attack.
 */
static rc
show_forgot(struct judge *j, size_t i)
{
	const struct sigma_rule *r = &j->rule[i];
	struct buf id = { 0 }, title = { 0 };
	struct alert_rule *f = &j->forgot[i];

	buf_fmt(&id, "vedette-evicted-%s", r->id);
	buf_fmt(&title, "Groups forgotten for want of room by: %s", r->title);
	*f = (struct alert_rule){ .level = "medium", .status = "stable",
	    .description = "More keys came than this rule may follow, so "
	    "those with the least progress had to go. A slow attack on one "
	    "of them may be missed: look for a flood of keys that nobody "
	    "knows.", .correlation = true };
	if (!id.failed && !title.failed) {
		f->id = arena_copy(&j->arena, buf_span(&id));
		f->title = arena_copy(&j->arena, buf_span(&title));
	}
	buf_release(&id);
	buf_release(&title);
	return (f->id != NULL && f->title != NULL ? RC_OK : RC_NOMEM);
}

/* Does the group alone say who the entity is?  The kind of target.id is said
 * by each event. */
static bool
is_entity(const struct sigma_rule *r, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < r->group_n; i++)
		found |= strcmp(r->group_names[i], name) == 0;
	return (found && strcmp(name, "target.id") != 0);
}

/* Where all points of a group are of one episode, news are enough for it. */
static enum sigma_rest
rest(void *ctx, unsigned rule)
{
	const struct judge *j = ctx;
	const struct sigma_rule *r = &j->rule[rule];
	const char *name = r->entity;
	bool fields = !r->aliases;

	/* What a group is called need not be what its events say. */
	for (size_t i = 0; i < r->refs_n; i++)
		fields &= !j->rule[r->refs[i]].correlation;
	for (size_t i = 0; i < r->group_n && name == NULL; i++)
		if (names_kind(span_of(r->group_names[i])) != NULL)
			name = r->group_names[i];
	return (name != NULL && is_entity(r, name) &&
	    (r->entity == NULL || fields) ? SIGMA_REST_NEW :
	    SIGMA_REST_WHOLE);
}

rc
judge_new(const struct sigma *s, struct names *names, unsigned shards,
    size_t groups_max, struct judge **ret)
{
	struct judge *j = mem_new(sizeof(*j));
	struct sigma_options options = {
	    .groups_max = groups_max > 0 ? groups_max : GROUPS_MAX,
	    .shards = shards, .keepsakes = true };
	struct sigma_sink sink;
	rc r = RC_NOMEM;

	if (j == NULL)
		return (RC_NOMEM);
	j->sigma = s;
	j->names = names;
	j->rule = sigma_rules(s, &j->rules);
	j->keepers = shards;
	sink = (struct sigma_sink){ .ctx = j, .fire = fire, .drop = fired_drop,
	    .evicted = evicted, .rest = rest };
	if ((j->shown = mem_array(j->rules, sizeof(*j->shown))) == NULL ||
	    (j->forgot = mem_array(j->rules, sizeof(*j->forgot))) == NULL ||
	    (j->wants = mem_array(j->rules, WORDS * 8)) == NULL ||
	    (j->keeper = mem_array(shards, sizeof(*j->keeper))) == NULL ||
	    (j->windows = sigma_windows_new(s, &sink, &options)) == NULL)
		goto out;
	if ((r = episodes_new(&j->episodes)) != RC_OK ||
	    (r = view_new(&j->view)) != RC_OK)
		goto out;
	for (size_t i = 0; i < j->rules; i++)
		if ((r = show(j, i)) != RC_OK || (j->rule[i].correlation &&
		    (r = show_forgot(j, i)) != RC_OK))
			goto out;
	*ret = j;
	j = NULL;
out:
	judge_free(j);
	return (r);
}

void
judge_free(struct judge *j)
{

	if (j == NULL)
		return;
	/* The windows give their events back before those are gone. */
	sigma_windows_free(j->windows);
	episodes_free(j->episodes);
	view_free(j->view);
	arena_release(&j->arena);
	buf_release(&j->text);
	buf_release(&j->group);
	mem_free(j->shown);
	mem_free(j->forgot);
	mem_free(j->wants);
	for (unsigned i = 0; j->keeper != NULL && i < j->keepers; i++)
		likeness_release(&j->keeper[i].lines);
	mem_free(j->keeper);
	mem_free(j);
}

/* What bit ${i} of a rule's wants stands for, if the event has it. */
static void
fact_at(const struct judge *j, const struct work *w, unsigned i,
    struct alert_fact *facts, size_t *n)
{
	const char *name = i < FACT_COUNT ?
	    fact_row((enum fact_id)i)->name :
	    j->names->plan.extra[i - FACT_COUNT].name;
	unsigned slot = i < FACT_COUNT ? j->names->fact[i] :
	    j->names->plan.extra[i - FACT_COUNT].slot;

	if (*n < FACTS_KEPT && w->ev.slot[slot].type != VALUE_ABSENT)
		facts[(*n)++] = (struct alert_fact){ name,
		    w->ev.slot[slot] };
}

/* The facts that a rule or window which sees the event names. */
static size_t
facts_of(const struct judge *j, const struct work *w, struct alert_fact *facts)
{
	uint64_t wanted[WORDS] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < w->hits; i++)
		for (size_t k = 0; k < WORDS; k++)
			wanted[k] |= wants_of(j, w->hit[i])[k];
	for (unsigned k = 0; k < WORDS; k++)
		for (uint64_t m = wanted[k]; m != 0; m &= m - 1)
			fact_at(j, w, k * 64 + (unsigned)__builtin_ctzll(m),
			    facts, &n);
	return (n);
}

/* The event as evidence, with one reference, by worker ${i}; or NULL. */
static struct alert_event *
keep(const struct judge *j, unsigned i, const struct work *w)
{
	struct alert_fact facts[FACTS_KEPT];

	return (alert_event_like(&j->keeper[i].lines, &w->ev, w->ev.id, facts,
	    facts_of(j, w, facts)));
}

/* The kind of entity that ${name} gives; target.id asks target.kind. */
static const char *
kind_of(const struct event *ev, struct span name)
{
	const struct value *kind = event_get(ev, FIELD_TARGET_KIND);
	const char *k = names_kind(name);

	if (!span_eq(name, SPAN("target.id")))
		return (k != NULL ? k : "value");
	return (kind->type == VALUE_TEXT ?
	    field_row(FIELD_TARGET_KIND)->words[kind->code - 1] : "target");
}

static bool
try_entity(struct judge *j, struct episode_match *m, const struct event *ev,
    const struct alert_event *e, struct span name)
{
	const struct value *v = view_named(ev, e, name);

	if (v == NULL)
		return (false);
	buf_clear(&j->text);
	value_put(&j->text, v);
	m->key.kind = kind_of(ev, name);
	m->key.entity = buf_span(&j->text);
	return (m->key.entity.n > 0);
}

/* What the category says, first present; the tenant if nothing is. */
static void
default_entity(struct judge *j, struct episode_match *m,
    const struct event *ev, const struct alert_event *e)
{
	struct span list = { NULL, 0 };

	if (ev->category != CATEGORY_NONE)
		list = span_of(field_category(ev->category)->entity);
	while (list.n > 0) {
		const char *gap = memchr(list.p, ' ', list.n);
		size_t n = gap != NULL ? (size_t)(gap - list.p) : list.n;

		if (try_entity(j, m, ev, e, (struct span){ list.p, n }))
			return;
		list = span_from(list, gap != NULL ? n + 1 : n);
	}
	m->key.kind = "tenant";
	m->key.entity = m->key.tenant;
}

/* The first group-by field that has a kind. */
static bool
group_entity(struct judge *j, struct episode_match *m,
    const struct sigma_rule *r, const struct sigma_fire *f,
    const struct event *ev)
{

	for (size_t i = 0; f != NULL && i < r->group_n; i++) {
		struct span name = span_of(r->group_names[i]);

		if (names_kind(name) == NULL)
			continue;
		buf_clear(&j->text);
		value_put(&j->text, &f->group[i]);
		m->key.kind = kind_of(ev, name);
		m->key.entity = buf_span(&j->text);
		return (true);
	}
	return (false);
}

static rc
match(struct judge *j, const struct sigma_rule *r, struct episode_match *m,
    const struct sigma_fire *f)
{
	const struct event *ev;
	rc rv;

	if ((rv = view_kept(j->view, m->decided, &ev)) != RC_OK)
		return (rv);
	if ((r->entity == NULL || !try_entity(j, m, ev, m->decided,
	    span_of(r->entity))) && !group_entity(j, m, r, f, ev))
		default_entity(j, m, ev, m->decided);
	if (j->text.failed || j->group.failed)
		return (RC_NOMEM);
	return (episodes_add(j->episodes, m));
}

static void
fire(void *ctx, const struct sigma_fire *f)
{
	struct judge *j = ctx;
	const struct sigma_rule *r = &j->rule[f->rule];
	struct episode_match m;
	rc rv;

	/* Points of a correlation that only feeds others are no alerts. */
	if (r->silent)
		return;
	if ((rv = fired_match(f, r, j->shown, &j->group, &m)) == RC_OK) {
		m.decided_id = alert_event_id(m.decided);
		rv = match(j, r, &m, f);
	}
	if (rv != RC_OK)
		j->failed = rv;
}

/* The place in the batch of the event at ${pos}. */
static size_t
place_of(const struct judge *j, uint64_t pos)
{
	size_t low = 0, high = j->works;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (j->event[mid].pos < pos)
			low = mid + 1;
		else
			high = mid;
	}
	BUG_IF(low == j->works || j->event[low].pos != pos);
	return (low);
}

/* Evidence is the event that made it so; one episode an hour of the clock. */
static void
evicted(void *ctx, const struct sigma_evicted *gone)
{
	struct judge *j = ctx;
	size_t at = place_of(j, gone->pos);
	const struct work *w = j->work[at];
	const struct alert_rule *rule = &j->forgot[gone->rule];
	struct alert_event *e = fired_event(j->event[at].keep);
	struct episode_match m = { .rule = rule, .base = rule,
	    .rearm = FORGOT_REARM_MS, .key = { .tenant = w->ev.tenant,
	    .rule = rule->id, .kind = "tenant", .entity = w->ev.tenant },
	    .te = gone->clock, .exact = true };
	struct sigma_seen seen;
	rc rv = RC_NOMEM;

	if (e != NULL)
		e->refs++;
	else
		e = keep(j, 0, w);
	buf_clear(&j->group);
	buf_int(&j->group, gone->clock / FORGOT_REARM_MS);
	m.key.group = buf_span(&j->group);
	m.decided = e;
	m.decided_id = w->ev.id;
	if (e != NULL && !j->group.failed) {
		m.window = episodes_only(e, &seen);
		rv = episodes_add(j->episodes, &m);
	}
	if (rv != RC_OK)
		j->failed = rv;
	alert_event_drop(e);
}

/* A plain rule's match is its own evidence. */
static rc
plain(struct judge *j, const struct work *w, unsigned rule,
    struct alert_event *e)
{
	struct sigma_seen seen;
	struct episode_match m = { .rule = &j->shown[rule],
	    .base = &j->shown[rule], .rearm = j->rule[rule].rearm_ms,
	    .key = { .tenant = w->ev.tenant, .rule = j->rule[rule].id },
	    .te = w->ev.time, .decided = e, .decided_id = w->ev.id,
	    .window = episodes_only(e, &seen), .exact = true };

	return (match(j, &j->rule[rule], &m, NULL));
}

/* Does anything need the event kept? */
static bool
is_needed(const struct judge *j, const struct work *w)
{

	for (size_t i = 0; i < w->hits; i++) {
		if (!j->rule[w->hit[i]].silent ||
		    sigma_windows_feeds(j->windows, w->hit[i]))
			return (true);
	}
	return (false);
}

/* The event as the windows see it. */
static struct sigma_event
moment(const struct work *w, struct alert_event *e)
{
	bool said = w->ev.received != EVENT_NO_TIME, young = false;

	/* Whose first event this is, no twin knows yet. */
	for (int k = TWIN_VEHICLE; k <= TWIN_DEVICE; k++)
		young |= w->of[k] != NULL && w->newest[k] == EVENT_NO_TIME;
	return ((struct sigma_event){ .pos = w->ev.pos, .te = w->ev.time,
	    .clock = w->clock, .stamp = said ? w->ev.received : w->ev.time,
	    .received = said, .tenant = w->ev.tenant,
	    .entity = w->ev.vehicle.n > 0 ? w->ev.vehicle : w->ev.device,
	    .slot = w->ev.slot, .hit = w->hit,
	    .hits = w->hits, .keep = fired_keep(e),
	    .unknown = young, .too_late = w->too_late,
	    .source = !w->ev.generated && w->of[TWIN_SOURCE] != NULL ?
	    w->of[TWIN_SOURCE]->number : SIGMA_NO_SOURCE,
	    .unwell = w->unwell, .unwell_n = w->unwell_n,
	    .healed = w->healed });
}

/* What windows and alerts want of the batch is kept, each worker a part. */
static void
step_keep(void *ctx, unsigned i)
{
	struct judge *j = ctx;
	size_t from, to;

	crew_share(j->crew, j->works, i, &from, &to);
	j->keeper[i].failed = RC_OK;
	for (size_t k = from; k < to; k++) {
		const struct work *w = j->work[k];
		struct alert_event *e = NULL;

		if (is_needed(j, w) && (e = keep(j, i, w)) == NULL) {
			j->keeper[i].failed = RC_NOMEM;
			return;
		}
		j->event[k] = moment(w, e);
	}
}

/* Matches of rules that are no correlations. */
static rc
plain_hits(struct judge *j, const struct work *w,
    const struct sigma_event *ev)
{
	rc r = RC_OK;

	for (size_t i = 0; i < w->hits && r == RC_OK; i++) {
		if (!j->rule[w->hit[i]].silent)
			r = plain(j, w, w->hit[i], fired_event(ev->keep));
	}
	return (r);
}

static rc
judge_all(struct judge *j, struct crew *crew)
{
	struct sigma_crew together = { crew, crew_size(crew), fired_run };
	rc r = RC_OK;

	crew_run(crew, step_keep, j);
	for (unsigned i = 0; i < j->keepers && r == RC_OK; i++)
		r = j->keeper[i].failed;
	for (size_t k = 0; k < j->works && r == RC_OK; k++)
		r = plain_hits(j, j->work[k], &j->event[k]);
	if (r == RC_OK)
		r = sigma_windows_batch(j->windows, j->event, j->works,
		    &together);
	return (r != RC_OK ? r : j->failed);
}

rc
judge_batch(struct judge *j, struct work *const *w, size_t n,
    struct crew *crew)
{
	rc r;

	BUG_IF(crew_size(crew) != j->keepers);
	/* All zero: nothing is kept of it yet. */
	if ((j->event = mem_array(n, sizeof(*j->event))) == NULL)
		return (RC_NOMEM);
	j->failed = RC_OK;
	j->work = w;
	j->works = n;
	j->crew = crew;
	r = judge_all(j, crew);
	for (size_t i = 0; i < n; i++)
		alert_event_drop(fired_event(j->event[i].keep));
	mem_free(j->event);
	j->event = NULL;
	return (r);
}

struct episodes *
judge_episodes(struct judge *j)
{

	return (j->episodes);
}

void
judge_counts(const struct judge *j, struct sigma_counts *sum)
{

	memset(sum, 0, sizeof(*sum));
	fired_counts(j->windows, j->rule, j->rules, sum);
}

size_t
judge_bytes(const struct judge *j)
{

	size_t n = sigma_windows_bytes(j->windows);

	for (unsigned i = 0; i < j->keepers; i++)
		n += j->keeper[i].lines.held;
	return (n);
}

/* episodes_rule_fn: the rule, or its evictions, as alerts show it. */
static const struct alert_rule *
rule_of(void *ctx, struct span id)
{
	const struct judge *j = ctx;

	for (size_t i = 0; i < j->rules; i++) {
		if (span_eq(id, span_of(j->shown[i].id)))
			return (&j->shown[i]);
		if (j->forgot[i].id != NULL &&
		    span_eq(id, span_of(j->forgot[i].id)))
			return (&j->forgot[i]);
	}
	return (NULL);
}

static void
events_save(void *ctx UNUSED, const struct evidence *ev, struct buf *b)
{

	evidence_save(ev, b);
}

static rc
events_load(void *ctx, struct evidence *ev, struct cur *c, struct err *e)
{
	struct judge *j = ctx;

	ev->lines = &j->keeper[0].lines;
	return (evidence_load(ev, c, &j->arena, e));
}

void
judge_save(const struct judge *j, struct buf *b)
{
	const struct verdicts v = { .windows = j->windows,
	    .episodes = j->episodes, .save = events_save };

	verdicts_save(&v, b);
}

rc
judge_load(struct judge *j, struct cur *c, sigma_fate_fn *fate, void *ctx,
    struct err *e)
{
	const struct verdicts v = { .windows = j->windows,
	    .episodes = j->episodes, .ctx = j, .load = events_load,
	    .rule = rule_of };

	return (verdicts_load(&v, c, fate, ctx, e));
}
