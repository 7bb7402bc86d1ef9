/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What matching costs, reading apart: SigmaHQ's rules on its regression
 * events, all rules and routed, against simdjson's walk over their lines.
 * Load time beside.  Only ratios count.
 *
 *	bench_match [ROUNDS]
 */
#include "../sigmahq.h"
#include "slices.h"

#define PAD		64		/* simdjson reads so far beyond. */

double bench_simdjson(const char *, size_t, size_t, int);

static struct sigmahq hq;
static struct sigma *set;
static struct sigma_scratch *scratch;
static unsigned *hits;
static uint64_t sum;		/* Keeps work from being useless. */

/* The baseline: simdjson walks the line, on demand. */
static void
walk(const struct span *lines, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		const struct sigmahq_event *e = (const void *)lines[i].p;
		size_t len = lines[i].n;

		sum += bench_simdjson(e->flat, len, len + PAD, 1) > 0;
	}
}

static void
match(const struct span *lines, size_t n, bool routed)
{

	for (size_t i = 0; i < n; i++) {
		const struct sigmahq_event *e = (const void *)lines[i].p;
		struct sigma_row row = { .slot = e->slot, .category = -1,
		    .line = { e->flat, lines[i].n }, .set = e->set,
		    .set_n = e->set_n,
		    .logsource = routed ? &e->logsource : NULL };
		size_t got;

		if (sigma_match(set, scratch, &row, hits, &got) != RC_OK)
			abort();
		sum += got;
	}
}

static void
all(const struct span *lines, size_t n)
{

	match(lines, n, false);
}

static void
routed(const struct span *lines, size_t n)
{

	match(lines, n, true);
}

static double
load(void)
{
	const struct sigma_setup setup = { .names = &hq.resolver };
	double start = slices_now();

	if (sigma_new(hq.text, hq.texts, &setup, &set, NULL) != RC_OK)
		abort();
	return ((slices_now() - start) / 1e6);
}

int
main(int argc, char **argv)
{
	static struct slices_peer peers[] = {
		{ .name = "simdjson walk", .run = walk },
		{ .name = "all rules", .run = all },
		{ .name = "routed", .run = routed },
	};
	size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 60;
	size_t n, bytes = 0;
	struct span *lines;
	const char *why;

	if ((why = sigmahq_open(&hq, "rules/")) != NULL) {
		printf("skip: %s\n", why);
		return (77);
	}
	if (rounds == 0 || rounds > SLICES_MOST)
		rounds = 60;
	printf("load %zu texts: %.0f ms", hq.texts, load());
	(void)sigma_rules(set, &n);
	printf(", %zu rules, %zu names\n", n, hq.names);
	scratch = sigma_scratch_new(set);
	hits = calloc(n + 1, sizeof(*hits));
	lines = calloc(hq.events, sizeof(*lines));
	if (scratch == NULL || hits == NULL || lines == NULL)
		return (1);
	for (size_t i = 0; i < hq.events; i++) {
		size_t len = strlen(hq.event[i].flat);

		hq.event[i].flat = realloc(hq.event[i].flat, len + PAD);
		if (hq.event[i].flat == NULL)
			return (1);
		memset(hq.event[i].flat + len, 0, PAD);
		lines[i] = (struct span){ (const char *)&hq.event[i], len };
		bytes += len;
	}
	printf("%zu events, %zu bytes each\n", hq.events, bytes / hq.events);
	slices_run(peers, 3, lines, hq.events, hq.events, rounds);
	slices_print(peers, 3, 0, rounds);
	free(hits);
	free(lines);
	sigma_scratch_free(scratch);
	sigma_free(set);
	sigmahq_close(&hq);
	return (sum == 0);
}
