/* SPDX-License-Identifier: Apache-2.0 */
/* Text hygiene: what stays, what goes, what is replaced. */
#include "base/mem.h"
#include "base/utf8.h"

#include "t.h"

#define BAD	"\xef\xbf\xbd"

static const struct {
	const char	*in;
	size_t		 n;
	const char	*text;		/* As free text. */
	const char	*id;		/* As id; NULL: the same. */
} cases_clean[] = {
#define IN(s)	(s), sizeof(s) - 1
	{ IN(""),			"", NULL },
	{ IN("plain ~ text"),		"plain ~ text", NULL },
	{ IN("gr\xc3\xbc\xc3\x9f"),	"gr\xc3\xbc\xc3\x9f", NULL },
	{ IN("\xe6\x97\xa5\xf0\x9f\x9a\x97"), "\xe6\x97\xa5\xf0\x9f\x9a\x97",
	    NULL },
	/* C0, NUL among them; DEL; C1. */
	{ IN("a\0b\x01""c\nd\te\x1f"),	"abcde", NULL },
	{ IN("a\x7f""b"),		"ab", NULL },
	{ IN("a\xc2\x80""b\xc2\x9f""c\xc2\xa0"), "abc\xc2\xa0", NULL },
	/* Bidirectional controls and their neighbours. */
	{ IN("a\xd8\x9c""b"),		"ab", NULL },
	{ IN("a\xe2\x80\x8e\xe2\x80\x8f""b"), "ab", NULL },
	{ IN("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae!"),
	    "!", NULL },
	{ IN("\xe2\x80\xa9\xe2\x80\xaf"), "\xe2\x80\xa9\xe2\x80\xaf", NULL },
	{ IN("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9!"), "!",
	    NULL },
	{ IN("\xe2\x81\xa5\xe2\x81\xaa"), "\xe2\x81\xa5\xe2\x81\xaa", NULL },
	/* Tags and their neighbours. */
	{ IN("a\xf3\xa0\x80\x80\xf3\xa0\x81\xbf""b"), "ab", NULL },
	{ IN("\xf3\xa0\x82\x80"),	"\xf3\xa0\x82\x80", NULL },
	/* Invisible: only ids lose them. */
	{ IN("a\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d""b"),
	    "a\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d""b", "ab" },
	{ IN("a\xe2\x81\xa0""b"),	"a\xe2\x81\xa0""b", "ab" },
	{ IN("\xef\xbb\xbf""b"),	"\xef\xbb\xbf""b", "b" },
	/* U+FFFD that was there is no change. */
	{ IN("a" BAD "b"),		"a" BAD "b", NULL },
	/* Maximal subparts: the standard's tables 3-8 to 3-11. */
	{ IN("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"),
	    BAD BAD BAD BAD BAD BAD BAD BAD "A", NULL },
	{ IN("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41"),
	    BAD BAD BAD BAD BAD BAD BAD BAD "A", NULL },
	{ IN("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42"),
	    BAD BAD BAD BAD BAD "A" BAD BAD "B", NULL },
	{ IN("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"),
	    BAD BAD BAD BAD "A", NULL },
	/* Cut at the end. */
	{ IN("a\xc3"),			"a" BAD, NULL },
	{ IN("a\xe2\x82"),		"a" BAD, NULL },
	{ IN("a\xf0\x9f\x9a"),		"a" BAD, NULL },
	{ IN("\xf5\x80"),		BAD BAD, NULL },
	{ IN("\xc1\x81"),		BAD BAD, NULL },
#undef IN
};

static void
test_clean(void)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(cases_clean) / sizeof(*cases_clean);
	    i++) {
		/* Exactly its size: a byte too far is seen. */
		struct span in = { mem_copy((struct span){
		    cases_clean[i].in, cases_clean[i].n }),
		    cases_clean[i].n };
		const char *id = cases_clean[i].id != NULL ?
		    cases_clean[i].id : cases_clean[i].text;
		struct span out = { NULL, 0 };
		bool changed = false;

		T_INT(RC_OK, utf8_clean(in, UTF8_TEXT, &a, &out, &changed));
		T_INT(!changed, utf8_is_clean(in, UTF8_TEXT));
		T_SPAN(cases_clean[i].text, out);
		T_INT(!span_eq(in, out), changed);
		T_TRUE(changed || out.p == in.p);
		T_INT(RC_OK, utf8_clean(in, UTF8_ID, &a, &out, &changed));
		T_INT(!changed, utf8_is_clean(in, UTF8_ID));
		T_SPAN(id, out);
		T_INT(!span_eq(in, out), changed);
		mem_free((char *)(uintptr_t)in.p);
	}
	arena_release(&a);
}

