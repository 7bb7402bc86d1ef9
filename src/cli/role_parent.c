/* SPDX-License-Identifier: Apache-2.0 */
/* The parent of the roles. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/role_bounds.h"
#include "cli/role_parent.h"
#include "cli/role_reload.h"
#include "cli/verbs.h"
#include "sys/machine.h"
#include "sys/notify.h"

#define TO_PARENT	3		/* A child's descriptor of its link. */
#define WAIT_LEAST_MS	100		/* Before a role is started anew; */
#define WAIT_MOST_MS	10000		/* twice as long each time, ... */
#define CALM_MS		60000		/* ... unless it ran that long. */
#define GRACE_MS	20000		/* To end in, before it is killed. */
#define ASK_MS		2000		/* Between questions whether one is */
					/* there, if nobody asks us faster. */
#define HEARD_MOST	10		/* So many of them without an answer. */
#define START_MS	600000		/* To get ready in, deaths included. */

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
	int64_t			 clock;		/* Of its start, since 1970. */
	uint64_t		 deaths;
	uint64_t		 resident;	/* Bytes of memory. */
	int64_t			 heard;		/* When it was last there. */
	bool			 mute;		/* That it is not was told. */
};

/* SIGHUP, until all go by the new configuration. */
struct renewal {
	bool			 on, again;	/* Another SIGHUP came. */
	bool			 failed;	/* A role died; if of it, ... */
						/* ... another may mend that. */
	pid_t			 check;		/* Looks at it; 0: none. */
	struct role_reload	 to;		/* Then this. */
	unsigned		 left;		/* MESSAGES_OF() bits. */
	struct child		*now;		/* Ends or starts; or NULL. */
	int			 grace;		/* Timer; -1: none. */
};

