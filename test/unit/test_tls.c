/* SPDX-License-Identifier: Apache-2.0 */
/* Hellos of TLS, however they are cut, and JA4 of them. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
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

static const struct t_case cases[] = {
	{ "JA4's example", test_example },
	{ "the stable variant", test_stable },
	{ "edges of JA4", test_edges },
	{ "cut hellos", test_cut },
	{ "records, cut", test_records },
	{ "no records", test_no_record },
};

T_MAIN(cases)
