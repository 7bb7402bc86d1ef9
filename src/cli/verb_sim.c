/* SPDX-License-Identifier: Apache-2.0 */
/* The verb `vedette sim`. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "cli/biz_agenda.h"
#include "cli/sim_attack.h"
#include "cli/sim_fleet.h"
#include "cli/sim_inject.h"
#include "cli/sim_plan.h"
#include "cli/sim_trap.h"
#include "cli/verb_sim.h"

#define START		"2026-03-02T06:00:00Z"	/* A Monday morning. */
#define VEHICLES_MAX	100000
#define HOURS_MAX	(24 * 366)
#define INTO_MAX	((size_t)4 << 30)	/* It is held in memory. */

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE };

struct args {
	struct sim_opts	 o;
	const char	*into, *out, *labels;
	FILE		*to;
	bool		 help;
};

static const struct option options[] = {
	{ "seed", required_argument, NULL, 's' },
	{ "vehicles", required_argument, NULL, 'n' },
	{ "hours", required_argument, NULL, 'H' },
	{ "start", required_argument, NULL, 't' },
	{ "attacks", required_argument, NULL, 'a' },
	{ "strength", required_argument, NULL, 'x' },
	{ "lookalikes", required_argument, NULL, 'k' },
	{ "business", required_argument, NULL, 'b' },
	{ "into", required_argument, NULL, 'i' },
	{ "out", required_argument, NULL, 'o' },
	{ "labels", required_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char usage[] =
"usage: vedette sim [options] --out FILE|- [--labels FILE]\n"
"       vedette sim --into EVENTS [options] --out FILE|- [--labels FILE]\n";

static const char help[] =
"\n"
"Write the events of a simulated fleet, with attacks on some vehicles and\n"
"look-alikes on others.  The same options give the same bytes everywhere.\n"
"\n"
"  --seed N          dice of the run, 0 to 2^63-1 (default 1)\n"
"  --vehicles N      size of the fleet, 1 to 100000 (default 20)\n"
"  --hours H         length, above 0 to 8784, fractions allowed (default 24)\n"
"  --start TIME      begin, RFC 3339 (default " START ")\n"
"  --business W      on or off (default off): customers and bookings, staff\n"
"                    and tickets, calls, databases, updates, chargers, and\n"
"                    the reference rows that belong to them\n"
"  --attacks WHICH   none, default (one of each), or a list of names and\n"
"                    scenario numbers: 52,clone,silence.  After each may\n"
"                    stand @TIME, *S for its own strength, =ID of the\n"
"                    vehicle, customer or employee: clone*2=veh-0007\n"
"  --strength S      0.01 to 10 (default 1: clearly beyond the limits)\n"
"  --lookalikes W    on or off (default on): odd but harmless\n"
"  --into EVENTS     change this file of event lines instead of making a\n"
"                    fleet, only by attacks that its signals allow; every\n"
"                    other line stays as it is.  In order of received, else\n"
"                    time.  --vehicles is how often each attack is tried\n"
"                    (default 1); --hours, --start, --lookalikes go unused\n"
"  --out FILE        event lines; - is the standard output\n"
"  --labels FILE     what was done to whom, a JSON line per attack; - is the\n"
"                    standard output\n"
"  --help            this text\n"
"\n"
"An attack needs its vehicle on the road or parked for 18 to 20 minutes\n"
"before; no vehicle is attacked twice within two hours.  What finds no place\n"
"or no occasion is named on standard error.\n";

static void
print_kinds(const char *title, const struct sim_act_kind *k, size_t n)
{

	printf("\n%s\n", title);
	for (size_t i = 0; i < n; i++) {
		if (k[i].scenario > 0)
			printf("  %2d  %-12s %s\n", k[i].scenario, k[i].name,
			    k[i].what);
		else
			printf("      %-12s %s\n", k[i].name, k[i].what);
	}
}

static void
print_business(void)
{
	const struct biz_raid_kind *k;

	puts("\nAttacks on the business, with --business on:");
	for (size_t i = 0; (k = biz_agenda_kind(i)) != NULL; i++)
		printf("  %2d%c %-16s %s\n", k->scenario,
		    k->letter != '-' ? k->letter : ' ', k->name, k->what);
}

static void
print_help(void)
{
	size_t n;
	const struct sim_act_kind *k;

	fputs(usage, stdout);
	fputs(help, stdout);
	k = sim_attack_kinds(&n);
	print_kinds("Attacks; S is the strength, in brackets the rule's limit:",
	    k, n);
	print_business();
	k = sim_trap_kinds(&n);
	print_kinds("Look-alikes:", k, n);
	printf("\nWith --into: %s.\n"
	    "\nExit status: 0 done, 1 failed, 2 wrong usage.\n",
	    sim_inject_names());
}

static bool
number(const char *s, double least, double most, double *out)
{
	char *end;
	double v;

	errno = 0;
	v = strtod(s, &end);
	/* The first comparison also refuses what is not a number. */
	if (end == s || *end != '\0' || errno != 0 || !(v >= least) ||
	    v > most)
		return (false);
	*out = v;
	return (true);
}

static bool
whole(const char *s, uint64_t least, uint64_t most, uint64_t *out)
{
	char *end;
	unsigned long long v;

	errno = 0;
	v = strtoull(s, &end, 10);
	if (*s < '0' || *s > '9' || *end != '\0' || errno != 0 || v < least ||
	    v > most)
		return (false);
	*out = v;
	return (true);
}

/* One option; false when its value is bad. */
static bool
take(struct args *a, int opt, const char *v)
{
	uint64_t n = 0;
	double d = 0;
	bool ok = true;

	switch (opt) {
	case 's':
		ok = whole(v, 0, INT64_MAX, &a->o.seed);
		break;
	case 'n':
		ok = whole(v, 1, VEHICLES_MAX, &n);
		a->o.vehicles = (unsigned)n;
		break;
	case 'H':
		ok = number(v, 0.001, HOURS_MAX, &d);
		a->o.span_ms = (int64_t)(d * 3600) * 1000;
		break;
	case 't':
		ok = ts_parse(span_of(v), &a->o.start_ms) == RC_OK;
		break;
	case 'a':
		a->o.attacks = v;
		break;
	case 'x':
		ok = number(v, 0.01, 10, &a->o.strength);
		break;
	case 'k':
		ok = strcmp(v, "on") == 0 || strcmp(v, "off") == 0;
		a->o.lookalikes = strcmp(v, "on") == 0;
		break;
	case 'b':
		ok = strcmp(v, "on") == 0 || strcmp(v, "off") == 0;
		a->o.business = strcmp(v, "on") == 0;
		break;
	case 'i':
		a->into = v;
		break;
	case 'o':
		a->out = v;
		break;
	case 'l':
		a->labels = v;
		break;
	default:
		break;
	}
	return (ok);
}

static int
complain(const char *what, const char *value)
{

	fprintf(stderr, "vedette sim: %s%s%s\n%s", what,
	    value != NULL ? " " : "", value != NULL ? value : "", usage);
	return (EXIT_USAGE);
}

static int
bad_value(const char *option, const char *value)
{

	fprintf(stderr, "vedette sim: bad value of --%s: %s\n%s", option, value,
	    usage);
	return (EXIT_USAGE);
}

static int
parse(struct args *a, int argc, char **argv)
{
	struct err e = { 0 };
	int opt, at = -1;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "h", options, &at)) != -1) {
		if (opt == '?')
			return (complain("no such option, or no value", NULL));
		if (opt == 'h')
			a->help = true;
		else if (!take(a, opt, optarg))
			return (bad_value(options[at].name, optarg));
	}
	if (a->help)
		return (EXIT_DONE);
	if (optind < argc)
		return (complain("unexpected argument", argv[optind]));
	if (a->out == NULL)
		return (complain("--out is missing", NULL));
	if (a->labels != NULL && strcmp(a->labels, a->out) == 0)
		return (complain("--labels and --out are the same", a->out));
	if (a->o.vehicles == 0)
		a->o.vehicles = a->into != NULL ? 1 : 20;
	if (sim_plan_check(a->o.attacks, a->o.business, &e) != RC_OK)
		return (complain(e.what, NULL));
	return (EXIT_DONE);
}

