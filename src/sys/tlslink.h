/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS (1.2 and 1.3) of the side that was connected to, on a socket that does
 * not block: the caller watches the socket and calls again.
 */
#ifndef SYS_TLSLINK_H
#define SYS_TLSLINK_H

#include "base/rc.h"
#include "base/span.h"

struct tlslink_server;
struct tlslink;

/**
 * tlslink_server(cert, key, ca, ret, e):
 * Be who ${cert}, a chain, and ${key} say, PEM texts.  Unless ${ca} is empty,
 * a peer needs a certificate by one of these.  Return RC_OK; RC_MALFORMED:
 * one of them cannot be used; RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with tlslink_server_free(), after
 *           its links.
 */
rc tlslink_server(struct span, struct span, struct span,
    struct tlslink_server **, struct err *) MUST_USE;
void tlslink_server_free(struct tlslink_server *);

/**
 * tlslink_new(s, fd, ret): A peer at ${fd}, which stays the caller's.  Return
 * RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with tlslink_free().
 */
rc tlslink_new(struct tlslink_server *, int, struct tlslink **) MUST_USE;

/** tlslink_free(t): Say goodbye if that can be done at once; NULL is fine. */
void tlslink_free(struct tlslink *);

/**
 * tlslink_read(t, to, room, got, e):
 * At most ${room} bytes; the handshake goes first.  Return RC_OK; RC_MORE:
 * later, see tlslink_writes(); RC_NOTFOUND: the peer has ended; RC_DENIED:
 * no certificate of his that counts; RC_IO: it is broken, ${e} says how.
 * It may have more without the socket having any: read until RC_MORE.
 */
rc tlslink_read(struct tlslink *, void *, size_t, size_t *, struct err *)
    MUST_USE;

/** tlslink_writes(t): Is it to be called when the socket can be written? */
bool tlslink_writes(const struct tlslink *);

#endif
