/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of comma-separated values (RFC 4180, section 2). */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/rc.h"
#include "base/span.h"

#define CSV_CELLS_MAX	512	/* Columns; also the keys of an event line. */

/** How a file is written. */
struct csv {
	char	separator;	/* ',', ';', a tab ... */
	bool	trim;		/* Blanks around a cell are not part of it. */
	bool	strict;		/* A quote in a cell without quotes is wrong; */
				/* else it is a character. */
};

#define CSV_RECORD_MAX	65536	/* Bytes of a record with its end. */

/**
 * csv_record(rest, row, lines):
 * Cut the next record off ${rest} and store it in ${row} without its LF or CR
 * LF, which may lack at the end; line ends inside of quotes are its own.
 * Store the lines that it takes in ${lines}.  Return RC_OK; RC_NOTFOUND at
 * the end; RC_MALFORMED (a quoted cell that does not end) or RC_LIMIT (more
 * than CSV_RECORD_MAX): then ${row} is its first line, and only that is cut.
 *
 * Borrows:  ${row} points into ${rest}.
 */
rc csv_record(struct span *, struct span *, size_t *) MUST_USE;

/**
 * csv_cut(form, row, room, cell, n, e):
 * Cut ${row}, without its line end, into at most CSV_CELLS_MAX ${cell}s and
 * store their count in ${n}; an empty row is one empty cell.  Cells in quotes
 * lose them; "" inside is one quote, written to ${room} of at least row.n
 * bytes.  Return RC_OK; RC_MALFORMED (a quoted cell does not end, text follows
 * its end, or as ${form} says) or RC_LIMIT, with the cell's number, from 1, in
 * ${e}'s at.
 *
 * Borrows:  ${cell}s point into ${row} and ${room}.
 */
rc csv_cut(const struct csv *, struct span, char *, struct span *, size_t *,
    struct err *) MUST_USE;

#endif
