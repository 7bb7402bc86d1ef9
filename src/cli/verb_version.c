/* SPDX-License-Identifier: Apache-2.0 */
/* vedette version */
#include <stdio.h>
#include <string.h>

#include "cli/verbs.h"

int
verb_version(int argc, char **argv)
{

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		puts("usage: vedette version\n\nPrint the version.");
		return (VERB_CLEAN);
	}
	if (argc > 1) {
		fprintf(stderr, "%s: takes no argument, got '%s'\n", argv[0],
		    argv[1]);
		return (VERB_USAGE);
	}
	puts("vedette " VEDETTE_VERSION);
	return (VERB_CLEAN);
}
