/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The findings of scan --plain --state: they are told as they are found, so a
 * file in the state's folder holds them until the end.  A snapshot knows how
 * long it was; what came behind is found again.
 */
#ifndef CLI_PLAIN_LOG_H
#define CLI_PLAIN_LOG_H

#include <stdio.h>

#include "base/pack.h"
#include "engine/plain.h"

struct plain_log;

/**
 * plain_log_new(dir, ret, e): Open DIR/findings, as it is, making the folder
 * if need be.  Return RC_OK, RC_IO or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with plain_log_free().
 */
rc plain_log_new(const char *, struct plain_log **, struct err *) MUST_USE;
void plain_log_free(struct plain_log *);

/** plain_log_put(l, s): Append ${s}; was it written? */
bool plain_log_put(struct plain_log *, struct span);

/** plain_log_sync(l, e): All that was appended is on disk.  RC_OK, RC_IO. */
rc plain_log_sync(struct plain_log *, struct err *) MUST_USE;

/** plain_log_size(l): Bytes appended. */
uint64_t plain_log_size(const struct plain_log *);

/**
 * plain_log_cut(l, size, e): Only the first ${size} bytes stay.  Return RC_OK,
 * RC_MALFORMED when there are fewer, or RC_IO.
 */
rc plain_log_cut(struct plain_log *, uint64_t, struct err *) MUST_USE;

/** plain_log_copy(l, out, e): Write all of it to ${out}.  RC_OK or RC_IO. */
rc plain_log_copy(struct plain_log *, FILE *, struct err *) MUST_USE;

#endif
