/* SPDX-License-Identifier: Apache-2.0 */
/* Named values out of any JSON object: by cases, and against a tree walk. */
#include "base/json_pick.h"
#include "base/mem.h"
#include "model/value.h"

#include "pick_walk.h"
#include "t.h"

#define LINES		20000		/* Random ones. */

/* One name on one line; NULL: not there. */
static const struct {
	const char	*name, *line, *want;
} cases[] = {
	/* E-11: the literal key, then the path. */
	{ "a", "{\"a\":1}", "1\n" },
	{ "a.b.c", "{\"a.b\":{\"c\":1}}", "1\n" },
	{ "a.b.c", "{\"a\":{\"b\":{\"c\":1}}}", "1\n" },
	{ "a.b.c", "{\"a\":{\"b.c\":1}}", "1\n" },
	{ "a.b.c", "{\"a.b.c\":1}", "1\n" },
	{ "a.b.c", "{\"a\":{\"b\":{\"c\":1}},\"a.b\":{\"c\":2}}", "2\n" },
	{ "a.b.c", "{\"a.b\":{\"c\":2},\"a\":{\"b\":{\"c\":1}}}", "2\n" },
	{ "a.b.c", "{\"a.b.c\":3,\"a.b\":{\"c\":2},\"a\":{\"b.c\":1}}",
	    "3\n" },
	{ "a.b.c", "{\"a\":{\"b\":{\"c\":1},\"b.c\":2}}", "2\n" },
	{ "a.b.c", "{\"a.b\":7,\"a\":{\"b\":{\"c\":1}}}", "1\n" },
	{ "a.b.c", "{\"a.b\":{\"c\":null},\"a\":{\"b\":{\"c\":1}}}",
	    "null\n" },
	{ "a.b", "{\"a\":1}", NULL },
	{ "a.b", "{\"a\":null,\"b\":1}", NULL },
	{ "a", "{\"A\":1}", NULL },
	{ "a..b", "{\"a\":{\"\":{\"b\":1}}}", "1\n" },
	{ ".", "{\".\":1}", "1\n" },
	/* E-10: spaces do not count. */
	{ "TargetImage", "{\"Target Image\":1}", "1\n" },
	{ "a.b", "{\" a \":{\"b  \":1}}", "1\n" },
	{ "a.b", "{\"a .\\u0020b\":1}", "1\n" },
	/* E-12: arrays. */
	{ "a", "{\"a\":[]}", "[]" },
	{ "a", "{\"a\":[1,\"x\",null,{\"y\":1}]}", "[]1\n\"x\"\nnull\n{}\n" },
	{ "a", "{\"a\":[1,[2,[],[3]]]}", "[]1\n2\n3\n" },
	{ "a.b", "{\"a\":[{\"b\":1},{\"c\":9},{\"b\":[2,3]},5]}",
	    "[]1\n2\n3\n" },
	{ "a.b", "{\"a\":[{\"b\":1}]}", "[]1\n" },
	{ "a.b", "{\"a\":[{\"c\":1}]}", NULL },
	{ "a.b", "{\"a\":[]}", NULL },
	{ "a.b", "{\"a\":[[{\"b\":1}],[{\"b\":2}]]}", "[]1\n2\n" },
	{ "a.b.c", "{\"a\":[{\"b\":{\"c\":1},\"b.c\":2},{\"b\":{\"c\":3}}]}",
	    "[]2\n3\n" },
	{ "a.b.c", "{\"a\":{\"b\":[{\"c\":1},{\"c\":2}]},\"a.b\":{\"c\":3}}",
	    "3\n" },
	{ "a.b.c", "{\"a.b\":{\"c\":3},\"a\":{\"b\":[{\"c\":1},{\"c\":2}]}}",
	    "3\n" },
	{ "a.b.c", "{\"a\":[{\"b\":[{\"c\":1},{\"c\":2}],\"b.c\":3},"
	    "{\"b\":[{\"c\":4},{\"c\":5}]}]}", "[]3\n4\n5\n" },
	/* E-13: an object exists. */
	{ "a", "{\"a\":{}}", "{}\n" },
	{ "a", "{\"a\":{\"b\":1}}", "{}\n" },
	/* `*` is any one key. */
	{ "a.*.b", "{\"a\":{\"x\":{\"b\":1}}}", "1\n" },
	{ "a.*.b", "{\"a\":{\"x\":{\"b\":1},\"y.z\":{\"b\":2}}}",
	    "[]1\n2\n" },
	{ "a.*.b", "{\"a\":{\"b\":1}}", NULL },
	{ "a.*.b", "{\"a\":{\"x\":{\"c\":1},\"y\":{\"b\":2}}}", "2\n" },
	{ "a.*", "{\"a\":{\"x\":1,\"y\":[2]}}", "[]1\n2\n" },
	{ "*.*.c", "{\"a\":{\"b\":{\"c\":1}},\"c\":{\"c\":2}}", "1\n" },
	{ "a.*.b", "{\"a.x\":{\"b\":1}}", NULL },
	{ "a.b.*.c", "{\"a\":{\"b\":{\"x\":{\"c\":1}}},\"a.b\":{\"y\":"
	    "{\"c\":2}}}", "2\n" },
	{ "a.b.*.c", "{\"a.b\":{\"y\":{\"c\":2},\"x\":{\"c\":3}},"
	    "\"a\":{\"b\":{\"x\":{\"c\":1}}}}", "[]2\n3\n" },
	/* Alternatives: the first that is there. */
	{ "x|a", "{\"a\":1}", "1\n" },
	{ "x|a", "{\"a\":1,\"x\":2}", "2\n" },
	{ "x|a", "{\"x\":null,\"a\":1}", "null\n" },
	{ "s.X|e.X|u.*.X", "{\"u\":{\"q\":{\"X\":1}},\"e\":{\"X\":2}}",
	    "2\n" },
	{ "x.b|a.b", "{\"a\":[{\"b\":1},{\"b\":2}],\"x\":{\"b\":3}}", "3\n" },
	{ "x.b|a.b", "{\"x\":{\"b\":3},\"a\":[{\"b\":1},{\"b\":2}]}", "3\n" },
	{ "x.b|a.b", "{\"x\":[{\"b\":3},{\"b\":4}],\"a\":{\"b\":1}}",
	    "[]3\n4\n" },
	/* E-15: numbers as they are. */
	{ "a", "{\"a\":9007199254740993}", "9007199254740993\n" },
	{ "a", "{\"a\":-0.5e1}", "-5\n" },
	{ "a", "{\"a\":\"\\u00e9\\/\"}", "\"\xc3\xa9/\"\n" },
	{ "a", "{\"a\":\"\"}", "\"\"\n" },
	{ "a", "{\"a\":true,\"b\":[{}]}", "true\n" },
};

