/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines out of a stream, in constant memory whatever the input holds.
 *
 *	stream -> [ lines | part of the next ............ ] LINES_ROOM
 */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "base/rc.h"
#include "base/span.h"

#define LINES_MAX	65536		/* Bytes of a line with its LF. */

struct lines;
struct stream;

/**
 * lines_new(s, ret):
 * Cut ${s} into lines.  Store the cutter in ${ret} and return RC_OK, or
 * RC_NOMEM with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with lines_free().
 * Borrows:  ${s}, until lines_free().
 */
rc lines_new(struct stream *, struct lines **) MUST_USE;

/**
 * lines_next(l, line, number, e):
 * Store the next line that is not empty in ${line}, without its LF or CR LF
 * (the last may lack it), and its number, from 1, empty ones counted, in
 * ${number}.  A byte order mark before the first line is left out.  Return
 * RC_OK; RC_LIMIT for a line over LINES_MAX, which is passed over (${line}
 * holds its first bytes; go on with the next call); RC_NOTFOUND at the end;
 * or what stream_read() says, with ${e} filled, once the lines before the
 * defect were delivered.  A part of a line before a defect is not a line.
 *
 * Borrows:  ${line} lives until the next call.
 */
rc lines_next(struct lines *, struct span *, uint64_t *, struct err *)
    MUST_USE;

/** lines_free(l): NULL is fine. */
void lines_free(struct lines *);

#endif
