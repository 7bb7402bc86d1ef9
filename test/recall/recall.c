/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many attacks are found, and what harmless oddities raise: simulated
 * fleets straight into the engine, alerts held against labels.
 *
 *	seed -> fleet -> engine -> alerts \
 *	           \-> labels -----------> matched -> table by attack
 */
#include <jansson.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/ruleset.h"
#include "cli/sim_attack.h"
#include "cli/sim_fleet.h"
#include "engine/engine.h"
#include "model/alert_json.h"
#include "model/view.h"

#define VEHICLES	30
#define BEFORE_MS	1000		/* An alert may come this early ... */
#define AFTER_MS	900000		/* ... or late: windows and timers. */
#define OVERALL		0.95
#define BUSINESS	0.97		/* Of all attacks on the business, */
#define EACH		0.90		/* of each of them, */
#define RIGHT		0.99		/* and about whom. */
#define REAL		0.90		/* Into days of a real fleet. */
#define KINDS		256
#define RATE		1000.0	/* Vehicle-days of a rate. */
#define LATER_MS	INT64_C(12600000)	/* Absences, overdue cars. */
#define FALSE_FEW	2
#define FALSE_MAX	1.0	/* Low and medium ones for such a rate. */
#define ODD_MAX		20		/* Unrelated alerts shown. */

static const char usage[] =
"usage: recall sim FROM TO         seeds; all attacks and look-alikes\n"
"       recall calm FROM TO        seeds; look-alikes only\n"
"       recall business FROM TO VEHICLES HOURS  the whole business, attacked\n"
"       recall clean FROM TO VEHICLES HOURS     and in peace\n"
"       recall match ALERTS LABELS files of 'scan --format json' and 'sim'\n";

/* Those that none may miss too often by itself. */
static const char *const named[] = { "teleport", "freeze", "drift", "replay",
    "clone", "odometer", "jamming", "silence", "tow" };

/* One attack by name. */
struct kind {
	char		name[64];
	unsigned	labels, found;
	/* Of the business: */
	char		tag[24];
	bool		ruled;		/* A rule carries the tag. */
	unsigned	right;		/* With the entity of the label. */
	double		delay_s, worst_s;
};

struct tally_all {
	struct kind	kind[KINDS];
	unsigned	kinds;
	unsigned	labels, found, alerts, odd;
	const struct ruleset *set;
};

/* One run: the engine that takes the fleet's lines. */
struct run {
	struct engine	*engine;
	uint64_t	 lines;
};

/* What to simulate, and what to make of it. */
struct course {
	unsigned	vehicles;
	int64_t		span_ms;
	bool		calm, business;
	void		(*judge)(struct tally_all *, const json_t *,
			    const json_t *, const char *);
};

static const char *
text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return (s != NULL ? s : "");
}

static int64_t
when(const json_t *o, const char *key)
{
	int64_t ms = 0;

	BUG_IF(ts_parse(span_of(text(o, key)), &ms) != RC_OK);
	return (ms);
}

/* Is the alert about whom the label names? */
static bool
of_whom(const json_t *alert, const json_t *label)
{
	const json_t *a = json_object_get(alert, "entity");
	const json_t *l = json_object_get(label, "entity");
	const json_t *where = json_object_get(alert, "where");
	const char *vehicle = text(label, "vehicle");

	return ((strcmp(text(a, "kind"), text(l, "kind")) == 0 &&
	    strcmp(text(a, "id"), text(l, "id")) == 0) ||
	    strcmp(text(where, "vehicle"), vehicle) == 0 ||
	    (strcmp(text(a, "kind"), "vehicle") == 0 &&
	    strcmp(text(a, "id"), vehicle) == 0));
}

/* Is it, and while that lasts or so much later? */
static bool
about(const json_t *alert, const json_t *label, int64_t later_ms)
{
	int64_t at = when(alert, "time");

	return (at >= when(label, "start") - BEFORE_MS &&
	    at <= when(label, "end") + later_ms && of_whom(alert, label));
}

static bool
tagged(const json_t *alert, const json_t *label)
{
	const json_t *tags = json_object_get(json_object_get(alert, "rule"),
	    "tags");
	char want[32];

	(void)snprintf(want, sizeof(want), "vedette.s%02d",
	    (int)json_integer_value(json_object_get(label, "scenario")));
	for (size_t i = 0; i < json_array_size(tags); i++)
		if (strcmp(json_string_value(json_array_get(tags, i)),
		    want) == 0)
			return (true);
	return (false);
}

