/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the files of a source have been read, over restarts.
 *
 *	DATA/positions/NAME	one source's, replaced as a whole
 */
#ifndef CLI_TAIL_PLACES_H
#define CLI_TAIL_PLACES_H

#include <stddef.h>

#include "sys/follow.h"

/** One file's. */
struct tail_place {
	const char		*path;		/* Borrowed. */
	struct follow_mark	 mark;
	bool			 known;		/* It was read before. */
};

/**
 * tail_places_read(dir, name, place, n, e):
 * Set the marks of those of the ${n} places that are known.  Return RC_OK,
 * also when nothing was kept; RC_MALFORMED: what was is damaged, none is
 * known; RC_IO or RC_NOMEM.
 */
rc tail_places_read(int, const char *, struct tail_place *, size_t,
    struct err *) MUST_USE;

/** tail_places_write(dir, name, place, n, e): Keep those that are known; on
 * disk with RC_OK, else what was kept stays. */
rc tail_places_write(int, const char *, const struct tail_place *, size_t,
    struct err *) MUST_USE;

#endif
