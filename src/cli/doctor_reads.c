/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what is read at start: rules, pipelines, names. */
#include "cli/config_file.h"
#include "cli/doctor_checks.h"
#include "cli/rules_check.h"
#include "cli/ruleset_with.h"
#include "engine/engine.h"

static void
rules(struct doctor *d, const struct ruleset *set)
{
	const struct sigma_setup setup = ruleset_with_setup(set);
	const struct engine_options how = { .shards = 1, .setup = &setup };
	const struct engine_ears ears = { .ctx = NULL };
	struct rules_check_sum sum = { 0 };
	struct engine *E = NULL;
	struct buf told = { 0 };
	struct err e = { 0 };
	rc r;

	if ((r = engine_new(set->text, set->n, &how, &ears, &E, &e)) == RC_OK)
		r = rules_check(set, engine_sigma(E), false, &told, &sum, &e);
	if (r != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s", e.what);
	else if (sum.refused > 0)
		doctor_say(d, DOCTOR_FAIL, "%zu are refused: 'vedette rules "
		    "check' says why", sum.refused);
	else
		doctor_say(d, DOCTOR_OK, "%zu rules, %zu correlations in %zu "
		    "files", sum.rules, sum.correlations, set->n);
	engine_free(E);
	buf_release(&told);
}

void
doctor_reads_rules(struct doctor *d)
{
	const struct config_rules *c = &d->config->rules;
	struct ruleset set = { 0 };
	struct ruleset_with with = { .pipelines = c->pipelines.n };
	struct err e = { 0 };

	for (size_t i = 0; i < with.pipelines; i++)
		with.pipeline[i] = c->pipelines.text[i];
	if (ruleset_load(c->folders.text, c->folders.n, &set, &e) != RC_OK ||
	    ruleset_with_load(&with, &set, &e) != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s", e.what);
	else
		rules(d, &set);
	ruleset_release(&set);
}

static void
bad(void *ctx, unsigned line, const char *what)
{

	doctor_say(ctx, DOCTOR_FAIL, "line %u: %s", line, what);
}

void
doctor_reads_names(struct doctor *d)
{
	unsigned failed = d->said[DOCTOR_FAIL];

	config_file_names(d->config, bad, d);
	if (d->said[DOCTOR_FAIL] == failed)
		doctor_say(d, DOCTOR_OK, "protocols, mappings and topics are "
		    "there");
}
