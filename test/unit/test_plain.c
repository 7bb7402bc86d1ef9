/* SPDX-License-Identifier: Apache-2.0 */
/* The engine for plain input: time, routing, order, batches, memory. */
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/plain.h"
#include "engine/plain_names.h"
#include "engine/plain_time.h"

#include "t.h"

static const char rules[] =
"title: One\nid: 11111111-0000-4000-8000-000000000001\nname: one\n"
"status: test\nlevel: low\n"
"logsource: {product: windows, category: process_creation}\n"
"detection:\n    s: {a.b: 1}\n    condition: s\n"
"---\n"
"title: Many\nid: 11111111-0000-4000-8000-000000000002\nstatus: test\n"
"level: high\ncorrelation:\n    type: event_count\n    rules: [one]\n"
"    group-by: [who]\n    timespan: 10s\n    generate: true\n"
"    condition: {gte: 2}\n"
"---\n"
"title: Few\nid: 11111111-0000-4000-8000-000000000003\nstatus: test\n"
"level: high\ncorrelation:\n    type: event_count\n    rules: [one]\n"
"    group-by: [who]\n    timespan: 10s\n    condition: {lt: 2}\n";

static const struct sigma_text text = { "rules.yml", { rules,
    sizeof(rules) - 1 } };

/* What was told, a line each. */
static struct buf told;

static void
found(void *ctx, const struct plain_finding *f)
{

	(void)ctx;
	buf_fmt(&told, "%s@%llu %u:%llu", f->rule->title,
	    (unsigned long long)f->pos, f->at.input,
	    (unsigned long long)f->at.number);
	if (f->rule->correlation) {
		buf_text(&told, " ");
		value_put(&told, &f->group[0]);
		buf_fmt(&told, " x%llu", (unsigned long long)f->count);
	}
	buf_char(&told, '\n');
}

static void
rejected(void *ctx, struct plain_place at, const struct err *e)
{

	(void)ctx;
	buf_fmt(&told, "no %u:%llu %s\n", at.input,
	    (unsigned long long)at.number, e->what);
}

static const struct plain_ears ears = { .rejected = rejected,
    .found = found };

static struct plain *
start(const struct plain_options *o)
{
	struct plain *P = NULL;
	struct err e = { 0 };

	buf_clear(&told);
	T_INT(RC_OK, plain_new(&text, 1, o, &ears, &P, &e));
	return (P);
}

static void
add(struct plain *P, uint64_t number, const char *line)
{

	T_INT(RC_OK, plain_add(P, 0, number, span_of(line)));
}

/* A value as JSON, and the time it is. */
static const struct {
	struct value	 v;
	const char	*text;
	bool		 good;
	int64_t		 ms;
} times[] = {
	{ { .type = VALUE_TEXT }, "2026-03-02T08:15:00Z", true,
	    INT64_C(1772439300000) },
	{ { .type = VALUE_TEXT }, "2026-03-02 09:15:00.5+01:00", true,
	    INT64_C(1772439300500) },
	{ { .type = VALUE_TEXT }, "1772439300", true,
	    INT64_C(1772439300000) },
	{ { .type = VALUE_TEXT }, "1772439300.123", true,
	    INT64_C(1772439300123) },
	{ { .type = VALUE_TEXT }, "1772439300123456", true,
	    INT64_C(1772439300123) },
	{ { .type = VALUE_TEXT }, "yesterday", false, 0 },
	{ { .type = VALUE_TEXT }, "", false, 0 },
	{ { .type = VALUE_INT, .i = 0 }, NULL, true, 0 },
	{ { .type = VALUE_INT, .i = -1 }, NULL, false, 0 },
	{ { .type = VALUE_INT, .i = 1772439300 }, NULL, true,
	    INT64_C(1772439300000) },
	{ { .type = VALUE_INT, .i = INT64_C(99999999999) }, NULL, true,
	    INT64_C(99999999999000) },
	{ { .type = VALUE_INT, .i = INT64_C(100000000000) }, NULL, true,
	    INT64_C(100000000000) },
	{ { .type = VALUE_INT, .i = INT64_C(1772439300123) }, NULL, true,
	    INT64_C(1772439300123) },
	{ { .type = VALUE_INT, .i = INT64_C(1772439300123456) }, NULL, true,
	    INT64_C(1772439300123) },
	{ { .type = VALUE_INT, .i = INT64_C(1772439300123456789) }, NULL,
	    true, INT64_C(1772439300123) },
	{ { .type = VALUE_NUM, .num = 1772439300.123 }, NULL, true,
	    INT64_C(1772439300123) },
	{ { .type = VALUE_NUM, .num = 1e300 }, NULL, false, 0 },
	{ { .type = VALUE_NUM, .num = -0.5 }, NULL, false, 0 },
	{ { .type = VALUE_BOOL, .yes = true }, NULL, false, 0 },
	{ { .type = VALUE_NULL }, NULL, false, 0 },
	{ { .type = VALUE_ABSENT }, NULL, false, 0 },
	{ { .type = VALUE_MAP }, NULL, false, 0 },
};

