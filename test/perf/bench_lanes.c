/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lanes in one process, by contestants that take turns over slices: the
 * engine against the bare scan, against a window that is sorted each time,
 * against itself with longer windows, disordered input, another core.
 *
 *	bench_lanes [-r RULES] [-a] [-n ROUNDS] WHAT
 *
 * Prints a JSON line for each contestant; "speed" is the median of the paired
 * ratios of the first one's time to its.  Times are of the thread, for WHAT
 * "cores..." of the clock.  test/perf/compare knows the goals.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/bench_plain.h"
#include "sys/ticker.h"

#include "slices.h"

#define GROUPS		8		/* Of lane percentile, */
#define WINDOW		10000		/* its samples in a window. */

double walk_line(const char *, size_t, size_t);
size_t walk_padding(void);

/* An engine, and where its lines come from. */
struct side {
	struct lane		 lane;
	struct ruleset		 set;
	struct plain		*P;
	struct bench_plain_hits	 hits;
	uint64_t		 number;
};

static struct side side[2];
static const struct span *base;		/* Lines as slices_run() has them. */
static const char *rules;
static bool all_rules;
static size_t rounds = 60;
static double sum;			/* Keeps walks from being useless. */

static void
must(bool ok, const char *what)
{

	if (ok)
		return;
	fprintf(stderr, "bench_lanes: %s\n", what);
	exit(1);
}

/* All lines behind each other, as in a file, with room behind the last. */
static void
flatten(struct lane *l)
{
	size_t room = walk_padding();
	char *p;

	for (size_t i = 0; i < l->n; i++)
		room += l->line[i].n + 1;
	must((p = mem_new(room)) != NULL, "out of memory");
	for (size_t i = 0; i < l->n; i++) {
		memcpy(p, l->line[i].p, l->line[i].n);
		l->line[i].p = p;
		p += l->line[i].n;
		*p++ = '\n';
	}
}

static void
open_side(struct side *s, enum lane_kind kind, size_t n, unsigned stretch,
    unsigned shards)
{
	struct bench_job job = { .kind = kind, .shards = shards,
	    .rules = rules, .no_routing = all_rules };
	struct lane_how how = { .n = n, .vehicles = 1000,
	    .stretch = stretch };
	struct err e = { 0 };

	must(lane_make(kind, &how, &s->lane) == RC_OK, "out of memory");
	if (lane_row(kind)->rules == LANE_GIVEN) {
		must(rules != NULL, "this lane needs -r RULES");
		must(ruleset_load(&rules, 1, &s->set, &e) == RC_OK, e.what);
	}
	must(bench_plain_open(&job, s->set.n > 0 ? s->set.text : s->lane.rule,
	    s->set.n > 0 ? s->set.n : s->lane.rules, &s->hits, &s->P, &e) ==
	    RC_OK, e.what);
	flatten(&s->lane);
}

static void
feed(struct side *s, size_t at, size_t n)
{

	for (size_t i = at; i < at + n; i++)
		must(plain_lend(s->P, 0, ++s->number, s->lane.line[i]) ==
		    RC_OK, "out of memory");
	must(plain_flush(s->P) == RC_OK && !s->hits.failed, "out of memory");
	s->hits.n = 0;
}

static void
run_first(const struct span *lines, size_t n)
{

	feed(&side[0], (size_t)(lines - base), n);
}

static void
run_second(const struct span *lines, size_t n)
{

	feed(&side[1], (size_t)(lines - base), n);
}

static double
walk(const struct span *lines, size_t n)
{
	double got = 0;

	for (size_t i = 0; i < n; i++)
		got += walk_line(lines[i].p, lines[i].n,
		    lines[i].n + walk_padding());
	return (got);
}

static void
run_bare(const struct span *lines, size_t n)
{

	sum += walk(lines, n);
}

struct half {
	const struct span	*lines;
	size_t			 n;
	double			 sum;
};

