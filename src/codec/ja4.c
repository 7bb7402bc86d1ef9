/* SPDX-License-Identifier: Apache-2.0 */
/* JA4, the fingerprint of a TLS client. */
#include <stdlib.h>

#include "base/attr.h"
#include "base/cur.h"
#include "base/hash.h"
#include "codec/ja4.h"

#define MOST		99u		/* Two digits. */
#define HALF_TEXT	12		/* Of a hash. */
#define LIST_MOST	(TLS_HELLO_CIPHERS + TLS_HELLO_EXTS +		\
			    TLS_HELLO_SIGNATURES)
#define NUMBER		5u		/* "c02b," */

struct list {
	uint16_t	of[TLS_HELLO_CIPHERS];
	size_t		n;
};

/* What is hashed: numbers as text. */
struct text {
	char	p[LIST_MOST * NUMBER + 1];
	size_t	n;
};

static const struct version_row {
	uint16_t	number;
	char		text[3];
} versions[] = {
	{ 0x0304, "13" }, { 0x0303, "12" }, { 0x0302, "11" },
	{ 0x0301, "10" }, { 0x0300, "s3" }, { 0x0002, "s2" },
};

static const char *
version(uint16_t number)
{

	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		if (versions[i].number == number)
			return (versions[i].text);
	}
	return ("00");
}

static bool
counts(uint16_t v, enum ja4_kind kind)
{

	if (kind == JA4_STABLE && (v == TLS_EXT_PADDING ||
	    v == TLS_EXT_TICKET || v == TLS_EXT_PSK))
		return (false);
	return (!tls_hello_grease(v));
}

/* Those of ${pairs} that mean something. */
static void
take(struct span pairs, struct list *l)
{
	struct cur c = cur_of(pairs);

	l->n = 0;
	while (cur_left(&c) >= 2 && l->n < COUNT_OF(l->of)) {
		uint16_t v = (uint16_t)cur_be(&c, 2);

		if (!tls_hello_grease(v))
			l->of[l->n++] = v;
	}
}

/* The extensions that are hashed; *${all} counts SNI and ALPN, too. */
static void
take_extensions(const struct tls_hello *h, enum ja4_kind kind,
    struct list *l, size_t *all)
{

	l->n = *all = 0;
	for (size_t i = 0; i < h->ext_n; i++) {
		if (!counts(h->ext[i], kind))
			continue;
		++*all;
		if (h->ext[i] != TLS_EXT_SNI && h->ext[i] != TLS_EXT_ALPN)
			l->of[l->n++] = h->ext[i];
	}
}

static int
by_number(const void *a, const void *b)
{
	const uint16_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

/* "c02b,c02f", behind what is there. */
static void
put(struct text *t, const struct list *l)
{

	for (size_t i = 0; i < l->n; i++) {
		const uint8_t two[2] = { (uint8_t)(l->of[i] >> 8),
		    (uint8_t)l->of[i] };

		if (i > 0)
			t->p[t->n++] = ',';
		hash_hex(two, sizeof(two), t->p + t->n);
		t->n += 2 * sizeof(two);
	}
}

/* Half a hash of ${t}; of nothing, zeros. */
static void
half(const struct text *t, char out[HALF_TEXT])
{
	uint8_t sum[HASH_SHA256];

	if (t->n == 0) {
		memset(out, '0', HALF_TEXT);
		return;
	}
	hash_sha256((struct span){ t->p, t->n }, sum);
	hash_hex(sum, HALF_TEXT / 2, out);
}

static void
two_digits(size_t n, char out[2])
{
	size_t shown = n < MOST ? n : MOST;

	out[0] = (char)('0' + shown / 10);
	out[1] = (char)('0' + shown % 10);
}

static bool
letter(char c)
{

	return ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z'));
}

/* First and last letter; of bytes that are none, those of their digits. */
static void
protocol(struct span alpn, char out[2])
{
	char first[2], last[2];

	if (alpn.n == 0) {
		out[0] = out[1] = '0';
		return;
	}
	out[0] = alpn.p[0];
	out[1] = alpn.p[alpn.n - 1];
	if (letter(out[0]) && letter(out[1]))
		return;
	hash_hex((const uint8_t *)alpn.p, 1, first);
	hash_hex((const uint8_t *)alpn.p + alpn.n - 1, 1, last);
	out[0] = first[0];
	out[1] = last[1];
}

static void
write_ciphers(const struct tls_hello *h, char *count, char *hash)
{
	struct list l;
	struct text t = { .n = 0 };

	take(h->ciphers, &l);
	two_digits(l.n, count);
	qsort(l.of, l.n, sizeof(l.of[0]), by_number);
	put(&t, &l);
	half(&t, hash);
}

static void
write_extensions(const struct tls_hello *h, enum ja4_kind kind, char *count,
    char *hash)
{
	struct list l;
	struct text t = { .n = 0 };
	size_t all;

	take_extensions(h, kind, &l, &all);
	two_digits(all, count);
	qsort(l.of, l.n, sizeof(l.of[0]), by_number);
	put(&t, &l);
	take(h->signatures, &l);
	if (l.n > 0 && t.n > 0)
		t.p[t.n++] = '_';
	put(&t, &l);
	half(&t, hash);
}

void
ja4_write(const struct tls_hello *h, enum ja4_kind kind, char out[JA4_TEXT])
{

	out[0] = 't';
	memcpy(out + 1, version(h->version), 2);
	out[3] = h->has_sni ? 'd' : 'i';
	protocol(h->alpn, out + 8);
	out[10] = out[23] = '_';
	write_ciphers(h, out + 4, out + 11);
	write_extensions(h, kind, out + 6, out + 24);
}
