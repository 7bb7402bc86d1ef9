/* SPDX-License-Identifier: Apache-2.0 */
/* The verb `vedette rules`: check, list, test, explain, survey rules. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/rules_check.h"
#include "cli/rules_coverage.h"
#include "cli/rules_list.h"
#include "cli/rules_test.h"
#include "cli/rules_why.h"
#include "cli/ruleset_with.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "engine/plain.h"
#include "sys/term.h"

#define STDOUT	1			/* Descriptor. */

/** What was asked for. */
struct asked {
	bool			 json, plain, portable;
	const char		*navigator;	/* File, or NULL. */
	const char		*as;		/* Mapping, or NULL. */
	const char		*rule, *event;	/* Of why. */
	struct ruleset_with	 with;
};

typedef int job_fn(const struct asked *, const struct ruleset *);

static job_fn check, coverage, list, test, why;

/* Options, as bits of a job. */
#define OPTIONS(X)							\
	X(JSON, "--json", false)					\
	X(PLAIN, "--plain", false)					\
	X(PORTABLE, "--portable", false)				\
	X(NAVIGATOR, "--navigator", true)				\
	X(AS, "--as", true)

#define PLAIN_HELP							\
	"  --plain     rules of any product, for plain JSON lines\n"

enum option {
#define X(sym, name, value)	OPTION_##sym,
	OPTIONS(X)
#undef X
	OPTION_COUNT
};
#define TAKES(sym)	(1u << OPTION_##sym)

static const struct {
	const char	*name;
	bool		 value;		/* One follows. */
} options[] = {
#define X(sym, name, value)	{ name, value },
	OPTIONS(X)
#undef X
};

/* One row a job: what follows `vedette rules`. */
static const struct job {
	const char	*name, *args, *help;
	unsigned	 takes;		/* Bits of its options. */
	bool		 with;		/* ... and those of ruleset_with.h */
	bool		 one;		/* RULE EVENT come before PATH. */
	job_fn		*run;
} jobs[] = {
	{ "check", "[OPTION...] [PATH...]",
	  "Load rules and print every complaint about any of them, one a\n"
	  "line:\n"
	  "\n"
	  "    FILE:LINE:COL: refused: ID: REASON (HINT)\n"
	  "    FILE:LINE:COL: warning: ID: WHAT\n"
	  "\n"
	  "A refused rule does not run; a rule with a warning does. What\n"
	  "refers to a refused rule is refused, too.\n"
	  "\n"
	  "  --portable  also name each use of a key that begins with x-, and\n"
	  "              what else other Sigma engines may not know\n"
	  PLAIN_HELP
	  RULESET_WITH_HELP,
	  TAKES(PORTABLE) | TAKES(PLAIN), true, false, check },
	{ "coverage", "[OPTION...] [PATH...]",
	  "Print what the rules that load cover, by their tags: the scenarios\n"
	  "(vedette.sNN, vedette.sNN.x), the threats of UN R155, Annex 5\n"
	  "(r155.N.N), OWASP's API list (owasp.apiN), techniques of MITRE\n"
	  "ATT&CK (attack.tNNNN) and of Auto-ISAC's matrix (atm.tNNNN); what\n"
	  "no rule covers is named below each list.\n"
	  "\n"
	  "  --json      one JSON object\n"
	  "  --navigator FILE  write a list of layers for the ATT&CK\n"
	  "              Navigator, layer format 4.5, one a matrix; - is\n"
	  "              standard output\n"
	  PLAIN_HELP
	  RULESET_WITH_HELP,
	  TAKES(JSON) | TAKES(NAVIGATOR) | TAKES(PLAIN), true, false,
	  coverage },
	{ "list", "[OPTION...] [PATH...]",
	  "Print the rules that load, one a line: level, status, id, title,\n"
	  "tags, file and line. \"silent alone (by ID)\": the rule only\n"
	  "feeds that correlation and gives no alert of its own.\n"
	  "\n"
	  "  --json      one JSON object a line: id, name, title, level,\n"
	  "              status, type, logsource, tags, fields, group_by,\n"
	  "              rules, silent_by, notes, file, line; what a rule\n"
	  "              does not say is left out\n"
	  PLAIN_HELP
	  RULESET_WITH_HELP,
	  TAKES(JSON) | TAKES(PLAIN), true, false, list },
	{ "test", "[OPTION...] [PATH...]",
	  "Run the tests that lie beside rules: RULE.test.jsonl beside\n"
	  "RULE.yml (PATH may name either). A test file holds cases; a case\n"
	  "is a head line, then the event lines it consists of, reference\n"
	  "rows first:\n"
	  "\n"
	  "    {\"test\":\"NAME\",\"expect\":[{\"rule\":\"ID\",\"entity\":\n"
	  "        {\"kind\":\"vehicle\",\"id\":\"v1\"},\"time\":\"...\"}]}\n"
	  "\n"
	  "(in one line). An empty list expects silence; \"rule\" may be left\n"
	  "out when the file has one rule that alerts, \"time\" always. Each\n"
	  "case starts from an empty engine with the rules of that file, and\n"
	  "the alerts must be exactly those expected. A rule needs a case\n"
	  "that alerts and a case that is silent. A file of filters may have\n"
	  "tests, too: its cases start with all rules of all PATHs.\n"
	  "\n"
	  RULESET_WITH_HELP,
	  0, true, false, test },
	{ "why", "[OPTION...] RULE EVENT [PATH...]",
	  "Print each clause of one rule with its verdict on one event: of a\n"
	  "hit where it is, of a miss why (absent, other value, other case,\n"
	  "bad type). RULE is an id or a name; of a correlation the rules\n"
	  "that it names are shown. EVENT is FILE:LINE, or FILE for its\n"
	  "first line; - is standard input. Facts follow from the lines\n"
	  "before it.\n"
	  "\n"
	  "  --as NAME   EVENT is in a foreign format\n"
	  PLAIN_HELP
	  RULESET_WITH_HELP,
	  TAKES(AS) | TAKES(PLAIN), true, true, why },
};

