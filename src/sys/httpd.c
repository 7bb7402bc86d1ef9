/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP served from a role's loop. */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sys/httpd.h"

#define BLOCK	16384		/* Of a stream, written in one go. */

struct httpd {
	struct httpd_how	 how;		/* Its texts: until started. */
	struct loop		*loop;		/* Borrowed. */
	struct MHD_Daemon	*daemon;	/* Owned. */
	int			 epoll;		/* The daemon's; -1: none. */
	int			 timer;		/* -1: none. */
	struct httpd_request	*first;		/* Of those that are open. */
	size_t			 open, held;	/* How many; bytes of bodies. */
	bool			 within;	/* MHD_run() is running. */
	bool			 again;		/* It has to run once more. */
	bool			 quiet;		/* It listens no more. */
};

struct httpd_request {
	struct httpd		*h;		/* Borrowed. */
	struct MHD_Connection	*c;		/* Borrowed. */
	struct httpd_request	*next, **back;	/* Of those that are open. */
	char			*uri;		/* Owned; as it was sent. */
	struct span		 method;	/* Borrowed. */
	struct span		 path, query;	/* In ${uri}. */
	struct buf		 body, stream;
	size_t			 most, sent;	/* Of the stream. */
	void			*ctx;
	unsigned		 refuse;	/* Status; 0: it is fine. */
	bool			 begun;		/* Its head is there. */
	bool			 given;		/* To fn(). */
	bool			 answered, asleep, streams, closed;
	struct MHD_Response	*waits;		/* Owned; to be queued. */
	unsigned		 status;
};

static void run(struct httpd *);

/* The daemon says when it wants to be asked though nothing comes. */
static void
tick(void *ctx)
{
	struct httpd *h = ctx;

	h->timer = -1;
	run(h);
}

static void
set_timer(struct httpd *h)
{
	MHD_UNSIGNED_LONG_LONG ms;
	struct err e;

	loop_end_timer(h->loop, h->timer);
	h->timer = -1;
	if (MHD_get_timeout(h->daemon, &ms) == MHD_YES)
		/* Without it, what is idle is closed later. */
		if (loop_once(h->loop, (int64_t)ms, tick, h, &h->timer, &e) !=
		    RC_OK)
			h->timer = -1;
}

/* What is resumed while it runs is seen in the next turn. */
static void
run(struct httpd *h)
{

	if (h->within) {
		h->again = true;
		return;
	}
	h->within = true;
	do {
		h->again = false;
		(void)MHD_run(h->daemon);
	} while (h->again);
	h->within = false;
	set_timer(h);
}

static void
ready(void *ctx, unsigned what UNUSED)
{

	run(ctx);
}

/* As MHD calls it: the request begins, ${uri} is all of its target. */
static void *
begins(void *ctx, const char *uri, struct MHD_Connection *c)
{
	struct httpd *h = ctx;
	struct httpd_request *r = mem_new(sizeof(*r));
	const char *query;

	if (r == NULL || (r->uri = mem_copy(span_of(uri))) == NULL) {
		mem_free(r);
		return (NULL);
	}
	r->h = h;
	r->c = c;
	query = strchr(r->uri, '?');
	r->path = query == NULL ? span_of(r->uri) :
	    (struct span){ r->uri, (size_t)(query - r->uri) };
	if (query != NULL)
		r->query = span_of(query + 1);
	if ((r->next = h->first) != NULL)
		r->next->back = &r->next;
	r->back = &h->first;
	h->first = r;
	h->open++;
	return (r);
}

/* A part of the body. */
static void
take(struct httpd_request *r, const char *data, size_t n)
{
	struct httpd *h = r->h;

	if (r->refuse == 0 && n > h->how.body - r->body.n)
		r->refuse = 413;
	if (r->refuse == 0 && n > h->how.body_all - h->held)
		r->refuse = 429;
	if (r->refuse != 0)
		return;
	buf_put(&r->body, (struct span){ data, n });
	if (r->body.failed)
		r->refuse = 503;
	else
		h->held += n;
}

/* The library asks for a certificate, but lets in who has none. */
static bool
is_certified(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_GNUTLS_SESSION);
	unsigned status = 0;

	return (info != NULL && gnutls_certificate_verify_peers2(
	    info->tls_session, &status) == GNUTLS_E_SUCCESS && status == 0);
}

static void
refuse(struct httpd_request *r)
{
	const struct httpd_header later = { "Retry-After", "1" };

	httpd_reply(r, &(struct httpd_answer){ .status = r->refuse,
	    .header = &later,
	    .headers = r->refuse == 429 || r->refuse == 503 });
}

static enum MHD_Result
queue(struct httpd_request *r)
{
	enum MHD_Result done = MHD_queue_response(r->c, r->status, r->waits);

	MHD_destroy_response(r->waits);
	r->waits = NULL;
	return (done);
}

