/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files found and read, and the cases of a test file. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/rules_case.h"
#include "cli/rules_test.h"
#include "sys/tree.h"
#include "t.h"

static char dir[] = "/tmp/test_rules.XXXXXX";

/* Write ${text} into the file ${name} of the folder of this test. */
static void
put(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	T_TRUE(f != NULL);
	if (f == NULL)
		return;
	T_TRUE(fputs(text, f) >= 0);
	T_INT(0, fclose(f));
}

static rc
collect(void *ctx, const char *path)
{
	struct buf *b = ctx;

	buf_text(b, path + strlen(dir));
	buf_char(b, ' ');
	return (RC_OK);
}

static rc
stop(void *ctx, const char *path UNUSED)
{
	++*(int *)ctx;
	return (RC_CONFLICT);
}

static void
tree(void)
{
	char path[256];
	struct buf b = { 0 };
	struct err e;
	int calls = 0;

	T_INT(RC_OK, tree_each(dir, ".yml", collect, &b, &e));
	T_SPAN("/a.yml /b/d.yml /c.yml ", buf_span(&b));

	/* A file is taken whatever its name. */
	buf_clear(&b);
	(void)snprintf(path, sizeof(path), "%s/b/note.txt", dir);
	T_INT(RC_OK, tree_each(path, ".yml", collect, &b, &e));
	T_SPAN("/b/note.txt ", buf_span(&b));
	T_TRUE(tree_is_file(path));
	T_TRUE(!tree_is_file(dir));

	/* What the caller's function returns ends the walk. */
	T_INT(RC_CONFLICT, tree_each(dir, ".yml", stop, &calls, &e));
	T_INT(1, calls);

	(void)snprintf(path, sizeof(path), "%s/none", dir);
	T_TRUE(!tree_is_file(path));
	e.what[0] = '\0';
	T_INT(RC_NOTFOUND, tree_each(path, ".yml", collect, &b, &e));
	T_TRUE(strstr(e.what, path) != NULL);
	buf_release(&b);
}

static void
set(void)
{
	static const char *const order[] = { "/a.yml", "/b/d.yml", "/c.yml" };
	char file[256];
	const char *both[] = { dir, file };
	struct ruleset set = { 0 };
	struct err e;
	rc r;

	(void)snprintf(file, sizeof(file), "%s/b/d.yml", dir);
	T_INT(RC_OK, ruleset_load(both, 2, &set, &e));
	T_INT(3, set.n);
	for (size_t i = 0; i < set.n; i++)
		T_STR(order[i], set.text[i].name + strlen(dir));
	T_SPAN("in: d\n", set.text[1].text);
	ruleset_release(&set);
	T_INT(0, set.n);

	/* Each allocation fails once. */
	for (unsigned long n = 1; ; n++) {
		mem_count = 0;
		mem_fail_at = n;
		r = ruleset_load(both, 1, &set, &e);
		if (r == RC_OK)
			break;
		T_INT(RC_NOMEM, r);
		T_TRUE(set.text == NULL);
		T_TRUE(n < 100);
	}
	mem_fail_at = 0;
	T_INT(3, set.n);
	ruleset_release(&set);
}

static void
cases(void)
{
	static const char text[] =
	    "\n"
	    "{\"test\":\"a \\\"b\\\"\",\"expect\":[{\"rule\":\"r1\","
	    "\"entity\":{\"kind\":\"vehicle\",\"id\":\"v1\"},"
	    "\"time\":\"2026-03-02T08:00:00Z\"},"
	    "{\"entity\":{\"kind\":\"feed\",\"id\":\"s\"}}]}\r\n"
	    "{\"type\":\"x\"}\n"
	    "\n"
	    "{\"type\":\"y\"}\n"
	    "{\"test\":\"c\",\"expect\":[]}";
	struct rules_case_reader *R = NULL;
	struct rules_case c = { 0 };
	struct arena a = { 0 };
	struct span rest, line;
	struct err e;

	T_INT(RC_OK, rules_case_open(SPAN(text), &a, &R, &e));
	T_INT(RC_OK, rules_case_next(R, &c, &e));
	T_SPAN("a \"b\"", c.name);
	T_INT(2, c.line);
	T_INT(2, c.wants);
	T_SPAN("r1", c.want[0].rule);
	T_SPAN("vehicle", c.want[0].kind);
	T_SPAN("v1", c.want[0].id);
	T_TRUE(c.want[0].timed);
	T_INT(1772438400000, c.want[0].time);
	T_INT(0, c.want[1].rule.n);
	T_SPAN("feed", c.want[1].kind);
	T_TRUE(!c.want[1].timed);
	rest = c.events;
	T_TRUE(rules_case_line(&rest, &line));
	T_SPAN("{\"type\":\"x\"}", line);
	T_TRUE(rules_case_line(&rest, &line));
	T_INT(0, line.n);
	T_TRUE(rules_case_line(&rest, &line));
	T_SPAN("{\"type\":\"y\"}", line);
	T_TRUE(!rules_case_line(&rest, &line));
	T_INT(RC_OK, rules_case_next(R, &c, &e));
	T_SPAN("c", c.name);
	T_INT(6, c.line);
	T_INT(0, c.wants);
	T_INT(0, c.events.n);
	T_INT(RC_NOTFOUND, rules_case_next(R, &c, &e));
	rules_case_close(R);
	arena_release(&a);
}

