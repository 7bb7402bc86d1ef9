/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of syslog (RFC 5424, RFC 3164), and how a stream is cut into them
 * (RFC 6587, RFC 5425).
 *
 *	5424:	<PRI>1 time host app proc id [data] text
 *	3164:	<PRI>Mmm dd hh:mm:ss host app[proc]: text
 *
 * Senders of the latter leave out host or tag, or write the time as RFC 3339
 * has it: what is not there is empty, and the text is what is left.
 */
#ifndef CODEC_SYSLOG_H
#define CODEC_SYSLOG_H

#include "base/buf.h"
#include "base/rc.h"

#define SYSLOG_MOST	65536u		/* Bytes of a message. */

/** A message; its parts point into it, empty where it has none. */
struct syslog {
	int		pri;		/* Facility * 8 + severity. */
	struct span	stamp;		/* As written. */
	struct span	host, app, proc;
	struct span	text;		/* Without CR, LF, NUL at its end. */
};

/**
 * syslog_read(message, s, e):
 * Read one message.  Return RC_OK, or RC_MALFORMED with what is wrong and
 * never what stands there.
 */
rc syslog_read(struct span, struct syslog *, struct err *) MUST_USE;

/**
 * syslog_line(s, now, out):
 * Append ${s} as a log file has it, "Mmm dd hh:mm:ss host app[proc]: text",
 * without LF.  A time of RFC 3339 is written in UTC; ${now}, ms since 1970,
 * stands for none.
 */
void syslog_line(const struct syslog *, int64_t, struct buf *);

/** Where a stream is; all zero at its start. */
struct syslog_cutter {
	size_t	skip;		/* Bytes of a message too long. */
	bool	passing;	/* It ends at the next LF. */
};

/**
 * syslog_cut(c, in, used, message):
 * Cut the next ${message} out of ${in}, a stream's bytes from where the last
 * call ended; the caller drops ${used} of them, in any case.  Return RC_OK;
 * RC_MORE: there is none yet; RC_LIMIT: one is longer than SYSLOG_MOST and
 * will be passed over; RC_MALFORMED: where the next begins cannot be known.
 */
rc syslog_cut(struct syslog_cutter *, struct span, size_t *, struct span *)
    MUST_USE;

#endif
