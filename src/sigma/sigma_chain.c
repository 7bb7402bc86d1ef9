/* SPDX-License-Identifier: Apache-2.0 */
/* What a correlation's condition asks for, in the form it is judged in. */
#include "sigma/sigma_chain.h"
#include "sigma/sigma_note.h"

#define BRANCHES_MAX	64

/* A text as OR of branches, each an AND of rules and not-rules. */
struct branches {
	struct branch {
		uint32_t	with, without;
	}		 b[BRANCHES_MAX];
	size_t		 n;
};

/* Keep ${b} unless it contradicts itself or is there already. */
static bool
put(struct branches *to, struct branch b)
{

	if ((b.with & b.without) != 0)
		return (true);
	for (size_t i = 0; i < to->n; i++) {
		if (to->b[i].with == b.with && to->b[i].without == b.without)
			return (true);
	}
	if (to->n == BRANCHES_MAX)
		return (false);
	to->b[to->n++] = b;
	return (true);
}

/* The branches of ${e}, or of its negation; false: too many. */
static bool
branches_of(const struct expr *e, bool negate, struct branches *to)
{
	bool any = (e->op == EXPR_OR) != negate;
	struct branches left, right, both;

	to->n = 0;
	if (e->op == EXPR_RULE) {
		uint32_t bit = UINT32_C(1) << e->rule;

		return (put(to, (struct branch){ negate ? 0 : bit,
		    negate ? bit : 0 }));
	}
	if (e->op == EXPR_NOT)
		return (branches_of(e->kid[0], !negate, to));
	for (size_t i = 0; i < e->n; i++) {
		if (!branches_of(e->kid[i], negate, &right))
			return (false);
		if (i == 0) {
			*to = right;
			continue;
		}
		left = *to;
		both.n = 0;
		for (size_t k = 0; any && k < left.n; k++) {
			if (!put(&both, left.b[k]))
				return (false);
		}
		for (size_t k = 0; k < right.n; k++) {
			if (any && !put(&both, right.b[k]))
				return (false);
			for (size_t m = 0; !any && m < left.n; m++) {
				if (!put(&both, (struct branch){
				    left.b[m].with | right.b[k].with,
				    left.b[m].without | right.b[k].without }))
					return (false);
			}
		}
		*to = both;
	}
	return (true);
}

static void
chain_put(struct corr *c, struct branch b)
{
	struct corr_chain *ch = &c->chain[c->chains++];

	ch->without = b.without;
	for (unsigned i = 0; i < c->refs; i++) {
		if ((b.with >> i & 1) != 0)
			ch->stage[ch->n++] = (uint8_t)i;
	}
}

bool
sigma_chain_of(struct load *ld, const struct yaml_node *map, struct corr *c)
{
	struct branch all = { c->refs == 32 ? UINT32_MAX :
	    (UINT32_C(1) << c->refs) - 1, 0 };
	struct branches b = { .n = 0 };
	size_t stages = 0;

	if (c->when == NULL)
		(void)put(&b, all);
	else if (!branches_of(c->when, false, &b))
		return (sigma_note_refuse(ld, map, "the condition has more "
		    "than %d branches", BRANCHES_MAX));
	if (b.n == 0)
		sigma_note_warn(ld, map, "the condition can never hold");
	c->chain = arena_take(&ld->s->mem, (b.n + 1) * sizeof(*c->chain));
	if (c->chain == NULL) {
		ld->nomem = true;
		return (false);
	}
	for (size_t i = 0; i < b.n; i++) {
		chain_put(c, b.b[i]);
		stages += c->chain[i].n;
	}
	/* A number: each length by each stage. */
	if (c->stated && c->refs * c->refs > RULE_STAGES_MAX)
		return (sigma_note_refuse(ld, map, "a number as condition "
		    "goes with at most 16 rules in 'temporal_ordered'"));
	if (stages > RULE_STAGES_MAX)
		return (sigma_note_refuse(ld, map, "the condition has more "
		    "than %d stages in its branches", RULE_STAGES_MAX));
	return (true);
}
