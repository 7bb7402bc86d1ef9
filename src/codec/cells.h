/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cells of a text message, and what stands in them.
 *
 *	"*HQ,9001,V1,105759,A" -> cells_split(',') -> [*HQ][9001][V1]...
 *
 * A cell that is not there is empty; an empty one is never a number.
 */
#ifndef CODEC_CELLS_H
#define CODEC_CELLS_H

#include <stdbool.h>

#include "base/span.h"

#define CELLS_MAX	512

/** The cells of one text; plain data.  Borrows the text. */
struct cells {
	struct span	cell[CELLS_MAX];
	size_t		n;
};

/** cells_split(c, text, sep): All cells; the last takes what is too much. */
void cells_split(struct cells *, struct span, char);

/** cells_at(c, i): Cell ${i}, from 0; empty if there is none. */
static inline struct span
cells_at(const struct cells *c, size_t i)
{

	return (i < c->n ? c->cell[i] : (struct span){ NULL, 0 });
}

/** cells_int(s, v): Is all of ${s} a decimal number, signed or not? */
bool cells_int(struct span, int64_t *);

/** cells_hex(s, v): Is all of ${s} one to sixteen hexadecimal digits? */
bool cells_hex(struct span, uint64_t *);

/** cells_num(s, v): Is all of ${s} a decimal number with or without a point
 * and a sign, at most 31 bytes? */
bool cells_num(struct span, double *);

/** cells_digits(s, at, n): ${n} decimal digits at ${at}; -1: they are not. */
int cells_digits(struct span, size_t, size_t);

/** cells_all_digits(s): Is ${s} nothing but decimal digits, and not empty? */
bool cells_all_digits(struct span);

/** cells_trim(s): Without blanks, CR and LF at both ends. */
struct span cells_trim(struct span);

/** cells_angle(number, hemisphere, v): NMEA's (d)ddmm.mmmm, with N S E W in
 * a cell of its own: degrees, south and west negative. */
bool cells_angle(struct span, struct span, double *);

/** cells_date(ymd, hms, order): Two texts of digits as ms since 1970, UTC;
 * ${order} is "ymd" or "dmy" of the date, whose year has two digits (six in
 * all) or four (eight); ${hms} may have a fraction.  EVENT_NO_TIME if either
 * is none. */
int64_t cells_date(struct span, struct span, const char *);

#endif
