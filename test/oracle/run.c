/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random cases through the oracle and the product.
 * usage: run [--seed N] [--cases M] [--shards 1,2,4] [--batch 1,7,1024]
 *            [--known FILE] [--lines | --native]
 *            [--show]
 *
 * --lines: as plain JSON lines, with the product's own reader and clock.
 * --native: as event lines through the whole engine; alerts are compared.
 * The case of seed N is always the same.  On a difference the case is made
 * as small as it gets and printed with both outcomes; the end is 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/compare.h"
#include "oracle/gen.h"
#include "oracle/native.h"
#include "oracle/print.h"
#include "oracle/verdict.h"

#define LIST_MAX	8
#define KNOWN_MAX	256
#define SHOWN_MAX	5		/* Differences shown in full. */

struct options {
	unsigned long	seed, cases;
	unsigned	shards[LIST_MAX], batch[LIST_MAX];
	size_t		shards_n, batch_n;
	unsigned long	known[KNOWN_MAX];
	size_t		known_n;
	bool		show, lines, native;
};

/* What the product refuses is left out, never silently. */
static void
probe(struct gen_limits *l)
{

	gen_limits(l);
	if (l->no_kind[O_ORDERED])
		printf("# left out: temporal_ordered is refused\n");
	if (l->no_kind[O_ABSENCE])
		printf("# left out: x-absence is refused\n");
	if (l->no_session)
		printf("# left out: x-window: session is refused\n");
}

static size_t
list(const char *s, unsigned *to)
{
	size_t n = 0;
	char *end;

	while (n < LIST_MAX) {
		to[n] = (unsigned)strtoul(s, &end, 10);
		if (to[n] == 0 || to[n] > 4096)
			return (0);
		n++;
		if (*end != ',')
			return (*end == '\0' ? n : 0);
		s = end + 1;
	}
	return (0);
}

/* Lines of seeds that are expected to differ, each with its reason. */
static bool
known(struct options *o, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[256];

	if (f == NULL) {
		perror(path);
		return (false);
	}
	while (o->known_n < KNOWN_MAX && fgets(line, sizeof(line), f) != NULL)
		if (line[0] >= '0' && line[0] <= '9')
			o->known[o->known_n++] = strtoul(line, NULL, 10);
	(void)fclose(f);
	return (true);
}

static bool
options(int argc, char **argv, struct options *o)
{

	*o = (struct options){ .seed = 1, .cases = 1000,
	    .shards = { 1 }, .shards_n = 1, .batch = { 1 }, .batch_n = 1 };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--show") == 0) {
			o->show = true;
			continue;
		}
		if (strcmp(argv[i], "--lines") == 0) {
			o->lines = true;
			continue;
		}
		if (strcmp(argv[i], "--native") == 0) {
			o->native = true;
			continue;
		}
		if (i + 1 == argc)
			return (false);
		if (strcmp(argv[i], "--seed") == 0)
			o->seed = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--cases") == 0)
			o->cases = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--shards") == 0)
			o->shards_n = list(argv[++i], o->shards);
		else if (strcmp(argv[i], "--batch") == 0)
			o->batch_n = list(argv[++i], o->batch);
		else if (strcmp(argv[i], "--known") != 0 ||
		    !known(o, argv[++i]))
			return (false);
	}
	return (o->shards_n > 0 && o->batch_n > 0);
}

static void
report(unsigned long seed, struct o_case *c, const struct product_how *how)
{
	struct buf b = { 0 };

	if (how->native)
		native_adapt(c);
	compare_shrink(c, how);
	buf_fmt(&b, "seed %lu, %u shards, batches of %zu%s: differs\n", seed,
	    how->shards, how->batch, how->firing == O_RESET ? ", reset" : "");
	print_case(c, &b);
	if (how->native)
		for (size_t i = 0; i < c->events; i++)
			print_native_event(c, i, &b);
	(void)compare_case(c, how, &b, NULL);
	printf("%s\n", buf_str(&b) != NULL ? buf_str(&b) : "no memory");
	fflush(stdout);
	buf_release(&b);
}

/* One seed in all ways; did any differ? */
static bool
one(const struct options *o, unsigned long seed, struct gen_limits *l,
    struct compare_seen *seen, unsigned long *full, bool shown)
{
	static struct o_case c;
	struct dice d = dice_seed(seed);

	gen_case(&d, l, &c);
	if (o->show) {
		struct buf b = { 0 };

		print_case(&c, &b);
		printf("%s", buf_str(&b));
		buf_release(&b);
	}
	for (size_t s = 0; s < o->shards_n; s++) {
		for (size_t b = 0; b < o->batch_n; b++) {
			struct product_how how = { .shards = o->shards[s],
			    .batch = o->batch[b], .threads = seed % 4 == 0,
			    .firing = seed % 8 == 1 ? O_RESET : O_POINTS,
			    .lines = o->lines, .native = o->native };
			enum compare_end end = compare_case(&c, &how, NULL,
			    s + b == 0 ? seen : NULL);

			*full += end == COMPARE_FULL && s + b == 0;
			if (end != COMPARE_DIFFERS)
				continue;
			if (shown)
				report(seed, &c, &how);
			return (true);
		}
	}
	return (false);
}

int
main(int argc, char **argv)
{
	struct compare_seen seen = { 0 };
	struct gen_limits limits;
	struct options o;
	unsigned long bad = 0, full = 0, mended = 0;

	if (!options(argc, argv, &o)) {
		fprintf(stderr, "usage: run [--seed N] [--cases M] "
		    "[--shards 1,2,4] [--batch 1,7,1024] [--known FILE] "
		    "[--show]\n");
		return (2);
	}
	probe(&limits);
	for (unsigned long i = 0; i < o.cases; i++) {
		unsigned long seed = o.seed + i;
		bool expected = false, differs;

		for (size_t k = 0; k < o.known_n; k++)
			expected |= o.known[k] == seed;
		differs = one(&o, seed, &limits, &seen, &full,
		    !expected && bad < SHOWN_MAX);
		if (expected && !differs)
			printf("seed %lu is listed as known, and agrees\n",
			    seed);
		mended += expected && !differs;
		bad += !expected && differs;
		if (!expected && differs && bad > SHOWN_MAX)
			printf("seed %lu differs\n", seed);
	}
	printf("# %lu cases: %lu differ, %lu known, %lu too large, "
	    "%lu drawn otherwise\n# %lu true points (%lu of depth 3 or more, "
	    "%lu in sessions), %lu too late\n#", o.cases, bad,
	    (unsigned long)o.known_n, full, limits.left_out, seen.points,
	    seen.deep, seen.sessions, seen.late);
	for (int k = 0; k <= O_ABSENCE; k++)
		printf(" %lu", seen.by_kind[k]);
	printf(" by type\n");
	/* A run that told nothing tested nothing. */
	return (bad > 0 || mended > 0 || (o.cases >= 100 &&
	    seen.points < o.cases));
}
