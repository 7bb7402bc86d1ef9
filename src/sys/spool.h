/* SPDX-License-Identifier: Apache-2.0 */
/* A file without a name, for what does not fit in memory. */
#ifndef SYS_SPOOL_H
#define SYS_SPOOL_H

#include "base/rc.h"
#include "base/span.h"

struct spool;

/**
 * spool_new(dir, ret, e):
 * Make an empty file in ${dir} that vanishes with its last user; NULL is
 * $TMPDIR, else /var/tmp.  Store it in ${ret} and return RC_OK; or RC_IO or
 * RC_NOMEM with ${e} filled and ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with spool_free().
 */
rc spool_new(const char *, struct spool **, struct err *) MUST_USE;

/** spool_append(sp, bytes, e): Write at the end.  RC_OK or RC_IO. */
rc spool_append(struct spool *, struct span, struct err *) MUST_USE;

/**
 * spool_read(sp, at, out, n, e):
 * Read exactly ${n} bytes from offset ${at}.  RC_OK or RC_IO.
 */
rc spool_read(struct spool *, uint64_t, void *, size_t, struct err *)
    MUST_USE;

/** spool_size(sp): Bytes appended so far. */
uint64_t spool_size(const struct spool *);

/** spool_drop(sp, at, n): These bytes are not needed; their room is freed. */
void spool_drop(struct spool *, uint64_t, uint64_t);

/** spool_free(sp): NULL is fine. */
void spool_free(struct spool *);

#endif
