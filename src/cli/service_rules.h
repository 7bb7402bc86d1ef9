/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that a configuration names, in an engine. */
#ifndef CLI_SERVICE_RULES_H
#define CLI_SERVICE_RULES_H

#include "cli/ruleset.h"
#include "engine/engine.h"
#include "model/config.h"

/**
 * service_rules_load(c, ears, set, ret, e):
 * Load the rules of ${c} into a new engine with as many shards as it says.
 * Each that is refused is told on standard error.  Return RC_OK; RC_CONFLICT:
 * some were refused; or as ruleset_load() and engine_new().  Also on failure
 * ${set} is to be released, and *${ret}, if not NULL, to be freed.
 */
rc service_rules_load(const struct config *, const struct engine_ears *,
    struct ruleset *, struct engine **, struct err *) MUST_USE;

#endif
