/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets that listen. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/span.h"
#include "sys/listen.h"

#define BACKLOG		1024
#define HOST		256

static rc
failed(const char *address, struct err *e)
{
	rc r = errno == EADDRINUSE ? RC_CONFLICT : errno == EACCES ||
	    errno == EPERM ? RC_DENIED : RC_IO;

	return (rc_fail(e, r, 0, "%.80s: %s", address,
	    strerrordesc_np(errno)));
}

static rc
bind_to(const char *name, int family, int type, const struct sockaddr *a,
    socklen_t n, int *ret, struct err *e)
{
	int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	rc r;

	if (fd < 0)
		return (failed(name, e));
	/* Neither can fail for a socket of its family. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes,
		    sizeof(yes));
	if (bind(fd, a, n) != 0 || (type == SOCK_STREAM &&
	    listen(fd, BACKLOG) != 0)) {
		r = failed(name, e);
		(void)close(fd);
		return (r);
	}
	*ret = fd;
	return (RC_OK);
}

static rc
local(const char *address, const char *path, int type, int *fd,
    struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct stat st;

	if (strlen(path) >= sizeof(a.sun_path))
		return (rc_fail(e, RC_MALFORMED, 0, "%.80s: the path is too "
		    "long for a socket", address));
	memcpy(a.sun_path, path, strlen(path) + 1);
	/* What a run before has left; never a file. */
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		(void)unlink(path);
	return (bind_to(address, AF_UNIX, type, (const struct sockaddr *)(const
	    void *)&a, sizeof(a), fd, e));
}

/* HOST:PORT in its parts. */
static bool
cut(const char *address, char host[HOST], const char **port)
{
	const char *colon = strrchr(address, ':');
	struct span h;

	if (colon == NULL || colon[1] == '\0')
		return (false);
	h = (struct span){ address, (size_t)(colon - address) };
	if (h.n >= 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
		h = (struct span){ h.p + 1, h.n - 2 };
	else if (memchr(h.p, ':', h.n) != NULL)
		return (false);
	if (h.n >= HOST)
		return (false);
	memcpy(host, h.p, h.n);
	host[h.n] = '\0';
	*port = colon + 1;
	return (true);
}

rc
listen_on(const char *address, int type, int *fd, struct err *e)
{
	struct addrinfo want = { .ai_socktype = type,
	    .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *all = NULL;
	char host[HOST];
	const char *port;
	int got;
	rc r;

	if (strncmp(address, "unix:", 5) == 0)
		return (local(address, address + 5, type, fd, e));
	if (!cut(address, host, &port))
		return (rc_fail(e, RC_MALFORMED, 0, "%.80s: expected "
		    "ADDRESS:PORT, [IPV6]:PORT, *:PORT or unix:PATH", address));
	got = getaddrinfo(strcmp(host, "*") != 0 ? host : NULL, port, &want,
	    &all);
	if (got != 0)
		return (rc_fail(e, RC_MALFORMED, 0, "%.80s: %s", address,
		    gai_strerror(got)));
	r = bind_to(address, all->ai_family, type, all->ai_addr,
	    all->ai_addrlen, fd, e);
	freeaddrinfo(all);
	return (r);
}
