/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest of a journal. */
#include "base/crc32c.h"
#include "base/cur.h"
#include "base/digit.h"
#include "base/mem.h"
#include "journal/chain.h"
#include "sys/disk.h"

#define HEX		(2 * HASH_SHA256)
#define FIRST		"vedette-journal 1\n"
#define MOST		((size_t)256 << 20)	/* Of a manifest. */

uint64_t
chain_end(const struct chain *c)
{
	const struct chain_seg *last = c->n > 0 ? &c->seg[c->n - 1] : NULL;

	return (last != NULL ? last->base + last->lines : c->start);
}

const uint8_t *
chain_link(const struct chain *c)
{

	return (c->n > 0 ? c->seg[c->n - 1].link : c->link);
}

const struct chain_seg *
chain_find(const struct chain *c, uint64_t offset)
{
	size_t low = 0, high = c->n;

	if (offset < c->start || offset >= chain_end(c))
		return (NULL);
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (c->seg[mid].base <= offset)
			low = mid;
		else
			high = mid;
	}
	return (&c->seg[low]);
}

static void
hex(struct buf *b, const uint8_t sum[HASH_SHA256])
{
	char digits[HEX];

	hash_hex(sum, HASH_SHA256, digits);
	buf_put(b, (struct span){ digits, HEX });
}

/* A row up to its link. */
static void
row(struct buf *b, const struct chain_seg *s)
{

	buf_fmt(b, "sealed %llu %llu %llu %llu %lld %lld ",
	    (unsigned long long)s->base, (unsigned long long)s->lines,
	    (unsigned long long)s->bytes, (unsigned long long)s->stored,
	    (long long)s->from_ms, (long long)s->to_ms);
	hex(b, s->content);
	buf_char(b, ' ');
	hex(b, s->file);
	buf_char(b, ' ');
}

rc
chain_add(struct chain *c, const struct chain_seg *seg)
{
	struct chain_seg mine = *seg;
	struct buf b = { 0 };

	hex(&b, chain_link(c));
	row(&b, &mine);
	if (b.failed || !mem_room(&c->seg, c->n, &c->cap,
	    sizeof(*c->seg))) {
		buf_release(&b);
		return (RC_NOMEM);
	}
	hash_sha256(buf_span(&b), mine.link);
	buf_release(&b);
	c->seg[c->n++] = mine;
	return (RC_OK);
}

void
chain_pop(struct chain *c)
{

	c->n--;
}

struct chain
chain_without(const struct chain *c, size_t n)
{
	struct chain fewer = *c;

	if (n == 0)
		return (fewer);
	fewer.start = c->seg[n - 1].base + c->seg[n - 1].lines;
	memcpy(fewer.link, c->seg[n - 1].link, sizeof(fewer.link));
	fewer.seg += n;
	fewer.n -= n;
	return (fewer);
}

void
chain_drop(struct chain *c, size_t n)
{
	struct chain fewer = chain_without(c, n);

	if (n == 0)
		return;
	c->start = fewer.start;
	memcpy(c->link, fewer.link, sizeof(c->link));
	c->n = fewer.n;
	memmove(c->seg, fewer.seg, c->n * sizeof(*c->seg));
}

void
chain_print(const struct chain *c, struct buf *b)
{
	size_t from = b->n;

	buf_text(b, FIRST);
	buf_fmt(b, "start %llu ", (unsigned long long)c->start);
	hex(b, c->link);
	buf_char(b, '\n');
	for (size_t i = 0; i < c->n; i++) {
		row(b, &c->seg[i]);
		hex(b, c->seg[i].link);
		buf_char(b, '\n');
	}
	if (!b->failed)
		buf_fmt(b, "check %08x\n", (unsigned)crc32c_of(
		    span_from(buf_span(b), from)));
}

/* Words of a line; what is not there, or not so, marks the cursor. */
static uint64_t
number(struct cur *c)
{
	uint64_t v = 0;

	while (cur_peek(c) >= '0' && cur_peek(c) <= '9') {
		unsigned digit = (unsigned)cur_u8(c) - '0';

		/* Offsets and sizes stay below 2^63. */
		if (v > ((uint64_t)INT64_MAX - digit) / 10)
			c->short_ = true;
		else
			v = v * 10 + digit;
	}
	if (!cur_eat(c, ' '))
		c->short_ = true;
	return (v);
}

static int64_t
moment(struct cur *c)
{
	bool minus = cur_eat(c, '-');
	int64_t v = (int64_t)number(c);

	return (minus ? -v : v);
}

