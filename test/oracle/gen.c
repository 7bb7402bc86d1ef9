/* SPDX-License-Identifier: Apache-2.0 */
/* Random cases: detection rules and correlations. */
#include <stdio.h>
#include <string.h>

#include "oracle/gen.h"
#include "oracle/order.h"
#include "oracle/product.h"
#include "oracle/verdict.h"

static const char *const words[] = {
	"a", "b", "c", "d", "A", "ab", "5", "5.0", "", "true", "x5", "é", "É",
};
static const char *const patterns[] = {
	"a", "b", "c", "d", "a*", "*b", "?", "A", "5", "5.0", "", "*", "a\\*",
	"TRUE", "é", "??",
};

static unsigned
field_at(char letter)
{

	return ((unsigned)(strchr(O_LETTERS, letter) - O_LETTERS));
}

static void
text(struct o_scalar *s, const char *p)
{

	*s = (struct o_scalar){ .type = O_STR };
	(void)snprintf(s->text, sizeof(s->text), "%s", p);
}

static void
number(struct dice *d, struct o_scalar *s)
{
	double n = dice_roll(d, 7);

	if (dice_one_in(d, 5))
		n -= 0.5;
	*s = (struct o_scalar){ .type = O_NUM, .num = n,
	    .whole = !dice_one_in(d, 5) };
}

/* A value of a rule. */
static void
want(struct dice *d, struct o_scalar *s)
{

	switch (dice_roll(d, 8)) {
	case 6:
		number(d, s);
		break;
	case 7:
		*s = (struct o_scalar){ .type = O_BOOL,
		    .num = dice_roll(d, 2) };
		break;
	default:
		text(s, patterns[dice_roll(d, COUNT_OF(patterns))]);
		break;
	}
}

/* Any item the design allows. */
static void
wild_item(struct dice *d, struct o_item *it)
{

	*it = (struct o_item){ .field = dice_roll(d, O_FIELDS), .n = 1 };
	it->neq = dice_one_in(d, 4);
	switch (dice_roll(d, 9)) {
	case 0:
		it->op = O_EXISTS;
		it->want[0] = (struct o_scalar){ .type = O_BOOL,
		    .num = dice_roll(d, 2) };
		it->neq = false;
		return;
	case 1:
		it->want[0] = (struct o_scalar){ .type = O_NULL };
		return;
	case 2:
		it->op = (enum o_op)(O_GT + dice_roll(d, 4));
		number(d, &it->want[0]);
		it->neq = false;
		return;
	case 3:
		it->op = (enum o_op)(O_CONTAINS + dice_roll(d, 3));
		it->n = 1 + dice_roll(d, 2);
		for (size_t i = 0; i < it->n; i++)
			text(&it->want[i], words[dice_roll(d, 7)]);
		break;
	case 4:
		it->op = O_REF;
		it->other = dice_roll(d, O_FIELDS);
		return;
	default:
		it->n = 1 + dice_roll(d, 3);
		for (size_t i = 0; i < it->n; i++)
			want(d, &it->want[i]);
		break;
	}
	it->all = it->n > 1 && dice_one_in(d, 3);
	/* "cased" goes with texts only. */
	it->cased = dice_one_in(d, 4);
	for (size_t i = 0; i < it->n; i++)
		it->cased &= it->want[i].type == O_STR;
}

/* The kind of the event, mostly: so that journals are dense with hits. */
static void
tame_item(struct dice *d, struct o_item *it)
{
	unsigned first = dice_roll(d, 4);

	*it = (struct o_item){ .field = field_at('k'),
	    .n = 1 + dice_roll(d, 2) };
	for (size_t i = 0; i < it->n; i++)
		text(&it->want[i], words[(first + i) % 4]);
}

/* A random tree over ${names} leaves. */
static unsigned
tree(struct dice *d, struct o_expr *x, unsigned names, unsigned depth)
{
	unsigned at = (unsigned)x->n++, kind = dice_roll(d, 6);

	if (depth == 0 || kind < 2 || x->n + 2 > O_NODES) {
		x->node[at].op = O_NAME;
		x->node[at].a = dice_roll(d, names);
		return (at);
	}
	if (kind == 5) {
		unsigned a = tree(d, x, names, depth - 1);

		x->node[at].op = O_NOT;
		x->node[at].a = a;
	} else {
		unsigned a = tree(d, x, names, depth - 1), b;

		/* Room for the other side, or none of it. */
		if (x->n == O_NODES) {
			x->node[at] = x->node[a];
			return (at);
		}
		b = tree(d, x, names, depth - 1);
		x->node[at].op = kind % 2 == 0 ? O_AND : O_OR;
		x->node[at].a = a;
		x->node[at].b = b;
	}
	return (at);
}

