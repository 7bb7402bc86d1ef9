/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of a protocol out of a stream, in constant memory. */
#ifndef SOURCE_FRAMES_H
#define SOURCE_FRAMES_H

#include "codec/codecs.h"

struct frames;
struct stream;

/**
 * frames_new(s, codec, ret):
 * Cut ${s} into frames of ${codec}.  Store the cutter in ${ret} and return
 * RC_OK, or RC_NOMEM with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with frames_free().
 * Borrows:  ${s}, until frames_free().
 */
rc frames_new(struct stream *, const struct codecs *, struct frames **)
    MUST_USE;

/**
 * frames_next(f, frame, number, e):
 * Store the next frame in ${frame} and its number, from 1, in ${number}.
 * Return RC_OK; RC_LIMIT for bytes that begin no frame (${frame} holds them;
 * go on with the next call), at the end also for a part of one; RC_NOTFOUND
 * at the end; or what stream_read() says, with ${e} filled.
 *
 * Borrows:  ${frame} lives until the next call.
 */
rc frames_next(struct frames *, struct span *, uint64_t *, struct err *)
    MUST_USE;

/** frames_free(f): NULL is fine. */
void frames_free(struct frames *);

#endif