static struct kind *
kind_of(struct tally_all *t, const char *name)
{
	unsigned i = 0;

	while (i < t->kinds && strcmp(t->kind[i].name, name) != 0)
		i++;
	if (i == t->kinds) {
		BUG_IF(t->kinds == KINDS);
		(void)snprintf(t->kind[t->kinds++].name,
		    sizeof(t->kind[0].name), "%s", name);
	}
	return (&t->kind[i]);
}

/* Hold the alerts of one run against its labels. */
static void
match(struct tally_all *t, const json_t *alerts, const json_t *labels,
    const char *run)
{

	for (size_t i = 0; i < json_array_size(labels); i++) {
		const json_t *l = json_array_get(labels, i), *a;
		struct kind *k = kind_of(t, text(l, "name"));
		bool found = false;

		for (size_t j = 0; j < json_array_size(alerts) && !found; j++)
			found = about(a = json_array_get(alerts, j), l,
			    AFTER_MS) &&
			    tagged(a, l);
		k->labels++;
		k->found += found;
		t->labels++;
		t->found += found;
		if (!found)
			printf("missed    %s: %s %s %s\n", run,
			    text(l, "name"), text(l, "vehicle"),
			    text(l, "start"));
	}
	t->alerts += (unsigned)json_array_size(alerts);
	for (size_t j = 0; j < json_array_size(alerts); j++) {
		const json_t *a = json_array_get(alerts, j);
		bool of = false;

		for (size_t i = 0; i < json_array_size(labels) && !of; i++)
			of = about(a, json_array_get(labels, i), AFTER_MS);
		if (of || t->odd++ >= ODD_MAX)
			continue;
		printf("unrelated %s: %s %s %s\n", run, text(a, "time"),
		    text(json_object_get(a, "entity"), "id"),
		    text(json_object_get(a, "rule"), "title"));
	}
}

static double
share(unsigned found, unsigned all)
{

	return (all > 0 ? (double)found / all : 1);
}

/* Print the table; return whether the run was good enough. */
static bool
report(const struct tally_all *t, double least)
{
	bool good = share(t->found, t->labels) >= least && t->labels > 0;

	printf("%-12s %7s %7s %7s\n", "attack", "labels", "found", "recall");
	for (unsigned i = 0; i < t->kinds; i++) {
		const struct kind *k = &t->kind[i];
		bool poor = false;

		for (size_t n = 0; n < COUNT_OF(named); n++)
			poor |= strcmp(named[n], k->name) == 0 &&
			    share(k->found, k->labels) < least;
		printf("%-12s %7u %7u %7.3f%s\n", k->name, k->labels, k->found,
		    share(k->found, k->labels), poor ? "  TOO LOW" : "");
		good &= !poor;
	}
	printf("%-12s %7u %7u %7.3f  (least %.2f); %u alerts, %u of them "
	    "unrelated\n", "all", t->labels, t->found,
	    share(t->found, t->labels), least, t->alerts, t->odd);
	return (good);
}

/* Does the alert's rule carry the tag, to its end? */
static bool
has_tag(const json_t *alert, const char *tag)
{
	const json_t *tags = json_object_get(json_object_get(alert, "rule"),
	    "tags");

	for (size_t i = 0; i < json_array_size(tags); i++)
		if (strcmp(json_string_value(json_array_get(tags, i)),
		    tag) == 0)
			return (true);
	return (false);
}

static bool
has_id(const json_t *ids, const char *id)
{

	for (size_t i = 0; i < json_array_size(ids); i++)
		if (strcmp(json_string_value(json_array_get(ids, i)), id) == 0)
			return (true);
	return (false);
}

/* Does the alert rest on an event of the label, or name whom it names? */
static bool
rests_on(const json_t *alert, const json_t *label)
{
	const json_t *proof = json_object_get(alert, "evidence");

	for (size_t i = 0; i < json_array_size(proof); i++)
		if (has_id(json_object_get(label, "events"),
		    json_string_value(json_array_get(proof, i))))
			return (true);
	return (about(alert, label, LATER_MS));
}

static bool
same_entity(const json_t *alert, const json_t *label)
{
	const json_t *a = json_object_get(alert, "entity");
	const json_t *l = json_object_get(label, "entity");

	/* Cells have no name before the engine gives one. */
	return (strcmp(text(a, "kind"), text(l, "kind")) == 0 &&
	    (strcmp(text(a, "id"), text(l, "id")) == 0 ||
	    text(l, "id")[0] == '\0'));
}

