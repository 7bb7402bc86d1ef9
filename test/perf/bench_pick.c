/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of named values against simdjson on flat Windows events of about
 * 760 bytes, with 500 names planned, as many as a large rule set reads.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/json_pick.h"
#include "base/mem.h"

#include "slices.h"

#define LINES		4000
#define SLICE		1000
#define ROUNDS		200
#define NAMES		500
#define PAD		64		/* simdjson reads so far beyond. */

double bench_simdjson(const char *, size_t, size_t, int);

/* What rules read of such an event, half of what it has. */
static const char *const read[] = { "EventID", "Image", "CommandLine",
    "ParentImage", "ParentCommandLine", "User", "IntegrityLevel",
    "Hashes", "OriginalFileName", "CurrentDirectory" };

static struct buf text;
static struct span lines[LINES];
static struct json_pick *plan;
static struct json_pick_reader *simd, *swar;
static struct json_pick_row row;
static struct arena arena;
static double sink;

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
make_line(void)
{
	unsigned v = (unsigned)(draw() % 100000);

	buf_fmt(&text, "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/"
	    "Operational\",\"Computer\":\"host-%05u.corp.example\","
	    "\"UtcTime\":\"2026-03-02 08:%02u:%02u.%03u\",\"ProcessGuid\":"
	    "\"{c784477d-%04x-5cdf-0000-%08x}\",\"ProcessId\":%u,", v, v % 60,
	    v % 59, v % 1000, v & 0xffff, v * 7919, v % 30000);
	buf_fmt(&text, "\"Image\":\"C:\\\\Windows\\\\System32\\\\tool%u.exe\","
	    "\"FileVersion\":\"10.0.17763.%u (WinBuild.160101.0800)\","
	    "\"Description\":\"Host Process for Tasks\",\"Product\":"
	    "\"Microsoft Windows Operating System\",\"Company\":"
	    "\"Microsoft Corporation\",\"OriginalFileName\":\"tool%u.exe\",",
	    v % 90, v, v % 90);
	buf_fmt(&text, "\"CommandLine\":\"tool%u.exe /c run --id %u\","
	    "\"CurrentDirectory\":\"C:\\\\Users\\\\u%u\\\\\",\"User\":"
	    "\"CORP\\\\u%u\",\"IntegrityLevel\":\"Medium\",\"Hashes\":"
	    "\"SHA256=%016x%016x%016x%016x\",\"ParentImage\":"
	    "\"C:\\\\Windows\\\\explorer.exe\",\"ParentCommandLine\":"
	    "\"explorer\"}", v % 90, v, v % 300, v % 300, v, v * 3, v * 5,
	    v * 7);
}

static bool
make(void)
{
	static size_t start[LINES + 1];

	for (size_t i = 0; i < LINES; i++) {
		start[i] = text.n;
		make_line();
	}
	start[LINES] = text.n;
	for (int i = 0; i < PAD; i++)
		buf_char(&text, ' ');
	for (size_t i = 0; i < LINES && !text.failed; i++)
		lines[i] = (struct span){ text.p + start[i],
		    start[i + 1] - start[i] };
	return (!text.failed);
}

static bool
set_up(void)
{
	static char other[NAMES][32];
	struct span names[NAMES];

	for (size_t i = 0; i < NAMES; i++) {
		(void)snprintf(other[i], sizeof(other[i]), "%s%zu",
		    i % 5 == 0 ? "Event.Data.Field" : "Field", i);
		names[i] = span_of(i < COUNT_OF(read) ? read[i] : other[i]);
	}
	row.slot = mem_array(NAMES, sizeof(*row.slot));
	row.set = mem_array(NAMES, sizeof(*row.set));
	return (row.slot != NULL && row.set != NULL &&
	    json_pick_plan_new(names, NAMES, &plan, NULL) == RC_OK &&
	    json_pick_reader_new(plan, false, &simd) == RC_OK &&
	    json_pick_reader_new(plan, true, &swar) == RC_OK);
}

static void
with(struct json_pick_reader *r, const struct span *line, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		if (json_pick_read(r, line[i], &row, &arena, NULL) != RC_OK ||
		    row.set_n != COUNT_OF(read))
			abort();
		sink += (double)row.slot[1].n;
		if (i % 64 == 0)
			arena_clear(&arena);
	}
}

static void
by_simd(const struct span *line, size_t n)
{

	with(simd, line, n);
}

static void
by_swar(const struct span *line, size_t n)
{

	with(swar, line, n);
}

static void
by_demand(const struct span *line, size_t n)
{

	for (size_t i = 0; i < n; i++)
		sink += bench_simdjson(line[i].p, line[i].n, line[i].n + PAD,
		    1);
}

static void
by_dom(const struct span *line, size_t n)
{

	for (size_t i = 0; i < n; i++)
		sink += bench_simdjson(line[i].p, line[i].n, line[i].n + PAD,
		    0);
}

int
main(void)
{
	static struct slices_peer peers[] = {
		{ .name = "simdjson on-demand keys", .run = by_demand },
		{ .name = "simdjson DOM", .run = by_dom },
		{ .name = "json_pick_read", .run = by_simd },
		{ .name = "json_pick_read, portable", .run = by_swar },
	};

	if (!make() || !set_up())
		return (1);
	printf("%zu bytes a line\n", text.n / LINES);
	slices_run(peers, COUNT_OF(peers), lines, LINES, SLICE, ROUNDS);
	slices_print(peers, COUNT_OF(peers), 0, ROUNDS);
	json_pick_reader_free(simd);
	json_pick_reader_free(swar);
	json_pick_plan_free(plan);
	mem_free(row.slot);
	mem_free(row.set);
	arena_release(&arena);
	buf_release(&text);
	return (sink > 0 ? 0 : 1);
}