static void
test_time(void)
{
	struct value list;
	int64_t ms;

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		struct value v = times[i].v;

		if (times[i].text != NULL) {
			v.p = times[i].text;
			v.n = (uint32_t)strlen(times[i].text);
		}
		ms = 0;
		T_INT(times[i].good, plain_time_of(&v, &ms));
		if (times[i].good)
			T_INT(times[i].ms, ms);
	}
	list = (struct value){ .type = VALUE_ARRAY, .n = 1,
	    .member = &times[9].v };
	T_TRUE(plain_time_of(&list, &ms));
	list.n = 0;
	T_TRUE(!plain_time_of(&list, &ms));
}

static void
test_names(void)
{
	struct plain_names n;
	unsigned a, b;
	char name[2000];

	plain_names_init(&n);
	T_INT(RC_OK, plain_names_slot(&n, SPAN("Target Image"), &a));
	T_INT(RC_OK, plain_names_slot(&n, SPAN("TargetImage"), &b));
	T_INT(a, b);
	T_INT(RC_OK, plain_names_slot(&n, SPAN("targetimage"), &b));
	T_TRUE(a != b);
	T_INT(2, n.n);
	memset(name, 'x', sizeof(name));
	T_INT(RC_LIMIT, plain_names_slot(&n, (struct span){ name,
	    sizeof(name) }, &b));
	T_INT(RC_LIMIT, plain_names_slot(&n, SPAN("  "), &b));
	plain_names_release(&n);
}

/* Members of a line beside a.b, and whether rule One is asked then. */
static const struct {
	const char	*members;
	bool		 asked;
} routes[] = {
	{ "", true },
	{ ",\"product\":\"WINDOWS\"", true },
	{ ",\"product\":\"linux\"", false },
	{ ",\"service\":\"sysmon\"", true },
	{ ",\"category\":\"file_event\"", false },
	{ ",\"logsource\":{\"category\":\"Process_Creation\"}", true },
	{ ",\"logsource\":{\"product\":\"windows\",\"category\":\"x\"}",
	    false },
	{ ",\"logsource\":{\"product\":\"windows\"},\"product\":\"linux\"",
	    true },
	{ ",\"logsource.product\":\"linux\"", false },
	{ ",\"product\":\"\"", true },
	{ ",\"product\":7", true },
	{ ",\"product\":null", true },
};

static void
test_routes(void)
{
	static const struct plain_options forced = { .no_routing = true };
	static const struct plain_options usual = { .shards = 1 };
	struct plain_counts c;
	char line[200], want[64];

	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		for (int all = 0; all < 2; all++) {
			struct plain *P = start(all ? &forced : &usual);

			(void)snprintf(line, sizeof(line), "{\"a\":{\"b\":1}"
			    "%s}", routes[i].members);
			add(P, 1, line);
			T_INT(RC_OK, plain_flush(P));
			(void)snprintf(want, sizeof(want), "%s",
			    routes[i].asked || all ? "One@1 0:1\n" : "");
			/* Rule One feeds others, and so is told by none. */
			plain_counts(P, &c);
			T_INT(1, c.no_time);
			T_INT(0, told.n);
			T_INT(i == 0 || i >= 9, c.no_logsource);
			plain_free(P);
		}
	}
}

static const char *const lines[] = {
	"{\"time\":100,\"a.b\":1,\"who\":\"x\"}",
	"{\"time\":103,\"a.b\":2,\"who\":\"x\"}",
	"{\"a.b\":1,\"who\":\"x\"}",
	"{\"time\":104,\"time\":1}",
	"{\"time\":105,\"a\":{\"b\":1},\"who\":\"x\"}",
	"{\"time\":105,\"a\":{\"b\":1},\"who\":[\"x\"]}",
	"{\"time\":106,\"a\":{\"b\":1}}",
	"{\"time\":107,\"a\":{\"b\":1},\"who\":7}",
	"{\"time\":108,\"a\":{\"b\":1},\"who\":7.0}",
	"{\"time\":200,\"a\":{\"b\":0},\"who\":\"z\"}",
	"{\"time\":90,\"a\":{\"b\":1},\"who\":\"x\"}",
};

/* Points that wait for the watermark are told where the clock passes, by
 * rule and group. */
static const char want[] =
"no 0:4 duplicate key \"time\"\n"
"Many@5 0:5 x x2\n"
"Many@9 0:9 7 x2\n"
"Few@8 0:8 7 x1\n"
"Few@1 0:1 x x1\n";

