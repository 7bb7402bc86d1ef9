/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords for one use: TOTP (RFC 6238) over HMAC-SHA-1, six digits, 30 s. */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include "base/rc.h"
#include "base/span.h"

#define TOTP_SECRET	20		/* Bytes: RFC 4226 section 4, R6. */
#define TOTP_TEXT	32		/* Of such a secret in base32. */
#define TOTP_STEP_S	30

/** totp_at(secret, step, digits): The code of ${digits}, 6 to 8, for the
 * ${step}th 30 seconds since 1970, as a number. */
unsigned totp_at(const uint8_t [TOTP_SECRET], int64_t, unsigned);

/**
 * totp_check(secret, code, now_s, last):
 * Is ${code} six digits for now, or for the 30 seconds before or after?  A code
 * is good once: its step has to be above *${last}, which becomes that step.
 * Return RC_OK, or RC_DENIED with ${last} not touched.
 */
rc totp_check(const uint8_t [TOTP_SECRET], struct span, int64_t, int64_t *)
    MUST_USE;

/** totp_base32(secret, out): As apps read it (RFC 4648 section 6); no NUL. */
void totp_base32(const uint8_t [TOTP_SECRET], char [TOTP_TEXT]);

#endif
