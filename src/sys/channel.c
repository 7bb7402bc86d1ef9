/* SPDX-License-Identifier: Apache-2.0 */
/* A link between two roles. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sys/channel.h"

#define CHUNK		65536		/* Read in one go. */
#define FDS		16		/* Descriptors that wait, each way. */

/* A descriptor that goes with the byte ${at} of what waits. */
struct cargo {
	size_t		at;
	int		fd;
};

struct channel {
	struct loop	*loop;		/* Borrowed. */
	struct channel_ears ears;
	int		 fd;		/* -1: it has ended. */
	struct buf	 in, out;
	size_t		 sent;		/* Of ${out}. */
	struct cargo	*cargo;		/* Owned; to go, in order. */
	size_t		 cargo_n, cargo_cap;
	int		 came[FDS];	/* Descriptors before their heads. */
	size_t		 came_n;
	bool		 writes;	/* Watched for writing, too. */
	bool		 delivers;	/* A message is with the ears; */
	bool		 gone;		/* freed by them meanwhile. */
};

rc
channel_pair(int fd[2], struct err *e)
{

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
	    fd) != 0)
		return (rc_fail(e, RC_IO, 0, "making a link: %s",
		    strerrordesc_np(errno)));
	return (RC_OK);
}

static void
watch(struct channel *l)
{
	bool writes = l->sent < l->out.n;

	if (writes == l->writes)
		return;
	l->writes = writes;
	loop_change(l->loop, l->fd, LOOP_READ | (writes ? LOOP_WRITE : 0));
}

/* Nobody is there to take it; reading will tell of that, from the loop. */
static void
drop_out(struct channel *l)
{

	for (size_t i = 0; i < l->cargo_n; i++)
		(void)close(l->cargo[i].fd);
	l->cargo_n = l->sent = 0;
	buf_clear(&l->out);
}

static void
hang_up(struct channel *l)
{

	loop_forget(l->loop, l->fd);
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
	for (size_t i = 0; i < l->came_n; i++)
		(void)close(l->came[i]);
	l->came_n = 0;
	drop_out(l);
}

/* The last thing that is done with ${l}: the callee may free it. */
static void
end(struct channel *l, const struct err *e)
{

	if (l->fd < 0)
		return;
	hang_up(l);
	l->ears.ended(l->ears.ctx, e);
}

/* What comes beside the bytes; false when there is no room for it. */
static bool
take_fds(struct channel *l, struct msghdr *m)
{
	bool ok = (m->msg_flags & MSG_CTRUNC) == 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL;
	    c = CMSG_NXTHDR(m, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd),
			    sizeof(fd));
			if (l->came_n < FDS) {
				l->came[l->came_n++] = fd;
				continue;
			}
			(void)close(fd);
			ok = false;
		}
	}
	return (ok);
}

/* Read once: RC_OK, RC_MORE (nothing there), RC_NOTFOUND (its end). */
static rc
fill(struct channel *l, struct err *e)
{
	union {
		char		text[CMSG_SPACE(FDS * sizeof(int))];
		struct cmsghdr	align;
	} beside;
	struct iovec v = { .iov_len = CHUNK };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1,
	    .msg_control = beside.text,
	    .msg_controllen = sizeof(beside.text) };
	ssize_t n;

	if ((v.iov_base = buf_room(&l->in, CHUNK)) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading a message"));
	n = recvmsg(l->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return (RC_MORE);
	if (n < 0 && errno != ECONNRESET)
		return (rc_fail(e, RC_IO, 0, "reading a message: %s",
		    strerrordesc_np(errno)));
	if (n <= 0)
		return (RC_NOTFOUND);
	l->in.n += (size_t)n;
	if (!take_fds(l, &m))
		return (rc_fail(e, RC_LIMIT, 0, "more descriptors than "
		    "messages may bring"));
	return (RC_OK);
}

/* The message at ${at}: RC_OK, RC_MORE, or why there may be none. */
static rc
cut(struct channel *l, size_t at, uint16_t *kind, struct span *body, int *fd,
    struct err *e)
{
	const uint8_t *p = (const uint8_t *)l->in.p + at;
	uint32_t size;
	bool brings = false;
	int64_t most;

	if (l->in.n - at < CHANNEL_HEAD)
		return (RC_MORE);
	size = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
	*kind = (uint16_t)(p[4] | p[5] << 8);
	if ((most = l->ears.allowed(l->ears.ctx, *kind, &brings)) < 0)
		return (rc_fail(e, RC_DENIED, 0, "message %u may not come "
		    "from there", *kind));
	if (size > most)
		return (rc_fail(e, RC_LIMIT, 0, "message %u of %u bytes, at "
		    "most %lld", *kind, size, (long long)most));
	if (l->in.n - at - CHANNEL_HEAD < size)
		return (RC_MORE);
	*fd = -1;
	if (brings && l->came_n == 0)
		return (rc_fail(e, RC_MALFORMED, 0, "message %u without its "
		    "descriptor", *kind));
	if (brings) {
		*fd = l->came[0];
		memmove(l->came, l->came + 1,
		    --l->came_n * sizeof(l->came[0]));
	}
	*body = (struct span){ (const char *)p + CHANNEL_HEAD, size };
	return (RC_OK);
}

static void
destroy(struct channel *l)
{

	buf_release(&l->in);
	buf_release(&l->out);
	mem_free(l->cargo);
	mem_free(l);
}

/* Deliver what is there; it tells of an end itself. */
static void
deliver(struct channel *l)
{
	struct err e = { .code = RC_OK };
	size_t at = 0;
	rc r = RC_MORE;

	l->delivers = true;
	while (l->fd >= 0) {
		uint16_t kind = 0;
		struct span body = { NULL, 0 };
		int fd = -1;

		if ((r = cut(l, at, &kind, &body, &fd, &e)) != RC_OK)
			break;
		at += CHANNEL_HEAD + body.n;
		l->ears.message(l->ears.ctx, kind, body, fd);
	}
	l->delivers = false;
	if (l->gone)
		destroy(l);
	else if (l->fd >= 0 && r != RC_MORE && r != RC_OK)
		end(l, &e);
	else if (l->fd >= 0 && at > 0) {
		memmove(l->in.p, l->in.p + at, l->in.n - at);
		l->in.n -= at;
	}
}

/* Send up to the next descriptor, or it with what follows: bytes gone, or
 * -1. */
static ssize_t
push(struct channel *l)
{
	union {
		char		text[CMSG_SPACE(sizeof(int))];
		struct cmsghdr	align;
	} beside = { .text = { 0 } };
	size_t until = l->out.n, next = 0;
	struct iovec v = { .iov_base = l->out.p + l->sent };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t n;

	if (l->cargo_n > 0 && l->cargo[0].at == l->sent) {
		struct cmsghdr *c = &beside.align;

		m.msg_control = beside.text;
		m.msg_controllen = sizeof(beside.text);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &l->cargo[0].fd, sizeof(int));
		next = 1;
	}
	if (l->cargo_n > next)
		until = l->cargo[next].at;
	v.iov_len = until - l->sent;
	if ((n = sendmsg(l->fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL)) <= 0)
		return (-1);
	if (next > 0) {
		(void)close(l->cargo[0].fd);
		memmove(l->cargo, l->cargo + 1,
		    --l->cargo_n * sizeof(l->cargo[0]));
	}
	return (n);
}

