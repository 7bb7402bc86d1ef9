/* SPDX-License-Identifier: Apache-2.0 */
/* The verb `vedette rules`: check, list, test, explain, survey rules. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/rules_check.h"
#include "cli/rules_coverage.h"
#include "cli/rules_list.h"
#include "cli/rules_test.h"
#include "cli/ruleset_with.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "sys/term.h"

#define STDOUT	1			/* Descriptor. */

/** What was asked for. */
struct asked {
	bool			 json, portable;
	const char		*navigator;	/* File, or NULL. */
	struct ruleset_with	 with;
};

typedef int job_fn(const struct asked *, const struct ruleset *);

static job_fn check, coverage, list, test;

/* Options, as bits of a job. */
#define OPTIONS(X)							\
	X(JSON, "--json")						\
	X(PORTABLE, "--portable")					\
	X(NAVIGATOR, "--navigator")

enum option {
#define X(sym, name)	OPTION_##sym,
	OPTIONS(X)
#undef X
	OPTION_COUNT
};
#define TAKES(sym)	(1u << OPTION_##sym)

static const char *const options[] = {
#define X(sym, name)	name,
	OPTIONS(X)
#undef X
};

/* One row a job: what follows `vedette rules`. */
static const struct job {
	const char	*name, *args, *help;
	unsigned	 takes;		/* Bits of its options. */
	bool		 with;		/* ... and those of ruleset_with.h */
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
	  "  --portable  also name each use of a key that begins with x-:\n"
	  "              other Sigma engines do not know those\n"
	  RULESET_WITH_HELP,
	  TAKES(PORTABLE), true, check },
	{ "coverage", "[--json | --navigator FILE] [PATH...]",
	  "Print what the rules that load cover, by their tags: the scenarios\n"
	  "(vedette.sNN, vedette.sNN.x), the threats of UN R155, Annex 5\n"
	  "(r155.N.N), OWASP's API list (owasp.apiN), techniques of MITRE\n"
	  "ATT&CK (attack.tNNNN) and of Auto-ISAC's matrix (atm.tNNNN); what\n"
	  "no rule covers is named below each list.\n"
	  "\n"
	  "  --json      one JSON object\n"
	  "  --navigator FILE  write a list of layers for the ATT&CK\n"
	  "              Navigator, layer format 4.5, one a matrix; - is\n"
	  "              standard output\n",
	  TAKES(JSON) | TAKES(NAVIGATOR), false, coverage },
	{ "list", "[OPTION...] [PATH...]",
	  "Print the rules that load, one a line: level, status, id, title,\n"
	  "tags, file and line. \"silent alone (by ID)\": the rule only\n"
	  "feeds that correlation and gives no alert of its own.\n"
	  "\n"
	  "  --json      one JSON object a line: id, name, title, level,\n"
	  "              status, category, correlation, tags, silent_by,\n"
	  "              file, line; what a rule does not say is left out\n"
	  RULESET_WITH_HELP,
	  TAKES(JSON), true, list },
	{ "test", "[PATH...]",
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
	  "that alerts and a case that is silent.\n",
	  0, false, test },
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
	    "failed or a file\ncannot be read, 2 usage.");
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
static rc
load(const struct ruleset *set, struct engine **E, struct err *e)
{
	const struct sigma_setup setup = ruleset_with_setup(set);
	const struct engine_options how = { .shards = 1, .setup = &setup };
	const struct engine_ears ears = { 0 };

	return (engine_new(set->text, set->n, &how, &ears, E, e));
}

static int
check(const struct asked *a, const struct ruleset *set)
{
	struct rules_check_sum sum = { 0 };
	struct engine *E = NULL;
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(set, &E, &e)) == RC_OK)
		r = rules_check(set, engine_sigma(E), a->portable, &out, &sum,
		    &e);
	engine_free(E);
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
	struct engine *E = NULL;
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(set, &E, &e)) == RC_OK) {
		if ((r = rules_coverage_new(engine_sigma(E), &c)) != RC_OK)
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
	engine_free(E);
	if (r != RC_OK) {
		buf_release(&out);
		return (failed(&e));
	}
	return (a->navigator != NULL ? save(a->navigator, &out) :
	    print(&out, VERB_CLEAN));
}

static int
list(const struct asked *a, const struct ruleset *set)
{
	struct engine *E = NULL;
	struct buf out = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = load(set, &E, &e)) == RC_OK)
		r = rules_list(set, engine_sigma(E), a->json, &out, &e);
	engine_free(E);
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
		r = rules_test_file(&set->text[i], &out, &sum, &e);
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
	while (o < OPTION_COUNT && strcmp(argv[*i], options[o]) != 0)
		o++;
	if (o == OPTION_COUNT || (job->takes >> o & 1) == 0) {
		(void)complain(job, "no such option:", argv[*i]);
		return (false);
	}
	a->json |= o == OPTION_JSON;
	a->portable |= o == OPTION_PORTABLE;
	if (o != OPTION_NAVIGATOR)
		return (true);
	if (*i + 1 == argc) {
		(void)complain(job, "no value behind", argv[*i]);
		return (false);
	}
	a->navigator = argv[++*i];
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
	return (run(job, &a, argc - i, argv + i));
}
