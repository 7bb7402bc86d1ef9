/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what a vehicle's buses say, out of files: --dbc. */
#ifndef CLI_CANTABLE_FILE_H
#define CLI_CANTABLE_FILE_H

#include "source/cantable.h"

#define CANTABLE_FILE_MOST	16u	/* Files of one table. */

/** Those that the options name, in their order. */
struct cantable_file {
	const char	*path[CANTABLE_FILE_MOST];	/* Borrowed. */
	size_t		 n;
};

/** cantable_file_add(f, path): One more; false: there are too many. */
bool cantable_file_add(struct cantable_file *, const char *);

/**
 * cantable_file_load(f, quiet, ret):
 * Load them all into one table: DBC files, then those that end in .yml or
 * .yaml.  What is wrong is told on standard error with file, line and field; a
 * statement of a DBC file that is wrong is left out, a YAML file that is, is
 * refused.  What was read is told too, unless ${quiet}.  Return RC_OK with
 * the table, to be freed by cantable_free(), in ${ret}; else that is not
 * touched.  field_init() must have run.
 */
rc cantable_file_load(const struct cantable_file *, bool,
    struct cantable **) MUST_USE;

#endif
