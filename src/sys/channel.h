/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link between two roles: messages over a pair of local sockets, in order,
 * each perhaps with a descriptor.
 *
 *	0      4      6
 *	| size | kind | body: size bytes		little-endian
 *
 * What may come is asked before a body is taken in; the first that may not
 * ends the link.  Nothing is lost on a link that lives: what the other end
 * does not take yet waits here, and channel_waiting() says how much.
 */
#ifndef SYS_CHANNEL_H
#define SYS_CHANNEL_H

#include "base/span.h"
#include "sys/loop.h"

#define CHANNEL_HEAD	6		/* Bytes before a body. */

struct channel;

/** Who has the other end of a link: all of it is called from the loop. */
struct channel_ears {
	void	*ctx;
	/**
	 * May a message ${kind} come?  Return the most bytes that its body
	 * can have, or -1 if not; ${fd}: does it bring a descriptor?
	 */
	int64_t	(*allowed)(void *ctx, uint16_t kind, bool *fd);
	/**
	 * One came.  ${fd}, or -1, is the callee's; ${body} lives until it
	 * returns.  It may free the link.
	 */
	void	(*message)(void *ctx, uint16_t kind, struct span body,
		    int fd);
	/** The link has ended: ${e} says why if it should not have, else its
	 * code is RC_OK.  To be freed by the callee, now or later. */
	void	(*ended)(void *ctx, const struct err *e);
	/** All that waited has gone; may be NULL. */
	void	(*drained)(void *ctx);
};

/** channel_pair(fd, e): Two ends, closed on exec.  RC_OK or RC_IO. */
rc channel_pair(int [2], struct err *) MUST_USE;

/**
 * channel_new(loop, fd, ears, ret, e):
 * Talk over ${fd}, which is the link's from here on, also on failure.
 *
 * Owns:     the caller owns *${ret}; end it with channel_free().
 * Borrows:  ${loop}.
 */
rc channel_new(struct loop *, int, const struct channel_ears *,
    struct channel **, struct err *) MUST_USE;
void channel_free(struct channel *);

/**
 * channel_send(l, kind, body, fd):
 * Send a message, with the descriptor ${fd}, which is closed here, or -1.
 * Return RC_OK: it is sent or waits; or RC_NOMEM: it is not.  To a link that
 * has ended nothing is sent; whoever asked for that hears of the end.
 */
rc channel_send(struct channel *, uint16_t, struct span, int) MUST_USE;

/** channel_waiting(l): Bytes that the other end has not taken yet. */
size_t channel_waiting(const struct channel *);

#endif
