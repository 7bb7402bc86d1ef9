/* SPDX-License-Identifier: Apache-2.0 */
/* The connections in captured packets. */
#include "base/map.h"
#include "base/mem.h"
#include "source/flows.h"
#include "source/segments.h"

#define NONE		UINT32_MAX
#define HELD_MOST	((size_t)1 << 18)	/* Of one direction. */
#define KEPT_MOST	((size_t)1 << 27)	/* Of all. */
#define FIRST_FLOWS	64u

/* Both directions of a connection have the same key: the lesser end first. */
struct key {
	struct packet_end	low, high;
	uint16_t		kind;
};

struct half {
	struct segments	 segments;
	char		*rest;		/* Owned: told, but not used. */
	size_t		 rest_n, rest_room;
	uint32_t	 fin_at, acked;
	bool		 fin;		/* Ends at fin_at. */
	bool		 was_acked;	/* Up to acked, last. */
	bool		 deaf;		/* No further data. */
};

struct flow {
	struct key		 key;
	struct packet_end	 client, server;
	struct half		 half[FLOWS_WAYS];
	void			*state;	/* Who reads owns it. */
	int64_t			 time;	/* Of the last packet. */
	uint64_t		 number;
	uint32_t		 newer, older;
	bool			 whole;
};

struct flows {
	flows_fn	*fn;
	void		*ctx;		/* Borrowed. */
	struct flow	*flow;		/* Owned. */
	size_t		 n, room;
	struct map	 map;
	uint32_t	 newest, oldest, vacant;
	size_t		 kept;		/* Bytes held, and of the rests. */
	struct flows_stats stats;
};

static struct span
key_of(const void *owner, uint32_t i)
{
	const struct flows *f = owner;

	return ((struct span){ (const char *)&f->flow[i].key,
	    sizeof(f->flow[i].key) });
}

rc
flows_new(flows_fn *fn, void *ctx, struct flows **ret)
{
	struct flows *f = mem_new(sizeof(*f));

	if (f == NULL)
		return (RC_NOMEM);
	f->fn = fn;
	f->ctx = ctx;
	f->newest = f->oldest = f->vacant = NONE;
	map_init(&f->map, key_of, f);
	*ret = f;
	return (RC_OK);
}

/* By age ------------------------------------------------------------- */

static void
unlink_flow(struct flows *f, uint32_t i)
{
	struct flow *c = &f->flow[i];

	if (c->newer != NONE)
		f->flow[c->newer].older = c->older;
	else
		f->newest = c->older;
	if (c->older != NONE)
		f->flow[c->older].newer = c->newer;
	else
		f->oldest = c->newer;
}

static void
link_flow(struct flows *f, uint32_t i)
{
	struct flow *c = &f->flow[i];

	c->older = f->newest;
	c->newer = NONE;
	if (f->newest != NONE)
		f->flow[f->newest].newer = i;
	else
		f->oldest = i;
	f->newest = i;
}

/* Telling ------------------------------------------------------------ */

static size_t
tell(struct flows *f, struct flow *c, struct flows_told t)
{

	t.time = c->time;
	t.number = c->number;
	t.client = &c->client;
	t.server = &c->server;
	t.tcp = c->key.kind == PACKET_TCP;
	t.whole = c->whole;
	return (f->fn(f->ctx, &c->state, &t));
}

static void
drop_rest(struct flows *f, struct half *h)
{

	f->kept -= h->rest_room;
	mem_free(h->rest);
	h->rest = NULL;
	h->rest_n = h->rest_room = 0;
}

/* No one reads this direction any more. */
static void
deafen(struct flows *f, struct half *h)
{

	h->deaf = true;
	drop_rest(f, h);
}

/* Room for a rest of ${n} bytes; none: nobody can read this. */
static rc
make_room(struct flows *f, struct half *h, size_t n)
{
	size_t room = 2 * n < FLOWS_REST ? 2 * n : FLOWS_REST;
	char *p;

	if (n <= h->rest_room)
		return (RC_OK);
	if (n > FLOWS_REST) {
		f->stats.given_up++;
		deafen(f, h);
		return (RC_LIMIT);
	}
	if ((p = mem_grow(h->rest, room, 1)) == NULL)
		return (RC_NOMEM);
	f->kept += room - h->rest_room;
	h->rest = p;
	h->rest_room = room;
	return (RC_OK);
}

