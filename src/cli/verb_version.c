/* SPDX-License-Identifier: Apache-2.0 */
/* vedette version */
#include <stdio.h>
#include <string.h>

#include "cli/verbs.h"

static const char help[] =
    "usage: vedette version\n"
    "\n"
    "Print the name and the version of the program in one line.\n"
    "\n"
    "  --help    this text\n"
    "\n"
    "Exit status: 0 done, 2 usage.\n";

int
verb_version(int argc, char **argv)
{

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0)) {
		fputs(help, stdout);
		return (VERB_CLEAN);
	}
	if (argc > 1) {
		fprintf(stderr, "%s: unexpected '%s'; see "
		    "'vedette version --help'\n", argv[0], argv[1]);
		return (VERB_USAGE);
	}
	puts("vedette " VEDETTE_VERSION);
	return (VERB_CLEAN);
}
