/* SPDX-License-Identifier: Apache-2.0 */
/* vedette version */
#include <stdio.h>

#include "cli/verbs.h"

int
verb_version(int argc, char **argv)
{

	(void)argc;	/* It takes none. */
	(void)argv;
	puts("vedette " VEDETTE_VERSION);
	return (VERB_CLEAN);
}