static const char places[] =
"\n"
"PATH is a rule file, or a folder with rule files (*.yml) in it or below.\n"
"Without PATH the rules that come with the program are taken: folder rules\n"
"in $VEDETTE_DATA, else where the program was installed.\n";

static void
usage(FILE *to, const struct job *only)
{

	for (size_t i = 0; i < COUNT_OF(jobs); i++)
		if (only == NULL || only == &jobs[i])
			fprintf(to, "%s vedette rules %s %s\n",
			    only != NULL || i == 0 ? "usage:" : "      ",
			    jobs[i].name, jobs[i].args);
}

static void
help(const struct job *only)
{

	usage(stdout, only);
	for (size_t i = 0; i < COUNT_OF(jobs); i++) {
		if (only == &jobs[i])
			printf("\n%s", jobs[i].help);
		else if (only == NULL)
			printf("\nvedette rules %s\n%s", jobs[i].name,
			    jobs[i].help);
	}
	fputs(places, stdout);
	puts("\n  --help      this text, of one part behind its name\n\n"
	    "Exit status: 0 all is well, 1 something was refused, a test "
	    "failed or a file\ncannot be read, 2 usage; of why 3 the rule "
	    "hit.");
}

static int
complain(const struct job *job, const char *what, const char *value)
{

	fprintf(stderr, "vedette rules: %s%s%s\n", what,
	    value != NULL ? " " : "", value != NULL ? value : "");
	usage(stderr, job);
	return (VERB_USAGE);
}

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette rules: %s\n", e->what);
	return (VERB_FAILED);
}

/* Print what was made; a full disk is a failure like any other. */
static int
print(struct buf *out, int status)
{

	if (out->n > 0)
		(void)fwrite(out->p, 1, out->n, stdout);
	buf_release(out);
	if (ferror(stdout) | fflush(stdout)) {
		fputs("vedette rules: cannot write\n", stderr);
		return (VERB_FAILED);
	}
	return (status);
}

/* An engine that is never fed knows what the rules may name. */
struct loaded {
	struct engine		*native;	/* Owned; one of these. */
	struct plain		*plain;
	const struct sigma	*sigma;		/* Borrowed. */
};

static rc
load(const struct asked *a, const struct ruleset *set, struct loaded *ret,
    struct err *e)
{
	const struct sigma_setup setup = ruleset_with_setup(set);
	const struct engine_options how = { .shards = 1, .setup = &setup };
	const struct plain_options other = { .shards = 1, .setup = &setup };
	const struct engine_ears ears = { .ctx = NULL };
	const struct plain_ears deaf = { .ctx = NULL };
	rc r = RC_OK;

	if (a->plain && (r = plain_new(set->text, set->n, &other, &deaf,
	    &ret->plain, e)) == RC_OK)
		ret->sigma = plain_sigma(ret->plain);
	if (!a->plain && (r = engine_new(set->text, set->n, &how, &ears,
	    &ret->native, e)) == RC_OK)
		ret->sigma = engine_sigma(ret->native);
	return (r);
}