/* MHD_AccessHandlerCallback has its eight parameters. */
static enum MHD_Result
/* NOLINTNEXTLINE(readability-function-size) */
handle(void *ctx, struct MHD_Connection *c, const char *path UNUSED,
    const char *method, const char *version UNUSED, const char *data,
    size_t *n, void **own)
{
	struct httpd *h = ctx;
	struct httpd_request *r = *own;

	if (r == NULL)
		return (MHD_NO);	/* There was no memory for it. */
	if (!r->begun) {
		r->begun = true;
		r->method = span_of(method);
		if (h->how.ca != NULL && !is_certified(c))
			r->refuse = 403;
		return (MHD_YES);
	}
	if (*n > 0) {
		take(r, data, *n);
		*n = 0;
		return (MHD_YES);
	}
	if (!r->given) {
		r->given = true;
		if (r->refuse != 0)
			refuse(r);
		else
			h->how.fn(h->how.ctx, r);
	}
	if (r->closed)
		return (MHD_NO);
	if (r->waits != NULL)
		return (queue(r));
	/* The answer comes later. */
	if (!r->asleep) {
		r->asleep = true;
		MHD_suspend_connection(c);
	}
	return (MHD_YES);
}

static void
completed(void *ctx, struct MHD_Connection *c UNUSED, void **own,
    enum MHD_RequestTerminationCode why UNUSED)
{
	struct httpd *h = ctx;
	struct httpd_request *r = *own;

	if (r == NULL)
		return;
	if (r->given && r->refuse == 0 && h->how.gone != NULL)
		h->how.gone(h->how.ctx, r);
	if (r->waits != NULL)
		MHD_destroy_response(r->waits);
	if (r->next != NULL)
		r->next->back = r->back;
	*r->back = r->next;
	h->open--;
	h->held -= r->body.n;
	buf_release(&r->body);
	buf_release(&r->stream);
	mem_free(r->uri);
	mem_free(r);
	*own = NULL;
}

/* A path as it was sent: no decoding behind the caller's back. */
static size_t
as_it_is(void *ctx UNUSED, struct MHD_Connection *c UNUSED, char *s)
{

	return (strlen(s));
}

static struct MHD_Daemon *
daemon_of(struct httpd *h, const struct httpd_how *how)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
	    (how->cert != NULL ? MHD_USE_TLS : 0u);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, NULL },
		{ MHD_OPTION_HTTPS_MEM_TRUST, 0, NULL },
		{ MHD_OPTION_END, 0, NULL } };

	/* The list has no const; nothing of it is written. */
	memcpy(&tls[0].ptr_value, &how->cert, sizeof(void *));
	memcpy(&tls[1].ptr_value, &how->key, sizeof(void *));
	memcpy(&tls[2].ptr_value, &how->ca, sizeof(void *));
	if (how->ca == NULL)
		tls[2] = tls[3];
	return (MHD_start_daemon(flags, 0, NULL, NULL, handle, h,
	    MHD_OPTION_LISTEN_SOCKET, how->fd,
	    MHD_OPTION_NOTIFY_COMPLETED, completed, h,
	    MHD_OPTION_URI_LOG_CALLBACK, begins, h,
	    MHD_OPTION_UNESCAPE_CALLBACK, as_it_is, NULL,
	    MHD_OPTION_CONNECTION_LIMIT, how->connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, how->per_ip,
	    MHD_OPTION_CONNECTION_TIMEOUT, how->idle,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    how->cert != NULL ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls,
	    MHD_OPTION_END));
}

rc
httpd_new(struct loop *loop, const struct httpd_how *how, struct httpd **ret,
    struct err *e)
{
	struct httpd *h = mem_new(sizeof(*h));
	const union MHD_DaemonInfo *info;
	rc r;

	if (h == NULL) {
		(void)close(how->fd);
		return (rc_fail(e, RC_NOMEM, 0, "starting to serve"));
	}
	h->how = *how;
	h->loop = loop;
	h->epoll = h->timer = -1;
	if ((h->daemon = daemon_of(h, how)) == NULL) {
		(void)close(how->fd);
		mem_free(h);
		return (rc_fail(e, how->cert != NULL ? RC_MALFORMED : RC_IO,
		    0, how->cert != NULL ? "starting to serve: certificate "
		    "and key do not work" : "starting to serve failed"));
	}
	info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	BUG_IF(info == NULL);
	if ((r = loop_watch(loop, info->epoll_fd, LOOP_READ, ready, h, e)) !=
	    RC_OK) {
		httpd_free(h);
		return (r);
	}
	h->epoll = info->epoll_fd;
	*ret = h;
	return (RC_OK);
}

void
httpd_quiet(struct httpd *h)
{
	MHD_socket fd;

	/* Asked again it would give the number again, which is another's. */
	if (h->quiet)
		return;
	h->quiet = true;
	if ((fd = MHD_quiesce_daemon(h->daemon)) >= 0)
		(void)close(fd);
}

size_t
httpd_open(const struct httpd *h)
{

	return (h->open);
}

