/* SPDX-License-Identifier: Apache-2.0 */
/* Hellos of TLS, however they are cut, and JA4 of them. */
#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/buf.h"
#include "codec/cert.h"
#include "codec/ja4.h"
#include "codec/tls_record.h"
#include "t.h"

#define GREASE	0x1a1a
#define NOTHING	"000000000000"

static void
put_16(struct buf *b, size_t v)
{

	buf_char(b, (char)(v >> 8));
	buf_char(b, (char)v);
}

/* Numbers as text, "1301 c02b", two bytes each. */
static void
put_numbers(struct buf *b, const char *text)
{
	char *end;

	for (;; text = end) {
		unsigned long v = strtoul(text, &end, 16);

		if (end == text)
			return;
		put_16(b, v);
	}
}

static size_t
count(const char *text)
{
	struct buf b = { 0 };
	size_t n;

	put_numbers(&b, text);
	n = b.n;
	buf_release(&b);
	return (n);
}

struct hello {
	unsigned	 version;
	const char	*ciphers, *exts, *signatures, *versions, *alpn;
};

/* A body for each extension that is read; the others have none. */
static void
put_ext(struct buf *b, const struct hello *h, unsigned long type)
{
	size_t n = strlen(h->alpn);

	put_16(b, type);
	switch (type) {
	case TLS_EXT_SNI:
		put_16(b, 14);
		put_16(b, 12);
		buf_char(b, 0);
		put_16(b, 9);
		buf_text(b, "car.local");
		break;
	case TLS_EXT_ALPN:
		put_16(b, n + 3);
		put_16(b, n + 1);
		buf_char(b, (char)n);
		buf_text(b, h->alpn);
		break;
	case TLS_EXT_SIGNATURES:
		put_16(b, count(h->signatures) + 2);
		put_16(b, count(h->signatures));
		put_numbers(b, h->signatures);
		break;
	case TLS_EXT_VERSIONS:
		put_16(b, count(h->versions) + 1);
		buf_char(b, (char)count(h->versions));
		put_numbers(b, h->versions);
		break;
	default:
		put_16(b, 0);
	}
}

/* The body of a ClientHello. */
static void
put_hello(struct buf *b, const struct hello *h)
{
	struct buf exts = { 0 };
	const char *at = h->exts;
	char *end;

	put_16(b, h->version);
	for (int i = 0; i < 32; i++)
		buf_char(b, 'r');
	buf_char(b, 0);
	put_16(b, count(h->ciphers));
	put_numbers(b, h->ciphers);
	buf_char(b, 1);
	buf_char(b, 0);
	for (;; at = end) {
		unsigned long v = strtoul(at, &end, 16);

		if (end == at)
			break;
		put_ext(&exts, h, v);
	}
	if (exts.n > 0) {
		put_16(b, exts.n);
		buf_put(b, buf_span(&exts));
	}
	buf_release(&exts);
}

/* The example of JA4's own description, with GREASE where Chrome has it. */
static const struct hello chrome = { 0x0303,
	"1a1a 1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c "
	"009d 002f 0035",
	"1a1a 001b 0000 0033 0010 4469 0017 002d 000d 0005 0023 0012 002b "
	"ff01 000b 000a 2a2a 0015",
	"0403 0804 0401 0503 0805 0501 0806 0601", "3a3a 0304 0303", "h2" };

static void
want_ja4(const struct hello *h, enum ja4_kind kind, const char *want)
{
	struct buf b = { 0 };
	struct tls_hello got;
	char text[JA4_TEXT + 1] = "";

	put_hello(&b, h);
	T_INT(RC_OK, tls_hello_client(buf_span(&b), &got));
	ja4_write(&got, kind, text);
	T_STR(want, text);
	buf_release(&b);
}

