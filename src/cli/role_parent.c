/* SPDX-License-Identifier: Apache-2.0 */
/* The parent of the roles. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/role_parent.h"
#include "cli/verbs.h"

#define TO_PARENT	3		/* A child's descriptor of its link. */
#define WAIT_LEAST_MS	100		/* Before a role is started anew; */
#define WAIT_MOST_MS	10000		/* twice as long each time, ... */
#define CALM_MS		60000		/* ... unless it ran that long. */
#define GRACE_MS	20000		/* To end in, before it is killed. */

struct parent;

/* One role's process. */
struct child {
	struct parent		*parent;	/* Borrowed. */
	enum messages_role	 role;
	pid_t			 pid;		/* 0: it does not run. */
	struct channel		*link;		/* Owned; NULL: none. */
	bool			 ready;
	int			 timer;		/* Of its start; -1: none. */
	int64_t			 since, wait;	/* ms */
};

struct parent {
	const struct role_parent_how	*how;	/* Borrowed. */
	struct loop			*loop;	/* Owned. */
	struct child			 child[MESSAGES_ROLE_COUNT];
	struct buf			 out;
	bool				 told;	/* That all are ready. */
	size_t				 stage;	/* Of the end; 0: none. */
	int				 grace;	/* Timer; -1: none. */
	int				 status;
};

/* Who takes in ends first; who keeps, last. */
static const enum messages_role order_of_end[] = { MESSAGES_EDGE,
    MESSAGES_ENGINE, MESSAGES_API, MESSAGES_ACT, MESSAGES_KEEPER };

static void start(void *);

static void
say(const struct child *c, const char *what)
{

	fprintf(stderr, "vedette: %s %s\n", messages_role_name(c->role),
	    what);
}

/* Memory is short: the child would wait for ever, so it has to go. */
static void
give_up(struct child *c)
{

	say(c, "cannot be told what to do: out of memory");
	(void)kill(c->pid, SIGKILL);
}

static void
send_out(struct child *c, enum messages_kind kind, int fd)
{

	if (c->link == NULL) {
		/* It has hung up: its end is on its way. */
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	if (c->parent->out.failed || channel_send(c->link, (uint16_t)kind,
	    buf_span(&c->parent->out), fd) != RC_OK)
		give_up(c);
}

#define SEND(c, name, fd, ...)						\
do {									\
	const struct messages_##name m_ = { __VA_ARGS__ };		\
									\
	buf_clear(&(c)->parent->out);					\
	messages_put_##name(&(c)->parent->out, &m_);			\
	send_out((c), MESSAGES_KIND(name), (fd));			\
} while (0)

static int64_t
allowed(void *ctx, uint16_t kind, bool *fd)
{
	const struct child *c = ctx;

	return (messages_most(kind, c->role, MESSAGES_PARENT, fd));
}

/* What is wrong with the link is wrong with the role. */
static void
ended(void *ctx, const struct err *e)
{
	struct child *c = ctx;

	if (e->code != RC_OK)
		say(c, e->what);
	channel_free(c->link);
	c->link = NULL;
	if (e->code != RC_OK && c->pid > 0)
		(void)kill(c->pid, SIGKILL);
}

static void
all_ready(struct parent *p)
{

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (roles_kind((enum messages_role)i) != NULL &&
		    !p->child[i].ready)
			return;
	if (!p->told && p->how->ready != NULL)
		p->how->ready(p->how->ctx);
	p->told = true;
}

static void
message(void *ctx, uint16_t kind, struct span body, int fd)
{
	struct child *c = ctx;
	struct messages_ready m;
	struct err e = { .code = RC_OK };

	BUG_IF(fd >= 0);	/* No row brings one here. */
	BUG_IF(kind != MESSAGES_KIND(ready));
	if (messages_get_ready(body, &m, &e) != RC_OK) {
		ended(c, &e);
		return;
	}
	if (m.seccomp == 0)
		say(c, "is not confined: this kernel has no seccomp");
	if (m.landlock == 0)
		say(c, "may reach all files of its user: this kernel has no "
		    "Landlock");
	c->ready = true;
	all_ready(c->parent);
}

/* In the child: become the role. */
static void
become(enum messages_role role, int fd)
{
	char program[] = "vedette", verb[] = "run", name[32];
	char *argv[] = { program, verb, name, NULL };
	sigset_t none;

	(void)snprintf(name, sizeof(name), "--role=%s",
	    messages_role_name(role));
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* On the same number the descriptor would close. */
	if ((fd == TO_PARENT ? fcntl(fd, F_SETFD, 0) :
	    dup2(fd, TO_PARENT)) >= 0 && close_range(TO_PARENT + 1, ~0u, 0) ==
	    0)
		(void)execv("/proc/self/exe", argv);
	_exit(VERB_FAILED);
}

static rc
run(struct child *c, struct err *e)
{
	const struct channel_ears ears = { .ctx = c, .allowed = allowed,
	    .message = message, .ended = ended };
	int fd[2];
	rc r;

	if ((r = channel_pair(fd, e)) != RC_OK)
		return (r);
	c->pid = fork();
	if (c->pid == 0)
		become(c->role, fd[1]);
	(void)close(fd[1]);
	if (c->pid < 0) {
		c->pid = 0;
		(void)close(fd[0]);
		return (rc_fail(e, RC_IO, 0, "starting it: %s",
		    strerrordesc_np(errno)));
	}
	return (channel_new(c->parent->loop, fd[0], &ears, &c->link, e));
}

/* Both get an end. */
static rc
introduce(struct child *a, struct child *b, struct err *e)
{
	int fd[2];
	rc r;

	if ((r = channel_pair(fd, e)) != RC_OK)
		return (r);
	SEND(a, link, fd[0], .peer = b->role);
	SEND(b, link, fd[1], .peer = a->role);
	return (RC_OK);
}

/* All that it has to know. */
static rc
instruct(struct child *c, struct err *e)
{
	struct parent *p = c->parent;
	const struct role_parent_how *how = p->how;
	rc r = RC_OK;

	SEND(c, setup, -1, .config = how->config,
	    .path = span_of(how->path));
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT && r == RC_OK; i++)
		if (p->child[i].link != NULL &&
		    roles_linked(c->role, p->child[i].role))
			r = introduce(c, &p->child[i], e);
	for (size_t i = 0; i < how->sockets && r == RC_OK; i++) {
		int fd = -1;

		if (how->socket[i].to != c->role)
			continue;
		if ((fd = fcntl(how->socket[i].fd, F_DUPFD_CLOEXEC, 0)) < 0)
			return (rc_fail(e, RC_IO, 0, "its socket: %s",
			    strerrordesc_np(errno)));
		SEND(c, listen, fd, .source = how->socket[i].source);
	}
	return (r);
}

