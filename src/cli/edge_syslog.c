/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source to which syslog is sent: over UDP, TCP or TLS.  Nobody is answered
 * in syslog; who is held back notices by his socket, over UDP not at all.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/edge_lines.h"
#include "cli/secrets.h"
#include "codec/syslog.h"
#include "sys/tlslink.h"

#define SWEEP_MS	1000
#define AT_ONCE		64		/* Then others' turn. */
#define PIECE		16384u		/* Bytes read at once. */

/* A sender who is connected. */
struct peer {
	struct peer		*next;
	struct port		*port;		/* Borrowed. */
	struct tlslink		*tls;		/* Owned; NULL: none. */
	int			 fd;		/* Owned. */
	unsigned		 watches;	/* LOOP_* asked for. */
	struct syslog_cutter	 cutter;
	struct buf		 in;		/* Not cut yet. */
	int64_t			 seen;		/* His last message, or when
						 * he came: loop_now(). */
	bool			 ended, gone;
};

struct port {
	struct edge_lines	 lines;
	struct tlslink_server	*tls;		/* Owned; NULL: none. */
	struct peer		*first;		/* Owned. */
	struct buf		 row;		/* At work. */
	char			*datagram;	/* Owned; NULL: no UDP. */
	int			 fd;		/* Owned; -1: closed. */
	int			 sweep;		/* Timer; -1: none. */
	uint32_t		 dropped;	/* By the kernel, last told. */
	bool			 headed;	/* The mapping wants all. */
};

static void
put(struct port *p, struct span message)
{
	struct err e = { .code = RC_OK };
	struct syslog s;

	if (syslog_read(message, &s, &e) != RC_OK) {
		edge_lines_bad(&p->lines, e.what);
		return;
	}
	if (!p->headed) {
		edge_lines_put(&p->lines, s.text);
		return;
	}
	buf_clear(&p->row);
	syslog_line(&s, loop_clock(), &p->row);
	if (p->row.failed)
		edge_lines_bad(&p->lines, "out of memory");
	else
		edge_lines_put(&p->lines, buf_span(&p->row));
	if (p->row.failed)
		buf_release(&p->row);
}

/* All of ${x} that is whole, unless it is held. */
static void
cut(struct peer *x)
{
	struct port *p = x->port;
	size_t at = 0, used;
	struct span message;
	rc r = RC_OK;

	while (!p->lines.held && r != RC_MORE && r != RC_MALFORMED) {
		r = syslog_cut(&x->cutter, span_from(buf_span(&x->in), at),
		    &used, &message);
		at += used;
		if (r == RC_OK)
			put(p, message);
		if (r == RC_LIMIT)
			edge_lines_bad(&p->lines, "syslog: longer than 65536 "
			    "bytes");
		if (r == RC_MALFORMED)
			edge_lines_bad(&p->lines, "syslog: neither a message "
			    "nor the length of one; closed");
		if (r == RC_OK || r == RC_LIMIT)
			x->seen = loop_now();
		if (edge_lines_full(&p->lines))
			edge_lines_flush(&p->lines, NULL);
	}
	x->gone = x->gone || r == RC_MALFORMED;
	/* What stands without an end when he ends is the last one. */
	if (r == RC_MORE && x->ended && at < x->in.n &&
	    x->in.p[at] == '<')
		put(p, span_from(buf_span(&x->in), at));
	x->gone = x->gone || (r == RC_MORE && x->ended);
	if (at > 0)
		memmove(x->in.p, x->in.p + at, x->in.n - at);
	x->in.n -= at;
	if (!p->lines.held)
		edge_lines_flush(&p->lines, NULL);
}

static void
broken(struct peer *x, const struct err *e)
{

	x->gone = true;
	if (e->code == RC_OK)
		return;
	x->port->lines.how.tally->refused++;
	edge_tally_reject(x->port->lines.how.tally, 0, e->what);
}

/* RC_OK: a piece was read; RC_MORE: later. */
static rc
fetch(struct peer *x)
{
	char *to = buf_room(&x->in, PIECE);
	struct err e = { .code = RC_OK };
	size_t got = 0;
	ssize_t n;
	rc r;

	if (to == NULL) {
		(void)rc_fail(&e, RC_NOMEM, 0, "out of memory; closed");
		broken(x, &e);
		return (RC_MORE);
	}
	if (x->tls != NULL) {
		r = tlslink_read(x->tls, to, PIECE, &got, &e);
	} else {
		n = recv(x->fd, to, PIECE, MSG_DONTWAIT);
		r = n > 0 ? RC_OK : n == 0 ? RC_NOTFOUND : errno == EAGAIN ||
		    errno == EINTR ? RC_MORE : RC_IO;
		got = n > 0 ? (size_t)n : 0;
	}
	x->in.n += got;
	if (r == RC_NOTFOUND)
		x->ended = true;
	else if (r != RC_OK && r != RC_MORE)
		broken(x, &e);
	return (r);
}

