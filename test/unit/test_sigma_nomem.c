/* SPDX-License-Identifier: Apache-2.0 */
/* Whichever allocation fails: RC_NOMEM, no crash, and nothing stays behind. */
#include <malloc.h>

#include "corr.h"

#define EVENTS		90		/* Of a batch. */
#define BATCHES		3
#define LEAK_MOST	131072		/* Bytes the C library sets aside. */

#define RULE(name, body)						\
	"title: " name "\nid: i" name "\nname: " name "\nlevel: low\n"	\
	"logsource: {product: x}\ndetection:\n  s:\n" body		\
	"  condition: s\n---\n"
#define CORR(name, body)						\
	"title: " name "\nid: i" name "\nname: " name "\nlevel: low\n"	\
	"correlation: {group-by: [g], timespan: 10s, " body "}\n---\n"

static const char yaml[] =
    RULE("one", "    h|contains|all: [ab, cd]\n    v|gte: 5\n")
    RULE("two", "    h|re: '^a[0-9]+b'\n    u|cidr: 10.0.0.0/8\n")
    RULE("three", "    k|expand: '%names%'\n    l|base64offset|contains: abc\n")
    RULE("four", "    old|endswith: x\n    g|fieldref: h\n")
    CORR("count", "type: event_count, rules: [one, two], "
	"condition: {gte: 2}")
    CORR("near", "type: temporal, rules: [one, two], "
	"condition: one and not two")
    CORR("order", "type: temporal_ordered, rules: [one, two, count]")
    CORR("gone", "type: x-absence, rules: [one, two], x-before: 5s")
    CORR("mean", "type: value_avg, rules: [one, four], "
	"aliases: {w: {one: g, four: h}}, condition: {field: v, gt: 3}")
    "title: Not these\nid: f\nlogsource: {product: x}\nfilter:\n"
    "  rules: [one]\n  selection: {h|startswith: [adm, svc]}\n"
    "  condition: not selection\n";

static const char rewrite[] = "name: p\n"
    "priority: 10\ntransformations:\n- id: t\n  type: field_name_mapping\n"
    "  mapping: {old: [h, k]}\n  rule_conditions:\n"
    "  - {type: logsource, product: x}\n";
static const char lists[] = "names: [root, 'adm*']\n";

static size_t
in_use(void)
{

	return (mallinfo2().uordblks);
}

static void
test_loading(void)
{
	static const struct sigma_names known = { .field = field,
	    .category = category, .plain = true };
	const struct sigma_text pipeline = { "p.yml", span_of(rewrite) };
	const struct sigma_text names = { "n.yml", span_of(lists) };
	const struct sigma_setup setup = { .names = &known,
	    .pipeline = &pipeline, .pipelines = 1, .placeholder = &names,
	    .placeholders = 1 };
	const struct sigma_text text = { "t.yml", span_of(yaml) };
	struct sigma *s = NULL;
	size_t before, n;
	unsigned long k;
	rc r;

	/* Once in full: all of it loads, and libraries have what they keep. */
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	(void)sigma_rules(s, &n);
	T_INT(9, n);
	T_INT(0, sigma_refused(s));
	sigma_free(s);
	before = in_use();
	for (k = 1; k < 20000; k++) {
		s = NULL;
		mem_count = 0;
		mem_fail_at = k;
		r = sigma_new(&text, 1, &setup, &s, NULL);
		mem_fail_at = 0;
		sigma_free(s);
		if (r == RC_OK)
			break;
		T_INT(RC_NOMEM, r);
	}
	printf("# %lu allocations\n", k - 1);
	T_TRUE(k > 100 && k < 20000);
	printf("# %zu bytes more\n", in_use() - before);
	T_TRUE(in_use() < before + LEAK_MOST);
}

/* Events of ${n}th batch, queued; those of a and b in some groups. */
static void
fill(size_t n)
{
	static const char *const groups[] = { "g", "h", "i", "j", "k" };

	for (size_t i = 0; i < EVENTS; i++) {
		size_t at = n * EVENTS + i;
		int64_t te = (int64_t)at * 400 - (at % 7 == 0 ? 3000 : 0);

		clock_now = (int64_t)at * 400;
		feed(at % 3 == 0 ? "b" : "a", te, at, groups[at % 5],
		    number((double)(at % 11)));
	}
}

/* The batch with the ${k}th allocation failing, counted from *${count}. */
static rc
settle_short(unsigned long k, unsigned long *count)
{
	rc r;

	mem_count = *count;
	mem_fail_at = k;
	r = settle_rc();
	mem_fail_at = 0;
	*count = mem_count;
	return (r);
}

static const char *const kinds[] = {
	"type: event_count, rules: [a, b], condition: {gte: 3}",
	"type: event_count, rules: [a], condition: {lt: 3}",
	"type: value_count, rules: [a, b], condition: {field: v, gte: 3}",
	"type: value_sum, rules: [a, b], condition: {field: v, gt: 9}",
	"type: value_avg, rules: [a], condition: {field: v, gt: 2}",
	"type: value_median, rules: [a, b], condition: {field: v, gt: 2}",
	"type: temporal, rules: [a, b]",
	"type: temporal, rules: [a, b], condition: a and not b",
	"type: temporal_ordered, rules: [a, b]",
	"type: x-absence, rules: [a, b]",
	("type: event_count, rules: [a, b], condition: {gte: 3}, "
	    "x-window: session, x-gap: 2s"),
};

static void
test_windows(void)
{
	unsigned long most = 0;

	batch = QUEUE_MAX;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		for (unsigned long k = 1, count = 0; count + 1 >= k; k++) {
			rc r = RC_OK;

			start(rules(kinds[i]), 0);
			count = 0;
			for (size_t n = 0; n < BATCHES && r == RC_OK; n++) {
				fill(n);
				r = settle_short(k, &count);
			}
			T_INT(count >= k ? RC_NOMEM : RC_OK, r);
			stop();
			most = k > most ? k : most;
		}
	}
	batch = 1;
	printf("# up to %lu allocations\n", most);
	T_TRUE(most > 20);
}

/* Reading a snapshot, too. */
static void
test_snapshot(void)
{
	static const struct sigma_numbers numbers = { NULL, number_of,
	    keep_of };
	static const struct sigma_sink sink = { .fire = fire, .drop = drop };
	const struct sigma_options options = { .shards = 1,
	    .keepsakes = true };
	struct buf b = { 0 };

	batch = QUEUE_MAX;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		start(rules(kinds[i]), 0);
		for (size_t n = 0; n < BATCHES; n++) {
			fill(n);
			settle();
		}
		buf_clear(&b);
		sigma_save(win, &numbers, &b);
		for (unsigned long k = 1;; k++) {
			struct cur c = cur_of(buf_span(&b));
			struct sigma_windows *next;
			rc r = RC_NOMEM;

			mem_count = 0;
			mem_fail_at = k;
			next = sigma_windows_new(set, &sink, &options);
			if (next != NULL)
				r = sigma_load(next, &c, &numbers, fate, NULL,
				    NULL);
			mem_fail_at = 0;
			T_INT(mem_count >= k ? RC_NOMEM : RC_OK, r);
			sigma_windows_free(next);
			if (mem_count < k)
				break;
		}
		stop();
	}
	buf_release(&b);
	batch = 1;
}

static const struct t_case cases[] = {
	{ "rules, filters, pipelines, placeholders", test_loading },
	{ "windows of every kind", test_windows },
	{ "a snapshot of windows", test_snapshot },
};

T_MAIN(cases)
