/* SPDX-License-Identifier: Apache-2.0 */
/* A member put into a JSON object that does not have it. */
#ifndef SOURCE_TOPICS_FILL_H
#define SOURCE_TOPICS_FILL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"

#define TOPICS_FILL_SEGS	8	/* Keys of the longest path. */

/**
 * topics_fill(line, seg, n, value, a):
 * Put ${value}, a JSON text, at the path of ${n} keys into the object that is
 * ${line}, unless something stands there or in its way.  ${a} is scratch.
 * Return RC_OK: it was put; RC_CONFLICT: it was not; RC_MALFORMED or RC_LIMIT:
 * ${line} is no such object; RC_NOMEM.
 */
rc topics_fill(struct buf *, const struct span *, size_t, struct span,
    struct arena *) MUST_USE;

#endif
