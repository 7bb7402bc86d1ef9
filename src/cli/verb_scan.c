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
#include "cli/reload.h"
#include "cli/ruleset_with.h"
#include "cli/scan_plain.h"
#include "cli/scan_state.h"
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
"  --plain            FILEs hold any JSON objects, one a line, for rules of\n"
"                     any product: no dictionary, no facts; prints JSON\n"
"  --time-field NAME  with --plain: the field that says when (default: time,\n"
"                     @timestamp and others)\n"
"  --logsource LIST   with --plain: product=P,category=C,service=S of lines\n"
"                     that do not say; only rules that do not contradict\n"
"                     meet them\n"
"  --no-routing       with --plain: all rules meet all lines\n"
"  --fire HOW         with --plain, what a correlation tells:\n"
"                     episode: points that follow each other together\n"
"                     every: each point\n"
"                     reset: each point, and its group then starts empty\n"
"  --rules PATH       rules to load, a file or a folder; may be repeated\n"
"                     (default: those that come with vedette)\n"
"  --pipeline NAME    rewrite the rules for the names of other logs: one that\n"
"                     comes with vedette, or a file; may be repeated\n"
"  --placeholders FILE\n"
"                     what %names% in values with 'expand' stand for; may\n"
"                     be repeated\n"
"  --format FORM      text: cards for a person, the default on a terminal\n"
"                     brief: one line an alert, the default elsewhere\n"
"                     json: one short object a line\n"
"                     ocsf: one OCSF 1.5.0 Detection Finding a line\n"
"  --output FILE      write the alerts there\n"
"  --shards N         work on N cores (default 1); same alerts, same bytes\n"
"  --max-vehicles N   keep the state of at most N vehicles (default 1000000);\n"
"                     the least recently seen goes first, and is counted\n"
"  --state DIR        keep in the folder DIR what is known, now and then; the\n"
"                     same inputs given again go on after it, with the\n"
"                     same alerts at the end as without a break\n"
"  --state-every N    ... after N lines (default: what comes in 10 s)\n"
"  --quiet            no summary, and no report of each bad line\n"
"  --help             this text\n"
"\n"
"SIGHUP reads the rules anew: they take over between two lines, and what is\n"
"known of rules that are unchanged goes on.\n"
"\n"
"Exit status: 0 nothing found, 3 alerts, 1 failure, 2 usage, 78 bad rules or\n"
"configuration.\n";

struct options {
	struct inputs_opts	 inputs;
	struct engine_options	 engine;
	struct plain_options	 any;		/* With --plain. */
	struct ruleset_with	 with;
	struct scan_state_how	 state;
	const char		*native, *foreign;	/* An option given */
					/* that is for the other only. */
	const char		**rules;	/* Owned; paths borrowed. */
	size_t			 rules_n, rules_cap;
	const char		*output;
	enum show_form		 form;
	bool			 form_set, quiet, has_until, plain;
	int64_t			 until;
};

/* One run. */
struct run {
	const struct options	*o;
	struct loaded {
		struct ruleset	 rules;
		struct engine	*engine;	/* Owned. */
		bool		 refused;	/* Not to be run. */
	}			 now, next;	/* ... after a reload. */
	struct inputs		*inputs;	/* Owned. */
	struct scan_state	*state;		/* Owned. */
	struct reload		*reload;	/* Owned. */
	struct scan_state_fates	 fates;
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
    OPT_OUTPUT, OPT_SHARDS, OPT_VEHICLES, OPT_QUIET, OPT_PLAIN,
    OPT_TIME_FIELD, OPT_LOGSOURCE, OPT_NO_ROUTING, OPT_FIRE, OPT_PIPELINE,
    OPT_PLACEHOLDERS, OPT_STATE, OPT_STATE_EVERY, OPT_HELP };

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
	{ "plain",	 no_argument,	    NULL, OPT_PLAIN },
	{ "time-field",	 required_argument, NULL, OPT_TIME_FIELD },
	{ "logsource",	 required_argument, NULL, OPT_LOGSOURCE },
	{ "no-routing",	 no_argument,	    NULL, OPT_NO_ROUTING },
	{ "fire",	 required_argument, NULL, OPT_FIRE },
	{ "pipeline",	 required_argument, NULL, OPT_PIPELINE },
	{ "placeholders", required_argument, NULL, OPT_PLACEHOLDERS },
	{ "state",	 required_argument, NULL, OPT_STATE },
	{ "state-every", required_argument, NULL, OPT_STATE_EVERY },
	{ "help",	 no_argument,	    NULL, OPT_HELP },
	{ NULL,		 0,		    NULL, 0 },
};

