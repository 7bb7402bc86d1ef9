/* SPDX-License-Identifier: Apache-2.0 */
/* One test on one event. */
#include "base/mem.h"
#include "base/ts.h"
#include "base/fold.h"
#include "sigma/sigma_line.h"
#include "sigma/sigma_regex.h"
#include "sigma/sigma_test.h"

void
sigma_test_begin(struct sigma_scratch *x)
{

	/* After 2^32 events an old epoch could look fresh. */
	if (++x->epoch == 0) {
		for (unsigned i = 0; i < x->slots; i++)
			x->folded[i].epoch = 0;
		for (size_t i = 0; i < x->rules_max; i++)
			x->seen[i] = 0;
		x->line_epoch = 0;
		x->epoch = 1;
	}
	buf_clear(&x->fold);
	x->failed = false;
}

static struct span
folded(struct sigma_scratch *x, struct span raw, unsigned slot)
{
	struct sigma_test_piece *p;

	if (slot == RULE_NO_SLOT) {
		buf_clear(&x->tmp[0]);
		fold_text(raw, &x->tmp[0]);
		x->failed |= x->tmp[0].failed;
		return (buf_span(&x->tmp[0]));
	}
	p = &x->folded[slot];
	if (p->epoch != x->epoch) {
		*p = (struct sigma_test_piece){ x->epoch,
		    (uint32_t)x->fold.n, 0 };
		fold_text(raw, &x->fold);
		p->n = (uint32_t)(x->fold.n - p->at);
		x->failed |= x->fold.failed;
	}
	return ((struct span){ x->fold.p + p->at, p->n });
}

struct span
sigma_test_line(struct sigma_scratch *x, struct span line)
{

	buf_clear(&x->tmp[1]);
	fold_text(line, &x->tmp[1]);
	x->failed |= x->tmp[1].failed;
	return (buf_span(&x->tmp[1]));
}

struct span
sigma_test_text(struct sigma_scratch *x, const struct value *v, unsigned slot,
    bool cased)
{
	char time[TS_TEXT];
	struct numeric n;

	switch ((enum value_type)v->type) {
	case VALUE_TEXT:
		return (cased ? value_text(v) :
		    folded(x, value_text(v), slot));
	case VALUE_INT:
	case VALUE_NUM:
		buf_clear(&x->tmp[0]);
		if (numeric_value(v, &n))
			numeric_text(n, &x->tmp[0]);
		break;
	case VALUE_BOOL:
		return (v->yes ? SPAN("true") : SPAN("false"));
	case VALUE_TIME:
		ts_text(v->i, time);
		buf_clear(&x->tmp[0]);
		if (cased)
			buf_put(&x->tmp[0], (struct span){ time, TS_TEXT });
		else
			fold_text((struct span){ time, TS_TEXT }, &x->tmp[0]);
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP:
		return ((struct span){ NULL, 0 });
	}
	x->failed |= x->tmp[0].failed;
	return (buf_span(&x->tmp[0]));
}

static bool
has_text(const struct value *v)
{

	return (v->type != VALUE_ABSENT && v->type != VALUE_NULL &&
	    v->type != VALUE_ARRAY && v->type != VALUE_MAP);
}

/* E-15: a number on either side and a number's form on the other. */
static bool
text_meets(struct sigma_scratch *x, const struct test *t,
    const struct value *v, unsigned slot)
{
	struct numeric n;

	if (!has_text(v))
		return (false);
	if (t->number && (t->typed || v->type == VALUE_INT ||
	    v->type == VALUE_NUM) && numeric_value(v, &n))
		return (numeric_cmp(n, t->num) == 0);
	return (glob_match(&t->glob, sigma_test_text(x, v, slot, t->cased)));
}

static bool
order_meets(enum mod mod, int d)
{

	switch ((int)mod) {
	case MOD_LT:
		return (d < 0);
	case MOD_LTE:
		return (d <= 0);
	case MOD_GT:
		return (d > 0);
	case MOD_GTE:
		return (d >= 0);
	default:
		return (d == 0);
	}
}

