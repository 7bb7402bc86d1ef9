/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source to which trackers speak, in any protocol of the registry, over TCP
 * or UDP; with a relay, a server behind us hears every byte.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cli/edge_unit.h"

#define SWEEP_MS	1000
#define DATAGRAM	65536
#define AT_ONCE		64		/* Of either, then others' turn. */
#define PEERS		4096		/* Chains of the table, power of 2. */

struct port {
	struct edge_units	 all;
	struct live		*live;		/* Owned. */
	int			 sweep;		/* Timer; -1: none. */
	int			 fd;		/* Owned; -1: closed. */
	bool			 listens;	/* It is watched. */
	struct edge_unit	**peer;		/* Owned; UDP: by address. */
	char			*datagram;	/* Owned. */
	uint32_t		 dropped;	/* By the kernel, last told. */
};

static struct edge_unit **
chain_of(struct port *p, const struct packet_end *end)
{

	return (&p->peer[hash_64((struct span){ (const char *)end,
	    sizeof(end->addr) + sizeof(end->port) }) & (PEERS - 1)]);
}

/* edge_units.gone */
static void
gone(void *ctx, struct edge_unit *u)
{
	struct edge_unit **at = chain_of(ctx, edge_unit_peer(u));

	while (*at != NULL && *at != u)
		at = edge_unit_chain(*at);
	if (*at != NULL)
		*at = *edge_unit_chain(u);
}

static bool
is_full(struct port *p)
{

	if (p->all.n < (size_t)p->all.how.source->connections)
		return (false);
	p->all.how.tally->refused++;
	return (true);
}

/* Whose datagram it is; NULL: there is no room for one more. */
static struct edge_unit *
unit_of(struct port *p, const struct sockaddr *from)
{
	struct packet_end end = edge_unit_end_of(from);
	struct edge_unit **chain = chain_of(p, &end), *u = *chain;

	while (u != NULL && memcmp(edge_unit_peer(u), &end,
	    sizeof(end.addr) + sizeof(end.port)) != 0)
		u = *edge_unit_chain(u);
	if (u != NULL || is_full(p) ||
	    edge_unit_new(&p->all, -1, from, &u) != RC_OK)
		return (u);
	*edge_unit_chain(u) = *chain;
	*chain = u;
	return (u);
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
		p->all.how.tally->lost += n - p->dropped;
		p->dropped = n;
	}
}

/* Nothing is fetched that could not be kept: the kernel's room is what waits
 * then, and what it drops is counted. */
static void
listen_or_not(struct port *p)
{
	bool may = p->fd >= 0 && !p->all.held;

	if (p->listens != may)
		loop_change(p->all.how.loop, p->fd, may ? LOOP_READ : 0);
	p->listens = may;
}

/* loop_fn */
static void
datagrams(void *ctx, unsigned what UNUSED)
{
	struct port *p = ctx;
	struct sockaddr_storage from = { .ss_family = AF_UNSPEC };
	union {
		struct cmsghdr	align;
		char		room[CMSG_SPACE(sizeof(uint32_t))];
	} control;

	for (unsigned i = 0; i < AT_ONCE && !p->all.held; i++) {
		struct iovec iov = { p->datagram, DATAGRAM };
		struct msghdr m = { .msg_name = &from,
		    .msg_namelen = sizeof(from), .msg_iov = &iov,
		    .msg_iovlen = 1, .msg_control = &control,
		    .msg_controllen = sizeof(control) };
		ssize_t n = recvmsg(p->fd, &m, MSG_DONTWAIT);
		struct edge_unit *u;

		if (n < 0)
			break;
		count_drops(p, &m);
		u = unit_of(p, (const struct sockaddr *)&from);
		if (u != NULL)
			edge_unit_bytes(u, (struct span){ p->datagram,
			    (size_t)n });
	}
	listen_or_not(p);
}

/* loop_fn */
static void
accepts(void *ctx, unsigned what UNUSED)
{
	struct port *p = ctx;
	struct sockaddr_storage from = { .ss_family = AF_UNSPEC };

	for (unsigned i = 0; i < AT_ONCE && !p->all.held; i++) {
		socklen_t n = sizeof(from);
		int fd = accept4(p->fd, (struct sockaddr *)&from, &n,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);
		struct edge_unit *u;

		if (fd < 0)
			break;
		if (is_full(p))
			(void)close(fd);
		else if (edge_unit_new(&p->all, fd,
		    (const struct sockaddr *)&from, &u) != RC_OK)
			p->all.how.tally->refused++;
	}
	listen_or_not(p);
}