/* Tell ${bytes}, behind the rest if there is one; keep what is left. */
static rc
deliver(struct flows *f, struct flow *c, enum flows_way way,
    struct span bytes)
{
	struct half *h = &c->half[way];
	struct flows_told t = { .what = FLOWS_DATA, .way = way,
	    .bytes = bytes };
	size_t used;
	rc rv;

	if (h->deaf || bytes.n == 0)
		return (RC_OK);
	if (h->rest_n > 0) {
		if ((rv = make_room(f, h, h->rest_n + bytes.n)) != RC_OK)
			return (rv == RC_LIMIT ? RC_OK : rv);
		memcpy(h->rest + h->rest_n, bytes.p, bytes.n);
		t.old = h->rest_n;
		h->rest_n += bytes.n;
		t.bytes = (struct span){ h->rest, h->rest_n };
	}
	used = tell(f, c, t);
	if (used == SIZE_MAX) {
		deafen(f, h);
		return (RC_OK);
	}
	bytes = span_from(t.bytes, used < t.bytes.n ? used : t.bytes.n);
	if (bytes.n == 0) {
		drop_rest(f, h);
		return (RC_OK);
	}
	if ((rv = make_room(f, h, bytes.n)) != RC_OK)
		return (rv == RC_LIMIT ? RC_OK : rv);
	/* From the packet, or from further on in the rest itself. */
	memmove(h->rest, bytes.p, bytes.n);
	h->rest_n = bytes.n;
	return (RC_OK);
}

/* What was held and is wanted now. */
static rc
drain(struct flows *f, struct flow *c, enum flows_way way)
{
	struct segments *s = &c->half[way].segments;
	struct span bytes;
	rc rv = RC_OK;

	while (rv == RC_OK && segments_next(s, &bytes))
		rv = deliver(f, c, way, bytes);
	return (rv);
}

/* Go on behind what is missing. */
static rc
skip(struct flows *f, struct flow *c, enum flows_way way)
{
	struct half *h = &c->half[way];
	uint32_t missing = segments_skip(&h->segments);

	if (missing == 0)
		return (RC_OK);
	f->stats.gaps++;
	f->stats.missing += missing;
	drop_rest(f, h);
	if (!h->deaf)
		(void)tell(f, c, (struct flows_told){ .what = FLOWS_GAP,
		    .way = way, .missing = missing });
	return (drain(f, c, way));
}

/* The connections ---------------------------------------------------- */

/* What nobody used: who waited for more may read it now. */
static void
tell_last(struct flows *f, struct flow *c)
{

	for (int w = 0; w < FLOWS_WAYS; w++) {
		struct half *h = &c->half[w];

		if (h->rest_n > 0 && !h->deaf) {
			(void)tell(f, c, (struct flows_told){
			    .what = FLOWS_LAST, .way = (enum flows_way)w,
			    .bytes = { h->rest, h->rest_n },
			    .old = h->rest_n });
		}
		drop_rest(f, h);
	}
}

static void
end_flow(struct flows *f, uint32_t i)
{
	struct flow *c = &f->flow[i];

	for (int w = 0; w < FLOWS_WAYS; w++) {
		struct half *h = &c->half[w];
		size_t was = h->segments.held_n;

		/* Memory that is short now is given back in a moment. */
		while (h->segments.held != NULL &&
		    skip(f, c, (enum flows_way)w) == RC_OK)
			;
		segments_clear(&h->segments);
		f->kept -= was;
	}
	tell_last(f, c);
	(void)tell(f, c, (struct flows_told){ .what = FLOWS_END });
	unlink_flow(f, i);
	map_drop(&f->map, key_of(f, i));
	c->newer = f->vacant;
	f->vacant = i;
	f->n--;
}

static int
compare(const struct packet_end *a, const struct packet_end *b)
{
	int d = memcmp(a->addr, b->addr, sizeof(a->addr));

	return (d != 0 ? d : (int)a->port - (int)b->port);
}

