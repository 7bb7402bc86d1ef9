/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan: the whole engine over files. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "cli/ruleset.h"
#include "cli/show.h"
#include "cli/summary.h"
#include "cli/verbs.h"
#include "sys/term.h"

static const char help[] =
"usage: vedette scan [OPTION...] FILE...\n"
"\n"
"Run the whole engine over event files and print the alerts.  A FILE may be\n"
"plain, gzip, zstd or xz; '-' is standard input.  Several files are merged\n"
"by time.  Alerts go to standard output, the summary to standard error.\n"
"\n"
"  --as NAME          FILEs are in a foreign format: the mapping NAME (see\n"
"                     'vedette map list') or a mapping file\n"
"  --start TIME       when a recording without times began (RFC 3339)\n"
"  --sort             sort the lines by time first, in bounded memory\n"
"  --until TIME       move the clock there at the end, so that timers run\n"
"  --rules PATH       rules to load, a file or a folder; may be repeated\n"
"                     (default: those that come with vedette)\n"
"  --format FORM      text: cards for a person, the default on a terminal\n"
"                     brief: one line an alert, the default elsewhere\n"
"                     json: one short object a line\n"
"                     ocsf: one OCSF 1.5.0 Detection Finding a line\n"
"  --output FILE      write the alerts there\n"
"  --shards N         work on N cores (default 1); same alerts, same bytes\n"
"  --max-vehicles N   keep the state of at most N vehicles (default 1000000);\n"
"                     the least recently seen goes first, and is counted\n"
"  --quiet            no summary, and no report of each bad line\n"
"  --help             this text\n"
"\n"
"Exit status: 0 nothing found, 3 alerts, 1 failure, 2 usage, 78 bad rules or\n"
"configuration.\n";

struct options {
	struct inputs_opts	 inputs;
	struct engine_options	 engine;
	const char		**rules;	/* Owned; paths borrowed. */
	size_t			 rules_n, rules_cap;
	const char		*output;
	enum show_form		 form;
	bool			 form_set, quiet, has_until;
	int64_t			 until;
};

/* One run. */
struct run {
	const struct options	*o;
	struct ruleset		 rules;
	struct inputs		*inputs;	/* Owned. */
	struct engine		*engine;	/* Owned. */
	FILE			*out;
	double			 seconds;
};

static bool
usage_error(const char *option, const char *want)
{

	fprintf(stderr, "vedette scan: %s: expected %s; see 'vedette scan "
	    "--help'\n", option, want);
	return (false);
}

static bool
parse_number(const char *option, const char *text, unsigned long least,
    unsigned long most, unsigned long *ret)
{
	char *end;

	errno = 0;
	*ret = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || text[0] == '-' ||
	    *ret < least || *ret > most) {
		fprintf(stderr, "vedette scan: %s: expected a number from "
		    "%lu to %lu, got '%s'\n", option, least, most, text);
		return (false);
	}
	return (true);
}

static bool
parse_time(const char *option, const char *text, int64_t *ret, bool *set)
{

	*set = ts_parse(span_of(text), ret) == RC_OK;
	return (*set || usage_error(option,
	    "a time like 2026-03-02T08:15:00Z"));
}

enum { OPT_AS = 1, OPT_START, OPT_SORT, OPT_UNTIL, OPT_RULES, OPT_FORMAT,
    OPT_OUTPUT, OPT_SHARDS, OPT_VEHICLES, OPT_QUIET, OPT_HELP };

static const struct option longs[] = {
	{ "as",		 required_argument, NULL, OPT_AS },
	{ "start",	 required_argument, NULL, OPT_START },
	{ "sort",	 no_argument,	    NULL, OPT_SORT },
	{ "until",	 required_argument, NULL, OPT_UNTIL },
	{ "rules",	 required_argument, NULL, OPT_RULES },
	{ "format",	 required_argument, NULL, OPT_FORMAT },
	{ "output",	 required_argument, NULL, OPT_OUTPUT },
	{ "shards",	 required_argument, NULL, OPT_SHARDS },
	{ "max-vehicles", required_argument, NULL, OPT_VEHICLES },
	{ "quiet",	 no_argument,	    NULL, OPT_QUIET },
	{ "help",	 no_argument,	    NULL, OPT_HELP },
	{ NULL,		 0,		    NULL, 0 },
};

/* Take one option in; false if its argument is wrong. */
static bool
take(struct options *o, int which)
{
	unsigned long n;

	switch (which) {
	case OPT_AS:
		o->inputs.as = optarg;
		return (true);
	case OPT_START:
		return (parse_time("--start", optarg, &o->inputs.start,
		    &o->inputs.has_start));
	case OPT_SORT:
		o->inputs.sort = true;
		return (true);
	case OPT_UNTIL:
		return (parse_time("--until", optarg, &o->until,
		    &o->has_until));
	case OPT_RULES:
		if (!mem_room(&o->rules, o->rules_n, &o->rules_cap,
		    sizeof(*o->rules)))
			return (false);
		o->rules[o->rules_n++] = optarg;
		return (true);
	case OPT_FORMAT:
		o->form_set = true;
		o->form = show_form(optarg);
		return (o->form != SHOW_FORM_COUNT || usage_error("--format",
		    "text, brief, json or ocsf"));
	case OPT_OUTPUT:
		o->output = optarg;
		return (true);
	case OPT_SHARDS:
		if (!parse_number("--shards", optarg, 1, 64, &n))
			return (false);
		o->engine.shards = (unsigned)n;
		return (true);
	case OPT_VEHICLES:
		if (!parse_number("--max-vehicles", optarg, 2048,
		    100000000, &n))
			return (false);
		o->engine.vehicles_max = n;
		return (true);
	case OPT_QUIET:
		o->quiet = o->inputs.quiet = true;
		return (true);
	default:
		return (false);		/* getopt has said why. */
	}
}

