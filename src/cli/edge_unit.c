/* SPDX-License-Identifier: Apache-2.0 */
/* One tracker at the edge. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/edge_unit.h"

#define READ		16384		/* Bytes in one go. */
#define UNREAD		((size_t)64 << 10)	/* Left by one too slow. */

/* A socket of ours and what it does not take yet. */
struct side {
	int		 fd;		/* -1: none. */
	struct buf	 out;
	size_t		 sent;
};

struct edge_unit {
	struct edge_unit	*next, **back, *chain;
	struct edge_units	*all;		/* Borrowed. */
	struct live_conn	 conn;
	struct sockaddr_storage	 peer;
	struct side		 unit, server;
	struct edge_parcel	*last;		/* Its youngest; NULL: none. */
	struct edge_parcel	*held;		/* To be taken again. */
	int64_t			 seen;		/* ms, loop_now(). */
	bool			 connects;	/* To its server. */
	bool			 unknown;	/* Its protocol. */
};

/* Lines of a unit on their way to the disk. */
struct edge_parcel {
	struct edge_wait	 wait;
	struct edge_parcel	*next, **back;
	struct edge_units	*all;		/* Borrowed. */
	struct edge_unit	*unit;		/* NULL: it has left. */
	struct buf		 lines;		/* Of one that is held. */
	struct buf		 answers, onward;
	bool			 late;		/* A commit failed. */
};

static void
say(struct edge_units *all, enum edge_state state, const char *why)
{

	(void)edge_tally_be(all->how.tally, state, loop_clock(), "%s", why);
}

struct packet_end
edge_unit_end_of(const struct sockaddr *a)
{
	struct packet_end end = { .port = 0 };

	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)a;

		end.addr[10] = end.addr[11] = 0xff;
		memcpy(end.addr + 12, &in->sin_addr, 4);
		end.port = ntohs(in->sin_port);
	} else if (a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)a;

		memcpy(end.addr, &in6->sin6_addr, 16);
		end.port = ntohs(in6->sin6_port);
	}
	return (end);
}

const struct packet_end *
edge_unit_peer(const struct edge_unit *u)
{

	return (&u->conn.client);
}

struct edge_unit **
edge_unit_chain(struct edge_unit *u)
{

	return (&u->chain);
}

/* What its sockets are watched for. */
static void
watch(struct edge_unit *u)
{
	const struct edge_units *all = u->all;
	bool full = all->waiting > (size_t)all->how.source->queue;
	bool held = u->held != NULL;

	if (u->unit.fd >= 0)
		loop_change(all->how.loop, u->unit.fd,
		    (held || full ? 0u : (unsigned)LOOP_READ) |
		    (u->unit.out.n > 0 ? (unsigned)LOOP_WRITE : 0u));
	if (u->server.fd >= 0)
		loop_change(all->how.loop, u->server.fd,
		    (held || u->connects ? 0u : (unsigned)LOOP_READ) |
		    (u->connects || u->server.out.n > 0 ?
		    (unsigned)LOOP_WRITE : 0u));
}

/* What waits goes as far as it is taken; false: the other end is gone. */
static bool
flush(struct edge_unit *u, struct side *s)
{
	ssize_t n = 0;

	while (s->sent < s->out.n) {
		n = send(s->fd, s->out.p + s->sent, s->out.n - s->sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0)
			break;
		s->sent += (size_t)n;
		if (s == &u->server)
			u->all->waiting -= (size_t)n;
	}
	if (s->sent == s->out.n) {
		buf_release(&s->out);
		s->sent = 0;
	}
	return (n >= 0 || errno == EAGAIN || errno == EINTR);
}

/* To the unit; false: it is too slow, or gone. */
static bool
to_unit(struct edge_unit *u, struct span bytes)
{
	const struct edge_units *all = u->all;

	if (bytes.n == 0)
		return (true);
	if (all->udp) {
		/* Lost on the way it would be as well. */
		(void)sendto(all->fd, bytes.p, bytes.n, MSG_DONTWAIT,
		    (const struct sockaddr *)&u->peer, sizeof(u->peer));
		return (true);
	}
	buf_put(&u->unit.out, bytes);
	return (!u->unit.out.failed && u->unit.out.n - u->unit.sent <= UNREAD
	    && flush(u, &u->unit));
}

