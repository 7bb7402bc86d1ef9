/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to others from a role's loop, by libcurl: HTTP, HTTPS and mail.
 *
 *	webclient_send() ... webclient_fn(status, Retry-After, body)
 */
#ifndef SYS_WEBCLIENT_H
#define SYS_WEBCLIENT_H

#include "base/span.h"
#include "sys/loop.h"

#define WEBCLIENT_BODY	((size_t)256 << 10)	/* Of an answer, kept. */

struct webclient;
struct webclient_request;

/** What came of a request. */
struct webclient_answer {
	unsigned	 status;	/* Of HTTP or SMTP; 0: none came. */
	int64_t		 later;		/* ms of Retry-After; 0: not said. */
	struct span	 body;		/* The first WEBCLIENT_BODY of it. */
	const char	*why;		/* No answer came: why; else "". */
	bool		 again;		/* ... and that may pass. */
};

/** webclient_fn(ctx, a): It is over; ${a} lives until this returns. */
typedef void webclient_fn(void *, const struct webclient_answer *);

/** A request.  All but ${ctx} copied. */
struct webclient_how {
	const char		*url;		/* https, http, smtp. */
	const char *const	*header;	/* "Name: value", of HTTP. */
	size_t			 headers;
	struct span		 body;		/* Posted; or the mail. */
	const char		*from;		/* Of a mail: NULL: none. */
	const char *const	*to;
	size_t			 tos;
	bool			 tls;		/* Mail only by TLS. */
	const char		*user, *password;	/* Or NULL. */
	struct span		 ca, cert, key;	/* PEM; or empty: the
						 * system's authorities. */
	int64_t			 timeout;	/* ms */
	webclient_fn		*fn;
	void			*ctx;		/* Borrowed. */
};

/** webclient_new(loop, ret): RC_OK or RC_NOMEM; once a process.  End it with
 * webclient_free(). */
rc webclient_new(struct loop *, struct webclient **) MUST_USE;

/** webclient_send(w, how): RC_OK: its function will be called; or RC_NOMEM. */
rc webclient_send(struct webclient *, const struct webclient_how *) MUST_USE;

/** webclient_free(w): What is under way is given up, without a call. */
void webclient_free(struct webclient *);

#endif