static void
test_order(void)
{
	static const struct plain_options o[] = {
		{ .fire = PLAIN_every },
		{ .fire = PLAIN_every, .shards = 3 },
		{ .fire = PLAIN_every, .shards = 2, .time_field = "time" },
	};
	struct plain_counts c;

	for (size_t k = 0; k < COUNT_OF(o) * 2; k++) {
		struct plain *P = start(&o[k / 2]);

		for (size_t i = 0; i < COUNT_OF(lines); i++) {
			/* One batch, or one for each line. */
			if (k % 2 == 0) {
				T_INT(RC_OK, plain_lend(P, 0, i + 1,
				    span_of(lines[i])));
				continue;
			}
			add(P, i + 1, lines[i]);
			T_INT(RC_OK, plain_flush(P));
		}
		T_INT(RC_OK, plain_until(P, 200000));
		T_SPAN(want, buf_span(&told));
		plain_counts(P, &c);
		T_INT(COUNT_OF(lines), c.lines);
		T_INT(COUNT_OF(lines) - 1, c.events);
		T_INT(1, c.rejected);
		T_INT(1, c.no_time);
		T_INT(4, c.findings);
		/* An array is no key, nor is what is absent; two rules. */
		T_INT(4, c.windows.no_key);
		T_TRUE(c.windows.too_late > 0);
		T_INT(90000, c.first);
		T_INT(200000, c.last);
		plain_free(P);
	}
}

static void
test_episodes(void)
{
	static const struct plain_options o = { .shards = 2 };
	struct plain *P = start(&o);
	struct alert *const *a;
	char line[100];
	size_t n;

	for (unsigned i = 0; i < 3000; i++) {
		(void)snprintf(line, sizeof(line), "{\"time\":%u,\"a.b\":1,"
		    "\"who\":\"w%u\"}", 1000 + i, i % 2);
		T_INT(RC_OK, plain_add(P, i % 3, i + 1, span_of(line)));
	}
	T_INT(RC_OK, plain_flush(P));
	T_INT(0, told.n);
	a = plain_episodes(P, &n);
	/* The first of each is alone for a while. */
	T_INT(4, n);
	T_STR("Few", a[0]->rule->title);
	T_STR("Few", a[1]->rule->title);
	T_STR("Many", a[2]->rule->title);
	T_SPAN("w0", a[2]->entity);
	T_SPAN("w1", a[3]->entity);
	T_INT(1002000, a[2]->time);
	T_INT(1500, a[2]->count);
	T_INT(2, plain_place_of(a[2]->decided).input);
	T_INT(3, plain_place_of(a[2]->decided).number);
	plain_free(P);
}

/* Without evidence the points are the same, and so is their place. */
static void
test_no_evidence(void)
{
	static const struct plain_options o = { .fire = PLAIN_every,
	    .no_evidence = true };
	struct plain *P = start(&o);

	for (size_t i = 0; i < 5; i++)
		add(P, i + 1, lines[i]);
	T_INT(RC_OK, plain_flush(P));
	T_SPAN("no 0:4 duplicate key \"time\"\nMany@5 0:0 x x2\n",
	    buf_span(&told));
	plain_free(P);
}

static void
test_row(void)
{
	static const struct plain_options o = { .shards = 1 };
	struct plain *P = start(&o);
	const struct span *names;
	struct sigma_row row;
	size_t n, at = 0;

	names = plain_names(P, &n);
	while (at < n && !span_eq(names[at], SPAN("a.b")))
		at++;
	T_TRUE(at < n);
	T_INT(RC_OK, plain_row(P, SPAN("{\"a\":{\"b\":5},\"product\":\"p\"}"),
	    &row, NULL));
	T_INT(VALUE_INT, row.slot[at].type);
	T_INT(5, row.slot[at].i);
	T_SPAN("p", row.logsource->product);
	T_INT(RC_MALFORMED, plain_row(P, SPAN("{"), &row, NULL));
	T_INT(RC_OK, plain_row(P, SPAN("{}"), &row, NULL));
	T_INT(VALUE_ABSENT, row.slot[at].type);
	T_TRUE(row.logsource == NULL);
	plain_free(P);
}

static void
test_memory(void)
{
	static const struct plain_options o = { .fire = PLAIN_episode };
	struct plain *P = NULL;
	unsigned long n;
	rc got = RC_NOMEM;

	for (n = 1; got != RC_OK && n < 5000; n++) {
		buf_clear(&told);
		P = NULL;
		mem_count = 0;
		mem_fail_at = n;
		got = plain_new(&text, 1, &o, &ears, &P, NULL);
		for (size_t i = 0; i < COUNT_OF(lines) && got == RC_OK; i++)
			got = plain_add(P, 0, i + 1, span_of(lines[i]));
		if (got == RC_OK)
			got = plain_flush(P);
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || got == RC_NOMEM);
		plain_free(P);
	}
	printf("# %lu allocations\n", n - 1);
	T_TRUE(n > 50 && got == RC_OK);
}

static const struct t_case all[] = {
	{ "times", test_time },
	{ "names", test_names },
	{ "routes", test_routes },
	{ "order, batches, shards", test_order },
	{ "episodes", test_episodes },
	{ "without evidence", test_no_evidence },
	{ "one row", test_row },
	{ "memory runs out", test_memory },
};

T_MAIN(all)
