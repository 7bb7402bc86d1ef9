/* SPDX-License-Identifier: Apache-2.0 */
/* What the service manager is told. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "sys/notify.h"

#define TEXT_MOST	512

static void
send_to(const char *path, const char *text, size_t n)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t size = strlen(path);
	int fd;

	if (size >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, size);
	/* An abstract address has no path, and no NUL at its end. */
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	if ((fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	/* It is there for its own sake: nothing depends on its answer. */
	(void)sendto(fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT,
	    (const struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
	(void)close(fd);
}

void
notify_say(const char *fmt, ...)
{
	const char *path = getenv("NOTIFY_SOCKET");
	char text[TEXT_MOST];
	va_list ap;
	int n;

	if (path == NULL || (path[0] != '/' && path[0] != '@'))
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		send_to(path, text, (size_t)n < sizeof(text) ? (size_t)n :
		    sizeof(text) - 1);
}

void
notify_reloading(void)
{
	struct timespec t = { 0 };

	/* It cannot fail with this clock. */
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	notify_say("RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

int64_t
notify_watchdog(void)
{
	const char *us = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	long long n;

	/* What was meant for another process is not ours. */
	if (us == NULL || (pid != NULL && strtoll(pid, NULL, 10) !=
	    getpid()))
		return (0);
	n = strtoll(us, NULL, 10);
	return (n <= 0 ? 0 : n < 1000 ? 1 : n / 1000);
}

void
notify_forget(void)
{

	(void)unsetenv("NOTIFY_SOCKET");
	(void)unsetenv("WATCHDOG_USEC");
	(void)unsetenv("WATCHDOG_PID");
}