static void *
walk_half(void *arg)
{
	struct half *h = arg;

	h->sum = walk(h->lines, h->n);
	return (NULL);
}

static void
run_bare_twice(const struct span *lines, size_t n)
{
	struct half other = { .lines = lines + n / 2, .n = n - n / 2 };
	pthread_t thread;

	must(pthread_create(&thread, NULL, walk_half, &other) == 0,
	    "no thread");
	sum += walk(lines, n / 2);
	(void)pthread_join(thread, NULL);	/* It was just made. */
	sum += other.sum;
}

static void
print(struct slices_peer *peers, size_t n)
{
	double ns[SLICES_MOST], ratio[SLICES_MOST];

	for (size_t k = 0; k < n; k++) {
		for (size_t r = 0; r < rounds; r++) {
			ns[r] = peers[k].ns[r];
			ratio[r] = peers[0].ns[r] / ns[r];
		}
		printf("{\"name\":\"%s\",\"rounds\":%zu,\"ns\":%.1f,"
		    "\"ns_p10\":%.1f,\"ns_p90\":%.1f,\"speed\":%.4f,"
		    "\"speed_p10\":%.4f,\"speed_p90\":%.4f}\n",
		    peers[k].name, rounds, slices_at(ns, rounds, 0.5),
		    slices_at(ns, rounds, 0.1), slices_at(ns, rounds, 0.9),
		    slices_at(ratio, rounds, 0.5),
		    slices_at(ratio, rounds, 0.1),
		    slices_at(ratio, rounds, 0.9));
	}
}

/* All contestants over what is left of the lines from ${from} on. */
static void
contest(struct slices_peer *peers, size_t n, size_t from)
{
	size_t slice = (side[0].lane.n - from) / (rounds + 1);

	base = side[0].lane.line;
	must(slice > 0, "too few lines for so many rounds");
	slices_run(peers, n, base + from, (rounds + 1) * slice, slice,
	    rounds);
	print(peers, n);
}

static void
against_bare(enum lane_kind kind, size_t n)
{
	static struct slices_peer peers[] = {
		{ .name = "bare scan", .run = run_bare },
		{ .name = "vedette", .run = run_first },
	};

	open_side(&side[0], kind, n, 1, 1);
	contest(peers, COUNT_OF(peers), 0);
}

static double ring[GROUPS][WINDOW];
static size_t ring_n[GROUPS];

/* The sample of line ${i} goes round by round into the groups' windows. */
static void
ring_put(size_t i)
{
	const char *at = strstr(side[0].lane.line[i].p, "\"bytes\":");
	size_t g = i % GROUPS;

	ring[g][ring_n[g]++ % WINDOW] = strtod(at + 8, NULL);
}

static void
run_sort(const struct span *lines, size_t n)
{
	static double sorted[WINDOW];

	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)(lines - base) + i, g = at % GROUPS;

		ring_put(at);
		memcpy(sorted, ring[g], sizeof(sorted));
		sum += slices_at(sorted, WINDOW, 0.95);
	}
}

static void
against_sort(void)
{
	static struct slices_peer peers[] = {
		{ .name = "sorting the window", .run = run_sort },
		{ .name = "vedette", .run = run_first },
	};
	size_t full = (size_t)GROUPS * WINDOW;

	open_side(&side[0], LANE_percentile, full + (rounds + 1) * 80, 1, 1);
	for (size_t i = 0; i < full; i++)
		ring_put(i);
	feed(&side[0], 0, full);
	contest(peers, COUNT_OF(peers), full);
}

static void
longer_windows(void)
{
	static struct slices_peer peers[] = {
		{ .name = "windows of 1 min", .run = run_first },
		{ .name = "windows of 100 min", .run = run_second },
	};
	size_t n = lane_row(LANE_spans)->lines, full = n / 2;

	open_side(&side[0], LANE_spans, n, 1, 1);
	open_side(&side[1], LANE_spans, n, 100, 1);
	feed(&side[0], 0, full);
	feed(&side[1], 0, full);
	contest(peers, COUNT_OF(peers), full);
}

