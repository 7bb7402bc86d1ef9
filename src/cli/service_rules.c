/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that a configuration names. */
#include <unistd.h>

#include "cli/ruleset_with.h"
#include "cli/service_rules.h"

#define SHARDS_MOST	64

/* As many as there are processors, if not said otherwise. */
static unsigned
shards(const struct config *c)
{
	long n = c->engine.shards;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return (n < 1 ? 1 : n > SHARDS_MOST ? SHARDS_MOST : (unsigned)n);
}

rc
service_rules_load(const struct config *c, const struct engine_ears *ears,
    struct ruleset *set, struct engine **ret, struct err *e)
{
	struct ruleset_with with = { .pipelines = c->rules.pipelines.n };
	struct engine_options how = { .shards = shards(c) };
	struct sigma_setup setup;
	rc r;

	for (size_t i = 0; i < with.pipelines; i++)
		with.pipeline[i] = c->rules.pipelines.text[i];
	if ((r = ruleset_load(c->rules.folders.text, c->rules.folders.n, set,
	    e)) != RC_OK || (r = ruleset_with_load(&with, set, e)) != RC_OK)
		return (r);
	setup = ruleset_with_setup(set);
	how.setup = &setup;
	if ((r = engine_new(set->text, set->n, &how, ears, ret, e)) != RC_OK)
		return (r);
	return (ruleset_refused(engine_sigma(*ret)) ? rc_fail(e, RC_CONFLICT,
	    0, "rules were refused") : RC_OK);
}
