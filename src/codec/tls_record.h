/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One direction of a TLS connection, as far as it can be read: records, and
 * the messages of the handshake, which may lie across records.
 *
 *	record [type version length | fragment] ... -> message [type | body]
 */
#ifndef CODEC_TLS_RECORD_H
#define CODEC_TLS_RECORD_H

#include "base/buf.h"
#include "base/rc.h"

#define TLS_RECORD_MESSAGE	65536u	/* Bytes of one; more: passed over. */

enum tls_record_what {
	TLS_RECORD_HELLO = 1,		/* Handshake messages by type. */
	TLS_RECORD_SERVER_HELLO = 2,
	TLS_RECORD_CERTIFICATE = 11,
	TLS_RECORD_ALERT = 256,		/* Two bytes: level, description. */
	TLS_RECORD_SECRET		/* What follows cannot be read. */
};

/** tls_record_fn(ctx, what, body): Other messages come by their type. */
typedef void tls_record_fn(void *, enum tls_record_what, struct span);

/** All zero at its begin. */
struct tls_record {
	struct buf	part;		/* Owned: of messages. */
	bool		secret;		/* Told; the rest is passed over. */
};

/** tls_record_is(first): Do these bytes begin a client's side?  RC_OK,
 * RC_MORE: so far, RC_NOTFOUND. */
rc tls_record_is(struct span) MUST_USE;

/**
 * tls_record_feed(t, in, fn, ctx, used):
 * Read the whole records of ${in}, tell what is in them, and store their
 * bytes in ${used}.  Return RC_OK; RC_MALFORMED: what follows is no record;
 * RC_NOMEM.
 */
rc tls_record_feed(struct tls_record *, struct span, tls_record_fn *, void *,
    size_t *) MUST_USE;

/** tls_record_clear(t): Give back what is held. */
void tls_record_clear(struct tls_record *);

#endif
