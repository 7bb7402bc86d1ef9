/* SPDX-License-Identifier: Apache-2.0 */
/* Signed bodies of HTTP requests. */
#include <openssl/evp.h>

#include "model/webhook.h"

#define ENCODED		"whsec_"
#define KEY_LEAST	16

static rc
decode(struct span s, struct webhook_key *ret, struct err *e)
{
	unsigned char out[WEBHOOK_KEY + 4];
	int n, pad = 0;

	if (s.n == 0 || s.n % 4 != 0 || s.n / 4 * 3 > sizeof(out))
		return (rc_fail(e, RC_MALFORMED, 0, "the key behind '"
		    ENCODED "' is no base64 of up to %d bytes", WEBHOOK_KEY));
	while (pad < 2 && s.p[s.n - 1 - (size_t)pad] == '=')
		pad++;
	n = EVP_DecodeBlock(out, (const unsigned char *)s.p, (int)s.n);
	if (n < pad || n - pad > WEBHOOK_KEY)
		return (rc_fail(e, RC_MALFORMED, 0, "the key behind '"
		    ENCODED "' is no base64 of up to %d bytes", WEBHOOK_KEY));
	ret->n = (size_t)(n - pad);
	memcpy(ret->byte, out, ret->n);
	return (RC_OK);
}

rc
webhook_key(struct span text, struct webhook_key *ret, struct err *e)
{
	size_t n = sizeof(ENCODED) - 1;
	rc r = RC_OK;

	ret->n = 0;
	if (text.n > n && memcmp(text.p, ENCODED, n) == 0)
		r = decode(span_from(text, n), ret, e);
	else if (text.n <= WEBHOOK_KEY)
		ret->n = span_keep((char *)ret->byte, WEBHOOK_KEY, text);
	if (r == RC_OK && ret->n < KEY_LEAST)
		r = rc_fail(e, RC_MALFORMED, 0, "a key for signatures has %d "
		    "to %d bytes", KEY_LEAST, WEBHOOK_KEY);
	return (r);
}

void
webhook_sign(const struct webhook_key *key, const struct webhook *m,
    char out[WEBHOOK_SIGNED])
{
	const struct span part[] = { m->id, SPAN("."), m->time, SPAN("."),
	    m->body };
	uint8_t sum[HASH_SHA256];
	struct span bytes = { (const char *)sum, sizeof(sum) };

	hash_hmac_sha256((struct span){ (const char *)key->byte, key->n },
	    part, COUNT_OF(part), sum);
	memcpy(out, "v1,", 3);
	for (size_t i = 0; i < sizeof(sum); i += 3)
		base64_group(bytes, i, out + 3 + i / 3 * 4);
}

static bool
seconds(struct span s, int64_t *ret)
{
	int64_t n = 0;

	if (s.n == 0 || s.n > 12)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
		n = n * 10 + (s.p[i] - '0');
	}
	*ret = n;
	return (true);
}

static bool
same(const char *a, const char *b, size_t n)
{
	unsigned char differs = 0;

	for (size_t i = 0; i < n; i++)
		differs = (unsigned char)(differs | (a[i] ^ b[i]));
	return (differs == 0);
}

/* One of the list, which spaces part; others than v1 are not for us. */
static bool
any_fits(struct span list, const char want[WEBHOOK_SIGNED])
{
	bool fits = false;

	while (list.n > 0) {
		const char *space = memchr(list.p, ' ', list.n);
		size_t n = space != NULL ? (size_t)(space - list.p) : list.n;

		if (n == WEBHOOK_SIGNED)
			fits |= same(list.p, want, n);
		list = span_from(list, space != NULL ? n + 1 : n);
	}
	return (fits);
}

rc
webhook_check(const struct webhook_key *key, const struct webhook *m,
    struct span signature, int64_t now, struct err *e)
{
	char want[WEBHOOK_SIGNED];
	int64_t at;

	if (m->id.n == 0 || signature.n == 0)
		return (rc_fail(e, RC_MALFORMED, 0, "webhook-id and "
		    "webhook-signature are needed"));
	if (!seconds(m->time, &at))
		return (rc_fail(e, RC_MALFORMED, 0, "webhook-timestamp: "
		    "expected seconds since 1970"));
	webhook_sign(key, m, want);
	if (!any_fits(signature, want))
		return (rc_fail(e, RC_DENIED, 0, "the signature is not of "
		    "this body"));
	if (at < now - WEBHOOK_SKEW_S || at > now + WEBHOOK_SKEW_S)
		return (rc_fail(e, RC_DENIED, 0, "the signature is not of "
		    "the last %d s", WEBHOOK_SKEW_S));
	return (RC_OK);
}
