/* SPDX-License-Identifier: Apache-2.0 */
/* The event loop of a role. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/loop.h"

#define ROUND		64		/* Descriptors told of in one go. */

/* Who watches a descriptor; its number is the place. */
struct watch {
	loop_fn		*fn;		/* NULL: nobody. */
	void		*ctx;		/* Borrowed. */
	loop_tick_fn	*tick;		/* Of a timer. */
	uint32_t	 turn;		/* Which of those who had it. */
	bool		 once;
};

struct loop {
	int		 epoll;
	int		 signals;	/* Or -1. */
	loop_signal_fn	*on_signal;
	void		*signal_ctx;
	struct watch	*watch;		/* Owned; by descriptor. */
	size_t		 n;
	bool		 stop;
};

static rc
failed(const char *what, struct err *e)
{

	return (rc_fail(e, RC_IO, 0, "%s: %s", what,
	    strerrordesc_np(errno)));
}

rc
loop_new(struct loop **ret, struct err *e)
{
	struct loop *l = mem_new(sizeof(*l));

	if (l == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "making a loop"));
	l->signals = -1;
	if ((l->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
		mem_free(l);
		return (failed("making a loop", e));
	}
	*ret = l;
	return (RC_OK);
}

void
loop_free(struct loop *l)
{

	if (l == NULL)
		return;
	if (l->signals >= 0)
		(void)close(l->signals);
	(void)close(l->epoll);
	mem_free(l->watch);
	mem_free(l);
}

/* A place for descriptor ${fd}. */
static bool
room(struct loop *l, int fd)
{
	size_t want = (size_t)fd + 1, had = l->n;
	struct watch *w;

	if (want <= had)
		return (true);
	want += want / 2;
	if ((w = mem_grow(l->watch, want, sizeof(*w))) == NULL)
		return (false);
	memset(w + had, 0, (want - had) * sizeof(*w));
	l->watch = w;
	l->n = want;
	return (true);
}

static struct epoll_event
event_of(const struct loop *l, int fd, unsigned what)
{
	struct epoll_event ev = {
	    .events = (what & LOOP_READ ? (uint32_t)EPOLLIN : 0) |
		(what & LOOP_WRITE ? (uint32_t)EPOLLOUT : 0),
	    .data.u64 = (uint64_t)l->watch[fd].turn << 32 | (uint32_t)fd };

	return (ev);
}

rc
loop_watch(struct loop *l, int fd, unsigned what, loop_fn *fn, void *ctx,
    struct err *e)
{
	struct epoll_event ev;
	struct watch *w;

	if (!room(l, fd))
		return (rc_fail(e, RC_NOMEM, 0, "watching a descriptor"));
	w = &l->watch[fd];
	BUG_IF(w->fn != NULL);
	w->turn++;
	ev = event_of(l, fd, what);
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) != 0)
		return (failed("watching a descriptor", e));
	*w = (struct watch){ .fn = fn, .ctx = ctx, .turn = w->turn };
	return (RC_OK);
}

void
loop_change(struct loop *l, int fd, unsigned what)
{
	struct epoll_event ev = event_of(l, fd, what);

	/* It is watched, so that it cannot fail. */
	BUG_IF(epoll_ctl(l->epoll, EPOLL_CTL_MOD, fd, &ev) != 0);
}

