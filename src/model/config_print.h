/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration as YAML, with all defaults. */
#ifndef MODEL_CONFIG_PRINT_H
#define MODEL_CONFIG_PRINT_H

#include "base/buf.h"
#include "model/config.h"

/**
 * config_print(b, c):
 * Append ${c} as YAML that reads back as the same: every setting that has a
 * value, those that were not given with a comment that says so.  Secrets are
 * told by where they lie.
 */
void config_print(struct buf *, const struct config *);

#endif
