/* SPDX-License-Identifier: Apache-2.0 */
/* Where others listen: asked once, while names can still be asked. */
#ifndef SYS_HOSTADDR_H
#define SYS_HOSTADDR_H

#include <sys/socket.h>

#include "base/rc.h"

/** An address for connect(). */
struct hostaddr {
	struct sockaddr_storage	addr;
	socklen_t		n;		/* Bytes of it. */
};

/**
 * hostaddr_find(host, port, type, ret, e):
 * The first address of ${host}, a name or an address, for sockets of ${type};
 * with ${port} 0 it is the path of a local socket.  Return RC_OK; RC_NOTFOUND:
 * nobody knows it; RC_MALFORMED: the path is too long.
 */
rc hostaddr_find(const char *, uint16_t, int, struct hostaddr *,
    struct err *) MUST_USE;

#endif
