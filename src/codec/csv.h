/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of comma-separated values (RFC 4180, section 2), one line each. */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/rc.h"
#include "base/span.h"

#define CSV_CELLS_MAX	512	/* Columns; also the keys of an event line. */

/** How a file is written. */
struct csv {
	char	separator;	/* ',', ';', a tab ... */
	bool	trim;		/* Blanks around a cell are not part of it. */
};

/**
 * csv_cut(form, row, room, cell, n, e):
 * Cut ${row}, without its line end, into at most CSV_CELLS_MAX ${cell}s and
 * store their count in ${n}; an empty row is one empty cell.  Cells in quotes
 * lose them; "" inside is one quote, written to ${room} of at least row.n
 * bytes.  A quote inside a cell that does not begin with one is a character.
 * Return RC_OK; RC_MALFORMED (a quoted cell does not end in this line, or
 * text follows its end) or RC_LIMIT, with the cell's number, from 1, in
 * ${e}'s at.
 *
 * Borrows:  ${cell}s point into ${row} and ${room}.
 */
rc csv_cut(const struct csv *, struct span, char *, struct span *, size_t *,
    struct err *) MUST_USE;

#endif
