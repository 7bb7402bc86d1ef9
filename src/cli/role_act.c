/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The role act: tells alerts outside, with the credentials of the outputs.
 * What there is to tell waits in the keeper; here is only what is under way.
 *
 *	keeper --tell--> output ... --told--> keeper
 */
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/act_output.h"
#include "cli/roles.h"
#include "cli/service.h"

/* What libcurl reads to find others, and whom to trust; some are not there
 * everywhere. */
static const char *const read_by_curl[] = { "/etc/resolv.conf", "/etc/hosts",
    "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/host.conf", "/etc/ssl",
    "/usr/share/ca-certificates", "/usr/local/share/ca-certificates" };

struct output {
	const struct act_output_kind	*kind;
	void				*own;	/* Owned. */
	uint64_t			 told, failed;
	bool				 up;	/* The last try did well. */
};

struct act {
	struct role		*role;		/* Borrowed. */
	struct service		 service;
	struct webclient	*web;		/* Owned. */
	struct output		 output[CONFIG_LIST_MAX];
};

static struct act *
of(struct role *r)
{

	return (r->state);
}

/* Whose: the outputs' own context. */
struct whose {
	struct act	*act;
	size_t		 output;
};

static struct whose whose[CONFIG_LIST_MAX];	/* One role a process. */

/* act_output_how.done */
static void
done(void *ctx, uint64_t row, const struct act_done *d)
{
	const struct whose *w = ctx;
	struct output *o = &w->act->output[w->output];

	o->told += d->fate == MESSAGES_DONE;
	o->failed += d->fate != MESSAGES_DONE;
	if (o->up != (d->fate == MESSAGES_DONE))
		role_say(w->act->role, "%s: %s",
		    w->act->service.config->output[w->output].name,
		    d->fate == MESSAGES_DONE ? "told again" : d->why);
	o->up = d->fate == MESSAGES_DONE;
	ROLE_SEND(w->act->role, MESSAGES_KEEPER, told, -1, .row = row,
	    .fate = d->fate, .later = (uint64_t)d->later,
	    .why = { d->why, strnlen(d->why, 512) });
}

static rc
on_tell(struct act *x, const struct messages_tell *m, struct err *e)
{
	const struct alert_out a = { .time = (int64_t)m->time,
	    .first_seen = (int64_t)m->first_seen,
	    .last_seen = (int64_t)m->last_seen,
	    .severity = (int64_t)m->severity, .count = (int64_t)m->count,
	    .id = m->id, .tenant = m->tenant, .rule = m->rule,
	    .title = m->title, .level = m->level, .kind = m->kind,
	    .entity = m->entity, .brief = m->brief, .json = m->json,
	    .ocsf = m->ocsf };

	if (m->output >= x->service.config->outputs)
		return (rc_fail(e, RC_MALFORMED, 0, "no such output"));
	x->output[m->output].kind->send(x->output[m->output].own, m->row, &a);
	return (RC_OK);
}

static rc
message(struct role *role, enum messages_role from UNUSED,
    enum messages_kind kind, struct span body, int fd UNUSED, struct err *e)
{
	struct messages_tell m;
	rc r;

	BUG_IF(kind != MESSAGES_KIND(tell));
	if ((r = messages_get_tell(body, &m, e)) == RC_OK)
		r = on_tell(of(role), &m, e);
	return (r);
}

static rc
make_outputs(struct act *x, struct role_reach *to, struct err *e)
{
	const struct config *c = x->service.config;
	rc r = RC_OK;

	for (size_t i = 0; i < c->outputs && r == RC_OK; i++) {
		struct output *o = &x->output[i];
		const struct act_output_how how = { &c->output[i],
		    x->role->loop, x->web, done, &whose[i] };

		whose[i] = (struct whose){ x, i };
		o->up = true;
		o->kind = act_output_kind(c->output[i].kind);
		r = o->kind->make(&how, &o->own, e);
		if (r == RC_OK && o->kind->reach != NULL)
			r = o->kind->reach(o->own, to, e);
	}
	return (r);
}

static rc
start(struct role *role, const struct messages_setup *setup,
    struct role_reach *to, struct err *e)
{
	struct act *x = mem_new(sizeof(*x));
	char path[1024];
	rc r;

	if ((role->state = x) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	x->role = role;
	(void)snprintf(path, sizeof(path), "%.*s", (int)setup->path.n,
	    setup->path.p);
	if ((r = service_load(setup->config, path, &x->service, e)) != RC_OK)
		return (r);
	if ((r = webclient_new(role->loop, &x->web)) != RC_OK)
		return (rc_fail(e, r, 0, "starting: libcurl"));
	if ((r = make_outputs(x, to, e)) != RC_OK)
		return (r);
	for (size_t i = 0; i < COUNT_OF(read_by_curl) && r == RC_OK &&
	    x->service.config->outputs > 0; i++)
		if (access(read_by_curl[i], F_OK) == 0)
			r = role_reach(to, read_by_curl[i], CONFINE_READ, e);
	return (r);
}

static void
meters(struct role *role, struct buf *b)
{
	const struct act *x = of(role);
	const struct config *c = x->service.config;

	for (size_t i = 0; i < c->outputs; i++) {
		const struct output *o = &x->output[i];
		struct span name = span_of(c->output[i].name);

		meters_put(b, METERS_OUTPUT_UP, name, o->up);
		meters_put(b, METERS_OUTPUT_TOLD, name, o->told);
		meters_put(b, METERS_OUTPUT_FAILED, name, o->failed);
	}
}

static void
release(struct role *role)
{
	struct act *x = of(role);

	if (x == NULL)
		return;
	webclient_free(x->web);
	for (size_t i = 0; i < CONFIG_LIST_MAX; i++)
		if (x->output[i].kind != NULL)
			x->output[i].kind->free(x->output[i].own);
	service_release(&x->service);
	mem_free(x);
}

const struct role_kind role_act = {
	.calls = CONFINE_CONNECT | CONFINE_THREADS | CONFINE_FILES,
	.start = start, .message = message, .meters = meters,
	.release = release
};
