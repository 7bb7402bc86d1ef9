/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The headers of a captured packet: link (DLT_ numbers of tcpdump's list),
 * IEEE 802.1Q tags, IPv4 (RFC 791), IPv6 (RFC 8200) with its extensions, TCP
 * (RFC 9293) and UDP (RFC 768).
 *
 *	[ link ][ tags ][ IP ][ extensions ][ TCP | UDP ][ payload ]
 */
#ifndef CODEC_PACKET_H
#define CODEC_PACKET_H

#include "base/rc.h"
#include "base/span.h"

#define PACKET_ADDR_TEXT	46	/* Bytes of an address, with NUL. */

/* Bits of struct packet's flags, as in the header of TCP. */
enum { PACKET_FIN = 0x01, PACKET_SYN = 0x02, PACKET_RST = 0x04,
    PACKET_ACK = 0x10 };

enum packet_kind { PACKET_TCP = 6, PACKET_UDP = 17 };

/** An end of a connection; IPv4 as ::ffff:a.b.c.d, so that all compare. */
struct packet_end {
	uint8_t		addr[16];
	uint16_t	port;
};

/** A fragment of a datagram: RFC 791 section 3.2, RFC 8200 section 4.5. */
struct packet_part {
	uint32_t	id;		/* One datagram of these ends ... */
	unsigned	of;		/* ... and protocol; IPv6: always 0. */
	unsigned	next;		/* What the first one's bytes are. */
	size_t		at;		/* Its place, a multiple of 8. */
	bool		more;		/* It is not the last. */
	struct span	bytes;
};

/** What a packet carries. */
struct packet {
	enum packet_kind	 kind;
	struct packet_end	 from, to;
	uint32_t		 seq, ack;	/* TCP only. */
	unsigned		 flags;		/* PACKET_ bits, TCP only. */
	struct span		 payload;	/* Without padding. */
	struct packet_part	 part;		/* Of RC_LIMIT only. */
	bool			 cut;		/* Captured in part. */
};

/** packet_link_known(dlt): Can frames of that link be read? */
bool packet_link_known(int);

/**
 * packet_read(dlt, frame, p):
 * Read the headers of ${frame}.  Return RC_OK; RC_NOTFOUND: it is whole, but
 * neither TCP nor UDP over IP; RC_LIMIT: a fragment of a datagram, of which
 * only the addresses and part are told; RC_MALFORMED: a header is cut or
 * contradicts itself.
 *
 * Borrows:  payload and part point into ${frame}.
 */
rc packet_read(int, struct span, struct packet *) MUST_USE;

/**
 * packet_whole(first, bytes, p):
 * The packet of a datagram of which ${first} was the first fragment and
 * ${bytes} are those of all, in ${p}.  As packet_read(), never RC_LIMIT.
 *
 * Borrows:  payload points into ${bytes}.
 */
rc packet_whole(const struct packet *, struct span, struct packet *) MUST_USE;

/** packet_addr(end, text): The address as RFC 5952 writes it; its length. */
size_t packet_addr(const struct packet_end *, char [PACKET_ADDR_TEXT]);

#endif
