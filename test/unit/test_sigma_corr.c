/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Correlations: the small cases of the engine design, and random streams
 * against an oracle that recomputes every window from scratch.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "sigma/sigma.h"

#include "t.h"

#define EVENTS_MAX	2000
#define FIRES_MAX	8000
#define RULES_MAX	16
#define SLOTS		8

/* Resolver: one-letter fields g h v u in slots 0 to 3; all else is unknown. */
static rc
field(void *ctx, struct span name, struct sigma_field *ret, struct span *near)
{
	static const char letters[] = "ghvukl";
	const char *p;

	(void)ctx;
	(void)near;
	if (name.n != 1 || (p = strchr(letters, name.p[0])) == NULL)
		return (RC_NOTFOUND);
	*ret = (struct sigma_field){ .slot = (unsigned)(p - letters),
	    .type = VALUE_ABSENT };
	return (RC_OK);
}

static int
category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

/* What the sink saw. */
static struct fired {
	unsigned	rule;
	int64_t		te;
	uint64_t	by;		/* Position of the deciding event. */
	double		value;
	size_t		window;
	bool		exact;
	char		group[32];
} fires[FIRES_MAX];
static size_t fires_n;
static long keeps;			/* Alive. */
static long made;			/* In this feed. */

static void
fire(void *ctx, const struct sigma_fire *f)
{
	struct fired *to = &fires[fires_n];

	(void)ctx;
	if (fires_n == FIRES_MAX)
		return;
	fires_n++;
	*to = (struct fired){ f->rule, f->te, f->decided_by->pos, f->value,
	    f->window_n, f->exact, "" };
	if (f->group != NULL && f->group[0].type == VALUE_TEXT)
		(void)snprintf(to->group, sizeof(to->group), "%.*s",
		    (int)f->group[0].n, f->group[0].p);
	for (size_t i = 1; i < f->window_n; i++)
		T_TRUE(f->window[i] != f->window[i - 1]);
}

static void
drop(void *ctx, struct sigma_keep *k)
{

	(void)ctx;
	T_INT(0, k->refs);
	keeps--;
	mem_free(k);
}

/* The event being fed. */
static struct sigma_keep *
keep(void *ctx)
{
	const struct sigma_hit *h = ctx;
	struct sigma_keep *k = mem_new(sizeof(*k));

	if (k == NULL)
		return (NULL);
	*k = (struct sigma_keep){ 1, h->te, h->pos };
	keeps++;
	made++;
	return (k);
}

/* A set with its windows. */
static struct sigma *set;
static struct sigma_windows *win;

static void
start(const char *yaml, size_t groups_max)
{
	static const struct sigma_names known = { .field = field,
	    .category = category, .plain = true };
	static const struct sigma_sink sink = { .fire = fire, .drop = drop };
	struct sigma_text text = { "t.yml", span_of(yaml) };
	const struct sigma_note *note;
	size_t n;

	fires_n = 0;
	keeps = 0;
	T_INT(RC_OK, sigma_new(&text, 1, &known, &set, NULL));
	note = sigma_notes(set, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %u:%u: %s\n", note[i].line, note[i].col,
			    note[i].text);
		T_TRUE(note[i].kind != SIGMA_REFUSED);
	}
	win = sigma_windows_new(set, &sink, groups_max);
	T_TRUE(win != NULL);
}

static void
stop(void)
{

	sigma_windows_free(win);
	sigma_free(set);
	T_INT(0, keeps);
}

static unsigned
rule(const char *name)
{
	size_t n;
	const struct sigma_rule *r = sigma_rules(set, &n);

	for (unsigned i = 0; i < n; i++) {
		if (strcmp(r[i].name, name) == 0)
			return (i);
	}
	printf("# no rule %s\n", name);
	return (0);
}