static void
key_from(struct key *k, const struct packet *p)
{
	bool up = compare(&p->from, &p->to) <= 0;

	memset(k, 0, sizeof(*k));
	memcpy(k->low.addr, (up ? &p->from : &p->to)->addr,
	    sizeof(k->low.addr));
	memcpy(k->high.addr, (up ? &p->to : &p->from)->addr,
	    sizeof(k->high.addr));
	k->low.port = up ? p->from.port : p->to.port;
	k->high.port = up ? p->to.port : p->from.port;
	k->kind = (uint16_t)p->kind;
}

/* A free place; the oldest connection goes when there is none. */
static rc
place(struct flows *f, uint32_t *i)
{

	if (f->vacant == NONE && f->room == FLOWS_MOST) {
		f->stats.evicted++;
		end_flow(f, f->oldest);
	}
	if (f->vacant == NONE) {
		size_t n = f->room > 0 ? 2 * f->room : FIRST_FLOWS;
		struct flow *p = mem_grow(f->flow, n, sizeof(*p));

		if (p == NULL)
			return (RC_NOMEM);
		f->flow = p;
		for (size_t k = f->room; k < n; k++) {
			p[k].newer = f->vacant;
			f->vacant = (uint32_t)k;
		}
		f->room = n;
	}
	*i = f->vacant;
	return (RC_OK);
}

/* The lower port serves, when the beginning was not seen. */
static bool
from_client(const struct packet *p)
{

	if (p->kind == PACKET_TCP && (p->flags & PACKET_SYN) != 0)
		return ((p->flags & PACKET_ACK) == 0);
	return (p->from.port >= p->to.port);
}

static rc
new_flow(struct flows *f, const struct key *k, const struct packet *p,
    uint32_t *i)
{
	bool up = from_client(p);
	struct flow *c;
	rc rv;

	if ((rv = place(f, i)) != RC_OK)
		return (rv);
	c = &f->flow[*i];
	f->vacant = c->newer;
	*c = (struct flow){ .key = *k, .client = up ? p->from : p->to,
	    .server = up ? p->to : p->from,
	    .whole = p->kind == PACKET_UDP || (p->flags & PACKET_SYN) != 0 };
	if ((rv = map_put(&f->map, key_of(f, *i), *i)) != RC_OK) {
		c->newer = f->vacant;
		f->vacant = *i;
		return (rv);
	}
	link_flow(f, *i);
	f->n++;
	f->stats.flows++;
	return (RC_OK);
}

/* A new connection between the same ends? */
static bool
begins_anew(const struct flow *c, const struct packet *p)
{
	enum flows_way way = compare(&p->from, &c->client) == 0 ?
	    FLOWS_UP : FLOWS_DOWN;
	const struct segments *s = &c->half[way].segments;

	return (p->kind == PACKET_TCP &&
	    (p->flags & (PACKET_SYN | PACKET_ACK)) == PACKET_SYN &&
	    s->known && s->next != p->seq + 1);
}

static rc
find_flow(struct flows *f, const struct packet *p, uint32_t *i)
{
	struct key k;

	key_from(&k, p);
	*i = map_get(&f->map, (struct span){ (const char *)&k, sizeof(k) });
	if (*i != MAP_NONE && begins_anew(&f->flow[*i], p)) {
		end_flow(f, *i);
		*i = MAP_NONE;
	}
	if (*i == MAP_NONE)
		return (new_flow(f, &k, p, i));
	unlink_flow(f, *i);
	link_flow(f, *i);
	return (RC_OK);
}

/* Packets ------------------------------------------------------------ */

static rc
add_bytes(struct flows *f, struct flow *c, enum flows_way way,
    uint32_t seq, struct span bytes)
{
	struct half *h = &c->half[way];
	struct segments_added a;
	size_t was = h->segments.held_n;
	rc rv;

	if ((rv = segments_add(&h->segments, seq, bytes, &a)) != RC_OK)
		return (rv);
	f->kept += h->segments.held_n - was;
	f->stats.again += a.again;
	f->stats.refused += a.far;
	if (a.conflict) {
		f->stats.conflicts++;
		(void)tell(f, c, (struct flows_told){ .way = way,
		    .what = FLOWS_CONFLICT });
	}
	if ((rv = deliver(f, c, way, a.now)) != RC_OK)
		return (rv);
	was = h->segments.held_n;
	rv = drain(f, c, way);
	if (rv == RC_OK && (h->segments.held_n > HELD_MOST ||
	    f->kept > KEPT_MOST))
		rv = skip(f, c, way);
	f->kept -= was - h->segments.held_n;
	return (rv);
}

