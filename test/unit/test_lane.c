/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark lanes: same bytes everywhere, read and loaded without complaint. */
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/bench_plain.h"
#include "cli/lane_write.h"
#include "t.h"

#define LINES	300

/* XXH3-64 of the lines and rules, so that a compiler's dice would show. */
static const uint64_t want[LANE_COUNT] = {
	[LANE_windows] = UINT64_C(0xf0694bcdb8fb0005),
	[LANE_files] = UINT64_C(0xc3302255556d352b),
	[LANE_text] = UINT64_C(0xae923c7f77c744b1),
	[LANE_cisco] = UINT64_C(0x52ceaa7560086d67),
	[LANE_vehicles] = UINT64_C(0x2eaeb157a4df97c9),
	[LANE_mix] = UINT64_C(0xe9e51758ecde4790),
	[LANE_distinct] = UINT64_C(0x53021e413551a386),
	[LANE_percentile] = UINT64_C(0xb3e067256e588cfe),
	[LANE_spans] = UINT64_C(0x295d0df8ddf18e28),
	[LANE_groups] = UINT64_C(0x2fb071ca1cf65d11),
	[LANE_late] = UINT64_C(0xcc5e7be03373c83d),
	[LANE_count] = UINT64_C(0xbf69ed4d840779be),
};

static rc
make(enum lane_kind kind, struct lane *ret)
{
	struct lane_how how = { .n = LINES, .vehicles = 10, .stretch = 1 };

	return (lane_make(kind, &how, ret));
}

static void
same_bytes(void)
{

	for (enum lane_kind k = LANE_windows; k < LANE_COUNT; k++) {
		struct lane l;
		uint64_t h = 0;

		T_INT(RC_OK, make(k, &l));
		for (size_t i = 0; i < l.n; i++)
			h = hash_mix(h, hash_64(l.line[i]));
		for (size_t i = 0; i < l.rules; i++)
			h = hash_mix(h, hash_64(l.rule[i].text));
		if (h != want[k])
			printf("# %s: 0x%016llx\n", lane_row(k)->name,
			    (unsigned long long)h);
		T_TRUE(h == want[k]);
		T_TRUE(l.n >= LINES && l.n <= LINES + 1);
		T_INT(lane_row(k)->rules == LANE_MADE, l.rules > 0);
		lane_release(&l);
	}
}

/* Every line can be read; every rule that is made is loaded. */
static void
loads(void)
{

	for (enum lane_kind k = LANE_vehicles; k < LANE_COUNT; k++) {
		struct bench_job job = { .kind = k, .shards = 1 };
		struct bench_plain_hits hits = { 0 };
		struct plain *P = NULL;
		struct plain_counts c;
		const struct sigma_note *note;
		struct lane l;
		struct err e = { 0 };
		size_t notes;

		T_INT(RC_OK, make(k, &l));
		T_INT(RC_OK, bench_plain_open(&job, l.rule, l.rules, &hits,
		    &P, &e));
		note = sigma_notes(plain_sigma(P), &notes);
		for (size_t i = 0; i < notes; i++) {
			if (note[i].kind == SIGMA_NOTE)
				continue;
			printf("# %s: %s\n", lane_row(k)->name, note[i].text);
			T_TRUE(false);
		}
		for (size_t i = 0; i < l.n; i++)
			T_INT(RC_OK, plain_lend(P, 0, i + 1, l.line[i]));
		T_INT(RC_OK, plain_flush(P));
		plain_counts(P, &c);
		T_INT(l.n, c.events);
		T_INT(0, c.rejected);
		T_INT(0, c.no_time);
		T_TRUE(!hits.failed);
		plain_free(P);
		mem_free(hits.hit);
		lane_release(&l);
	}
}

/* What is measured is what was made; the alerts are those of the engine. */
static void
measures(void)
{
	struct bench_job job = { .kind = LANE_percentile, .shards = 1 };
	struct bench_result got;
	struct lane l;
	struct err e = { 0 };

	T_INT(RC_OK, make(LANE_percentile, &l));
	T_INT(RC_OK, bench_plain_run(&job, l.rule, l.rules, &l, &got, &e));
	T_INT(LINES + 1, got.lines);
	T_INT(2, got.rules);
	T_INT(0, got.refused);
	T_INT(LINES, got.alerts);	/* Its condition always holds. */
	T_INT(64, strlen(got.hash));
	T_TRUE(got.wall > 0 && got.load > 0);
	lane_release(&l);
}

static void
hits_in_order(void)
{
	struct bench_plain_hit hit[] = { { 2, "a" }, { 1, "b" }, { 1, "a" } };

	qsort(hit, COUNT_OF(hit), sizeof(hit[0]), bench_plain_hit_order);
	T_INT(1, hit[0].line);
	T_STR("a", hit[0].rule);
	T_STR("b", hit[1].rule);
	T_INT(2, hit[2].line);
}

static void
short_of_memory(void)
{
	struct lane l;

	for (unsigned long n = 1; ; n++) {
		rc got;

		mem_count = 0;
		mem_fail_at = n;
		got = make(LANE_mix, &l);
		mem_fail_at = 0;
		if (got == RC_OK)
			break;
		T_INT(RC_NOMEM, got);
		T_TRUE(n < 200);
		if (n >= 200)
			return;
	}
	lane_release(&l);
}

static size_t
lines_of(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t n = 0;
	int c;

	while (f != NULL && (c = getc(f)) != EOF)
		n += c == '\n';
	if (f != NULL)
		(void)fclose(f);
	return (n);
}

static void
written(void)
{
	char dir[] = "/tmp/test_lane.XXXXXX", path[200];
	struct lane l;
	struct err e = { 0 };

	T_TRUE(mkdtemp(dir) != NULL);
	T_INT(RC_OK, make(LANE_mix, &l));
	T_INT(RC_OK, lane_write(&l, dir, &e));
	(void)snprintf(path, sizeof(path), "%s/events.jsonl", dir);
	T_INT(l.n, lines_of(path));
	(void)unlink(path);
	for (size_t i = 0; i < l.rules; i++) {
		(void)snprintf(path, sizeof(path), "%s/rules/%s", dir,
		    l.rule[i].name);
		T_TRUE(lines_of(path) > 5);
		(void)unlink(path);
	}
	(void)snprintf(path, sizeof(path), "%s/rules", dir);
	T_INT(0, rmdir(path));
	T_INT(0, rmdir(dir));

	/* A place that cannot be is named. */
	T_INT(RC_IO, lane_write(&l, "/dev/null/lane", &e));
	T_TRUE(strstr(e.what, "/dev/null/lane") != NULL);
	lane_release(&l);
}

static const struct t_case cases[] = {
	{ "each lane is the same bytes everywhere", same_bytes },
	{ "rules load, lines are read", loads },
	{ "a measurement counts what it ran", measures },
	{ "findings are compared in one order", hits_in_order },
	{ "short of memory while making", short_of_memory },
	{ "written for others", written },
};
T_MAIN(cases)
