/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration points at, before the service goes by it. */
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/role_bounds.h"
#include "cli/run_check.h"
#include "cli/service_rules.h"
#include "cli/verbs.h"
#include "codec/codecs.h"
#include "model/field.h"

struct told {
	const char	*path;
	unsigned	 n;
};

static void
wrong(void *ctx, unsigned line, const char *what)
{
	struct told *t = ctx;

	t->n++;
	fprintf(stderr, "%s:%u: %s\n", t->path, line, what);
}

static rc
rules(const struct service *s, struct err *e)
{
	const struct engine_ears ears = { .ctx = NULL };
	struct ruleset set = { 0 };
	struct engine *E = NULL;
	rc r = service_rules_load(s->config, &ears, &set, &E, e);

	engine_free(E);
	ruleset_release(&set);
	return (r);
}

int
run_check(const struct service *s, const char *path)
{
	struct told told = { path, 0 };
	struct err e = { .code = RC_OK };
	rc r;

	if (field_init() != RC_OK) {
		fputs("vedette run: out of memory\n", stderr);
		return (VERB_FAILED);
	}
	codecs_init();
	config_file_names(s->config, wrong, &told);
	config_file_secrets(s->config, true, wrong, &told);
	if ((r = role_bounds_check(s->config, &e)) != RC_OK ||
	    (r = rules(s, &e)) != RC_OK) {
		fprintf(stderr, "vedette run: %s: %s\n", path, e.what);
		told.n++;
	}
	return (told.n == 0 ? VERB_CLEAN : r == RC_NOMEM ? VERB_FAILED :
	    VERB_CONFIG);
}