/* Does the text hold the tag, not only the beginning of one? */
static bool
carries(struct span s, const char *tag)
{
	size_t n = strlen(tag);

	for (size_t at = 0; n > 0 && at + n < s.n; at++)
		if (memcmp(s.p + at, tag, n) == 0 && s.p[at + n] == '\n')
			return (true);
	return (false);
}

/* Does a rule carry the tag? */
static bool
ruled(const struct ruleset *set, const char *tag)
{

	for (size_t n = 0; n < set->n; n++)
		if (carries(set->text[n].text, tag))
			return (true);
	return (false);
}

/* One label of the business: found, about whom, and how soon. */
static void
weigh(struct tally_all *t, const json_t *alerts, const json_t *l,
    const char *run)
{
	struct kind *k = kind_of(t, text(l, "name"));
	const char *tag = text(l, "tag");
	bool found = false, right = false;
	double delay = 0;

	for (size_t j = 0; j < json_array_size(alerts); j++) {
		const json_t *a = json_array_get(alerts, j);

		if (!(tag[0] != '\0' ? has_tag(a, tag) : tagged(a, l)) ||
		    !rests_on(a, l))
			continue;
		right |= same_entity(a, l);
		if (!found)
			delay = (double)(when(a, "time") -
			    when(l, "start")) / 1000;
		found = true;
	}
	(void)snprintf(k->tag, sizeof(k->tag), "%s", tag);
	if (tag[0] == '\0')
		(void)snprintf(k->tag, sizeof(k->tag), "vedette.s%02d",
		    (int)json_integer_value(json_object_get(l, "scenario")));
	k->ruled = ruled(t->set, k->tag);
	k->labels++;
	k->found += found;
	k->right += right;
	k->delay_s += delay;
	k->worst_s = delay > k->worst_s ? delay : k->worst_s;
	if (!found && k->ruled)
		printf("missed    %s: %s %s %s\n", run, text(l, "name"),
		    text(json_object_get(l, "entity"), "id"),
		    text(l, "start"));
}

static void
show_odd(struct tally_all *t, const json_t *a, const char *run)
{
	const json_t *rule = json_object_get(a, "rule");

	if (t->odd++ < ODD_MAX)
		printf("unrelated %s: %s %s %s %s\n", run, text(a, "time"),
		    text(rule, "level"), text(json_object_get(a, "entity"),
		    "id"), text(rule, "title"));
}

static void
match_business(struct tally_all *t, const json_t *alerts,
    const json_t *labels, const char *run)
{

	for (size_t i = 0; i < json_array_size(labels); i++) {
		const json_t *l = json_array_get(labels, i);

		weigh(t, alerts, l, run);
	}
	t->alerts += (unsigned)json_array_size(alerts);
	for (size_t j = 0; j < json_array_size(alerts); j++) {
		const json_t *a = json_array_get(alerts, j);
		bool of = false;

		for (size_t i = 0; i < json_array_size(labels) && !of; i++)
			of = rests_on(a, json_array_get(labels, i));
		if (!of)
			show_odd(t, a, run);
	}
}

/* The table by attack; good if what has a rule is found. */
static bool
report_business(const struct tally_all *t)
{
	unsigned labels = 0, found = 0, right = 0, open = 0, poor = 0;
	bool good;

	printf("%-16s %-14s %6s %6s %7s %7s %9s %9s\n", "attack", "tag",
	    "labels", "found", "recall", "entity", "delay s", "worst s");
	for (unsigned i = 0; i < t->kinds; i++) {
		const struct kind *k = &t->kind[i];

		open += !k->ruled;
		printf("%-16s %-14s %6u %6u ", k->name, k->tag + 8, k->labels,
		    k->found);
		if (!k->ruled) {
			puts("no rule carries the tag");
			continue;
		}
		printf("%7.3f %7.3f %9.1f %9.1f%s\n", share(k->found,
		    k->labels), share(k->right, k->found), k->found > 0 ?
		    k->delay_s / k->found : 0, k->worst_s,
		    share(k->found, k->labels) < EACH ? "  TOO LOW" : "");
		poor += share(k->found, k->labels) < EACH;
		labels += k->labels;
		found += k->found;
		right += k->right;
	}
	good = share(found, labels) >= BUSINESS && share(right, found) >=
	    RIGHT && poor == 0 && open == 0 && labels > 0;
	printf("%u attacks, %u below %.2f, %u without a rule; %u labels, %u "
	    "found, recall %.3f (least %.2f), right entity %.3f (least %.2f); "
	    "%u alerts, %u unrelated%s\n", t->kinds, poor, EACH, open,
	    labels, found, share(found, labels), BUSINESS, share(right,
	    found), RIGHT, t->alerts, t->odd, good ? "" : "  TOO LOW");
	return (good);
}

