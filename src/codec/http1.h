/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads of HTTP/1.0 and 1.1 messages: RFC 9112, 9110.  What can be read in
 * two ways is read in one, and told (codec/http1_fault.h).
 */
#ifndef CODEC_HTTP1_H
#define CODEC_HTTP1_H

#include "base/rc.h"
#include "base/span.h"
#include "codec/http1_fault.h"

#define HTTP1_HEAD	65536u		/* Bytes of a head, at the most. */
#define HTTP1_NO_LENGTH	(-1)

/** A head.  Spans are borrowed. */
struct http1 {
	struct span	method, target;	/* Of a request. */
	int		status;		/* Of a response. */
	bool		old;		/* HTTP/1.0. */
	struct span	host, type, agent;
	unsigned	hosts, lengths, codings;	/* Fields. */
	int64_t		length;		/* Or HTTP1_NO_LENGTH. */
	bool		chunked;	/* The last coding is. */
	uint64_t	faults;		/* Set of enum http1_fault. */
};

/** http1_is(first): Do these bytes begin a request of a known method?  RC_OK,
 * RC_MORE: so far, RC_NOTFOUND. */
rc http1_is(struct span) MUST_USE;

/**
 * http1_read(in, response, h, used):
 * Read the head at the begin of ${in}; its bytes, with the blank line, in
 * ${used}.  Return RC_OK, also with faults; RC_MORE; RC_MALFORMED: the start
 * line is none, or the head too long, a fault says so.
 */
rc http1_read(struct span, bool, struct http1 *, size_t *) MUST_USE;

/** http1_field(line, h): Read a field line without its end into ${h}. */
void http1_field(struct span, struct http1 *);

/** http1_line(in, line, faults): The first line of ${in} without its end;
 * its bytes with it, 0: it is not whole. */
size_t http1_line(struct span, struct span *, uint64_t *);

#endif
