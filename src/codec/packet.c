/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of a captured packet. */
#include <arpa/inet.h>

#include "base/attr.h"
#include "base/cur.h"
#include "codec/packet.h"

enum ether { ETHER_IP = 0x0800, ETHER_IP6 = 0x86dd, ETHER_TAG = 0x8100,
    ETHER_TAG_OUTER = 0x88a8, ETHER_TAG_OLD = 0x9100 };

/* Of IPv6, before the payload. */
enum extension { EXT_HOP = 0, EXT_ROUTING = 43, EXT_FRAGMENT = 44,
    EXT_AUTH = 51, EXT_DEST = 60 };

#define TAGS_MAX	4
#define EXTENSIONS_MAX	8
#define IP4_LEAST	20
#define IP4_MORE	0x2000		/* More fragments follow. */
#define IP4_AT		0x1fff		/* Where this one belongs. */
#define PART_UNIT	8u
#define IP6_MORE	0x0001
#define IP6_AT		0xfff8
#define TCP_LEAST	20
#define UDP_HEAD	8
#define MAPPED_AT	10		/* Of ffff in a mapped address. */

/* A link: how many bytes before the type, which is 0: see the address. */
struct link {
	int	dlt;
	size_t	before;
	size_t	type_n;
	size_t	behind;
};

static const struct link links[] = {
	{ 1, 12, 2, 0 },		/* Ethernet */
	{ 113, 14, 2, 0 },		/* Linux, "cooked" */
	{ 276, 0, 2, 18 },		/* Linux, "cooked" 2 */
	{ 12, 0, 0, 0 }, { 14, 0, 0, 0 }, { 101, 0, 0, 0 },	/* Raw IP */
	{ 228, 0, 0, 0 }, { 229, 0, 0, 0 },	/* IPv4, IPv6 */
	{ 0, 4, 0, 0 }, { 108, 4, 0, 0 },	/* Loopback of BSD */
};

static const struct link *
link_of(int dlt)
{

	for (size_t i = 0; i < COUNT_OF(links); i++) {
		if (links[i].dlt == dlt)
			return (&links[i]);
	}
	return (NULL);
}

bool
packet_link_known(int dlt)
{

	return (link_of(dlt) != NULL);
}

/* What follows the link's header; 0: nothing that is read here. */
static unsigned
link_type(const struct link *l, struct cur *c)
{
	unsigned type;
	int first;

	(void)cur_take(c, l->before);
	if (l->type_n == 0) {
		first = cur_peek(c);
		return (first >> 4 == 4 ? ETHER_IP :
		    first >> 4 == 6 ? ETHER_IP6 : 0);
	}
	type = (unsigned)cur_be(c, l->type_n);
	(void)cur_take(c, l->behind);
	for (int i = 0; i < TAGS_MAX && (type == ETHER_TAG ||
	    type == ETHER_TAG_OUTER || type == ETHER_TAG_OLD); i++) {
		(void)cur_be(c, 2);
		type = (unsigned)cur_be(c, 2);
	}
	return (type);
}

static void
mapped(struct packet_end *end, struct span addr)
{

	memset(end->addr, 0, sizeof(end->addr));
	if (addr.n != sizeof(end->addr) - MAPPED_AT - 2)
		return;
	memset(end->addr + MAPPED_AT, 0xff, 2);
	memcpy(end->addr + MAPPED_AT + 2, addr.p, addr.n);
}

/* The payload of ${n} bytes by the header, less when the capture cut it. */
static struct span
payload(struct cur *c, size_t n, struct packet *p)
{

	p->cut = n > cur_left(c);
	return (cur_take(c, p->cut ? cur_left(c) : n));
}

static rc
ip4(struct cur *c, struct packet *p, unsigned *next, struct span *rest)
{
	size_t head, all;
	unsigned id, at;

	head = (size_t)(cur_u8(c) & 15) * 4;
	(void)cur_u8(c);
	all = (size_t)cur_be(c, 2);
	id = (unsigned)cur_be(c, 2);
	at = (unsigned)cur_be(c, 2);
	(void)cur_u8(c);
	*next = cur_u8(c);
	(void)cur_be(c, 2);
	mapped(&p->from, cur_take(c, 4));
	mapped(&p->to, cur_take(c, 4));
	if (!cur_ok(c) || head < IP4_LEAST)
		return (RC_MALFORMED);
	(void)cur_take(c, head - IP4_LEAST);
	/* Left to the card to fill in. */
	if (all == 0)
		all = head + cur_left(c);
	if (!cur_ok(c) || all < head)
		return (RC_MALFORMED);
	*rest = payload(c, all - head, p);
	if ((at & (IP4_MORE | IP4_AT)) == 0)
		return (RC_OK);
	p->part = (struct packet_part){ .id = id, .of = *next, .next = *next,
	    .at = (at & IP4_AT) * PART_UNIT, .more = (at & IP4_MORE) != 0,
	    .bytes = *rest };
	return (RC_LIMIT);
}

/* The header of a fragment, behind its first two bytes. */
static rc
fragment(struct cur *c, unsigned next, struct packet_part *part)
{
	unsigned at = (unsigned)cur_be(c, 2);

	*part = (struct packet_part){ .id = (uint32_t)cur_be(c, 4),
	    .next = next, .at = at & IP6_AT, .more = (at & IP6_MORE) != 0 };
	if (!cur_ok(c))
		return (RC_MALFORMED);
	if ((at & (IP6_MORE | IP6_AT)) == 0)
		return (RC_OK);
	part->bytes = cur_take(c, cur_left(c));
	return (RC_LIMIT);
}

