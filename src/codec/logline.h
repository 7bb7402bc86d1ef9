/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text logs by named patterns: parts in fixed order, one blank between them.
 *
 *	combined:  host ident user [time] "request" status bytes "referer"
 *	           "agent"
 *	sshd:      Mmm dd hh:mm:ss host program[pid]: message
 */
#ifndef CODEC_LOGLINE_H
#define CODEC_LOGLINE_H

#include "base/rc.h"
#include "base/span.h"
#include "base/suggest.h"

#define LOGLINE_PARTS	16	/* Most cells that a line gives. */

struct logline;

/** One part of a line; "-", which stands for nothing, gives an empty text. */
struct logline_cell {
	struct span	name;		/* Constant. */
	struct span	text;
};

/** logline_find(name, near): The pattern ${name}; NULL, ${near} tried. */
const struct logline *logline_find(struct span, struct suggest *);

/** logline_names(pattern, n): The names of the parts it can give. */
const char *const *logline_names(const struct logline *, size_t *);

/**
 * logline_cut(pattern, line, room, cell, n, e):
 * Cut ${line} into at most LOGLINE_PARTS ${cell}s, store their count in ${n}.
 * Escapes in quoted parts (\" \\ \t \n \r \xHH: Apache HTTP Server's
 * mod_log_config, nginx's log_format escape=default) are undone into ${room}
 * of line.n bytes.  A request line "METHOD target PROTOCOL" gives method,
 * target, protocol; any other gives request.  A message of OpenSSH's sshd that
 * tells how a sign-in ended gives result (Failed, Accepted), method, unknown
 * (the user is), user, client, port, and repeats: "1", or the numbers up to N
 * for "message repeated N times: [ ...]"; any other gives message.  Return
 * RC_OK, or RC_MALFORMED
 * with the name of the part and what is wrong in ${e}, the byte in its at.
 *
 * Borrows:  ${cell}s point into ${line} and ${room}.
 */
rc logline_cut(const struct logline *, struct span, char *,
    struct logline_cell *, size_t *, struct err *) MUST_USE;

#endif
