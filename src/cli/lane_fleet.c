/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of fleet events. */
#include "base/ts.h"
#include "cli/lane_fleet.h"
#include "cli/sim_fleet.h"

#define SEED		1
#define START_MS	INT64_C(1772431200000)	/* 2026-03-02T06:00Z */
#define STEP_MS		10000			/* Between two reports. */
#define METRE		9.0e-6			/* Degrees of latitude. */
#define DRIVE		500			/* Reports until it turns. */
#define ROW		700			/* Cars side by side. */

/*
 * Report ${k} of car ${i}: it drives there and back at 36 km/h, and everything
 * that it says fits together.
 */
static void
report(struct lane *l, unsigned i, unsigned k)
{
	unsigned leg = k % (2 * DRIVE), row = i / ROW;
	double way = 100.0 * (leg < DRIVE ? leg : 2 * DRIVE - leg);
	char time[TS_TEXT];

	ts_text(START_MS + (int64_t)k * STEP_MS + i % STEP_MS, time);
	buf_fmt(&l->text,
	    "{\"id\":\"%08x%08x\",\"type\":\"telemetry.sample\","
	    "\"time\":\"%.*s\",\"vehicle\":{\"id\":\"v%06u\"},"
	    "\"seq\":%u,\"signals\":{\"Vehicle.Speed\":36.0,"
	    "\"Vehicle.LowVoltageSystemState\":\"ON\","
	    "\"Vehicle.TraveledDistance\":%u,"
	    "\"Vehicle.CurrentLocation.Latitude\":%.6f,"
	    "\"Vehicle.CurrentLocation.Longitude\":%.6f}}", i, k, TS_TEXT,
	    time, i, k + 1, 1000000 + 100 * k,
	    50 + (double)(i % ROW) * 0.01 + way * METRE,
	    8 + (double)row * 0.01);
	lane_line(l);
}

void
lane_fleet_telemetry(struct lane *l, const struct lane_how *how)
{

	for (unsigned k = 0; l->n < how->n && l->failed == RC_OK; k++)
		for (unsigned i = 0; i < how->vehicles && l->n < how->n &&
		    l->failed == RC_OK; i++)
			report(l, i, k);
}

/* sim_queue_sink_fn: whole lines. */
static rc
take(void *ctx, struct span lines)
{
	struct lane *l = ctx;

	while (lines.n > 0 && l->failed == RC_OK) {
		buf_put(&l->text, span_line(&lines));
		lane_line(l);
	}
	return (l->failed);
}

void
lane_fleet_day(struct lane *l, const struct lane_how *how)
{
	/* A car reports about a thousand times a day. */
	struct sim_opts opts = { .seed = SEED, .vehicles = how->vehicles,
	    .start_ms = START_MS, .attacks = "default", .strength = 1,
	    .lookalikes = true, .span_ms = (int64_t)((double)how->n /
	    how->vehicles / 1000 * (double)TS_DAY_MS) };
	struct sim_fleet fleet = { .bad = RC_OK };
	struct err e = { 0 };
	rc r = sim_fleet_run(&fleet, &opts, take, l, &e);

	if (r != RC_OK)
		l->failed = r;
	sim_fleet_release(&fleet);
}
