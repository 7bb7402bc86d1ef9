/* SPDX-License-Identifier: Apache-2.0 */
/* vedette demo: a simulated fleet with attacks, through the whole engine. */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ts.h"
#include "cli/ruleset.h"
#include "cli/show.h"
#include "cli/sim_fleet.h"
#include "cli/summary.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "sys/term.h"
#include "sys/ticker.h"

#define VEHICLES	40
#define START		"2026-03-02T06:00:00Z"

static const char help[] =
"usage: vedette demo [--seed N]\n"
"\n"
"Simulate a day of a fleet of 40 cars, with one attack of each kind hidden\n"
"among look-alikes, run the shipped rules over it, and print the alerts.\n"
"The events never touch the disk; 'vedette sim' writes them to a file.\n"
"\n"
"  --seed N   another day (default 7)\n"
"  --help     this text\n"
"\n"
"Exit status: 3 when alerts were found, as there should be; 0 when not; 1\n"
"failure, 2 usage, 78 bad rules.\n";

struct demo {
	struct engine	*engine;	/* Owned. */
	struct sim_fleet fleet;
	uint64_t	 lines;
	double		 start;
};

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette demo: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (VERB_FAILED);
}

/* sim_queue_sink_fn: whole lines straight into the engine. */
static rc
take(void *ctx, struct span lines)
{
	struct demo *d = ctx;
	rc r = RC_OK;

	while (lines.n > 0 && r == RC_OK)
		r = engine_add(d->engine, 0, ++d->lines,
		    span_line(&lines));
	return (r);
}

static int
show(struct demo *d)
{
	struct engine_counts counts;
	struct tally none = { .n = 0 };
	struct summary s = { .counts = &counts, .skipped = &none,
	    .left_out = &none,
	    .seconds = ticker_now() - d->start,
	    .colour = term_colour(STDOUT_FILENO) };
	struct err e = { 0 };

	s.alerts = engine_alerts(d->engine, &s.alerts_n);
	if (show_alerts(stdout, SHOW_text, s.alerts, s.alerts_n, &e) != RC_OK)
		return (failed(&e));
	engine_counts(d->engine, &counts);
	putchar('\n');
	summary_print(stdout, &s);
	if (fflush(stdout) != 0) {
		(void)rc_fail(&e, RC_IO, 0, "writing to standard output");
		return (failed(&e));
	}
	return (s.alerts_n > 0 ? VERB_FOUND : VERB_CLEAN);
}

static int
run(uint64_t seed)
{
	struct sim_opts how = { .seed = seed, .vehicles = VEHICLES,
	    .span_ms = TS_DAY_MS, .attacks = "default", .strength = 1,
	    .lookalikes = true };
	struct engine_options options = { .shards = 1 };
	struct engine_ears ears = { .ctx = NULL };
	struct demo d = { .start = ticker_now() };
	struct ruleset set = { 0 };
	struct err e = { 0 };
	int status = VERB_FAILED;

	BUG_IF(ts_parse(SPAN(START), &how.start_ms) != RC_OK);
	if (ruleset_load(NULL, 0, &set, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (engine_new(set.text, set.n, &options, &ears, &d.engine, &e) !=
	    RC_OK)
		status = failed(&e);
	else if (ruleset_refused(engine_sigma(d.engine)))
		status = VERB_CONFIG;
	else if (sim_fleet_run(&d.fleet, &how, take, &d, &e) != RC_OK ||
	    engine_flush(d.engine) != RC_OK)
		status = failed(&e);
	else
		status = show(&d);
	sim_fleet_release(&d.fleet);
	engine_free(d.engine);
	ruleset_release(&set);
	return (status);
}

int
verb_demo(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seed = 7;
	char *end;
	int which;

	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (which == 'h') {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		if (which != 's')
			return (VERB_USAGE);
		seed = strtoull(optarg, &end, 10);
		if (*end != '\0' || end == optarg) {
			fprintf(stderr, "vedette demo: --seed: expected a "
			    "number, got '%s'\n", optarg);
			return (VERB_USAGE);
		}
	}
	if (optind < argc) {
		fputs("vedette demo: takes no FILE; see 'vedette demo "
		    "--help'\n", stderr);
		return (VERB_USAGE);
	}
	return (run(seed));
}
