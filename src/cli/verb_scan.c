/* SPDX-License-Identifier: Apache-2.0 */
/* vedette scan: its options. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/scan_fleet.h"
#include "cli/scan_plain.h"
#include "cli/verbs.h"

static const char help[] =
"usage: vedette scan [OPTION...] FILE...\n"
"\n"
"Run the whole engine over event files and print the alerts.  A FILE may be\n"
"plain, gzip, zstd or xz; '-' is standard input.  Several files are merged\n"
"by time.  Alerts go to standard output, the summary to standard error.\n"
"\n"
"  --as NAME          FILEs are in a foreign format: the mapping NAME (see\n"
"                     'vedette map list') or a mapping file; or of the\n"
"                     wire: a protocol of 'vedette decode', or 'auto'\n"
"  --topics NAME      of the wire: what MQTT clients publish, by mappings/\n"
"                     topics/NAME.yml or a file; means --as auto\n"
"  --vehicle ID       of the wire: all of it is of this vehicle\n"
"  --dbc FILE         of buses: what frames mean, a DBC file or YAML; for\n"
"                     'candump', may be repeated\n"
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
"  --ref DIR          the folder's TABLE.csv files are reference tables, as\n"
"                     of before the first event: who owns, books, works\n"
"                     (see vedette-events(5))\n"
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
"  --group            one incident for the alerts of one cause (the same\n"
"                     actor, token, source or vehicle), riskiest first\n"
"  --group-within SPAN\n"
"                     ... that follow each other in less than that, like 30m\n"
"                     or 2h (default 1h)\n"
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
	struct scan_run_how	 how;
	struct engine_options	 engine;
	struct plain_options	 any;		/* With --plain. */
	struct ruleset_with	 with;
	const char		*native, *foreign;	/* An option given */
					/* that is for the other only. */
	const char		*ref;
	const char		**rules;	/* Owned; paths borrowed. */
	size_t			 rules_cap;
	enum show_form		 form;
	bool			 form_set, plain, group;
	int64_t			 within;	/* ms */
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

enum { OPT_AS = 1, OPT_TOPICS, OPT_VEHICLE, OPT_DBC, OPT_START,
    OPT_SORT, OPT_UNTIL, OPT_RULES,
    OPT_FORMAT, OPT_OUTPUT, OPT_SHARDS, OPT_VEHICLES, OPT_QUIET, OPT_PLAIN,
    OPT_TIME_FIELD, OPT_LOGSOURCE, OPT_NO_ROUTING, OPT_FIRE, OPT_PIPELINE,
    OPT_PLACEHOLDERS, OPT_REF, OPT_STATE, OPT_STATE_EVERY, OPT_GROUP,
    OPT_WITHIN, OPT_HELP };

