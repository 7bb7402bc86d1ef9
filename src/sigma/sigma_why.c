/* SPDX-License-Identifier: Apache-2.0 */
/* The slow path, which walks the tree and can say why. */
#include "base/mem.h"
#include "base/ts.h"
#include "base/fold.h"
#include "sigma/sigma_route.h"
#include "sigma/sigma_range.h"
#include "sigma/sigma_test.h"

#define SHOWN_MAX	3		/* Values of a long list, members. */
#define TEXT_MAX	80		/* Bytes of one value. */

/* The walk. */
struct why {
	const struct sigma	*s;
	struct sigma_scratch	*x;
	const struct sigma_row	*row;
	struct buf		*out;	/* NULL: only the verdict. */
};

static bool
want_hits(const struct why *w, const struct want *v)
{

	for (size_t i = 0; i < v->n; i++) {
		if (sigma_test_row(w->s, w->x, &v->test[i], w->row))
			return (true);
	}
	return (false);
}

/* The item without its "neq"; ${which} is the value that decided. */
static bool
core_hits(const struct why *w, const struct item *it, size_t *which)
{

	for (size_t i = 0; i < it->n; i++) {
		*which = i;
		if (want_hits(w, &it->want[i]) != it->all)
			return (!it->all);
	}
	return (it->all);
}

static void
text(struct buf *out, struct span s)
{
	size_t n = s.n < TEXT_MAX ? s.n : TEXT_MAX;

	/* Cut at a character. */
	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	buf_json(out, (struct span){ s.p, n });
	if (n < s.n)
		buf_text(out, "...");
}

static void
value(struct buf *out, const struct value *v)
{

	switch ((enum value_type)v->type) {
	case VALUE_ABSENT:
		buf_text(out, "nothing");
		break;
	case VALUE_NULL:
		buf_text(out, "null");
		break;
	case VALUE_BOOL:
		buf_text(out, v->yes ? "true" : "false");
		break;
	case VALUE_INT:
		buf_int(out, v->i);
		break;
	case VALUE_NUM:
		buf_num(out, v->num);
		break;
	case VALUE_TEXT:
		text(out, value_text(v));
		break;
	case VALUE_TIME:
		buf_time(out, v->i);
		break;
	case VALUE_ARRAY:
		buf_char(out, '[');
		for (uint32_t i = 0; i < v->n && i < SHOWN_MAX; i++) {
			buf_text(out, i > 0 ? ", " : "");
			value(out, &v->member[i]);
		}
		if (v->n > SHOWN_MAX)
			buf_fmt(out, ", %u more", v->n - SHOWN_MAX);
		buf_char(out, ']');
		break;
	case VALUE_MAP:
		buf_text(out, "an object");
		break;
	}
}

/* Would ${t} hold if case did not matter? */
static bool
case_only(const struct why *w, const struct test *t)
{
	struct test loose = *t;
	struct buf b = { 0 };
	bool hit;

	if (!t->cased)
		return (false);
	fold_text(t->glob.text, &b);
	loose.cased = false;
	loose.glob = glob_of(buf_span(&b));
	hit = !b.failed && sigma_test_row(w->s, w->x, &loose, w->row);
	w->x->failed |= b.failed;
	buf_release(&b);
	return (hit);
}

/* Could a value of this type meet the test at all? */
static bool
type_fits(const struct test *t, const struct value *v)
{
	struct numeric n;
	int64_t ms;

	if (v->type == VALUE_ARRAY) {
		for (uint32_t i = 0; i < v->n; i++) {
			if (type_fits(t, &v->member[i]))
				return (true);
		}
		return (v->n == 0);
	}
	if (v->type == VALUE_MAP)
		return (false);
	if (t->op == TEST_ORDER)
		return (numeric_value(v, &n));
	if (t->op == TEST_CIDR)
		return (v->type == VALUE_TEXT);
	if (t->op == TEST_PART)
		return (v->type == VALUE_TIME || (v->type == VALUE_TEXT &&
		    ts_parse(value_text(v), &ms) == RC_OK));
	return (true);
}

static const char *
reason(const struct why *w, const struct item *it, size_t which)
{
	const struct test *t = it->want[which].test;
	const struct value *v;

	if (it->neq)
		return ("miss: it is one of these");
	if (t->op == TEST_KEYWORD || t->op == TEST_KEYWORD_RE)
		return ("miss: in no value");
	v = &w->row->slot[t->slot];
	if (t->op == TEST_EXISTS)
		return (t->yes ? "miss: absent" : "miss: present");
	if (t->op == TEST_NULL)
		return ("miss: other value");
	if (v->type == VALUE_ABSENT)
		return ("miss: absent");
	if (v->type == VALUE_NULL)
		return ("miss: null");
	if (t->op == TEST_REF && w->row->slot[t->ref].type == VALUE_ABSENT)
		return ("miss: the other field is absent");
	if (!type_fits(t, v))
		return ("miss: bad type");
	for (size_t i = 0; i < it->n; i++) {
		for (size_t j = 0; j < it->want[i].n; j++) {
			if (case_only(w, &it->want[i].test[j]))
				return ("miss: other case");
		}
	}
	return ("miss: other value");
}