static void
feed(const char *name, int64_t te, uint64_t pos, const char *group,
    struct value v)
{
	struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
	struct sigma_hit h = { .rule = rule(name), .te = te, .pos = pos,
	    .slot = slot, .tenant = SPAN("t"), .entity = span_of(group),
	    .keep = keep };

	h.ctx = &h;
	if (group != NULL)
		slot[0] = (struct value){ .p = group,
		    .n = (uint32_t)strlen(group), .type = VALUE_TEXT };
	slot[1] = slot[0];
	slot[2] = v;
	made = 0;
	T_INT(RC_OK, sigma_feed(win, &h));
	T_TRUE(made <= 1);
}

static struct value
number(double d)
{

	return ((struct value){ .num = d, .type = VALUE_NUM });
}

static void
tick(int64_t now)
{

	T_INT(RC_OK, sigma_clock(win, SPAN("t"), now));
}

/* Three base rules and the correlation of the test. */
static const char *
rules(const char *corr)
{
	static struct buf b;

	buf_clear(&b);
	for (const char *p = "abc"; *p != '\0'; p++)
		buf_fmt(&b, "title: %c\nname: %c\nid: i%c\nlevel: low\n"
		    "logsource: {product: x}\ndetection:\n  s: {k: %c}\n"
		    "  condition: s\n---\n", *p, *p, *p, *p);
	buf_fmt(&b, "title: C\nname: C\nid: iC\nlevel: low\n"
	    "correlation: {timespan: 10s, group-by: [g], %s}\n", corr);
	return (buf_str(&b));
}

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
		for (size_t k = 0; k < fires_n; k++)
			buf_fmt(&got, "%lld/%llu ", (long long)fires[k].te,
			    (unsigned long long)fires[k].by);
		T_STR(small[i].want, got.n > 0 ? buf_str(&got) : "");
		T_INT(small[i].late, sigma_counts(win, rule("C")).too_late);
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
	T_INT(1, sigma_counts(win, rule("C")).no_key);
	T_INT(1, sigma_counts(win, rule("C")).not_number);
	T_INT(2, sigma_counts(win, rule("C")).open);
	T_TRUE(sigma_windows_bytes(win) > 0);
	T_INT(0, fires_n);
	tick(30000);
	T_INT(0, sigma_counts(win, rule("C")).open);
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

/* A repeatable stream of numbers. */
static uint64_t seed;

static unsigned
dice(unsigned n)
{

	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return ((unsigned)(seed >> 33) % n);
}

/* The oracle: one correlation, all windows from scratch. */
struct event {
	int64_t		te, clock;
	uint64_t	pos;
	int		group;
	unsigned	rules;		/* Bits of a, b, c. */
	double		v;
	bool		taken;
};

static struct event stream[EVENTS_MAX];
static const struct shape {
	const char	*text;
	int		 kind;		/* 0 count 1 distinct 2 rules 3 sum */
					/* 4 avg 5 percentile */
	int		 cmp;		/* 0 gte 1 gt 2 lt 3 eq 4 neq 5 range */
	double		 n, p;
	bool		 deferred;
	bool		 two;		/* Rules a and b; else a only. */
} shapes[] = {
	{ "type: event_count, rules: [a], condition: {gte: 3}",
	    0, 0, 3, 0, false, false },
	{ "type: event_count, rules: [a, b], condition: {gt: 4}",
	    0, 1, 4, 0, false, true },
	{ "type: event_count, rules: [a], condition: {lt: 3}",
	    0, 2, 3, 0, true, false },
	{ "type: event_count, rules: [a], condition: {eq: 2}",
	    0, 3, 2, 0, true, false },
	{ "type: event_count, rules: [a], condition: {gte: 2, lte: 3}",
	    0, 5, 2, 3, true, false },
	{ "type: value_count, rules: [a], condition: {field: v, gte: 3}",
	    1, 0, 3, 0, false, false },
	{ "type: value_count, rules: [a], condition: {field: v, neq: 2}",
	    1, 4, 2, 0, true, false },
	{ "type: temporal, rules: [a, b]", 2, 0, 2, 0, false, true },
	{ "type: temporal, rules: [a, b], condition: {eq: 1}",
	    2, 3, 1, 0, true, true },
	{ "type: value_sum, rules: [a], condition: {field: v, gte: 12}",
	    3, 0, 12, 0, true, false },
	{ "type: value_avg, rules: [a], condition: {field: v, lt: 2.5}",
	    4, 2, 2.5, 0, true, false },
	{ "type: value_percentile, rules: [a], "
	    "condition: {field: v, percentile: 10, gt: 1}",
	    5, 1, 1, 10, true, false },
	{ "type: value_percentile, rules: [a], "
	    "condition: {field: v, percentile: 75, gte: 4}",
	    5, 0, 4, 75, true, false },
	{ "type: value_median, rules: [a], condition: {field: v, eq: 2}",
	    5, 3, 2, 50, true, false },
};

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