static const struct option longs[] = {
	{ "as",		 required_argument, NULL, OPT_AS },
	{ "topics",	 required_argument, NULL, OPT_TOPICS },
	{ "vehicle",	 required_argument, NULL, OPT_VEHICLE },
	{ "dbc",	 required_argument, NULL, OPT_DBC },
	{ "start",	 required_argument, NULL, OPT_START },
	{ "sort",	 no_argument,	    NULL, OPT_SORT },
	{ "until",	 required_argument, NULL, OPT_UNTIL },
	{ "ref",	 required_argument, NULL, OPT_REF },
	{ "rules",	 required_argument, NULL, OPT_RULES },
	{ "format",	 required_argument, NULL, OPT_FORMAT },
	{ "group",	 no_argument,	    NULL, OPT_GROUP },
	{ "group-within", required_argument, NULL, OPT_WITHIN },
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

/* The same of an option that is not for --plain. */
static bool
take_fleet(struct options *o, int which)
{
	unsigned long n;

	switch (which) {
	case OPT_AS:
		o->native = "--as";
		o->how.inputs.as = optarg;
		return (true);
	case OPT_TOPICS:
		o->native = "--topics";
		o->how.inputs.topics = optarg;
		return (true);
	case OPT_VEHICLE:
		o->native = "--vehicle";
		o->how.inputs.vehicle = optarg;
		return (optarg[0] != '\0' || usage_error("--vehicle",
		    "its id"));
	case OPT_DBC:
		o->native = "--dbc";
		return (cantable_file_add(&o->how.inputs.dbc, optarg) ||
		    usage_error("--dbc", "fewer of them"));
	case OPT_START:
		o->native = "--start";
		return (parse_time("--start", optarg, &o->how.inputs.start,
		    &o->how.inputs.has_start));
	case OPT_REF:
		o->native = "--ref";
		o->ref = optarg;
		return (optarg[0] != '\0' || usage_error("--ref",
		    "a folder"));
	case OPT_WITHIN:
		if (!ts_span(span_of(optarg), &o->within) || o->within == 0)
			return (usage_error("--group-within",
			    "a time span like 90s, 30m, 2h or 1d"));
		o->native = "--group";
		o->group = true;
		return (true);
	case OPT_GROUP:
		o->native = "--group";
		o->group = true;
		return (true);
	case OPT_VEHICLES:
		if (!parse_number("--max-vehicles", optarg, 2048,
		    100000000, &n))
			return (false);
		o->native = "--max-vehicles";
		o->engine.vehicles_max = n;
		return (true);
	default:
		return (take_plain(o, which));
	}
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
		o->how.state.dir = optarg;
		return (optarg[0] != '\0' || usage_error("--state",
		    "a folder"));
	case OPT_STATE_EVERY:
		if (!parse_number("--state-every", optarg, 1, 1000000000, &n))
			return (false);
		o->how.state.every = n;
		return (true);
	case OPT_SORT:
		o->how.inputs.sort = true;
		return (true);
	case OPT_UNTIL:
		return (parse_time("--until", optarg, &o->how.until,
		    &o->how.has_until));
	case OPT_RULES:
		if (!mem_room(&o->rules, o->how.rules_n, &o->rules_cap,
		    sizeof(*o->rules)))
			return (false);
		o->rules[o->how.rules_n++] = optarg;
		return (true);
	case OPT_FORMAT:
		o->form_set = true;
		o->form = show_form(optarg);
		if (o->form != SHOW_json)
			o->native = "--format other than json";
		return (o->form != SHOW_FORM_COUNT || usage_error("--format",
		    "text, brief, json or ocsf"));
	case OPT_OUTPUT:
		o->how.output = optarg;
		return (true);
	case OPT_SHARDS:
		if (!parse_number("--shards", optarg, 1, 64, &n))
			return (false);
		o->engine.shards = (unsigned)n;
		return (true);
	case OPT_QUIET:
		o->how.quiet = o->how.inputs.quiet = o->how.state.quiet = true;
		return (true);
	default:
		return (take_fleet(o, which));
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
	if ((o->how.inputs.topics != NULL || o->how.inputs.vehicle != NULL ||
	    o->how.inputs.dbc.n > 0) && o->how.inputs.as == NULL)
		o->how.inputs.as = "auto";
	o->how.inputs.paths = (const char *const *)(argv + optind);
	o->how.inputs.n = (size_t)(argc - optind);
	*done = false;
	return (VERB_CLEAN);
}

static int
plain(const struct options *o)
{
	struct scan_plain p = { .how = o->how, .engine = o->any };

	p.engine.shards = o->engine.shards;
	return (scan_plain(&p));
}

static int
fleet(const struct options *o)
{
	struct scan_fleet f = { .how = o->how, .engine = o->engine,
	    .form = o->form, .form_set = o->form_set, .group = o->group,
	    .within = o->within, .ref = { .dir = o->ref } };

	return (scan_fleet(&f));
}

int
verb_scan(int argc, char **argv)
{
	struct options o = { .form = SHOW_brief,
	    .within = INCIDENT_WITHIN_MS };
	bool done;
	int status;

	status = parse(&o, argc, argv, &done);
	o.how.with = &o.with;
	o.how.rules = o.rules;
	if (!done)
		status = o.plain ? plain(&o) : fleet(&o);
	mem_free(o.rules);
	return (status);
}
