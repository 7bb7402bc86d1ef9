/* SPDX-License-Identifier: Apache-2.0 */
/* vedette check-config: is the configuration of the service good? */
#include <getopt.h>
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/config_man.h"
#include "cli/config_schema.h"
#include "cli/verbs.h"
#include "codec/codecs.h"
#include "model/config_print.h"
#include "model/field.h"

static const char help[] =
    "usage: vedette check-config [--print] [CONFIG]\n"
    "       vedette check-config --schema | --man\n"
    "\n"
    "Read the configuration of the service, /etc/vedette/vedette.yaml unless\n"
    "another is named, and tell all that is wrong with it: settings that do\n"
    "not exist, with the nearest that does; values, with what was expected;\n"
    "values that contradict each other; protocols, mappings and topics that\n"
    "are not there; secrets in plain text, or in a file that others may read.\n"
    "Nothing is changed or connected to: 'vedette doctor' looks at the\n"
    "machine as well.\n"
    "\n"
    "  --print   print all settings with their defaults, as YAML; of a secret\n"
    "            only where it lies\n"
    "  --schema  print the JSON Schema (draft 2020-12) of the configuration\n"
    "  --man     print the reference part of vedette.yaml(5), mdoc source\n"
    "  --help    this text\n"
    "\n"
    "Exit status: 0 good, 1 it could not be read, 2 usage, 78 it is wrong.\n";

enum { OPT_PRINT = 1, OPT_SCHEMA, OPT_MAN, OPT_HELP };

static const struct option longs[] = {
	{ "print", no_argument, NULL, OPT_PRINT },
	{ "schema", no_argument, NULL, OPT_SCHEMA },
	{ "man", no_argument, NULL, OPT_MAN },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

/* Write ${b} and release it. */
static int
put(struct buf *b)
{
	int code = VERB_FAILED;

	if (b->failed)
		fputs("vedette check-config: out of memory\n", stderr);
	else if (fwrite(b->p, 1, b->n, stdout) != b->n || fflush(stdout) != 0)
		perror("vedette check-config: standard output");
	else
		code = VERB_CLEAN;
	buf_release(b);
	return (code);
}

struct told {
	const char	*path;
	unsigned	 n;
};

static void
wrong(void *ctx, unsigned line, const char *what)
{
	struct told *t = ctx;

	t->n++;
	fprintf(stderr, "%s:%u: %s\n", t->path, line, what);
}

static int
check(const char *path, bool print)
{
	struct told told = { path, 0 };
	struct config *c = NULL;
	struct buf b = { 0 };
	int code = VERB_CONFIG;
	rc r = config_file_load(path, &c);

	if (r != RC_OK)
		return (r == RC_MALFORMED ? VERB_CONFIG : VERB_FAILED);
	config_file_names(c, wrong, &told);
	config_file_secrets(c, false, wrong, &told);
	if (told.n == 0 && print) {
		config_print(&b, c);
		code = put(&b);
	} else if (told.n == 0) {
		printf("%s: good: %zu sources, %zu outputs\n", path,
		    c->sources, c->outputs);
		code = VERB_CLEAN;
	}
	config_free(c);
	return (code);
}

static int
generate(void (*what)(struct buf *))
{
	struct buf b = { 0 };

	what(&b);
	return (put(&b));
}

int
verb_check_config(int argc, char **argv)
{
	bool print = false;
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		switch (c) {
		case OPT_PRINT:
			print = true;
			break;
		case OPT_SCHEMA:
			return (generate(config_schema));
		case OPT_MAN:
			return (generate(config_man));
		case OPT_HELP:
		case 'h':
			fputs(help, stdout);
			return (VERB_CLEAN);
		default:
			return (VERB_USAGE);
		}
	if (argc - optind > 1) {
		fprintf(stderr, "vedette check-config: unexpected '%s'; see "
		    "'vedette check-config --help'\n", argv[optind + 1]);
		return (VERB_USAGE);
	}
	if (field_init() != RC_OK) {
		fputs("vedette check-config: out of memory\n", stderr);
		return (VERB_FAILED);
	}
	codecs_init();
	return (check(optind < argc ? argv[optind] : CONFIG_FILE, print));
}
