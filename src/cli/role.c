/* SPDX-License-Identifier: Apache-2.0 */
/* A role of vedette run: what all have in common. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/roles.h"
#include "cli/verbs.h"
#include "sys/machine.h"

#define TO_PARENT	3		/* The descriptor it is born with. */

/* One end of a link: whose, and whose role's. */
struct end {
	struct role		*role;	/* Borrowed. */
	enum messages_role	 peer;
};

/* There is one role a process. */
static struct end ends[MESSAGES_ROLE_COUNT];

rc
role_reach(struct role_reach *to, const char *path, unsigned may,
    struct err *e)
{

	if (to->paths == ROLE_PATHS)
		return (rc_fail(e, RC_LIMIT, 0, "more than %d paths to reach",
		    ROLE_PATHS));
	to->path[to->paths++] = (struct confine_path){ path, may };
	return (RC_OK);
}

void
role_leave(struct role *r)
{

	loop_stop(r->loop);
}

void
role_fail(struct role *r, const struct err *e)
{

	role_log(r, CONFIG_LOG_ERROR, "%s", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	r->status = VERB_FAILED;
	role_leave(r);
}

void
role_send(struct role *r, enum messages_role to, enum messages_kind kind,
    struct span body, int fd)
{
	struct err e = { .code = RC_NOMEM };

	if (r->out.failed) {
		role_fail(r, &e);
		body.n = 0;
	}
	if (r->peer[to] == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	if (channel_send(r->peer[to], (uint16_t)kind, body, fd) != RC_OK)
		role_fail(r, &e);
}

static int64_t
allowed(void *ctx, uint16_t kind, bool *fd)
{
	const struct end *x = ctx;

	return (messages_most(kind, x->peer, x->role->me, fd));
}

/* A peer went: the parent sees to it.  Without the parent there is no use in
 * going on. */
static void
ended(void *ctx, const struct err *e)
{
	struct end *x = ctx;
	struct role *r = x->role;

	if (e->code != RC_OK)
		role_log(r, CONFIG_LOG_WARNING, "link to %s: %s",
		    messages_role_name(x->peer), e->what);
	channel_free(r->peer[x->peer]);
	r->peer[x->peer] = NULL;
	if (x->peer == MESSAGES_PARENT)
		role_leave(r);
}

static void message(void *, uint16_t, struct span, int);

static rc
talk(struct role *r, enum messages_role peer, int fd, struct err *e)
{
	struct channel_ears ears = { .ctx = &ends[peer], .allowed = allowed,
	    .message = message, .ended = ended };

	ends[peer] = (struct end){ r, peer };
	channel_free(r->peer[peer]);
	r->peer[peer] = NULL;
	return (channel_new(r->loop, fd, &ears, &r->peer[peer], e));
}

static rc
set_up(struct role *r, struct span body, struct err *e)
{
	const struct role_kind *kind = roles_kind(r->me);
	struct role_reach reach = { .calls = kind->calls };
	struct confine how;
	struct messages_setup setup = { .path = { NULL, 0 } };
	struct confine_got got;
	rc rv;

	if ((rv = messages_get_setup(body, &setup, e)) != RC_OK)
		return (rv);
	saying_by(setup.level, setup.form);
	if ((rv = kind->start(r, &setup, &reach, e)) != RC_OK)
		return (rv);
	how = (struct confine){ .calls = reach.calls, .path = reach.path,
	    .paths = reach.paths };
	if ((rv = confine_enter(&how, &got, e)) != RC_OK ||
	    (kind->run != NULL && (rv = kind->run(r, e)) != RC_OK))
		return (rv);
	ROLE_SEND(r, MESSAGES_PARENT, ready, -1, .seccomp = got.seccomp,
	    .landlock = (uint64_t)got.landlock);
	return (RC_OK);
}

static rc
take_link(struct role *r, struct span body, int fd, struct err *e)
{
	const struct role_kind *kind = roles_kind(r->me);
	struct messages_link m;
	rc rv;

	if ((rv = messages_get_link(body, &m, e)) == RC_OK && !roles_linked(
	    r->me, (enum messages_role)(m.peer & 255)))
		rv = rc_fail(e, RC_DENIED, 0, "a link to role %llu",
		    (unsigned long long)m.peer);
	if (rv != RC_OK) {
		(void)close(fd);
		return (rv);
	}
	if ((rv = talk(r, (enum messages_role)m.peer, fd, e)) == RC_OK &&
	    kind->link != NULL)
		kind->link(r, (enum messages_role)m.peer);
	return (rv);
}

static rc
take_stop(struct role *r, struct span body, struct err *e)
{
	const struct role_kind *kind = roles_kind(r->me);
	struct messages_stop m;
	rc rv = messages_get_stop(body, &m, e);

	if (rv != RC_OK)
		return (rv);
	r->heir = m.heir != 0;
	if (r->ends)
		return (RC_OK);		/* A reload that an end came into. */
	r->ends = true;
	if (kind->stop != NULL)
		kind->stop(r);
	else
		role_leave(r);
	return (RC_OK);
}

static rc
take_log(struct span body, struct err *e)
{
	struct messages_log m;
	rc rv = messages_get_log(body, &m, e);

	if (rv == RC_OK)
		saying_by(m.level, m.form);
	return (rv);
}

/* What it counts; not told when memory is short, but the next time. */
static void
tell_meters(struct role *r)
{
	const struct role_kind *kind = roles_kind(r->me);
	struct buf b = { 0 };

	if (kind->meters != NULL)
		kind->meters(r, &b);
	if (b.n > 0 && !b.failed)
		ROLE_SEND(r, MESSAGES_KEEPER, meters, -1,
		    .samples = buf_span(&b));
	buf_release(&b);
}

/* It was read by the loop in which all else is done: so it is there. */
static rc
take_ping(struct role *r, struct span body, struct err *e)
{
	struct messages_ping m;
	rc rv = messages_get_ping(body, &m, e);

	if (rv != RC_OK)
		return (rv);
	ROLE_SEND(r, MESSAGES_PARENT, pong, -1, .number = m.number,
	    .resident = machine_resident(r->statm));
	tell_meters(r);
	return (RC_OK);
}

static void
message(void *ctx, uint16_t number, struct span body, int fd)
{
	const struct end *x = ctx;
	struct role *r = x->role;
	const struct role_kind *kind = roles_kind(r->me);
	struct err e = { .code = RC_OK };
	rc rv = RC_OK;

	switch ((int)number) {
	case MESSAGES_KIND(setup):
		rv = set_up(r, body, &e);
		break;
	case MESSAGES_KIND(link):
		rv = take_link(r, body, fd, &e);
		break;
	case MESSAGES_KIND(stop):
		rv = take_stop(r, body, &e);
		break;
	case MESSAGES_KIND(log):
		rv = take_log(body, &e);
		break;
	case MESSAGES_KIND(ping):
		rv = take_ping(r, body, &e);
		break;
	default:
		BUG_IF(kind->message == NULL);
		rv = kind->message(r, x->peer, (enum messages_kind)number,
		    body, fd, &e);
	}
	/* A role that cannot do its duty is started anew. */
	if (rv != RC_OK)
		role_fail(r, &e);
}

/* The parent decides when a role ends, not who presses ^C. */
static void
ignore_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct sigaction how = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)sigaction(signals[i], &how, NULL);
}

int
role_main(enum messages_role me)
{
	struct role r = { .me = me, .statm = machine_statm() };
	struct err e = { .code = RC_OK };
	const struct role_kind *kind = roles_kind(me);

	confine_core();
	ignore_signals();
	if (loop_new(&r.loop, &e) != RC_OK ||
	    talk(&r, MESSAGES_PARENT, TO_PARENT, &e) != RC_OK ||
	    loop_run(r.loop, &e) != RC_OK) {
		role_say(&r, "%s", e.what);
		r.status = VERB_FAILED;
	}
	if (kind->release != NULL)
		kind->release(&r);
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		channel_free(r.peer[i]);
	buf_release(&r.out);
	loop_free(r.loop);
	return (r.status);
}
