/* SPDX-License-Identifier: Apache-2.0 */
/* The time of a plain line by itself: to merge and sort inputs by it. */
#ifndef ENGINE_PLAIN_KEY_H
#define ENGINE_PLAIN_KEY_H

#include "base/rc.h"
#include "base/span.h"

struct plain_key;

/**
 * plain_key_new(field, ret):
 * Look for times in ${field}; NULL: where plain_time.h says.  Return RC_OK,
 * RC_LIMIT if no event can have such a field, or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with plain_key_free().
 */
rc plain_key_new(const char *, struct plain_key **) MUST_USE;
void plain_key_free(struct plain_key *);

/** plain_key_time(k, line, ms): Store when ${line} happened; does it say? */
bool plain_key_time(struct plain_key *, struct span, int64_t *);

#endif
