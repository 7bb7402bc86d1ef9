/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of a vehicle: what the program grows by above the empty one, with
 * the shipped rules and everything that a vehicle leaves behind, but the ids
 * of events, which have their own bound.
 *
 *	vehicles [VEHICLES [EVENTS]]	events of each; default 100000, 20
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ts.h"
#include "cli/ruleset.h"
#include "engine/engine.h"

#define START_MS	INT64_C(1772438400000)	/* 2026-03-02T08:00:00Z */
#define STEP_MS		10000
#define MOST_BYTES	1024			/* What a vehicle may take. */

static void
must(bool ok, const char *what)
{

	if (ok)
		return;
	fprintf(stderr, "vehicles: %s\n", what);
	exit(1);
}

/* Resident bytes of this process. */
static double
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long all, pages = 0;

	must(f != NULL && fscanf(f, "%lu %lu", &all, &pages) == 2,
	    "no /proc/self/statm");
	(void)fclose(f);		/* Only read. */
	return ((double)pages * (double)sysconf(_SC_PAGESIZE));
}

/* Report ${k} of car ${i}, which drives north; an id of a common length. */
static struct span
report(char *out, size_t room, unsigned i, unsigned k)
{
	char time[TS_TEXT];
	int n;

	ts_text(START_MS + (int64_t)k * STEP_MS + i % STEP_MS, time);
	n = snprintf(out, room,
	    "{\"id\":\"0197c0de-%04x-7000-8000-%04x%08x\","
	    "\"type\":\"telemetry.sample\",\"tenant\":\"carfleet\","
	    "\"time\":\"%.*s\",\"source\":{\"name\":\"gateway-%u\"},"
	    "\"vehicle\":{\"id\":\"veh-%08u\"},\"seq\":%u,\"signals\":{"
	    "\"Vehicle.Speed\":36.0,"
	    "\"Vehicle.LowVoltageSystemState\":\"ON\","
	    "\"Vehicle.TraveledDistance\":%u,"
	    "\"Vehicle.CurrentLocation.Latitude\":%.6f,"
	    "\"Vehicle.CurrentLocation.Longitude\":%.6f}}", k & 0xffff,
	    k & 0xffff, i, TS_TEXT, time, i % 4, i, k + 1,
	    1000000 + 100 * k, 50 + i % 700 * 0.01 + k * 0.0009,
	    8 + i / 700 * 0.01);
	must(n > 0 && (size_t)n < room, "a line does not fit");
	return ((struct span){ out, (size_t)n });
}

static void
run(struct engine *E, unsigned vehicles, unsigned events)
{
	uint64_t number = 0;
	char text[700];

	for (unsigned k = 0; k < events; k++)
		for (unsigned i = 0; i < vehicles; i++)
			must(engine_add(E, 0, ++number, report(text,
			    sizeof(text), i, k)) == RC_OK, "out of memory");
	must(engine_flush(E) == RC_OK, "out of memory");
}

int
main(int argc, char **argv)
{
	unsigned vehicles = argc > 1 ? (unsigned)atoi(argv[1]) : 100000;
	unsigned events = argc > 2 ? (unsigned)atoi(argv[2]) : 20;
	struct engine_options how = { .shards = 1, .vehicles_max = vehicles };
	struct engine_ears ears = { .ctx = NULL };
	double before = resident(), each;
	struct engine_counts c;
	struct ruleset set = { 0 };
	struct err e = { 0 };
	struct engine *E;

	must(vehicles > 0 && events > 0, "VEHICLES and EVENTS are numbers");
	must(ruleset_load(NULL, 0, &set, &e) == RC_OK, e.what);
	must(engine_new(set.text, set.n, &how, &ears, &E, &e) == RC_OK,
	    e.what);
	run(E, vehicles, events);
	engine_counts(E, &c);
	must(c.vehicles == vehicles, "not all vehicles are there");
	each = (resident() - before - (double)c.dedupe_bytes) / vehicles;
	printf("%u vehicles, %u events each: %.0f bytes a vehicle resident, "
	    "%.0f counted\n", vehicles, events, each,
	    (double)(c.bytes - c.dedupe_bytes) / vehicles);
	printf("dedupe %zu bytes\n", c.dedupe_bytes);
	engine_free(E);
	ruleset_release(&set);
	must(each <= MOST_BYTES, "a vehicle takes more than it may");
	return (0);
}
