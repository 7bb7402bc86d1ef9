/* SPDX-License-Identifier: Apache-2.0 */
/* vedette tail: what is new in files that grow, as far as a query asks. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>

#include "base/mem.h"
#include "cli/query_ask.h"
#include "cli/query_show.h"
#include "cli/verbs.h"
#include "sys/follow.h"

#define WAIT_MS		200		/* Between looks at quiet files. */

static const char help[] =
    "usage: vedette tail [OPTION...] QUERY FILE...\n"
    "\n"
    "Print the event lines and alerts that come into FILE from now on and\n"
    "pass QUERY, until interrupted; '*' is all of them.  The language is that\n"
    "of 'vedette query'; relative times count from the newest that came.\n"
    "A FILE that is moved away or cut is begun again.\n"
    "\n"
    "  --all          begin with what is in FILE already\n"
    "  --fields A,B   print these fields, between tabs\n"
    "  --json         print them as JSON\n"
    "  --limit N      end after N that passed\n"
    "  --help         this text\n"
    "\n"
    "FILE is plain text.  What is neither event nor alert is named on\n"
    "standard error as FILE:N: reason, the Nth line that was read of it.\n"
    "\n"
    "Exit status: 0 interrupted or N passed, 1 a file could not be read, 2\n"
    "usage or a wrong QUERY.\n";

enum { OPT_ALL = 1, OPT_FIELDS, OPT_JSON, OPT_LIMIT, OPT_HELP };

static const struct option longs[] = {
	{ "all",	no_argument,	   NULL, OPT_ALL },
	{ "fields",	required_argument, NULL, OPT_FIELDS },
	{ "json",	no_argument,	   NULL, OPT_JSON },
	{ "limit",	required_argument, NULL, OPT_LIMIT },
	{ "help",	no_argument,	   NULL, OPT_HELP },
	{ NULL,		0,		   NULL, 0 },
};

/* One run. */
struct job {
	char			**path;		/* Borrowed. */
	struct follow		**file;		/* Owned. */
	size_t			  n;
	struct query_show	  show;
	struct arena		  arena;	/* Names of --fields. */
	struct query		 *q;		/* Owned. */
	struct query_line	 *lines;	/* Owned. */
	struct buf		  out;
	bool			  all;
	int64_t			  newest;
	uint64_t		  limit, hits;
};

static volatile sig_atomic_t stopped;

static void
stop(int sig)
{

	(void)sig;
	stopped = 1;
}

static rc
failed(const struct err *e)
{

	fprintf(stderr, "vedette tail: %s\n", e->what);
	return (e->code);
}

static void
report(const struct job *j, size_t i, const struct err *e)
{

	fprintf(stderr, "%s:%llu: %s\n", j->path[i],
	    (unsigned long long)follow_lines(j->file[i]), e->what);
}

/* Now is the newest that came, this one included. */
static rc
ask(struct job *j, struct span line, uint64_t number,
    struct query_said *said, struct err *e)
{
	rc r = query_line_ask(j->lines, line, number, said, e);

	if (r != RC_OK || said->time <= j->newest)
		return (r);
	j->newest = said->time;
	query_at(j->q, j->newest);
	return (j->q->relative ? query_line_ask(j->lines, line, number, said,
	    e) : r);
}

static rc
one_line(struct job *j, size_t i, struct span line)
{
	struct query_said said = { .hit = false };
	struct err e = { 0 };
	rc r = ask(j, line, follow_lines(j->file[i]), &said, &e);

	if (r == RC_NOMEM)
		return (failed(&(struct err){ .code = r,
		    .what = "out of memory" }));
	if (r != RC_OK)
		report(j, i, &e);
	if (r != RC_OK || !said.hit)
		return (RC_OK);
	buf_clear(&j->out);
	if (query_show_line(&j->show, j->lines, line, &j->out) != RC_OK)
		return (failed(&(struct err){ .code = RC_NOMEM,
		    .what = "out of memory" }));
	fwrite(j->out.p, 1, j->out.n, stdout);
	j->hits++;
	return (RC_OK);
}

