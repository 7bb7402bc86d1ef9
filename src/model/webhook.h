/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed bodies of HTTP requests: Standard Webhooks 1.0.0
 * (github.com/standard-webhooks, spec/standard-webhooks.md).
 *
 *	webhook-id: MSG		webhook-timestamp: 1767225600
 *	webhook-signature: v1,BASE64(HMAC-SHA-256(key, "MSG.1767225600.BODY"))
 */
#ifndef MODEL_WEBHOOK_H
#define MODEL_WEBHOOK_H

#include "base/base64.h"
#include "base/hash.h"
#include "base/rc.h"

#define WEBHOOK_SKEW_S	300		/* A signature's age, either way. */
#define WEBHOOK_SIGNED	(3 + BASE64_ROOM(HASH_SHA256))	/* "v1,..." */
#define WEBHOOK_KEY	128		/* Bytes of a key at most. */

/** A message as it was signed.  All borrowed. */
struct webhook {
	struct span	id, time, body;	/* ${time}: seconds since 1970. */
};

/** A key; its bytes are secret. */
struct webhook_key {
	unsigned char	byte[WEBHOOK_KEY];
	size_t		n;
};

/**
 * webhook_key(text, ret, e): The key of ${text}: its bytes, or what is encoded
 * behind "whsec_".  Return RC_OK, or RC_MALFORMED: it is shorter than 16 bytes,
 * longer than WEBHOOK_KEY, or badly encoded.
 */
rc webhook_key(struct span, struct webhook_key *, struct err *) MUST_USE;

/** webhook_sign(key, m, out): Write "v1,..." without a NUL. */
void webhook_sign(const struct webhook_key *, const struct webhook *,
    char [WEBHOOK_SIGNED]);

/**
 * webhook_check(key, m, signature, now, e):
 * Is one of the signatures of the header's value ${signature} ours, at
 * ${now} s?  Return RC_OK; RC_MALFORMED: a header is missing or is none;
 * RC_DENIED: none fits, or it is too old or too new.  It takes the same time
 * whatever differs.
 */
rc webhook_check(const struct webhook_key *, const struct webhook *,
    struct span, int64_t, struct err *) MUST_USE;

#endif
