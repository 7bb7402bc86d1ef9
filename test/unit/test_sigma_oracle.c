/* SPDX-License-Identifier: Apache-2.0 */
/* Correlations against an oracle that recomputes all windows from scratch. */
#include "corr.h"

#define EVENTS_MAX	2000

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

/* What is decided at one event is told by group, then by point. */
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
	settle();
	if (s->deferred)
		expect_clock(s, n, INT64_C(1) << 49, done, &done_n);
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

static const struct flood {
	struct shape	 s;
	unsigned	 late;		/* Some are so late, ms. */
	unsigned	 values;
	bool		 exact;
} floods[] = {
	{ { "type: event_count, rules: [a], condition: {gte: 3}",
	    0, 0, 3, 0, false, false }, 14000, 1, false },
	{ { "type: value_count, rules: [a], condition: {field: v, gte: 3}",
	    1, 0, 3, 0, false, false }, 1, 4, true },
	{ { "type: value_count, rules: [a], condition: {field: v, gte: 9}",
	    1, 0, 9, 0, false, false }, 1, 9, true },
	{ { "type: temporal, rules: [a, b]", 2, 0, 2, 0, false, true },
	    1, 1, true },
};

/* A crowd is thinned; the true points, and distinct values, stay the same. */
static void
flood(const struct flood *f)
{
	size_t n = EVENTS_MAX;
	bool same;

	seed = 99;
	told_n = 0;
	start(rules(f->s.text), 1000);
	for (size_t i = 0; i < n; i++) {
		/* A crowd, a pause longer than the window, a crowd. */
		int64_t clock = 1000000 + (int64_t)i * 5 +
		    (i > n / 2 ? 25000 : 0);

		stream[i] = (struct event){ .clock = clock, .pos = i,
		    .te = clock - (dice(9) == 0 ? dice(f->late) : 0),
		    .rules = f->s.two ? 1 + (dice(50) == 0) : 1,
		    .v = dice(f->values), .taken = true };
		tick(clock);
		feed(stream[i].rules == 1 ? "a" : "b", stream[i].te, i,
		    "left", number(stream[i].v));
		expect_arrival(&f->s, i + 1);
	}
	settle();
	same = told_n == fires_n;
	T_INT(told_n, fires_n);
	for (size_t i = 0; i < told_n && same; i++)
		same = told[i].t == fires[i].te && (!f->exact ||
		    fabs(told[i].v - fires[i].value) < 1e-9);
	T_TRUE(same);
	T_TRUE(told_n > 100);
	T_INT(f->exact, fires[fires_n - 1].exact);
	T_TRUE(keeps < 1100);
	T_TRUE(sigma_windows_bytes(win) < 400000);
	stop();
}

/* One vehicle's drives, days apart: nobody confirms the clock's jumps. */
static void
test_drives(void)
{
	uint64_t pos = 0;

	start(rules("type: value_percentile, rules: [a], "
	    "condition: {field: v, percentile: 10, gt: 3}"), 1000);
	for (int day = 0; day < 10; day++) {
		for (int i = 0; i < 3000; i++) {
			int64_t t = day * INT64_C(86400000) + i * 100;

			tick(t);
			feed("a", t, pos++, "car",
			    number(day == 9 && i > 2900 ? 5 : 1));
		}
	}
	tick(INT64_C(1) << 50);
	settle();
	T_INT(0, sigma_windows_counts(win, rule("C")).too_late);
	T_TRUE(keeps < 20000);
	T_TRUE(fires_n > 0);
	for (size_t i = 0; i < fires_n; i++)
		T_TRUE(fires[i].exact && fires[i].te >= 777890000);
	stop();
}

static void
test_flood(void)
{

	for (size_t i = 0; i < COUNT_OF(floods); i++)
		flood(&floods[i]);
}

static const struct t_case cases[] = {
	{ "random streams", test_oracle },
	{ "a flood of one key", test_flood },
	{ "drives days apart", test_drives },
};

T_MAIN(cases)