/* Judge the window that ends at ${t} over the first ${n} events. */
static bool
oracle(const struct shape *s, size_t n, int group, int64_t t, double *v)
{
	static double x[EVENTS_MAX];
	unsigned seen = 0;
	size_t m = 0, distinct = 0;
	double total = 0;

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &stream[i];

		if (!e->taken || e->group != group || e->te > t ||
		    e->te <= t - 10000)
			continue;
		seen |= e->rules;
		total += e->v;
		x[m++] = e->v;
	}
	qsort(x, m, sizeof(*x), by_size);
	for (size_t i = 0; i < m; i++)
		distinct += i == 0 || x[i] > x[i - 1];
	*v = (double)m;
	if (s->kind == 1)
		*v = (double)distinct;
	if (s->kind == 2)
		*v = (seen & 1) + (seen >> 1 & 1);
	if (s->kind == 3)
		*v = total;
	if (s->kind == 4)
		*v = total / (double)m;
	if (s->kind == 5 && m > 0) {
		double r = s->p / 100 * (double)(m - 1);
		size_t k = (size_t)r;

		*v = x[k] + (k + 1 < m ? (r - (double)k) * (x[k + 1] - x[k]) :
		    0);
	}
	if (m == 0)
		return (false);
	switch (s->cmp) {
	case 0:
		return (*v >= s->n);
	case 1:
		return (*v > s->n);
	case 2:
		return (*v < s->n);
	case 3:
		return (fabs(*v - s->n) < 1e-9);
	case 4:
		return (fabs(*v - s->n) > 1e-9);
	default:
		return (*v >= s->n && *v <= s->p);
	}
}

/* What must have been told, in order. */
static struct told {
	int64_t		t;
	int		group;
	double		v;
} told[FIRES_MAX];
static size_t told_n;

static void
tell(int64_t t, int group, double v)
{

	if (told_n < FIRES_MAX)
		told[told_n++] = (struct told){ t, group, v };
}

/* Was ${t} true in the window of the events before ${n}? */
static void
expect_arrival(const struct shape *s, size_t n)
{
	const struct event *e = &stream[n - 1];
	int64_t t = e->te;

	for (;;) {
		int64_t next = INT64_MAX;
		double v, before;
		bool was;

		/* Each event alone is its own point, anew or again. */
		stream[n - 1].taken = false;
		was = t > e->te && oracle(s, n, e->group, t, &before);
		stream[n - 1].taken = true;
		if (oracle(s, n, e->group, t, &v) && !was)
			tell(t, e->group, v);
		for (size_t i = 0; i < n; i++) {
			if (stream[i].taken && stream[i].group == e->group &&
			    stream[i].te > t && stream[i].te < next)
				next = stream[i].te;
		}
		if (next >= e->te + 10000)
			return;
		t = next;
	}
}

static bool
decided(const int64_t (*done)[2], size_t n, int64_t t, int group)
{

	for (size_t i = 0; i < n; i++) {
		if (done[i][0] == t && done[i][1] == group)
			return (true);
	}
	return (false);
}

