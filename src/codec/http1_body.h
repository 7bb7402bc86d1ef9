/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of HTTP/1.1 messages, passed over: RFC 9112, 6.3 and 7. */
#ifndef CODEC_HTTP1_BODY_H
#define CODEC_HTTP1_BODY_H

#include "codec/http1.h"

enum http1_body_kind {
	HTTP1_BODY_NONE, HTTP1_BODY_LENGTH, HTTP1_BODY_SIZE,
	HTTP1_BODY_CHUNK, HTTP1_BODY_CHUNK_END, HTTP1_BODY_TRAILER,
	HTTP1_BODY_CLOSE		/* Up to the connection's end. */
};

/** Where in a body. */
struct http1_body {
	enum http1_body_kind	kind;	/* NONE: it is over. */
	uint64_t		left;	/* LENGTH, CHUNK: bytes. */
};

/** http1_body_of(h, response, none, b): That of ${h}; ${none}: the request or
 * status says that there is none. */
void http1_body_of(const struct http1 *, bool, bool, struct http1_body *);

/**
 * http1_body_feed(b, in, faults, used):
 * Pass over as much of ${in} as is the body's.  Return RC_OK: it is over;
 * RC_MORE; RC_MALFORMED with a fault added.
 */
rc http1_body_feed(struct http1_body *, struct span, uint64_t *, size_t *)
    MUST_USE;

#endif
