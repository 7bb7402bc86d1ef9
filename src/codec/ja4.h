/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JA4, the fingerprint of a TLS client (FoxIO, BSD 3-Clause; the other
 * members of that family have another licence and are not here).
 *
 *	t 13 d 15 16 h2 _ 8daaf6152771 _ e5627efa2ab1
 *	| |  | |  |  |    ciphers,       extensions and
 *	| |  | |  |  |    sorted         signature algorithms
 *	| |  | |  |  first protocol of ALPN, first and last letter
 *	| |  | |  extensions, with SNI and ALPN
 *	| |  | ciphers
 *	| |  d: SNI, i: none
 *	| version
 *	TCP
 */
#ifndef CODEC_JA4_H
#define CODEC_JA4_H

#include "codec/tls_hello.h"

#define JA4_TEXT	36		/* Bytes; no NUL. */

enum ja4_kind {
	JA4_PLAIN,
	/* Without padding, session ticket and pre-shared key, which come and
	 * go with the same client: the same for its every connection. */
	JA4_STABLE
};

/** ja4_write(h, kind, out): That of the client's hello ${h}. */
void ja4_write(const struct tls_hello *, enum ja4_kind, char [JA4_TEXT]);

#endif
