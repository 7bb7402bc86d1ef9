/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of a journal. */
#include "base/crc32c.h"
#include "base/cur.h"
#include "journal/block.h"

#define MAGIC		"VJB1"
#define SUMMED		32		/* Bytes of the head that are. */

static void
put(char *out, size_t n, uint64_t v)
{

	for (size_t i = 0; i < n; i++)
		out[i] = (char)(unsigned char)(v >> 8 * i);
}

void
block_head(const struct block *b, char out[BLOCK_HEAD])
{

	memcpy(out, MAGIC, 4);
	put(out + 4, 4, b->body.n);
	put(out + 8, 4, b->lines);
	put(out + 12, 8, b->offset);
	put(out + 20, 8, (uint64_t)b->time_ms);
	put(out + 28, 4, crc32c_of(b->body));
	put(out + SUMMED, 4, crc32c_of((struct span){ out, SUMMED }));
}

rc
block_look(struct span in, struct block *b, uint32_t *crc, struct err *e)
{
	struct cur c = cur_of(in);
	struct block got = { .body = { NULL, 0 } };
	struct span magic = cur_take(&c, 4);
	uint32_t sum;

	got.body.n = cur_le(&c, 4);
	got.lines = (uint32_t)cur_le(&c, 4);
	got.offset = cur_le(&c, 8);
	got.time_ms = (int64_t)cur_le(&c, 8);
	sum = (uint32_t)cur_le(&c, 4);
	if (!span_eq(magic, SPAN(MAGIC)))
		return (rc_fail(e, RC_MALFORMED, 0, "no block begins here"));
	if (cur_le(&c, 4) != crc32c_of((struct span){ in.p, SUMMED }) ||
	    !cur_ok(&c))
		return (rc_fail(e, RC_MALFORMED, 0, "a block's head is "
		    "damaged"));
	/* A line has a byte and its LF. */
	if (got.body.n > BLOCK_MOST || got.lines == 0 ||
	    got.body.n / 2 < got.lines || got.offset > INT64_MAX)
		return (rc_fail(e, RC_MALFORMED, 0, "a block's head cannot "
		    "be"));
	*b = got;
	*crc = sum;
	return (RC_OK);
}

static uint32_t
count(struct span body)
{
	uint32_t n = 0;

	while (body.n > 0) {
		(void)span_line(&body);
		n++;
	}
	return (n);
}

/* A beginning of the magic is more to come. */
static bool
begins(struct span in)
{
	size_t n = in.n < 4 ? in.n : 4;

	return (n == 0 || memcmp(in.p, MAGIC, n) == 0);
}

rc
block_cut(struct span in, struct block *b, struct err *e)
{
	struct block got = { .lines = 0 };
	uint32_t crc = 0;
	rc r;

	if (in.n < BLOCK_HEAD)
		return (begins(in) ? RC_MORE : rc_fail(e, RC_MALFORMED, 0,
		    "no block begins here"));
	if ((r = block_look((struct span){ in.p, BLOCK_HEAD }, &got, &crc,
	    e)) != RC_OK)
		return (r);
	if (in.n - BLOCK_HEAD < got.body.n)
		return (RC_MORE);
	got.body.p = in.p + BLOCK_HEAD;
	if (crc32c_of(got.body) != crc)
		return (rc_fail(e, RC_MALFORMED, 0, "a block's lines are "
		    "damaged"));
	if (got.body.p[got.body.n - 1] != '\n' ||
	    count(got.body) != got.lines)
		return (rc_fail(e, RC_MALFORMED, 0, "a block has not the "
		    "lines that it says"));
	*b = got;
	return (RC_OK);
}
