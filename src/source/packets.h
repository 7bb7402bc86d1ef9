/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captured packets as event lines.
 *
 *	capture -> packet -> flows -> talk -> event lines
 *	                          \-> note: what was not read, and why
 */
#ifndef SOURCE_PACKETS_H
#define SOURCE_PACKETS_H

#include "base/buf.h"
#include "codec/codecs.h"
#include "source/mapping.h"

struct cantable;
struct packets;
struct stream;
struct topics;

/** How to read them. */
struct packets_opts {
	const struct codecs	*codec;		/* Of all; NULL: find out. */
	bool			 no_checksum;
	struct topics		*topics;	/* Of MQTT; or NULL. */
	struct span		 vehicle;	/* All is its; or empty. */
	const struct cantable	*can;		/* Names of in-vehicle */
						/* events; or NULL. */
	mapping_note_fn		*note;
	void			*ctx;		/* Borrowed, as topics. */
};

/**
 * packets_file(opts, s, path, ret, e):
 * The capture in ${s}.  Store it in ${ret}; return RC_OK, RC_MALFORMED or
 * RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with packets_free().
 * Borrows:  ${s} and ${path}, until then.
 */
rc packets_file(const struct packets_opts *, struct stream *, const char *,
    struct packets **, struct err *) MUST_USE;

/** packets_live(opts, interface, ret, e): The same of an interface. */
rc packets_live(const struct packets_opts *, const char *, struct packets **,
    struct err *) MUST_USE;

/**
 * packets_next(p, out, number, e):
 * Read one packet: append its events, if any, each with its LF, to ${out},
 * and store its number, from 1.  At the end, what was still open is told,
 * with RC_OK, once.  Return RC_OK, RC_MORE (live: nothing came for a while),
 * RC_NOTFOUND at the end, or as capture_next(); RC_NOMEM.
 */
rc packets_next(struct packets *, struct buf *, uint64_t *, struct err *)
    MUST_USE;

/** packets_dropped(p): By the system, for want of time (live). */
uint64_t packets_dropped(struct packets *);

/** packets_free(p): NULL is fine. */
void packets_free(struct packets *);

#endif
