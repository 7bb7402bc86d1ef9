/* SPDX-License-Identifier: Apache-2.0 */
/* Where others listen. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "sys/hostaddr.h"

static rc
local(const char *path, struct hostaddr *ret, struct err *e)
{
	struct sockaddr_un *un = (void *)&ret->addr;

	if (strlen(path) >= sizeof(un->sun_path))
		return (rc_fail(e, RC_MALFORMED, 0, "%.80s: the path is too "
		    "long for a socket", path));
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, strlen(path) + 1);
	ret->n = sizeof(*un);
	return (RC_OK);
}

rc
hostaddr_find(const char *host, uint16_t port, int type,
    struct hostaddr *ret, struct err *e)
{
	struct addrinfo want = { .ai_socktype = type,
	    .ai_flags = AI_NUMERICSERV }, *all = NULL;
	char number[8];
	int got;

	*ret = (struct hostaddr){ .n = 0 };
	if (port == 0)
		return (local(host, ret, e));
	(void)snprintf(number, sizeof(number), "%u", (unsigned)port);
	if ((got = getaddrinfo(host, number, &want, &all)) != 0)
		return (rc_fail(e, RC_NOTFOUND, 0, "%.80s: %s", host,
		    gai_strerror(got)));
	memcpy(&ret->addr, all->ai_addr, all->ai_addrlen);
	ret->n = all->ai_addrlen;
	freeaddrinfo(all);
	return (RC_OK);
}