/* The same of an option that is for --plain only. */
static bool
take_plain(struct options *o, int which)
{

	switch (which) {
	case OPT_PLAIN:
		o->plain = true;
		return (true);
	case OPT_TIME_FIELD:
		o->foreign = "--time-field";
		o->any.time_field = optarg;
		return (optarg[0] != '\0' || usage_error("--time-field",
		    "the name of a field"));
	case OPT_LOGSOURCE:
		o->foreign = "--logsource";
		return (scan_plain_logsource(optarg, &o->any.logsource) ||
		    usage_error("--logsource", "product=P,category=C,"
		    "service=S, any of the three"));
	case OPT_NO_ROUTING:
		o->foreign = "--no-routing";
		o->any.no_routing = true;
		return (true);
	case OPT_FIRE:
		o->foreign = "--fire";
		o->any.fire = scan_plain_fire(optarg);
		return (o->any.fire != PLAIN_FIRE_COUNT ||
		    usage_error("--fire", "episode, every or reset"));
	default:
		return (false);		/* getopt has said why. */
	}
}

/* One more value of --pipeline or --placeholders. */
static bool
take_with(const char **value, size_t *n, const char *option)
{

	if (*n == RULESET_WITH_MAX)
		return (usage_error(option, "fewer of them"));
	value[(*n)++] = optarg;
	return (true);
}

/* Take one option in; false if its argument is wrong. */
static bool
take(struct options *o, int which)
{
	unsigned long n;

	switch (which) {
	case OPT_PIPELINE:
		return (take_with(o->with.pipeline, &o->with.pipelines,
		    "--pipeline"));
	case OPT_PLACEHOLDERS:
		return (take_with(o->with.placeholder, &o->with.placeholders,
		    "--placeholders"));
	case OPT_STATE:
		o->state.dir = optarg;
		return (optarg[0] != '\0' || usage_error("--state",
		    "a folder"));
	case OPT_STATE_EVERY:
		if (!parse_number("--state-every", optarg, 1, 1000000000, &n))
			return (false);
		o->state.every = n;
		return (true);
	case OPT_AS:
		o->native = "--as";
		o->inputs.as = optarg;
		return (true);
	case OPT_START:
		o->native = "--start";
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
		if (o->form != SHOW_json)
			o->native = "--format other than json";
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
		o->native = "--max-vehicles";
		o->engine.vehicles_max = n;
		return (true);
	case OPT_QUIET:
		o->quiet = o->inputs.quiet = o->state.quiet = true;
		return (true);
	default:
		return (take_plain(o, which));
	}
}

