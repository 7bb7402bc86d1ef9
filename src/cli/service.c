/* SPDX-License-Identifier: Apache-2.0 */
/* What vedette run makes of its configuration. */
#include <stdio.h>

#include "cli/act_output.h"
#include "cli/edge_source.h"
#include "cli/service.h"

/* The first thing that is wrong. */
struct first {
	const char	*path;
	struct err	*e;
};

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{
	struct first *f = ctx;

	(void)col;
	if (f->e->code == RC_OK)
		(void)rc_fail(f->e, RC_MALFORMED, line, "%.60s:%u: %s",
		    f->path, line, what);
}

static rc
not_yet(const struct service *s, const char *path, const void *member,
    const char *what, struct err *e)
{
	unsigned line = config_line(s->config, member);

	return (rc_fail(e, RC_MALFORMED, line, "%.60s:%u: %s cannot be "
	    "served yet", path, line, what));
}

static rc
source(const struct service *s, const char *path,
    const struct config_source *x, struct err *e)
{

	if (edge_source_kind(x->kind) == NULL)
		return (not_yet(s, path, &x->kind, "sources of this kind",
		    e));
	if (x->kind == CONFIG_SOURCE_TRACKER && x->tls_cert != NULL)
		return (not_yet(s, path, &x->tls_cert, "TLS of trackers",
		    e));
	return (RC_OK);
}

static rc
output(const struct service *s, const char *path,
    const struct config_output *x, struct err *e)
{

	if (act_output_kind(x->kind) == NULL)
		return (not_yet(s, path, &x->kind, "outputs of this kind",
		    e));
	if (x->kind == CONFIG_OUTPUT_SYSLOG && x->tls_ca != NULL)
		return (not_yet(s, path, &x->tls_ca, "TLS of syslog", e));
	return (RC_OK);
}

static rc
can_be_served(const struct service *s, const char *path, struct err *e)
{
	const struct config *c = s->config;
	rc r = RC_OK;

	if (c->store.engine != CONFIG_STORE_SQLITE)
		return (not_yet(s, path, &c->store.engine, "PostgreSQL", e));
	/* A promise to remove what is older would not be kept. */
	if (config_line(c, &c->store.keep_events) != 0)
		return (not_yet(s, path, &c->store.keep_events,
		    "an index of events", e));
	if (config_line(c, &c->store.keep_alerts) != 0)
		return (not_yet(s, path, &c->store.keep_alerts,
		    "removing old alerts", e));
	for (size_t i = 0; i < c->sources && r == RC_OK; i++)
		r = source(s, path, &c->source[i], e);
	for (size_t i = 0; i < c->outputs && r == RC_OK; i++)
		r = output(s, path, &c->output[i], e);
	return (r);
}

/* What is said, or below the data folder. */
static const char *
folder(struct service *s, const char *said, const char *name)
{
	char path[2 * CONFIG_TEXT_MAX];

	if (said != NULL)
		return (said);
	(void)snprintf(path, sizeof(path), "%s/%s", s->config->main.data,
	    name);
	return (arena_copy(&s->arena, span_of(path)));
}

rc
service_load(struct span text, const char *path, struct service *s,
    struct err *e)
{
	struct first f = { path, e };
	const struct config *c;
	rc r;

	*s = (struct service){ .config = NULL };
	e->code = RC_OK;
	if ((r = config_load(text, wrong, &f, &s->config)) != RC_OK)
		return (e->code != RC_OK ? r : rc_fail(e, r, 0, "%.60s: %s",
		    path, rc_text(r)));
	c = s->config;
	if ((s->journal = folder(s, c->journal.folder, "journal")) == NULL ||
	    (s->state = folder(s, NULL, "state")) == NULL ||
	    (s->store = folder(s, c->store.path, "store")) == NULL ||
	    (s->status = folder(s, NULL, "status")) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%.60s: out of memory",
		    path));
	return (can_be_served(s, path, e));
}

void
service_release(struct service *s)
{

	config_free(s->config);
	arena_release(&s->arena);
}