struct parent {
	const struct role_parent_how	*how;	/* Borrowed. */
	char				*path;	/* Owned; its path. */
	struct loop			*loop;	/* Owned. */
	struct child			 child[MESSAGES_ROLE_COUNT];
	struct role_reload		 in_force;	/* After a reload. */
	struct renewal			 renewal;
	uint64_t			 files[CONFIG_ROLE_COUNT];
	int64_t				 every;	/* ms between questions. */
	uint64_t			 asked;	/* Questions so far. */
	int64_t				 clock;	/* Of the start. */
	int				 statm;	/* To see our memory. */
	int				 ask;	/* Timer. */
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
static void renew_next(struct parent *);
static void ask(void *);

static void
say(const struct child *c, const char *what)
{

	saying_line(CONFIG_LOG_ERROR, NULL, "%s %s",
	    messages_role_name(c->role), what);
}

/* What is in force. */
static const struct config *
config_of(const struct parent *p)
{

	return (p->in_force.service.config != NULL ?
	    p->in_force.service.config : p->how->service->config);
}

static struct span
text_of(const struct parent *p)
{

	return (p->in_force.service.config != NULL ?
	    buf_span(&p->in_force.text) : p->how->config);
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
	if (p->told)
		return;
	if (p->how->ready != NULL)
		p->how->ready(p->how->ctx);
	notify_say("READY=1\nSTATUS=%zu sources", config_of(p)->sources);
	p->told = true;
}

static void
is_ready(struct child *c, const struct messages_ready *m)
{

	if (m->seccomp == 0)
		say(c, "is not confined: this kernel has no seccomp");
	if (m->landlock == 0)
		say(c, "may reach all files of its user: this kernel has no "
		    "Landlock");
	c->ready = true;
	c->heard = loop_now();
	all_ready(c->parent);
	if (c->parent->renewal.now == c)
		renew_next(c->parent);
	if (c->parent->told)
		ask(c->parent);		/* What is new is shown at once. */
}

static void
is_heard(struct child *c, const struct messages_pong *m)
{

	c->heard = loop_now();
	c->resident = m->resident;
}

static void
message(void *ctx, uint16_t kind, struct span body, int fd)
{
	struct child *c = ctx;
	struct messages_ready ready;
	struct messages_pong pong;
	struct err e = { .code = RC_OK };
	rc r;

	BUG_IF(fd >= 0);	/* No row brings one here. */
	if (kind == MESSAGES_KIND(ready)) {
		if ((r = messages_get_ready(body, &ready, &e)) == RC_OK)
			is_ready(c, &ready);
	} else {
		BUG_IF(kind != MESSAGES_KIND(pong));
		if ((r = messages_get_pong(body, &pong, &e)) == RC_OK)
			is_heard(c, &pong);
	}
	if (r != RC_OK)
		ended(c, &e);
}

/* In the child: be this program again, with one argument more. */
static _Noreturn void
again(char *option, char *value)
{
	char program[] = "vedette", verb[] = "run";
	char *argv[] = { program, verb, option, value, NULL };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	notify_forget();
	(void)execv("/proc/self/exe", argv);
	_exit(VERB_FAILED);
}

/* In the child: become the role. */
static void
become(const struct config *c, enum messages_role role, int fd)
{
	struct err e = { .code = RC_OK };
	char name[32];

	(void)snprintf(name, sizeof(name), "--role=%s",
	    messages_role_name(role));
	if (role_bounds_take(c, role, &e) != RC_OK)
		saying_line(CONFIG_LOG_ERROR, NULL, "%s", e.what);
	/* On the same number the descriptor would close. */
	else if ((fd == TO_PARENT ? fcntl(fd, F_SETFD, 0) :
	    dup2(fd, TO_PARENT)) >= 0 && close_range(TO_PARENT + 1, ~0u, 0) ==
	    0)
		again(name, NULL);
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
		become(config_of(c->parent), c->role, fd[1]);
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

	SEND(c, setup, -1, .config = text_of(p), .path = span_of(how->path),
	    .level = (uint64_t)config_of(p)->log.level,
	    .form = (uint64_t)config_of(p)->log.format);
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
	c->clock = loop_clock();
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
		SEND(c, stop, -1, .grace = GRACE_MS, .heir = 0);
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
	struct renewal *n = &c->parent->renewal;
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
	if (n->now == c) {
		loop_end_timer(c->parent->loop, n->grace);
		n->grace = -1;
		n->failed |= status != 0;
	}
	if (c->parent->stage > 0) {
		if (status != 0)
			say(c, how);
		end_next(c->parent);
		return;
	}
	if (n->now == c && status == 0) {
		start(c);
		return;
	}
	say(c, how);
	c->deaths++;
	start_later(c);
}

/* All go by it, or all by what was in force before. */
static void
renewed(struct parent *p, enum config_log_level level, const char *what)
{
	struct renewal *n = &p->renewal;

	saying_line(level, NULL, "reload: %s", what);
	notify_say("READY=1\nSTATUS=%zu sources; last reload: %s",
	    config_of(p)->sources, what);
	n->on = false;
	n->now = NULL;
	role_reload_release(&n->to);
	if (n->again) {
		n->again = false;
		(void)kill(getpid(), SIGHUP);
	}
}

static void
refused(struct parent *p)
{

	renewed(p, CONFIG_LOG_ERROR, "refused; all stays as it was");
}

static void
too_slow(void *ctx)
{
	struct parent *p = ctx;

	p->renewal.grace = -1;
	if (p->renewal.now == NULL || p->renewal.now->pid <= 0)
		return;
	say(p->renewal.now, "does not end: killed");
	(void)kill(p->renewal.now->pid, SIGKILL);
}

/* The next role ends; when it has, another goes on in its place. */
static void
renew_next(struct parent *p)
{
	struct renewal *n = &p->renewal;
	struct err e;

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT && p->stage == 0; i++) {
		struct child *c = &p->child[i];

		if ((n->left & 1u << i) == 0)
			continue;
		n->left &= ~(1u << i);
		/* One that is starting may go by what was before. */
		if (c->pid > 0 && !c->ready)
			(void)kill(c->pid, SIGKILL);
		if (!c->ready)
			continue;
		n->now = c;
		SEND(c, stop, -1, .grace = GRACE_MS, .heir = 1);
		if (loop_once(p->loop, GRACE_MS, too_slow, p, &n->grace, &e)
		    != RC_OK)
			say(c, e.what);
		return;
	}
	if (p->stage == 0)
		renewed(p, CONFIG_LOG_INFO, "done");
}

