/* SPDX-License-Identifier: Apache-2.0 */
/* The hellos of TLS 1.0 to 1.3: RFC 5246, 8446, 6066 (SNI), 7301 (ALPN). */
#ifndef CODEC_TLS_HELLO_H
#define CODEC_TLS_HELLO_H

#include "base/rc.h"
#include "base/span.h"

/* IANA lists about 60 extensions, 350 ciphers and 60 algorithms: more of them
 * than this are refused. */
#define TLS_HELLO_EXTS		128u
#define TLS_HELLO_CIPHERS	512u
#define TLS_HELLO_SIGNATURES	128u

enum tls_hello_ext {
	TLS_EXT_SNI = 0x0000,
	TLS_EXT_SIGNATURES = 0x000d,
	TLS_EXT_ALPN = 0x0010,
	TLS_EXT_PADDING = 0x0015,
	TLS_EXT_TICKET = 0x0023,
	TLS_EXT_PSK = 0x0029,
	TLS_EXT_VERSIONS = 0x002b
};

/** A hello, of the client or the server.  Spans are borrowed. */
struct tls_hello {
	uint16_t	version;	/* The highest offered; the chosen. */
	uint16_t	cipher;		/* Chosen; of the server. */
	struct span	ciphers;	/* Two bytes each; of the client. */
	uint16_t	ext[TLS_HELLO_EXTS];	/* In their order. */
	size_t		ext_n;
	bool		has_sni;	/* The extension is there. */
	struct span	sni;		/* Its first name; may be empty. */
	struct span	alpn;		/* The first protocol. */
	struct span	signatures;	/* Algorithms, two bytes each. */
};

/** tls_hello_grease(v): Is ${v} one of those that mean nothing (RFC 8701)? */
bool tls_hello_grease(uint16_t);

/** tls_hello_client(body, h): Read a ClientHello behind its four bytes of
 * type and length.  RC_OK; RC_MALFORMED: it is none, or says a thing twice. */
rc tls_hello_client(struct span, struct tls_hello *) MUST_USE;

/** tls_hello_server(body, h): The same of a ServerHello. */
rc tls_hello_server(struct span, struct tls_hello *) MUST_USE;

#endif
