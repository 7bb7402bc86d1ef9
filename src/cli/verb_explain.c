/* SPDX-License-Identifier: Apache-2.0 */
/* vedette explain: one event laid open. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/explain.h"
#include "cli/inputs.h"
#include "cli/refdir.h"
#include "cli/ruleset.h"
#include "cli/verbs.h"
#include "model/alert_brief.h"
#include "sys/term.h"

static const char help[] =
"usage: vedette explain [OPTION...] FILE:LINE\n"
"       vedette explain [OPTION...] --alert ID FILE\n"
"       vedette explain [OPTION...] < LINE\n"
"\n"
"Show one event: its fields, the facts that follow from it and from all that\n"
"came before it in FILE, with the rows of reference state behind them; and\n"
"each rule that looks at such events, with the clauses that held and those\n"
"that did not, and what would have kept it silent.  Without FILE the one\n"
"line of standard input is shown; it has no past.\n"
"\n"
"  --alert ID     the event that decided the alert of that id, or that begins\n"
"                 so, in FILE; the alert is shown first\n"
"  --as NAME      FILE is in a foreign format (see 'vedette map list')\n"
"  --sort         sort the lines by time first\n"
"  --ref DIR      reference tables, TABLE.csv each, as with vedette scan\n"
"  --rules PATH   rules to load, a file or a folder; may be repeated\n"
"  --all          show the clauses of the rules that missed, too\n"
"  --help         this text\n"
"\n"
"Exit status: 0 no rule hit, 3 a rule hit, 1 failure or no such line, 2\n"
"usage, 78 bad rules or mapping.\n";

enum { OPT_ALERT = 1, OPT_AS, OPT_SORT, OPT_REF, OPT_RULES, OPT_ALL,
    OPT_HELP };

static const struct option longs[] = {
	{ "alert",	required_argument, NULL, OPT_ALERT },
	{ "as",		required_argument, NULL, OPT_AS },
	{ "sort",	no_argument,	   NULL, OPT_SORT },
	{ "ref",	required_argument, NULL, OPT_REF },
	{ "rules",	required_argument, NULL, OPT_RULES },
	{ "all",	no_argument,	   NULL, OPT_ALL },
	{ "help",	no_argument,	   NULL, OPT_HELP },
	{ NULL,		0,		   NULL, 0 },
};

/* One run. */
struct ask {
	struct inputs_opts	 inputs;
	struct refdir		 ref;
	const char		*path;
	const char		**rules;	/* Owned; paths borrowed. */
	size_t			 rules_n, rules_cap;
	const char		*alert;		/* Id; NULL: a line. */
	uint64_t		 line;		/* 0: the only one. */
	uint64_t		 pos;		/* Of the alert's event. */
	bool			 all;
	struct inputs		*in;		/* Owned. */
	struct engine		*engine;	/* Owned. */
	struct explain_refs	*refs;		/* Owned. */
	struct buf		 out;
	bool			 found, hit;
	rc			 failed;
};

/* Is it the event to explain? */
static bool
wanted(const struct ask *a, const struct event *ev)
{

	if (a->alert != NULL)
		return (a->pos != 0 && ev->pos == a->pos);
	return (!ev->generated && (a->line == 0 || ev->number == a->line));
}

static void
judged(void *ctx, const struct engine_seen *seen)
{
	struct ask *a = ctx;
	const struct event *ev = &seen->work->ev;

	if (!ev->generated)
		explain_refs_from(a->refs, ev);
	if (a->failed != RC_OK || !wanted(a, ev))
		return;
	if (a->found)
		buf_char(&a->out, '\n');	/* A row can give several. */
	a->found = true;
	a->hit |= seen->work->hits > 0;
	a->failed = explain_event(seen, engine_sigma(a->engine), a->refs,
	    a->all, term_width(STDOUT_FILENO), &a->out);
}

