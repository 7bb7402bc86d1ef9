/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request over a local socket. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/localask.h"

#define WAIT_S		10
#define PIECE		65536

static rc
reach(const char *path, int *fd, struct err *e)
{
	const struct timeval wait = { .tv_sec = WAIT_S };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int s, why;

	if (strlen(path) >= sizeof(to.sun_path))
		return (rc_fail(e, RC_LIMIT, 0, "%.60s...: longer than a "
		    "socket's path may be", path));
	memcpy(to.sun_path, path, strlen(path));
	if ((s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0 ||
	    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0
	    || connect(s, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		why = errno;
		if (s >= 0)
			(void)close(s);
		return (rc_fail(e, why == ENOENT || why == ECONNREFUSED ?
		    RC_NOTFOUND : why == EACCES ? RC_DENIED : RC_IO, 0,
		    "%.70s: %s", path, strerrordesc_np(why)));
	}
	*fd = s;
	return (RC_OK);
}

static rc
send_all(int fd, struct span s, struct err *e)
{

	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (rc_fail(e, RC_IO, 0, "asking: %s",
			    strerrordesc_np(errno)));
		s = span_from(s, (size_t)n);
	}
	return (RC_OK);
}

/* To its end: the request was of HTTP/1.0, so that is the answer's. */
static rc
take_all(int fd, struct buf *b, struct err *e)
{

	for (;;) {
		char *room = buf_room(b, PIECE);
		ssize_t n;

		if (room == NULL)
			return (rc_fail(e, RC_NOMEM, 0, "reading the answer"));
		if ((n = recv(fd, room, PIECE, 0)) == 0)
			return (RC_OK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (rc_fail(e, RC_IO, 0, "no answer: %s",
			    strerrordesc_np(errno)));
		b->n += (size_t)n;
		if (b->n > LOCALASK_MOST)
			return (rc_fail(e, RC_LIMIT, 0,
			    "the answer is too long"));
	}
}

/* "HTTP/1.1 200 OK" ... empty line, body. */
static rc
part(struct span all, unsigned *status, struct buf *body, struct err *e)
{
	const char *end = all.n > 0 ? memmem(all.p, all.n, "\r\n\r\n", 4) :
	    NULL;
	char head[16];

	head[span_keep(head, sizeof(head) - 1, all)] = '\0';
	if (end == NULL || memcmp(head, "HTTP/1.", 7) != 0 || head[8] != ' ')
		return (rc_fail(e, RC_MALFORMED, 0, "the answer is no HTTP"));
	*status = (unsigned)strtoul(head + 9, NULL, 10);
	buf_put(body, span_from(all, (size_t)(end - all.p) + 4));
	return (body->failed ? rc_fail(e, RC_NOMEM, 0, "reading the answer") :
	    RC_OK);
}

rc
localask_get(const char *path, const char *target, unsigned *status,
    struct buf *body, struct err *e)
{
	struct buf b = { 0 };
	int fd = -1;
	rc r;

	buf_fmt(&b, "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n", target);
	if (b.failed)
		r = rc_fail(e, RC_NOMEM, 0, "asking");
	else if ((r = reach(path, &fd, e)) == RC_OK &&
	    (r = send_all(fd, buf_span(&b), e)) == RC_OK) {
		buf_clear(&b);
		if ((r = take_all(fd, &b, e)) == RC_OK)
			r = part(buf_span(&b), status, body, e);
	}
	if (fd >= 0)
		(void)close(fd);
	buf_release(&b);
	return (r);
}
