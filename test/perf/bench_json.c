/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planned reader against peers on event lines of about 330 bytes: time
 * of the thread, in slices that take turns, so that a noisy neighbour slows
 * all alike.  Only the ratios mean anything.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/json.h"

#include "bench_jansson.h"

#define LINES		20000
#define SLICE		2000
#define ROUNDS		100
#define PAD		64		/* simdjson reads so far beyond. */

double bench_simdjson(const char *, size_t, size_t, int);

static struct buf text;
static struct span lines[LINES];
static struct json_plan *plan;
static struct json_reader simd, swar;
static struct arena arena;

static bench_path event_paths[] = {
	{ "id" }, { "tenant" }, { "type" }, { "time" }, { "received" },
	{ "source", "name" }, { "source", "kind" }, { "source", "seq" },
	{ "vehicle", "id" }, { "device", "id" },
	{ "gnss", "sats" }, { "gnss", "hdop" }, { "gnss", "source" },
	{ "signals", "Vehicle.Speed" },
	{ "signals", "Vehicle.TraveledDistance" },
	{ "signals", "Vehicle.CurrentLocation.Latitude" },
	{ "signals", "Vehicle.CurrentLocation.Longitude" },
	{ "signals", "Vehicle.CurrentLocation.Heading" },
	{ "signals", "Vehicle.LowVoltageSystemState" },
}, flat_paths[] = {
	{ "id" }, { "tenant" }, { "type" }, { "time" }, { "vehicle" },
	{ "device" }, { "lat" }, { "lon" }, { "speed" }, { "heading" },
	{ "alt" }, { "sats" }, { "hdop" }, { "ignition" }, { "odo" },
	{ "fuel" }, { "volt" }, { "moving" }, { "seq" },
};

#define PATHS	COUNT_OF(event_paths)
_Static_assert(PATHS == COUNT_OF(flat_paths), "as many of each");

static const bench_path *paths;		/* Of the lines at hand. */

static uint64_t
draw(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (x >> 11);
}

/* An event as events.md has it; some keys come and go. */
static void
make_event(unsigned i, unsigned v)
{

	buf_fmt(&text, "{\"id\":\"01JNBT6A%018u\",\"type\":"
	    "\"telemetry.sample\",\"time\":\"2026-03-02T%02u:%02u:%02u.%03uZ"
	    "\",\"source\":{\"name\":\"tcu-mqtt\"},\"vehicle\":{\"id\":"
	    "\"veh-%05u\"},\"signals\":{\"Vehicle.Speed\":%u.%u,", i, v % 24,
	    v % 60, v % 59, v % 1000, v, v % 130, v % 10);
	if (v % 3 != 0)
		buf_fmt(&text, "\"Vehicle.TraveledDistance\":%u,", v * 431);
	buf_fmt(&text, "\"Vehicle.CurrentLocation.Latitude\":%u.%06u,"
	    "\"Vehicle.CurrentLocation.Longitude\":%u.%05u,"
	    "\"Vehicle.CurrentLocation.Heading\":%u},\"gnss\":{\"sats\":%u,"
	    "\"hdop\":0.%u}}", v % 90, v * 7, v % 180, v, v % 360, v % 14,
	    v % 10);
}

/* A flat line of 19 short keys, as trackers send them. */
static void
make_flat(unsigned i, unsigned v)
{

	buf_fmt(&text, "{\"id\":\"01JNBT6A%018u\",\"tenant\":\"nordfleet\","
	    "\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T%02u:%02u:"
	    "%02u.%03uZ\",\"vehicle\":\"veh-%05u\",\"device\":\"dev-%05u\","
	    "\"lat\":%u.%06u,\"lon\":%u.%05u,\"speed\":%u.%u,\"heading\":%u,"
	    "\"alt\":%u,\"sats\":%u,\"hdop\":0.%u,\"ignition\":\"%s\","
	    "\"odo\":%u,\"fuel\":%u,\"volt\":12.%u,\"moving\":%s,\"seq\":%u"
	    "}", i, v % 24, v % 60, v % 59, v % 1000, v, v, v % 90, v * 7,
	    v % 180, v, v % 130, v % 10, v % 360, v % 900, v % 14, v % 10,
	    v % 4 == 0 ? "OFF" : "ON", v * 431, v % 100, v % 10,
	    v % 4 == 0 ? "false" : "true", i);
}

static void
make(void (*line)(unsigned, unsigned))
{
	static size_t start[LINES + 1];

	buf_clear(&text);
	for (unsigned i = 0; i < LINES; i++) {
		start[i] = text.n;
		line(i, (unsigned)(draw() % 100000));
	}
	start[LINES] = text.n;
	for (int i = 0; i < PAD; i++)
		buf_char(&text, ' ');
	for (size_t i = 0; i < LINES; i++)
		lines[i] = (struct span){ text.p + start[i],
		    start[i + 1] - start[i] };
}

