/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as one direction of TLS.
 *
 *	records:  fed whole or in two pieces, the same messages come
 *	hello:    names lie inside the message; JA4 agrees with its variant
 *	rest:     a certificate is read or refused
 */
#include <stdlib.h>

#include "codec/cert.h"
#include "codec/ja4.h"
#include "codec/tls_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

static void
inside(struct span all, struct span s)
{

	must(s.n == 0 || (s.p >= all.p && s.n <= all.n &&
	    s.p <= all.p + (all.n - s.n)));
}

static void
hello(struct span body)
{
	char text[2][JA4_TEXT];
	struct tls_hello h;

	if (tls_hello_server(body, &h) == RC_OK)
		must(h.ext_n <= TLS_HELLO_EXTS);
	if (tls_hello_client(body, &h) != RC_OK)
		return;
	inside(body, h.sni);
	inside(body, h.alpn);
	must(h.ext_n <= TLS_HELLO_EXTS &&
	    h.ciphers.n <= 2 * TLS_HELLO_CIPHERS &&
	    h.signatures.n <= 2 * TLS_HELLO_SIGNATURES);
	ja4_write(&h, JA4_PLAIN, text[0]);
	ja4_write(&h, JA4_STABLE, text[1]);
	/* The ciphers' part is that of both. */
	must(memcmp(text[0] + 10, text[1] + 10, 14) == 0);
}

static void
certificate(struct span body)
{
	struct cert c = { .cn_n = CERT_TEXT + 1 };
	struct span der;

	if (cert_leaf(body, &der) == RC_OK) {
		inside(body, der);
		body = der;
	}
	if (cert_read(body, &c) == RC_OK)
		must(c.cn_n <= CERT_TEXT && c.issuer_n <= CERT_TEXT &&
		    c.serial_n <= CERT_SERIAL);
	else
		must(c.cn_n == CERT_TEXT + 1);	/* Not touched. */
}

static void
one(void *ctx, enum tls_record_what what, struct span body)
{
	uint64_t *sum = ctx;

	hello(body);
	certificate(body);
	*sum = *sum * 31 + (uint64_t)what * 7 + body.n;
}

/* What is told of ${in}, on the heap so that one byte too far is seen. */
static rc
feed(struct tls_record *t, struct span in, uint64_t *sum, size_t *used)
{
	char *copy = malloc(in.n > 0 ? in.n : 1);
	rc r;

	must(copy != NULL);
	if (in.n > 0)
		memcpy(copy, in.p, in.n);
	r = tls_record_feed(t, (struct span){ copy, in.n }, one, sum, used);
	must(r == RC_OK || r == RC_MALFORMED);
	must(r != RC_OK || *used <= in.n);
	free(copy);
	return (r);
}

static rc
look(struct span in, size_t cut, uint64_t *sum)
{
	struct tls_record t = { .secret = false };
	size_t used = 0, more = 0;
	rc r = feed(&t, (struct span){ in.p, cut }, sum, &used);

	if (r == RC_OK && cut < in.n)
		r = feed(&t, span_from(in, used), sum, &more);
	tls_record_clear(&t);
	return (r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { (const char *)data, size };
	uint64_t whole = 0, pieces = 0;
	rc r = look(in, in.n, &whole);

	must(tls_record_is(in) != RC_NOMEM);
	must(look(in, in.n / 2, &pieces) == r && pieces == whole);
	certificate(in);
	return (0);
}