static void
unload(struct loaded *l)
{

	engine_free(l->native);
	plain_free(l->plain);
}

static int
check(const struct asked *a, const struct ruleset *set)
{
	struct rules_check_sum sum = { 0 };
	struct loaded l = { .sigma = NULL };
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(a, set, &l, &e)) == RC_OK)
		r = rules_check(set, l.sigma, a->portable, &out, &sum,
		    &e);
	unload(&l);
	if (r != RC_OK) {
		buf_release(&out);
		return (failed(&e));
	}
	buf_fmt(&out, "%zu files, %zu rules, %zu correlations; %zu refused, "
	    "%zu warnings", set->n, sum.rules, sum.correlations, sum.refused,
	    sum.warnings);
	if (a->portable)
		buf_fmt(&out, ", %zu uses of extensions", sum.extensions);
	buf_char(&out, '\n');
	return (print(&out, sum.refused > 0 ? VERB_FAILED : VERB_CLEAN));
}

/* Into the file that was named. */
static int
save(const char *path, struct buf *out)
{
	FILE *f;
	bool bad;

	if (strcmp(path, "-") == 0)
		return (print(out, VERB_CLEAN));
	if ((f = fopen(path, "w")) == NULL) {
		perror(path);
		buf_release(out);
		return (VERB_FAILED);
	}
	bad = fwrite(out->p, 1, out->n, f) != out->n;
	bad |= fclose(f) != 0;
	if (bad)
		perror(path);
	buf_release(out);
	return (bad ? VERB_FAILED : VERB_CLEAN);
}

static int
coverage(const struct asked *a, const struct ruleset *set)
{
	struct rules_coverage c = { .target = NULL };
	struct loaded l = { .sigma = NULL };
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(a, set, &l, &e)) == RC_OK) {
		if ((r = rules_coverage_new(l.sigma, &c)) != RC_OK)
			(void)rc_fail(&e, r, 0, "surveying rules");
		else if (a->navigator != NULL)
			rules_coverage_layers(&c, &out);
		else if (a->json)
			rules_coverage_json(&c, &out);
		else
			rules_coverage_text(&c, term_width(STDOUT), &out);
	}
	if (out.failed)
		r = rc_fail(&e, RC_NOMEM, 0, "surveying rules");
	rules_coverage_release(&c);
	unload(&l);
	if (r != RC_OK) {
		buf_release(&out);
		return (failed(&e));
	}
	return (a->navigator != NULL ? save(a->navigator, &out) :
	    print(&out, VERB_CLEAN));
}

/* What stands in ${slot}. */
static struct span
name_of(const void *ctx, unsigned slot)
{
	const struct loaded *l = ctx;
	const struct span *names;
	size_t n;

	if (l->native != NULL)
		return (span_of(engine_names(l->native)->of_slot[slot]));
	names = plain_names(l->plain, &n);
	BUG_IF(slot >= n);
	return (names[slot]);
}

static int
list(const struct asked *a, const struct ruleset *set)
{
	struct loaded l = { .sigma = NULL };
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(a, set, &l, &e)) == RC_OK)
		r = rules_list(l.sigma, name_of, &l, a->json, &out, &e);
	unload(&l);
	if (r != RC_OK) {
		buf_release(&out);
		return (failed(&e));
	}
	return (print(&out, VERB_CLEAN));
}

static int
test(const struct asked *a UNUSED, const struct ruleset *set)
{
	struct rules_test_sum sum = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r = RC_OK;

	for (size_t i = 0; i < set->n && r == RC_OK; i++)
		r = rules_test_file(set, i, &out, &sum, &e);
	if (r != RC_OK) {
		buf_release(&out);
		return (failed(&e));
	}
	buf_fmt(&out, "%zu files, %zu cases: %zu passed, %zu failed",
	    sum.files, sum.cases, sum.cases - sum.failed, sum.failed);
	if (sum.faults > 0)
		buf_fmt(&out, "; %zu other faults", sum.faults);
	buf_char(&out, '\n');
	return (print(&out, sum.failed + sum.faults > 0 ? VERB_FAILED :
	    VERB_CLEAN));
}