/* Decide all points up to the watermark, least (te, position) first. */
static void
expect_clock(const struct shape *s, size_t n, int64_t mark,
    int64_t (*done)[2], size_t *done_n)
{

	for (;;) {
		const struct event *least = NULL;
		double v;

		for (size_t i = 0; i < n; i++) {
			const struct event *e = &stream[i];

			if (e->taken && e->te <= mark && !decided(
			    (const int64_t (*)[2])done, *done_n, e->te,
			    e->group) && (least == NULL || e->te < least->te ||
			    (e->te == least->te && e->pos < least->pos)))
				least = e;
		}
		if (least == NULL)
			return;
		done[*done_n][0] = least->te;
		done[(*done_n)++][1] = least->group;
		if (oracle(s, n, least->group, least->te, &v))
			tell(least->te, least->group, v);
	}
}

static void
random_stream(size_t n, const struct shape *s)
{
	int64_t clock = 1000000;
	unsigned pace = 1 + dice(6000);

	for (size_t i = 0; i < n; i++) {
		int64_t late = dice(3) == 0 ? dice(12000) : 0;

		if (dice(20) == 0)
			late = dice(60000);
		clock += dice(pace);
		stream[i] = (struct event){ .clock = clock, .pos = i,
		    .te = clock - late, .group = (int)dice(2),
		    .rules = s->two ? 1 + dice(3) : 1, .v = dice(6) };
		/* Equal times must be common. */
		if (dice(3) == 0)
			stream[i].te -= stream[i].te % 2000;
	}
}

static int
by_told(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	return (x->t != y->t ? (x->t > y->t) - (x->t < y->t) :
	    x->group - y->group);
}

static int
by_fired(const void *a, const void *b)
{
	const struct fired *x = a, *y = b;

	return (x->te != y->te ? (x->te > y->te) - (x->te < y->te) :
	    strcmp(x->group, y->group));
}

/* An event that meets two rules is fed twice: the order may differ. */
static void
sort_both(void)
{

	qsort(told, told_n, sizeof(*told), by_told);
	qsort(fires, fires_n, sizeof(*fires), by_fired);
}

static bool
run_case(const struct shape *s, size_t n)
{
	static int64_t done[EVENTS_MAX][2];
	static const char *const name[] = { "left", "right" };
	size_t done_n = 0;
	bool same;

	told_n = 0;
	start(rules(s->text), 1000);
	for (size_t i = 0; i < n; i++) {
		struct event *e = &stream[i];
		int64_t mark = e->clock - 30000;

		tick(e->clock);
		if (s->deferred)
			expect_clock(s, i, mark, done, &done_n);
		e->taken = e->te >= mark - (s->deferred ? 0 : 10000);
		for (unsigned r = 0; r < 2; r++) {
			if ((e->rules >> r & 1) != 0)
				feed(r == 0 ? "a" : "b", e->te, e->pos,
				    name[e->group], number(e->v));
		}
		if (e->taken && !s->deferred)
			expect_arrival(s, i + 1);
	}
	tick(INT64_C(1) << 50);
	if (s->deferred)
		expect_clock(s, n, INT64_C(1) << 49, done, &done_n);
	if (s->two && !s->deferred)
		sort_both();
	same = told_n == fires_n;
	for (size_t i = 0; i < told_n && same; i++)
		same = told[i].t == fires[i].te &&
		    fabs(told[i].v - fires[i].value) < 1e-9 &&
		    strcmp(name[told[i].group], fires[i].group) == 0;
	stop();
	return (same);
}

