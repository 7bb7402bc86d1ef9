/* SPDX-License-Identifier: Apache-2.0 */
/* temporal_ordered: runs of stages, found by trying all of them. */
#include "oracle/order.h"

#define BRANCHES	64

/*
 * Can the stages of ${mask}, from ${stage} on, be met by entries that are
 * not used, none of them before ${te}?
 */
static bool
can(const struct o_entry **e, size_t n, unsigned mask, unsigned stage,
    int64_t te, uint64_t used)
{

	while (stage < O_REFS && (mask >> stage & 1) == 0)
		stage++;
	if (stage == O_REFS)
		return (true);
	for (size_t i = 0; i < n; i++) {
		if (e[i]->te < te || (e[i]->refs >> stage & 1) == 0 ||
		    (i < 64 && (used >> i & 1) != 0))
			continue;
		if (can(e, n, mask, stage + 1, e[i]->te,
		    i < 64 ? used | UINT64_C(1) << i : used))
			return (true);
	}
	return (false);
}

size_t
order_longest(const struct o_corr *k, const struct o_entry **e, size_t n)
{
	size_t best = 0;

	/* Stages may be left out, but not change places. */
	for (unsigned mask = 1; mask < 1u << k->refs; mask++) {
		size_t m = 0;

		for (unsigned i = 0; i < k->refs; i++)
			m += mask >> i & 1;
		if (m > best && can(e, n, mask, 0, O_NONE, 0))
			best = m;
	}
	return (best);
}

/* A branch: what must be there in order, and what must not be. */
struct branch {
	unsigned	yes, no;
};

/* The branches of a node, or of its negation; how many. */
static size_t
branches(const struct o_expr *x, unsigned node, bool neg, struct branch *ret)
{
	struct branch left[BRANCHES], right[BRANCHES];
	unsigned a = x->node[node].a;
	bool both = (x->node[node].op == O_AND) != neg;
	size_t l, r, n = 0;

	if (x->node[node].op == O_NOT)
		return (branches(x, a, !neg, ret));
	if (x->node[node].op == O_NAME) {
		ret[0] = (struct branch){ neg ? 0 : 1u << a,
		    neg ? 1u << a : 0 };
		return (1);
	}
	l = branches(x, a, neg, left);
	r = branches(x, x->node[node].b, neg, right);
	for (size_t i = 0; both && i < l; i++) {
		for (size_t j = 0; j < r && n < BRANCHES; j++)
			ret[n++] = (struct branch){
			    left[i].yes | right[j].yes,
			    left[i].no | right[j].no };
	}
	for (size_t i = 0; !both && i < l && n < BRANCHES; i++)
		ret[n++] = left[i];
	for (size_t i = 0; !both && i < r && n < BRANCHES; i++)
		ret[n++] = right[i];
	return (n);
}

bool
order_text(const struct o_corr *k, const struct o_entry **e, size_t n)
{
	struct branch b[BRANCHES];
	size_t many = branches(&k->when, 0, false, b);
	unsigned seen = 0;

	for (size_t i = 0; i < n; i++)
		seen |= e[i]->refs;
	for (size_t i = 0; i < many; i++) {
		if ((seen & b[i].no) == 0 && can(e, n, b[i].yes, 0, O_NONE, 0))
			return (true);
	}
	return (false);
}

bool
order_loads(const struct o_corr *k)
{
	struct branch b[BRANCHES];
	size_t many = branches(&k->when, 0, false, b);

	for (size_t i = 0; i < many; i++) {
		if (b[i].yes == 0)
			return (false);
	}
	return (true);
}
