/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request over a local socket. */
#ifndef SYS_LOCALASK_H
#define SYS_LOCALASK_H

#include "base/buf.h"
#include "base/rc.h"

#define LOCALASK_MOST	((size_t)16 << 20)	/* Bytes of an answer. */

/**
 * localask_get(socket, target, status, body, e):
 * GET ${target} of who listens at the path ${socket}; wait 10 s at most
 * between two parts of the answer.  Return RC_OK with its status, and its body
 * appended to ${body}; RC_NOTFOUND: nobody listens there; RC_DENIED;
 * RC_MALFORMED: that is no answer; RC_LIMIT, RC_IO, RC_NOMEM.
 */
rc localask_get(const char *, const char *, unsigned *, struct buf *,
    struct err *) MUST_USE;

#endif
