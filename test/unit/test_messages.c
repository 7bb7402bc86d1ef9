/* SPDX-License-Identifier: Apache-2.0 */
/* What the roles say to each other, and the links that carry it. */
#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/roles.h"
#include "model/messages.h"
#include "sys/channel.h"
#include "t.h"

static void
test_body(void)
{
	const struct messages_alert a = { .seq = 7, .offset = UINT64_MAX,
	    .time = (uint64_t)INT64_C(-1), .id = SPAN("id"),
	    .json = SPAN("{}") };
	struct messages_alert got = { .seq = 1 };
	struct buf b = { 0 };
	struct err e;

	messages_put_alert(&b, &a);
	T_INT(RC_OK, messages_get_alert(buf_span(&b), &got, &e));
	T_INT(7, got.seq);
	T_TRUE(got.offset == UINT64_MAX && (int64_t)got.time == -1);
	T_SPAN("id", got.id);
	T_SPAN("{}", got.json);
	T_SPAN("", got.tenant);
	/* Cut anywhere, or longer, it is none, and nothing is touched. */
	got.seq = 99;
	for (size_t n = 0; n < b.n; n++)
		T_INT(RC_MALFORMED, messages_get_alert((struct span){ b.p,
		    n }, &got, &e));
	buf_char(&b, '\0');
	T_INT(RC_MALFORMED, messages_get_alert(buf_span(&b), &got, &e));
	T_INT(99, got.seq);
	buf_release(&b);
}

/* Every message has a way, and none goes to where no link is. */
static void
test_ways(void)
{
	bool fd;

	for (unsigned kind = 0; kind < MESSAGES_KIND_COUNT; kind++) {
		unsigned ways = 0;

		for (unsigned a = 0; a < MESSAGES_ROLE_COUNT; a++)
			for (unsigned b = 0; b < MESSAGES_ROLE_COUNT; b++)
				ways += a != b && messages_most(kind, a, b,
				    &fd) >= 0;
		T_TRUE(ways > 0);
	}
	T_TRUE(messages_most(MESSAGES_KIND(setup), MESSAGES_EDGE,
	    MESSAGES_ENGINE, &fd) < 0);
	T_TRUE(messages_most(MESSAGES_KIND(kept), MESSAGES_API,
	    MESSAGES_ENGINE, &fd) < 0);
	T_TRUE(messages_most(MESSAGES_KIND(alert), MESSAGES_EDGE,
	    MESSAGES_KEEPER, &fd) < 0);
	T_TRUE(messages_most(MESSAGES_KIND_COUNT, MESSAGES_PARENT,
	    MESSAGES_EDGE, &fd) < 0);
	T_INT(16, messages_most(MESSAGES_KIND(listen), MESSAGES_PARENT,
	    MESSAGES_EDGE, &fd));
	T_TRUE(fd);
	T_TRUE(roles_linked(MESSAGES_EDGE, MESSAGES_ENGINE));
	T_TRUE(!roles_linked(MESSAGES_API, MESSAGES_EDGE));
	T_TRUE(roles_kind(MESSAGES_PARENT) == NULL);
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		T_INT(i, messages_role_find(span_of(messages_role_name(i))));
	T_INT(MESSAGES_ROLE_COUNT, messages_role_find(SPAN("edg")));
}

/* One end of a link in the tests. */
struct end {
	struct loop	*loop;
	struct channel	*link;
	size_t		 messages, bytes;
	uint16_t	 last;
	int		 fd;
	rc		 ended;		/* RC_MORE: not yet. */
	size_t		 want;		/* Messages, then the loop stops. */
};

static int64_t
allowed(void *ctx, uint16_t kind, bool *fd)
{

	(void)ctx;
	*fd = kind == 2;
	return (kind <= 2 ? 1 << 20 : -1);
}

static void
message(void *ctx, uint16_t kind, struct span body, int fd)
{
	struct end *x = ctx;

	x->last = kind;
	x->bytes += body.n;
	if (fd >= 0) {
		if (x->fd >= 0)
			(void)close(x->fd);
		x->fd = fd;
	}
	if (++x->messages == x->want)
		loop_stop(x->loop);
}

static void
ended(void *ctx, const struct err *e)
{
	struct end *x = ctx;

	x->ended = e->code;
	loop_stop(x->loop);
}

static void
pair(struct loop *loop, struct end x[2])
{
	int fd[2];
	struct err e;

	T_INT(RC_OK, channel_pair(fd, &e));
	for (int i = 0; i < 2; i++) {
		struct channel_ears ears = { .ctx = &x[i], .allowed = allowed,
		    .message = message, .ended = ended };

		x[i] = (struct end){ .loop = loop, .fd = -1,
		    .ended = RC_MORE };
		T_INT(RC_OK, channel_new(loop, fd[i], &ears, &x[i].link, &e));
	}
}

