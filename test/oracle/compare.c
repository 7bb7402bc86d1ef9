/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle and the product on one case: equal, or the smallest difference. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/compare.h"
#include "oracle/lines.h"
#include "oracle/native.h"
#include "oracle/print.h"
#include "oracle/truth.h"
#include "oracle/verdict.h"

static struct o_result want, got;

static int
by_order(const void *a, const void *b)
{
	const struct o_fire *x = a, *y = b;
	int r;

	if (x->at != y->at)
		return (x->at < y->at ? -1 : 1);
	if (x->corr != y->corr)
		return (x->corr < y->corr ? -1 : 1);
	if (x->tenant != y->tenant)
		return (x->tenant < y->tenant ? -1 : 1);
	if ((r = strcmp(x->key, y->key)) != 0)
		return (r);
	if (x->te != y->te)
		return (x->te < y->te ? -1 : 1);
	return ((x->by > y->by) - (x->by < y->by));
}

/* Lines of ${set} beyond the line ${than}. */
static uint64_t
beyond(uint64_t set, uint64_t than)
{

	return (than < O_EVENTS ? set >> than << than : 0);
}

/* Does ${b} show what it must of the window that ${a} has?  Points of plain
 * lines bring no rest. */
static bool
same_window(const struct o_fire *a, const struct o_fire *b, bool rest)
{

	if (a->ends != b->ends ||
	    b->events != (uint64_t)__builtin_popcountll(a->window))
		return (false);
	return (!rest || (b->rest == beyond(a->window, b->told) &&
	    a->window >> (b->newest - 1) == 1));
}

static bool
same(const struct o_fire *a, const struct o_fire *b, bool rest)
{

	if (by_order(a, b) != 0 || a->has_value != b->has_value)
		return (false);
	/* A value that is not exact says so; in small cases none is. */
	return (b->exact && same_window(a, b, rest) && (!a->has_value ||
	    fabs(a->value - b->value) < 1e-9));
}

/* What an event's second rule would have brought is not always counted. */
static bool
same_counts(const struct o_case *c)
{
	bool same = true;

	for (size_t i = 0; i < c->corrs; i++) {
		const struct o_counts *a = &want.count[i], *b = &got.count[i];

		same = same && a->no_key == b->no_key &&
		    a->too_late == b->too_late && a->open == b->open &&
		    (c->corr[i].refs > 1 || a->not_number == b->not_number);
	}
	return (same);
}

static bool
same_sum(const struct o_case *c)
{
	struct o_counts sum = { 0 };

	for (size_t i = 0; i < c->corrs; i++) {
		sum.no_key += want.count[i].no_key;
		sum.too_late += want.count[i].too_late;
		sum.open += want.count[i].open;
	}
	return (sum.no_key == got.count[0].no_key &&
	    sum.too_late == got.count[0].too_late &&
	    sum.open == got.count[0].open);
}

static void
add_up(const struct o_case *c, struct compare_seen *s)
{

	s->points += want.n;
	for (size_t i = 0; i < want.n; i++) {
		const struct o_corr *k;

		if (want.fire[i].corr >= O_CORRS)
			continue;
		k = &c->corr[want.fire[i].corr];
		s->by_kind[k->kind]++;
		s->sessions += k->gap_s != O_NONE;
		s->deep += verdict_depth(c, want.fire[i].corr) > 2;
	}
	for (size_t i = 0; i < c->corrs; i++)
		s->late += want.count[i].too_late;
}

static void
show(const struct o_case *c, const char *who, const struct o_result *r,
    struct buf *out)
{

	buf_fmt(out, "%s:\n", who);
	for (size_t i = 0; i < r->n; i++)
		print_fire(c, &r->fire[i], out);
	for (size_t i = 0; i < c->corrs; i++)
		buf_fmt(out, "c%zu: no_key %llu too_late %llu not_number %llu"
		    " open %llu\n", i,
		    (unsigned long long)r->count[i].no_key,
		    (unsigned long long)r->count[i].too_late,
		    (unsigned long long)r->count[i].not_number,
		    (unsigned long long)r->count[i].open);
}

enum compare_end
compare_case(const struct o_case *c, const struct product_how *how,
    struct buf *out, struct compare_seen *seen)
{
	static struct o_case plain;
	unsigned long alerts = 0;
	bool equal;

	if (how->native) {
		plain = *c;
		native_adapt(&plain);
		equal = native_same(&plain, how, out, &alerts);
		if (seen != NULL)
			seen->points += alerts;
		return (equal ? COMPARE_SAME : COMPARE_DIFFERS);
	}