/* To the server; false: it is gone. */
static bool
to_server(struct edge_unit *u, struct span bytes)
{

	if (bytes.n == 0 || !u->all->relays)
		return (true);
	if (u->all->udp) {
		if (u->server.fd >= 0)
			(void)send(u->server.fd, bytes.p, bytes.n,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
		return (true);
	}
	buf_put(&u->server.out, bytes);
	if (u->server.out.failed)
		return (false);
	u->all->waiting += bytes.n;
	return (u->server.fd < 0 || u->connects || flush(u, &u->server));
}

static void
drop_parcel(struct edge_parcel *p)
{

	if (p->next != NULL)
		p->next->back = p->back;
	else
		p->all->parcels_end = p->back;
	*p->back = p->next;
	if (p->unit != NULL && p->unit->last == p)
		p->unit->last = NULL;
	if (p->unit != NULL && p->unit->held == p)
		p->unit->held = NULL;
	if (p->wait.waits)
		p->all->how.host->leave(p->all->how.host->ctx, &p->wait);
	buf_release(&p->lines);
	buf_release(&p->answers);
	buf_release(&p->onward);
	mem_free(p);
}

/* It is durable: whom it concerns may know. */
static void
done(struct edge_parcel *p)
{
	struct edge_unit *u = p->unit;
	bool alive = u == NULL || (to_unit(u, buf_span(&p->answers)) &&
	    to_server(u, buf_span(&p->onward)));

	drop_parcel(p);
	if (!alive)
		edge_unit_close(u);
	else if (u != NULL)
		watch(u);
}

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct edge_parcel *p = (struct edge_parcel *)wait;

	if (durable)
		done(p);
	else
		p->late = true;		/* Until the journal can be written. */
}

/* Hand the lines on; false: not now, and they wait here. */
static bool
take(struct edge_parcel *p, struct span lines)
{
	struct edge_units *all = p->all;
	const struct edge_host *host = all->how.host;

	if (host->take(host->ctx, lines, &p->wait) == RC_OK) {
		struct push_told n = { .samples = 0 };

		for (size_t i = 0; i < lines.n; i++)
			n.accepted += lines.p[i] == '\n';
		edge_tally_took(all->how.tally, &n, loop_clock());
		return (true);
	}
	all->held = true;
	say(all, EDGE_WAITS, host->why);
	return (false);
}

static struct edge_parcel *
new_parcel(struct edge_units *all, struct edge_unit *u)
{
	struct edge_parcel *p = mem_new(sizeof(*p));

	if (p == NULL)
		return (NULL);
	p->wait.told = told;
	p->all = all;
	p->unit = u;
	if (all->parcels == NULL)
		all->parcels_end = &all->parcels;
	p->back = all->parcels_end;
	*p->back = p;
	all->parcels_end = &p->next;
	return (p);
}

/* Lines were made of ${onward}, with answers to them; false: close it. */
static bool
parcel(struct edge_unit *u, struct span lines, struct span onward)
{
	struct edge_parcel *p = new_parcel(u->all, u);

	if (p == NULL)
		return (false);
	buf_put(&p->answers, buf_span(&u->all->answers));
	buf_put(&p->onward, onward);
	u->last = p;
	if (p->answers.failed || p->onward.failed) {
		drop_parcel(p);
		return (false);
	}
	if (take(p, lines))
		return (true);
	buf_put(&p->lines, lines);
	u->held = p;
	return (!p->lines.failed);
}

/* No lines, but perhaps answers and bytes to pass on, in their order. */
static bool
pass(struct edge_unit *u, struct span onward)
{
	struct edge_parcel *p = u->last;

	if (p == NULL)
		return (to_unit(u, buf_span(&u->all->answers)) &&
		    to_server(u, onward));
	buf_put(&p->answers, buf_span(&u->all->answers));
	buf_put(&p->onward, onward);
	return (!p->answers.failed && !p->onward.failed);
}

/* What was refused since is counted. */
static void
count_bad(struct edge_units *all)
{
	uint64_t bad = live_bad(all->live);

	for (; all->bad < bad; all->bad++)
		edge_tally_reject(all->how.tally, all->number,
		    "a frame that cannot be read");
}