void
httpd_free(struct httpd *h)
{

	if (h == NULL)
		return;
	loop_forget(h->loop, h->epoll);
	loop_end_timer(h->loop, h->timer);
	/* None may sleep when the daemon stops. */
	for (struct httpd_request *r = h->first; r != NULL; r = r->next) {
		r->closed = true;
		if (r->asleep)
			MHD_resume_connection(r->c);
		r->asleep = false;
	}
	(void)MHD_run(h->daemon);
	MHD_stop_daemon(h->daemon);
	mem_free(h);
}

struct span
httpd_method(const struct httpd_request *r)
{

	return (r->method);
}

struct span
httpd_path(const struct httpd_request *r)
{

	return (r->path);
}

struct span
httpd_queries(const struct httpd_request *r)
{

	return (r->query);
}

struct span
httpd_body(const struct httpd_request *r)
{

	return (buf_span(&r->body));
}

static struct span
value_of(struct httpd_request *r, enum MHD_ValueKind kind, const char *name)
{
	const char *s = MHD_lookup_connection_value(r->c, kind, name);

	return (s != NULL ? span_of(s) : (struct span){ NULL, 0 });
}

struct span
httpd_header(struct httpd_request *r, const char *name)
{

	return (value_of(r, MHD_HEADER_KIND, name));
}

struct span
httpd_query(struct httpd_request *r, const char *name)
{

	return (value_of(r, MHD_GET_ARGUMENT_KIND, name));
}

void
httpd_peer(struct httpd_request *r, char *out, size_t n)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->c,
	    MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info != NULL ? info->client_addr : NULL;
	const void *at = NULL;

	out[0] = '\0';
	if (a != NULL && a->sa_family == AF_INET)
		at = &((const struct sockaddr_in *)(const void *)a)->sin_addr;
	if (a != NULL && a->sa_family == AF_INET6)
		at = &((const struct sockaddr_in6 *)(const void *)a)->
		    sin6_addr;
	if (at != NULL)
		(void)inet_ntop(a->sa_family, at, out, (socklen_t)n);
}

void **
httpd_ctx(struct httpd_request *r)
{

	return (&r->ctx);
}

/* It was put off: now it can go on. */
static void
wake(struct httpd_request *r)
{

	if (!r->asleep)
		return;
	r->asleep = false;
	MHD_resume_connection(r->c);
	run(r->h);
}

/* ${made} is the answer; NULL closes the connection. */
static void
answer(struct httpd_request *r, unsigned status, struct MHD_Response *made)
{

	BUG_IF(r->answered);
	r->answered = true;
	r->status = status;
	r->waits = made;
	r->closed = made == NULL;
	wake(r);
}

void
httpd_reply(struct httpd_request *r, const struct httpd_answer *a)
{
	struct span body = a->body;
	struct MHD_Response *m;
	void *bytes;
	bool ok = true;

	/* They are copied; only the prototype says that they are written. */
	memcpy(&bytes, &body.p, sizeof(bytes));
	m = MHD_create_response_from_buffer(body.n, bytes,
	    MHD_RESPMEM_MUST_COPY);
	if (m != NULL && a->type != NULL)
		ok = MHD_add_response_header(m, "Content-Type", a->type) ==
		    MHD_YES;
	for (size_t i = 0; i < a->headers && m != NULL && ok; i++)
		ok = MHD_add_response_header(m, a->header[i].name,
		    a->header[i].value) == MHD_YES;
	if (m != NULL && !ok) {
		MHD_destroy_response(m);
		m = NULL;
	}
	answer(r, a->status, m);
}

/* MHD_ContentReaderCallback: what waits, or sleep until something does. */
static ssize_t
next_block(void *ctx, uint64_t pos UNUSED, char *out, size_t most)
{
	struct httpd_request *r = ctx;
	size_t n = r->stream.n - r->sent;

	if (r->closed)
		return (MHD_CONTENT_READER_END_OF_STREAM);
	if (n == 0) {
		buf_clear(&r->stream);
		r->sent = 0;
		r->asleep = true;
		MHD_suspend_connection(r->c);
		return (0);
	}
	if (n > most)
		n = most;
	memcpy(out, r->stream.p + r->sent, n);
	r->sent += n;
	return ((ssize_t)n);
}

void
httpd_stream(struct httpd_request *r, const char *type, size_t most)
{
	struct MHD_Response *m = MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, BLOCK, next_block, r, NULL);

	r->most = most;
	r->streams = true;
	if (m != NULL && (MHD_add_response_header(m, "Content-Type", type) !=
	    MHD_YES || MHD_add_response_header(m, "Cache-Control",
	    "no-store") != MHD_YES)) {
		MHD_destroy_response(m);
		m = NULL;
	}
	answer(r, 200, m);
}

void
httpd_end(struct httpd_request *r)
{

	if (!r->streams || r->closed)
		return;
	r->closed = true;
	wake(r);
}

void
httpd_push(struct httpd_request *r, struct span s)
{

	if (!r->streams || r->closed)
		return;
	if (s.n > r->most - (r->stream.n - r->sent))
		r->closed = true;	/* It reads too slowly. */
	else
		buf_put(&r->stream, s);
	r->closed |= r->stream.failed;
	wake(r);
}