/* Pass over the extensions, up to a fragment. */
static rc
extensions(struct cur *c, unsigned *next, struct packet_part *part)
{

	for (int i = 0; i < EXTENSIONS_MAX; i++) {
		unsigned type = *next;
		size_t n;
		rc r;

		if (type != EXT_HOP && type != EXT_ROUTING &&
		    type != EXT_FRAGMENT && type != EXT_AUTH &&
		    type != EXT_DEST)
			return (RC_OK);
		*next = cur_u8(c);
		n = cur_u8(c);
		if (type == EXT_FRAGMENT) {
			if ((r = fragment(c, *next, part)) != RC_OK)
				return (r);
		} else if (type == EXT_AUTH)
			(void)cur_take(c, n * 4 + 6);
		else
			(void)cur_take(c, n * 8 + 6);
		if (!cur_ok(c))
			return (RC_MALFORMED);
	}
	return (RC_MALFORMED);
}

static rc
ip6(struct cur *c, struct packet *p, unsigned *next, struct span *rest)
{
	struct span from, to;
	struct cur in;
	size_t all;
	rc rv;

	(void)cur_be(c, 4);
	all = (size_t)cur_be(c, 2);
	*next = cur_u8(c);
	(void)cur_u8(c);
	from = cur_take(c, sizeof(p->from.addr));
	to = cur_take(c, sizeof(p->to.addr));
	if (!cur_ok(c))
		return (RC_MALFORMED);
	memcpy(p->from.addr, from.p, from.n);
	memcpy(p->to.addr, to.p, to.n);
	if (all == 0)
		all = cur_left(c);	/* Jumbo, or left to the card. */
	in = cur_of(payload(c, all, p));
	if ((rv = extensions(&in, next, &p->part)) != RC_OK)
		return (rv);
	*rest = cur_take(&in, cur_left(&in));
	return (RC_OK);
}

static rc
tcp(struct cur *c, struct packet *p)
{
	size_t head;

	p->seq = (uint32_t)cur_be(c, 4);
	p->ack = (uint32_t)cur_be(c, 4);
	head = (size_t)(cur_u8(c) >> 4) * 4;
	p->flags = cur_u8(c);
	(void)cur_be(c, 6);		/* Window, checksum, urgent. */
	if (!cur_ok(c) || head < TCP_LEAST)
		return (RC_MALFORMED);
	(void)cur_take(c, head - TCP_LEAST);
	p->payload = cur_take(c, cur_left(c));
	return (cur_ok(c) ? RC_OK : RC_MALFORMED);
}

static rc
udp(struct cur *c, struct packet *p)
{
	size_t n = (size_t)cur_be(c, 2);

	(void)cur_be(c, 2);
	if (!cur_ok(c) || (n != 0 && n < UDP_HEAD))
		return (RC_MALFORMED);
	if (n == 0 || n - UDP_HEAD > cur_left(c)) {
		p->cut |= n != 0;
		n = cur_left(c) + UDP_HEAD;
	}
	p->payload = cur_take(c, n - UDP_HEAD);
	return (RC_OK);
}

static rc
transport(unsigned next, struct span rest, struct packet *p)
{
	struct cur c = cur_of(rest);

	if (next != PACKET_TCP && next != PACKET_UDP)
		return (RC_NOTFOUND);
	p->kind = (enum packet_kind)next;
	p->from.port = (uint16_t)cur_be(&c, 2);
	p->to.port = (uint16_t)cur_be(&c, 2);
	return (p->kind == PACKET_TCP ? tcp(&c, p) : udp(&c, p));
}

rc
packet_read(int dlt, struct span frame, struct packet *p)
{
	const struct link *l = link_of(dlt);
	struct cur c = cur_of(frame);
	unsigned type, next = 0;
	struct span rest = { NULL, 0 };
	rc rv;

	*p = (struct packet){ .kind = PACKET_TCP };
	if (l == NULL)
		return (RC_NOTFOUND);
	type = link_type(l, &c);
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	if (type == ETHER_IP)
		rv = ip4(&c, p, &next, &rest);
	else if (type == ETHER_IP6)
		rv = ip6(&c, p, &next, &rest);
	else
		return (RC_NOTFOUND);
	return (rv == RC_OK ? transport(next, rest, p) : rv);
}

static bool
is_mapped(const struct packet_end *end)
{
	static const uint8_t prefix[MAPPED_AT + 2] = {
		[MAPPED_AT] = 0xff, [MAPPED_AT + 1] = 0xff
	};

	return (memcmp(end->addr, prefix, sizeof(prefix)) == 0);
}

rc
packet_whole(const struct packet *first, struct span bytes, struct packet *p)
{
	struct cur c = cur_of(bytes);
	unsigned next = first->part.next;
	rc rv;

	*p = (struct packet){ .kind = PACKET_TCP, .from = first->from,
	    .to = first->to };
	if (!is_mapped(&first->from)) {
		rv = extensions(&c, &next, &p->part);
		if (rv != RC_OK)
			return (rv == RC_LIMIT ? RC_MALFORMED : rv);
	}
	return (transport(next, cur_take(&c, cur_left(&c)), p));
}

size_t
packet_addr(const struct packet_end *end, char text[PACKET_ADDR_TEXT])
{
	bool four = is_mapped(end);

	if (inet_ntop(four ? AF_INET : AF_INET6,
	    end->addr + (four ? MAPPED_AT + 2 : 0), text,
	    PACKET_ADDR_TEXT) == NULL)
		return (0);
	return (strlen(text));
}
