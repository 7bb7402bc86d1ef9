/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an event costs over its JSON: evline_read() against a bare json_read()
 * of the same lines of about 300 bytes with the same plan, in slices that
 * take turns.  Only the ratio means anything.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/json.h"
#include "model/evline.h"

#define LINES		20000
#define SLICE		2000
#define ROUNDS		100

static struct buf text;
static struct span lines[LINES];
static struct json_plan *plan_json;
static struct json_reader scan;
static struct json_val wide[FIELD_TOTAL];
static struct arena arena;

/* What a set of rules reads of telemetry. */
static const enum field_id reads[] = {
	FIELD_TYPE, FIELD_VEHICLE_ID, FIELD_DEVICE_ID, FIELD_SOURCE_NAME,
	FIELD_GNSS_SATS, FIELD_GNSS_HDOP, FIELD_GNSS_JAM, FIELD_GNSS_SPEED_KMH,
	FIELD_VSS_SPEED, FIELD_VSS_TRAVELED_DISTANCE,
	FIELD_VSS_CURRENT_LOCATION_LATITUDE,
	FIELD_VSS_CURRENT_LOCATION_LONGITUDE,
	FIELD_VSS_CURRENT_LOCATION_HEADING,
	FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE, FIELD_ALARM, FIELD_OUTCOME,
	FIELD_ACTOR_ID, FIELD_ACTOR_KIND, FIELD_COMMAND, FIELD_TARGET_ID,
};
static struct plan plan;
static struct value row[COUNT_OF(reads) + PLAN_FIRST];
static struct evline *reader;

static uint64_t
draw(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (x >> 11);
}

static void
make(void)
{
	size_t start[LINES + 1];

	for (size_t i = 0; i < LINES; i++) {
		unsigned v = (unsigned)(draw() % 100000);

		start[i] = text.n;
		buf_fmt(&text, "{\"id\":\"01JNBT6A%018u\",\"type\":\""
		    "telemetry.sample\",\"time\":\"2026-03-02T%02u:%02u:%02u."
		    "%03uZ\",\"source\":{\"name\":\"tcu-mqtt\"},\"vehicle\":{"
		    "\"id\":\"veh-%05u\"},\"signals\":{\"Vehicle.Speed\":%u.%u,"
		    , (unsigned)i, v % 24, v % 60, v % 59, v % 1000, v,
		    v % 130, v % 10);
		if (v % 3 != 0)
			buf_fmt(&text, "\"Vehicle.TraveledDistance\":%u,",
			    v * 431);
		buf_fmt(&text, "\"Vehicle.CurrentLocation.Latitude\":%u.%06u,"
		    "\"Vehicle.CurrentLocation.Longitude\":%u.%05u"
		    ",\"Vehicle.LowVoltageSystemState\":\"ON\"},\"gnss\":{"
		    "\"sats\":%u,\"hdop\":0.%u}}", v % 90, v * 7, v % 180, v,
		    v % 14, v % 10);
	}
	start[LINES] = text.n;
	for (size_t i = 0; i < LINES; i++)
		lines[i] = (struct span){ text.p + start[i],
		    start[i + 1] - start[i] };
}

/* The dictionary as a JSON plan: each field by its path and literally. */
static rc
json_make(void)
{
	static struct span seg[FIELD_TOTAL][4], literal[FIELD_TOTAL];
	static struct json_row rows[2 * FIELD_TOTAL];
	size_t n = 0;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row(i);
		struct span rest = span_of(f->name);
		size_t segs = 0;
		const char *dot;

		if (f->place == FIELD_SIGNAL)
			seg[i][segs++] = SPAN("signals");
		while (f->place != FIELD_SIGNAL && (dot = memchr(rest.p, '.',
		    rest.n)) != NULL) {
			seg[i][segs++] = (struct span){ rest.p,
			    (size_t)(dot - rest.p) };
			rest = span_from(rest, (size_t)(dot - rest.p) + 1);
		}
		seg[i][segs++] = rest;
		rows[n++] = (struct json_row){ .seg = seg[i], .segs = segs,
		    .slot = (uint16_t)i };
		if (strchr(f->name, '.') == NULL)
			continue;
		literal[i] = span_of(f->name);
		rows[n++] = (struct json_row){ .seg = &literal[i], .segs = 1,
		    .slot = (uint16_t)i, .flags = JSON_ROW_LITERAL };
	}
	return (json_plan_new(rows, n, NULL, &plan_json, NULL));
}

static double
bare(struct span line)
{
	struct json_out out = { .slot = wide, .arena = &arena };

	if (json_read(plan_json, &scan, line, &out, NULL) != RC_OK)
		abort();
	return ((double)out.set_n);
}

static double
event(struct span line)
{
	static uint32_t notes[EVLINE_NOTE_COUNT];
	struct event ev = { .plan = &plan, .slot = row };

	if (evline_read(reader, line, &arena, &ev, notes, NULL) != RC_OK)
		abort();
	return ((double)ev.vehicle.n);
}

static double
slice(double (*fn)(struct span), size_t at)
{
	struct timespec a, b;
	double sum = 0;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	for (size_t i = 0; i < SLICE; i++)
		sum += fn(lines[at + i]);
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	arena_clear(&arena);
	if (sum <= 0)
		abort();
	return (((double)(b.tv_sec - a.tv_sec) * 1e9 +
	    (double)(b.tv_nsec - a.tv_nsec)) / SLICE);
}

static int
ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

int
main(void)
{
	static double ns[2][ROUNDS], ratio[ROUNDS];

	plan.slots = PLAN_FIRST;
	for (size_t i = 0; i < COUNT_OF(reads); i++)
		plan.field[reads[i]] = plan.slots++;
	make();
	if (text.failed || field_init() != RC_OK || json_make() != RC_OK ||
	    json_reader_init(&scan, plan_json, false) != RC_OK ||
	    evline_new(&plan, &reader) != RC_OK)
		return (1);
	for (size_t r = 0; r < ROUNDS; r++) {
		size_t at = r % (LINES / SLICE) * SLICE;

		/* Either goes first as often: cold caches are for both. */
		for (size_t k = 0; k < 2; k++) {
			size_t who = (k + r) % 2;

			ns[who][r] = slice(who == 0 ? bare : event, at);
		}
		ratio[r] = ns[1][r] / ns[0][r];
	}
	for (int k = 0; k < 2; k++)
		qsort(ns[k], ROUNDS, sizeof(double), ascending);
	qsort(ratio, ROUNDS, sizeof(double), ascending);
	printf("%zu bytes a line, %d rounds of %d lines\n", text.n / LINES,
	    ROUNDS, SLICE);
	printf("json_read   %6.0f ns a line (p10 %.0f, p90 %.0f)\n",
	    ns[0][ROUNDS / 2], ns[0][ROUNDS / 10], ns[0][ROUNDS * 9 / 10]);
	printf("evline_read %6.0f ns a line (p10 %.0f, p90 %.0f)\n",
	    ns[1][ROUNDS / 2], ns[1][ROUNDS / 10], ns[1][ROUNDS * 9 / 10]);
	printf("ratio       %6.2f (p10 %.2f, p90 %.2f)\n", ratio[ROUNDS / 2],
	    ratio[ROUNDS / 10], ratio[ROUNDS * 9 / 10]);
	evline_free(reader);
	json_reader_release(&scan);
	json_plan_free(plan_json);
	arena_release(&arena);
	buf_release(&text);
	return (0);
}
