/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that open the door: made here, kept as their digest alone. */
#ifndef CLI_DESK_PASS_H
#define CLI_DESK_PASS_H

#include "store/store_access.h"

#define DESK_PASS_MARK		"vedette_"	/* Of a token, for scanners. */
#define DESK_PASS_SECRET	80		/* With mark and NUL. */

/**
 * desk_pass_make(s, p, secret, e): Make a secret of 256 random bits for ${p},
 * whose digest and id are set, and keep that.  Who has ${secret} has it once.
 */
rc desk_pass_make(struct store *, struct store_access_pass *,
    char [DESK_PASS_SECRET], struct err *) MUST_USE;

/** desk_pass_digest(secret, out): As it is kept: hex, and a NUL. */
void desk_pass_digest(struct span, char [STORE_DIGEST + 1]);

/** desk_pass_random(bytes, n, e): ${n} random bytes. */
rc desk_pass_random(uint8_t *, size_t, struct err *) MUST_USE;

#endif
