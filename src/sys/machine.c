/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine has. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "sys/confine.h"
#include "sys/machine.h"

void
machine_look(struct machine *m)
{
	struct rlimit files = { 0, 0 };
	struct timespec now = { 0, 0 };
	struct timex clock = { .modes = 0 };
	const struct confine_got got = confine_probe();

	/* What cannot be asked is not there. */
	(void)getrlimit(RLIMIT_NOFILE, &files);
	(void)clock_gettime(CLOCK_REALTIME, &now);
	*m = (struct machine){
	    .seccomp = got.seccomp, .landlock = got.landlock,
	    .no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0,
	    .files = files.rlim_max,
	    .now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
	    .synced = adjtimex(&clock) >= 0 && clock.status >= 0 &&
		(clock.status & STA_UNSYNC) == 0 };
}

static rc
failed(const char *what, int error, struct err *e)
{
	rc r = error == EACCES || error == EPERM ? RC_DENIED :
	    error == EADDRINUSE ? RC_CONFLICT : error == EADDRNOTAVAIL ||
	    error == ENOENT ? RC_NOTFOUND : RC_IO;

	return (rc_fail(e, r, 0, "%.100s: %s", what, strerrordesc_np(error)));
}

rc
machine_place_look(const char *path, struct machine_place *p, struct err *e)
{
	struct stat st;
	struct statvfs fs;

	if (stat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return (failed(path, errno, e));
		*p = (struct machine_place){ .exists = false };
		return (RC_OK);
	}
	if (statvfs(path, &fs) != 0)
		return (failed(path, errno, e));
	*p = (struct machine_place){ .exists = true,
	    .folder = S_ISDIR(st.st_mode),
	    .ours = st.st_uid == geteuid() || st.st_uid == 0,
	    .writable = access(path, W_OK) == 0,
	    .mode = st.st_mode & 07777,
	    .room = (uint64_t)fs.f_bavail * fs.f_frsize,
	    .size = (uint64_t)fs.f_blocks * fs.f_frsize };
	return (RC_OK);
}

bool
machine_readable(const char *path)
{

	return (access(path, R_OK) == 0);
}

/* An address of the one family or the other. */
union address {
	struct sockaddr		any;
	struct sockaddr_in	four;
	struct sockaddr_in6	six;
};

static socklen_t
fill(const char *host, uint16_t port, union address *a)
{

	memset(a, 0, sizeof(*a));
	if (host == NULL || inet_pton(AF_INET6, host, &a->six.sin6_addr) ==
	    1) {
		a->six.sin6_family = AF_INET6;
		a->six.sin6_port = htons(port);
		return (sizeof(a->six));
	}
	a->four.sin_family = AF_INET;
	a->four.sin_port = htons(port);
	return (inet_pton(AF_INET, host, &a->four.sin_addr) == 1 ?
	    sizeof(a->four) : 0);
}

rc
machine_port(const char *host, uint16_t port, bool dgram, struct err *e)
{
	union address a;
	socklen_t n = fill(host, port, &a);
	int fd, one = 1;
	rc r = RC_OK;

	if (n == 0)
		return (rc_fail(e, RC_MALFORMED, 0, "%.60s: no address",
		    host));
	fd = socket(a.any.sa_family, (dgram ? SOCK_DGRAM : SOCK_STREAM) |
	    SOCK_CLOEXEC, 0);
	if (fd < 0)
		return (failed("socket", errno, e));
	/* As the service does: what ended a minute ago is in nobody's way. */
	if ((!dgram && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof(one)) != 0) || bind(fd, &a.any, n) != 0 ||
	    (!dgram && listen(fd, 1) != 0))
		r = failed(host != NULL ? host : "all addresses", errno, e);
	(void)close(fd);
	return (r);
}

/* Connect within ${wait_ms}; 0 or why not. */
static int
connects(int fd, const struct sockaddr *a, socklen_t n, int wait_ms)
{
	struct pollfd p = { fd, POLLOUT, 0 };
	int error = 0;
	socklen_t len = sizeof(error);

	if (connect(fd, a, n) == 0)
		return (0);
	if (errno != EINPROGRESS)
		return (errno);
	if (poll(&p, 1, wait_ms) <= 0)
		return (ETIMEDOUT);
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		return (errno);
	return (error);
}

static rc
reach_path(const char *path, int wait_ms, struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd, error;

	if (strlen(path) >= sizeof(a.sun_path))
		return (rc_fail(e, RC_MALFORMED, 0, "%.60s: too long", path));
	memcpy(a.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return (failed(path, errno, e));
	error = connects(fd, (const struct sockaddr *)&a, sizeof(a), wait_ms);
	(void)close(fd);
	return (error == 0 ? RC_OK : failed(path, error, e));
}

rc
machine_path(const char *path, struct err *e)
{
	struct err why = { .code = RC_OK };

	if (reach_path(path, 1000, &why) == RC_OK)
		return (rc_fail(e, RC_CONFLICT, 0, "%.100s: in use", path));
	return (RC_OK);
}

rc
machine_reach(const char *host, const char *port, const char *path,
    int wait_ms, struct err *e)
{
	const struct addrinfo want = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	int fd, error;

	if (host == NULL)
		return (reach_path(path, wait_ms, e));
	if ((error = getaddrinfo(host, port, &want, &all)) != 0)
		return (rc_fail(e, RC_NOTFOUND, 0, "%.60s: %s", host,
		    gai_strerror(error)));
	error = EADDRNOTAVAIL;
	for (const struct addrinfo *a = all; a != NULL && error != 0;
	    a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, 0);
		if (fd < 0)
			continue;
		error = connects(fd, a->ai_addr, a->ai_addrlen, wait_ms);
		(void)close(fd);
	}
	freeaddrinfo(all);
	if (error != 0)
		return (rc_fail(e, RC_IO, 0, "%.60s, port %.10s: %s", host,
		    port, strerrordesc_np(error)));
	return (RC_OK);
}

int
machine_statm(void)
{

	return (open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
}

uint64_t
machine_resident(int statm)
{
	char text[128], *behind;
	ssize_t n = statm >= 0 ? pread(statm, text, sizeof(text) - 1, 0) : -1;

	if (n <= 0)
		return (0);
	text[n] = '\0';
	/* proc(5): first what it could touch, then what it holds. */
	(void)strtoull(text, &behind, 10);
	return (strtoull(behind, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE));
}