static void
sum(struct cur *c, uint8_t out[HASH_SHA256])
{

	for (size_t i = 0; i < HASH_SHA256; i++) {
		int high = digit_hex(cur_u8(c));
		int low = digit_hex(cur_u8(c));

		if (high < 0 || low < 0)
			c->short_ = true;
		out[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	}
}

static void
word(struct cur *c, struct span want)
{

	if (!span_eq(cur_take(c, want.n), want))
		c->short_ = true;
}

/* One sealed segment, where the last one ended. */
static rc
take(struct cur *in, struct chain *c, struct err *e)
{
	uint8_t link[HASH_SHA256];
	struct chain_seg s = { .base = 0 };

	word(in, SPAN("sealed "));
	s.base = number(in);
	s.lines = number(in);
	s.bytes = number(in);
	s.stored = number(in);
	s.from_ms = moment(in);
	s.to_ms = moment(in);
	sum(in, s.content);
	word(in, SPAN(" "));
	sum(in, s.file);
	word(in, SPAN(" "));
	sum(in, link);
	word(in, SPAN("\n"));
	if (!cur_ok(in) || s.lines > (uint64_t)INT64_MAX - s.base)
		return (rc_fail(e, RC_MALFORMED, c->n + 3, "manifest: line "
		    "%zu: not a row", c->n + 3));
	if (s.base != chain_end(c))
		return (rc_fail(e, RC_MALFORMED, c->n + 3, "manifest: line "
		    "%zu: offset %llu where %llu follows", c->n + 3,
		    (unsigned long long)s.base,
		    (unsigned long long)chain_end(c)));
	if (chain_add(c, &s) != RC_OK)
		return (rc_fail(e, RC_NOMEM, 0, "reading the manifest"));
	if (memcmp(link, chain_link(c), sizeof(link)) != 0)
		return (rc_fail(e, RC_MALFORMED, c->n + 2, "manifest: line "
		    "%zu: its link is not that of what stands there",
		    c->n + 2));
	return (RC_OK);
}

static rc
rows(struct span in, struct chain *c, struct err *e)
{
	struct cur at = cur_of(in);
	rc r = RC_OK;

	word(&at, SPAN(FIRST));
	word(&at, SPAN("start "));
	c->start = number(&at);
	sum(&at, c->link);
	word(&at, SPAN("\n"));
	if (!cur_ok(&at))
		return (rc_fail(e, RC_MALFORMED, 1, "manifest: not one of "
		    "this program"));
	while (r == RC_OK && cur_peek(&at) == 's')
		r = take(&at, c, e);
	return (r);
}

rc
chain_parse(struct span in, struct chain *c, struct err *e)
{
	struct buf b = { 0 };
	rc r;

	if ((r = rows(in, c, e)) == RC_OK) {
		/* One form only, and the check at the end. */
		chain_print(c, &b);
		if (b.failed)
			r = rc_fail(e, RC_NOMEM, 0, "reading the manifest");
		else if (!span_eq(in, buf_span(&b)))
			r = rc_fail(e, RC_MALFORMED, c->n + 3, "manifest: "
			    "line %zu: it does not end as it should",
			    c->n + 3);
		buf_release(&b);
	}
	if (r != RC_OK)
		chain_release(c);
	return (r);
}

rc
chain_load(int dir, struct chain *c, struct err *e)
{
	uint64_t size = 0;
	size_t got = 0;
	char *p = NULL;
	int fd = -1;
	rc r;

	if ((r = disk_open(dir, "manifest", &fd, e)) != RC_OK)
		return (r);
	if ((r = disk_size(fd, &size, e)) != RC_OK)
		goto out;
	if (size > MOST)
		r = rc_fail(e, RC_MALFORMED, 0, "manifest: not one of this "
		    "program");
	else if ((p = mem_new(size + 1)) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "reading the manifest");
	else if ((r = disk_read(fd, 0, p, size, &got, e)) == RC_OK)
		r = chain_parse((struct span){ p, got }, c, e);
out:
	mem_free(p);
	disk_close(fd);
	return (r);
}

rc
chain_save(const struct chain *c, int dir, struct err *e)
{
	struct buf b = { 0 };
	rc r;

	chain_print(c, &b);
	r = b.failed ? rc_fail(e, RC_NOMEM, 0, "writing the manifest") :
	    disk_replace(dir, "manifest", "manifest.new", buf_span(&b), e);
	buf_release(&b);
	return (r);
}

void
chain_release(struct chain *c)
{

	mem_free(c->seg);
	*c = (struct chain){ .start = 0 };
}
