/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a snapshot costs with many groups: how long the run stands still, how
 * long writing and taking up last, how large it is; and a reload under load.
 * Figures are printed; that nothing is lost is asserted.
 *
 *	bench_state [GROUPS]	[SIGMAHQ-FOLDER]
 */
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "cli/lane.h"
#include "cli/ruleset.h"
#include "engine/plain.h"
#include "sys/snapshot.h"

#define GROUPS	1000000
#define EVENTS	20000		/* Of a stream that begins anew, */
#define TIMES	200		/* so often at most. */

static double
now(void)
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

static void
must(bool ok, const char *what)
{

	if (ok)
		return;
	fprintf(stderr, "bench_state: %s\n", what);
	exit(1);
}

static struct plain *
engine(const struct sigma_text *rule, size_t n, const struct plain *before)
{
	const struct sigma_setup setup = { .before = before != NULL ?
	    plain_sigma(before) : NULL };
	const struct plain_options o = { .fire = PLAIN_every,
	    .no_evidence = true, .setup = &setup };
	const struct plain_ears ears = { .ctx = NULL };
	struct plain *P = NULL;
	struct err e = { 0 };

	must(plain_new(rule, n, &o, &ears, &P, &e) == RC_OK, e.what);
	return (P);
}

static size_t kept, other;

static void
fate(void *ctx UNUSED, enum sigma_fate f, struct span id, const char *why)
{

	if (f == SIGMA_KEPT) {
		kept++;
		return;
	}
	other++;
	fprintf(stderr, "%.*s: %d %s\n", (int)id.n, id.p, (int)f, why);
}

static int
nothing(void *ctx UNUSED)
{

	return (0);
}

/* Many groups: standing still, writing, taking up. */
static void
many_groups(size_t groups)
{
	const struct lane_how how = { .n = groups * 2, .vehicles = 1000,
	    .stretch = 1 };
	struct lane lane;
	struct plain *P, *Q;
	struct plain_counts counts;
	struct buf b = { 0 };
	struct err e = { 0 };
	double t[5];
	struct cur c;
	int child = 0, status;

	must(lane_make(LANE_groups, &how, &lane) == RC_OK, "no lane");
	P = engine(lane.rule, lane.rules, NULL);
	for (size_t i = 0; i < lane.n; i++)
		must(plain_lend(P, 0, i + 1, lane.line[i]) == RC_OK, "add");
	must(plain_flush(P) == RC_OK, "flush");
	plain_counts(P, &counts);
	Q = engine(lane.rule, lane.rules, NULL);
	/* Copying page tables costs by what we hold: the lines are not ours. */
	lane_release(&lane);
	(void)malloc_trim(0);
	t[0] = now();
	must(snapshot_aside(nothing, NULL, &child) == RC_OK, "fork");
	t[1] = now();
	(void)snapshot_aside_done(child, true, &status);
	t[2] = now();
	plain_save(P, &b);
	must(!b.failed, "memory");
	t[3] = now();
	c = cur_of(buf_span(&b));
	t[4] = now();
	must(plain_load(Q, &c, fate, NULL, &e) == RC_OK, e.what);
	printf("groups %zu: state %.0f MB, snapshot %.0f MB, stands still "
	    "%.1f ms, written in %.2f s (beside), taken up in %.2f s\n",
	    groups, (double)counts.bytes / 1e6, (double)b.n / 1e6,
	    (t[1] - t[0]) * 1e3, t[3] - t[2], now() - t[4]);
	must(other == 0, "windows were not kept");
	buf_release(&b);
	plain_free(P);
	plain_free(Q);
}

/* A reload beside a stream. */
struct beside {
	struct ruleset	*rules;
	struct plain	*now;		/* In force, meanwhile. */
	struct plain	*made;
	double		 seconds;
	atomic_bool	 over;
};

static void *
make(void *ctx)
{
	struct beside *s = ctx;
	double from = now();

	s->made = engine(s->rules->text, s->rules->n, s->now);
	s->seconds = now() - from;
	atomic_store(&s->over, true);
	return (NULL);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static void
reload(const char *folder)
{
	const struct lane_how how = { .n = EVENTS, .vehicles = 1000,
	    .stretch = 1 };
	struct beside s = { .made = NULL };
	struct ruleset rules = { 0 };
	struct plain *P;
	struct plain_counts counts;
	struct lane lane;
	struct err e = { 0 };
	pthread_t thread;
	double *took = mem_array(EVENTS * TIMES, sizeof(*took)), swap = 0, t;
	double load;
	bool started = false;
	size_t n = 0, lines = 0;

	must(took != NULL && ruleset_load(&folder, 1, &rules, &e) == RC_OK,
	    e.what);
	must(lane_make(LANE_windows, &how, &lane) == RC_OK, "no lane");
	atomic_init(&s.over, false);
	s.rules = &rules;
	kept = other = 0;
	load = now();
	s.now = P = engine(rules.text, rules.n, NULL);
	load = now() - load;
	for (size_t i = 0; i < lane.n * TIMES && (swap <= 0 ||
	    i % lane.n != 0); i++, lines++) {
		if (i == lane.n / 4) {
			must(pthread_create(&thread, NULL, make, &s) == 0,
			    "thread");
			started = true;
		}
		t = now();
		if (started && atomic_load(&s.over)) {
			(void)pthread_join(thread, NULL);
			must(plain_take_over(s.made, P, fate, NULL, &e) ==
			    RC_OK, e.what);
			plain_free(P);
			P = s.made;
			swap = now() - t;
			started = false;
			atomic_store(&s.over, false);
		}
		must(plain_lend(P, 0, i + 1, lane.line[i % lane.n]) ==
		    RC_OK, "add");
		if (i % 64 == 0)
			must(plain_flush(P) == RC_OK, "flush");
		if (i >= lane.n / 4)
			took[n++] = now() - t;
	}
	must(plain_flush(P) == RC_OK, "flush");
	plain_counts(P, &counts);
	must(swap > 0, "the stream ended before the reload");
	must(counts.lines == lines && counts.events == lines,
	    "an event was lost");
	must(other == 0 && kept > 0, "rules were not kept");
	qsort(took, n, sizeof(*took), by_size);
	printf("reload of %zu rules: cold %.2f s, compiled beside in %.2f s, "
	    "swap %.1f ms, p99 of a line %.3f ms, no event lost\n", kept,
	    load, s.seconds, swap * 1e3, took[n * 99 / 100] * 1e3);
	plain_free(P);
	lane_release(&lane);
	ruleset_release(&rules);
	mem_free(took);
}

int
main(int argc, char **argv)
{

	many_groups(argc > 1 ? strtoul(argv[1], NULL, 10) : GROUPS);
	if (argc > 2)
		reload(argv[2]);
	return (0);
}