static int
why(const struct asked *a, const struct ruleset *set)
{
	const struct rules_why ask = { .rule = a->rule, .event = a->event,
	    .as = a->as, .plain = a->plain, .set = set,
	    .width = term_width(STDOUT) };
	struct buf out = { 0 };
	struct err e = { 0 };
	bool hit;

	if (rules_why(&ask, &out, &hit, &e) == RC_OK)
		return (print(&out, hit ? VERB_FOUND : VERB_CLEAN));
	/* What is wrong with the rule. */
	if (out.n > 0)
		(void)fwrite(out.p, 1, out.n, stderr);
	buf_release(&out);
	return (failed(&e));
}

/* RULE.test.jsonl stands for RULE.yml. */
static rc
rule_of(struct arena *a, const char *arg, const char **ret)
{
	const size_t end = strlen(RULES_TEST_END), n = strlen(arg);
	struct buf path = { 0 };

	*ret = arg;
	if (n <= end || strcmp(arg + n - end, RULES_TEST_END) != 0)
		return (RC_OK);
	buf_fmt(&path, "%.*s.yml", (int)(n - end), arg);
	*ret = path.failed ? NULL : arena_copy(a, buf_span(&path));
	buf_release(&path);
	return (*ret != NULL ? RC_OK : RC_NOMEM);
}

static int
run(const struct job *job, const struct asked *a, int argc, char **argv)
{
	struct arena arena = { 0 };
	struct ruleset set = { 0 };
	struct err e = { .what = "out of memory" };
	const char **path;
	int status;
	rc r = RC_NOMEM;

	path = arena_take(&arena, ((size_t)argc + 1) * sizeof(*path));
	if (path != NULL)
		r = RC_OK;
	for (int i = 0; i < argc && r == RC_OK; i++)
		r = rule_of(&arena, argv[i], &path[i]);
	if (r == RC_OK)
		r = ruleset_load(path, (size_t)argc, &set, &e);
	if (r == RC_OK)
		r = ruleset_with_load(&a->with, &set, &e);
	status = r == RC_OK ? job->run(a, &set) : failed(&e);
	ruleset_release(&set);
	arena_release(&arena);
	return (status);
}

static const struct job *
find(const char *name)
{

	for (size_t i = 0; i < COUNT_OF(jobs); i++)
		if (strcmp(name, jobs[i].name) == 0)
			return (&jobs[i]);
	return (NULL);
}

static bool
is_help(const char *arg)
{

	return (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0);
}

/* The option argv[*i], and its value if it has one; false: said why not. */
static bool
take(const struct job *job, struct asked *a, int argc, char **argv, int *i)
{
	size_t o = 0;

	if (job->with) {
		switch (ruleset_with_option(&a->with, argc, argv, i)) {
		case RULESET_WITH_TOOK:
			return (true);
		case RULESET_WITH_NOTHING:
			(void)complain(job, "no value behind", argv[*i]);
			return (false);
		case RULESET_WITH_OTHER:
			break;
		}
	}
	while (o < OPTION_COUNT && strcmp(argv[*i], options[o].name) != 0)
		o++;
	if (o == OPTION_COUNT || (job->takes >> o & 1) == 0) {
		(void)complain(job, "no such option:", argv[*i]);
		return (false);
	}
	a->json |= o == OPTION_JSON;
	a->plain |= o == OPTION_PLAIN;
	a->portable |= o == OPTION_PORTABLE;
	if (!options[o].value)
		return (true);
	if (*i + 1 == argc) {
		(void)complain(job, "no value behind", argv[*i]);
		return (false);
	}
	*(o == OPTION_AS ? &a->as : &a->navigator) = argv[++*i];
	return (true);
}

int
verb_rules(int argc, char **argv)
{
	struct asked a = { .json = false };
	const struct job *job;
	int i = 2;

	if (argc < 2)
		return (complain(NULL, "what to do?", NULL));
	if (is_help(argv[1])) {
		help(NULL);
		return (VERB_CLEAN);
	}
	if ((job = find(argv[1])) == NULL)
		return (complain(NULL, "cannot", argv[1]));
	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		if (is_help(argv[i])) {
			help(job);
			return (VERB_CLEAN);
		}
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (!take(job, &a, argc, argv, &i))
			return (VERB_USAGE);
	}
	if (a.json && a.navigator != NULL)
		return (complain(job, "--json or --navigator, not both",
		    NULL));
	if (job->one) {
		if (argc - i < 2)
			return (complain(job, "which rule, which event?",
			    NULL));
		a.rule = argv[i++];
		a.event = argv[i++];
	}
	return (run(job, &a, argc - i, argv + i));
}