static bool
over(const struct job *j)
{

	return (stopped != 0 || (j->limit > 0 && j->hits == j->limit) ||
	    ferror(stdout) != 0);
}

/* All that one file has now; RC_MORE when it is quiet. */
static rc
one_file(struct job *j, size_t i)
{
	struct err e = { 0 };
	struct span line;
	rc r = RC_OK;

	while (r == RC_OK && !over(j)) {
		r = follow_next(j->file[i], &line, &e);
		if (r == RC_LIMIT) {
			report(j, i, &e);
			r = RC_OK;
		} else if (r == RC_OK)
			r = one_line(j, i, line);
		else if (r != RC_MORE)
			return (failed(&e));
	}
	return (r);
}

static int
follow_all(struct job *j)
{

	while (!over(j)) {
		for (size_t i = 0; i < j->n && !over(j); i++) {
			rc r = one_file(j, i);

			if (r != RC_OK && r != RC_MORE)
				return (VERB_FAILED);
		}
		if (fflush(stdout) != 0)
			return (VERB_FAILED);
		if (!over(j))
			follow_wait(WAIT_MS);
	}
	return (VERB_CLEAN);
}

static int
begin(struct job *j)
{
	struct sigaction act = { .sa_handler = stop };
	struct err e = { 0 };
	rc r;

	/* They cannot fail for these signals. */
	(void)sigaction(SIGINT, &act, NULL);
	(void)sigaction(SIGTERM, &act, NULL);
	r = query_line_new(j->q, j->show.field, j->show.n, &j->lines, &e);
	if (r == RC_OK &&
	    (j->file = mem_array(j->n, sizeof(*j->file))) == NULL)
		r = rc_fail(&e, RC_NOMEM, 0, "opening the files");
	for (size_t i = 0; i < j->n && r == RC_OK; i++)
		r = follow_open(j->path[i], j->all, &j->file[i], &e);
	if (r != RC_OK) {
		(void)failed(&e);
		return (VERB_FAILED);
	}
	return (follow_all(j));
}

static int
misused(const char *what)
{

	fprintf(stderr, "vedette tail: %s; see 'vedette tail --help'\n",
	    what);
	return (VERB_USAGE);
}

/* One option; VERB_CLEAN to go on. */
static int
option(struct job *j, int c)
{

	switch (c) {
	case OPT_ALL:
		j->all = true;
		return (VERB_CLEAN);
	case OPT_FIELDS:
		j->show.n = QUERY_SHOW_FIELDS;
		return (query_ask_names("tail", optarg, &j->arena,
		    j->show.field, &j->show.n) == RC_OK ? VERB_CLEAN :
		    VERB_USAGE);
	case OPT_JSON:
		j->show.json = true;
		return (VERB_CLEAN);
	case OPT_LIMIT:
		return (query_ask_limit("tail", optarg, &j->limit) ?
		    VERB_CLEAN : VERB_USAGE);
	default:
		return (misused("a QUERY that begins with - goes after --"));
	}
}

static int
run(struct job *j, int argc, char **argv)
{

	if (optind == argc)
		return (misused("which QUERY?"));
	if (query_ask_parse("tail", argv[optind++], &j->q) != RC_OK)
		return (VERB_USAGE);
	if (optind == argc)
		return (misused("which FILE?"));
	j->path = argv + optind;
	j->n = (size_t)(argc - optind);
	return (begin(j));
}

int
verb_tail(int argc, char **argv)
{
	struct job j = { .newest = INT64_MIN };
	int c, code = VERB_CLEAN;

	while (code == VERB_CLEAN &&
	    (c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == OPT_HELP) {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		code = option(&j, c);
	}
	if (code == VERB_CLEAN)
		code = run(&j, argc, argv);
	for (size_t i = 0; j.file != NULL && i < j.n; i++)
		follow_close(j.file[i]);
	mem_free(j.file);
	query_line_free(j.lines);
	query_free(j.q);
	buf_release(&j.out);
	arena_release(&j.arena);
	if (fflush(stdout) != 0 || ferror(stdout) != 0)
		code = VERB_FAILED;
	return (code);
}