/* Where a value of the rule is met. */
struct place {
	const struct value	*value;	/* Field, or member of it. */
	bool			 member, ranged;
	uint32_t		 index;	/* Of the member. */
	size_t			 from, to;	/* Bytes of its text. */
};

/* Does the single value ${one} in place of the field meet ${t}? */
static bool
one_meets(const struct why *w, const struct test *t, struct value *slot,
    const struct value *one)
{
	struct sigma_row row = *w->row;

	row.slot = slot;
	slot[t->slot] = *one;
	sigma_test_begin(w->x);		/* What it remembers is of another. */
	return (sigma_test_row(w->s, w->x, t, &row));
}

/* Find the first member that meets ${t}, and where in it. */
static void
locate(const struct why *w, const struct test *t, struct place *p)
{
	const struct value *v = &w->row->slot[t->slot];
	struct value *slot;

	*p = (struct place){ .value = v };
	if (v->type == VALUE_ARRAY && t->op != TEST_EXISTS &&
	    t->op != TEST_NULL) {
		if ((slot = mem_array(w->s->slots, sizeof(*slot))) == NULL) {
			w->x->failed = true;
			return;
		}
		memcpy(slot, w->row->slot, w->s->slots * sizeof(*slot));
		for (uint32_t i = 0; i < v->n && !p->member; i++) {
			if (!one_meets(w, t, slot, &v->member[i]))
				continue;
			p->member = true;
			p->index = i;
			p->value = &v->member[i];
		}
		mem_free(slot);
		sigma_test_begin(w->x);
	}
	if (p->value->type == VALUE_TEXT && p->value->n > 0)
		p->ranged = sigma_range(w->s, t, value_text(p->value),
		    &p->from, &p->to) && p->to > p->from;
}

/* Where the value ${v} of the rule is met; false if nowhere one can name. */
static bool
place_of(const struct why *w, const struct want *v, struct place *p)
{

	for (size_t i = 0; i < v->n; i++) {
		const struct test *t = &v->test[i];

		if (t->op == TEST_KEYWORD || t->op == TEST_KEYWORD_RE ||
		    !sigma_test_row(w->s, w->x, t, w->row))
			continue;
		locate(w, t, p);
		return (true);
	}
	return (false);
}

static void
put_range(struct buf *out, const struct place *p)
{

	if (p->ranged)
		buf_fmt(out, ", bytes %zu-%zu", p->from, p->to - 1);
}

static void
indent(struct buf *out, unsigned depth)
{

	for (unsigned i = 0; i < depth; i++)
		buf_text(out, "  ");
}

/* Numbers, null, true and false stand as the rule has them: bare. */
static bool
bare(const struct test *t)
{

	return (t->op == TEST_NULL || t->op == TEST_EXISTS ||
	    t->op == TEST_ORDER || t->op == TEST_PART || t->typed);
}

static void
wanted(struct buf *out, const struct item *it, bool hit, size_t which)
{
	size_t from = hit != it->neq && !it->all ? which : 0, n = 0;

	if (it->n > 1)
		buf_text(out, it->all ? "all of " : "any of ");
	for (size_t i = from; i < it->n && n < SHOWN_MAX; i++, n++) {
		buf_text(out, n > 0 ? ", " : "");
		if (bare(it->want[i].test))
			buf_put(out, it->want[i].shown);
		else
			text(out, it->want[i].shown);
	}
	if (it->n > n)
		buf_fmt(out, ", %zu more", it->n - n);
}

/* What was found, and of a hit where. */
static void
found(const struct why *w, const struct item *it, const struct place *p)
{
	const struct test *t = it->want[0].test;
	struct buf *out = w->out;

	buf_text(out, " (found ");
	value(out, p != NULL ? p->value : &w->row->slot[it->field.slot]);
	if (t->op == TEST_REF) {
		buf_text(out, " and ");
		value(out, &w->row->slot[t->ref]);
	}
	if (p != NULL)
		put_range(out, p);
	buf_char(out, ')');
}

