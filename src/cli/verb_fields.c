/* SPDX-License-Identifier: Apache-2.0 */
/* vedette fields: what an event may carry and what rules may name. */
#include <stdio.h>
#include <unistd.h>

#include "cli/fields_json.h"
#include "cli/fields_man.h"
#include "cli/fields_schema.h"
#include "cli/fields_text.h"
#include "cli/verb_fields.h"
#include "cli/verbs.h"
#include "fact/fact.h"
#include "sys/term.h"

static const char help[] =
    "usage: vedette fields [--json | --schema | --man]\n"
    "\n"
    "Print every field that an event may carry, the event types by category,\n"
    "the signals, and the facts that Vedette computes: name, type, unit and\n"
    "what it means. Rules may name all of them.\n"
    "\n"
    "  --json    the same for programs: one JSON object\n"
    "  --schema  a JSON Schema (draft 2020-12) of an event line\n"
    "  --man     the reference part of vedette-events(5), mdoc source\n"
    "  --help    this text\n"
    "\n"
    "Exit status: 0 done, 1 it could not be written, 2 usage.\n";

static void
text(struct buf *b)
{

	/* A pipe has no width: lines that fit anywhere. */
	fields_text(b, term_is(STDOUT_FILENO) ? term_width(STDOUT_FILENO) :
	    80);
}

static const struct {
	const char	*option;
	void		(*put)(struct buf *);
} forms[] = {
	{ "--json",	fields_json },
	{ "--schema",	fields_schema },
	{ "--man",	fields_man },
};

static int
print(void (*put)(struct buf *))
{
	struct buf b = { 0 };
	int code = VERB_CLEAN;

	if (field_init() != RC_OK || fact_init() != RC_OK)
		b.failed = true;
	else
		put(&b);
	if (b.failed) {
		fputs("vedette fields: out of memory\n", stderr);
		code = VERB_FAILED;
	} else if (fwrite(b.p, 1, b.n, stdout) != b.n ||
	    fflush(stdout) != 0) {
		perror("vedette fields: standard output");
		code = VERB_FAILED;
	}
	buf_release(&b);
	return (code);
}

int
verb_fields(int argc, char **argv)
{

	if (argc == 1)
		return (print(text));
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		fputs(help, stdout);
		return (VERB_CLEAN);
	}
	for (size_t i = 0; argc == 2 && i < COUNT_OF(forms); i++)
		if (strcmp(argv[1], forms[i].option) == 0)
			return (print(forms[i].put));
	fprintf(stderr, "vedette fields: unexpected '%s'; see "
	    "'vedette fields --help'\n", argc > 2 ? argv[2] : argv[1]);
	return (VERB_USAGE);
}