static rc
write_out(void *arg, struct span s)
{
	struct args *a = arg;

	return (fwrite(s.p, 1, s.n, a->to) == s.n ? RC_OK : RC_IO);
}

static int
failed(const char *what, const char *name)
{

	fprintf(stderr, "vedette sim: %s %s: %s\n", what, name,
	    strerror(errno));
	return (EXIT_FAILED);
}

static FILE *
open_out(const char *name)
{

	return (strcmp(name, "-") == 0 ? stdout : fopen(name, "w"));
}

static int
close_out(FILE *to, const char *name)
{
	int bad = ferror(to);

	/* The standard output, too: only closing tells that it arrived. */
	bad |= fclose(to);
	return (bad != 0 ? failed("cannot write", name) : EXIT_DONE);
}

static int
write_labels(const struct args *a, const struct buf *b)
{
	FILE *to;

	if (a->labels == NULL)
		return (EXIT_DONE);
	if ((to = open_out(a->labels)) == NULL)
		return (failed("cannot write", a->labels));
	if (b->n > 0)
		(void)fwrite(b->p, 1, b->n, to);	/* ferror() below. */
	return (close_out(to, a->labels));
}

/* Say on standard error what could not be placed. */
static void
report_missed(size_t n, const struct buf *names)
{

	if (n > 0)
		fprintf(stderr, "vedette sim: %zu found no place or occasion: "
		    "%.*s\n", n, (int)names->n, names->p);
}

