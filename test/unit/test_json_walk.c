/* SPDX-License-Identifier: Apache-2.0 */
/* The walker over any JSON, and the cutter of arrays. */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "t.h"

static struct arena arena;

/* Walking: events as letters. */
struct tale {
	struct buf	b;
	int		stop;
};

static rc
teller(void *ctx, enum json_step step, const struct json_val *v, size_t at)
{
	struct tale *t = ctx;

	(void)at;
	switch (step) {
	case JSON_STEP_OBJECT:
		buf_char(&t->b, '{');
		break;
	case JSON_STEP_ARRAY:
		buf_char(&t->b, '[');
		break;
	case JSON_STEP_OBJECT_END:
	case JSON_STEP_ARRAY_END:
		buf_fmt(&t->b, "%u%c ", v->n, v->p[v->n - 1]);
		break;
	case JSON_STEP_KEY:
		buf_put(&t->b, json_span(v));
		buf_char(&t->b, ':');
		break;
	case JSON_STEP_VALUE:
		if (v->type == JSON_TEXT)
			buf_put(&t->b, json_span(v));
		else if (v->type == JSON_INT)
			buf_int(&t->b, v->i);
		else
			buf_fmt(&t->b, "T%u", v->type);
		buf_char(&t->b, ' ');
		break;
	}
	return (--t->stop == 0 ? RC_DENIED : RC_OK);
}

static const struct {
	const char	*text;
	rc		 want;
	const char	*told;
} walks[] = {
	{ "7", RC_OK, "7 " },
	{ " \"a\\u0062\" ", RC_OK, "ab " },
	{ "[]", RC_OK, "[2] " },
	{ "{}", RC_OK, "{2} " },
	{ "{\"a\":[1,null,{\"b\":0.5}],\"c\":true}", RC_OK,
	    "{a:[1 T1 {b:T4 9} 18] c:T2 33} " },
	{ "{\"a\":1,\"a\":2}", RC_CONFLICT, "{a:1 " },
	{ "[[[[[[[[0]]]]]]]]", RC_OK,
	    "[[[[[[[[0 3] 5] 7] 9] 11] 13] 15] 17] " },
	{ "[[[[[[[[[0]]]]]]]]]", RC_LIMIT, "[[[[[[[[" },
	{ "", RC_MALFORMED, "" },
	{ "[1,]", RC_MALFORMED, "[1 " },
	{ "{\"a\"}", RC_MALFORMED, "{" },
	{ "{\"a\":1,}", RC_MALFORMED, "{a:1 " },
	{ "1 1", RC_MALFORMED, "1 " },
	{ "[1", RC_MALFORMED, "[1 " },
	{ "nul", RC_MALFORMED, "" },
};

static void
test_walk(void)
{
	static const struct json_limits loose = { 300, 3, true };
	struct tale t = { .stop = 0 };
	struct err e;

	for (size_t i = 0; i < COUNT_OF(walks); i++) {
		struct span s = { mem_copy(span_of(walks[i].text)),
		    strlen(walks[i].text) };

		buf_clear(&t.b);
		T_INT(walks[i].want, json_walk(s, NULL, &arena, teller, &t,
		    &e));
		T_SPAN(walks[i].told, buf_span(&t.b));
		mem_free((char *)(uintptr_t)s.p);
	}
	buf_clear(&t.b);
	T_INT(RC_OK, json_walk(SPAN("{\"a\":1,\"a\":2}"), &loose, &arena,
	    teller, &t, &e));
	T_INT(RC_LIMIT, json_walk(SPAN("[{\"a\":1},{\"a\":1,\"b\":1,\"c\":1}]"),
	    &loose, &arena, teller, &t, &e));
	/* The teller has had enough. */
	for (int n = 1; n <= 6; n++) {
		t.stop = n;
		T_INT(RC_DENIED, json_walk(SPAN("{\"a\":[1]}"), NULL, &arena,
		    teller, &t, &e));
		T_INT(0, t.stop);
		t.stop = 0;
		if (n == 5)
			n = 6;
	}
	buf_release(&t.b);
}

/* What is cut off an array, given ${step} bytes more each time. */
static rc
cut(const char *text, size_t step, struct buf *b)
{
	size_t from = 0, n = 0, all = strlen(text);
	struct span rest, element;
	struct err e;
	rc r;

	for (;;) {
		char *copy = mem_copy((struct span){ text + from, n - from });

		/* Exactly what has come so far. */
		rest = (struct span){ copy, n - from };
		r = json_element_next(&rest, &element, &e);
		if (r == RC_OK) {
			buf_put(b, element);
			buf_char(b, ';');
		}
		if (r == RC_OK || r == RC_NOTFOUND)
			from = n - rest.n;
		mem_free(copy);
		if (r == RC_MORE && n < all)
			n = n + step < all ? n + step : all;
		else if (r != RC_OK)
			break;
	}
	if (r == RC_NOTFOUND)
		buf_put(b, span_of(text + from));
	return (r);
}

static const struct {
	const char	*text;
	rc		 want;
	const char	*cut;
} arrays[] = {
	{ "[]", RC_NOTFOUND, "" },
	{ " [ ] x", RC_NOTFOUND, " x" },
	{ "[1]", RC_NOTFOUND, "1;" },
	{ "[12 , -3.5e1 ,true\n]", RC_NOTFOUND, "12;-3.5e1;true;" },
	{ "[[1,2],[],{\"a\":[\"]\\\"},\"]},\"x,]\\\\\"]", RC_NOTFOUND,
	    "[1,2];[];{\"a\":[\"]\\\"},\"]};\"x,]\\\\\";" },
	{ "", RC_MORE, "" },
	{ "  ", RC_MORE, "" },
	{ "[", RC_MORE, "" },
	{ "[1", RC_MORE, "" },
	{ "[1,", RC_MORE, "1;" },
	{ "[1,{\"a\":", RC_MORE, "1;" },
	{ "[\"a\\\"", RC_MORE, "" },
	{ "{}", RC_MALFORMED, "" },
	{ "1,2", RC_MALFORMED, "" },
	{ "[,1]", RC_MALFORMED, "" },
	{ "[1,,2]", RC_MALFORMED, "1;" },
	{ "[1,]", RC_MALFORMED, "1;" },
	{ "[1}", RC_MALFORMED, "" },
	{ "[x]", RC_MALFORMED, "" },
};

static void
test_elements(void)
{

	for (size_t i = 0; i < COUNT_OF(arrays); i++)
		for (size_t step = 1; step < 12; step++) {
			struct buf b = { 0 };

			T_INT(arrays[i].want, cut(arrays[i].text, step, &b));
			T_SPAN(arrays[i].cut, buf_span(&b));
			buf_release(&b);
		}
}

static const struct t_case cases[] = {
	{ "the walker tells all",		test_walk },
	{ "arrays are cut in pieces",		test_elements },
};

T_MAIN(cases)
