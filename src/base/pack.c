/* SPDX-License-Identifier: Apache-2.0 */
/* Binary records. */
#include "base/hash.h"
#include "base/pack.h"

#define VARINT_MAX	10		/* Bytes of 64 bits by sevens. */
#define HEAD_SUMMED	12		/* Tag and length. */
#define RUN_LEAST	4		/* Zeros that are left out. */

void
pack_uint(struct buf *b, uint64_t n)
{
	char out[VARINT_MAX];
	size_t at = 0;

	for (; n > 127; n >>= 7)
		out[at++] = (char)(unsigned char)(128u | (n & 127u));
	out[at++] = (char)n;
	buf_put(b, (struct span){ out, at });
}

void
pack_int(struct buf *b, int64_t n)
{

	pack_uint(b, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

void
pack_bool(struct buf *b, bool yes)
{

	buf_char(b, yes ? 1 : 0);
}

static void
fixed(char *out, uint64_t n, size_t bytes)
{

	for (size_t i = 0; i < bytes; i++)
		out[i] = (char)(unsigned char)(n >> 8 * i & 255u);
}

void
pack_fixed(struct buf *b, uint64_t n)
{
	char out[8];

	fixed(out, n, sizeof(out));
	buf_put(b, (struct span){ out, sizeof(out) });
}

void
pack_num(struct buf *b, double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	pack_fixed(b, bits);
}

void
pack_span(struct buf *b, struct span s)
{

	pack_uint(b, s.n);
	buf_put(b, s);
}

void
pack_text(struct buf *b, const char *s)
{

	pack_span(b, span_of(s));
}

/* How many zero bytes ${s} begins with. */
static size_t
zeros(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == 0)
		n++;
	return (n);
}

/* ... and how many before the next run of zeros that is worth a break. */
static size_t
bytes(struct span s)
{
	size_t n = 0, run;

	while (n < s.n) {
		run = zeros(span_from(s, n));
		if (run >= RUN_LEAST || n + run == s.n)
			break;
		n += run + 1;
	}
	return (n);
}

void
pack_sparse(struct buf *b, struct span s)
{

	while (s.n > 0) {
		size_t n = zeros(s);

		pack_uint(b, n);
		s = span_from(s, n);
		n = bytes(s);
		pack_span(b, (struct span){ s.p, n });
		s = span_from(s, n);
	}
}

void
pack_maybe(struct buf *b, const char *s)
{

	pack_bool(b, s != NULL);
	if (s != NULL)
		pack_text(b, s);
}

size_t
pack_begin(struct buf *b, uint32_t tag)
{
	char head[PACK_HEAD] = { 0 };
	size_t at = b->n;

	fixed(head, tag, 4);
	buf_put(b, (struct span){ head, sizeof(head) });
	return (at);
}

/* The sum of a section whose head begins at ${head}. */
static uint64_t
sum(const char *head, struct span body)
{

	return (hash_seeded(body, hash_64((struct span){ head,
	    HEAD_SUMMED })));
}

void
pack_end(struct buf *b, size_t at)
{
	struct span body;

	if (b->failed)
		return;
	body = span_from(buf_span(b), at + PACK_HEAD);
	fixed(b->p + at + 4, body.n, 8);
	fixed(b->p + at + HEAD_SUMMED, sum(b->p + at, body), 8);
}

void
pack_bad(struct cur *c)
{

	c->short_ = true;
}

uint64_t
pack_get_uint(struct cur *c)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < VARINT_MAX; i++) {
		uint8_t byte = cur_u8(c);

		n |= (uint64_t)(byte & 127u) << 7 * i;
		if (byte > 127)
			continue;
		/* One form only; and the tenth byte has one bit left. */
		if ((i > 0 && byte == 0) || (i == VARINT_MAX - 1 && byte > 1))
			break;
		return (n);
	}
	pack_bad(c);
	return (0);
}

int64_t
pack_get_int(struct cur *c)
{
	uint64_t n = pack_get_uint(c);

	n = n >> 1 ^ ((n & 1) != 0 ? UINT64_MAX : 0);
	return ((int64_t)n);
}

uint64_t
pack_get_upto(struct cur *c, uint64_t most)
{
	uint64_t n = pack_get_uint(c);

	if (n <= most)
		return (n);
	pack_bad(c);
	return (0);
}

bool
pack_get_bool(struct cur *c)
{

	return (pack_get_upto(c, 1) == 1);
}

static uint64_t
get_fixed(struct cur *c, size_t bytes)
{
	struct span s = cur_take(c, bytes);
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
	return (n);
}

uint64_t
pack_get_fixed(struct cur *c)
{

	return (get_fixed(c, 8));
}

double
pack_get_num(struct cur *c)
{
	uint64_t bits = pack_get_fixed(c);
	double d;

	memcpy(&d, &bits, sizeof(d));
	return (d);
}

struct span
pack_get_span(struct cur *c)
{

	return (cur_take(c, pack_get_count(c, 1)));
}

void
pack_get_sparse(struct cur *c, char *out, size_t n)
{
	struct span s;
	size_t z;

	memset(out, 0, n);
	while (n > 0 && cur_ok(c)) {
		z = (size_t)pack_get_upto(c, n);
		s = pack_get_span(c);
		if (s.n > n - z || z + s.n == 0) {
			pack_bad(c);
			return;
		}
		if (s.n > 0)
			memcpy(out + z, s.p, s.n);
		out += z + s.n;
		n -= z + s.n;
	}
}

size_t
pack_get_count(struct cur *c, size_t least)
{

	return ((size_t)pack_get_upto(c, cur_left(c) / least));
}

rc
pack_open(struct cur *c, uint32_t tag, struct cur *body, struct err *e)
{
	size_t at = c->at;
	struct span head = cur_take(c, PACK_HEAD), s;
	struct cur h = cur_of(head);
	uint32_t is;
	uint64_t n, want;

	is = (uint32_t)get_fixed(&h, 4);
	n = get_fixed(&h, 8);
	want = get_fixed(&h, 8);
	if (!cur_ok(c) || n > cur_left(c)) {
		pack_bad(c);
		return (rc_fail(e, RC_MALFORMED, at, "cut short"));
	}
	s = cur_take(c, (size_t)n);
	if (is != tag)
		return (rc_fail(e, RC_MALFORMED, at, "not the part that was "
		    "expected here"));
	if (sum(head.p, s) != want)
		return (rc_fail(e, RC_MALFORMED, at, "damaged"));
	*body = cur_of(s);
	return (RC_OK);
}

rc
pack_done(const struct cur *c, const char *what, struct err *e)
{

	if (cur_ok(c) && cur_left(c) == 0)
		return (RC_OK);
	return (rc_fail(e, RC_MALFORMED, c->at, "%s makes no sense", what));
}
