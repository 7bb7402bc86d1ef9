/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as one direction of a connection, the first byte chooses.
 *
 *	cut:   told in two parts, cut anywhere, it is what it is as a whole
 *	bound: no more is used than there is
 */
#include <stdlib.h>

#include "codec/http1_body.h"
#include "codec/ja4.h"
#include "codec/tls_record.h"

#define CUTS	64u		/* Places that are tried. */

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

/* What a direction said. */
struct said {
	uint64_t		faults;
	unsigned		messages;
	struct http1_body	body;
	bool			over;
};

/* As much of ${in} as is whole. */
static size_t
http(struct said *s, struct span in, bool response)
{
	size_t at = 0, n = 0;
	rc r = RC_OK;

	while (!s->over && r == RC_OK && at < in.n) {
		struct span rest = span_from(in, at);
		struct http1 h;

		n = 0;
		if (s->body.kind != HTTP1_BODY_NONE)
			r = http1_body_feed(&s->body, rest, &s->faults, &n);
		else if ((r = http1_read(rest, response, &h, &n)) != RC_MORE) {
			s->faults |= h.faults;
			s->messages++;
			http1_body_of(&h, response, false, &s->body);
		}
		must(n <= rest.n);
		at += r == RC_MALFORMED ? 0 : n;
		s->over = r == RC_MALFORMED;
	}
	return (at);
}

static void
cut_http(struct span in, bool response)
{
	struct said whole = { 0 };
	size_t step = in.n / CUTS + 1;

	(void)http(&whole, in, response);
	for (size_t cut = 1; cut < in.n; cut += step) {
		struct said parts = { 0 };
		size_t n = http(&parts, (struct span){ in.p, cut }, response);

		(void)http(&parts, span_from(in, n), response);
		must(parts.messages == whole.messages);
		must(parts.faults == whole.faults);
	}
}

struct heard {
	uint64_t	sum;
};

static void
hear(void *ctx, enum tls_record_what what, struct span body)
{
	struct heard *heard = ctx;
	struct tls_hello h;
	char text[JA4_TEXT];

	heard->sum = heard->sum * 31 + (uint64_t)what + body.n;
	if (tls_hello_server(body, &h) == RC_OK)
		heard->sum += h.cipher;
	if (tls_hello_client(body, &h) != RC_OK)
		return;
	ja4_write(&h, JA4_PLAIN, text);
	for (size_t i = 0; i < sizeof(text); i++)
		heard->sum = heard->sum * 31 + (uint64_t)text[i];
	ja4_write(&h, JA4_STABLE, text);
}

static rc
tls(struct tls_record *t, struct heard *heard, struct span in, size_t *n)
{
	rc r = tls_record_feed(t, in, hear, heard, n);

	must(*n <= in.n);
	return (r);
}

static void
cut_tls(struct span in)
{
	struct tls_record t = { .secret = false };
	struct heard whole = { 0 };
	size_t step = in.n / CUTS + 1, n;

	(void)tls(&t, &whole, in, &n);
	tls_record_clear(&t);
	for (size_t cut = 1; cut < in.n; cut += step) {
		struct tls_record u = { .secret = false };
		struct heard parts = { 0 };

		if (tls(&u, &parts, (struct span){ in.p, cut }, &n) ==
		    RC_OK && !u.secret)
			(void)tls(&u, &parts, span_from(in, n), &n);
		must(parts.sum == whole.sum);
		tls_record_clear(&u);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };

	if (n == 0)
		return (0);
	if (data[0] % 3 == 2)
		cut_tls(span_from(in, 1));
	else
		cut_http(span_from(in, 1), data[0] % 3 == 1);
	return (0);
}
