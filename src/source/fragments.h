/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Datagrams that came in fragments, put together in bounded memory.
 *
 *	[ 0 .. 1480 )          [ 2960 .. 4000, the last )
 *	             [ 1480 .. 2960 )  -> whole
 *
 * Fragments that overlap are how a sensor is made to see another datagram
 * than the receiver does: such a one is given up (RFC 8200 section 4.5, RFC
 * 5722; the same for IPv4, whose receivers disagree).  The same fragment
 * once more is none of that.
 */
#ifndef SOURCE_FRAGMENTS_H
#define SOURCE_FRAGMENTS_H

#include "codec/packet.h"

#define FRAGMENTS_MOST	256u		/* Datagrams at a time. */
#define FRAGMENTS_MS	60000		/* For all of one: section 4.5. */

/** Counts of datagrams. */
struct fragments_stats {
	uint64_t	whole;
	uint64_t	partial;	/* Not all came in time. */
	uint64_t	overlaps;	/* Given up. */
};

struct fragments;

/** fragments_new(ret): RC_OK or RC_NOMEM. */
rc fragments_new(struct fragments **) MUST_USE;

/**
 * fragments_add(f, p, time, whole):
 * Take the fragment ${p} of ${time} (ms since 1970).  RC_OK: the datagram is
 * complete, store its packet in ${whole}; RC_MORE: it is not, or it was given
 * up; RC_NOTFOUND, RC_MALFORMED: as packet_whole() says of it; RC_NOMEM.
 *
 * Borrows:  the payload of ${whole} lives until the next call.
 */
rc fragments_add(struct fragments *, const struct packet *, int64_t,
    struct packet *) MUST_USE;

/** fragments_end(f): No more packets: the rest is partial. */
void fragments_end(struct fragments *);

/** fragments_stats(f): So far. */
struct fragments_stats fragments_stats(const struct fragments *);

/** fragments_free(f): NULL is fine. */
void fragments_free(struct fragments *);

#endif