/* Later; the longer, the sooner it died. */
static void
start_later(struct child *c)
{
	struct err e;

	if (c->wait == 0 || loop_now() - c->since > CALM_MS)
		c->wait = WAIT_LEAST_MS;
	if (loop_once(c->parent->loop, c->wait, start, c, &c->timer, &e) !=
	    RC_OK)
		say(c, e.what);
	c->wait = c->wait * 2 < WAIT_MOST_MS ? c->wait * 2 : WAIT_MOST_MS;
}

static void
start(void *ctx)
{
	struct child *c = ctx;
	struct err e = { .code = RC_OK };

	c->timer = -1;
	c->since = loop_now();
	if (run(c, &e) == RC_OK && instruct(c, &e) == RC_OK)
		return;
	say(c, e.what);
	if (c->pid > 0)
		(void)kill(c->pid, SIGKILL);	/* Its end brings it back. */
	else
		start_later(c);
}

static struct child *
child_of(struct parent *p, pid_t pid)
{

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (p->child[i].pid == pid)
			return (&p->child[i]);
	return (NULL);
}

static void
kill_all(void *ctx)
{
	struct parent *p = ctx;

	p->grace = -1;
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (p->child[i].pid > 0) {
			say(&p->child[i], "does not end: killed");
			p->status = VERB_FAILED;
			(void)kill(p->child[i].pid, SIGKILL);
		}
}

/* The next of those that still run is asked to end; none left: the end. */
static void
end_next(struct parent *p)
{
	struct err e;

	for (; p->stage <= COUNT_OF(order_of_end); p->stage++) {
		struct child *c = &p->child[order_of_end[p->stage - 1]];

		loop_end_timer(p->loop, c->timer);
		c->timer = -1;
		if (c->pid == 0)
			continue;
		SEND(c, stop, -1, .grace = GRACE_MS);
		loop_end_timer(p->loop, p->grace);
		p->grace = -1;
		if (loop_once(p->loop, GRACE_MS, kill_all, p, &p->grace, &e)
		    != RC_OK)
			kill_all(p);
		return;
	}
	loop_stop(p->loop);
}

static void
buried(struct child *c, int status)
{
	char how[64];

	if (WIFSIGNALED(status))
		(void)snprintf(how, sizeof(how), "was killed by signal %d",
		    WTERMSIG(status));
	else
		(void)snprintf(how, sizeof(how), "ended with status %d",
		    WEXITSTATUS(status));
	channel_free(c->link);
	c->link = NULL;
	c->pid = 0;
	c->ready = false;
	if (c->parent->stage > 0) {
		if (status != 0)
			say(c, how);
		end_next(c->parent);
		return;
	}
	say(c, how);
	start_later(c);
}

static void
signalled(void *ctx, int sig)
{
	struct parent *p = ctx;
	struct child *c;
	int status;
	pid_t pid;

	if (sig != SIGCHLD) {
		if (p->stage == 0) {
			p->stage = 1;
			end_next(p);
		}
		return;
	}
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if ((c = child_of(p, pid)) != NULL)
			buried(c, status);
}

int
role_parent(const struct role_parent_how *how)
{
	static const int signals[] = { SIGCHLD, SIGTERM, SIGINT, 0 };
	struct parent p = { .how = how, .grace = -1 };
	struct err e = { .code = RC_OK };

	(void)signal(SIGPIPE, SIG_IGN);
	if (loop_new(&p.loop, &e) != RC_OK ||
	    loop_signals(p.loop, signals, signalled, &p, &e) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		loop_free(p.loop);
		return (VERB_FAILED);
	}
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++) {
		struct child *c = &p.child[i];

		*c = (struct child){ .parent = &p, .timer = -1,
		    .role = (enum messages_role)i };
		if (roles_kind(c->role) != NULL)
			start(c);
	}
	if (loop_run(p.loop, &e) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		p.status = VERB_FAILED;
	}
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		channel_free(p.child[i].link);
	buf_release(&p.out);
	loop_free(p.loop);
	return (p.status);
}
