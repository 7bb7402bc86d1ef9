/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of one source resemble each other: what a line has that another one
 * has not is a fraction of it.
 *
 *	model  {"speed":48,"id":"a-1"}     line  {"speed":51,"id":"a-1"}
 *	kept   as there 9, not there 2: "51", as there 12
 */
#ifndef MODEL_LIKENESS_H
#define MODEL_LIKENESS_H

#include "base/buf.h"
#include "base/rc.h"

/** A line that others are kept by; counted references. */
struct likeness {
	struct likenesses *of;		/* Borrowed; NULL: of none. */
	uint32_t	refs;
	uint32_t	n;
	char		text[];
};

/** likeness_new(line): With one reference; NULL when memory is short. */
struct likeness *likeness_new(struct span);

/** likeness_drop(m): Give a reference back; NULL is fine. */
void likeness_drop(struct likeness *);

/**
 * likeness_put(m, line, out, max):
 * What ${line} has that ${m} has not, into ${out}: at most ${max} bytes.
 * Return how many; SIZE_MAX when they would be more.
 */
size_t likeness_put(const struct likeness *, struct span, char *, size_t);

/** likeness_get(m, kept, out): Append the line that ${kept} was made of. */
void likeness_get(const struct likeness *, struct span, struct buf *);

#define LIKENESS_KINDS	64u

/** The models of several kinds of lines; zero at first. */
struct likenesses {
	struct likeness	*of[LIKENESS_KINDS];
	struct likeness	*none;		/* Of lines that are kept whole. */
	size_t		 held;		/* Bytes of what is kept by them, */
};					/* as their users count. */

/** likeness_none(x): An empty model, with a reference; NULL: no memory. */
struct likeness *likeness_none(struct likenesses *);

/** likeness_release(x): Give its references back. */
void likeness_release(struct likenesses *);

/**
 * likeness_find(x, kind, line, out, max, n, ret):
 * Keep ${line} in ${out} by the model of its ${kind}, or, if it is not like
 * that, by itself, which is the model from now on.  *${n} is how many bytes,
 * *${ret} the model with a reference of the caller's.  ${max} must have room
 * for the line and 32 bytes.  Return RC_OK or RC_NOMEM.
 */
rc likeness_find(struct likenesses *, uint64_t, struct span, char *, size_t,
    size_t *, struct likeness **) MUST_USE;

#endif