static void
rule(struct dice *d, struct o_rule *r)
{

	memset(r, 0, sizeof(*r));
	r->sels = 1;
	r->when.n = 1;
	r->when.node[0].op = O_NAME;
	if (!dice_one_in(d, 3)) {
		r->sel[0].maps = r->sel[0].items[0] = 1;
		tame_item(d, &r->sel[0].item[0][0]);
		return;
	}
	r->sels = 1 + dice_roll(d, 3);
	for (size_t i = 0; i < r->sels; i++) {
		struct o_sel *s = &r->sel[i];

		s->maps = 1 + dice_one_in(d, 4);
		for (size_t m = 0; m < s->maps; m++) {
			s->items[m] = 1 + dice_one_in(d, 3);
			for (size_t j = 0; j < s->items[m]; j++)
				wild_item(d, &s->item[m][j]);
			/* A key twice in one mapping is refused. */
			if (s->items[m] == 2 && s->item[m][0].field ==
			    s->item[m][1].field)
				s->items[m] = 1;
		}
	}
	if (dice_one_in(d, 3))
		r->when.node[0].op = dice_one_in(d, 2) ? O_ANY_OF : O_ALL_OF;
	else
		r->when.n = 0, (void)tree(d, &r->when, (unsigned)r->sels, 2);
}

/* Has the rule or correlation ${ref} the name? */
static bool
knows(const struct o_case *c, unsigned ref, const char *name)
{
	const struct o_corr *k;

	if (ref < O_RULES)
		return (name[1] == '\0' && strchr(O_LETTERS, name[0]) != NULL);
	k = &c->corr[ref - O_RULES];
	for (size_t i = 0; i < k->keys; i++) {
		if (strcmp(k->key[i].name, name) == 0)
			return (true);
	}
	return (false);
}

/* A name for all rules of ${k}: one of ${letters}, or an alias; or false. */
static bool
name(struct dice *d, const struct o_case *c, const struct o_corr *k,
    const char *letters, const char *alias, struct o_name *n)
{
	unsigned many = (unsigned)strlen(letters);
	bool all = true;

	memset(n, 0, sizeof(*n));
	n->name[0] = letters[dice_roll(d, many)];
	for (size_t r = 0; r < k->refs; r++)
		all = all && knows(c, k->ref[r], n->name);
	if (all && !dice_one_in(d, 6))
		return (true);
	n->alias = true;
	/* An alias shadows a field of that name. */
	if (!dice_one_in(d, 4))
		(void)snprintf(n->name, sizeof(n->name), "%s", alias);
	for (size_t r = 0; r < k->refs; r++) {
		const struct o_corr *inner;

		if (k->ref[r] < O_RULES) {
			n->of[r][0] = letters[dice_roll(d, many)];
			continue;
		}
		inner = &c->corr[k->ref[r] - O_RULES];
		if (inner->keys == 0)
			return (false);
		memcpy(n->of[r], inner->key[dice_roll(d,
		    (unsigned)inner->keys)].name, sizeof(n->of[r]));
	}
	return (true);
}

static void
refs(struct dice *d, const struct o_case *c, unsigned at, struct o_corr *k)
{
	size_t many = 1 + dice_roll(d, 3);

	if (dice_one_in(d, 8))
		many = O_REFS;
	for (size_t i = 0; i < many; i++) {
		unsigned ref = dice_roll(d, (unsigned)c->rules);
		bool twice = false;

		if (at > 0 && dice_roll(d, 5) < 2)
			ref = O_RULES + dice_roll(d, at);
		for (size_t j = 0; j < k->refs; j++)
			twice |= k->ref[j] == ref;
		if (!twice)
			k->ref[k->refs++] = ref;
	}
}

static void
conditions(struct dice *d, struct o_corr *k)
{
	bool counts = k->kind == O_EVENT_COUNT || k->kind == O_VALUE_COUNT;
	double n = counts ? 1 + dice_roll(d, 4) : dice_roll(d, 9);

	if (k->kind == O_TEMPORAL || k->kind == O_ORDERED) {
		unsigned how = dice_roll(d, 4);

		if (how == 0)
			return;
		if (how < 3 && k->refs > 1) {
			k->text = true;
			(void)tree(d, &k->when, (unsigned)k->refs, 2);
			/* What only must not come is no order. */
			if (k->kind == O_ORDERED && !order_loads(k))
				k->text = false;
			return;
		}
		n = 1 + dice_roll(d, (unsigned)k->refs);
	}
	if (k->kind == O_SUM)
		n *= 1.5;
	k->bounds = 1;
	k->bound[0].n = n;
	switch (dice_roll(d, 8)) {
	case 0:
		k->bound[0].cmp = O_C_GT;
		k->bound[0].n = n - 1;
		break;
	case 1:
		k->bound[0].cmp = (enum o_cmp)(O_C_LT + dice_roll(d, 4));
		break;
	case 2:
		k->bounds = 2;
		k->bound[0].cmp = dice_one_in(d, 2) ? O_C_GTE : O_C_GT;
		k->bound[1].cmp = dice_one_in(d, 2) ? O_C_LTE : O_C_LT;
		k->bound[1].n = n + 2;
		break;
	default:
		k->bound[0].cmp = O_C_GTE;
		break;
	}
}