/* ISO 8601: the week that holds the Thursday of these seven days. */
static int
iso_week(const struct ts_civil *c)
{
	int64_t day = ts_days(c->year, c->month, c->day);
	int64_t thursday = day - c->weekday + 4;
	struct ts_civil t = ts_civil(thursday * TS_DAY_MS);

	return ((int)((thursday - ts_days(t.year, 1, 1)) / 7) + 1);
}

static bool
part_meets(const struct test *t, const struct value *v)
{
	struct numeric n = { .whole = true };
	struct ts_civil c;
	int64_t ms;

	if (v->type == VALUE_TIME)
		ms = v->i;
	else if (v->type != VALUE_TEXT || ts_parse(value_text(v), &ms) != RC_OK)
		return (false);
	c = ts_civil(ms);
	switch ((int)t->part) {
	case MOD_MINUTE:
		n.i = c.minute;
		break;
	case MOD_HOUR:
		n.i = c.hour;
		break;
	case MOD_DAY:
		n.i = c.day;
		break;
	case MOD_WEEK:
		n.i = iso_week(&c);
		break;
	case MOD_MONTH:
		n.i = c.month;
		break;
	default:
		n.i = c.year;
		break;
	}
	return (order_meets(t->mod, numeric_cmp(n, t->num)));
}

static bool
ends_with(struct span s, struct span tail)
{

	return (s.n >= tail.n && (tail.n == 0 ||
	    memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0));
}

/* Two single values as E-14 and E-15 compare them. */
static bool
pair_meets(struct sigma_scratch *x, const struct test *t,
    const struct value *a, const struct value *b)
{
	struct numeric m, n;
	struct span s, u;
	bool number = a->type == VALUE_INT || a->type == VALUE_NUM ||
	    b->type == VALUE_INT || b->type == VALUE_NUM;

	if (!has_text(a) || !has_text(b))
		return (false);
	if (t->mod == MOD_ALL && number && numeric_value(a, &m) &&
	    numeric_value(b, &n))
		return (numeric_cmp(m, n) == 0);
	buf_clear(&x->tmp[1]);
	buf_put(&x->tmp[1], sigma_test_text(x, b, RULE_NO_SLOT, false));
	x->failed |= x->tmp[1].failed;
	u = buf_span(&x->tmp[1]);
	s = sigma_test_text(x, a, RULE_NO_SLOT, false);
	switch ((int)t->mod) {
	case MOD_STARTS:
		return (span_starts(s, u));
	case MOD_ENDS:
		return (ends_with(s, u));
	case MOD_CONTAINS:
		return (u.n == 0 || (s.n >= u.n &&
		    memmem(s.p, s.n, u.p, u.n) != NULL));
	default:
		return (span_eq(s, u));
	}
}

static bool
ref_meets(struct sigma_scratch *x, const struct test *t, const struct value *a,
    const struct value *b)
{

	if (b->type != VALUE_ARRAY)
		return (pair_meets(x, t, a, b));
	for (uint32_t i = 0; i < b->n; i++) {
		if (pair_meets(x, t, a, &b->member[i]))
			return (true);
	}
	return (false);
}

/* One value that is no array. */
static bool
single_meets(const struct sigma *s, struct sigma_scratch *x,
    const struct test *t, const struct value *v, unsigned slot,
    const struct sigma_row *row)
{
	struct numeric n;

	switch (t->op) {
	case TEST_TEXT:
		return (text_meets(x, t, v, slot));
	case TEST_NULL:
		return (v->type == VALUE_NULL || v->type == VALUE_ABSENT);
	case TEST_ORDER:
		return (numeric_value(v, &n) &&
		    order_meets(t->mod, numeric_cmp(n, t->num)));
	case TEST_PART:
		return (part_meets(t, v));
	case TEST_RE:
		return (has_text(v) && sigma_regex_meets(s, x, t->regex,
		    sigma_test_text(x, v, slot, true)));
	case TEST_CIDR:
		return (v->type == VALUE_TEXT &&
		    cidr_has(&t->net, value_text(v)));
	case TEST_REF:
		return (ref_meets(x, t, v, &row->slot[t->ref]));
	case TEST_EXISTS:
	case TEST_KEYWORD:
	case TEST_KEYWORD_RE:
		break;
	}
	return (false);
}

