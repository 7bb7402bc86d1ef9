/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May the service run with this configuration, or go over to it?  All that it
 * reads at its start is read, nothing is changed.
 */
#ifndef CLI_RUN_CHECK_H
#define CLI_RUN_CHECK_H

#include "cli/service.h"

/**
 * run_check(s, path): Look at what ${s}, of the file ${path}, points at:
 * protocols, mappings, topics, secrets, rules.  What is wrong is told on
 * standard error.  Return VERB_CLEAN, VERB_CONFIG or VERB_FAILED.
 */
int run_check(const struct service *, const char *);

#endif
