/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a stream that are not yet cut into rows.
 *
 *	stream -> [ cut | rest ............. | room for one read ]
 *	                ^ at                 ^ n
 */
#ifndef SOURCE_TAIL_H
#define SOURCE_TAIL_H

#include "base/rc.h"
#include "base/span.h"

struct stream;

/** All zero before tail_open(). */
struct tail {
	struct stream	*s;		/* Borrowed. */
	char		*p;		/* Owned; ${room} bytes. */
	size_t		 room;
	size_t		 at, n;		/* The rest: p[at..n). */
	bool		 end;		/* The stream has no more. */
};

/**
 * tail_open(t, s, most):
 * Begin with ${s}; a row has ${most} bytes at the most.  RC_OK or RC_NOMEM.
 */
rc tail_open(struct tail *, struct stream *, size_t) MUST_USE;
void tail_close(struct tail *);

/** tail_rest(t): What is left; valid until tail_more(). */
static inline struct span
tail_rest(const struct tail *t)
{

	return ((struct span){ t->p + t->at, t->n - t->at });
}

/** tail_cut(t, n): Take ${n} bytes, which must be there, off the rest. */
static inline struct span
tail_cut(struct tail *t, size_t n)
{
	struct span s = { t->p + t->at, n };

	t->at += n;
	return (s);
}

/**
 * tail_more(t, e):
 * Read behind the rest, which is less than a row.  As stream_read().
 */
rc tail_more(struct tail *, struct err *) MUST_USE;

#endif
