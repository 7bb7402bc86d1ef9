/* SPDX-License-Identifier: Apache-2.0 */
/* What a detection rule says of one event, by the letter of the design. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/truth.h"

static size_t
digits(const char *p)
{

	return (strspn(p, "0123456789"));
}

/* RFC 8259, section 6. */
static bool
number_form(const char *p)
{
	size_t n;

	p += *p == '-';
	n = digits(p);
	if (n == 0 || (n > 1 && *p == '0'))
		return (false);
	p += n;
	if (*p == '.') {
		if ((n = digits(++p)) == 0)
			return (false);
		p += n;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if ((n = digits(p)) == 0)
			return (false);
		p += n;
	}
	return (*p == '\0');
}

bool
truth_number(const struct o_scalar *s, double *ret)
{

	if (s->type == O_NUM)
		*ret = s->num;
	else if (s->type == O_STR && number_form(s->text))
		*ret = strtod(s->text, NULL);
	else
		return (false);
	return (true);
}

bool
truth_key(const struct o_scalar *s, char out[16])
{

	switch (s->type) {
	case O_BOOL:
		(void)snprintf(out, 16, "%s", s->num > 0 ? "true" : "false");
		return (true);
	case O_NUM:
		(void)snprintf(out, 16, "%g", s->num);
		return (true);
	case O_STR:
		(void)snprintf(out, 16, "%s", s->text);
		return (true);
	case O_ABSENT:
	case O_NULL:
	case O_LIST:
	case O_MAP:
		break;
	}
	return (false);
}

/* The first code point of ${p}, folded unless ${cased}; its bytes. */
static size_t
point(const char *p, bool cased, unsigned *ret)
{
	unsigned char c = (unsigned char)p[0];

	if (c < 0x80) {
		*ret = !cased && c >= 'A' && c <= 'Z' ? c + 32u : c;
		return (1);
	}
	/* The generator knows no others than U+0080 to U+07FF. */
	*ret = (c & 31u) << 6 | ((unsigned char)p[1] & 63u);
	if (!cased && *ret >= 0xc0 && *ret <= 0xde && *ret != 0xd7)
		*ret += 32;
	return (2);
}

/* Wildcards by trying everything. */
static bool
glob(const char *pat, const char *s, bool cased)
{
	unsigned a, b;
	size_t n;

	if (*pat == '\0')
		return (*s == '\0');
	if (*pat == '*') {
		for (;; s += point(s, cased, &a)) {
			if (glob(pat + 1, s, cased))
				return (true);
			if (*s == '\0')
				return (false);
		}
	}
	if (*s == '\0')
		return (false);
	n = point(s, cased, &b);
	if (*pat == '?')
		return (glob(pat + 1, s + n, cased));
	if (*pat == '\\' && pat[1] != '\0' && strchr("*?\\", pat[1]) != NULL)
		pat++;
	pat += point(pat, cased, &a);
	return (a == b && glob(pat, s + n, cased));
}

/* E-15, E-16: one value of the rule against one of the event. */
static bool
equal(const struct o_scalar *want, const struct o_scalar *got, bool cased)
{
	char a[16], b[16];
	double x, y;

	if (want->type == O_NULL)
		return (got->type == O_NULL || got->type == O_ABSENT);
	if (!truth_key(got, b) || !truth_key(want, a))
		return (false);
	/* E-14: cased compares code points, so 5.0 is not 5 there. */
	if (!cased && (want->type == O_NUM || got->type == O_NUM) &&
	    truth_number(want, &x) && truth_number(got, &y))
		return (!(x < y) && !(x > y));
	return (glob(a, b, cased));
}

static bool
part(const struct o_item *it, const struct o_scalar *want,
    const struct o_scalar *got)
{
	char pat[O_TEXT + 4], b[16];
	bool front = it->op == O_CONTAINS || it->op == O_ENDS;
	bool back = it->op == O_CONTAINS || it->op == O_STARTS;

	if (!truth_key(got, b))
		return (false);
	(void)snprintf(pat, sizeof(pat), "%s%s%s", front ? "*" : "",
	    want->text, back ? "*" : "");
	return (glob(pat, b, it->cased));
}

