/* SPDX-License-Identifier: Apache-2.0 */
/* vedette map run: files in a foreign format as event lines. */
#ifndef CLI_MAP_RUN_H
#define CLI_MAP_RUN_H

#include "cli/inputs.h"

/**
 * map_run(o):
 * Print all event lines on standard output, in the order in which scan would
 * take them; what could not be read goes to standard error.  Return the exit
 * status.
 */
int map_run(const struct inputs_opts *);

#endif
