/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP served from a role's loop: libmicrohttpd behind a request that is
 * answered now, later, or bit by bit.
 *
 *	request, whole --> fn --> httpd_reply()		now or later
 *			      \-> httpd_stream() ... httpd_push() ...
 */
#ifndef SYS_HTTPD_H
#define SYS_HTTPD_H

#include "base/span.h"
#include "sys/loop.h"

struct httpd;
struct httpd_request;

/** httpd_fn(ctx, r): A request is there with all of its body.  ${r} lives
 * until it was answered and httpd_gone_fn() said so. */
typedef void httpd_fn(void *, struct httpd_request *);

/** httpd_gone_fn(ctx, r): ${r} is over, answered or not: it is gone after. */
typedef void httpd_gone_fn(void *, struct httpd_request *);

/** How to serve. */
struct httpd_how {
	int		 fd;		/* Listens; the server's from here. */
	const char	*cert, *key;	/* PEM texts; NULL: no TLS. */
	const char	*ca;		/* PEM; who shows no certificate by
					 * one of these gets 403. */
	size_t		 body;		/* Most bytes of a body, else 413. */
	size_t		 body_all;	/* Of all requests at once, else 429. */
	unsigned	 connections;	/* At most, 503 beyond. */
	unsigned	 per_ip;	/* Of them by one address; 0: all. */
	unsigned	 idle;		/* Seconds, then it is closed. */
	httpd_fn	*fn;
	httpd_gone_fn	*gone;
	void		*ctx;		/* Borrowed. */
};

/**
 * httpd_new(loop, how, ret, e): Serve.  Return RC_OK, RC_NOMEM, RC_IO, or
 * RC_MALFORMED for a certificate or key that cannot be used.
 *
 * Owns:     the caller owns *${ret}; end it with httpd_free().
 */
rc httpd_new(struct loop *, const struct httpd_how *, struct httpd **,
    struct err *) MUST_USE;

/** httpd_quiet(h): Take no more connections; those that are open go on. */
void httpd_quiet(struct httpd *);

/** httpd_open(h): Requests that are not over. */
size_t httpd_open(const struct httpd *);

/** httpd_free(h): End all connections; NULL is fine. */
void httpd_free(struct httpd *);

/** httpd_method(r): "GET"; borrowed from the request, as are the others. */
struct span httpd_method(const struct httpd_request *);

/** httpd_path(r): Before the '?', as it was sent. */
struct span httpd_path(const struct httpd_request *);

/** httpd_body(r): All of it. */
struct span httpd_body(const struct httpd_request *);

/** httpd_header(r, name), httpd_query(r, name): Empty if it is not there. */
struct span httpd_header(struct httpd_request *, const char *);
struct span httpd_query(struct httpd_request *, const char *);

/** httpd_queries(r): All behind the '?', as it was sent. */
struct span httpd_queries(const struct httpd_request *);

/** httpd_peer(r, out, n): The caller's address as text in ${out}. */
void httpd_peer(struct httpd_request *, char *, size_t);

/** httpd_ctx(r): A place for who answers; NULL at first. */
void **httpd_ctx(struct httpd_request *);

/** A header of an answer. */
struct httpd_header {
	const char	*name, *value;
};

/** What is answered.  All copied. */
struct httpd_answer {
	unsigned			 status;
	const char			*type;		/* Or NULL: no body. */
	struct span			 body;
	const struct httpd_header	*header;
	size_t				 headers;
};

/** httpd_reply(r, a): Answer; once a request.  When memory is short the
 * connection is closed. */
void httpd_reply(struct httpd_request *, const struct httpd_answer *);

/** httpd_stream(r, type, most): Answer bit by bit; a reader that leaves more
 * than ${most} bytes waiting is closed. */
void httpd_stream(struct httpd_request *, const char *, size_t);

/** httpd_push(r, s): Send ${s} on a stream. */
void httpd_push(struct httpd_request *, struct span);

/** httpd_end(r): A stream ends here. */
void httpd_end(struct httpd_request *);

#endif
