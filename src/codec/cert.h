/* SPDX-License-Identifier: Apache-2.0 */
/* What an X.509 certificate (RFC 5280) says about whom it was made for. */
#ifndef CODEC_CERT_H
#define CODEC_CERT_H

#include "base/hash.h"
#include "base/rc.h"

#define CERT_TEXT	128		/* Bytes of a name; a longer is cut. */
#define CERT_SERIAL	40		/* 20 bytes (4.1.2.2) as digits. */

/** One of them. */
struct cert {
	char		cn[CERT_TEXT];		/* Common names. */
	char		issuer[CERT_TEXT];
	char		serial[CERT_SERIAL];
	size_t		cn_n, issuer_n, serial_n;
	int64_t		not_before, not_after;	/* ms since 1970. */
	bool		self;		/* Signed, it says, by itself. */
	uint8_t		sha256[HASH_SHA256];	/* Of its DER. */
};

/**
 * cert_leaf(body, der):
 * The first of a Certificate message of TLS 1.0 to 1.2 (RFC 5246, 7.4.2),
 * behind its four bytes of type and length.  Return RC_OK; RC_NOTFOUND: a
 * client that has none; RC_MALFORMED.
 *
 * Borrows:  ${der} from ${body}.
 */
rc cert_leaf(struct span, struct span *) MUST_USE;

/**
 * cert_read(der, c):
 * Read the certificate ${der}, DER; nothing of it is verified.  Return RC_OK;
 * or RC_MALFORMED with ${c} not touched: it is none, or bytes follow.
 */
rc cert_read(struct span, struct cert *) MUST_USE;

#endif
