/* SPDX-License-Identifier: Apache-2.0 */
/* Binary records: there and back, and what must not be believed. */
#include "base/pack.h"

#include "t.h"

static const uint64_t numbers[] = { 0, 1, 127, 128, 300, 16383, 16384,
	UINT32_MAX, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX };

static void
test_there_and_back(void)
{
	struct buf b = { 0 };
	struct cur c;

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		pack_uint(&b, numbers[i]);
		pack_int(&b, (int64_t)numbers[i]);
		pack_fixed(&b, numbers[i]);
	}
	pack_bool(&b, true);
	pack_num(&b, -0.1);
	pack_text(&b, "veh-1");
	pack_span(&b, (struct span){ NULL, 0 });
	pack_maybe(&b, NULL);
	pack_maybe(&b, "x");
	T_TRUE(!b.failed);
	c = cur_of(buf_span(&b));
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		T_TRUE(pack_get_uint(&c) == numbers[i]);
		T_TRUE(pack_get_int(&c) == (int64_t)numbers[i]);
		T_TRUE(pack_get_fixed(&c) == numbers[i]);
	}
	T_TRUE(pack_get_bool(&c));
	T_NUM(-0.1, pack_get_num(&c), 0);
	T_TRUE(span_eq(pack_get_span(&c), SPAN("veh-1")));
	T_INT(0, pack_get_span(&c).n);
	T_TRUE(!pack_get_bool(&c));
	T_TRUE(pack_get_bool(&c));
	T_TRUE(span_eq(pack_get_span(&c), SPAN("x")));
	T_INT(RC_OK, pack_done(&c, "it", NULL));
	buf_release(&b);
}

static const struct {
	const char	*why;
	struct span	 in;
} wrong[] = {
	{ "nothing",			{ "", 0 } },
	{ "cut short",			{ "\x80", 1 } },
	{ "longer than needed",		{ "\x80\x00", 2 } },
	{ "eleven bytes", { "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
	    11 } },
	{ "65 bits",  { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10 } },
};

static void
test_bad_numbers(void)
{

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct cur c = cur_of(wrong[i].in);

		T_INT(0, (long long)pack_get_uint(&c));
		T_TRUE(!cur_ok(&c));
	}
}

/* A claim of more than is there allocates nothing. */
static void
test_counts(void)
{
	struct cur c = cur_of(SPAN("\x05" "12345678"));

	T_INT(0, pack_get_count(&c, 2));
	T_TRUE(!cur_ok(&c));
	c = cur_of(SPAN("\x04" "12345678"));
	T_INT(4, pack_get_count(&c, 2));
	c = cur_of(SPAN("\x02"));
	T_TRUE(!pack_get_bool(&c));
	T_TRUE(!cur_ok(&c));
	c = cur_of(SPAN("\x07"));
	T_INT(0, (long long)pack_get_upto(&c, 6));
	T_TRUE(!cur_ok(&c));
}

#define TAG	PACK_TAG('t', 'e', 's', 't')

/* Every byte of a section counts, and so does each that is missing. */
static void
test_section(void)
{
	struct buf b = { 0 };
	struct cur c, body;
	struct err e;
	size_t at;

	pack_uint(&b, 7);
	at = pack_begin(&b, TAG);
	pack_text(&b, "body");
	pack_end(&b, at);
	c = cur_of(buf_span(&b));
	T_INT(7, (long long)pack_get_uint(&c));
	T_INT(RC_OK, pack_open(&c, TAG, &body, &e));
	T_TRUE(span_eq(pack_get_span(&body), SPAN("body")));
	T_INT(RC_OK, pack_done(&body, "body", &e));
	T_INT(RC_OK, pack_done(&c, "all", &e));
	for (size_t i = 1; i < b.n; i++) {
		b.p[i] ^= 0x10;
		c = cur_of(span_from(buf_span(&b), 1));
		T_INT(RC_MALFORMED, pack_open(&c, TAG, &body, &e));
		b.p[i] ^= 0x10;
		c = cur_of((struct span){ b.p + 1, i - 1 });
		T_INT(RC_MALFORMED, pack_open(&c, TAG, &body, &e));
	}
	c = cur_of(span_from(buf_span(&b), 1));
	T_INT(RC_MALFORMED, pack_open(&c, TAG + 1, &body, &e));
	buf_release(&b);
}

static const struct {
	const char	*p;
	size_t		 n;
} sparse[] = {
	{ "", 0 }, { "\0", 1 }, { "a", 1 }, { "a\0", 2 }, { "\0\0\0\0\0a", 6 },
	{ "a\0\0\0b", 5 }, { "a\0\0\0\0\0b\0\0\0\0", 11 },
	{ "\0\0\0\0\0\0\0\0", 8 },
};

static void
test_sparse(void)
{

	for (size_t i = 0; i < COUNT_OF(sparse); i++) {
		struct buf b = { 0 };
		struct cur c;
		char out[16];

		pack_sparse(&b, (struct span){ sparse[i].p, sparse[i].n });
		c = cur_of(buf_span(&b));
		pack_get_sparse(&c, out, sparse[i].n);
		T_INT(RC_OK, pack_done(&c, "it", NULL));
		T_TRUE(memcmp(out, sparse[i].p, sparse[i].n) == 0);
		/* One that is longer than asked for is refused. */
		c = cur_of(buf_span(&b));
		if (sparse[i].n > 1) {
			pack_get_sparse(&c, out, sparse[i].n - 1);
			T_TRUE(pack_done(&c, "it", NULL) != RC_OK);
		}
		buf_release(&b);
	}
}

static const struct t_case cases[] = {
	{ "there and back", test_there_and_back },
	{ "numbers that are none", test_bad_numbers },
	{ "counts are bounded by the input", test_counts },
	{ "sections", test_section },
	{ "zeros take no room", test_sparse },
};

T_MAIN(cases)