static void
times(struct dice *d, struct o_corr *k)
{
	static const int64_t spans[] = { 10, 1, 2, 5, 20, 60 };
	static const int64_t lates[] = { 0, 1, 5, 10, 40 };
	static const double ranks[] = { 50, 0, 10, 25, 33, 75, 90, 99, 100 };

	k->span_s = spans[dice_roll(d, COUNT_OF(spans))];
	k->late_s = k->before_s = k->gap_s = k->rearm_s = O_NONE;
	if (dice_one_in(d, 4))
		k->late_s = lates[dice_roll(d, COUNT_OF(lates))];
	if (dice_one_in(d, 4))
		k->rearm_s = 1 + dice_roll(d, 20);
	if (k->kind == O_ABSENCE && dice_one_in(d, 2))
		k->before_s = dice_roll(d, 11);
	if (k->kind == O_ABSENCE && dice_one_in(d, 6))
		k->span_s = 0;
	if (k->kind != O_ABSENCE && dice_one_in(d, 6))
		k->gap_s = 1 + dice_roll(d, (unsigned)k->span_s);
	k->percentile = ranks[dice_roll(d, COUNT_OF(ranks))];
	k->generate = dice_one_in(d, 4);
}

/* What the product refuses is drawn as the nearest that it takes. */
static void
leave_out(struct gen_limits *l, struct o_corr *k)
{

	if (l->no_kind[k->kind]) {
		l->left_out++;
		k->kind = O_TEMPORAL;
	}
}

static void
corr(struct dice *d, struct gen_limits *l, const struct o_case *c,
    unsigned at, struct o_corr *k)
{
	size_t keys = dice_roll(d, 8), fields = 0;

	memset(k, 0, sizeof(*k));
	k->kind = (enum o_kind)dice_roll(d, O_ABSENCE + 1);
	leave_out(l, k);
	refs(d, c, at, k);
	if (k->kind == O_ABSENCE && k->refs < 2)
		k->kind = O_EVENT_COUNT;
	keys = keys == 0 ? 0 : keys < 6 ? 1 : 2;
	for (size_t i = 0; i < keys; i++) {
		if (!name(d, c, k, i == 0 ? "gh" : "hg", i == 0 ? "A0" : "A1",
		    &k->key[k->keys]))
			break;
		k->keys++;
	}
	/* Not the same name twice. */
	if (k->keys == 2 && strcmp(k->key[0].name, k->key[1].name) == 0)
		k->keys = 1;
	if (k->kind == O_VALUE_COUNT)
		fields = 1 + dice_one_in(d, 3);
	else if (verdict_samples(k))
		fields = 1;
	for (size_t i = 0; i < fields; i++) {
		if (!name(d, c, k, i == 0 ? "vu" : "w", i == 0 ? "F0" : "F1",
		    &k->field[k->fields]))
			break;
		k->fields++;
	}
	if (k->fields < fields) {
		k->fields = 0;
		k->kind = O_EVENT_COUNT;
	}
	times(d, k);
	if (k->gap_s != O_NONE && l->no_session) {
		l->left_out++;
		k->gap_s = O_NONE;
	}
	if (k->kind != O_ABSENCE)
		conditions(d, k);
}

#define HEAD	"title: r\nname: r\nid: r\nlevel: low\n"		\
    "logsource: {product: x}\ndetection: {s: {k: a}, condition: s}\n---\n"\
    "title: q\nname: q\nid: q\nlevel: low\n"				\
    "logsource: {product: x}\ndetection: {s: {k: b}, condition: s}\n---\n"\
    "title: c\nname: c\nid: c\nlevel: low\ncorrelation:\n"		\
    "  rules: [r, q]\n  group-by: [g]\n  timespan: 5s\n"

void
gen_limits(struct gen_limits *l)
{

	memset(l, 0, sizeof(*l));
	l->no_kind[O_ORDERED] = !product_loads(HEAD
	    "  type: temporal_ordered\n");
	l->no_kind[O_ABSENCE] = !product_loads(HEAD "  type: x-absence\n");
	l->no_session = !product_loads(HEAD "  type: event_count\n"
	    "  condition: {gte: 2}\n  x-window: session\n  x-gap: 2s\n");
}

void
gen_case(struct dice *d, struct gen_limits *l, struct o_case *c)
{

	memset(c, 0, sizeof(*c));
	c->until = O_NONE;
	c->rules = 1 + dice_roll(d, O_RULES);
	for (size_t i = 0; i < c->rules; i++)
		rule(d, &c->rule[i]);
	c->corrs = 1 + dice_roll(d, O_CORRS);
	for (unsigned i = 0; i < c->corrs; i++)
		corr(d, l, c, i, &c->corr[i]);
	c->corrs_first = dice_one_in(d, 3);
	gen_events(d, c);
}