/* With "all" each value has a place of its own. */
static void
all_places(const struct why *w, const struct item *it, unsigned depth)
{
	struct buf *out = w->out;
	struct place p;

	for (size_t i = 0; i < it->n; i++) {
		if (!place_of(w, &it->want[i], &p))
			continue;
		indent(out, depth + 1);
		text(out, it->want[i].shown);
		buf_text(out, " in ");
		buf_put(out, it->name);
		if (p.member)
			buf_fmt(out, "[%u]", p.index);
		put_range(out, &p);
		buf_char(out, '\n');
	}
}

/* "field[2]|mods: wanted (found value, bytes 3-9): hit" */
static void
item_line(const struct why *w, const struct item *it, bool hit, size_t which,
    unsigned depth)
{
	struct buf *out = w->out;
	struct place p;
	bool at = it->field.slot != RULE_NO_SLOT && hit && !it->neq &&
	    !it->all && place_of(w, &it->want[which], &p);

	indent(out, depth);
	if (it->name.n > 0)
		buf_put(out, it->name);
	else
		buf_text(out, "any value");
	if (at && p.member)
		buf_fmt(out, "[%u]", p.index);
	if (it->mods.n > 0) {
		buf_char(out, '|');
		buf_put(out, it->mods);
	}
	buf_text(out, ": ");
	wanted(out, it, hit, which);
	if (it->field.slot != RULE_NO_SLOT)
		found(w, it, at ? &p : NULL);
	buf_fmt(out, ": %s\n", hit ? "hit" : reason(w, it, which));
	if (hit && it->all && !it->neq && it->field.slot != RULE_NO_SLOT)
		all_places(w, it, depth);
}

static const char *const words[] = {
	[EXPR_AND] = "all of", [EXPR_OR] = "any of", [EXPR_NOT] = "not",
	[EXPR_ITEM] = "", [EXPR_RULE] = "",
};

/* Walk all of ${e}, also what can no longer matter, and print it. */
static bool
walk(const struct why *w, const struct expr *e, unsigned depth)
{
	struct buf below = { 0 };
	struct why sub = *w;
	bool hit = e->op == EXPR_AND;
	size_t which = 0;

	if (e->op == EXPR_ITEM) {
		hit = core_hits(w, e->item, &which) != e->item->neq;
		if (w->out != NULL)
			item_line(w, e->item, hit, which, depth);
		return (hit);
	}
	/* The verdict is printed first, so what is below waits. */
	if (w->out != NULL)
		sub.out = &below;
	for (size_t i = 0; i < e->n; i++) {
		bool one = walk(&sub, e->kid[i], depth + 1);

		hit = e->op == EXPR_NOT ? !one :
		    e->op == EXPR_AND ? hit && one : hit || one;
	}
	if (w->out == NULL)
		return (hit);
	indent(w->out, depth);
	buf_put(w->out, e->label);
	if (e->label.n == 0)
		buf_text(w->out, words[e->op]);
	else if (e->op == EXPR_OR)
		buf_text(w->out, " (any of)");
	buf_text(w->out, hit ? ": hit\n" : ": miss\n");
	buf_put(w->out, buf_span(&below));
	w->out->failed |= below.failed;
	buf_release(&below);
	return (hit);
}

void
sigma_why(const struct sigma *s, unsigned rule, const struct sigma_row *row,
    struct buf *out)
{
	const struct doc *d = &s->doc[s->of[rule]];
	struct why w = { .s = s, .row = row, .out = out };
	bool hit;

	if (d->when == NULL)
		return;
	if ((w.x = sigma_scratch_new(s)) == NULL) {
		out->failed = true;
		return;
	}
	sigma_test_begin(w.x);
	if (d->category >= 0 && d->category != row->category)
		buf_fmt(out, "category %s: miss: other category\n",
		    d->rule.category);
	if (!sigma_route_agrees(&d->rule, row->logsource))
		buf_text(out, "logsource: miss: the event states another\n");
	hit = walk(&w, d->when, 0) &&
	    (d->category < 0 || d->category == row->category) &&
	    sigma_route_agrees(&d->rule, row->logsource);
	buf_fmt(out, "rule: %s\n", hit ? "hit" : "miss");
	out->failed |= w.x->failed;
	sigma_scratch_free(w.x);
}

bool
sigma_why_hits(const struct sigma *s, struct sigma_scratch *x, unsigned rule,
    const struct sigma_row *row)
{
	const struct doc *d = &s->doc[s->of[rule]];
	struct why w = { .s = s, .x = x, .row = row };

	if (d->when == NULL ||
	    (d->category >= 0 && d->category != row->category) ||
	    !sigma_route_agrees(&d->rule, row->logsource))
		return (false);
	sigma_test_begin(x);
	return (walk(&w, d->when, 0));
}