/* One line that is no head, and what is said about it. */
static const struct {
	const char	*line, *what;
} heads[] = {
	{ "{\"type\":\"x\"}", "a case begins with" },
	{ "{\"test\":\"a\"}", "head line" },
	{ "{\"test\":1,\"expect\":[]}", "head line" },
	{ "{\"test\":\"a\",\"expect\":{}}", "head line" },
	{ "{\"test\":\"a\",\"expect\":[],\"expects\":[]}", "'expects'" },
	{ "{\"test\":\"a\",\"expect\":[]", "head line" },
	{ "{\"test\":\"a\",\"expect\":[1]}", "object" },
	{ "{\"test\":\"a\",\"expect\":[{}]}", "entity" },
	{ "{\"test\":\"a\",\"expect\":[{\"entity\":{\"kind\":\"k\"}}]}",
	  "entity" },
	{ "{\"test\":\"a\",\"expect\":[{\"entity\":{\"kind\":\"k\","
	  "\"id\":\"i\"},\"time\":\"noon\"}]}", "time" },
	{ "{\"test\":\"a\",\"expect\":[{\"entity\":{\"kind\":\"k\","
	  "\"id\":\"i\"},\"rule\":7}]}", "rule" },
	{ "{\"test\":\"a\",\"expect\":[{\"entity\":{\"kind\":\"k\","
	  "\"id\":\"i\"},\"level\":\"high\"}]}", "'level'" },
};

static void
bad_heads(void)
{

	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		struct rules_case_reader *R = NULL;
		struct rules_case c = { 0 };
		struct arena a = { 0 };
		struct err e = { 0 };

		T_INT(RC_OK, rules_case_open(span_of(heads[i].line), &a, &R,
		    &e));
		T_INT(RC_MALFORMED, rules_case_next(R, &c, &e));
		T_INT(1, e.at);
		if (strstr(e.what, heads[i].what) == NULL)
			T_STR(heads[i].what, e.what);
		T_TRUE(c.want == NULL);
		rules_case_close(R);
		arena_release(&a);
	}
}

static const char rule[] =
    "title: Fast\nid: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001\n"
    "status: test\nlogsource: {product: fleet, category: telemetry}\n"
    "detection:\n    s:\n        Vehicle.Speed|gt: 100\n"
    "    condition: s\nlevel: low\n";
static const char tests[] =
    "{\"test\":\"fast\",\"expect\":[{\"entity\":{\"kind\":\"vehicle\","
    "\"id\":\"v1\"}}]}\n"
    "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T08:00:00Z\","
    "\"vehicle\":{\"id\":\"v1\"},\"signals\":{\"Vehicle.Speed\":120}}\n"
    "{\"test\":\"slow\",\"expect\":[]}\n";

static void
run(void)
{
	char file[256];
	const char *paths[] = { file };
	struct rules_test_sum sum = { 0 };
	struct ruleset set = { 0 };
	struct buf out = { 0 };
	struct err e;
	rc r;

	put("run.rule", rule);
	put("run.test.jsonl", tests);
	(void)snprintf(file, sizeof(file), "%s/run.rule", dir);
	T_INT(RC_OK, ruleset_load(paths, 1, &set, &e));
	T_INT(RC_OK, rules_test_file(&set, 0, &out, &sum, &e));
	T_INT(1, sum.files);
	T_INT(2, sum.cases);
	T_INT(0, sum.failed);
	T_INT(0, sum.faults);

	/* Short of memory it says so, and never "passed". */
	for (unsigned long n = 1; ; n++) {
		buf_clear(&out);
		sum = (struct rules_test_sum){ 0 };
		mem_count = 0;
		mem_fail_at = n;
		r = rules_test_file(&set, 0, &out, &sum, &e);
		if (r == RC_OK && mem_count < n)
			break;
		T_TRUE(r == RC_NOMEM || sum.failed + sum.faults > 0 ||
		    sum.cases == 2);
		T_TRUE(n < 100000);
		n += n / 16;	/* There are many; take samples. */
	}
	mem_fail_at = 0;
	T_INT(2, sum.cases);
	ruleset_release(&set);
	buf_release(&out);
}

static void
lay_out(void)
{
	char path[256];

	T_TRUE(mkdtemp(dir) != NULL);
	(void)snprintf(path, sizeof(path), "%s/b", dir);
	T_INT(0, mkdir(path, 0700));
	put("c.yml", "in: c\n");
	put("a.yml", "in: a\n");
	put("b/d.yml", "in: d\n");
	put("b/note.txt", "no rule\n");
	put(".hidden.yml", "no rule\n");
	(void)snprintf(path, sizeof(path), "%s/b/up", dir);
	T_INT(0, symlink("nothing", path));
}

static void
clear(void)
{
	static const char *const names[] = { "b/up", "b/d.yml", "b/note.txt",
	    "b", "a.yml", "c.yml", ".hidden.yml", "run.rule",
	    "run.test.jsonl", "" };
	char path[256];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		T_INT(0, remove(path));
	}
}

static const struct t_case all[] = {
	{ "lay out", lay_out },
	{ "tree", tree },
	{ "set", set },
	{ "cases", cases },
	{ "bad heads", bad_heads },
	{ "run", run },
	{ "clear", clear },
};

T_MAIN(all)