static rc
simulate(struct args *a, struct buf *labels, struct err *e)
{
	struct sim_fleet f;
	rc got = sim_fleet_run(&f, &a->o, write_out, a, e);

	if (got == RC_OK)
		got = sim_fleet_labels(&f, labels);
	if (got == RC_OK)
		report_missed(f.misses, &f.missed);
	sim_fleet_release(&f);
	return (got);
}

static int
slurp(const char *name, struct buf *b)
{
	char *part;
	FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	size_t n;
	int bad;

	if (in == NULL)
		return (failed("cannot read", name));
	part = mem_new(1 << 16);
	while (part != NULL && !b->failed && b->n < INTO_MAX &&
	    (n = fread(part, 1, 1 << 16, in)) > 0)
		buf_put(b, (struct span){ part, n });
	bad = ferror(in);
	(void)fclose(in);	/* Only read from. */
	if (bad)
		return (failed("cannot read", name));
	if (part == NULL || b->failed || b->n >= INTO_MAX) {
		fprintf(stderr, "vedette sim: %s does not fit into memory\n",
		    name);
		b->failed = true;
	}
	mem_free(part);
	return (b->failed ? EXIT_FAILED : EXIT_DONE);
}

static rc
inject(struct args *a, const struct buf *in, struct buf *labels,
    struct err *e)
{
	struct sim_inject j = { .opts = a->o };
	rc got = sim_inject_run(&j, buf_span(in), write_out, a, labels, e);

	if (got == RC_OK)
		report_missed(j.misses, &j.missed);
	buf_release(&j.missed);
	return (got);
}

int
verb_sim(int argc, char **argv)
{
	struct args a = { .o = { .seed = 1, .span_ms = TS_DAY_MS,
	    .attacks = "default", .strength = 1, .lookalikes = true } };
	struct buf in = { 0 }, labels = { 0 };
	struct err e = { 0 };
	rc got;
	int ret;

	if (ts_parse(SPAN(START), &a.o.start_ms) != RC_OK)
		return (EXIT_FAILED);
	if ((ret = parse(&a, argc, argv)) != EXIT_DONE)
		return (ret);
	if (a.help) {
		print_help();
		return (EXIT_DONE);
	}
	if (a.into != NULL && slurp(a.into, &in) != EXIT_DONE) {
		buf_release(&in);
		return (EXIT_FAILED);
	}
	if ((a.to = open_out(a.out)) == NULL) {
		buf_release(&in);
		return (failed("cannot write", a.out));
	}
	got = a.into != NULL ? inject(&a, &in, &labels, &e) :
	    simulate(&a, &labels, &e);
	ret = close_out(a.to, a.out);
	if (got != RC_OK && got != RC_IO) {
		fprintf(stderr, "vedette sim: %s\n",
		    e.what[0] != '\0' ? e.what : rc_text(got));
		ret = EXIT_FAILED;
	} else if (ret == EXIT_DONE) {
		ret = write_labels(&a, &labels);
	}
	buf_release(&in);
	buf_release(&labels);
	return (ret);
}