static rc
plan_make(void)
{
	struct span seg[PATHS][3];
	struct json_row rows[PATHS];

	for (size_t i = 0; i < PATHS; i++) {
		rows[i] = (struct json_row){ .seg = seg[i],
		    .slot = (uint16_t)i };
		for (; paths[i][rows[i].segs] != NULL; rows[i].segs++)
			seg[i][rows[i].segs] =
			    span_of(paths[i][rows[i].segs]);
	}
	return (json_plan_new(rows, COUNT_OF(rows), NULL, &plan, NULL));
}

static double
with(struct json_reader *r, struct span line)
{
	struct json_val slot[PATHS];
	struct json_out out = { .slot = slot, .arena = &arena };
	double sum = 0;

	if (json_read(plan, r, line, &out, NULL) != RC_OK)
		abort();
	for (size_t i = 0; i < PATHS; i++)
		sum += slot[i].type == JSON_NUM ? slot[i].num :
		    slot[i].type == JSON_INT ? (double)slot[i].i :
		    slot[i].type == JSON_TEXT ? (double)slot[i].n : 0;
	return (sum);
}

static double
by_simd(struct span line)
{

	return (with(&simd, line));
}

static double
by_swar(struct span line)
{

	return (with(&swar, line));
}

static double
by_cjson(struct span line)
{
	cJSON *top = cJSON_ParseWithLength(line.p, line.n);
	const cJSON *v;
	double sum = 0;

	if (top == NULL)
		abort();
	for (size_t i = 0; i < PATHS; i++) {
		v = top;
		for (size_t k = 0; v != NULL && paths[i][k] != NULL; k++)
			v = cJSON_GetObjectItemCaseSensitive(v, paths[i][k]);
		if (cJSON_IsNumber(v))
			sum += v->valuedouble;
		else if (cJSON_IsString(v))
			sum += (double)strlen(v->valuestring);
	}
	cJSON_Delete(top);
	return (sum);
}

static double
by_jansson(struct span line)
{

	return (bench_jansson(line.p, line.n, paths, PATHS));
}

static double
by_dom(struct span line)
{

	return (bench_simdjson(line.p, line.n, line.n + PAD, 0));
}

static double
by_demand(struct span line)
{

	return (bench_simdjson(line.p, line.n, line.n + PAD, 1));
}

/* Peers; the first is the one measured. */
static const struct {
	const char	*name;
	double		(*read)(struct span);
} peers[] = {
	{ "json_read",			by_simd },
	{ "json_read, portable",	by_swar },
	{ "cJSON",			by_cjson },
	{ "jansson",			by_jansson },
	{ "simdjson DOM",		by_dom },
	{ "simdjson on-demand keys",	by_demand },
};

static double
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return ((double)t.tv_sec * 1e9 + (double)t.tv_nsec);
}

static int
ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

static double ns[COUNT_OF(peers)][ROUNDS], by[COUNT_OF(peers)][ROUNDS];

/* Time ${n} peers on one slice. */
static bool
turn(size_t n, size_t round)
{
	size_t at = round % (LINES / SLICE) * SLICE;
	double want = 0;

	for (size_t k = 0; k < n; k++) {
		double from = now_ns(), got = 0;

		for (size_t i = 0; i < SLICE; i++)
			got += peers[k].read(lines[at + i]);
		ns[k][round] = (now_ns() - from) / SLICE;
		by[k][round] = ns[k][round] / ns[0][round];
		/* All must have read the same. */
		if (k == 0)
			want = got;
		else if (fabs(got - want) > want * 1e-9)
			return (false);
	}
	return (true);
}

static bool
measure(const char *name, size_t n)
{

	if (text.failed || plan_make() != RC_OK ||
	    json_reader_init(&simd, plan, false) != RC_OK ||
	    json_reader_init(&swar, plan, true) != RC_OK)
		return (false);
	for (size_t r = 0; r < ROUNDS; r++)
		if (!turn(n, r)) {
			fprintf(stderr, "readers differ\n");
			return (false);
		}
	printf("%s: %zu bytes a line, %d rounds of %d lines\n%-26s %30s   "
	    "%s\n", name, text.n / LINES, ROUNDS, SLICE, "",
	    "ns a line: median (p10-p90)", "json_read is faster by");
	for (size_t k = 0; k < n; k++) {
		qsort(ns[k], ROUNDS, sizeof(double), ascending);
		qsort(by[k], ROUNDS, sizeof(double), ascending);
		printf("%-26s %12.0f (%6.0f -%6.0f)   %6.2f (%.2f - %.2f)\n",
		    peers[k].name, ns[k][ROUNDS / 2], ns[k][ROUNDS / 10],
		    ns[k][ROUNDS * 9 / 10], by[k][ROUNDS / 2],
		    by[k][ROUNDS / 10], by[k][ROUNDS * 9 / 10]);
	}
	json_reader_release(&simd);
	json_reader_release(&swar);
	json_plan_free(plan);
	return (true);
}

/* An argument is how many of the peers take part. */
int
main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : COUNT_OF(peers);
	bool good;

	if (n < 1 || n > COUNT_OF(peers))
		return (2);
	paths = event_paths;
	make(make_event);
	good = measure("nested events", n);
	paths = flat_paths;
	make(make_flat);
	good = good && measure("flat lines", n);
	arena_release(&arena);
	buf_release(&text);
	return (good ? 0 : 1);
}