/* The configuration is good: go over to it. */
static void
renew(struct parent *p)
{
	struct renewal *n = &p->renewal;
	struct err e = { .code = RC_OK };

	if (role_reload_read(p->how->path, config_of(p), p->files, &n->to,
	    &e) != RC_OK) {
		saying_line(CONFIG_LOG_ERROR, NULL, "%s", e.what);
		refused(p);
		return;
	}
	role_reload_release(&p->in_force);
	p->in_force = n->to;
	n->to = (struct role_reload){ .roles = 0 };
	memcpy(p->files, p->in_force.files, sizeof(p->files));
	saying_by((uint64_t)config_of(p)->log.level,
	    (uint64_t)config_of(p)->log.format);
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (p->child[i].pid > 0)
			SEND(&p->child[i], log, -1,
			    .level = (uint64_t)config_of(p)->log.level,
			    .form = (uint64_t)config_of(p)->log.format);
	n->left |= p->in_force.roles;
	renew_next(p);
}

/* Look at the configuration in a process of its own: whatever it points at
 * may be anything. */
static void
renew_begin(struct parent *p)
{
	struct renewal *n = &p->renewal;
	char option[] = "--check";

	if (p->stage > 0)
		return;
	if (!p->told) {
		saying_line(CONFIG_LOG_ERROR, NULL,
		    "reload: not before all is ready");
		return;
	}
	if (n->on && (n->check != 0 || !n->failed)) {
		n->again = true;
		return;
	}
	n->on = true;
	n->failed = false;
	n->now = NULL;
	notify_reloading();
	n->check = fork();
	if (n->check == 0) {
		(void)close_range(STDERR_FILENO + 1, ~0u, 0);
		again(option, p->path);
	}
	if (n->check > 0)
		return;
	n->check = 0;
	renewed(p, CONFIG_LOG_ERROR, "no process could be started; all stays "
	    "as it was");
}

static void
signalled(void *ctx, int sig)
{
	struct parent *p = ctx;
	struct child *c;
	int status;
	pid_t pid;

	if (sig == SIGHUP) {
		renew_begin(p);
		return;
	}
	if (sig != SIGCHLD) {
		if (p->stage == 0) {
			notify_say("STOPPING=1");
			p->stage = 1;
			end_next(p);
		}
		return;
	}
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if ((c = child_of(p, pid)) != NULL) {
			buried(c, status);
		} else if (pid == p->renewal.check) {
			p->renewal.check = 0;
			if (p->stage > 0)
				continue;
			if (status == 0)
				renew(p);
			else
				refused(p);
		}
	}
}

/* Has it answered lately, or may it still be starting? */
static bool
is_there(struct child *c)
{
	int64_t now = loop_now();

	if (!c->ready)
		return (now - c->heard < START_MS);
	if (now - c->heard < HEARD_MOST * c->parent->every) {
		c->mute = false;
		return (true);
	}
	if (!c->mute)
		say(c, "does not answer");
	c->mute = true;
	return (false);
}

static void
child_meters(struct buf *b, const struct child *c)
{
	const struct span name = span_of(messages_role_name(c->role));

	meters_put(b, METERS_ROLE_READY, name, c->ready);
	meters_put(b, METERS_ROLE_RESTARTS, name, c->deaths);
	if (c->pid == 0)
		return;
	meters_put(b, METERS_ROLE_RESIDENT, name, c->resident);
	meters_put(b, METERS_ROLE_SINCE, name, (uint64_t)c->clock);
}

