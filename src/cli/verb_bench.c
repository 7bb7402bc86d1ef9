/* SPDX-License-Identifier: Apache-2.0 */
/* vedette bench: how fast the engine is on one lane. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/bench_job.h"
#include "cli/bench_plain.h"
#include "cli/lane_write.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "sys/ticker.h"

static const char help_head[] =
"usage: vedette bench [OPTION...] LANE\n"
"\n"
"Run the engine over lines made in memory from a fixed seed and print one\n"
"JSON line: events, ns an event, events/s, peak memory, alerts, and a hash of\n"
"the sorted alert set.  Absolute figures drift on shared machines by up to\n"
"half; test/perf/compare takes turns with other engines in one run.\n"
"\n";
static const char help_tail[] =
"\n"
"  --events N     lines to make (the lane says how many by default)\n"
"  --vehicles N   vehicles in them (default 1000)\n"
"  --shards N     work on N cores (default 1)\n"
"  --rules PATH   rules in place of the lane's; SigmaHQ's are not here\n"
"  --no-routing   all rules meet all events, whatever their logsource says\n"
"  --stretch N    lane spans: windows N times as long\n"
"  --write DIR    write events and rules there for other engines; do not run\n"
"  --help         this text\n"
"\n"
"Exit status: 0 done, 1 failure, 2 usage, 78 bad rules.\n";

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette bench: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (VERB_FAILED);
}

static void
print(const struct bench_job *job, const struct bench_result *r)
{
	double n = (double)r->lines;
	struct rusage use;

	(void)getrusage(RUSAGE_SELF, &use);	/* Cannot fail for SELF. */
	printf("{\"lane\":\"%s\",\"events\":%zu,\"shards\":%lu,"
	    "\"ns_per_event\":%.1f,\"events_per_s\":%.0f,"
	    "\"cpu_ns_per_event\":%.1f,\"load_ms\":%.1f,"
	    "\"rules\":%zu,\"refused\":%zu,\"peak_rss_kib\":%ld,"
	    "\"grown_kib\":%ld,\"state_bytes\":%zu,"
	    "\"dedupe_bytes\":%zu,\"alerts\":%zu,"
	    "\"alert_hash\":\"%s\"}\n", lane_row(job->kind)->name,
	    r->lines, job->shards, r->wall / n * 1e9, n / r->wall,
	    r->cpu / n * 1e9, r->load * 1e3, r->rules, r->refused,
	    use.ru_maxrss, r->grown_kib, r->state_bytes, r->dedupe_bytes,
	    r->alerts, r->hash);
}

/* The ids of all alerts, in order, as one hash. */
static void
digest(struct engine *E, struct bench_result *ret)
{
	struct alert *const *alerts = engine_alerts(E, &ret->alerts);
	struct buf b = { 0 };

	for (size_t i = 0; alerts != NULL && i < ret->alerts; i++) {
		buf_text(&b, alerts[i]->id);
		buf_char(&b, '\n');
	}
	bench_job_hash(buf_span(&b), ret);
	buf_release(&b);
}

static rc
feed(struct engine *E, const struct lane *l)
{
	rc r = RC_OK;

	for (size_t i = 0; i < l->n && r == RC_OK; i++)
		r = engine_add(E, 0, i + 1, l->line[i]);
	return (r == RC_OK ? engine_flush(E) : r);
}

/* Lanes of fleet events: facts, entities, episodes. */
static int
native(const struct bench_job *job, const struct ruleset *set,
    const struct lane *l, struct bench_result *ret)
{
	struct engine_options how = { .shards = (unsigned)job->shards };
	struct engine_ears ears = { .ctx = NULL };
	struct engine_counts c;
	struct engine *E = NULL;
	struct bench_watch watch;
	struct err e = { 0 };
	int status = VERB_CLEAN;
	double start = ticker_now();

	*ret = (struct bench_result){ .lines = l->n };
	if (engine_new(set->text, set->n, &how, &ears, &E, &e) != RC_OK)
		return (failed(&e));
	ret->load = ticker_now() - start;
	(void)sigma_rules(engine_sigma(E), &ret->rules);
	if (ruleset_refused(engine_sigma(E))) {
		engine_free(E);
		return (VERB_CONFIG);
	}
	bench_job_start(&watch);
	e.code = feed(E, l);
	bench_job_stop(&watch, ret);
	if (e.code != RC_OK)
		status = failed(&e);
	engine_counts(E, &c);
	ret->state_bytes = c.bytes;
	ret->dedupe_bytes = c.dedupe_bytes;
	digest(E, ret);
	engine_free(E);
	return (status);
}

