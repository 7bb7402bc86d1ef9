/* SPDX-License-Identifier: Apache-2.0 */
/* Correlations: the small cases of the engine design, chains, limits. */
#include "corr.h"

static const struct {
	const char	*why, *corr;
	const char	*arrivals;	/* "name@ms" each; "W@ms": watermark. */
	const char	*want;		/* "t/deciding place" of each fire. */
	unsigned	 late;
} small[] = {
	{ "C1", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@5000 a@10000", "", 0 },
	{ "C2", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@5000 a@9999", "9999/2 ", 0 },
	{ "C3", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@9000 a@5000", "9000/2 ", 0 },
	{ "C4 default", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@9000 W@8000 a@5000", "9000/3 ", 0 },
	{ "C4 0s", "type: event_count, rules: [a], condition: {gte: 3}, "
	    "x-lateness: 0s", "a@0 a@9000 W@8000 a@5000", "", 1 },
	{ "C5", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@1000 a@2000 a@3000 a@4000", "2000/2 3000/3 4000/4 ", 0 },
	{ "C6 one", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@1000 a@2000 a@11000 a@11500", "2000/2 11500/4 ", 0 },
	{ "C6 two", "type: event_count, rules: [a], condition: {gte: 3}",
	    "a@0 a@1000 a@2000 a@12000 a@13000 a@14000",
	    "2000/2 14000/5 ", 0 },
	{ "C7: two rules, one event", "type: event_count, rules: [a, b], "
	    "condition: {gte: 3}", "a@0 =b@0 a@1000", "", 0 },
	{ "C8", "type: value_count, rules: [a], "
	    "condition: {field: v, gte: 3}",
	    "a@0:1 a@1000:2 a@9000:1 a@10500:3", "10500/3 ", 0 },
	{ "C13", "type: value_avg, rules: [a], condition: {field: v, gt: 5}",
	    "a@0:9 W@-1 a@-1:0 W@0", "", 0 },
	{ "C13, in time", "type: value_avg, rules: [a], "
	    "condition: {field: v, gt: 5}", "a@0:9 W@-1 a@-1:3 W@0",
	    "0/0 ", 0 },
	{ "C14: the third counts at its receipt", "type: event_count, "
	    "rules: [a], condition: {gte: 3}", "a@0 a@1000 a@2000",
	    "2000/2 ", 0 },
	{ "C15", "type: event_count, rules: [a], condition: {lt: 3}",
	    "W@100000", "", 0 },
	{ "lt, decided at the watermark", "type: event_count, rules: [a], "
	    "condition: {lt: 2}", "a@0 a@20000 W@0 a@5000 W@20000",
	    "0/0 20000/1 ", 0 },
	{ "the watermark has not come", "type: event_count, rules: [a], "
	    "condition: {lt: 2}", "a@0 W@-1", "", 0 },
	{ "temporal", "type: temporal, rules: [a, b, c]",
	    "a@0 b@1000 a@2000 c@9999", "9999/3 ", 0 },
	{ "temporal, out of the window", "type: temporal, rules: [a, b]",
	    "a@0 b@10000", "", 0 },
	{ "temporal, one event serves two", "type: temporal, rules: [a, b]",
	    "a@5 =b@5", "5/0 ", 0 },
	{ "temporal, text with not", "type: temporal, rules: [a, b], "
	    "condition: a and not b", "a@0 b@1000 a@20000 W@20000",
	    "0/0 20000/2 ", 0 },
	{ "temporal, text on arrival", "type: temporal, rules: [a, b, c], "
	    "condition: a and (b or c)", "a@0 c@1000", "1000/1 ", 0 },
	{ "temporal, so many", "type: temporal, rules: [a, b, c], "
	    "condition: {gte: 2}", "a@0 a@1 c@1000", "1000/2 ", 0 },
	{ "percentile", "type: value_percentile, rules: [a], "
	    "condition: {field: v, percentile: 50, gt: 5}",
	    "a@0:1 a@1:9 a@2:9 W@2", "2/2 ", 0 },
	{ "percentile between two", "type: value_percentile, rules: [a], "
	    "condition: {field: v, percentile: 50, gte: 5}",
	    "a@0:1 a@1:9 W@2", "1/1 ", 0 },
	{ "sum", "type: value_sum, rules: [a], "
	    "condition: {field: v, gte: 10}", "a@0:4 a@1:6 W@2", "1/1 ", 0 },
	{ "range", "type: event_count, rules: [a], "
	    "condition: {gte: 2, lt: 3}", "a@0 a@1 a@2 W@3", "1/1 ", 0 },
	{ "no sample is never true", "type: value_avg, rules: [a], "
	    "condition: {field: v, lt: 5}", "a@0 W@100", "", 0 },
};

/* Run the arrivals of one row; positions count from 0, "=" repeats one. */
static void
arrivals(const char *s)
{
	uint64_t pos = 0;

	while (*s != '\0') {
		struct value v = { .type = VALUE_ABSENT };
		char name[2] = { 0 }, *end;
		bool same = *s == '=';
		long long ms;

		s += same;
		name[0] = *s;
		ms = strtoll(s + 2, &end, 10);
		if (*end == ':')
			v = number(strtod(end + 1, &end));
		if (name[0] == 'W')
			tick(ms + 30000);
		else
			feed(name, ms, same ? pos - 1 : pos, "x", v);
		pos += !same;
		s = end + strspn(end, " ");
	}
}

static void
test_small(void)
{

	for (size_t i = 0; i < COUNT_OF(small); i++) {
		struct buf got = { 0 };
		int before = t_failed;

		start(rules(small[i].corr), 1000);
		arrivals(small[i].arrivals);
		settle();
		for (size_t k = 0; k < fires_n; k++)
			buf_fmt(&got, "%lld/%llu ", (long long)fires[k].te,
			    (unsigned long long)fires[k].by);
		T_STR(small[i].want, got.n > 0 ? buf_str(&got) : "");
		T_INT(small[i].late, sigma_windows_counts(win, rule("C")).too_late);
		if (t_failed > before)
			printf("# in '%s'\n", small[i].why);
		stop();
		buf_release(&got);
	}
}

static void
test_counters(void)
{

	start(rules("type: value_avg, rules: [a], "
	    "condition: {field: v, gt: 5}"), 1000);
	feed("a", 0, 0, NULL, number(1));
	feed("a", 0, 1, "x", (struct value){ .p = "q", .n = 1,
	    .type = VALUE_TEXT });
	feed("a", 0, 2, "x", number(9));
	feed("a", 0, 3, "y", number(9));
	settle();
	T_INT(1, sigma_windows_counts(win, rule("C")).no_key);
	T_INT(1, sigma_windows_counts(win, rule("C")).not_number);
	T_INT(2, sigma_windows_counts(win, rule("C")).open);
	T_TRUE(sigma_windows_bytes(win) > 0);
	T_INT(0, fires_n);
	tick(30000);
	settle();
	T_INT(0, sigma_windows_counts(win, rule("C")).open);
	T_INT(2, fires_n);
	stop();
}

/* Scenario 52c: near p10 + count, each in two minutes. */
static const char *const near =
    "title: a\nname: a\nid: i1\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {v|exists: true}, condition: s}\n---\n"
    "title: p10\nname: p\nid: i2\nlevel: low\ncorrelation:\n"
    "  type: value_percentile\n  rules: [a]\n  group-by: [g]\n"
    "  timespan: 2m\n  condition: {field: v, percentile: 10, gt: 20}\n---\n"
    "title: count\nname: n\nid: i3\nlevel: low\ncorrelation:\n"
    "  type: event_count\n  rules: [a]\n  group-by: [g]\n  timespan: 2m\n"
    "  condition: {gte: 20}\n---\n"
    "title: near\nname: near\nid: i4\nlevel: high\ncorrelation:\n"
    "  type: temporal\n  rules: [p, n]\n  group-by: [g]\n  timespan: 2m\n";

static void
test_chain(void)
{
	size_t n, outer = 0;
	int64_t first = 0;

	/* Slow truth, then thirty spoofed fixes, then a jump of the clock. */
	start(near, 1000);
	T_TRUE(sigma_rules(set, &n)[0].silent);
	T_TRUE(sigma_rules(set, &n)[1].silent);
	T_TRUE(!sigma_rules(set, &n)[3].silent);
	for (int i = 0; i < 30; i++) {
		tick(i * 5000);
		feed("a", i * 5000, (uint64_t)i, "car",
		    number(i < 2 ? 0.5 : 40 + i));
	}
	tick(INT64_C(100000000));
	settle();
	for (size_t i = 0; i < fires_n; i++) {
		if (fires[i].rule != rule("near"))
			continue;
		outer++;
		if (first == 0 || fires[i].te < first)
			first = fires[i].te;
		T_STR("car", fires[i].group);
	}
	T_TRUE(outer > 0);
	/* The twentieth event is at 95 s; p10 of 2 in 20 low is low. */
	printf("# near first true at %lld ms\n", (long long)first);
	T_TRUE(first >= 95000 && first <= 130000);
	stop();
}

/* Many new groups push the least advanced ones out, never the near ones. */
static void
test_eviction(void)
{
	static char name[20000][16];	/* They stay until they are settled. */
	uint64_t pos = 0;

	start(rules("type: event_count, rules: [a], condition: {gte: 5}"), 1);
	for (int i = 0; i < 4; i++)
		feed("a", i, pos++, "victim", number(0));
	for (int i = 0; i < 20000; i++) {
		(void)snprintf(name[i], sizeof(name[i]), "n%d", i);
		feed("a", 10, pos++, name[i], number(0));
	}
	settle();
	T_INT(0, fires_n);
	feed("a", 20, pos++, "victim", number(0));
	settle();
	T_INT(1, fires_n);
	T_TRUE(sigma_windows_counts(win, rule("C")).evicted > 10000);
	stop();
}

/* Memory that runs short at any place leaves nothing behind. */
static void
test_memory(void)
{

	for (unsigned long k = 1; k < 400; k++) {
		rc r = RC_OK;

		batch = QUEUE_MAX;
		start(rules("type: value_count, rules: [a], "
		    "condition: {field: v, gte: 2}"), 10);
		for (uint64_t i = 0; i < 20; i++)
			feed("a", (int64_t)i, i, i % 3 ? "x" : "y",
			    number((double)(i % 7)));
		mem_count = 0;
		mem_fail_at = k;
		r = settle_rc();
		mem_fail_at = 0;
		batch = 1;
		stop();
		if (r == RC_OK)
			break;
		T_INT(RC_NOMEM, r);
		T_TRUE(k < 399);
	}
}

static const struct t_case cases[] = {
	{ "small cases of the design", test_small },
	{ "what is left out is counted", test_counters },
	{ "near p10 and count", test_chain },
	{ "a flood of keys", test_eviction },
	{ "every allocation fails once", test_memory },
};

T_MAIN(cases)
