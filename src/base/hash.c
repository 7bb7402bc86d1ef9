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
hash_seeded(struct span s, uint64_t seed)
{

	return (XXH3_64bits_withSeed(s.p, s.n, seed));
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
hash_sha256_parts(const struct span *part, size_t n, uint8_t out[HASH_SHA256])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned int size = 0;

	/* No hash is no answer; EVP_Digest() allocates as much inside. */
	BUG_IF(ctx == NULL);
	(void)pthread_once(&once, fetch);	/* Fails on misuse only. */
	BUG_IF(md == NULL);
	BUG_IF(EVP_DigestInit_ex2(ctx, md, NULL) != 1);
	for (size_t i = 0; i < n; i++)
		BUG_IF(EVP_DigestUpdate(ctx, part[i].p, part[i].n) != 1);
	BUG_IF(EVP_DigestFinal_ex(ctx, out, &size) != 1);
	EVP_MD_CTX_free(ctx);
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
