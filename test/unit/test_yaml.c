/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML tree: types, places, refusals, limits. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/yaml.h"

#include "t.h"

static const struct {
	const char	*text;
	enum yaml_type	 want;
	double		 num;
} types[] = {
	{ "1",			YAML_IS_INT,	1 },
	{ "-7",			YAML_IS_INT,	-7 },
	{ "+7",			YAML_IS_INT,	7 },
	{ "010",		YAML_IS_INT,	10 },
	{ "0x1F",		YAML_IS_INT,	31 },
	{ "0o17",		YAML_IS_INT,	15 },
	{ "-0x1F",		YAML_IS_TEXT,	0 },
	{ "0b1",		YAML_IS_TEXT,	0 },
	{ "1_000",		YAML_IS_TEXT,	0 },
	{ "9223372036854775807", YAML_IS_INT,	9223372036854775807. },
	{ "9223372036854775808", YAML_IS_NUM,	9223372036854775808. },
	{ "1.5",		YAML_IS_NUM,	1.5 },
	{ ".5",			YAML_IS_NUM,	.5 },
	{ "1e3",		YAML_IS_NUM,	1000 },
	{ "1e999",		YAML_IS_TEXT,	0 },
	{ "1.2.3",		YAML_IS_TEXT,	0 },
	{ "12:30",		YAML_IS_TEXT,	0 },
	{ "2026-01-01",		YAML_IS_TEXT,	0 },
	{ "yes",		YAML_IS_TEXT,	0 },
	{ "on",			YAML_IS_TEXT,	0 },
	{ "true",		YAML_IS_BOOL,	0 },
	{ "False",		YAML_IS_BOOL,	0 },
	{ "~",			YAML_IS_NULL,	0 },
	{ "null",		YAML_IS_NULL,	0 },
	{ "",			YAML_IS_NULL,	0 },
	{ "''",			YAML_IS_TEXT,	0 },
	{ "'1'",		YAML_IS_TEXT,	0 },
	{ "\"true\"",		YAML_IS_TEXT,	0 },
};

static void
test_types(void)
{

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct yaml_bad bad = { .line = 0 };
		const struct yaml_node *v;
		struct yaml *y = NULL;
		struct buf b = { 0 };
		double d = 0;
		size_t n;

		buf_fmt(&b, "k: %s\n", types[i].text);
		T_INT(RC_OK, yaml_new(buf_span(&b), &y, &bad));
		v = yaml_get(yaml_docs(y, &n)[0].root, "k");
		T_INT(1, n);
		T_TRUE(v != NULL);
		if (v == NULL || yaml_type(v) != types[i].want)
			printf("# %s\n", types[i].text);
		T_INT(types[i].want, v != NULL ? yaml_type(v) : YAML_IS_TEXT);
		T_INT(types[i].want == YAML_IS_INT ||
		    types[i].want == YAML_IS_NUM, yaml_num(v, &d));
		T_NUM(types[i].num, d, 0);
		yaml_end(y);
		buf_release(&b);
	}
}

static const struct {
	const char	*why, *text;
	unsigned	 doc;		/* From 1; 0: the whole text. */
	unsigned	 line, col;
	const char	*what;
} refused[] = {
	{ "key twice", "a: 1\nb: 2\n\"a\": 3\n", 1, 3, 1,
	    "key 'a' twice in one mapping" },
	{ "the neighbour lives", "a: 1\na: 2\n---\nb: 1\n", 1, 2, 1,
	    "key 'a' twice in one mapping" },
	{ "merge", "x: &x {a: 1}\ny:\n  <<: *x\n", 1, 3, 3,
	    "the merge key '<<' is not part of YAML 1.2" },
	{ "complex key", "? [a]\n: b\n", 1, 1, 3,
	    "a key must be a plain or quoted text" },
	{ "tag", "a: !!int '3'\n", 1, 1, 4, "tags are not supported" },
	{ "self", "a: &a [1, *a]\n", 1, 1, 11,
	    "alias inside of what it names" },
	{ "forward", "a: *b\nb: &b 1\n", 1, 1, 4,
	    "alias without an anchor before it" },
	{ "anchors end with the document", "a: &x 1\n---\nb: *x\n", 2, 3, 4,
	    "alias without an anchor before it" },
	{ "syntax", "a: [1\nb: 2\n", 0, 2, 2,
	    "did not find expected ',' or ']'" },
	{ "tab", "a:\n\t- b\n", 0, 2, 1,
	    "found character that cannot start any token" },
	{ "not UTF-8", "a: 1\nb: x\xff\n", 0, 2, 5,
	    "invalid leading UTF-8 octet" },
	{ "deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]"
	    "]]]]]]]\n", 0, 1, 33, "nested deeper than 32" },
};