/* The other side has seen what the capture has not. */
static rc
acked(struct flows *f, struct flow *c, enum flows_way way, uint32_t ack)
{
	struct half *h = &c->half[way];
	size_t was = h->segments.held_n;
	rc rv = RC_OK;

	h->acked = ack;
	h->was_acked = true;
	while (rv == RC_OK && segments_passed(&h->segments, ack))
		rv = skip(f, c, way);
	f->kept -= was - h->segments.held_n;
	return (rv);
}

/* Has that direction come to its end? */
static bool
finished(const struct half *h)
{

	return (h->fin && h->segments.known &&
	    (int32_t)(h->segments.next - h->fin_at) >= 0);
}

/* RFC 5961, 3.2: only the number that is wanted ends it; behind the end of a
 * direction that is one more, and in reply to an acknowledgement its number
 * (RFC 9293, 3.10.7.1).  Who forges it blindly knows none of them. */
static bool
resets(const struct half *h, uint32_t seq)
{

	return (!h->segments.known || seq == h->segments.next ||
	    (h->was_acked && seq == h->acked) ||
	    (h->fin && seq == h->fin_at + 1));
}

static rc
tcp_packet(struct flows *f, uint32_t i, const struct packet *p)
{
	struct flow *c = &f->flow[i];
	enum flows_way way = compare(&p->from, &c->client) == 0 ?
	    FLOWS_UP : FLOWS_DOWN;
	enum flows_way back = way == FLOWS_UP ? FLOWS_DOWN : FLOWS_UP;
	struct half *h = &c->half[way];
	uint32_t seq = p->seq;
	rc rv;

	if ((p->flags & PACKET_SYN) != 0) {
		seq++;
		if (!h->segments.known)
			segments_begin(&h->segments, seq);
	}
	if ((p->flags & PACKET_RST) != 0) {
		if (!resets(h, seq))
			f->stats.refused++;
		else
			end_flow(f, i);
		return (RC_OK);
	}
	if ((rv = add_bytes(f, c, way, seq, p->payload)) != RC_OK)
		return (rv);
	if ((p->flags & PACKET_ACK) != 0 &&
	    (rv = acked(f, c, back, p->ack)) != RC_OK)
		return (rv);
	if ((p->flags & PACKET_FIN) != 0 && !h->fin) {
		h->fin = true;
		h->fin_at = seq + (uint32_t)p->payload.n;
	}
	if (finished(h) && finished(&c->half[back]))
		end_flow(f, i);
	return (RC_OK);
}

static void
udp_packet(struct flows *f, struct flow *c, const struct packet *p)
{
	enum flows_way way = compare(&p->from, &c->client) == 0 ?
	    FLOWS_UP : FLOWS_DOWN;

	if (p->payload.n > 0)
		(void)tell(f, c, (struct flows_told){ .way = way,
		    .what = FLOWS_DATAGRAM, .bytes = p->payload });
}

rc
flows_packet(struct flows *f, const struct packet *p, int64_t time,
    uint64_t number)
{
	uint32_t i;
	rc rv;

	if ((rv = find_flow(f, p, &i)) != RC_OK)
		return (rv);
	f->flow[i].time = time;
	f->flow[i].number = number;
	if (p->kind == PACKET_TCP) {
		f->stats.tcp++;
		return (tcp_packet(f, i, p));
	}
	f->stats.udp++;
	udp_packet(f, &f->flow[i], p);
	return (RC_OK);
}

void
flows_end(struct flows *f)
{

	while (f->oldest != NONE)
		end_flow(f, f->oldest);
}

struct flows_stats
flows_stats(const struct flows *f)
{

	return (f->stats);
}

void
flows_free(struct flows *f)
{

	if (f == NULL)
		return;
	flows_end(f);
	map_release(&f->map);
	mem_free(f->flow);
	mem_free(f);
}