/* Does what was asked for fit the kind of input? */
static bool
fits(const struct options *o)
{
	const char *wrong = o->plain ? o->native : o->foreign;

	if (wrong == NULL)
		return (true);
	fprintf(stderr, o->plain ? "vedette scan: %s: not with --plain\n" :
	    "vedette scan: %s: only with --plain\n", wrong);
	return (false);
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
	if (!fits(o))
		return (VERB_USAGE);
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

/* Make an engine of ${l}'s rules. */
static rc
make(struct run *r, struct loaded *l, struct err *e)
{
	struct engine_ears ears = { .ctx = r, .rejected = rejected };
	struct engine_options how = r->o->engine;
	struct sigma_setup setup = ruleset_with_setup(&l->rules);
	rc rv;

	how.setup = &setup;
	if ((rv = engine_new(l->rules.text, l->rules.n, &how, &ears,
	    &l->engine, e)) == RC_OK)
		l->refused = ruleset_refused(engine_sigma(l->engine));
	return (rv);
}

static void
unload(struct loaded *l)
{

	engine_free(l->engine);
	ruleset_release(&l->rules);
	*l = (struct loaded){ .engine = NULL };
}

/* Load the rules; a set that cannot be loaded exactly is not run. */
static int
load(struct run *r, struct loaded *l)
{
	const struct options *o = r->o;
	struct err e = { 0 };

	if (ruleset_load(o->rules, o->rules_n, &l->rules, &e) != RC_OK ||
	    ruleset_with_load(&o->with, &l->rules, &e) != RC_OK) {
		(void)failed(&e);
		return (VERB_CONFIG);
	}
	if (make(r, l, &e) != RC_OK)
		return (failed(&e));
	return (l->refused ? VERB_CONFIG : VERB_CLEAN);
}

/* scan_state_engine: what is kept between runs. */

static rc
settle(void *ctx, struct err *e)
{
	struct run *r = ctx;
	rc rv = engine_flush(r->now.engine);

	return (rv == RC_OK ? rv : rc_fail(e, rv, 0, "%s", rc_text(rv)));
}

static void
save(void *ctx, struct buf *b)
{
	struct run *r = ctx;

	engine_save(r->now.engine, b);
}

static struct engine_change
change(struct run *r)
{

	return ((struct engine_change){ .ctx = &r->fates,
	    .rule = scan_state_fate, .starts = scan_state_starts });
}

static rc
take_up(void *ctx, struct cur *c, struct err *e)
{
	struct run *r = ctx;
	struct engine_change how = change(r);
	rc rv = engine_load(r->now.engine, c, &how, e);

	if (rv != RC_OK) {
		buf_release(&r->fates.text);
		r->fates = (struct scan_state_fates){ .n = { 0 } };
	} else if (r->fates.text.n > 0 || !r->o->quiet)
		scan_state_tell(&r->fates, "state taken up");
	return (rv);
}

static rc
renew(void *ctx, struct err *e)
{
	struct run *r = ctx;

	engine_free(r->now.engine);
	r->now.engine = NULL;
	return (make(r, &r->now, e));
}

/* reload_make_fn */
static bool
make_next(void *ctx)
{
	struct run *r = ctx;

	return (load(r, &r->next) == VERB_CLEAN);
}

/* Between two lines: do other rules take over? */
static rc
reload(struct run *r, struct err *e)
{
	struct engine_change how = change(r);
	struct loaded old;
	bool ok;
	rc rv;

	if (!reload_ready(r->reload, &ok))
		return (RC_OK);
	if (!ok) {
		unload(&r->next);
		fputs("vedette scan: reload: the rules in force stay\n",
		    stderr);
		return (RC_OK);
	}
	if ((rv = engine_take_over(r->next.engine, r->now.engine, &how, e)) !=
	    RC_OK)
		return (rv);
	old = r->now;
	r->now = r->next;
	r->next = (struct loaded){ .engine = NULL };
	unload(&old);
	scan_state_tell(&r->fates, "reload");
	/* From here on another run begins with these rules. */
	return (scan_state_now(r->state, e));
}

/* The rest of the journal. */
static rc
feed_lines(struct run *r, struct progress *p, struct err *e)
{
	struct span line;
	uint64_t number, events = 0;
	unsigned input;
	rc rv;

	while ((rv = inputs_next(r->inputs, &input, &number, &line, e)) ==
	    RC_OK) {
		if ((rv = reload(r, e)) != RC_OK ||
		    (rv = engine_add(r->now.engine, input, number, line)) !=
		    RC_OK || (rv = scan_state_line(r->state, input, number,
		    line, e)) != RC_OK)
			return (rv);
		if (++events % 4096 == 0)
			progress_show(p, events, inputs_share(r->inputs));
	}
	return (rv == RC_NOTFOUND ? scan_state_now(r->state, e) : rv);
}

static int
feed(struct run *r)
{
	const struct scan_state_engine state = { r, settle, save, take_up,
	    renew };
	struct progress p;
	struct err e = { 0 };
	rc rv;

	if ((rv = scan_state_open(&r->o->state, &state, r->inputs, &r->state,
	    &e)) != RC_OK || (rv = reload_new(make_next, r, &r->reload)) !=
	    RC_OK) {
		/* It is not the rules that do not fit. */
		e.code = rv == RC_CONFLICT ? RC_IO : rv;
		return (failed(&e));
	}
	progress_start(&p, !r->o->quiet && term_is(STDERR_FILENO));
	rv = feed_lines(r, &p, &e);
	if (rv == RC_OK && r->o->has_until)
		rv = engine_until(r->now.engine, r->o->until);
	if (rv == RC_OK)
		rv = engine_flush(r->now.engine);
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

	s.alerts = engine_alerts(r->now.engine, &s.alerts_n);
	if (s.alerts_n > 0 && s.alerts == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "sorting the alerts");
		return (failed(&e));
	}
	if (show_alerts(r->out, o->form_set ? o->form : show_usual(r->out),
	    s.alerts, s.alerts_n, &e) != RC_OK)
		return (failed(&e));
	engine_counts(r->now.engine, &counts);
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
	if ((status = load(&r, &r.now)) == VERB_CLEAN) {
		if (inputs_open(&o->inputs, &r.inputs, &e) != RC_OK)
			status = failed(&e);
		else if ((status = feed(&r)) == VERB_CLEAN)
			status = show(&r);
	}
	reload_free(r.reload);
	scan_state_close(r.state);
	unload(&r.now);
	unload(&r.next);
	buf_release(&r.fates.text);
	inputs_close(r.inputs);
	if (o->output != NULL && r.out != NULL && fclose(r.out) != 0 &&
	    status != VERB_FAILED) {
		(void)rc_fail(&e, RC_IO, 0, "%s: %s", o->output,
		    strerror(errno));
		status = failed(&e);
	}
	return (status);
}

static int
plain(const struct options *o)
{
	struct scan_plain p = { .inputs = o->inputs, .engine = o->any,
	    .with = &o->with, .state = o->state, .rules = o->rules,
	    .rules_n = o->rules_n,
	    .output = o->output, .quiet = o->quiet,
	    .has_until = o->has_until, .until = o->until };

	p.engine.shards = o->engine.shards;
	return (scan_plain(&p));
}

int
verb_scan(int argc, char **argv)
{
	struct options o = { .form = SHOW_brief };
	bool done;
	int status;

	status = parse(&o, argc, argv, &done);
	if (!done)
		status = o.plain ? plain(&o) : scan(&o);
	mem_free(o.rules);
	return (status);
}
