/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that open the door. */
#include <stdio.h>
#include <sys/random.h>

#include "base/hash.h"
#include "cli/desk_pass.h"

#define CHANCE	32		/* Random bytes of a secret. */

rc
desk_pass_random(uint8_t *to, size_t n, struct err *e)
{

	return (getrandom(to, n, 0) == (ssize_t)n ? RC_OK : rc_fail(e, RC_IO,
	    0, "no randomness to be had"));
}

void
desk_pass_digest(struct span secret, char out[STORE_DIGEST + 1])
{
	uint8_t sum[HASH_SHA256];

	hash_sha256(secret, sum);
	hash_hex(sum, sizeof(sum), out);
	out[STORE_DIGEST] = '\0';
}

rc
desk_pass_make(struct store *s, struct store_access_pass *p,
    char secret[DESK_PASS_SECRET], struct err *e)
{
	uint8_t chance[CHANCE];
	char hex[2 * CHANCE];
	rc r;

	if ((r = desk_pass_random(chance, sizeof(chance), e)) != RC_OK)
		return (r);
	hash_hex(chance, sizeof(chance), hex);
	(void)snprintf(secret, DESK_PASS_SECRET, "%s%.*s",
	    p->session ? "" : DESK_PASS_MARK, (int)sizeof(hex), hex);
	desk_pass_digest(span_of(secret), p->digest);
	memcpy(p->id, p->digest, STORE_ACCESS_ID);
	p->id[STORE_ACCESS_ID] = '\0';
	r = store_access_let(s, p, e);
	explicit_bzero(chance, sizeof(chance));
	explicit_bzero(hex, sizeof(hex));
	return (r);
}