/* What has gone makes room, once it is most of the buffer. */
static void
shrink(struct channel *l)
{

	if (l->sent < l->out.n && l->sent < l->out.cap / 2)
		return;
	memmove(l->out.p, l->out.p + l->sent, l->out.n - l->sent);
	for (size_t i = 0; i < l->cargo_n; i++)
		l->cargo[i].at -= l->sent;
	l->out.n -= l->sent;
	l->sent = 0;
}

static void
flush(struct channel *l)
{

	while (l->sent < l->out.n) {
		ssize_t n = push(l);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			drop_out(l);
		if (n < 0)
			break;
		l->sent += (size_t)n;
	}
	if (l->sent > 0)
		shrink(l);
	watch(l);
}

static void
ready(void *ctx, unsigned what)
{
	struct channel *l = ctx;
	struct err e = { .code = RC_OK };
	rc r = RC_MORE;

	if (what & LOOP_WRITE) {
		flush(l);
		if (l->sent == l->out.n && l->ears.drained != NULL)
			l->ears.drained(l->ears.ctx);
		return;		/* It may be gone; reading comes again. */
	}
	r = fill(l, &e);
	if (r == RC_MORE && (what & LOOP_END))
		r = RC_NOTFOUND;
	if (r == RC_OK)
		deliver(l);
	else if (r == RC_NOTFOUND && l->in.n > 0)
		end(l, &(struct err){ RC_MALFORMED, 0,
		    "the other end went within a message" });
	else if (r != RC_MORE)
		end(l, &e);
}

rc
channel_new(struct loop *loop, int fd, const struct channel_ears *ears,
    struct channel **ret, struct err *e)
{
	struct channel *l = mem_new(sizeof(*l));
	rc r;

	if (l == NULL) {
		(void)close(fd);
		return (rc_fail(e, RC_NOMEM, 0, "making a link"));
	}
	l->loop = loop;
	l->ears = *ears;
	if ((r = loop_watch(loop, fd, LOOP_READ, ready, l, e)) != RC_OK) {
		(void)close(fd);
		mem_free(l);
		return (r);
	}
	l->fd = fd;
	*ret = l;
	return (RC_OK);
}

void
channel_free(struct channel *l)
{

	if (l == NULL)
		return;
	hang_up(l);
	if (l->delivers)
		l->gone = true;		/* Whoever delivers sees to it. */
	else
		destroy(l);
}

rc
channel_send(struct channel *l, uint16_t kind, struct span body, int fd)
{
	const uint64_t all = (uint32_t)body.n | (uint64_t)kind << 32;
	uint8_t head[CHANNEL_HEAD];
	char *p;

	if (l->fd < 0) {
		if (fd >= 0)
			(void)close(fd);
		return (RC_OK);
	}
	if ((fd >= 0 && !mem_room(&l->cargo, l->cargo_n, &l->cargo_cap,
	    sizeof(*l->cargo))) ||
	    (p = buf_room(&l->out, CHANNEL_HEAD + body.n)) == NULL) {
		if (fd >= 0)
			(void)close(fd);
		l->out.failed = false;	/* What waits is whole. */
		return (RC_NOMEM);
	}
	if (fd >= 0)
		l->cargo[l->cargo_n++] = (struct cargo){ l->out.n, fd };
	for (unsigned i = 0; i < CHANNEL_HEAD; i++)
		head[i] = (uint8_t)(all >> 8 * i);
	memcpy(p, head, CHANNEL_HEAD);
	if (body.n > 0)
		memcpy(p + CHANNEL_HEAD, body.p, body.n);
	l->out.n += CHANNEL_HEAD + body.n;
	flush(l);
	return (RC_OK);
}

size_t
channel_waiting(const struct channel *l)
{

	return (l->out.n - l->sent);
}
