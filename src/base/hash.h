/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes: XXH3 for tables, SHA-256 (FIPS 180-4) for names that outlive us. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/span.h"

#define HASH_SHA256	32		/* Bytes of a SHA-256. */

/** hash_64(s): XXH3-64 of ${s}: same everywhere, not for secrets. */
uint64_t hash_64(struct span);

/** hash_seeded(s, seed): The same of ${s} that belongs to ${seed}. */
uint64_t hash_seeded(struct span, uint64_t);

/** hash_mix(a, b): Fold ${b} into the hash ${a}. */
uint64_t hash_mix(uint64_t, uint64_t);

/** hash_sha256(s, out): The SHA-256 of ${s}. */
void hash_sha256(struct span, uint8_t [HASH_SHA256]);

/** hash_sha256_parts(part, n, out): The same of ${n} spans in a row. */
void hash_sha256_parts(const struct span *, size_t, uint8_t [HASH_SHA256]);

/** hash_hmac_sha256(key, part, n, out): The HMAC (RFC 2104) by SHA-256 of
 * ${n} spans in a row. */
void hash_hmac_sha256(struct span, const struct span *, size_t,
    uint8_t [HASH_SHA256]);

/** A SHA-256 of bytes that come bit by bit. */
struct hash_run;

/** hash_run_new(): One of nothing yet, or NULL.  End it: hash_run_free(). */
struct hash_run *hash_run_new(void);

/** hash_run_add(r, s): The bytes of ${s} come next. */
void hash_run_add(struct hash_run *, struct span);

/** hash_run_end(r, out): The sum of all; ${r} takes no more. */
void hash_run_end(struct hash_run *, uint8_t [HASH_SHA256]);

/** hash_run_free(r): NULL is fine. */
void hash_run_free(struct hash_run *);

/** hash_hex(bytes, n, out): ${n} bytes as 2n lower-case digits; no NUL. */
void hash_hex(const uint8_t *, size_t, char *);

#endif
