/* SPDX-License-Identifier: Apache-2.0 */
/* The program's entry: find the verb and run it. */
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/suggest.h"
#include "cli/verbs.h"

#define NAME_MAX_	24

static struct {
	char		 name[NAME_MAX_];
	const char	*args, *help;
	int		(*run)(int, char **);
} verbs[] = {
#define X(name, args, help)	{ #name, args, help, verb_##name },
	VERBS(X)
#undef X
};

static void
usage(FILE *f)
{

	fputs("usage: vedette VERB [ARGUMENTS]\n\n"
	    "Vedette reads what goes in and out of connected cars, computes "
	    "facts\nabout it and lets rules judge it.\n\n", f);
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		fprintf(f, "  %-12s %-15s %s\n", verbs[i].name, verbs[i].args,
		    verbs[i].help);
	fputs("\n'vedette VERB --help' tells more about a verb.\n", f);
}

static int
unknown(const char *name)
{
	struct suggest s = SUGGEST_START;

	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		suggest_try(&s, span_of(name), span_of(verbs[i].name));
	fprintf(stderr, "vedette: unknown verb '%s'", name);
	if (s.best.n > 0)
		fprintf(stderr, " (did you mean '%.*s'?)", (int)s.best.n,
		    s.best.p);
	fputs("; see 'vedette --help'\n", stderr);
	return (VERB_USAGE);
}

/* C has no '-' in names. */
static void
spell(void)
{

	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		for (char *p = verbs[i].name; *p != '\0'; p++)
			if (*p == '_')
				*p = '-';
}

/* getopt begins its messages with argv[0]. */
static int
start(int (*run)(int, char **), int argc, char **argv)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "vedette %s", argv[0]);
	argv[0] = name;
	return (run(argc, argv));
}

int
main(int argc, char **argv)
{
	static char help[] = "--help";
	char *ask[] = { argv[0], NULL, help, NULL };

	spell();
	if (argc < 2) {
		usage(stderr);
		return (VERB_USAGE);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    (strcmp(argv[1], "help") == 0 && argc == 2)) {
		usage(stdout);
		return (VERB_CLEAN);
	}
	if (strcmp(argv[1], "--version") == 0)
		return (verb_version(1, argv + 1));
	/* "help VERB" is "VERB --help". */
	if (strcmp(argv[1], "help") == 0) {
		ask[1] = argv[2];
		argv = ask;
		argc = 3;
	}
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return (start(verbs[i].run, argc - 1, argv + 1));
	return (unknown(argv[1]));
}
