/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a text file that grows, as they come.  When the file is moved
 * away and another takes its name, what is left of the old one comes first
 * and then the new one from its start; when it is cut to nothing, it starts
 * again, too.
 */
#ifndef SYS_FOLLOW_H
#define SYS_FOLLOW_H

#include "base/rc.h"
#include "base/span.h"

#define FOLLOW_LINE	65536u		/* Longest line, without its LF. */

struct follow;

/**
 * follow_open(path, start, ret, e):
 * Follow ${path} from its ${start}, or else from its end.  Return RC_OK;
 * RC_NOTFOUND, RC_DENIED, RC_IO or RC_NOMEM with ${e} filled.
 *
 * Owns:     the caller owns *${ret}; end it with follow_close().
 * Borrows:  ${path}, until then.
 */
rc follow_open(const char *, bool, struct follow **, struct err *) MUST_USE;
void follow_close(struct follow *);

/**
 * follow_next(f, line, e):
 * The next whole line, without its end, valid until the next call.  Return
 * RC_OK; RC_MORE if there is none yet; RC_LIMIT, with ${e}, for a line which
 * is too long and has been passed over; or RC_IO.
 */
rc follow_next(struct follow *, struct span *, struct err *) MUST_USE;

/** follow_lines(f): How many came, those passed over too. */
uint64_t follow_lines(const struct follow *);

/** follow_wait(ms): Let that much time pass, or less when a signal comes. */
void follow_wait(int);

#endif
