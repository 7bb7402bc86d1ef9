/* SPDX-License-Identifier: Apache-2.0 */
/* vedette query: events and alerts of files that pass a query. */
#include <getopt.h>
#include <stdio.h>

#include "base/ts.h"
#include "cli/inputs.h"
#include "cli/query_ask.h"
#include "cli/query_show.h"
#include "cli/verbs.h"

static const char help[] =
    "usage: vedette query [OPTION...] QUERY FILE...\n"
    "\n"
    "Print the event lines and alerts of FILE that pass QUERY, as they are.\n"
    "\n"
    "  vin:W*  status:404  ua:\"two words\"   a field's whole text, * and ?\n"
    "  status:>=400  status:400..499         numbers; times alike\n"
    "  severity:>=high  ip:10.0.0.0/8  actor:(alice bob)  outcome:*\n"
    "  unlock  \"two words\"                   inside any text of the line\n"
    "  a b   a OR b   -a   (a OR b) c        and, or, not\n"
    "  from:-2h  to:now  from:2026-03-02     when\n"
    "\n"
    "Short names are vin, vehicle, device, account, actor, ip, type, outcome,\n"
    "rule, severity and others, see --names; beyond these, every name that\n"
    "'vedette fields' lists.  A QUERY that begins with - goes after --.\n"
    "\n"
    "  --fields A,B   print these fields, between tabs\n"
    "  --json         print them, or the count, as JSON\n"
    "  --count        print only how many passed\n"
    "  --limit N      end after N that passed\n"
    "  --at TIME      what relative times count from; without it, the newest\n"
    "                 event or alert in FILE\n"
    "  --as NAME      FILE is in a foreign format (see 'vedette map list')\n"
    "  --text         print QUERY as it was understood, and no more\n"
    "  --names        list the short names\n"
    "  --help         this text\n"
    "\n"
    "FILE may be plain, .gz, .zst or .xz; '-' is standard input.\n"
    "\n"
    "Exit status: 0 done, whether or not anything passed, 1 a file could not\n"
    "be read, 2 usage or a wrong QUERY, 3 done, but some lines are neither\n"
    "events nor alerts, 78 the mapping is wrong.\n";

enum { OPT_FIELDS = 1, OPT_JSON, OPT_COUNT, OPT_LIMIT, OPT_AT, OPT_AS,
    OPT_TEXT, OPT_NAMES, OPT_HELP };

static const struct option longs[] = {
	{ "fields",	required_argument, NULL, OPT_FIELDS },
	{ "json",	no_argument,	   NULL, OPT_JSON },
	{ "count",	no_argument,	   NULL, OPT_COUNT },
	{ "limit",	required_argument, NULL, OPT_LIMIT },
	{ "at",		required_argument, NULL, OPT_AT },
	{ "as",		required_argument, NULL, OPT_AS },
	{ "text",	no_argument,	   NULL, OPT_TEXT },
	{ "names",	no_argument,	   NULL, OPT_NAMES },
	{ "help",	no_argument,	   NULL, OPT_HELP },
	{ NULL,		0,		   NULL, 0 },
};

/* One run. */
struct job {
	struct inputs_opts	 inputs;
	struct query_show	 show;
	struct arena		 arena;		/* Names of --fields. */
	struct query		*q;		/* Owned. */
	struct query_line	*lines;		/* Owned. */
	struct buf		 out;
	bool			 count, text, has_at;
	int64_t			 at;		/* ms */
	uint64_t		 limit, hits;
};

/* Told of each line; false ends the reading. */
typedef bool seen_fn(struct job *, const struct query_said *, struct span);

static int
misused(const char *what, const char *got)
{

	fprintf(stderr, "vedette query: %s%s; see 'vedette query --help'\n",
	    what, got);
	return (VERB_USAGE);
}

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette query: %s\n", e->what);
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

static rc
each(struct job *j, struct inputs *in, seen_fn *seen, struct err *e)
{
	struct query_said said;
	struct span line;
	uint64_t number;
	unsigned input;
	rc r;

	while ((r = inputs_next(in, &input, &number, &line, e)) == RC_OK) {
		r = query_line_ask(j->lines, line, number, &said, e);
		if (r == RC_NOMEM)
			return (rc_fail(e, r, 0, "%s", rc_text(r)));
		if (r != RC_OK)
			inputs_report(in, input, number, e->what);
		else if (!seen(j, &said, line))
			return (RC_OK);
	}
	return (r == RC_NOTFOUND ? RC_OK : r);
}

/* Read all inputs; what cannot be read is reported unless ${quiet}. */
static int
read_all(struct job *j, seen_fn *seen, bool quiet)
{
	struct inputs *in = NULL;
	struct err e = { 0 };
	int code = VERB_CLEAN;

	j->inputs.quiet = quiet;
	if (inputs_open(&j->inputs, &in, &e) != RC_OK ||
	    each(j, in, seen, &e) != RC_OK)
		code = failed(&e);
	else if (inputs_damaged(in) > 0)
		code = VERB_FAILED;
	else if (inputs_skipped(in)->total > 0)
		code = VERB_FOUND;
	inputs_close(in);
	return (code);
}