/* All values of the line, decoded and folded, once an event. */
static void
line_values(struct sigma_scratch *x, struct span text)
{
	struct sigma_line l = { .text = text };
	size_t raw = 0;

	x->values = 0;
	x->line_epoch = x->epoch;
	buf_clear(&x->line);
	buf_clear(&x->line_folded);
	for (; sigma_line_next(&l, &x->line); raw = x->line.n) {
		struct sigma_test_piece p[2];

		p[0] = (struct sigma_test_piece){ 0, (uint32_t)raw,
		    (uint32_t)(x->line.n - raw) };
		p[1].epoch = 0;
		p[1].at = (uint32_t)x->line_folded.n;
		fold_text(span_from(buf_span(&x->line), raw),
		    &x->line_folded);
		p[1].n = (uint32_t)(x->line_folded.n - p[1].at);
		buf_char(&x->line, SIGMA_TEST_END);
		buf_char(&x->line_folded, SIGMA_TEST_END);
		for (int i = 0; i < 2; i++) {
			if (!mem_room(&x->value, x->values, &x->value_cap,
			    sizeof(*x->value))) {
				x->failed = true;
				return;
			}
			x->value[x->values++] = p[i];
		}
	}
	x->failed |= x->line.failed || x->line_folded.failed;
}

struct span
sigma_test_values(struct sigma_scratch *x, struct span line)
{

	if (x->line_epoch != x->epoch)
		line_values(x, line);
	return (buf_span(&x->line_folded));
}

static bool
keyword_meets(const struct sigma *s, struct sigma_scratch *x,
    const struct test *t, const struct sigma_row *row)
{
	bool raw = t->cased || t->op == TEST_KEYWORD_RE;
	const struct buf *b = raw ? &x->line : &x->line_folded;

	(void)sigma_test_values(x, row->line);	/* It is in ${b}. */
	if (x->failed)
		return (false);
	/* No literal goes across the end of a value. */
	if (t->op == TEST_KEYWORD && t->glob.shape == GLOB_INSIDE &&
	    memchr(t->glob.lit.p, SIGMA_TEST_END, t->glob.lit.n) == NULL)
		return (glob_inside(buf_span(b), t->glob.lit));
	for (size_t i = raw ? 0 : 1; i < x->values; i += 2) {
		struct span v = { b->p + x->value[i].at, x->value[i].n };

		if (t->op == TEST_KEYWORD ? glob_match(&t->glob, v) :
		    sigma_regex_meets(s, x, t->regex, v))
			return (true);
	}
	return (false);
}

bool
sigma_test_row(const struct sigma *s, struct sigma_scratch *x,
    const struct test *t, const struct sigma_row *row)
{
	const struct value *v;

	if (t->op == TEST_KEYWORD || t->op == TEST_KEYWORD_RE)
		return (keyword_meets(s, x, t, row));
	v = &row->slot[t->slot];
	if (t->op == TEST_EXISTS)
		return ((v->type != VALUE_ABSENT) == t->yes);
	if (v->type != VALUE_ARRAY)
		return (single_meets(s, x, t, v, t->slot, row));
	if (t->op == TEST_NULL && v->n == 0)
		return (true);
	for (uint32_t i = 0; i < v->n; i++) {
		if (single_meets(s, x, t, &v->member[i], RULE_NO_SLOT, row))
			return (true);
	}
	return (false);
}
