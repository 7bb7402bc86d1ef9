/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords for one use. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/totp.h"

#define DIGITS	6
#define WINDOW	1		/* Steps that clocks may differ by. */

unsigned
totp_at(const uint8_t secret[TOTP_SECRET], int64_t step, unsigned digits)
{
	uint8_t text[8], sum[EVP_MAX_MD_SIZE];
	unsigned n = sizeof(sum), most = 1, at;
	uint32_t code;

	for (unsigned i = 0; i < 8; i++)
		text[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	/* It fails only without SHA-1: then no code is right. */
	if (HMAC(EVP_sha1(), secret, TOTP_SECRET, text, sizeof(text), sum,
	    &n) == NULL)
		return (UINT32_MAX);
	/* RFC 4226 section 5.3: dynamic truncation. */
	at = sum[n - 1] & 15;
	code = (uint32_t)(sum[at] & 127) << 24 | (uint32_t)sum[at + 1] << 16 |
	    (uint32_t)sum[at + 2] << 8 | sum[at + 3];
	for (unsigned i = 0; i < digits; i++)
		most *= 10;
	return (code % most);
}

rc
totp_check(const uint8_t secret[TOTP_SECRET], struct span code,
    int64_t now_s, int64_t *last)
{
	int64_t now = now_s / TOTP_STEP_S, found = -1;
	unsigned said = 0;

	if (code.n != DIGITS)
		return (RC_DENIED);
	for (size_t i = 0; i < DIGITS; i++) {
		if (code.p[i] < '0' || code.p[i] > '9')
			return (RC_DENIED);
		said = said * 10 + (unsigned)(code.p[i] - '0');
	}
	/* All are computed whichever fits: the time tells nothing. */
	for (int64_t step = now - WINDOW; step <= now + WINDOW; step++)
		if (totp_at(secret, step, DIGITS) == said && step > *last)
			found = step;
	if (found < 0)
		return (RC_DENIED);
	*last = found;
	return (RC_OK);
}

void
totp_base32(const uint8_t secret[TOTP_SECRET], char out[TOTP_TEXT])
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	/* Five bytes are eight digits; 20 bytes need no padding. */
	for (unsigned i = 0; i < TOTP_TEXT; i++) {
		unsigned bit = 5 * i, at = bit / 8;
		unsigned two = (unsigned)secret[at] << 8 |
		    (at + 1 < TOTP_SECRET ? secret[at + 1] : 0);

		out[i] = digit[two >> (11 - bit % 8) & 31];
	}
}