/* seen_fn: the newest of all. */
static bool
newest(struct job *j, const struct query_said *said, struct span line)
{

	(void)line;
	if (!j->has_at || said->time > j->at)
		j->at = said->time;
	j->has_at = true;
	return (true);
}

/* seen_fn: print what passed, and go on while somebody reads it. */
static bool
print(struct job *j, const struct query_said *said, struct span line)
{

	if (!said->hit)
		return (true);
	j->hits++;
	if (!j->count) {
		buf_clear(&j->out);
		if (query_show_line(&j->show, j->lines, line, &j->out) ==
		    RC_OK)
			fwrite(j->out.p, 1, j->out.n, stdout);
	}
	return (j->hits != j->limit && !j->out.failed && ferror(stdout) == 0);
}

/* What relative times count from, unless it was said. */
static int
find_now(struct job *j)
{

	if (!j->q->relative || j->has_at)
		return (VERB_CLEAN);
	for (size_t i = 0; i < j->inputs.n; i++) {
		if (strcmp(j->inputs.paths[i], "-") == 0)
			return (misused("standard input is read once: relative"
			    " times need --at", ""));
	}
	return (read_all(j, newest, true));
}

static int
search(struct job *j)
{
	struct err e = { 0 };
	int code;

	if (query_line_new(j->q, j->show.field, j->show.n, &j->lines, &e) !=
	    RC_OK)
		return (failed(&e));
	code = find_now(j);
	if (code != VERB_CLEAN && code != VERB_FOUND)
		return (code);
	query_at(j->q, j->at);
	code = read_all(j, print, false);
	if (j->count)
		printf(j->show.json ? "{\"count\":%llu}\n" : "%llu\n",
		    (unsigned long long)j->hits);
	if (j->out.failed)
		return (failed(&(struct err){ .what = "out of memory" }));
	return (code);
}

static int
show_text(struct job *j)
{

	query_text(j->q, &j->out);
	if (j->out.failed)
		return (failed(&(struct err){ .what = "out of memory" }));
	printf("%.*s\n", (int)j->out.n, j->out.p);
	return (VERB_CLEAN);
}

static int
list_names(void)
{
	size_t n;
	const struct query_name *s = query_name_short(&n);

	for (size_t i = 0; i < n; i++)
		printf("%-14s %s\n", s[i].name.p, s[i].help);
	printf("%-14s %s\n%-14s %s\n", "from", "the earliest time", "to",
	    "the latest time");
	return (VERB_CLEAN);
}

/* One option; VERB_CLEAN to go on. */
static int
option(struct job *j, int c)
{

	switch (c) {
	case OPT_FIELDS:
		j->show.n = QUERY_SHOW_FIELDS;
		return (query_ask_names("query", optarg, &j->arena,
		    j->show.field, &j->show.n) == RC_OK ? VERB_CLEAN :
		    VERB_USAGE);
	case OPT_JSON:
		j->show.json = true;
		return (VERB_CLEAN);
	case OPT_COUNT:
		j->count = true;
		return (VERB_CLEAN);
	case OPT_LIMIT:
		return (query_ask_limit("query", optarg, &j->limit) ?
		    VERB_CLEAN : VERB_USAGE);
	case OPT_AT:
		j->has_at = ts_parse(span_of(optarg), &j->at) == RC_OK;
		return (j->has_at ? VERB_CLEAN : misused("--at: expected a "
		    "time like 2026-03-02T08:15:00Z, got ", optarg));
	case OPT_AS:
		j->inputs.as = optarg;
		return (VERB_CLEAN);
	case OPT_TEXT:
		j->text = true;
		return (VERB_CLEAN);
	default:
		return (misused("a QUERY that begins with - goes after --",
		    ""));
	}
}

static int
run(struct job *j, int argc, char **argv)
{

	if (optind == argc)
		return (misused("which QUERY?", ""));
	if (query_ask_parse("query", argv[optind++], &j->q) != RC_OK)
		return (VERB_USAGE);
	if (j->text)
		return (show_text(j));
	if (optind == argc)
		return (misused("which FILE?", ""));
	j->inputs.paths = (const char *const *)argv + optind;
	j->inputs.n = (size_t)(argc - optind);
	return (search(j));
}

int
verb_query(int argc, char **argv)
{
	struct job j = { .limit = 0 };
	int c, code = VERB_CLEAN;

	while (code == VERB_CLEAN &&
	    (c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == OPT_HELP) {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		if (c == OPT_NAMES)
			return (list_names());
		code = option(&j, c);
	}
	if (code == VERB_CLEAN)
		code = run(&j, argc, argv);
	query_line_free(j.lines);
	query_free(j.q);
	buf_release(&j.out);
	arena_release(&j.arena);
	if (fflush(stdout) != 0 || ferror(stdout) != 0)
		code = VERB_FAILED;
	return (code);
}
