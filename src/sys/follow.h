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

#define FOLLOW_HEAD	1024u		/* Bytes that tell files apart. */

/** How far a file has been read, to go on there later. */
struct follow_place {
	uint64_t	inode;
	uint64_t	at;		/* Bytes read. */
	uint32_t	head;		/* Sum of the first of them. */
};

/**
 * follow_place(f, p): Where the line behind the last one begins.  Return
 * RC_OK or RC_IO.
 */
rc follow_place(const struct follow *, struct follow_place *) MUST_USE;

/**
 * follow_open_at(path, p, ret, e):
 * Follow ${path} from ${p} on.  If another file has the name since, the one of
 * ${p} is looked for in its folder, by number and beginning, and its rest comes
 * first; if it is not there, all of ${path} is new.  As follow_open().
 */
rc follow_open_at(const char *, const struct follow_place *,
    struct follow **, struct err *) MUST_USE;

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