static void
disk_meters(struct buf *b, const char *label, const char *path)
{
	struct machine_place at;
	struct err e;

	if (machine_place_look(path, &at, &e) != RC_OK || !at.exists)
		return;
	meters_put(b, METERS_DISK_FREE, span_of(label), at.room);
	meters_put(b, METERS_DISK_SIZE, span_of(label), at.size);
}

/* What only the parent can see, to the keeper. */
static void
tell_meters(struct parent *p)
{
	const struct service *s = p->how->service;
	const struct child me = { .role = MESSAGES_PARENT, .pid = getpid(),
	    .ready = true, .clock = p->clock,
	    .resident = machine_resident(p->statm) };
	struct child *keeper = &p->child[MESSAGES_KEEPER];
	struct buf b = { 0 };

	child_meters(&b, &me);
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (roles_kind(p->child[i].role) != NULL)
			child_meters(&b, &p->child[i]);
	disk_meters(&b, "data", s->config->main.data);
	disk_meters(&b, "journal", s->journal);
	disk_meters(&b, "store", s->store);
	if (keeper->ready && !b.failed)
		SEND(keeper, meters, -1, .samples = buf_span(&b));
	buf_release(&b);
}

/* The service manager is told that we live only while all do. */
static void
ask(void *ctx)
{
	struct parent *p = ctx;
	bool all = true;

	p->asked++;
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++) {
		struct child *c = &p->child[i];

		if (roles_kind(c->role) == NULL)
			continue;
		all &= is_there(c);
		if (c->ready)
			SEND(c, ping, -1, .number = p->asked);
	}
	if (all)
		notify_say("WATCHDOG=1");
	tell_meters(p);
}

static rc
begin(struct parent *p, struct err *e)
{
	static const int signals[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, 0 };
	int64_t wanted = notify_watchdog();
	rc r;

	if ((p->path = mem_copy(span_of(p->how->path))) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "starting"));
	p->every = wanted > 0 && wanted / 3 < ASK_MS ? wanted / 3 + 1 :
	    ASK_MS;
	saying_by((uint64_t)p->how->service->config->log.level,
	    (uint64_t)p->how->service->config->log.format);
	p->clock = loop_clock();
	p->statm = machine_statm();
	role_reload_files(p->how->service->config, p->files);
	if ((r = loop_new(&p->loop, e)) != RC_OK ||
	    (r = loop_signals(p->loop, signals, signalled, p, e)) != RC_OK)
		return (r);
	return (loop_every(p->loop, p->every, ask, p, &p->ask, e));
}

int
role_parent(const struct role_parent_how *how)
{
	struct parent p = { .how = how, .grace = -1,
	    .renewal = { .grace = -1 } };
	struct err e = { .code = RC_OK };

	(void)signal(SIGPIPE, SIG_IGN);
	if (begin(&p, &e) != RC_OK) {
		saying_line(CONFIG_LOG_ERROR, NULL, "%s", e.what);
		loop_free(p.loop);
		mem_free(p.path);
		return (VERB_FAILED);
	}
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++) {
		struct child *c = &p.child[i];

		*c = (struct child){ .parent = &p, .timer = -1,
		    .role = (enum messages_role)i, .heard = loop_now() };
		if (roles_kind(c->role) != NULL)
			start(c);
	}
	if (loop_run(p.loop, &e) != RC_OK) {
		saying_line(CONFIG_LOG_ERROR, NULL, "%s", e.what);
		p.status = VERB_FAILED;
	}
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		channel_free(p.child[i].link);
	role_reload_release(&p.renewal.to);
	role_reload_release(&p.in_force);
	buf_release(&p.out);
	loop_free(p.loop);
	mem_free(p.path);
	return (p.status);
}