/* As pick_walk has it. */
static void
show(const struct json_val *v, struct buf *b)
{
	const struct json_val *m = v->type == JSON_ARRAY ? v->member : v;
	size_t n = v->type == JSON_ARRAY ? v->n : 1;

	for (size_t i = 0; i < n; i++) {
		if (m[i].type == JSON_MAP)
			buf_text(b, "{}");
		else
			value_json(b, (const void *)&m[i]);
		buf_char(b, '\n');
	}
}

/* A plan with its two readers. */
struct set_up {
	struct json_pick	*plan;
	struct json_pick_reader	*reader[2];
	struct json_pick_row	 row[2];
	struct arena		 arena;
};

static void
build(struct set_up *s, const struct span *names, size_t n)
{

	memset(s, 0, sizeof(*s));
	T_INT(RC_OK, json_pick_plan_new(names, n, &s->plan, NULL));
	for (int k = 0; k < 2; k++) {
		T_INT(RC_OK, json_pick_reader_new(s->plan, k == 1,
		    &s->reader[k]));
		s->row[k].slot = mem_array(n, sizeof(struct json_val));
		s->row[k].set = mem_array(n, sizeof(uint16_t));
	}
}

static void
tear_down(struct set_up *s)
{

	for (int k = 0; k < 2; k++) {
		json_pick_reader_free(s->reader[k]);
		mem_free(s->row[k].slot);
		mem_free(s->row[k].set);
	}
	json_pick_plan_free(s->plan);
	arena_release(&s->arena);
}

static void
test_cases(void)
{
	struct buf got = { 0 };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct span name = span_of(cases[i].name);
		struct set_up s;
		struct err e;
		int before = t_failed;

		build(&s, &name, 1);
		for (int k = 0; k < 2; k++) {
			T_INT(RC_OK, json_pick_read(s.reader[k],
			    span_of(cases[i].line), &s.row[k], &s.arena, &e));
			T_INT(cases[i].want != NULL, s.row[k].set_n);
			buf_clear(&got);
			if (s.row[k].slot[0].type == JSON_ARRAY)
				buf_text(&got, "[]");
			if (s.row[k].slot[0].type != JSON_ABSENT)
				show(&s.row[k].slot[0], &got);
			T_SPAN(cases[i].want != NULL ? cases[i].want : "",
			    buf_span(&got));
		}
		if (t_failed > before)
			printf("# %s of %s\n", cases[i].name, cases[i].line);
		tear_down(&s);
	}
	buf_release(&got);
}