/* In peace every alert is false. */
static void
count(struct tally_all *t, const json_t *alerts, const json_t *labels UNUSED,
    const char *run)
{

	for (size_t j = 0; j < json_array_size(alerts); j++) {
		const json_t *a = json_array_get(alerts, j);
		const char *level = text(json_object_get(a, "rule"), "level");
		struct kind *k = kind_of(t, text(json_object_get(a, "rule"),
		    "title"));

		k->labels++;
		t->alerts++;
		t->found += strcmp(level, "high") == 0 ||
		    strcmp(level, "critical") == 0;
		show_odd(t, a, run);
	}
}

static bool
report_clean(const struct tally_all *t, const struct course *c, unsigned runs)
{
	double days = (double)c->span_ms / TS_DAY_MS * c->vehicles * runs;
	double rate = t->alerts * RATE / days;
	/* A short run has room for few, but not for none. */
	bool good = t->found == 0 && (rate <= FALSE_MAX ||
	    t->alerts <= FALSE_FEW);

	for (unsigned i = 0; i < t->kinds; i++)
		printf("%6u %s\n", t->kind[i].labels, t->kind[i].name);
	printf("in peace, %u runs of %u vehicles, %.0f vehicle-days: %u alerts,"
	    " %.3f per 1,000 vehicle-days (most %.0f), %u of them high or "
	    "critical (most 0)%s\n", runs, c->vehicles, days, t->alerts, rate,
	    FALSE_MAX, t->found, good ? "" : "  TOO MANY");
	return (good);
}

/* sim_queue_sink_fn: whole lines straight into the engine. */
static rc
take(void *ctx, struct span lines)
{
	struct run *run = ctx;
	rc r = RC_OK;

	while (lines.n > 0 && r == RC_OK)
		r = engine_add(run->engine, 0, ++run->lines,
		    span_line(&lines));
	return (r);
}

static rc
append(json_t *to, struct span line)
{
	json_t *o = json_loadb(line.p, line.n, 0, NULL);

	return (o != NULL && json_array_append_new(to, o) == 0 ? RC_OK :
	    RC_MALFORMED);
}

static rc
alerts_of(struct engine *E, json_t *to)
{
	struct alert *const *all;
	struct buf b = { 0 };
	struct view *v = NULL;
	size_t n;
	rc r = view_new(&v);

	all = engine_alerts(E, &n);
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		buf_clear(&b);
		if ((r = alert_json(v, all[i], &b)) == RC_OK)
			r = append(to, buf_span(&b));
	}
	buf_release(&b);
	view_free(v);
	return (r);
}

/* Labels are lines, each ended by LF. */
static rc
labels_of(const struct sim_fleet *f, json_t *to)
{
	struct buf b = { 0 };
	struct span rest;
	rc r = sim_fleet_labels(f, &b);

	rest = buf_span(&b);
	while (r == RC_OK && rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t n = (size_t)(lf - rest.p);

		r = append(to, (struct span){ rest.p, n });
		rest = span_from(rest, n + 1);
	}
	buf_release(&b);
	return (r);
}

/* Every line must be what the contract says. */
static rc
sound(const struct engine *E, struct err *e)
{
	struct engine_counts n;

	engine_counts(E, &n);
	if (n.rejected > 0 || n.duplicates > 0 ||
	    n.notes[EVLINE_UNKNOWN_FIELD] > 0 ||
	    n.notes[EVLINE_UNKNOWN_TYPE] > 0 ||
	    n.notes[EVLINE_BAD_FIELD] > 0 || n.notes[EVLINE_BAD_ENUM] > 0)
		return (rc_fail(e, RC_MALFORMED, 0, "lines of the simulator: "
		    "%llu rejected, %llu fields unknown, %llu bad",
		    (unsigned long long)n.rejected,
		    (unsigned long long)n.notes[EVLINE_UNKNOWN_FIELD],
		    (unsigned long long)n.notes[EVLINE_BAD_FIELD] +
		    n.notes[EVLINE_BAD_ENUM]));
	return (RC_OK);
}