static int
measure(const struct bench_job *job, const struct ruleset *set,
    const struct lane *l)
{
	const struct lane_row *row = lane_row(job->kind);
	const struct sigma_text *text = set->n > 0 ? set->text : l->rule;
	size_t n = set->n > 0 ? set->n : l->rules;
	struct bench_result got;
	struct err e = { 0 };
	int status = VERB_CLEAN;

	if (!row->plain)
		status = native(job, set, l, &got);
	else if (bench_plain_run(job, text, n, l, &got, &e) != RC_OK)
		status = failed(&e);
	if (status == VERB_CLEAN)
		print(job, &got);
	return (status);
}

static int
run(const struct bench_job *job)
{
	struct lane_how how = { .n = job->events,
	    .vehicles = (unsigned)job->vehicles,
	    .stretch = (unsigned)job->stretch };
	enum lane_rules from = lane_row(job->kind)->rules;
	struct ruleset set = { 0 };
	struct lane l = { 0 };
	struct err e = { 0 };
	int status;

	if (job->write == NULL && (job->rules != NULL ||
	    from == LANE_SHIPPED) && ruleset_load(&job->rules,
	    job->rules != NULL ? 1 : 0, &set, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if ((e.code = lane_make(job->kind, &how, &l)) != RC_OK)
		status = failed(&e);
	else if (job->write == NULL)
		status = measure(job, &set, &l);
	else if (lane_write(&l, job->write, &e) != RC_OK)
		status = failed(&e);
	else
		status = VERB_CLEAN;
	lane_release(&l);
	ruleset_release(&set);
	return (status);
}

static void
usage(FILE *f)
{

	fputs(help_head, f);
	for (enum lane_kind i = 0; i < LANE_COUNT; i++)
		fprintf(f, "  %-12s %s\n", lane_row(i)->name,
		    lane_row(i)->help);
	fputs(help_tail, f);
}

static bool
number(const char *name, unsigned long most, unsigned long *ret)
{
	char *end;

	*ret = strtoul(optarg, &end, 10);
	if (*end == '\0' && end != optarg && *ret >= 1 && *ret <= most)
		return (true);
	fprintf(stderr, "vedette bench: %s: expected a number from 1 to %lu, "
	    "got '%s'\n", name, most, optarg);
	return (false);
}

static bool
take(struct bench_job *job, int which)
{

	switch (which) {
	case 'e':
		return (number("--events", 100000000, &job->events));
	case 'v':
		return (number("--vehicles", 1000000, &job->vehicles));
	case 's':
		return (number("--shards", 64, &job->shards));
	case 't':
		return (number("--stretch", 100000, &job->stretch));
	case 'r':
		job->rules = optarg;
		return (true);
	case 'w':
		job->write = optarg;
		return (true);
	case 'n':
		job->no_routing = true;
		return (true);
	default:
		return (false);
	}
}

/* The lane that is named, if what it needs is there. */
static bool
choose(struct bench_job *job, int argc, char **argv)
{
	const struct lane_row *row;

	while (optind < argc && job->kind < LANE_COUNT &&
	    strcmp(argv[optind], lane_row(job->kind)->name) != 0)
		job->kind++;
	if (optind + 1 != argc || job->kind == LANE_COUNT) {
		fputs("vedette bench: expected one LANE; see 'vedette bench "
		    "--help'\n", stderr);
		return (false);
	}
	row = lane_row(job->kind);
	if (job->events == 0)
		job->events = row->lines;
	if (row->rules != LANE_GIVEN || job->rules != NULL ||
	    job->write != NULL)
		return (true);
	fprintf(stderr, "vedette bench: lane %s measures SigmaHQ's rules: say "
	    "where they are with --rules\n", row->name);
	return (false);
}

int
verb_bench(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "events", required_argument, NULL, 'e' },
		{ "vehicles", required_argument, NULL, 'v' },
		{ "shards", required_argument, NULL, 's' },
		{ "stretch", required_argument, NULL, 't' },
		{ "rules", required_argument, NULL, 'r' },
		{ "write", required_argument, NULL, 'w' },
		{ "no-routing", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct bench_job job = { .vehicles = 1000, .shards = 1, .stretch = 1 };
	int which;

	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (which == 'h') {
			usage(stdout);
			return (VERB_CLEAN);
		}
		if (!take(&job, which))
			return (VERB_USAGE);
	}
	if (!choose(&job, argc, argv))
		return (VERB_USAGE);
	return (run(&job));
}
