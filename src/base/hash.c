/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes. */
#define XXH_INLINE_ALL
#include <openssl/evp.h>
#include <pthread.h>
#include <xxhash.h>

#include "base/hash.h"
#include "base/rc.h"

uint64_t
hash_64(struct span s)
{

	return (XXH3_64bits(s.p, s.n));
}

uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	uint64_t two[2] = { a, b };

	return (XXH3_64bits(two, sizeof(two)));
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *md;

static void
fetch(void)
{

	md = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void
hash_sha256(struct span s, uint8_t out[HASH_SHA256])
{
	unsigned int n = 0;

	/* Fetched once: an implicit fetch costs more than the hash. */
	(void)pthread_once(&once, fetch);	/* Fails on misuse only. */
	BUG_IF(md == NULL);
	BUG_IF(EVP_Digest(s.p, s.n, out, &n, md, NULL) != 1);
}

void
hash_hex(const uint8_t *bytes, size_t n, char *out)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex[bytes[i] >> 4];
		out[2 * i + 1] = hex[bytes[i] & 15];
	}
}
