/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets that listen. */
#ifndef SYS_LISTEN_H
#define SYS_LISTEN_H

#include "base/rc.h"

/**
 * listen_on(address, type, fd, e):
 * Listen on ${address}, with SOCK_STREAM or SOCK_DGRAM: HOST:PORT,
 * [IPV6]:PORT, *:PORT for all addresses, or unix:PATH, in place of one that
 * nobody serves any more.  Return RC_OK; RC_MALFORMED: it is no address;
 * RC_CONFLICT: it is in use; RC_DENIED, RC_IO.
 */
rc listen_on(const char *, int, int *, struct err *) MUST_USE;

#endif
