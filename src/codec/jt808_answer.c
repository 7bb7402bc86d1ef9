/* SPDX-License-Identifier: Apache-2.0 */
/* JT/T 808: what the platform answers. */
#include "base/cur.h"
#include "codec/checksum.h"
#include "codec/jt808.h"
#include "codec/jt808_answer.h"

#define MARK		0x7e
#define ESCAPE		0x7d
#define OF_2019		0x4000u
#define MOST		64		/* Bytes of an answer. */

enum number {
	ANSWER = 0x0001, REGISTER = 0x0100, PARAMETERS = 0x0104,
	PLACE_ASKED = 0x0201, CONTROLLED = 0x0500, ORDER = 0x8000,
	TO_ALL = 0x8001, TO_REGISTER = 0x8100
};

/* Bytes in the making. */
struct bytes {
	char	p[MOST];
	size_t	n;
};

static void
add(struct bytes *b, struct span s)
{

	BUG_IF(s.n > sizeof(b->p) - b->n);
	b->n += span_keep(b->p + b->n, sizeof(b->p) - b->n, s);
}

static void
add_be(struct bytes *b, unsigned v, unsigned n)
{
	char c[2] = { (char)(v >> 8 & 0xff), (char)(v & 0xff) };

	add(b, (struct span){ c + 2 - n, n });
}

/* With its sum and marks, escaped. */
static void
put(const struct bytes *b, struct buf *out)
{
	struct span all = { b->p, b->n };
	uint8_t sum = checksum_xor(all);

	buf_char(out, MARK);
	for (size_t i = 0; i <= b->n; i++) {
		uint8_t c = i < b->n ? (uint8_t)b->p[i] : sum;

		if (c != MARK && c != ESCAPE) {
			buf_char(out, (char)c);
			continue;
		}
		buf_char(out, ESCAPE);
		buf_char(out, (char)(c - ESCAPE + 1));
	}
	buf_char(out, MARK);
}

/* These answer an order; another answer would go on for ever. */
static bool
is_answer(unsigned number)
{

	return (number == ANSWER || number == PARAMETERS ||
	    number == PLACE_ASKED || number == CONTROLLED ||
	    (number & ORDER) != 0);
}

void
jt808_answer(struct span frame, struct buf *out)
{
	char raw[JT808_RAW], text[40];
	size_t n = jt808_between(frame, raw);
	struct cur c = cur_of((struct span){ raw, n });
	unsigned number = (unsigned)cur_be(&c, 2);
	unsigned bits = (unsigned)cur_be(&c, 2);
	struct bytes b = { .n = 0 }, body = { .n = 0 };
	struct span head, phone, serial;

	head = cur_take(&c, (bits & OF_2019) != 0 ? 1 : 0);
	phone = cur_take(&c, (bits & OF_2019) != 0 ? 10 : 6);
	serial = cur_take(&c, 2);
	if (!cur_ok(&c) || is_answer(number))
		return;
	add(&body, serial);
	if (number != REGISTER)
		add_be(&body, number, 2);
	add_be(&body, 0, 1);		/* Well done. */
	if (number == REGISTER)
		add(&body, tracker_bcd(phone, text));
	add_be(&b, number == REGISTER ? TO_REGISTER : TO_ALL, 2);
	add_be(&b, (unsigned)body.n | (bits & OF_2019), 2);
	add(&b, head);
	add(&b, phone);
	add(&b, serial);
	add(&b, (struct span){ body.p, body.n });
	put(&b, out);
}