static void
test_link(void)
{
	static char big[1 << 20];
	struct loop *loop = NULL;
	struct end x[2];
	struct err e;
	size_t n = 200;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	T_INT(RC_OK, loop_new(&loop, &e));
	pair(loop, x);
	/* More than the kernel takes, descriptors in between. */
	for (size_t i = 0; i < n; i++) {
		T_INT(RC_OK, channel_send(x[0].link, 1, (struct span){ big,
		    i * 100 }, -1));
		T_INT(RC_OK, channel_send(x[0].link, 2, SPAN("fd"),
		    fcntl(fd, F_DUPFD_CLOEXEC, 0)));
	}
	T_INT(RC_OK, channel_send(x[0].link, 1, (struct span){ big,
	    sizeof(big) }, -1));
	T_TRUE(channel_waiting(x[0].link) > 0);
	x[1].want = 2 * n + 1;
	T_INT(RC_OK, loop_run(loop, &e));
	T_INT(2 * n + 1, x[1].messages);
	T_INT(n * (n - 1) / 2 * 100 + 2 * n + sizeof(big), x[1].bytes);
	T_TRUE(x[1].fd >= 0);
	T_INT(0, channel_waiting(x[0].link));

	/* Its end is told, and nothing is sent to it any more. */
	channel_free(x[0].link);
	T_INT(RC_OK, loop_run(loop, &e));
	T_INT(RC_OK, x[1].ended);
	T_INT(RC_OK, channel_send(x[1].link, 1, SPAN("x"), -1));
	channel_free(x[1].link);
	(void)close(x[1].fd);
	(void)close(fd);
	loop_free(loop);
}

/* What may not be said ends the link with the reason. */
static void
test_refused(void)
{
	static const struct {
		const char	*why;
		struct span	 bytes;
		rc		 want;
	} bad[] = {
		{ "no row",	{ "\1\0\0\0\3\0x", 7 }, RC_DENIED },
		{ "too large",	{ "\1\0\x10\0\0\0", 6 }, RC_LIMIT },
		{ "no fd",	{ "\0\0\0\0\2\0", 6 }, RC_MALFORMED },
		{ "cut short",	{ "\2\0\0\0\1\0x", 7 }, RC_MALFORMED },
	};
	struct err e;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct channel_ears ears = { .allowed = allowed,
		    .message = message, .ended = ended };
		struct loop *loop = NULL;
		struct end x = { .fd = -1, .ended = RC_MORE };
		int fd[2];

		T_INT(RC_OK, loop_new(&loop, &e));
		T_INT(RC_OK, channel_pair(fd, &e));
		x.loop = loop;
		ears.ctx = &x;
		T_INT(RC_OK, channel_new(loop, fd[0], &ears, &x.link, &e));
		T_INT(bad[i].bytes.n, write(fd[1], bad[i].bytes.p,
		    bad[i].bytes.n));
		(void)close(fd[1]);
		T_INT(RC_OK, loop_run(loop, &e));
		T_INT(bad[i].want, x.ended);
		T_INT(0, x.messages);
		channel_free(x.link);
		loop_free(loop);
	}
}

static void
count(void *ctx)
{
	struct end *x = ctx;

	if (++x->messages == x->want)
		loop_stop(x->loop);
}

static void
test_timers(void)
{
	struct loop *loop = NULL;
	struct end every = { .want = 3 }, once = { .want = 99 };
	int a = -1, b = -1, c = -1;
	struct err e;

	T_INT(RC_OK, loop_new(&loop, &e));
	every.loop = once.loop = loop;
	T_INT(RC_OK, loop_every(loop, 2, count, &every, &a, &e));
	T_INT(RC_OK, loop_once(loop, 0, count, &once, &b, &e));
	T_INT(RC_OK, loop_once(loop, 100000, count, &once, &c, &e));
	T_INT(RC_OK, loop_run(loop, &e));
	T_INT(3, every.messages);
	T_INT(1, once.messages);
	loop_end_timer(loop, a);
	loop_end_timer(loop, c);
	loop_end_timer(loop, -1);
	loop_free(loop);
}

static void
test_nomem(void)
{
	struct loop *loop = NULL;
	struct channel *l = NULL;
	struct channel_ears ears = { .ctx = NULL };
	int fd[2] = { -1, -1 };
	struct err e;
	rc r = RC_NOMEM;

	for (unsigned long n = 1; r == RC_NOMEM; n++) {
		T_INT(RC_OK, channel_pair(fd, &e));
		mem_count = 0;
		mem_fail_at = n;
		if ((r = loop_new(&loop, &e)) == RC_OK &&
		    (r = channel_new(loop, fd[0], &ears, &l, &e)) == RC_OK)
			r = channel_send(l, 0, SPAN("body"), -1);
		mem_fail_at = 0;
		if (loop == NULL)
			(void)close(fd[0]);
		channel_free(l);
		loop_free(loop);
		(void)close(fd[1]);
		loop = NULL;
		l = NULL;
		T_TRUE(n < 20);
	}
	T_INT(RC_OK, r);
}

static const struct t_case cases[] = {
	{ "bodies", test_body },
	{ "who may say what", test_ways },
	{ "a link", test_link },
	{ "what may not be said", test_refused },
	{ "timers", test_timers },
	{ "out of memory", test_nomem },
};

T_MAIN(cases)