static void
sweep(void *ctx)
{
	struct port *p = ctx;

	edge_unit_sweep(&p->all, loop_now());
	listen_or_not(p);
}

static void
release(void *ctx)
{
	struct port *p = ctx;

	if (p == NULL)
		return;
	if (p->live != NULL)
		edge_unit_end(&p->all);
	if (p->fd >= 0) {
		loop_forget(p->all.how.loop, p->fd);
		(void)close(p->fd);
	}
	loop_end_timer(p->all.how.loop, p->sweep);
	live_free(p->live);
	buf_release(&p->all.lines);
	buf_release(&p->all.answers);
	mem_free(p->peer);
	mem_free(p->datagram);
	mem_free(p);
}

static rc
make(const struct edge_source_how *how, void **ret, struct err *e)
{
	struct port *p = mem_new(sizeof(*p));
	struct live_how as = { .name = how->source->name };
	rc r = RC_OK;

	if (p == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening a source"));
	p->all.how = *how;
	p->all.udp = how->source->transport == CONFIG_TRANSPORT_UDP;
	p->fd = p->all.fd = p->sweep = -1;
	if (how->source->codec != NULL && (as.codec = codecs_find(
	    span_of(how->source->codec), NULL)) == NULL)
		r = rc_fail(e, RC_MALFORMED, 0, "no protocol '%s'",
		    how->source->codec);
	p->all.relays = how->source->relay.kind != CONFIG_ADDR_UNSET;
	if (r == RC_OK && p->all.relays)
		r = hostaddr_find(how->source->relay.host,
		    how->source->relay.port, p->all.udp ? SOCK_DGRAM :
		    SOCK_STREAM, &p->all.server, e);
	if (r == RC_OK && (r = live_new(&as, &p->live)) != RC_OK)
		(void)rc_fail(e, r, 0, "opening a source");
	if (r == RC_OK && p->all.udp &&
	    ((p->peer = mem_array(PEERS, sizeof(*p->peer))) == NULL ||
	    (p->datagram = mem_new(DATAGRAM)) == NULL))
		r = rc_fail(e, RC_NOMEM, 0, "opening a source");
	p->all.live = p->live;
	if (p->all.udp) {
		p->all.gone = gone;
		p->all.ctx = p;
	}
	if (r != RC_OK) {
		release(p);
		return (r);
	}
	*ret = p;
	return (RC_OK);
}

static rc
reach(void *ctx, struct role_reach *to, struct err *e)
{
	const struct port *p = ctx;
	const struct config_addr *a = &p->all.how.source->relay;

	if (!p->all.relays)
		return (RC_OK);
	to->calls |= CONFINE_CONNECT;
	return (a->kind == CONFIG_ADDR_UNIX ?
	    role_reach(to, a->host, CONFINE_WRITE, e) : RC_OK);
}

static rc
serve(void *ctx, int fd, struct err *e)
{
	struct port *p = ctx;
	int yes = 1;

	if (p->fd >= 0) {
		loop_forget(p->all.how.loop, p->fd);
		(void)close(p->fd);
	}
	p->fd = fd;
	p->all.fd = p->all.udp ? fd : -1;
	p->listens = true;
	if (p->all.udp)
		/* Without it what was dropped cannot be counted. */
		(void)setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &yes,
		    sizeof(yes));
	(void)edge_tally_be(p->all.how.tally, EDGE_RUNS, loop_clock(), "%s",
	    "");
	return (loop_watch(p->all.how.loop, fd, LOOP_READ,
	    p->all.udp ? datagrams : accepts, p, e));
}

static rc
run(void *ctx, struct err *e)
{
	struct port *p = ctx;

	return (loop_every(p->all.how.loop, SWEEP_MS, sweep, p, &p->sweep,
	    e));
}

static void
resume(void *ctx)
{
	struct port *p = ctx;

	edge_unit_resume(&p->all);
	listen_or_not(p);
}

static void
quiet(void *ctx)
{
	struct port *p = ctx;

	if (p->fd < 0)
		return;
	loop_forget(p->all.how.loop, p->fd);
	if (p->all.udp) {
		p->listens = false;
		return;		/* Answers still go by it. */
	}
	(void)close(p->fd);
	p->fd = -1;
	p->listens = false;
}

const struct edge_source_kind edge_tracker = {
	.calls = CONFINE_ACCEPT, .make = make, .reach = reach,
	.listen = serve, .run = run, .resume = resume, .close = quiet,
	.free = release
};
