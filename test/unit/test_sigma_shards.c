/* SPDX-License-Identifier: Apache-2.0 */
/* What is told depends neither on shards nor on batches. */
#include "corr.h"

#define EVENTS		3000

static const char set_of_rules[] =
    "title: a\nname: a\nid: ia\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: a}, condition: s}\n---\n"
    "title: b\nname: b\nid: ib\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: b}, condition: s}\n---\n"
    "title: n\nname: n\nid: in\nlevel: low\ncorrelation: {type: event_count, "
    "rules: [a], group-by: [g], timespan: 10s, condition: {gte: 3}, "
    "generate: true}\n---\n"
    "title: v\nname: v\nid: iv\nlevel: low\ncorrelation: {type: value_avg, "
    "rules: [a, b], group-by: [g], timespan: 5s, "
    "condition: {field: v, gt: 4}, generate: true}\n---\n"
    "title: o\nname: o\nid: io\nlevel: low\ncorrelation: {type: "
    "temporal_ordered, rules: [n, v, b], group-by: [g], timespan: 20s, "
    "generate: true}\n---\n"
    "title: x\nname: x\nid: ix\nlevel: low\ncorrelation: {type: x-absence, "
    "rules: [o, a], group-by: [g], timespan: 1s, generate: true}\n---\n"
    "title: z\nname: z\nid: iz\nlevel: low\ncorrelation: {type: "
    "value_count, rules: [x, o], timespan: 60s, "
    "condition: {field: g, gte: 3}}\n";

static uint64_t seed;

static unsigned
dice(unsigned n)
{

	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return ((unsigned)(seed >> 33) % n);
}

/* Everything that is told, as text. */
static void
run_all(unsigned s, size_t b, struct buf *out)
{
	static const char *const names[] = { "one", "two", "three", "four",
	    "five", "six" };
	int64_t now = 1000000;

	seed = 7;
	shards = s;
	batch = b;
	start(set_of_rules, 1000);
	for (uint64_t i = 0; i < EVENTS; i++) {
		int64_t te;

		now += dice(400);
		te = now - (dice(5) == 0 ? dice(40000) : 0);
		if (dice(10) == 0)
			te -= te % 1000;
		clock_now = now;
		feed(dice(2) == 0 ? "a" : "b", te, i, names[dice(6)],
		    number(dice(10)));
	}
	tick(now + 100000);
	settle();
	for (size_t i = 0; i < fires_n; i++)
		buf_fmt(out, "%u %lld %llu %g %llu %s\n", fires[i].rule,
		    (long long)fires[i].te, (unsigned long long)fires[i].by,
		    fires[i].value, (unsigned long long)fires[i].window,
		    fires[i].group);
	stop();
	shards = 1;
	batch = 1;
}

static void
test_same(void)
{
	static const struct {
		unsigned	s;
		size_t		b;
	} ways[] = { { 1, 7 }, { 1, 1024 }, { 2, 1 }, { 2, 1024 }, { 4, 7 },
	    { 4, 1024 } };
	struct buf want = { 0 };

	run_all(1, 1, &want);
	T_TRUE(want.n > 10000);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct buf got = { 0 };

		run_all(ways[i].s, ways[i].b, &got);
		T_TRUE(span_eq(buf_span(&want), buf_span(&got)));
		buf_release(&got);
	}
	buf_release(&want);
}

static const struct t_case cases[] = {
	{ "shards and batches change nothing", test_same },
};

T_MAIN(cases)
