/* SPDX-License-Identifier: Apache-2.0 */
/* A flood of random keys hides no slow attack on a real account. */
#include "corr.h"

#define KEYS		1000000
#define DAY		INT64_C(86400000)

static const char head[] =
    "title: a\nname: a\nid: ia\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: a}, condition: s}\n---\n"
    "title: b\nname: b\nid: ib\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: b}, condition: s}\n---\n"
    "title: c\nname: c\nid: ic\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: c}, condition: s}\n---\n"
    "title: d\nname: d\nid: id\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: d}, condition: s}\n---\n"
    "title: e\nname: e\nid: ie\nlevel: low\nlogsource: {product: x}\n"
    "detection: {s: {k: e}, condition: s}\n---\n";

/* One step of the attack every fifth of the flood, over most of a day. */
static void
attack(const char *corr, const char *const *step, bool known)
{
	struct buf yaml = { 0 };
	uint64_t pos = 0;

	buf_text(&yaml, head);
	buf_fmt(&yaml, "title: C\nname: C\nid: iC\nlevel: low\n"
	    "correlation: {timespan: 24h, group-by: [g], %s}\n", corr);
	batch = 256;
	start(buf_str(&yaml), 100000);
	for (int i = 0; i < KEYS; i++) {
		int64_t now = i * (DAY - 3600000) / KEYS;
		char name[16];

		clock_now = now;
		if (i % (KEYS / 5) == 0) {
			strangers = false;
			feed(step[i / (KEYS / 5)], now, pos++, "real",
			    number(0));
		}
		strangers = known;
		(void)snprintf(name, sizeof(name), "n%d", i);
		feed("a", now, pos++, name, number(0));
		/* The name is read when the batch goes. */
		queue[queued - 1].slot[0].p = memcpy(
		    queue[queued - 1].name, name, sizeof(name));
	}
	settle();
	T_INT(1, fires_n);
	T_STR("real", fires[0].group);
	T_TRUE(sigma_windows_counts(win, rule("C")).evicted > KEYS / 2);
	stop();
	strangers = false;
	batch = 1;
	buf_release(&yaml);
}

static void
test_steps(void)
{
	static const char *const steps[] = { "a", "b", "c", "d", "e" };

	attack("type: temporal_ordered, rules: [a, b, c, d, e]", steps, true);
}

static void
test_failures(void)
{
	static const char *const steps[] = { "a", "a", "a", "a", "a" };

	attack("type: event_count, rules: [a], condition: {gte: 5}", steps,
	    true);
}

static const struct t_case cases[] = {
	{ "five steps in a day", test_steps },
	{ "five failures in a day", test_failures },
};

T_MAIN(cases)
