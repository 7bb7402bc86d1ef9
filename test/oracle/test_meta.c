/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of a case that must not change what is told: no second engine
 * needed.  MORE=N asks for so many cases of each.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oracle/gen.h"
#include "oracle/print.h"
#include "oracle/product.h"
#include "oracle/verdict.h"
#include "sigma/sigma.h"

#include "t.h"

static struct o_case a, b;
static struct o_result ra, rb;
static struct gen_limits limits;

static unsigned long
many(unsigned long usual)
{
	const char *s = getenv("MORE");

	if (s != NULL)
		return (strtoul(s, NULL, 10));
	return (t_usual(usual));
}

static int
by_point(const void *x, const void *y)
{
	const struct o_fire *p = x, *q = y;
	int r;

	if (p->corr != q->corr)
		return (p->corr < q->corr ? -1 : 1);
	if (p->tenant != q->tenant)
		return (p->tenant < q->tenant ? -1 : 1);
	if ((r = strcmp(p->key, q->key)) != 0)
		return (r);
	return ((p->te > q->te) - (p->te < q->te));
}

static void
sort(struct o_result *r)
{

	qsort(r->fire, r->n, sizeof(r->fire[0]), by_point);
}

/* Every moment once; only of correlations in ${which}. */
static void
moments(struct o_result *r, unsigned which)
{
	size_t n = 0;

	sort(r);
	for (size_t i = 0; i < r->n; i++) {
		if ((which >> r->fire[i].corr & 1) == 0 || (n > 0 &&
		    by_point(&r->fire[n - 1], &r->fire[i]) == 0))
			continue;
		r->fire[n++] = r->fire[i];
	}
	r->n = n;
}

static void
show(unsigned long seed, const struct o_result *r, const struct o_case *c)
{
	struct buf out = { 0 };

	printf("# seed %lu\n", seed);
	for (size_t i = 0; i < r->n; i++)
		print_fire(c, &r->fire[i], &out);
	printf("%s\n", out.n > 0 ? buf_str(&out) : "nothing");
	buf_release(&out);
}

static bool
run(const struct o_case *c, struct o_result *r)
{
	const struct product_how how = { .shards = 1, .batch = 7,
	    .firing = O_POINTS };

	return (product_run(c, &how, r, NULL));
}

/*
 * Whether an event at a moment is told again depends on when it came, so a
 * chain over several rules may count otherwise: those are left aside.
 */
static bool
plain(const struct o_case *c, unsigned at)
{
	const struct o_corr *k = &c->corr[at];

	if (verdict_depth(c, at) == 1)
		return (true);
	return (k->refs == 1 && k->kind != O_EVENT_COUNT &&
	    plain(c, k->ref[0] - O_RULES));
}

static void
swap(struct o_event *p, struct o_event *q)
{
	struct o_event t = *p;

	*p = *q;
	*q = t;
}

/* All in time whatever the order: a short journal, received afterwards. */
static void
in_time(struct dice *d, struct o_case *c)
{
	int64_t begin = INT64_C(1700000000000);

	for (size_t i = 0; i < c->events; i++) {
		struct o_event *e = &c->event[i];

		e->id = (unsigned)i;
		/* Ties are common, except for chains. */
		e->time = begin + dice_roll(d, 100) * 250;
	}
}

static void
receive(struct o_case *c)
{

	for (size_t i = 0; i < c->events; i++)
		c->event[i].received = INT64_C(1700000025000) + (int64_t)i;
}

static void
test_order(void)
{
	unsigned long cases = many(400), points = 0;

	gen_limits(&limits);
	for (unsigned long seed = 1; seed <= cases && t_failed == 0; seed++) {
		struct dice d = dice_seed(seed);
		unsigned which = 0;
		bool same;

		gen_case(&d, &limits, &a);
		in_time(&d, &a);
		a.until = INT64_C(1800000000000);
		b = a;
		receive(&a);
		for (size_t i = b.events; i > 1; i--)
			swap(&b.event[i - 1],
			    &b.event[dice_roll(&d, (unsigned)i)]);
		receive(&b);
		for (unsigned i = 0; i < a.corrs; i++)
			which |= plain(&a, i) ? 1u << i : 0;
		T_TRUE(run(&a, &ra) && run(&b, &rb));
		moments(&ra, which);
		moments(&rb, which);
		same = ra.n == rb.n;
		for (size_t i = 0; i < ra.n && same; i++)
			same = by_point(&ra.fire[i], &rb.fire[i]) == 0;
		T_TRUE(same);
		if (!same) {
			show(seed, &ra, &a);
			show(seed, &rb, &b);
		}
		points += ra.n;
	}
	printf("# %lu cases, %lu points\n", cases, points);
	T_TRUE(points > cases);
}

