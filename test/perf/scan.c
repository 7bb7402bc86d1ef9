/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole pipeline with the shipped rules against the bare extraction of
 * the same fields from the same bytes, and against cJSON.  Lines of about
 * 300 bytes; one core; slices that take turns.  Only the ratios count.
 *
 *	scan [ROUNDS [PEERS]]
 */
#include <cjson/cJSON.h>

#include "base/json.h"
#include "cli/lane.h"
#include "cli/ruleset.h"
#include "engine/engine.h"

#include "slices.h"

#define LINES		500000
#define VEHICLES	2000
#define SLICE		5000

static struct engine *engine;
static struct json_plan *plan;
static struct json_reader reader;
static struct arena arena;
static struct span seg[FIELD_TOTAL][4];
static const struct names *names;
static uint64_t number;
static double sum;		/* Keeps what is read from being useless. */

static void
must(bool ok, const char *what)
{

	if (ok)
		return;
	fprintf(stderr, "scan: %s\n", what);
	exit(1);
}

/* The fields that the engine's plan reads, and no others. */
static void
plan_make(void)
{
	struct json_row rows[FIELD_TOTAL];
	size_t n = 0;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		if (names->plan.field[i] == PLAN_ABSENT)
			continue;
		rows[n] = (struct json_row){ .seg = seg[i],
		    .segs = field_path((enum field_id)i, seg[i]),
		    .slot = (uint16_t)n };
		n++;
	}
	printf("%zu fields are read\n", n);
	must(json_plan_new(rows, n, NULL, &plan, NULL) == RC_OK &&
	    json_reader_init(&reader, plan, false) == RC_OK, "no plan");
}

static void
run_engine(const struct span *lines, size_t n)
{

	for (size_t i = 0; i < n; i++)
		must(engine_add(engine, 0, ++number, lines[i]) == RC_OK,
		    "out of memory");
	must(engine_flush(engine) == RC_OK, "out of memory");
}

static void
run_bare(const struct span *lines, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		struct json_out out = { .arena = &arena };

		must(json_read(plan, &reader, lines[i], &out, NULL) == RC_OK,
		    "a line cannot be read");
		sum += out.set_n;
	}
	arena_clear(&arena);
}

static void
run_cjson(const struct span *lines, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		cJSON *tree = cJSON_ParseWithLength(lines[i].p, lines[i].n);

		must(tree != NULL, "cJSON cannot read a line");
		for (unsigned f = 1; f < FIELD_TOTAL; f++) {
			const cJSON *at = tree;

			if (names->plan.field[f] == PLAN_ABSENT)
				continue;
			for (size_t s = 0; s < 4 && seg[f][s].n > 0; s++)
				at = cJSON_GetObjectItemCaseSensitive(at,
				    seg[f][s].p);
			sum += at != NULL ? at->valuedouble : 0;
		}
		cJSON_Delete(tree);
	}
}

/* Segments as C strings, which cJSON wants. */
static void
terminate(struct arena *a)
{

	for (unsigned f = 1; f < FIELD_TOTAL; f++)
		for (size_t s = 0; s < 4 && seg[f][s].n > 0; s++)
			must((seg[f][s].p = arena_copy(a, seg[f][s])) != NULL,
			    "out of memory");
}

int
main(int argc, char **argv)
{
	static struct slices_peer peers[] = {
		{ .name = "bare extraction", .run = run_bare },
		{ .name = "scan, shipped rules", .run = run_engine },
		{ .name = "cJSON, same fields", .run = run_cjson },
	};
	size_t rounds = argc > 1 ? (size_t)atoi(argv[1]) : 60;
	size_t n = argc > 2 ? (size_t)atoi(argv[2]) : COUNT_OF(peers);
	struct engine_options how = { .shards = 1 };
	struct engine_ears ears = { .ctx = NULL };
	struct lane_how how_many = { .n = LINES, .vehicles = VEHICLES };
	struct ruleset set = { 0 };
	struct arena text = { 0 };
	struct lane lane;
	struct err e = { 0 };

	must(rounds >= 1 && rounds < LINES / SLICE - 1 && n >= 1 &&
	    n <= COUNT_OF(peers), "ROUNDS is 1 to 98, PEERS 1 to 3");
	must(ruleset_load(NULL, 0, &set, &e) == RC_OK, e.what);
	must(engine_new(set.text, set.n, &how, &ears, &engine, &e) == RC_OK,
	    e.what);
	must(lane_make(LANE_telemetry, &how_many, &lane) == RC_OK,
	    "out of memory");
	names = engine_names(engine);
	plan_make();
	terminate(&text);
	printf("%zu bytes a line, %zu rounds of %d lines\n",
	    lane.line[LINES / 2].n, rounds, SLICE);
	slices_run(peers, n, lane.line, lane.n, SLICE, rounds);
	slices_print(peers, n, 0, rounds);
	must(sum > 0, "nothing was read");

	engine_free(engine);
	ruleset_release(&set);
	lane_release(&lane);
	json_reader_release(&reader);
	json_plan_free(plan);
	arena_release(&arena);
	arena_release(&text);
	return (0);
}
