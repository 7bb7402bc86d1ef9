/* SPDX-License-Identifier: Apache-2.0 */
/* vedette bench: how fast the engine is on one lane. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/lane.h"
#include "cli/ruleset.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "sys/ticker.h"

static const char help_head[] =
"usage: vedette bench [OPTION...] LANE\n"
"\n"
"Run the engine over lines made in memory from a fixed seed and print one\n"
"JSON line: events, ns an event, events/s, peak memory, alerts, and a hash of\n"
"the sorted alert ids.  Absolute figures drift on shared machines by up to\n"
"half; test/perf compares with peers in one run.\n"
"\n";
static const char help_tail[] =
"\n"
"  --events N     lines to make (default 1000000)\n"
"  --vehicles N   vehicles in them (default 1000)\n"
"  --shards N     work on N cores (default 1)\n"
"  --rules PATH   rules to load (default: those that come with vedette)\n"
"  --help         this text\n"
"\n"
"Exit status: 0 done, 1 failure, 2 usage, 78 bad rules.\n";

static const struct {
	const char	*name, *help;
} lanes[] = {
#define X(name, help)	{ #name, help },
	LANES(X)
#undef X
};

struct bench {
	enum lane_kind	 kind;
	unsigned long	 events, vehicles, shards;
	const char	*rules;
};

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette bench: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (VERB_FAILED);
}

/* The ids of all alerts, in order, as one hash. */
static void
hash_alerts(struct engine *E, size_t *n, char hex[2 * HASH_SHA256 + 1])
{
	struct alert *const *alerts = engine_alerts(E, n);
	uint8_t sum[HASH_SHA256];
	struct buf b = { 0 };

	for (size_t i = 0; alerts != NULL && i < *n; i++) {
		buf_text(&b, alerts[i]->id);
		buf_char(&b, '\n');
	}
	hash_sha256(buf_span(&b), sum);
	hash_hex(sum, sizeof(sum), hex);
	hex[2 * HASH_SHA256] = '\0';
	buf_release(&b);
}

static void
print(const struct bench *b, struct engine *E, size_t lines, double seconds)
{
	char hash[2 * HASH_SHA256 + 1];
	struct engine_counts c;
	struct rusage use;
	size_t alerts;

	engine_counts(E, &c);
	hash_alerts(E, &alerts, hash);
	(void)getrusage(RUSAGE_SELF, &use);	/* Cannot fail for SELF. */
	printf("{\"lane\":\"%s\",\"events\":%zu,\"shards\":%lu,"
	    "\"ns_per_event\":%.1f,\"events_per_s\":%.0f,"
	    "\"peak_rss_kib\":%ld,\"state_bytes\":%zu,"
	    "\"dedupe_bytes\":%zu,\"alerts\":%zu,"
	    "\"alert_hash\":\"%s\"}\n", lanes[b->kind].name, lines,
	    b->shards, seconds / (double)lines * 1e9,
	    (double)lines / seconds, use.ru_maxrss, c.bytes,
	    c.dedupe_bytes, alerts, hash);
}

static int
measure(const struct bench *b, struct engine *E, const struct lane *l)
{
	struct err e = { 0 };
	double start = ticker_now();
	rc r = RC_OK;

	for (size_t i = 0; i < l->n && r == RC_OK; i++)
		r = engine_add(E, 0, i + 1, l->line[i]);
	if (r == RC_OK)
		r = engine_flush(E);
	if (r != RC_OK) {
		(void)rc_fail(&e, r, 0, "%s", rc_text(r));
		return (failed(&e));
	}
	print(b, E, l->n, ticker_now() - start);
	return (VERB_CLEAN);
}

static int
run(const struct bench *b)
{
	struct engine_options how = { .shards = (unsigned)b->shards };
	struct engine_ears ears = { .ctx = NULL };
	struct engine *E = NULL;
	struct ruleset set = { 0 };
	struct lane l = { 0 };
	struct err e = { 0 };
	int status = VERB_FAILED;

	if (ruleset_load(&b->rules, b->rules != NULL ? 1 : 0, &set, &e) !=
	    RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (engine_new(set.text, set.n, &how, &ears, &E, &e) != RC_OK)
		status = failed(&e);
	else if (ruleset_refused(engine_sigma(E)))
		status = VERB_CONFIG;
	else if ((e.code = lane_make(b->kind, (unsigned)b->vehicles,
	    b->events, &l)) != RC_OK)
		status = failed(&e);
	else
		status = measure(b, E, &l);
	lane_release(&l);
	engine_free(E);
	ruleset_release(&set);
	return (status);
}

static void
usage(FILE *f)
{

	fputs(help_head, f);
	for (size_t i = 0; i < LANE_COUNT; i++)
		fprintf(f, "  %-12s %s\n", lanes[i].name, lanes[i].help);
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
take(struct bench *b, int which)
{

	switch (which) {
	case 'e':
		return (number("--events", 100000000, &b->events));
	case 'v':
		return (number("--vehicles", 1000000, &b->vehicles));
	case 's':
		return (number("--shards", 64, &b->shards));
	case 'r':
		b->rules = optarg;
		return (true);
	default:
		return (false);
	}
}

int
verb_bench(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "events", required_argument, NULL, 'e' },
		{ "vehicles", required_argument, NULL, 'v' },
		{ "shards", required_argument, NULL, 's' },
		{ "rules", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct bench b = { .events = 1000000, .vehicles = 1000, .shards = 1 };
	int which;

	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (which == 'h') {
			usage(stdout);
			return (VERB_CLEAN);
		}
		if (!take(&b, which))
			return (VERB_USAGE);
	}
	while (optind < argc && b.kind < LANE_COUNT &&
	    strcmp(argv[optind], lanes[b.kind].name) != 0)
		b.kind++;
	if (optind + 1 != argc || b.kind == LANE_COUNT) {
		fputs("vedette bench: expected one LANE; see 'vedette bench "
		    "--help'\n", stderr);
		return (VERB_USAGE);
	}
	return (run(&b));
}