/* One more rule, and a correlation over it and others. */
static void
test_unrelated(void)
{
	unsigned long cases = many(400), points = 0;

	gen_limits(&limits);
	for (unsigned long seed = 1; seed <= cases && t_failed == 0; seed++) {
		struct dice d = dice_seed(seed);
		struct o_case other;
		bool same;
		size_t n = 0;

		gen_case(&d, &limits, &a);
		gen_case(&d, &limits, &other);
		if (a.rules == O_RULES || a.corrs == O_CORRS)
			continue;
		b = a;
		b.rule[b.rules++] = other.rule[0];
		b.corr[b.corrs] = a.corr[0];
		b.corr[b.corrs].ref[0] = (unsigned)a.rules;
		b.corr[b.corrs++].refs = 1;
		/* Its text may name what it no longer has. */
		if (b.corr[b.corrs - 1].text) {
			b.corr[b.corrs - 1].text = false;
			b.corr[b.corrs - 1].bounds = 0;
		}
		if (b.corr[b.corrs - 1].kind == O_ABSENCE) {
			b.corr[b.corrs - 1].kind = O_TEMPORAL;
			b.corr[b.corrs - 1].span_s = 7;
			b.corr[b.corrs - 1].before_s = O_NONE;
		}
		for (size_t i = 0; i < O_KEYS; i++) {
			struct o_corr *k = &b.corr[b.corrs - 1];

			(void)strcpy(k->key[i].of[0], "h");
			(void)strcpy(k->field[i].of[0], i == 0 ? "v" : "w");
		}
		T_TRUE(run(&a, &ra) && run(&b, &rb));
		for (size_t i = 0; i < rb.n; i++) {
			if (rb.fire[i].corr < a.corrs)
				rb.fire[n++] = rb.fire[i];
		}
		rb.n = n;
		same = ra.n == rb.n;
		for (size_t i = 0; i < ra.n && same; i++)
			same = by_point(&ra.fire[i], &rb.fire[i]) == 0 &&
			    ra.fire[i].by == rb.fire[i].by &&
			    ra.fire[i].at == rb.fire[i].at &&
			    ra.fire[i].ends == rb.fire[i].ends;
		T_TRUE(same);
		if (!same) {
			show(seed, &ra, &a);
			show(seed, &rb, &a);
		}
		points += ra.n;
	}
	printf("# %lu points\n", points);
	T_TRUE(points > cases);
}

/* Routing: what is stated on both sides and differs, conflicts. */
#define SOURCES	27

static const char *const stated[] = { "", "x", "Y" };
static const char *const parts[] = { "product", "category", "service" };

static rc
no_field(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{

	(void)ctx;
	(void)near;
	if (name.n != 1)
		return (RC_NOTFOUND);
	*ret = (struct sigma_field){ .slot = (unsigned)(name.p[0] - 'a') };
	return (RC_OK);
}

static int
no_category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static void
source_rules(struct buf *out)
{

	for (unsigned i = 1; i < SOURCES; i++) {
		const unsigned at[] = { i % 3, i / 3 % 3, i / 9 };

		buf_fmt(out, "title: r%u\nid: id-%u\nname: r%u\nlevel: low\n"
		    "logsource: {", i, i, i);
		for (size_t p = 0, comma = 0; p < 3; p++) {
			if (at[p] == 0)
				continue;
			buf_fmt(out, "%s%s: %s", comma > 0 ? ", " : "",
			    parts[p], stated[at[p]]);
			comma++;
		}
		buf_fmt(out, "}\ndetection: {s: {%c: 1}, condition: s}\n---\n",
		    "ab"[i % 2]);
	}
}

static bool
conflicts(unsigned rule, unsigned event)
{
	const unsigned r[] = { rule % 3, rule / 3 % 3, rule / 9 };
	const unsigned e[] = { event % 3, event / 3 % 3, event / 9 };

	for (size_t p = 0; p < 3; p++) {
		if (r[p] != 0 && e[p] != 0 && r[p] != e[p])
			return (true);
	}
	return (false);
}

static void
test_routing(void)
{
	static const struct sigma_names names = { .field = no_field,
	    .category = no_category, .plain = true };
	const struct sigma_setup setup = { .names = &names };
	struct value slot[2] = { { .type = VALUE_INT, .i = 1 },
	    { .type = VALUE_INT, .i = 1 } };
	struct sigma_row row = { .slot = slot, .category = -1 };
	struct buf yaml = { 0 };
	struct sigma_scratch *scratch;
	struct sigma_text text;
	struct sigma *s;
	unsigned all[SOURCES], hit[SOURCES];
	size_t n_all, n;

	source_rules(&yaml);
	text = (struct sigma_text){ "s.yml", span_of(buf_str(&yaml)) };
	T_INT(RC_OK, sigma_new(&text, 1, &setup, &s, NULL));
	scratch = sigma_scratch_new(s);
	T_TRUE(scratch != NULL);
	for (unsigned e = 0; e < SOURCES; e++) {
		/* Case is ignored. */
		const char *const said[] = { "", e % 2 ? "x" : "X", "y" };
		struct sigma_logsource ls = {
			span_of(said[e % 3]), span_of(said[e / 3 % 3]),
			span_of(said[e / 9]) };
		size_t at = 0;

		slot[0].i = e % 5 != 0;
		row.logsource = NULL;
		T_INT(RC_OK, sigma_match(s, scratch, &row, all, &n_all));
		T_INT(slot[0].i > 0 ? SOURCES - 1 : SOURCES / 2, n_all);
		row.logsource = &ls;
		T_INT(RC_OK, sigma_match(s, scratch, &row, hit, &n));
		for (size_t i = 0; i < n_all; i++) {
			if (conflicts(all[i] + 1, e))
				continue;
			T_TRUE(at < n && hit[at] == all[i]);
			at++;
		}
		T_INT(at, n);
	}
	sigma_scratch_free(scratch);
	sigma_free(s);
	buf_release(&yaml);
}

static const struct t_case cases[] = {
	{ "the order of arrival", test_order },
	{ "an unrelated rule", test_unrelated },
	{ "a routed set is all minus conflicts", test_routing },
};

T_MAIN(cases)