static void
test_oracle(void)
{
	size_t cases = 0, points = 0;

	for (uint64_t k = 1; k <= 3000 && t_failed == 0; k++) {
		const struct shape *s = &shapes[k % COUNT_OF(shapes)];

		size_t n;

		seed = k;
		n = 5 + dice(40);
		random_stream(n, s);
		if (!run_case(s, n)) {
			printf("# case %llu, %s\n", (unsigned long long)k,
			    s->text);
			for (size_t i = 0; i < told_n || i < fires_n; i++)
				printf("# %zu: want %lld %g, got %lld %g\n", i,
				    i < told_n ? (long long)told[i].t : -1,
				    i < told_n ? told[i].v : 0.,
				    i < fires_n ? (long long)fires[i].te : -1,
				    i < fires_n ? fires[i].value : 0.);
			T_TRUE(false);
		}
		cases++;
		points += told_n;
	}
	printf("# %zu cases, %zu true points\n", cases, points);
	T_TRUE(points > 5000);
}

/* A crowd is thinned; the true points stay what they are. */
static void
test_flood(void)
{
	static const struct shape s = {
	    "type: event_count, rules: [a], condition: {gte: 3}",
	    0, 0, 3, 0, false, false };
	size_t n = EVENTS_MAX;
	bool same;

	seed = 99;
	told_n = 0;
	start(rules(s.text), 1000);
	for (size_t i = 0; i < n; i++) {
		/* A crowd, a pause longer than the window, a crowd. */
		int64_t clock = 1000000 + (int64_t)i * 5 +
		    (i > n / 2 ? 25000 : 0);

		stream[i] = (struct event){ .clock = clock, .pos = i,
		    .te = clock - (dice(9) == 0 ? dice(14000) : 0),
		    .rules = 1, .taken = true };
		tick(clock);
		feed("a", stream[i].te, i, "left", number(0));
		expect_arrival(&s, i + 1);
	}
	same = told_n == fires_n;
	T_INT(told_n, fires_n);
	for (size_t i = 0; i < told_n && same; i++)
		same = told[i].t == fires[i].te;
	T_TRUE(same);
	T_TRUE(!fires[fires_n - 1].exact);
	T_TRUE(sigma_windows_bytes(win) < 400000);
	stop();
}

/* Many new groups push the least advanced ones out, never the near ones. */
static void
test_eviction(void)
{
	uint64_t pos = 0;

	start(rules("type: event_count, rules: [a], condition: {gte: 5}"), 1);
	for (int i = 0; i < 4; i++)
		feed("a", i, pos++, "victim", number(0));
	for (int i = 0; i < 20000; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "n%d", i);
		feed("a", 10, pos++, name, number(0));
	}
	T_INT(0, fires_n);
	feed("a", 20, pos++, "victim", number(0));
	T_INT(1, fires_n);
	T_TRUE(sigma_counts(win, rule("C")).evicted > 10000);
	stop();
}

/* Memory that runs short at any place leaves nothing behind. */
static void
test_memory(void)
{

	for (unsigned long k = 1; k < 400; k++) {
		struct value slot[SLOTS] = { { .type = VALUE_ABSENT } };
		struct sigma_hit h = { .slot = slot, .tenant = SPAN("t"),
		    .keep = keep };
		rc r = RC_OK;

		h.ctx = &h;
		start(rules("type: value_count, rules: [a], "
		    "condition: {field: v, gte: 2}"), 10);
		h.rule = rule("a");
		mem_count = 0;
		mem_fail_at = k;
		for (uint64_t i = 0; i < 20 && r == RC_OK; i++) {
			slot[0] = (struct value){ .p = i % 3 ? "x" : "y",
			    .n = 1, .type = VALUE_TEXT };
			slot[2] = number((double)(i % 7));
			h.pos = i;
			h.te = (int64_t)i;
			r = sigma_feed(win, &h);
		}
		mem_fail_at = 0;
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
	{ "random streams against the oracle", test_oracle },
	{ "a flood of one key", test_flood },
	{ "a flood of keys", test_eviction },
	{ "every allocation fails once", test_memory },
};

T_MAIN(cases)
