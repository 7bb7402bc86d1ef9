/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connections in captured packets, in bounded memory.
 *
 *	packet -> flows -> flow [ up: segments | rest ] -> told: open, data,
 *	                        [ down: the same      ]    gap, end, datagram
 *
 * Who reads a connection uses as many bytes as make sense to it; the rest is
 * kept and told again with what follows.
 */
#ifndef SOURCE_FLOWS_H
#define SOURCE_FLOWS_H

#include "codec/packet.h"

#define FLOWS_MOST	65536u		/* Connections at a time. */
#define FLOWS_REST	((size_t)1 << 18)	/* Bytes kept for who reads. */

/* From the client to the server, and back. */
enum flows_way { FLOWS_UP, FLOWS_DOWN, FLOWS_WAYS };

enum flows_what {
	FLOWS_DATA,		/* Bytes in their order. */
	FLOWS_GAP,		/* Bytes are missing here: begin anew. */
	FLOWS_CONFLICT,		/* Bytes came twice and differed. */
	FLOWS_DATAGRAM,		/* One of UDP. */
	FLOWS_LAST,		/* Unused so far, and no more will come. */
	FLOWS_END		/* The connection is over; the last. */
};

/** What is told of a connection. */
struct flows_told {
	enum flows_what	 what;
	enum flows_way	 way;
	struct span	 bytes;		/* DATA, DATAGRAM, LAST; in the call. */
	size_t		 old;		/* DATA: so many were told before. */
	uint64_t	 missing;	/* GAP: so many. */
	int64_t		 time;		/* Of the packet, ms since 1970. */
	uint64_t	 number;	/* Of the packet, from 1. */
	const struct packet_end *client, *server;
	bool		 tcp;
	bool		 whole;		/* TCP: it was seen to begin. */
};

/**
 * flows_fn(ctx, state, told):
 * ${state} is the connection's own, *${state} NULL at its begin; who puts
 * something there frees it when told FLOWS_END.  Return how many bytes of
 * DATA were used; the rest is told again.  SIZE_MAX: no further DATA.
 */
typedef size_t flows_fn(void *, void **, const struct flows_told *);

/** Counts, over all packets. */
struct flows_stats {
	uint64_t	tcp, udp;	/* Packets. */
	uint64_t	flows;		/* Connections. */
	uint64_t	again;		/* Bytes that came again. */
	uint64_t	conflicts;	/* Packets whose bytes differed. */
	uint64_t	gaps, missing;	/* Gaps, and their bytes. */
	uint64_t	refused;	/* Out of the window, forged RST. */
	uint64_t	evicted;	/* Connections for want of room. */
	uint64_t	given_up;	/* Directions nobody could read. */
};

struct flows;

/** flows_new(fn, ctx, ret): RC_OK or RC_NOMEM.  Borrows ${ctx}. */
rc flows_new(flows_fn *, void *, struct flows **) MUST_USE;

/** flows_packet(f, p, time, number): Go on with a packet.  RC_OK, RC_NOMEM. */
rc flows_packet(struct flows *, const struct packet *, int64_t, uint64_t)
    MUST_USE;

/** flows_end(f): No more packets: tell what is left, and end all. */
void flows_end(struct flows *);

/** flows_stats(f): So far. */
struct flows_stats flows_stats(const struct flows *);

/** flows_free(f): As flows_end(), and give back; NULL is fine. */
void flows_free(struct flows *);

#endif
