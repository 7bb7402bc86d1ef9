/* SPDX-License-Identifier: Apache-2.0 */
/* The program's entry: find the verb and run it. */
#include <stdio.h>

int
main(void)
{

	puts("vedette " VEDETTE_VERSION);
	return (0);
}