/* Read what came; false: close it. */
static bool
read_bytes(struct edge_unit *u, enum flows_way way, struct span bytes)
{
	struct edge_units *all = u->all;
	int ack = all->how.source->ack;
	bool later = way == FLOWS_UP && ack == CONFIG_ACK_JOURNAL;
	struct span onward = later ? bytes : (struct span){ NULL, 0 };
	rc r;

	all->number++;
	buf_clear(&all->lines);
	buf_clear(&all->answers);
	r = live_bytes(all->live, &u->conn, way, bytes, loop_clock(),
	    &all->lines, later && !all->relays ? &all->answers : NULL);
	count_bad(all);
	if (r == RC_NOMEM || all->answers.failed)
		return (false);
	if (r == RC_NOTFOUND && !u->unknown) {
		u->unknown = true;
		edge_tally_reject(all->how.tally, all->number,
		    "a protocol that is not known");
	}
	if (u->unknown && !all->relays)
		return (false);
	return (all->lines.n > 0 ? parcel(u, buf_span(&all->lines), onward) :
	    pass(u, onward));
}

void
edge_unit_bytes(struct edge_unit *u, struct span bytes)
{
	bool at_once = u->all->how.source->ack != CONFIG_ACK_JOURNAL;

	u->seen = loop_now();
	if ((at_once && !to_server(u, bytes)) ||
	    !read_bytes(u, FLOWS_UP, bytes))
		edge_unit_close(u);
	else
		watch(u);
}

/* loop_fn: the unit's socket. */
static void
unit_ready(void *ctx, unsigned what)
{
	struct edge_unit *u = ctx;
	char bytes[READ];
	ssize_t n;

	if (u->held != NULL && (what & LOOP_END) != 0) {
		edge_unit_close(u);	/* What it said waits without it. */
		return;
	}
	if ((what & LOOP_WRITE) != 0 && !flush(u, &u->unit)) {
		edge_unit_close(u);
		return;
	}
	if ((what & (LOOP_READ | LOOP_END)) == 0) {
		watch(u);
		return;
	}
	n = recv(u->unit.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n > 0)
		edge_unit_bytes(u, (struct span){ bytes, (size_t)n });
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		edge_unit_close(u);
}

/* Its server can be reached, or not. */
static bool
connected(struct edge_unit *u)
{
	socklen_t n = sizeof(int);
	int why = 0;

	if (getsockopt(u->server.fd, SOL_SOCKET, SO_ERROR, &why, &n) != 0 ||
	    why != 0) {
		loop_forget(u->all->how.loop, u->server.fd);
		(void)close(u->server.fd);
		u->server.fd = -1;	/* The sweep tries again. */
		say(u->all, EDGE_WAITS, "the server of the relay cannot be "
		    "reached");
		/* Who waits for its answers must see that there are none. */
		return (u->all->how.source->ack == CONFIG_ACK_JOURNAL);
	}
	u->connects = false;
	if (!u->all->held)
		say(u->all, EDGE_RUNS, "");
	return (flush(u, &u->server));
}

