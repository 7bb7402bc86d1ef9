/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets out of a capture: pcap and pcapng, as libpcap reads them, from a
 * file that may be packed; or from an interface.
 */
#ifndef SOURCE_CAPTURE_H
#define SOURCE_CAPTURE_H

#include "base/rc.h"
#include "base/span.h"

struct capture;
struct tail;

/** One packet. */
struct capture_packet {
	struct span	frame;		/* As captured; until the next call. */
	int		dlt;		/* Of tcpdump's list of link types. */
	int64_t		time;		/* ms since 1970. */
	uint64_t	number;		/* From 1. */
};

/** capture_is(first): Do a file's first bytes begin a capture? */
bool capture_is(struct span);

/**
 * capture_file(t, path, ret, e):
 * Read the capture in ${t}, whose ${path} is named in errors.  Store it in
 * ${ret} and return RC_OK; or RC_MALFORMED or RC_NOMEM with ${e} filled.
 *
 * Owns:     the caller owns *${ret}; end it with capture_free().
 * Borrows:  ${t} and ${path}, until then.
 */
rc capture_file(struct tail *, const char *, struct capture **, struct err *)
    MUST_USE;

/**
 * capture_live(interface, ret, e):
 * Listen on ${interface}.  As capture_file(); RC_DENIED: not permitted.
 */
rc capture_live(const char *, struct capture **, struct err *) MUST_USE;

/**
 * capture_next(c, packet, e):
 * The next packet.  Return RC_OK; RC_MORE: none for a while (live only);
 * RC_NOTFOUND at the end; or RC_MALFORMED or RC_IO with ${e} filled.
 */
rc capture_next(struct capture *, struct capture_packet *, struct err *)
    MUST_USE;

/** capture_dropped(c): Packets that the system could not keep (live). */
uint64_t capture_dropped(struct capture *);

/** capture_free(c): NULL is fine. */
void capture_free(struct capture *);

#endif
