/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The elements of one JSON array out of a stream, one after another, in
 * constant memory.  It finds where an element ends (depth and strings); what
 * stands inside is the JSON reader's business.
 */
#ifndef SOURCE_ELEMENTS_H
#define SOURCE_ELEMENTS_H

#include "base/rc.h"
#include "base/span.h"

#define ELEMENTS_MAX	65536		/* Bytes of an element. */

struct elements;
struct stream;

/**
 * elements_new(s, ret):
 * Cut the JSON array that ${s} holds.  Store the cutter in ${ret} and return
 * RC_OK, or RC_NOMEM with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with elements_free().
 * Borrows:  ${s}, until elements_free().
 */
rc elements_new(struct stream *, struct elements **) MUST_USE;

/**
 * elements_next(el, element, number, e):
 * Store the next element, without white space around it, in ${element} and
 * its number, from 1, in ${number}.  Return RC_OK; RC_LIMIT for one over
 * ELEMENTS_MAX, which is passed over; RC_NOTFOUND behind the last; or
 * RC_MALFORMED (no array, cut short, text behind it) or what stream_read()
 * says, with ${e} filled.
 *
 * Borrows:  ${element} lives until the next call.
 */
rc elements_next(struct elements *, struct span *, uint64_t *, struct err *)
    MUST_USE;

/** elements_free(el): NULL is fine. */
void elements_free(struct elements *);

#endif
