/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversions that a mapping can name: one row each, the only list.
 *
 *	cell ("27.4", 27.4 or true) -> convert_run() -> struct value
 */
#ifndef CODEC_CONVERT_H
#define CODEC_CONVERT_H

#include "base/rc.h"
#include "base/suggest.h"
#include "model/value.h"

/* Bits of struct convert's needs. */
#define CONVERT_PATTERN	0x01	/* convert_arg.pattern */
#define CONVERT_ZONE	0x02	/* convert_arg.zone, unless in the pattern */
#define CONVERT_START	0x04	/* convert_arg.start_ms */

/** What a mapping says beside the name. */
struct convert_arg {
	struct span	pattern;	/* See codec/stamp.h.  Borrowed. */
	int		zone;		/* Minutes east of UTC. */
	int64_t		start_ms;	/* Of the recording. */
};

/** CONVERT_ROOM(n): Room for what becomes of a text of ${n} bytes. */
#define CONVERT_ROOM(n)	(3 * (n) + 64)

struct convert;
typedef bool convert_fn(const struct convert *, const struct convert_arg *,
    const struct value *, char *, struct value *);

/** One conversion. */
struct convert {
	const char	*name;		/* "mph_to_kmh" */
	enum value_type	 gives;
	unsigned	 needs;		/* CONVERT_ bits. */
	const char	*wants;		/* "expected a number" */
	const char	*help;		/* One sentence. */
	convert_fn	*fn;
	double		 factor;	/* Of the linear ones: */
	double		 offset;	/* in * factor + offset. */
};

/** convert_all(n): The table; its length in ${n}. */
const struct convert *convert_all(size_t *);

/** convert_find(name, near): The row of ${name}; NULL, and ${near} tried. */
const struct convert *convert_find(struct span, struct suggest *);

/**
 * convert_run(c, arg, in, room, out):
 * Convert ${in}, a BOOL, INT, NUM or TEXT, into ${out}.  Results in other
 * units are rounded to a millionth, so that the last bits of a product do not
 * show.  ${room} has CONVERT_ROOM(length of ${in}, if TEXT) bytes.  Return
 * RC_OK, or RC_MALFORMED (it is not what the row wants).
 *
 * Borrows:  a TEXT result points into ${in} or ${room}.
 */
rc convert_run(const struct convert *, const struct convert_arg *,
    const struct value *, char *, struct value *) MUST_USE;

/** convert_number(in, ret): A number, or a text that is all one number. */
bool convert_number(const struct value *, double *);

#endif
