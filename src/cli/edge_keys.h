/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Idempotency keys: what was answered to a request, so that the same one sent
 * again is answered the same and brings nothing twice (draft-ietf-httpapi-
 * idempotency-key-header-07).
 *
 * They live as long as the edge does, the last EDGE_KEYS of them: behind that
 * an event's id still makes it count once.
 */
#ifndef CLI_EDGE_KEYS_H
#define CLI_EDGE_KEYS_H

#include "base/rc.h"
#include "base/span.h"

#define EDGE_KEYS	8192		/* Of a source. */
#define EDGE_KEYS_LONG	255		/* Bytes of one. */

struct edge_keys;

/** What was answered. */
struct edge_keys_told {
	uint64_t	accepted, rejected, skipped;
};

/**
 * edge_keys_new(ret): An empty memory of about 0.6 MB, or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with edge_keys_free().
 */
rc edge_keys_new(struct edge_keys **) MUST_USE;
void edge_keys_free(struct edge_keys *);

/** What is known of a key. */
enum edge_keys_fate {
	EDGE_KEYS_NEW,			/* Nothing: it is at work from now. */
	EDGE_KEYS_AT_WORK,
	EDGE_KEYS_DONE,			/* With what was told. */
	EDGE_KEYS_OTHER			/* It came with another body. */
};

/** edge_keys_begin(k, key, body, told): A request with ${key}, not empty. */
enum edge_keys_fate edge_keys_begin(struct edge_keys *, struct span,
    struct span, struct edge_keys_told *);

/** edge_keys_end(k, key, told): It was done; NULL: not, it may come again. */
void edge_keys_end(struct edge_keys *, struct span,
    const struct edge_keys_told *);

#endif