/* One seed: its fleet through a fresh engine. */
static rc
seed_run(const struct ruleset *set, uint64_t seed, const struct course *c,
    struct tally_all *t, struct err *e)
{
	struct sim_opts how = { .seed = seed, .vehicles = c->vehicles,
	    .span_ms = c->span_ms, .attacks = c->calm ? "none" : "default",
	    .strength = 1, .lookalikes = true, .business = c->business };
	struct engine_options options = { .shards = 1 };
	struct engine_ears ears = { .ctx = NULL };
	struct sim_fleet fleet = { .units = 0 };
	struct run run = { .lines = 0 };
	json_t *alerts = json_array(), *labels = json_array();
	char name[32];
	rc r;

	(void)snprintf(name, sizeof(name), "seed %llu",
	    (unsigned long long)seed);
	BUG_IF(ts_parse(SPAN("2026-03-02T06:00:00Z"), &how.start_ms) !=
	    RC_OK);
	if ((r = engine_new(set->text, set->n, &options, &ears, &run.engine,
	    e)) != RC_OK)
		goto out;
	if ((r = sim_fleet_run(&fleet, &how, take, &run, e)) == RC_OK &&
	    (r = engine_flush(run.engine)) == RC_OK &&
	    (r = alerts_of(run.engine, alerts)) == RC_OK &&
	    (r = labels_of(&fleet, labels)) == RC_OK)
		c->judge(t, alerts, labels, name);
	if (r == RC_OK && fleet.misses > 0)
		printf("no place  %s: %.*s\n", name, (int)fleet.missed.n,
		    fleet.missed.p);
	if (r == RC_OK)
		r = sound(run.engine, e);
	sim_fleet_release(&fleet);
	engine_free(run.engine);
out:
	json_decref(alerts);
	json_decref(labels);
	return (r);
}

static int
seeds(uint64_t from, uint64_t to, const struct course *c)
{
	struct ruleset set = { 0 };
	struct tally_all t = { .set = &set };
	struct err e = { 0 };
	rc r;
	bool good;

	if ((r = ruleset_load(NULL, 0, &set, &e)) == RC_OK)
		for (uint64_t s = from; s <= to && r == RC_OK; s++)
			r = seed_run(&set, s, c, &t, &e);
	ruleset_release(&set);
	if (r != RC_OK) {
		fprintf(stderr, "recall: %s: %s\n", rc_text(r), e.what);
		return (2);
	}
	if (c->business)
		return (c->calm ? !report_clean(&t, c, (unsigned)(to - from) +
		    1) : !report_business(&t));
	if (c->calm)
		printf("look-alikes only, %llu seeds: %u alerts\n",
		    (unsigned long long)(to - from + 1), t.alerts);
	good = c->calm ? t.alerts == 0 && t.labels == 0 : report(&t, OVERALL);
	return (good ? 0 : 1);
}

static json_t *
lines_of(const char *path)
{
	json_t *all = json_array();
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *f = fopen(path, "r");

	while (f != NULL && (n = getline(&line, &cap, f)) > 0)
		if (append(all, (struct span){ line, (size_t)n }) != RC_OK) {
			fprintf(stderr, "recall: %s: no JSON line\n", path);
			exit(2);
		}
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	(void)fclose(f);	/* Only read from. */
	free(line);
	return (all);
}

static int
files(const char *alerts_path, const char *labels_path)
{
	json_t *alerts = lines_of(alerts_path);
	json_t *labels = lines_of(labels_path);
	struct tally_all t = { .kinds = 0 };
	bool good;

	match(&t, alerts, labels, alerts_path);
	good = report(&t, REAL);
	json_decref(alerts);
	json_decref(labels);
	return (good ? 0 : 1);
}

int
main(int argc, char **argv)
{
	struct course c = { .vehicles = VEHICLES, .span_ms = TS_DAY_MS,
	    .judge = match };
	uint64_t from, to;

	if (argc == 4 && strcmp(argv[1], "match") == 0)
		return (files(argv[2], argv[3]));
	from = argc > 3 ? strtoull(argv[2], NULL, 10) : 0;
	to = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
	if (argc == 6) {
		c.vehicles = (unsigned)strtoul(argv[4], NULL, 10);
		c.span_ms = strtol(argv[5], NULL, 10) * INT64_C(3600000);
	}
	c.business = argc == 6;
	c.calm = argc > 1 && (strcmp(argv[1], "calm") == 0 ||
	    strcmp(argv[1], "clean") == 0);
	if (c.business)
		c.judge = c.calm ? count : match_business;
	if (from < 1 || to < from || c.vehicles == 0 || c.span_ms <= 0 ||
	    strcmp(argv[1], c.business ? c.calm ? "clean" : "business" :
	    c.calm ? "calm" : "sim") != 0) {
		fputs(usage, stderr);
		return (2);
	}
	return (seeds(from, to, &c));
}
