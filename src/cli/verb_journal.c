/* SPDX-License-Identifier: Apache-2.0 */
/* vedette journal: its jobs and their options. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/ts.h"
#include "cli/journal_add.h"
#include "cli/journal_show.h"
#include "cli/verbs.h"
#include "journal/journal_read.h"

#define MIB		((uint64_t)1 << 20)

static const char help[] =
"usage: vedette journal append [OPTION...] DIR\n"
"       vedette journal cat [OPTION...] DIR\n"
"       vedette journal ls DIR\n"
"       vedette journal verify DIR\n"
"\n"
"A journal is a folder of lines that are durable before anybody is told so.\n"
"An offset is a number of lines: those before.\n"
"\n"
"append: take lines from standard input; the folder is made if need be.\n"
"After each commit the number of lines that are durable is printed: what is\n"
"below it survives a crash of anything. While the disk is full or fails no\n"
"more is read, and senders have to wait; nothing is lost.\n"
"\n"
"  --commit-ms N      commit when a line has waited N ms (default 10)\n"
"  --commit-size KIB  ... or when so much waits (default 1024)\n"
"  --segment-size MIB a segment of that size is sealed: packed, its sums\n"
"                     chained to those before (default 64)\n"
"  --keep-age SPAN    remove sealed segments whose last line is older, like\n"
"                     12h or 30d (default: never)\n"
"  --keep-size MIB    remove the oldest sealed segments beyond that\n"
"  --no-wait          a commit that fails ends the program\n"
"  --quiet            no summary, and no report of a bad line\n"
"\n"
"cat: print lines. 'vedette scan DIR' reads a journal as well.\n"
"\n"
"  --from N           begin at offset N (default: the first that is kept)\n"
"  --lines N          at most N lines\n"
"  --follow           wait for more\n"
"\n"
"ls: list the segments. verify: read all of them and tell what is damaged.\n"
"\n"
"  --help             this text\n"
"\n"
"Exit status: 0 done, 1 failure or a refused line, 2 usage, 3 damage.\n";

/** All that may be asked for. */
struct asked {
	struct journal_add	add;
	struct journal_show	show;
};

typedef int job_fn(struct asked *);

static int
append(struct asked *a)
{

	return (journal_add_run(&a->add));
}

static int
cat(struct asked *a)
{

	return (journal_show_lines(&a->show));
}

static int
ls(struct asked *a)
{

	return (journal_show_list(a->show.dir));
}

static int
verify(struct asked *a)
{

	return (journal_show_verify(a->show.dir));
}

/* One row a job; its options are those that name it. */
static const struct job {
	const char	*name;
	job_fn		*run;
} jobs[] = {
	{ "append",	append },
	{ "cat",	cat },
	{ "ls",		ls },
	{ "verify",	verify },
};

static bool
number(const char *option, uint64_t least, uint64_t most, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(optarg, &end, 10);
	if (errno == 0 && optarg[0] >= '0' && optarg[0] <= '9' &&
	    *end == '\0' && *ret >= least && *ret <= most)
		return (true);
	fprintf(stderr, "vedette journal: %s: expected a number from %llu to "
	    "%llu, got '%s'\n", option, (unsigned long long)least,
	    (unsigned long long)most, optarg);
	return (false);
}

static bool
keep_age(struct asked *a)
{
	int64_t *ms = &a->add.how.keep.ms;

	if (ts_span(span_of(optarg), ms) && *ms > 0)
		return (true);
	fprintf(stderr, "vedette journal: --keep-age: expected a time span "
	    "like 12h or 30d, got '%s'\n", optarg);
	return (false);
}

/* Options of append. */
static bool
take_append(struct asked *a, int which)
{
	uint64_t n;

	switch (which) {
	case 'm':
		if (!number("--commit-ms", 0, 10000, &n))
			return (false);
		a->add.ms = (unsigned)n;
		return (true);
	case 'b':
		if (!number("--commit-size", 1, BLOCK_MOST >> 10, &n))
			return (false);
		a->add.bytes = n << 10;
		return (true);
	case 's':
		if (!number("--segment-size", 1, 4096, &n))
			return (false);
		a->add.how.segment = n * MIB;
		return (true);
	case 'k':
		if (!number("--keep-size", 1, INT64_MAX / MIB, &n))
			return (false);
		a->add.how.keep.bytes = n * MIB;
		return (true);
	case 'a':
		return (keep_age(a));
	case 'w':
		a->add.no_wait = true;
		return (true);
	case 'q':
		a->add.quiet = true;
		return (true);
	default:
		return (false);		/* getopt has said why. */
	}
}

static bool
take_cat(struct asked *a, int which)
{

	switch (which) {
	case 'f':
		return (number("--from", 0, INT64_MAX, &a->show.from));
	case 'n':
		return (number("--lines", 0, INT64_MAX, &a->show.lines));
	case 'F':
		a->show.follow = true;
		return (true);
	default:
		return (false);		/* getopt has said why. */
	}
}

static const struct option longs_append[] = {
	{ "commit-ms",	  required_argument, NULL, 'm' },
	{ "commit-size",  required_argument, NULL, 'b' },
	{ "segment-size", required_argument, NULL, 's' },
	{ "keep-size",	  required_argument, NULL, 'k' },
	{ "keep-age",	  required_argument, NULL, 'a' },
	{ "no-wait",	  no_argument,	     NULL, 'w' },
	{ "quiet",	  no_argument,	     NULL, 'q' },
	{ "help",	  no_argument,	     NULL, 'h' },
	{ NULL,		  0,		     NULL, 0 },
};
static const struct option longs_cat[] = {
	{ "from",	  required_argument, NULL, 'f' },
	{ "lines",	  required_argument, NULL, 'n' },
	{ "follow",	  no_argument,	     NULL, 'F' },
	{ "help",	  no_argument,	     NULL, 'h' },
	{ NULL,		  0,		     NULL, 0 },
};
static const struct option longs_plain[] = {
	{ "help",	  no_argument,	     NULL, 'h' },
	{ NULL,		  0,		     NULL, 0 },
};

/* The job's options and its folder; VERB_FOUND: all is well, go on. */
static int
parse(struct asked *a, const struct job *job, int argc, char **argv)
{
	const struct option *longs = job->run == append ? longs_append :
	    job->run == cat ? longs_cat : longs_plain;
	int which;

	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (which == 'h') {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		if (!(job->run == append ? take_append(a, which) :
		    take_cat(a, which)))
			return (VERB_USAGE);
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "vedette journal %s: expected one DIR; see "
		    "'vedette journal --help'\n", job->name);
		return (VERB_USAGE);
	}
	a->add.dir = a->show.dir = argv[optind];
	return (VERB_FOUND);
}

int
verb_journal(int argc, char **argv)
{
	struct asked a = { .add = { .how = { .segment = JOURNAL_SEGMENT },
	    .bytes = MIB, .ms = 10 }, .show = { .from = JOURNAL_READ_START,
	    .lines = UINT64_MAX } };
	int code;

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0)) {
		fputs(help, stdout);
		return (VERB_CLEAN);
	}
	for (size_t i = 0; argc > 1 && i < COUNT_OF(jobs); i++) {
		if (strcmp(argv[1], jobs[i].name) != 0)
			continue;
		argv[1] = argv[0];
		code = parse(&a, &jobs[i], argc - 1, argv + 1);
		return (code == VERB_FOUND ? jobs[i].run(&a) : code);
	}
	fprintf(stderr, "vedette journal: expected append, cat, ls or verify"
	    "; see 'vedette journal --help'\n");
	return (VERB_USAGE);
}