	if (how->lines) {
		plain = *c;
		lines_adapt(&plain);
		c = &plain;
		lines_truth(c, how->firing, &want);
	} else {
		windows_truth(c, how->firing, &want);
	}
	if (want.full)
		return (COMPARE_FULL);
	if (how->lines ? !lines_run(c, how, &got, out) :
	    !product_run(c, how, &got, out))
		return (COMPARE_DIFFERS);
	qsort(want.fire, want.n, sizeof(want.fire[0]), by_order);
	qsort(got.fire, got.n, sizeof(got.fire[0]), by_order);
	equal = want.n == got.n;
	for (size_t i = 0; i < want.n && equal; i++)
		equal = same(&want.fire[i], &got.fire[i], !how->lines);
	equal = equal && (how->lines ? same_sum(c) : same_counts(c));
	if (seen != NULL)
		add_up(c, seen);
	if (equal)
		return (COMPARE_SAME);
	if (out != NULL) {
		show(c, "oracle", &want, out);
		show(c, "product", &got, out);
	}
	return (COMPARE_DIFFERS);
}

static bool
differs(const struct o_case *c, const struct product_how *how)
{

	return (compare_case(c, how, NULL, NULL) == COMPARE_DIFFERS);
}

/* Take correlation ${at} out; what refers to it keeps it. */
static bool
without_corr(struct o_case *c, unsigned at)
{

	for (size_t i = 0; i < c->corrs; i++) {
		for (size_t r = 0; r < c->corr[i].refs; r++) {
			unsigned *ref = &c->corr[i].ref[r];

			if (*ref == O_RULES + at)
				return (false);
			*ref -= *ref > O_RULES + at;
		}
	}
	memmove(&c->corr[at], &c->corr[at + 1],
	    (c->corrs - at - 1) * sizeof(c->corr[0]));
	c->corrs--;
	return (true);
}

static bool
shrink_corrs(struct o_case *c, const struct product_how *how)
{
	static struct o_case try;
	bool any = false;

	for (unsigned i = (unsigned)c->corrs; i-- > 0 && c->corrs > 1;) {
		try = *c;
		if (without_corr(&try, i) && differs(&try, how)) {
			*c = try;
			any = true;
		}
	}
	return (any);
}

static bool
shrink_events(struct o_case *c, const struct product_how *how)
{
	static struct o_case try;
	bool any = false;

	for (size_t n = c->events / 2 > 0 ? c->events / 2 : 1; n > 0; n /= 2) {
		for (size_t i = 0; i + n <= c->events;) {
			try = *c;
			memmove(&try.event[i], &try.event[i + n],
			    (c->events - i - n) * sizeof(c->event[0]));
			try.events -= n;
			if (differs(&try, how)) {
				*c = try;
				any = true;
			} else {
				i++;
			}
		}
	}
	return (any);
}

/* Plain texts for odd values, no fields that nobody needs. */
static bool
shrink_values(struct o_case *c, const struct product_how *how)
{
	static struct o_case try;
	bool any = false;

	for (size_t i = 0; i < c->events; i++) {
		for (size_t f = 0; f < O_FIELDS; f++) {
			if (c->event[i].value[f].one.type == O_ABSENT)
				continue;
			try = *c;
			memset(&try.event[i].value[f], 0,
			    sizeof(try.event[i].value[f]));
			if (differs(&try, how)) {
				*c = try;
				any = true;
			}
		}
	}
	return (any);
}

/* Options of correlations that do not matter. */
static bool
shrink_options(struct o_case *c, const struct product_how *how)
{
	static struct o_case try;
	bool any = false;

	for (unsigned i = 0; i < c->corrs; i++) {
		for (int what = 0; what < 5; what++) {
			struct o_corr *k = &try.corr[i];

			try = *c;
			if (what == 0)
				k->late_s = O_NONE;
			else if (what == 1)
				k->gap_s = O_NONE;
			else if (what == 2)
				k->rearm_s = O_NONE;
			else if (what == 3)
				k->generate = false;
			else
				k->before_s = O_NONE;
			if (memcmp(&try, c, sizeof(try)) != 0 &&
			    differs(&try, how)) {
				*c = try;
				any = true;
			}
		}
	}
	return (any);
}

void
compare_shrink(struct o_case *c, const struct product_how *how)
{
	bool more = true;

	for (int round = 0; round < 6 && more; round++) {
		more = shrink_corrs(c, how);
		more |= shrink_events(c, how);
		more |= shrink_options(c, how);
		more |= shrink_values(c, how);
	}
}