static void
asked(void *ctx, const struct engine_asked *q)
{
	struct ask *a = ctx;

	if (wanted(a, q->ev))
		explain_refs_ask(a->refs, q);
}

static void
rejected(void *ctx, unsigned input, uint64_t number, const struct err *e)
{
	struct ask *a = ctx;

	/* Of the lines before it nobody asked. */
	if (a->alert == NULL && (a->line == 0 || number == a->line))
		inputs_report(a->in, input, number, e->what);
}

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette explain: %s\n", e->what);
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

static int
load(struct ask *a)
{
	struct engine_options how = { .all_facts = true };
	struct engine_ears ears = { .ctx = a, .rejected = rejected,
	    .judged = judged, .asked = asked };
	struct ruleset set = { 0 };
	struct err e = { 0 };
	int status = VERB_CLEAN;

	if (ruleset_load(a->rules, a->rules_n, &set, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (engine_new(set.text, set.n, &how, &ears, &a->engine, &e) !=
	    RC_OK)
		status = failed(&e);
	else
		status = ruleset_refused(engine_sigma(a->engine)) ?
		    VERB_CONFIG : VERB_CLEAN;
	if (status == VERB_CLEAN &&
	    refdir_load(&a->ref, a->engine, &e) != RC_OK)
		status = failed(&e);
	ruleset_release(&set);
	return (status);
}

/* Judge everything, or up to the line. */
static int
feed(struct ask *a)
{
	struct err e = { 0 };
	struct span line;
	uint64_t number = 0;
	unsigned input;
	rc r;

	while ((r = inputs_next(a->in, &input, &number, &line, &e)) ==
	    RC_OK) {
		if ((r = engine_add(a->engine, input, number, line)) != RC_OK)
			break;
		if (a->alert == NULL && (a->line == 0 ||
		    (a->line == number && !a->inputs.sort)))
			break;
	}
	if (r == RC_OK || r == RC_NOTFOUND)
		r = engine_flush(a->engine);
	if (r == RC_OK)
		r = a->failed;
	if (r == RC_OK)
		return (VERB_CLEAN);
	(void)rc_fail(&e, r, 0, "%s", rc_text(r));
	return (failed(&e));
}

static int
show(struct ask *a)
{

	if (!a->found) {
		fprintf(stderr, "vedette explain: %s has no event at line "
		    "%llu\n", a->path, (unsigned long long)a->line);
		return (VERB_FAILED);
	}
	if (fwrite(a->out.p, 1, a->out.n, stdout) != a->out.n ||
	    fflush(stdout) != 0) {
		perror("vedette explain: writing");
		return (VERB_FAILED);
	}
	return (a->hit ? VERB_FOUND : VERB_CLEAN);
}

static void
release(struct ask *a)
{

	inputs_close(a->in);
	engine_free(a->engine);
	explain_refs_free(a->refs);
	a->in = NULL;
	a->engine = NULL;
	a->refs = NULL;
}

/* From the beginning of the file. */
static int
begin(struct ask *a)
{
	struct err e = { 0 };
	int status;
	rc r;

	release(a);
	if ((r = explain_refs_new(&a->refs)) != RC_OK) {
		(void)rc_fail(&e, r, 0, "%s", rc_text(r));
		return (failed(&e));
	}
	if ((status = load(a)) != VERB_CLEAN)
		return (status);
	a->inputs.paths = &a->path;
	a->inputs.n = 1;
	a->inputs.quiet = a->alert != NULL || a->line != 0;
	return (inputs_open(&a->inputs, &a->in, &e) == RC_OK ? VERB_CLEAN :
	    failed(&e));
}

/* The alert whose id begins with what was asked for, if it is the only one. */
static const struct alert *
find(struct ask *a)
{
	struct alert *const *all;
	const struct alert *found = NULL;
	size_t n;

	all = engine_alerts(a->engine, &n);
	for (size_t i = 0; all != NULL && i < n; i++) {
		if (strncmp(all[i]->id, a->alert, strlen(a->alert)) != 0)
			continue;
		if (found != NULL) {
			fprintf(stderr, "vedette explain: several alerts "
			    "begin with %s\n", a->alert);
			return (NULL);
		}
		found = all[i];
	}
	if (found == NULL)
		fprintf(stderr, "vedette explain: %s raises no alert %s\n",
		    a->path, a->alert);
	return (found);
}

/* Show the alert, and which event is to be explained. */
static int
look_up(struct ask *a)
{
	const struct alert *alert;
	struct err e = { 0 };
	struct view *v;
	rc r;

	if ((alert = find(a)) == NULL)
		return (VERB_FAILED);
	if ((r = view_new(&v)) == RC_OK) {
		r = alert_brief_card(v, alert, term_width(STDOUT_FILENO),
		    term_colour(STDOUT_FILENO), &a->out);
		view_free(v);
	}
	if (r != RC_OK) {
		(void)rc_fail(&e, r, 0, "%s", rc_text(r));
		return (failed(&e));
	}
	buf_char(&a->out, '\n');
	a->pos = alert->decided->pos;
	return (VERB_CLEAN);
}

static int
run(struct ask *a)
{
	int status;

	/* An alert is known when all is over: then once more from the start. */
	if ((status = begin(a)) != VERB_CLEAN ||
	    (status = feed(a)) != VERB_CLEAN)
		return (status);
	a->ref.quiet = true;
	if (a->alert != NULL && ((status = look_up(a)) != VERB_CLEAN ||
	    (status = begin(a)) != VERB_CLEAN ||
	    (status = feed(a)) != VERB_CLEAN))
		return (status);
	return (show(a));
}

/* "FILE:LINE" in two; the text is changed. */
static bool
split(struct ask *a, char *text)
{
	char *colon = strrchr(text, ':'), *end;

	if (colon == NULL || colon[1] == '\0')
		return (false);
	a->line = strtoull(colon + 1, &end, 10);
	if (*end != '\0' || a->line == 0)
		return (false);
	*colon = '\0';
	a->path = text;
	return (true);
}

static int
parse(struct ask *a, int argc, char **argv, bool *done)
{
	int which;

	*done = true;
	optind = 1;
	while ((which = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (which) {
		case OPT_ALERT:
			a->alert = optarg;
			break;
		case OPT_AS:
			a->inputs.as = optarg;
			break;
		case OPT_SORT:
			a->inputs.sort = true;
			break;
		case OPT_REF:
			a->ref.dir = optarg;
			break;
		case OPT_RULES:
			if (!mem_room(&a->rules, a->rules_n, &a->rules_cap,
			    sizeof(*a->rules)))
				return (VERB_FAILED);
			a->rules[a->rules_n++] = optarg;
			break;
		case OPT_ALL:
			a->all = true;
			break;
		case OPT_HELP:
			fputs(help, stdout);
			return (VERB_CLEAN);
		default:
			return (VERB_USAGE);
		}
	}
	a->path = argc > optind ? argv[optind] : "-";
	if (argc - optind > 1 || (a->alert != NULL ? argc == optind ||
	    a->alert[0] == '\0' || strcmp(a->path, "-") == 0 :
	    argc > optind && !split(a, argv[optind]))) {
		fputs("vedette explain: expected FILE:LINE, --alert ID FILE, "
		    "or one event on standard input; see 'vedette explain "
		    "--help'\n", stderr);
		return (VERB_USAGE);
	}
	*done = false;
	return (VERB_CLEAN);
}

int
verb_explain(int argc, char **argv)
{
	struct ask a = { .failed = RC_OK };
	bool done;
	int status = parse(&a, argc, argv, &done);

	if (!done)
		status = run(&a);
	release(&a);
	buf_release(&a.out);
	mem_free(a.rules);
	return (status);
}