static void
test_example(void)
{

	want_ja4(&chrome, JA4_PLAIN, "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

/* The same client with and without what comes and goes. */
static void
test_stable(void)
{
	struct hello h = chrome;
	struct buf b = { 0 };
	struct tls_hello got;
	char one[JA4_TEXT + 1] = "";

	put_hello(&b, &h);
	T_INT(RC_OK, tls_hello_client(buf_span(&b), &got));
	ja4_write(&got, JA4_STABLE, one);
	h.exts = "1a1a 001b 0000 0033 0010 4469 0017 002d 000d 0005 0012 "
	    "002b ff01 000b 000a 2a2a 0029";
	want_ja4(&h, JA4_STABLE, one);
	T_TRUE(memcmp(one, "t13d1514h2_8daaf6152771_", 24) == 0);
	buf_release(&b);
}

/* What there is none of; what is no letter. */
static void
test_edges(void)
{
	const struct hello bare = { 0x0301, "", "", "", "", "" };
	struct hello h = chrome;

	want_ja4(&bare, JA4_PLAIN, "t10i000000_" NOTHING "_" NOTHING);
	h.alpn = "\xab";
	want_ja4(&h, JA4_PLAIN, "t13d1516ab_8daaf6152771_e5627efa2ab1");
	h.alpn = "0\xab";
	want_ja4(&h, JA4_PLAIN, "t13d15163b_8daaf6152771_e5627efa2ab1");
	h.alpn = "x";
	want_ja4(&h, JA4_PLAIN, "t13d1516xx_8daaf6152771_e5627efa2ab1");
	h.versions = "0a0a";
	want_ja4(&h, JA4_PLAIN, "t12d1516xx_8daaf6152771_e5627efa2ab1");
}

/* A hello is whole or none, at whichever byte it ends; never twice a type. */
static void
test_cut(void)
{
	struct hello h = chrome;
	struct buf b = { 0 };
	struct tls_hello got;

	put_hello(&b, &h);
	for (size_t n = 0; n < b.n; n++) {
		char *copy = malloc(n + 1);
		rc r;

		memcpy(copy, b.p, n);
		r = tls_hello_client((struct span){ copy, n }, &got);
		/* One without extensions ends before them. */
		T_TRUE(r == RC_MALFORMED || got.ext_n == 0);
		free(copy);
	}
	buf_clear(&b);
	h.exts = "000a 000a";
	put_hello(&b, &h);
	T_INT(RC_MALFORMED, tls_hello_client(buf_span(&b), &got));
	buf_release(&b);
}

struct heard {
	unsigned	hellos, secrets;
	char		ja4[JA4_TEXT + 1];
};

static void
hear(void *ctx, enum tls_record_what what, struct span body)
{
	struct heard *heard = ctx;
	struct tls_hello h;

	if (what == TLS_RECORD_SECRET)
		heard->secrets++;
	if (what != TLS_RECORD_HELLO)
		return;
	heard->hellos++;
	T_INT(RC_OK, tls_hello_client(body, &h));
	ja4_write(&h, JA4_PLAIN, heard->ja4);
}

/* The hello in records of ${most} bytes, then what cannot be read. */
static void
put_records(struct buf *b, size_t most)
{
	struct buf hello = { 0 }, all = { 0 };

	put_hello(&hello, &chrome);
	buf_char(&all, TLS_RECORD_HELLO);
	buf_char(&all, 0);
	put_16(&all, hello.n);
	buf_put(&all, buf_span(&hello));
	for (size_t at = 0; at < all.n; at += most) {
		size_t n = all.n - at < most ? all.n - at : most;

		buf_text(b, "\x16\x03\x01");
		put_16(b, n);
		buf_put(b, (struct span){ all.p + at, n });
	}
	buf_put(b, SPAN("\x14\x03\x03\x00\x01\x01"));
	buf_release(&hello);
	buf_release(&all);
}

/* ${b} in two parts, cut at ${cut}; or all that is whole so far. */
static void
feed(const struct buf *b, size_t cut)
{
	struct tls_record t = { .secret = false };
	struct heard heard = { 0 };
	size_t used, n;

	T_INT(RC_OK, tls_record_feed(&t, (struct span){ b->p, cut }, hear,
	    &heard, &used));
	T_TRUE(used <= cut);
	T_INT(RC_OK, tls_record_feed(&t, (struct span){ b->p + used,
	    b->n - used }, hear, &heard, &n));
	T_INT((long)b->n, (long)(used + n));
	T_INT(1, heard.hellos);
	T_INT(1, heard.secrets);
	T_STR("t13d1516h2_8daaf6152771_e5627efa2ab1", heard.ja4);
	tls_record_clear(&t);
}

static void
test_records(void)
{
	static const size_t most[] = { 1, 3, 50, 16384 };

	for (size_t i = 0; i < COUNT_OF(most); i++) {
		struct buf b = { 0 };

		put_records(&b, most[i]);
		T_INT(RC_OK, tls_record_is(buf_span(&b)));
		for (size_t n = 0; n < 6; n++)
			T_INT(RC_MORE, tls_record_is(
			    (struct span){ b.p, n }));
		for (size_t cut = 0; cut < b.n; cut++)
			feed(&b, cut);
		buf_release(&b);
	}
}

static void
test_no_record(void)
{
	struct tls_record t = { .secret = false };
	struct heard heard = { 0 };
	size_t used;

	T_INT(RC_NOTFOUND, tls_record_is(SPAN("GET /")));
	T_INT(RC_NOTFOUND, tls_record_is(SPAN("\x16\x03\x09")));
	T_INT(RC_NOTFOUND, tls_record_is(SPAN("\x16\x03\x01\x00\x04\x02")));
	T_INT(RC_MALFORMED, tls_record_feed(&t, SPAN("\x16\x02\x01\x00\x00"),
	    hear, &heard, &used));
	T_INT(RC_MALFORMED, tls_record_feed(&t, SPAN("\x16\x03\x01\x7f\x00"),
	    hear, &heard, &used));
	tls_record_clear(&t);
}

static void
test_leaf(void)
{
	static const char two[] = "\0\0\x9\0\0\2ab\0\0\1c";
	struct span body = { two, 12 }, der = { NULL, 0 };
	struct cert c = { .cn_n = 77 };

	T_INT(RC_OK, cert_leaf(body, &der));
	T_SPAN("ab", der);
	/* A list longer or shorter than its message; a leaf beyond it. */
	for (size_t n = 0; n < body.n; n++)
		T_INT(RC_MALFORMED, cert_leaf((struct span){ two, n }, &der));
	T_INT(RC_MALFORMED, cert_leaf((struct span){ "\0\0\3\0\0\1", 6 },
	    &der));
	T_INT(RC_MALFORMED, cert_leaf((struct span){ "\0\0\3\0\0\0", 6 },
	    &der));
	T_INT(RC_NOTFOUND, cert_leaf((struct span){ "\0\0\0", 3 }, &der));
	T_INT(RC_MALFORMED, cert_read(der, &c));
	T_INT(RC_MALFORMED, cert_read((struct span){ NULL, 0 }, &c));
	T_INT(77, c.cn_n);
}

/* Made here, so that the names are what they are: the last common name, in
 * Latin-1, longer than is kept. */
static X509 *
made(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);
	unsigned char latin[2 * CERT_TEXT];

	memset(latin, 0xe4, sizeof(latin));
	T_TRUE(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
	    (const unsigned char *)"first", -1, -1, 0) == 1);
	/* V_ASN1_T61STRING is what OpenSSL reads as Latin-1. */
	T_TRUE(X509_NAME_add_entry_by_NID(name, NID_commonName,
	    V_ASN1_T61STRING, latin, 64, -1, 0) == 1);
	T_TRUE(ASN1_INTEGER_set(X509_get_serialNumber(x), 0x4a01) == 1);
	T_TRUE(ASN1_TIME_set_string(X509_getm_notBefore(x),
	    "20260302081500Z") == 1);
	T_TRUE(ASN1_TIME_set_string(X509_getm_notAfter(x),
	    "20270302081500Z") == 1);
	T_TRUE(X509_set_pubkey(x, key) == 1);
	T_TRUE(X509_sign(x, key, EVP_sha256()) > 0);
	EVP_PKEY_free(key);
	return (x);
}