static loop_fn reads;

static void
watch(struct peer *x)
{
	unsigned what = x->port->lines.held ? 0 : x->tls != NULL &&
	    tlslink_writes(x->tls) ? LOOP_READ | LOOP_WRITE : LOOP_READ;

	struct loop *loop = x->port->lines.how.loop;
	struct err e = { .code = RC_OK };

	/* Who is held back may hang up: the loop must not tell all the time. */
	if (what == 0)
		loop_forget(loop, x->fd);
	else if (x->watches == 0) {
		if (loop_watch(loop, x->fd, what, reads, x, &e) != RC_OK)
			broken(x, &e);
	} else if (x->watches != what)
		loop_change(loop, x->fd, what);
	x->watches = what;
}

/* Those that are gone go. */
static void
bury(struct port *p)
{
	struct peer **at = &p->first, *x;

	while ((x = *at) != NULL) {
		if (!x->gone) {
			at = &x->next;
			continue;
		}
		*at = x->next;
		loop_forget(p->lines.how.loop, x->fd);
		tlslink_free(x->tls);
		(void)close(x->fd);
		buf_release(&x->in);
		mem_free(x);
		p->lines.how.tally->connections--;
	}
}

/* loop_fn */
static void
reads(void *ctx, unsigned what UNUSED)
{
	struct peer *x = ctx;
	struct port *p = x->port;
	rc r = RC_OK;

	for (unsigned i = 0; (i < AT_ONCE || x->tls != NULL) && r == RC_OK &&
	    !x->gone && !p->lines.held; i++) {
		r = fetch(x);
		if (r == RC_OK || x->ended)
			cut(x);
	}
	watch(x);
	bury(p);
}

static void
enter(struct port *p, int fd)
{
	struct peer *x = mem_new(sizeof(*x));
	struct err e;

	if (x == NULL || (p->tls != NULL &&
	    tlslink_new(p->tls, fd, &x->tls) != RC_OK) ||
	    loop_watch(p->lines.how.loop, fd, LOOP_READ, reads, x, &e) !=
	    RC_OK) {
		if (x != NULL)
			tlslink_free(x->tls);
		mem_free(x);
		(void)close(fd);
		p->lines.how.tally->refused++;
		return;
	}
	x->port = p;
	x->fd = fd;
	x->watches = LOOP_READ;
	x->seen = loop_now();
	x->next = p->first;
	p->first = x;
	p->lines.how.tally->connections++;
}

/* loop_fn */
static void
accepts(void *ctx, unsigned what UNUSED)
{
	struct port *p = ctx;
	const struct edge_source_how *how = &p->lines.how;

	for (unsigned i = 0; i < AT_ONCE; i++) {
		int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC |
		    SOCK_NONBLOCK);

		if (fd < 0)
			break;
		if (how->tally->connections < (uint64_t)
		    how->source->connections) {
			enter(p, fd);
			continue;
		}
		(void)close(fd);
		how->tally->refused++;
	}
}

/* The kernel counts what found no room. */
static void
count_drops(struct port *p, struct msghdr *m)
{

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL;
	    c = CMSG_NXTHDR(m, c)) {
		uint32_t n;

		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SO_RXQ_OVFL)
			continue;
		memcpy(&n, CMSG_DATA(c), sizeof(n));
		p->lines.how.tally->lost += n - p->dropped;
		p->dropped = n;
	}
}

/* loop_fn */
static void
datagrams(void *ctx, unsigned what UNUSED)
{
	struct port *p = ctx;
	union {
		struct cmsghdr	align;
		char		room[CMSG_SPACE(sizeof(uint32_t))];
	} control;

	for (unsigned i = 0; i < AT_ONCE && !p->lines.held; i++) {
		struct iovec iov = { p->datagram, SYSLOG_MOST };
		struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
		    .msg_control = &control,
		    .msg_controllen = sizeof(control) };
		ssize_t n = recvmsg(p->fd, &m, MSG_DONTWAIT);

		if (n < 0)
			break;
		count_drops(p, &m);
		put(p, (struct span){ p->datagram, (size_t)n });
		if (edge_lines_full(&p->lines))
			edge_lines_flush(&p->lines, NULL);
	}
	if (!p->lines.held)
		edge_lines_flush(&p->lines, NULL);
	if (p->lines.held)
		loop_change(p->lines.how.loop, p->fd, 0);
}

