/* SPDX-License-Identifier: Apache-2.0 */
/* Topics by name: files below mappings/topics. */
#ifndef CLI_TOPICS_FILE_H
#define CLI_TOPICS_FILE_H

#include "source/topics.h"

/**
 * topics_file_load(name, ret):
 * Load the topics ${name}: mappings/topics/NAME.yml in $VEDETTE_DATA or the
 * program's data folder; one with a '/' or .yml at its end is a path.  What is
 * wrong is told on standard error with file, line and column.  Return RC_OK
 * with the topics, to be freed by topics_free(), in ${ret}; else that is not
 * touched.
 */
rc topics_file_load(const char *, struct topics **) MUST_USE;

#endif
