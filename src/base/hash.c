/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes. */
#define XXH_INLINE_ALL
#include <openssl/crypto.h>
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
	struct hash_run *r = hash_run_new();

	/* No hash is no answer; EVP_Digest() allocates as much inside. */
	BUG_IF(r == NULL);
	for (size_t i = 0; i < n; i++)
		hash_run_add(r, part[i]);
	hash_run_end(r, out);
	hash_run_free(r);
}

#define BLOCK		64		/* Bytes that SHA-256 takes at once. */

void
hash_hmac_sha256(struct span key, const struct span *part, size_t n,
    uint8_t out[HASH_SHA256])
{
	unsigned char in_pad[BLOCK] = { 0 }, out_pad[BLOCK];
	struct span two[] = { { (const char *)out_pad, BLOCK },
	    { (const char *)out, HASH_SHA256 } };
	struct hash_run *r = hash_run_new();

	BUG_IF(r == NULL);
	if (key.n > BLOCK)
		hash_sha256(key, in_pad);
	else if (key.n > 0)
		memcpy(in_pad, key.p, key.n);
	for (size_t i = 0; i < BLOCK; i++) {
		out_pad[i] = (unsigned char)(in_pad[i] ^ 0x5c);
		in_pad[i] = (unsigned char)(in_pad[i] ^ 0x36);
	}
	hash_run_add(r, (struct span){ (const char *)in_pad, BLOCK });
	for (size_t i = 0; i < n; i++)
		hash_run_add(r, part[i]);
	hash_run_end(r, out);
	hash_run_free(r);
	hash_sha256_parts(two, COUNT_OF(two), out);
	OPENSSL_cleanse(in_pad, sizeof(in_pad));
	OPENSSL_cleanse(out_pad, sizeof(out_pad));
}

/* A run is OpenSSL's context by another name. */
static EVP_MD_CTX *
context(struct hash_run *r)
{

	return ((EVP_MD_CTX *)r);
}

struct hash_run *
hash_run_new(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		return (NULL);
	(void)pthread_once(&once, fetch);	/* Fails on misuse only. */
	BUG_IF(md == NULL);
	BUG_IF(EVP_DigestInit_ex2(ctx, md, NULL) != 1);
	return ((struct hash_run *)ctx);
}

void
hash_run_add(struct hash_run *r, struct span s)
{

	BUG_IF(EVP_DigestUpdate(context(r), s.p, s.n) != 1);
}

void
hash_run_end(struct hash_run *r, uint8_t out[HASH_SHA256])
{
	unsigned int size = 0;

	BUG_IF(EVP_DigestFinal_ex(context(r), out, &size) != 1);
}

void
hash_run_free(struct hash_run *r)
{

	EVP_MD_CTX_free(context(r));
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