static void
test_refused(void)
{

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct yaml_bad bad = { .line = 0 };
		const struct yaml_doc *d;
		struct yaml *y = NULL;
		size_t n = 0;
		rc r = yaml_new(span_of(refused[i].text), &y, &bad);

		T_INT(refused[i].doc == 0, r != RC_OK);
		if (r == RC_OK) {
			d = yaml_docs(y, &n);
			T_TRUE(n >= refused[i].doc);
			for (size_t j = 0; j < n; j++)
				T_INT(j + 1 == refused[i].doc,
				    d[j].root == NULL);
			bad = d[refused[i].doc - 1].bad;
		}
		T_STR(refused[i].what, bad.what);
		T_INT(refused[i].line, bad.line);
		T_INT(refused[i].col, bad.col);
		yaml_end(y);
	}
}

static const char *const shared =
    "first: &a\n"
    "  - x y\n"
    "  - 'q''q'\n"
    "second: *a\n"
    "third: {k: v}\n";

static void
test_tree(void)
{
	const struct yaml_node *root, *v;
	struct yaml *y = NULL;
	size_t n;

	T_INT(RC_OK, yaml_new(span_of(shared), &y, NULL));
	root = yaml_docs(y, &n)[0].root;
	T_INT(3, root->n);
	T_SPAN("first", root->first->key->text);
	v = yaml_get(root, "second");
	T_INT(2, v->n);
	T_SPAN("x y", v->first->text);
	T_TRUE(v->first->plain);
	T_SPAN("q'q", v->first->next->text);
	T_TRUE(!v->first->next->plain);
	T_INT(3, v->first->next->line);
	T_INT(5, v->first->next->col);
	T_TRUE(v->first->next->next == NULL);
	T_SPAN("third", v->next->key->text);
	T_TRUE(yaml_is(yaml_get(yaml_get(root, "third"), "k"), "v"));
	T_TRUE(yaml_get(root, "fourth") == NULL);
	T_TRUE(yaml_get(v, "x") == NULL);
	yaml_end(y);
}

/* Lists, values and alias expansion stop at their limits. */
static void
test_limits(void)
{
	struct buf b = { 0 };
	struct yaml *y = NULL;
	size_t n;

	for (int i = 0; i < YAML_LIST_MAX; i++)
		buf_text(&b, "- a\n");
	T_INT(RC_OK, yaml_new(buf_span(&b), &y, NULL));
	T_TRUE(yaml_docs(y, &n)->root != NULL);
	yaml_end(y);
	buf_text(&b, "- a\n---\nok: 1\n");
	T_INT(RC_OK, yaml_new(buf_span(&b), &y, NULL));
	T_STR("more than 10,000 values in one list",
	    yaml_docs(y, &n)->bad.what);
	T_INT(2, n);
	T_TRUE(yaml_docs(y, &n)[1].root != NULL);
	yaml_end(y);

	buf_clear(&b);
	buf_text(&b, "a0: &a0 [x]\n");
	for (int i = 1; i < 9; i++) {
		buf_fmt(&b, "a%d: &a%d [", i, i);
		for (int j = 0; j < 9; j++)
			buf_fmt(&b, "*a%d, ", i - 1);
		buf_text(&b, "y]\n");
	}
	T_INT(RC_OK, yaml_new(buf_span(&b), &y, NULL));
	T_STR("document over 1 MiB once its aliases are expanded",
	    yaml_docs(y, &n)->bad.what);
	yaml_end(y);

	buf_clear(&b);
	buf_text(&b, "a: ");
	for (int i = 0; i <= YAML_VALUE_MAX; i++)
		buf_char(&b, 'x');
	T_INT(RC_OK, yaml_new(buf_span(&b), &y, NULL));
	T_STR("value over 64 KiB", yaml_docs(y, &n)->bad.what);
	yaml_end(y);
	buf_release(&b);
}

static void
test_memory(void)
{

	for (unsigned long k = 1; ; k++) {
		struct yaml *y = NULL;
		rc got;

		mem_count = 0;
		mem_fail_at = k;
		got = yaml_new(span_of(shared), &y, NULL);
		mem_fail_at = 0;
		if (got == RC_OK) {
			yaml_end(y);
			break;
		}
		T_INT(RC_NOMEM, got);
		T_TRUE(y == NULL);
		T_TRUE(k < 100);
	}
}

static const struct t_case cases[] = {
	{ "core types", test_types },
	{ "refusals and their places", test_refused },
	{ "tree, aliases, getters", test_tree },
	{ "limits", test_limits },
	{ "every allocation fails once", test_memory },
};

T_MAIN(cases)