/* Lines that are refused, wanted or not, and at which byte. */
static const struct {
	const char	*line;
	rc		 want;
	size_t		 at;
} refused[] = {
	{ "{\"a\":1,\"a\":2}", RC_CONFLICT, 7 },
	{ "{\"a\":1,\"\\u0061\":2}", RC_CONFLICT, 7 },
	{ "{\"a\":1,\" a\":2}", RC_CONFLICT, 7 },
	{ "{\"x y\":1,\"xy\":2}", RC_CONFLICT, 9 },
	{ "{\"q\":1,\"q\":2}", RC_CONFLICT, 7 },
	{ "{\"q\":{\"z\":[{\"k\":1,\"k\":1}]}}", RC_CONFLICT, 18 },
	{ "{\"a\":{\"b\":1,\"b\":1}}", RC_CONFLICT, 12 },
	{ "{\"w\":{\"p\":1,\"p\":1}}", RC_CONFLICT, 12 },
	{ "{\"q\":\"\xff\"}", RC_MALFORMED, 6 },
	{ "{\"a\":\"\xc3\"}", RC_MALFORMED, 6 },
	{ "{\"\xed\xa0\x80\":1}", RC_MALFORMED, 2 },
	{ "{\"q\":\"\x01\"}", RC_MALFORMED, 6 },
	{ "{\"q\":01}", RC_MALFORMED, 6 },
	{ "{\"q\":nul}", RC_MALFORMED, 8 },
	{ "{\"q\":[1,]}", RC_MALFORMED, 8 },
	{ "{\"q\":1}}", RC_MALFORMED, 7 },
	{ "[1]", RC_MALFORMED, 0 },
	{ "", RC_MALFORMED, 0 },
};

static void
test_refused(void)
{
	static const struct span names[] = { { "a", 1 }, { "a.b", 3 },
	    { "w.*.x", 5 } };
	struct set_up s;
	char deep[200];
	struct err e;

	build(&s, names, COUNT_OF(names));
	for (int k = 0; k < 2; k++) {
		struct span line;

		for (size_t i = 0; i < COUNT_OF(refused); i++) {
			T_INT(refused[i].want, json_pick_read(s.reader[k],
			    span_of(refused[i].line), &s.row[k], &s.arena,
			    &e));
			T_INT(refused[i].at, e.at);
		}
		/* The line before left nothing. */
		T_INT(RC_OK, json_pick_read(s.reader[k], SPAN("{}"),
		    &s.row[k], &s.arena, &e));
		T_INT(0, s.row[k].set_n);
		T_INT(JSON_ABSENT, s.row[k].slot[0].type);

		/* 64 levels, and one more. */
		memset(deep, '[', 63 + 5);
		memcpy(deep, "{\"q\":", 5);
		memset(deep + 68, ']', 63);
		deep[131] = '}';
		line = (struct span){ deep, 132 };
		T_INT(RC_OK, json_pick_read(s.reader[k], line, &s.row[k],
		    &s.arena, &e));
		memset(deep, '[', 64 + 5);
		memcpy(deep, "{\"q\":", 5);
		memset(deep + 69, ']', 64);
		deep[133] = '}';
		line.n = 134;
		T_INT(RC_LIMIT, json_pick_read(s.reader[k], line, &s.row[k],
		    &s.arena, &e));
	}
	tear_down(&s);
}

static void
test_names(void)
{
	char name[JSON_PICK_NAME + 1];

	T_INT(RC_LIMIT, json_pick_plan_check(SPAN("")));
	T_INT(RC_LIMIT, json_pick_plan_check(SPAN("a|")));
	T_INT(RC_OK, json_pick_plan_check(SPAN("a|b.*.c")));
	memset(name, '.', sizeof(name));
	T_INT(RC_OK, json_pick_plan_check((struct span){ name, 63 }));
	T_INT(RC_LIMIT, json_pick_plan_check((struct span){ name, 64 }));
	memset(name, 'x', sizeof(name));
	T_INT(RC_OK, json_pick_plan_check((struct span){ name,
	    JSON_PICK_NAME }));
	T_INT(RC_LIMIT, json_pick_plan_check((struct span){ name,
	    JSON_PICK_NAME + 1 }));
}

static uint64_t
draw(uint64_t n)
{
	static uint64_t x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return ((x >> 11) % n);
}

static const char *const names[] = { "a", "b", "a.b", "b.a", "a.b.c",
    "c.b.a", "a.a.a.a", "a.b.c.a.b", "b.c.a", "*.a", "a.*", "a.*.b",
    "*.*.c", "b.*.a|a.b", "c|b.c|a.a", "a.a|b.b|*.c", "c.*.*", "a.b.*.c" };

/* Keys that often meet a name. */
static void
make_key(struct buf *b)
{
	size_t n = 1 + draw(5) / 3;

	buf_char(b, '"');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, '.');
		if (draw(20) == 0)
			buf_char(b, ' ');
		buf_char(b, "aaabbbcccd"[draw(10)]);
	}
	buf_char(b, '"');
}