static void
test_cert(void)
{
	X509 *x = made();
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	struct cert c = { .cn_n = 0 };

	T_TRUE(n > 0);
	T_INT(RC_OK, cert_read((struct span){ (char *)der, (size_t)n }, &c));
	/* 64 characters of two bytes each: all of the room, none cut. */
	T_INT(CERT_TEXT, c.cn_n);
	T_TRUE(memcmp(c.cn, "\xc3\xa4\xc3\xa4", 4) == 0);
	T_INT(0, c.issuer_n);
	T_INT(4, c.serial_n);
	T_TRUE(memcmp(c.serial, "4a01", 4) == 0);
	T_TRUE(!c.self);
	T_INT(INT64_C(1772439300000), c.not_before);
	T_INT(INT64_C(1803975300000), c.not_after);
	/* Cut or followed by a byte, it is none. */
	for (int i = 0; i < n; i += 7)
		T_INT(RC_MALFORMED, cert_read((struct span){ (char *)der,
		    (size_t)i }, &c));
	OPENSSL_free(der);
	X509_free(x);
}

static const struct t_case cases[] = {
	{ "the leaf of a list", test_leaf },
	{ "a certificate", test_cert },
	{ "JA4's example", test_example },
	{ "the stable variant", test_stable },
	{ "edges of JA4", test_edges },
	{ "cut hellos", test_cut },
	{ "records, cut", test_records },
	{ "no records", test_no_record },
};

T_MAIN(cases)
