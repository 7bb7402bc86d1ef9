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

/** A place in a file, to go on at after a restart. */
struct follow_mark {
	uint64_t	dev, ino;	/* Of the file; */
	uint32_t	head;		/* sum of how it begins: a number of a
					 * file is given again when it is
					 * gone. */
	uint64_t	at;		/* Bytes given out of it. */
	uint64_t	lines;		/* As follow_lines(). */
	bool		passing;	/* Within a line too long. */
};

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
 * follow_from(path, mark, ret, e):
 * Go on at ${mark}: in the file of that name, or, if it has been moved away,
 * where it lies now in the same folder.  Return as follow_open(); RC_CONFLICT,
 * with ${e}: that file is not there any more, or it is shorter now; what came
 * behind the mark is lost, and nothing is opened.
 */
rc follow_from(const char *, const struct follow_mark *, struct follow **,
    struct err *) MUST_USE;

/**
 * follow_pipe(fd, lines, ret): The lines of ${fd}, which ends; ${lines} were
 * read of it before.  RC_OK or RC_NOMEM.
 *
 * Owns:     as follow_open(); ${fd} is its own from RC_OK on.
 */
rc follow_pipe(int, uint64_t, struct follow **) MUST_USE;

/** follow_mark(f, mark, e): Behind the last line that was given out.  RC_OK
 * or RC_IO. */
rc follow_mark(const struct follow *, struct follow_mark *, struct err *)
    MUST_USE;

/**
 * follow_next(f, line, e):
 * The next whole line, without its end, valid until the next call.  Return
 * RC_OK; RC_MORE if there is none yet; RC_LIMIT, with ${e}, for a line which
 * is too long and has been passed over; RC_NOTFOUND: a pipe's end; or RC_IO.
 */
rc follow_next(struct follow *, struct span *, struct err *) MUST_USE;

/** follow_lines(f): How many came, those passed over too. */
uint64_t follow_lines(const struct follow *);

/** follow_wait(ms): Let that much time pass, or less when a signal comes. */
void follow_wait(int);

#endif