static void
make_value(struct buf *b, unsigned depth)
{
	size_t n = draw(4);

	switch (depth == 0 ? draw(5) : draw(9)) {
	case 0:
		buf_text(b, "null");
		break;
	case 1:
		buf_fmt(b, "\"%c\\u0041%s\"", "xyz"[draw(3)], draw(2) ?
		    "\xc3\xa9" : "");
		break;
	case 2:
		buf_text(b, draw(2) ? "true" : "-2.5");
		break;
	case 3:
	case 4:
		buf_int(b, (int64_t)draw(1000));
		break;
	case 5:
	case 6:
		buf_char(b, '[');
		for (size_t i = 0; i < n; i++) {
			buf_text(b, i > 0 ? "," : "");
			make_value(b, depth - 1);
		}
		buf_char(b, ']');
		break;
	default:
		buf_char(b, '{');
		for (size_t i = 0; i < n; i++) {
			buf_text(b, i > 0 ? "," : "");
			make_key(b);
			buf_char(b, ':');
			make_value(b, depth - 1);
		}
		buf_char(b, '}');
		break;
	}
}

static void
compare(void *tree, const struct json_pick_row *row)
{
	struct pick_walk w = { 0 };
	struct buf got = { 0 };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct json_val *v = &row->slot[i];

		pick_walk(tree, names[i], &w);
		buf_clear(&got);
		T_INT(w.found, v->type != JSON_ABSENT);
		if (v->type != JSON_ABSENT)
			show(v, &got);
		T_INT(w.array, v->type == JSON_ARRAY);
		t_str(w.text.p, w.text.n, got.p, got.n, __FILE__, __LINE__,
		    names[i]);
	}
	buf_release(&got);
	buf_release(&w.text);
}

static void
test_random(void)
{
	struct span list[COUNT_OF(names)];
	struct buf line = { 0 };
	struct set_up s;
	size_t read = 0;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		list[i] = span_of(names[i]);
	build(&s, list, COUNT_OF(names));
	for (size_t i = 0; i < LINES && t_failed == 0; i++) {
		void *tree;
		rc got[2];

		buf_clear(&line);
		make_value(&line, 5);
		tree = pick_walk_load(buf_span(&line));
		for (int k = 0; k < 2; k++)
			got[k] = json_pick_read(s.reader[k], buf_span(&line),
			    &s.row[k], &s.arena, NULL);
		T_INT(got[0], got[1]);
		T_INT(tree != NULL, got[0] == RC_OK);
		for (int k = 0; k < 2 && got[0] == RC_OK; k++)
			compare(tree, &s.row[k]);
		if (t_failed > 0)
			printf("# %.*s\n", (int)line.n, line.p);
		read += got[0] == RC_OK;
		pick_walk_free(tree);
		arena_clear(&s.arena);
	}
	/* Else it compared nothing. */
	T_TRUE(read > LINES / 10);
	buf_release(&line);
	tear_down(&s);
}

static void
test_memory(void)
{
	static const char text[] = "{\"a\":[{\"b\":[1,2]},{\"b\":\"\\n\"}],"
	    "\"q\":{\"x y\":1},\"w\":{\"k\":{\"x\":1},\"l\":{\"x\":2}}}";
	static const struct span list[] = { { "a.b", 3 }, { "w.*.x", 5 } };
	struct json_pick_row row = { 0 };
	struct json_pick_reader *r = NULL;
	struct json_pick *plan = NULL;
	struct arena arena = { 0 };
	unsigned long n;
	rc got = RC_NOMEM;

	row.slot = mem_array(2, sizeof(*row.slot));
	row.set = mem_array(2, sizeof(*row.set));
	for (n = 1; got != RC_OK && n < 200; n++) {
		arena_release(&arena);
		mem_count = 0;
		mem_fail_at = n;
		if ((got = json_pick_plan_new(list, 2, &plan, NULL)) ==
		    RC_OK && (got = json_pick_reader_new(plan, false, &r)) ==
		    RC_OK)
			got = json_pick_read(r, SPAN(text), &row, &arena,
			    NULL);
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || got == RC_NOMEM);
		json_pick_reader_free(r);
		json_pick_plan_free(plan);
		r = NULL;
		plan = NULL;
	}
	T_TRUE(n > 10 && got == RC_OK);
	T_INT(3, row.slot[0].n);
	T_INT(2, row.slot[1].n);
	arena_release(&arena);
	mem_free(row.slot);
	mem_free(row.set);
}

static const struct t_case all[] = {
	{ "names on lines", test_cases },
	{ "lines that are refused", test_refused },
	{ "names that can be picked", test_names },
	{ "random lines against a tree walk", test_random },
	{ "memory runs out", test_memory },
};

T_MAIN(all)
