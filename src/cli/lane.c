/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark lanes. */
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/lane.h"
#include "cli/sim_fleet.h"

#define SEED		1
#define START_MS	INT64_C(1772431200000)	/* 2026-03-02T06:00Z */
#define STEP_MS		10000			/* Between two reports. */
#define METRE		9.0e-6			/* Degrees of latitude. */
#define DRIVE		500			/* Reports until it turns. */
#define ROW		700			/* Cars side by side. */

static bool
add(struct lane *l, struct span s)
{
	char *p;

	if (!mem_room(&l->line, l->n, &l->cap, sizeof(*l->line)) ||
	    (p = arena_copy(&l->arena, s)) == NULL) {
		l->failed = RC_NOMEM;
		return (false);
	}
	l->line[l->n++] = (struct span){ p, s.n };
	return (true);
}

/*
 * Report ${k} of car ${i}: it drives there and back at 36 km/h, and everything
 * that it says fits together.
 */
static int
report(char *out, size_t room, unsigned i, unsigned k)
{
	unsigned leg = k % (2 * DRIVE), row = i / ROW;
	double way = 100.0 * (leg < DRIVE ? leg : 2 * DRIVE - leg);
	int64_t at = START_MS + (int64_t)k * STEP_MS + i % STEP_MS;
	char time[TS_TEXT];

	ts_text(at, time);
	return (snprintf(out, room,
	    "{\"id\":\"%08x%08x\",\"type\":\"telemetry.sample\","
	    "\"time\":\"%.*s\",\"vehicle\":{\"id\":\"v%06u\"},"
	    "\"seq\":%u,\"signals\":{\"Vehicle.Speed\":36.0,"
	    "\"Vehicle.LowVoltageSystemState\":\"ON\","
	    "\"Vehicle.TraveledDistance\":%u,"
	    "\"Vehicle.CurrentLocation.Latitude\":%.6f,"
	    "\"Vehicle.CurrentLocation.Longitude\":%.6f}}", i, k, TS_TEXT,
	    time, i, k + 1, 1000000 + 100 * k,
	    50 + (double)(i % ROW) * 0.01 + way * METRE,
	    8 + (double)row * 0.01));
}

static void
make_telemetry(struct lane *l, unsigned vehicles, size_t n)
{
	char text[600];

	for (unsigned k = 0; l->n < n; k++)
		for (unsigned i = 0; i < vehicles && l->n < n; i++) {
			int len = report(text, sizeof(text), i, k);

			if (!add(l, (struct span){ text, (size_t)len }))
				return;
		}
}

/* sim_queue_sink_fn: whole lines. */
static rc
take(void *ctx, struct span lines)
{
	struct lane *l = ctx;

	while (lines.n > 0)
		if (!add(l, span_line(&lines)))
			return (l->failed);
	return (RC_OK);
}

static void
make_fleet(struct lane *l, unsigned vehicles, size_t n)
{
	/* A car reports about a thousand times a day. */
	struct sim_opts how = { .seed = SEED, .vehicles = vehicles,
	    .start_ms = START_MS, .attacks = "default", .strength = 1,
	    .lookalikes = true, .span_ms = (int64_t)((double)n / vehicles /
	    1000 * (double)TS_DAY_MS) };
	struct sim_fleet fleet = { .bad = RC_OK };
	struct err e = { 0 };

	l->failed = sim_fleet_run(&fleet, &how, take, l, &e);
	sim_fleet_release(&fleet);
}

rc
lane_make(enum lane_kind kind, unsigned vehicles, size_t n, struct lane *ret)
{
	static void (*const make[])(struct lane *, unsigned, size_t) = {
		make_telemetry, make_fleet };
	struct lane l = { .failed = RC_OK };

	make[kind](&l, vehicles, n);
	if (l.failed != RC_OK) {
		lane_release(&l);
		return (l.failed);
	}
	*ret = l;
	return (RC_OK);
}

void
lane_release(struct lane *l)
{

	mem_free(l->line);
	arena_release(&l->arena);
	l->line = NULL;
	l->n = l->cap = 0;
}
