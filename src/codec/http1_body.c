/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of HTTP/1.1 messages. */
#include "base/cur.h"
#include "base/digit.h"
#include "codec/http1_body.h"

#define LINE_MOST	8192u		/* Bytes of a size or trailer. */
#define DIGITS_MOST	15u		/* Below 2^60. */

void
http1_body_of(const struct http1 *h, bool response, bool none,
    struct http1_body *b)
{

	*b = (struct http1_body){ .kind = HTTP1_BODY_NONE };
	if (none)
		return;
	if (h->chunked)
		b->kind = HTTP1_BODY_SIZE;
	else if (h->codings == 0 && h->length > 0) {
		b->kind = HTTP1_BODY_LENGTH;
		b->left = (uint64_t)h->length;
	} else if (response && (h->codings > 0 ||
	    h->length == HTTP1_NO_LENGTH))
		b->kind = HTTP1_BODY_CLOSE;
}

/* "1a", and an extension behind a semicolon. */
static bool
to_size(struct span line, uint64_t *ret, uint64_t *faults)
{
	struct cur c = cur_of(line);
	struct span digits = cur_until(&c, ';');

	*ret = 0;
	if (digits.n == 0 || digits.n > DIGITS_MOST)
		return (false);
	for (size_t i = 0; i < digits.n; i++) {
		int d = digit_hex(digits.p[i]);

		if (d < 0)
			return (false);
		*ret = *ret << 4 | (unsigned)d;
	}
	for (size_t i = digits.n; i < line.n; i++) {
		if ((unsigned char)line.p[i] < ' ' && line.p[i] != '\t')
			http1_fault_add(faults, HTTP1_CHUNK_EXT);
	}
	return (true);
}

static rc
wrong(uint64_t *faults, enum http1_fault f)
{

	http1_fault_add(faults, f);
	return (RC_MALFORMED);
}

static rc
size(struct http1_body *b, struct span line, uint64_t *faults)
{

	if (!to_size(line, &b->left, faults))
		return (wrong(faults, HTTP1_CHUNK_SIZE));
	b->kind = b->left > 0 ? HTTP1_BODY_CHUNK : HTTP1_BODY_TRAILER;
	return (RC_OK);
}

static rc
trailer(struct http1_body *b, struct span line, uint64_t *faults)
{
	struct http1 h = { .length = HTTP1_NO_LENGTH };

	if (line.n == 0) {
		b->kind = HTTP1_BODY_NONE;
		return (RC_OK);
	}
	http1_field(line, &h);
	*faults |= h.faults;
	if (h.hosts + h.lengths + h.codings > 0)
		http1_fault_add(faults, HTTP1_TRAILER);
	return (RC_OK);
}

static rc
chunk_end(struct http1_body *b, struct span line, uint64_t *faults)
{

	if (line.n > 0)
		return (wrong(faults, HTTP1_CHUNK_END));
	b->kind = HTTP1_BODY_SIZE;
	return (RC_OK);
}

/* The lines of a chunked body. */
static rc
one_line(struct http1_body *b, struct span in, uint64_t *faults, size_t *n)
{
	struct span line = { NULL, 0 };

	if (b->kind == HTTP1_BODY_CHUNK_END && in.n > 0 &&
	    in.p[0] != '\r' && in.p[0] != '\n')
		return (wrong(faults, HTTP1_CHUNK_END));
	if (b->kind == HTTP1_BODY_CHUNK_END && in.n > 1 &&
	    in.p[0] == '\r' && in.p[1] != '\n')
		return (wrong(faults, HTTP1_CHUNK_END));
	*n = http1_line(in, &line, faults);
	if (*n == 0 && in.n > LINE_MOST)
		return (wrong(faults, HTTP1_LONG));
	if (*n == 0)
		return (RC_MORE);
	if (b->kind == HTTP1_BODY_SIZE)
		return (size(b, line, faults));
	return ((b->kind == HTTP1_BODY_TRAILER ? trailer : chunk_end)(b,
	    line, faults));
}

/* Bytes of known number. */
static rc
bytes(struct http1_body *b, struct span in, size_t *n)
{

	*n = in.n < b->left ? in.n : (size_t)b->left;
	b->left -= *n;
	if (b->left > 0)
		return (RC_MORE);
	b->kind = b->kind == HTTP1_BODY_CHUNK ? HTTP1_BODY_CHUNK_END :
	    HTTP1_BODY_NONE;
	return (RC_OK);
}

rc
http1_body_feed(struct http1_body *b, struct span in, uint64_t *faults,
    size_t *used)
{
	rc r = RC_OK;

	*used = 0;
	while (r == RC_OK && b->kind != HTTP1_BODY_NONE) {
		struct span rest = span_from(in, *used);
		size_t n = 0;

		if (b->kind == HTTP1_BODY_CLOSE) {
			*used = in.n;
			return (RC_MORE);
		}
		if (b->kind == HTTP1_BODY_LENGTH ||
		    b->kind == HTTP1_BODY_CHUNK)
			r = bytes(b, rest, &n);
		else
			r = one_line(b, rest, faults, &n);
		*used += n;
	}
	return (r);
}
