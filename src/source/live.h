/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Live connections of trackers as event lines.
 *
 *	bytes of the unit ---> [ rest | talk ] ---> event lines
 *	bytes of a server -->                  \--> answers to the unit
 */
#ifndef SOURCE_LIVE_H
#define SOURCE_LIVE_H

#include "codec/codecs.h"
#include "source/flows.h"

struct live;

/** How a source's connections are read.  All borrowed. */
struct live_how {
	const char		*name;		/* Of the source. */
	const struct codecs	*codec;		/* NULL: find out. */
};

/** One connection, or one peer's datagrams; all zero but its ends at first. */
struct live_conn {
	struct packet_end	 client, server;
	bool			 tcp;
	void			*talk;		/* Owned. */
	struct buf		 rest[FLOWS_WAYS];	/* Not used yet. */
	bool			 deaf[FLOWS_WAYS];	/* Nobody knows it. */
};

/** live_new(how, ret): RC_OK or RC_NOMEM; end it with live_free(). */
rc live_new(const struct live_how *, struct live **) MUST_USE;
void live_free(struct live *);

/**
 * live_bytes(l, c, way, bytes, now, lines, answers):
 * ${c} got ${bytes}, of TCP some, of UDP a datagram, at ${now}, ms since 1970:
 * append the event lines that they make to ${lines}, and what is to be
 * answered to ${answers}; NULL: nothing.  Return RC_OK; RC_NOTFOUND: what a
 * unit says is of no protocol that we know; RC_NOMEM.
 */
rc live_bytes(struct live *, struct live_conn *, enum flows_way, struct span,
    int64_t, struct buf *, struct buf *) MUST_USE;

/** live_end(l, c, now, lines): It is over: what it still had to say.  RC_OK or
 * RC_NOMEM; ${c} holds nothing any more in any case. */
rc live_end(struct live *, struct live_conn *, int64_t, struct buf *)
    MUST_USE;

/** live_bad(l): Frames that were refused so far. */
uint64_t live_bad(const struct live *);

#endif
