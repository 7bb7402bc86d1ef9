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

/** What a packet carries. */
struct packet {
	enum packet_kind	 kind;
	struct packet_end	 from, to;
	uint32_t		 seq, ack;	/* TCP only. */
	unsigned		 flags;		/* PACKET_ bits, TCP only. */
	struct span		 payload;	/* Without padding. */
	bool			 cut;		/* Captured in part. */
};

/** packet_link_known(dlt): Can frames of that link be read? */
bool packet_link_known(int);

/**
 * packet_read(dlt, frame, p):
 * Read the headers of ${frame}.  Return RC_OK; RC_NOTFOUND: it is whole, but
 * neither TCP nor UDP over IP; RC_LIMIT: a fragment of a datagram, which is
 * not put together; RC_MALFORMED: a header is cut or contradicts itself.
 *
 * Borrows:  payload points into ${frame}.
 */
rc packet_read(int, struct span, struct packet *) MUST_USE;

/** packet_addr(end, text): The address as RFC 5952 writes it; its length. */
size_t packet_addr(const struct packet_end *, char [PACKET_ADDR_TEXT]);

#endif
