/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What another device on a Suntech tracker's serial line said: cells LEN,
 * DATA and CHK_SUM of a UEX report.  DATA may hold any byte, and its CR LF
 * may be missing in captures.
 *
 *	...;23;GTSL|6|1|0|9255143|2|CR LF;6F;...
 */
#ifndef CODEC_SUNTECH_SERIAL_H
#define CODEC_SUNTECH_SERIAL_H

#include "codec/cells.h"
#include "codec/tracker.h"

/** One such part.  Borrows the text. */
struct suntech_serial {
	struct span	data;
	uint64_t	sum;		/* As told. */
	struct span	rest;		/* Behind it, from its ';', or empty. */
};

/** suntech_serial_cut(text, len, cut): ${text} ends the report, ${len} is a
 * cell of it: cut what is behind that cell.  Return: is it such a part? */
bool suntech_serial_cut(struct span, struct span, struct suntech_serial *);

/** suntech_serial_holds(text, len): Does the CR that follows ${text} belong
 * to the data, by what the cell ${len} of it says? */
bool suntech_serial_holds(struct span, struct span);

/** suntech_serial_whole(cut): Is the sum right? */
bool suntech_serial_whole(const struct suntech_serial *);

/** suntech_serial_tell(m, cut): Keep it in the message; of drivers, who. */
void suntech_serial_tell(struct message *, const struct suntech_serial *);

#endif