static void
disorder(void)
{
	static struct slices_peer peers[] = {
		{ .name = "in order", .run = run_first },
		{ .name = "5 % late", .run = run_second },
	};
	size_t n = lane_row(LANE_mix)->lines;

	open_side(&side[0], LANE_mix, n, 1, 1);
	open_side(&side[1], LANE_late, n, 1, 1);
	contest(peers, COUNT_OF(peers), 0);
}

/* As slices_run(), by the clock: what counts is how long it takes. */
static void
run_clock(struct slices_peer *peers, size_t n, size_t slice)
{

	for (size_t r = 0; r < rounds + 1; r++)
		for (size_t k = 0; k < n; k++) {
			struct slices_peer *p = &peers[(k + r) % n];
			double start = ticker_now();

			p->run(base + r * slice, slice);
			if (r > 0)
				p->ns[r - 1] = (ticker_now() - start) * 1e9 /
				    (double)slice;
		}
}

static void
cores(enum lane_kind kind, size_t n)
{
	static struct slices_peer ours[] = {
		{ .name = "1 core", .run = run_first },
		{ .name = "2 cores", .run = run_second },
	}, bare[] = {
		{ .name = "bare scan, 1 core", .run = run_bare },
		{ .name = "bare scan, 2 cores", .run = run_bare_twice },
	};

	open_side(&side[0], kind, n, 1, 1);
	open_side(&side[1], kind, n, 1, 2);
	base = side[0].lane.line;
	run_clock(ours, COUNT_OF(ours), n / (rounds + 1));
	run_clock(bare, COUNT_OF(bare), n / (rounds + 1));
	print(ours, COUNT_OF(ours));
	print(bare, COUNT_OF(bare));
}

static void windows(void) { against_bare(LANE_windows, 60000); }
static void files(void) { against_bare(LANE_files, 60000); }
static void text(void) { against_bare(LANE_text, 20000); }
static void cisco(void) { against_bare(LANE_cisco, 100000); }
static void vehicles(void) { against_bare(LANE_vehicles, 300000); }
static void cores_plain(void) { cores(LANE_vehicles, 600000); }
static void cores_hop(void) { cores(LANE_mix, 600000); }

static const struct {
	const char	*name;
	void		(*run)(void);
} contests[] = {
	{ "windows", windows }, { "files", files }, { "text", text },
	{ "cisco", cisco }, { "vehicles", vehicles },
	{ "percentile", against_sort }, { "spans", longer_windows },
	{ "late", disorder }, { "cores", cores_plain },
	{ "cores-mix", cores_hop },
};

int
main(int argc, char **argv)
{
	size_t i = 0;
	int which;

	while ((which = getopt(argc, argv, "r:an:")) != -1) {
		if (which == 'r')
			rules = optarg;
		else if (which == 'a')
			all_rules = true;
		else if (which == 'n')
			rounds = (size_t)strtoul(optarg, NULL, 10);
		else
			return (2);
	}
	must(optind + 1 == argc, "expected one WHAT");
	must(rounds >= 1 && rounds <= SLICES_MOST, "ROUNDS is 1 to 400");
	while (i < COUNT_OF(contests) &&
	    strcmp(contests[i].name, argv[optind]) != 0)
		i++;
	must(i < COUNT_OF(contests), "no such lane");
	contests[i].run();
	must(sum >= 0, "a line cannot be read");

	for (i = 0; i < COUNT_OF(side); i++) {
		plain_free(side[i].P);
		mem_free(side[i].hits.hit);
		if (side[i].lane.n > 0)
			mem_free((void *)(uintptr_t)side[i].lane.line[0].p);
		lane_release(&side[i].lane);
		ruleset_release(&side[i].set);
	}
	return (0);
}