static bool
order(enum o_op op, const struct o_scalar *want, const struct o_scalar *got)
{
	double x;

	if (!truth_number(got, &x))
		return (false);
	if (op == O_GT)
		return (x > want->num);
	if (op == O_GTE)
		return (x >= want->num);
	return (op == O_LT ? x < want->num : x <= want->num);
}

/* Two fields: the other one's text is no pattern. */
static bool
same(const struct o_scalar *a, const struct o_scalar *b)
{
	char x[16], y[16];
	double m, n;
	unsigned c, d;

	if (!truth_key(a, x) || !truth_key(b, y))
		return (false);
	if ((a->type == O_NUM || b->type == O_NUM) && truth_number(a, &m) &&
	    truth_number(b, &n))
		return (!(m < n) && !(m > n));
	for (const char *p = x, *q = y;;) {
		if (*p == '\0' || *q == '\0')
			return (*p == *q);
		p += point(p, false, &c);
		q += point(q, false, &d);
		if (c != d)
			return (false);
	}
}

static bool
one(const struct o_item *it, const struct o_scalar *want,
    const struct o_scalar *got)
{

	switch (it->op) {
	case O_EQ:
		return (equal(want, got, it->cased));
	case O_CONTAINS:
	case O_STARTS:
	case O_ENDS:
		return (part(it, want, got));
	case O_GT:
	case O_GTE:
	case O_LT:
	case O_LTE:
		return (order(it->op, want, got));
	case O_REF:
		return (same(want, got));
	case O_EXISTS:
		break;
	}
	return (false);
}

/* E-12: any member matches; an empty array is null. */
static bool
any(const struct o_item *it, const struct o_scalar *want,
    const struct o_value *v)
{
	static const struct o_scalar null = { .type = O_NULL };

	if (v->one.type != O_LIST)
		return (one(it, want, &v->one));
	if (v->n == 0)
		return (it->op == O_EQ && one(it, want, &null));
	for (size_t i = 0; i < v->n; i++) {
		if (one(it, want, &v->member[i]))
			return (true);
	}
	return (false);
}

static bool
refer(const struct o_item *it, const struct o_event *e)
{
	const struct o_value *o = &e->value[it->other];

	if (o->one.type != O_LIST)
		return (any(it, &o->one, &e->value[it->field]));
	for (size_t i = 0; i < o->n; i++) {
		if (any(it, &o->member[i], &e->value[it->field]))
			return (true);
	}
	return (false);
}

static bool
item(const struct o_item *it, const struct o_event *e)
{
	const struct o_value *v = &e->value[it->field];
	bool hit = it->all;

	if (it->op == O_EXISTS)
		return ((v->one.type != O_ABSENT) == (it->want[0].num > 0));
	if (it->op == O_REF)
		return (refer(it, e) != it->neq);
	for (size_t i = 0; i < it->n; i++) {
		bool m = any(it, &it->want[i], v);

		hit = it->all ? hit && m : hit || m;
	}
	return (hit != it->neq);
}

static bool
selection(const struct o_sel *s, const struct o_event *e)
{

	for (size_t i = 0; i < s->maps; i++) {
		bool all = true;

		for (size_t j = 0; j < s->items[i]; j++)
			all = item(&s->item[i][j], e) && all;
		if (all)
			return (true);
	}
	return (false);
}

static bool
holds(const struct o_rule *r, unsigned node, const struct o_event *e)
{
	unsigned a = r->when.node[node].a, b = r->when.node[node].b;
	size_t hits = 0;

	for (size_t i = 0; i < r->sels; i++)
		hits += selection(&r->sel[i], e);
	switch (r->when.node[node].op) {
	case O_AND:
		return (holds(r, a, e) && holds(r, b, e));
	case O_OR:
		return (holds(r, a, e) || holds(r, b, e));
	case O_NOT:
		return (!holds(r, a, e));
	case O_NAME:
		return (selection(&r->sel[a], e));
	case O_ANY_OF:
		return (hits > 0);
	case O_ALL_OF:
		return (hits == r->sels);
	}
	return (false);
}

bool
truth_match(const struct o_rule *r, const struct o_event *e)
{

	return (holds(r, 0, e));
}