/* loop_fn: the server's socket. */
static void
server_ready(void *ctx, unsigned what)
{
	struct edge_unit *u = ctx;
	char bytes[READ];
	struct span got;
	ssize_t n;
	bool alive = true;

	if (u->connects)
		alive = connected(u);
	else if ((what & LOOP_WRITE) != 0)
		alive = flush(u, &u->server);
	if (alive && u->server.fd >= 0 && !u->connects &&
	    (what & (LOOP_READ | LOOP_END)) != 0) {
		n = recv(u->server.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
		got = (struct span){ bytes, n > 0 ? (size_t)n : 0 };
		if (got.n > 0)
			alive = (u->all->how.source->ack == CONFIG_ACK_NONE ||
			    to_unit(u, got)) && read_bytes(u, FLOWS_DOWN, got);
		else
			alive = n < 0 && (errno == EAGAIN || errno == EINTR);
	}
	if (alive)
		watch(u);
	else
		edge_unit_close(u);
}

/* Begin to reach the server; what cannot be begun is tried again. */
static void
reach(struct edge_unit *u)
{
	struct edge_units *all = u->all;
	int type = all->udp ? SOCK_DGRAM : SOCK_STREAM;
	struct err e;

	u->server.fd = socket(all->server.addr.ss_family,
	    type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (u->server.fd < 0)
		return;
	u->connects = !all->udp;
	if ((connect(u->server.fd, (const struct sockaddr *)&all->server.addr,
	    all->server.n) != 0 && errno != EINPROGRESS) ||
	    loop_watch(all->how.loop, u->server.fd,
	    all->udp ? LOOP_READ : LOOP_WRITE, server_ready, u, &e) != RC_OK) {
		(void)close(u->server.fd);
		u->server.fd = -1;
		say(all, EDGE_WAITS, "the server of the relay cannot be "
		    "reached");
	}
}

rc
edge_unit_new(struct edge_units *all, int fd, const struct sockaddr *peer,
    struct edge_unit **ret)
{
	struct edge_unit *u = mem_new(sizeof(*u));
	struct sockaddr_storage here = { .ss_family = AF_UNSPEC };
	socklen_t n = sizeof(here);
	struct err e;

	if (u == NULL || (fd >= 0 && loop_watch(all->how.loop, fd, LOOP_READ,
	    unit_ready, u, &e) != RC_OK)) {
		mem_free(u);
		if (fd >= 0)
			(void)close(fd);
		return (RC_NOMEM);
	}
	u->all = all;
	u->unit.fd = fd;
	u->server.fd = -1;
	u->seen = loop_now();
	u->conn.tcp = !all->udp;
	u->conn.client = edge_unit_end_of(peer);
	memcpy(&u->peer, peer, peer->sa_family == AF_INET6 ?
	    sizeof(struct sockaddr_in6) : peer->sa_family == AF_INET ?
	    sizeof(struct sockaddr_in) : sizeof(sa_family_t));
	if (getsockname(fd >= 0 ? fd : all->fd, (struct sockaddr *)&here, &n)
	    == 0)
		u->conn.server = edge_unit_end_of((struct sockaddr *)&here);
	if ((u->next = all->first) != NULL)
		u->next->back = &u->next;
	u->back = &all->first;
	all->first = u;
	all->how.tally->connections = ++all->n;
	if (all->relays)
		reach(u);
	*ret = u;
	return (RC_OK);
}

static void
hang_up(struct edge_unit *u, struct side *s)
{

	if (s == &u->server)
		u->all->waiting -= s->out.n - s->sent;
	if (s->fd >= 0) {
		loop_forget(u->all->how.loop, s->fd);
		(void)close(s->fd);
	}
	buf_release(&s->out);
}

/* What it still had to say, though nobody waits for an answer. */
static void
last_words(struct edge_unit *u)
{
	struct edge_units *all = u->all;
	struct edge_parcel *p;
	struct buf lines = { 0 };

	if (live_end(all->live, &u->conn, loop_clock(), &lines) == RC_OK &&
	    lines.n > 0 && (p = new_parcel(all, NULL)) != NULL &&
	    !take(p, buf_span(&lines))) {
		p->lines = lines;
		lines = (struct buf){ 0 };
	}
	buf_release(&lines);
}

void
edge_unit_close(struct edge_unit *u)
{
	struct edge_units *all = u->all;

	for (struct edge_parcel *p = all->parcels; p != NULL; p = p->next)
		if (p->unit == u)
			p->unit = NULL;
	last_words(u);
	hang_up(u, &u->unit);
	hang_up(u, &u->server);
	if (all->gone != NULL)
		all->gone(all->ctx, u);
	if (u->next != NULL)
		u->next->back = u->back;
	*u->back = u->next;
	all->how.tally->connections = --all->n;
	mem_free(u);
}

void
edge_unit_sweep(struct edge_units *all, int64_t now)
{
	struct edge_unit *next;

	for (struct edge_unit *u = all->first; u != NULL; u = next) {
		next = u->next;
		if (now - u->seen > all->how.source->idle && u->last == NULL)
			edge_unit_close(u);
		else if (all->relays && u->server.fd < 0)
			reach(u);
		else
			watch(u);
	}
}

void
edge_unit_resume(struct edge_units *all)
{
	struct edge_parcel *p = all->parcels;

	all->held = false;
	say(all, EDGE_RUNS, "");
	while (p != NULL) {
		if (p->late) {
			done(p);	/* Its unit may go, and others. */
			p = all->parcels;
			continue;
		}
		if (p->lines.n > 0 && !take(p, buf_span(&p->lines)))
			return;
		buf_release(&p->lines);
		if (p->unit != NULL && p->unit->held == p) {
			p->unit->held = NULL;
			watch(p->unit);
		}
		p = p->next;
	}
}

void
edge_unit_end(struct edge_units *all)
{

	while (all->first != NULL)
		edge_unit_close(all->first);
	while (all->parcels != NULL)
		drop_parcel(all->parcels);
}