void
loop_forget(struct loop *l, int fd)
{

	if (fd < 0 || (size_t)fd >= l->n || l->watch[fd].fn == NULL)
		return;
	(void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
	l->watch[fd] = (struct watch){ .turn = l->watch[fd].turn };
}

/* What a timer of the loop has to be told apart by. */
static void
timer_due(void *ctx, unsigned what)
{

	(void)ctx;
	(void)what;
}

static rc
timer(struct loop *l, int64_t ms, bool once, loop_tick_fn *fn, void *ctx,
    int *ret, struct err *e)
{
	struct timespec t = { .tv_sec = ms / 1000,
	    .tv_nsec = ms % 1000 * 1000000 };
	struct itimerspec when = { .it_value = t };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	rc r;

	if (fd < 0)
		return (failed("making a timer", e));
	if (!once)
		when.it_interval = t;
	/* All zero would be no timer at all. */
	if (ms <= 0)
		when.it_value.tv_nsec = 1;
	BUG_IF(timerfd_settime(fd, 0, &when, NULL) != 0);
	if ((r = loop_watch(l, fd, LOOP_READ, timer_due, ctx, e)) != RC_OK) {
		(void)close(fd);
		return (r);
	}
	l->watch[fd].tick = fn;
	l->watch[fd].once = once;
	*ret = fd;
	return (RC_OK);
}

rc
loop_every(struct loop *l, int64_t ms, loop_tick_fn *fn, void *ctx, int *ret,
    struct err *e)
{

	return (timer(l, ms, false, fn, ctx, ret, e));
}

rc
loop_once(struct loop *l, int64_t ms, loop_tick_fn *fn, void *ctx, int *ret,
    struct err *e)
{

	return (timer(l, ms, true, fn, ctx, ret, e));
}

void
loop_end_timer(struct loop *l, int fd)
{

	if (fd < 0)
		return;
	loop_forget(l, fd);
	(void)close(fd);
}

/* A timer's descriptor can be read. */
static void
tick(struct loop *l, int fd)
{
	struct watch w = l->watch[fd];
	uint64_t times;

	/* One may have been read before in another way: then it is not due. */
	if (read(fd, &times, sizeof(times)) != (ssize_t)sizeof(times))
		return;
	if (w.once)
		loop_end_timer(l, fd);
	w.tick(w.ctx);
}

static void
signalled(void *ctx, unsigned what)
{
	struct loop *l = ctx;
	struct signalfd_siginfo s;

	(void)what;
	while (read(l->signals, &s, sizeof(s)) == (ssize_t)sizeof(s))
		l->on_signal(l->signal_ctx, (int)s.ssi_signo);
}

rc
loop_signals(struct loop *l, const int *list, loop_signal_fn *fn, void *ctx,
    struct err *e)
{
	sigset_t set;

	BUG_IF(l->signals >= 0);
	(void)sigemptyset(&set);
	for (; *list != 0; list++)
		(void)sigaddset(&set, *list);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 || (l->signals =
	    signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)) < 0)
		return (failed("watching for signals", e));
	l->on_signal = fn;
	l->signal_ctx = ctx;
	return (loop_watch(l, l->signals, LOOP_READ, signalled, l, e));
}

static void
tell(struct loop *l, const struct epoll_event *ev)
{
	int fd = (int)(uint32_t)ev->data.u64;
	const struct watch *w = &l->watch[fd];
	unsigned what = (ev->events & EPOLLIN ? LOOP_READ : 0) |
	    (ev->events & EPOLLOUT ? LOOP_WRITE : 0) |
	    (ev->events & (EPOLLHUP | EPOLLERR) ? LOOP_END : 0);

	/* Somebody else's since the round began? */
	if (w->fn == NULL || w->turn != (uint32_t)(ev->data.u64 >> 32))
		return;
	if (w->tick != NULL)
		tick(l, fd);
	else
		w->fn(w->ctx, what);
}

rc
loop_run(struct loop *l, struct err *e)
{
	struct epoll_event ev[ROUND];

	for (l->stop = false; !l->stop; ) {
		int n = epoll_wait(l->epoll, ev, ROUND, -1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (failed("waiting for events", e));
		for (int i = 0; i < n; i++)
			tell(l, &ev[i]);
	}
	return (RC_OK);
}

void
loop_stop(struct loop *l)
{

	l->stop = true;
}

static int64_t
clock_ms(clockid_t which)
{
	struct timespec t = { 0 };

	/* It cannot fail with these clocks. */
	(void)clock_gettime(which, &t);
	return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

int64_t
loop_now(void)
{

	return (clock_ms(CLOCK_MONOTONIC));
}

int64_t
loop_clock(void)
{

	return (clock_ms(CLOCK_REALTIME));
}