/* edge_lines.go */
static void
go(void *ctx)
{
	struct port *p = ctx;

	for (struct peer *x = p->first; x != NULL && !p->lines.held;
	    x = x->next) {
		cut(x);
		watch(x);
	}
	if (p->datagram != NULL && p->fd >= 0 && !p->lines.held)
		loop_change(p->lines.how.loop, p->fd, LOOP_READ);
}

/* Who is slow or silent, and who holds too much that is not whole. */
static void
sweep(void *ctx)
{
	struct port *p = ctx;
	const struct config_source *said = p->lines.how.source;
	int64_t now = loop_now();
	size_t all = 0;

	edge_lines_resume(&p->lines, false);
	for (struct peer *x = p->first; x != NULL; x = x->next) {
		all += x->in.cap;
		if (p->lines.held)
			x->seen = now;
		else if (now - x->seen > said->idle ||
		    all > (size_t)said->queue) {
			x->gone = true;
			p->lines.how.tally->refused += all >
			    (size_t)said->queue || x->in.n > 0;
		}
		if (x->in.n == 0)
			buf_release(&x->in);
		watch(x);
	}
	bury(p);
}

static void
release(void *ctx)
{
	struct port *p = ctx;

	if (p == NULL)
		return;
	for (struct peer *x = p->first; x != NULL; x = x->next)
		x->gone = true;
	bury(p);
	if (p->fd >= 0) {
		loop_forget(p->lines.how.loop, p->fd);
		(void)close(p->fd);
	}
	loop_end_timer(p->lines.how.loop, p->sweep);
	edge_lines_release(&p->lines);
	tlslink_server_free(p->tls);
	buf_release(&p->row);
	mem_free(p->datagram);
	mem_free(p);
}

static rc
be_server(struct port *p, struct err *e)
{
	const struct config_source *said = p->lines.how.source;
	struct secrets_tls t = { .cert = { .p = NULL } };
	rc r = secrets_tls_load(said->tls_cert, &said->tls_key, said->tls_ca,
	    &t, e);

	if (r == RC_OK)
		r = tlslink_server(buf_span(&t.cert), buf_span(&t.key),
		    buf_span(&t.ca), &p->tls, e);
	secrets_tls_release(&t);
	return (r);
}

static rc
make(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct port *p = mem_new(sizeof(*p));
	bool udp = how->source->transport == CONFIG_TRANSPORT_UDP;
	rc r;

	if (p == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	p->fd = p->sweep = -1;
	p->lines.how = *how;
	if ((r = edge_lines_init(&p->lines, how, e)) == RC_OK &&
	    how->source->tls_cert != NULL)
		r = be_server(p, e);
	if (r == RC_OK && udp &&
	    (p->datagram = mem_new(SYSLOG_MOST)) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "opening a source");
	if (r != RC_OK) {
		release(p);
		return (r);
	}
	p->lines.go = go;
	p->lines.ctx = p;
	p->headed = p->lines.mapping != NULL &&
	    mapping_headed(p->lines.mapping);
	*ret = p;
	return (RC_OK);
}

static rc
serve(void *ctx, int fd, struct err *e)
{
	struct port *p = ctx;
	int yes = 1;

	if (p->fd >= 0) {
		loop_forget(p->lines.how.loop, p->fd);
		(void)close(p->fd);
	}
	p->fd = fd;
	if (p->datagram != NULL)
		/* Without it what was dropped cannot be counted. */
		(void)setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &yes,
		    sizeof(yes));
	(void)edge_tally_be(p->lines.how.tally, EDGE_RUNS, loop_clock(), "%s",
	    "");
	return (loop_watch(p->lines.how.loop, fd, LOOP_READ,
	    p->datagram != NULL ? datagrams : accepts, p, e));
}

static rc
run(void *ctx, struct err *e)
{
	struct port *p = ctx;

	return (loop_every(p->lines.how.loop, SWEEP_MS, sweep, p, &p->sweep,
	    e));
}

static void
resume(void *ctx)
{
	struct port *p = ctx;

	edge_lines_resume(&p->lines, true);
	bury(p);
}

static void
quiet(void *ctx)
{
	struct port *p = ctx;

	for (struct peer *x = p->first; x != NULL; x = x->next)
		x->gone = true;
	bury(p);
	if (p->fd < 0)
		return;
	loop_forget(p->lines.how.loop, p->fd);
	(void)close(p->fd);
	p->fd = -1;
}

const struct edge_source_kind edge_syslog = {
	.calls = CONFINE_ACCEPT, .make = make, .listen = serve, .run = run,
	.resume = resume, .close = quiet, .free = release
};