/* Every scalar value stays, except those listed. */
static void
test_every_character(void)
{
	struct arena a = { 0 };
	unsigned long stay = 0, lost = 0;

	for (uint32_t c = 0; c < 0x110000; c++) {
		char p[4];
		struct span in = { p, 0 }, out;
		bool changed;
		size_t n;

		if (c < 0x80) {
			p[in.n++] = (char)c;
		} else if (c < 0x800) {
			p[in.n++] = (char)(0xc0 | c >> 6);
		} else if (c < 0x10000) {
			p[in.n++] = (char)(0xe0 | c >> 12);
			p[in.n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else {
			p[in.n++] = (char)(0xf0 | c >> 18);
			p[in.n++] = (char)(0x80 | (c >> 12 & 0x3f));
			p[in.n++] = (char)(0x80 | (c >> 6 & 0x3f));
		}
		if (c >= 0x80)
			p[in.n++] = (char)(0x80 | (c & 0x3f));
		if (c >= 0xd800 && c <= 0xdfff) {
			T_INT(-1, utf8_next(in, &n));
			T_INT(1, n);
			continue;
		}
		T_INT(c, utf8_next(in, &n));
		T_INT(in.n, n);
		if (utf8_clean(in, UTF8_TEXT, &a, &out, &changed) != RC_OK)
			T_TRUE(false);
		else if (changed)
			lost += out.n == 0;
		else
			stay += span_eq(in, out);
		arena_clear(&a);
	}
	/* 32 C0, 33 DEL and C1, 1 + 2 + 5 + 4 bidi, 128 tags. */
	T_INT(32 + 33 + 12 + 128, lost);
	T_INT(0x110000 - 0x800 - 205, stay);
	arena_release(&a);
}

static const struct {
	const char	*in;
	size_t		 most;
	const char	*want;
} cuts[] = {
	{ "abc", 3, "abc" },
	{ "abc", 2, "ab" },
	{ "abc", 0, "" },
	{ "a\xc3\xbc""b", 1, "a" },
	{ "a\xc3\xbc""b", 2, "a" },
	{ "a\xc3\xbc""b", 3, "a\xc3\xbc" },
	{ "\xf0\x9f\x9a\x97", 3, "" },
	{ "x\xf0\x9f\x9a\x97y", 4, "x" },
	{ "x\xf0\x9f\x9a\x97y", 5, "x\xf0\x9f\x9a\x97" },
	{ "\x80\x80\x80\x80\x80", 3, "\x80\x80\x80" },
	{ "\xe6\x97\xa5\xe6\x97\xa5", 5, "\xe6\x97\xa5" },
	{ "\xc3\xbc\x80\x80", 3, "\xc3\xbc\x80" },
};

static void
test_cut(void)
{

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		T_SPAN(cuts[i].want, utf8_cut(span_of(cuts[i].in),
		    cuts[i].most));
}

static void
test_no_memory(void)
{
	struct arena a = { 0 };
	struct span out = { NULL, 77 };
	bool changed = false;

	mem_count = 0;
	mem_fail_at = 1;
	T_INT(RC_NOMEM, utf8_clean(SPAN("a\n"), UTF8_TEXT, &a, &out,
	    &changed));
	T_INT(77, out.n);
	/* What is clean needs none. */
	mem_count = 0;
	T_INT(RC_OK, utf8_clean(SPAN("a"), UTF8_TEXT, &a, &out, &changed));
	mem_fail_at = 0;
	arena_release(&a);
}

static const struct t_case cases[] = {
	{ "texts and ids are cleaned",		test_clean },
	{ "every character stays or goes",	test_every_character },
	{ "texts are cut between characters",	test_cut },
	{ "no memory is said",			test_no_memory },
};

T_MAIN(cases)