/* Read the arguments: VERB_CLEAN to go on, else the exit status. */
static int
parse(struct options *o, int argc, char **argv, bool *done)
{
	int which;

	*done = true;
	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (which == OPT_HELP) {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		if (!take(o, which))
			return (VERB_USAGE);
	}
	if (optind == argc) {
		(void)usage_error("FILE", "at least one");
		return (VERB_USAGE);
	}
	o->inputs.paths = (const char *const *)(argv + optind);
	o->inputs.n = (size_t)(argc - optind);
	*done = false;
	return (VERB_CLEAN);
}

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette scan: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

static void
rejected(void *ctx, unsigned input, uint64_t number, const struct err *e)
{
	struct run *r = ctx;

	inputs_report(r->inputs, input, number, e->what);
}

/* Load the rules; a set that cannot be loaded exactly is not run. */
static int
load(struct run *r)
{
	const struct options *o = r->o;
	struct engine_ears ears = { .ctx = r, .rejected = rejected };
	struct err e = { 0 };

	if (ruleset_load(o->rules, o->rules_n, &r->rules, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (engine_new(r->rules.text, r->rules.n, &o->engine, &ears,
	    &r->engine, &e) != RC_OK)
		return (failed(&e));
	return (ruleset_refused(engine_sigma(r->engine)) ? VERB_CONFIG :
	    VERB_CLEAN);
}

static int
feed(struct run *r)
{
	struct progress p;
	struct err e = { 0 };
	struct span line;
	uint64_t number, events = 0;
	unsigned input;
	rc rv;

	progress_start(&p, !r->o->quiet && term_is(STDERR_FILENO));
	while ((rv = inputs_next(r->inputs, &input, &number, &line, &e)) ==
	    RC_OK) {
		if ((rv = engine_add(r->engine, input, number, line)) != RC_OK)
			break;
		if (++events % 4096 == 0)
			progress_show(&p, events, inputs_share(r->inputs));
	}
	if (rv == RC_NOTFOUND)
		rv = r->o->has_until ?
		    engine_until(r->engine, r->o->until) : RC_OK;
	if (rv == RC_OK)
		rv = engine_flush(r->engine);
	r->seconds = progress_end(&p);
	if (rv == RC_OK)
		return (VERB_CLEAN);
	if (e.code == RC_OK)
		(void)rc_fail(&e, rv, 0, "%s", rc_text(rv));
	return (failed(&e));
}

static int
show(struct run *r)
{
	const struct options *o = r->o;
	struct engine_counts counts;
	struct summary s = { .counts = &counts,
	    .skipped = inputs_skipped(r->inputs),
	    .left_out = inputs_left_out(r->inputs),
	    .files = (unsigned)o->inputs.n, .seconds = r->seconds,
	    .colour = term_colour(STDERR_FILENO) };
	struct err e = { 0 };

	s.alerts = engine_alerts(r->engine, &s.alerts_n);
	if (s.alerts_n > 0 && s.alerts == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "sorting the alerts");
		return (failed(&e));
	}
	if (show_alerts(r->out, o->form_set ? o->form : show_usual(r->out),
	    s.alerts, s.alerts_n, &e) != RC_OK)
		return (failed(&e));
	engine_counts(r->engine, &counts);
	if (!o->quiet)
		summary_print(stderr, &s);
	if (inputs_damaged(r->inputs) > 0)
		return (VERB_FAILED);
	return (s.alerts_n > 0 ? VERB_FOUND : VERB_CLEAN);
}

static int
scan(const struct options *o)
{
	struct run r = { .o = o, .out = stdout };
	struct err e = { 0 };
	int status;

	/* What cannot be written is known before the work, not after. */
	if (o->output != NULL && (r.out = fopen(o->output, "w")) == NULL) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		return (failed(&e));
	}
	if ((status = load(&r)) == VERB_CLEAN) {
		if (inputs_open(&o->inputs, &r.inputs, &e) != RC_OK)
			status = failed(&e);
		else if ((status = feed(&r)) == VERB_CLEAN)
			status = show(&r);
	}
	engine_free(r.engine);
	inputs_close(r.inputs);
	ruleset_release(&r.rules);
	if (o->output != NULL && r.out != NULL && fclose(r.out) != 0 &&
	    status != VERB_FAILED) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		status = failed(&e);
	}
	return (status);
}

int
verb_scan(int argc, char **argv)
{
	struct options o = { .form = SHOW_brief };
	bool done;
	int status;

	status = parse(&o, argc, argv, &done);
	if (!done)
		status = scan(&o);
	mem_free(o.rules);
	return (status);
}
