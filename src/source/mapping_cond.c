/* SPDX-License-Identifier: Apache-2.0 */
/* The conditions of mappings. */
#include <stdio.h>

#include "source/mapping_cond.h"

#define DEPTH_MAX	16	/* Conditions within conditions. */

static const struct {
	const char	*name;
	enum mapping_op	 op;
} ops[] = {
	{ "is", MAPPING_IS }, { "not", MAPPING_ISNT },
	{ "exists", MAPPING_EXISTS }, { "gt", MAPPING_GT },
	{ "gte", MAPPING_GTE }, { "lt", MAPPING_LT }, { "lte", MAPPING_LTE },
	{ "starts", MAPPING_STARTS }, { "ends", MAPPING_ENDS },
	{ "contains", MAPPING_CONTAINS },
};

static struct mapping_cond *load(struct mapping_load *,
    const struct yaml_node *, unsigned);

static struct mapping_cond *
new(struct mapping_load *L, enum mapping_op op)
{
	struct mapping_cond *c = mapping_load_take(L, 1, sizeof(*c));

	if (c != NULL)
		c->op = op;
	return (c);
}

static void
push(struct mapping_cond *above, struct mapping_cond *kid)
{
	struct mapping_cond **end = &above->kid;

	while (*end != NULL)
		end = &(*end)->next;
	*end = kid;
}

/* What one operator compares with. */
static void
operand(struct mapping_load *L, const struct yaml_node *node,
    struct mapping_cond *c)
{

	switch (c->op) {
	case MAPPING_EXISTS:
		c->yes = mapping_load_bool(L, node);
		return;
	case MAPPING_GT:
	case MAPPING_GTE:
	case MAPPING_LT:
	case MAPPING_LTE:
		if (!yaml_num(node, &c->num))
			mapping_load_wrong(L, node, "expected a number");
		return;
	case MAPPING_IS:
	case MAPPING_ISNT:
	case MAPPING_STARTS:
	case MAPPING_ENDS:
	case MAPPING_CONTAINS:
		c->text = mapping_load_texts(L, node, &c->n);
		return;
	case MAPPING_ALL:
	case MAPPING_ANY:
	case MAPPING_NOT:
		return;
	}
}

/* {gt: 5, lt: 9} of one cell. */
static void
compare(struct mapping_load *L, const struct yaml_node *node, uint32_t ref,
    struct mapping_cond *above)
{

	for (const struct yaml_node *v = node->first; v != NULL; v = v->next) {
		struct suggest near = SUGGEST_START;
		struct mapping_cond *c = NULL;

		for (size_t i = 0; i < COUNT_OF(ops); i++) {
			suggest_try(&near, v->key->text,
			    span_of(ops[i].name));
			if (yaml_is(v->key, ops[i].name))
				c = new(L, ops[i].op);
		}
		if (c == NULL) {
			mapping_load_wrong(L, v->key,
			    "unknown operator '%.*s'%s%.*s%s",
			    (int)v->key->text.n, v->key->text.p,
			    near.best.n > 0 ? "; did you mean '" : "",
			    (int)near.best.n, near.best.p,
			    near.best.n > 0 ? "'?" : "");
			continue;
		}
		c->ref = ref;
		operand(L, v, c);
		push(above, c);
	}
}

/* "any: [..]", "all: [..]". */
static struct mapping_cond *
group(struct mapping_load *L, const struct yaml_node *node,
    enum mapping_op op, unsigned depth)
{
	struct mapping_cond *c = new(L, op), *kid;

	if (node->kind != YAML_LIST || node->first == NULL) {
		mapping_load_wrong(L, node, "expected a list of conditions");
		return (c);
	}
	for (const struct yaml_node *v = node->first; v != NULL && c != NULL;
	    v = v->next)
		if ((kid = load(L, v, depth + 1)) != NULL)
			push(c, kid);
	return (c);
}

static struct mapping_cond *
entry(struct mapping_load *L, const struct yaml_node *v, unsigned depth)
{
	struct mapping_cond *c, *kid;

	if (yaml_is(v->key, "any"))
		return (group(L, v, MAPPING_ANY, depth));
	if (yaml_is(v->key, "all"))
		return (group(L, v, MAPPING_ALL, depth));
	if (yaml_is(v->key, "not")) {
		if ((c = new(L, MAPPING_NOT)) != NULL &&
		    (kid = load(L, v, depth + 1)) != NULL)
			push(c, kid);
		return (c);
	}
	if ((c = new(L, v->kind == YAML_MAP ? MAPPING_ALL : MAPPING_IS)) ==
	    NULL)
		return (NULL);
	c->ref = mapping_load_ref(L, v->key, v->key->text);
	if (c->ref != ROW_NONE)
		L->m->ref[c->ref].needed = true;
	if (v->kind == YAML_MAP)
		compare(L, v, c->ref, c);
	else
		operand(L, v, c);
	return (c);
}

static struct mapping_cond *
load(struct mapping_load *L, const struct yaml_node *node, unsigned depth)
{
	struct mapping_cond *c, *kid;

	if (node->kind != YAML_MAP || node->first == NULL) {
		mapping_load_wrong(L, node, "expected a condition, {path: "
		    "value}");
		return (NULL);
	}
	if (depth > DEPTH_MAX) {
		mapping_load_wrong(L, node, "conditions nested too deeply");
		return (NULL);
	}
	if ((c = new(L, MAPPING_ALL)) == NULL)
		return (NULL);
	for (const struct yaml_node *v = node->first; v != NULL; v = v->next)
		if ((kid = entry(L, v, depth)) != NULL)
			push(c, kid);
	return (c);
}

struct mapping_cond *
mapping_cond_load(struct mapping_load *L, const struct yaml_node *node)
{

	return (load(L, node, 0));
}

struct span
mapping_cond_text(const struct value *v, char *room)
{
	int n = 0;

	switch ((enum value_type)v->type) {
	case VALUE_TEXT:
		return (value_text(v));
	case VALUE_BOOL:
		return (v->yes ? SPAN("true") : SPAN("false"));
	case VALUE_INT:
		n = snprintf(room, MAPPING_COND_ROOM, "%lld",
		    (long long)v->i);
		break;
	case VALUE_NUM:
		n = snprintf(room, MAPPING_COND_ROOM, "%.15g", v->num);
		break;
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_TIME:
	case VALUE_ARRAY:
	case VALUE_MAP:
		break;
	}
	return ((struct span){ room, n > 0 ? (size_t)n : 0 });
}

static bool
ends(struct span s, struct span with)
{

	return (s.n >= with.n &&
	    span_eq(span_from(s, s.n - with.n), with));
}

static bool
contains(struct span s, struct span part)
{

	return (part.n == 0 || (s.n >= part.n &&
	    memmem(s.p, s.n, part.p, part.n) != NULL));
}

static bool
matches(const struct mapping_cond *c, struct span text)
{
	bool yes = false;

	for (size_t i = 0; i < c->n && !yes; i++)
		yes = c->op == MAPPING_STARTS ? span_starts(text, c->text[i]) :
		    c->op == MAPPING_ENDS ? ends(text, c->text[i]) :
		    c->op == MAPPING_CONTAINS ? contains(text, c->text[i]) :
		    span_eq(text, c->text[i]);
	return (c->op == MAPPING_ISNT ? !yes : yes);
}

static bool
leaf(const struct mapping_cond *c, const struct row_cell *cell)
{
	char room[MAPPING_COND_ROOM];
	double d;

	if (c->op == MAPPING_EXISTS)
		return ((cell != NULL) == c->yes);
	if (cell == NULL)
		return (false);
	switch (c->op) {
	case MAPPING_GT:
		return (convert_number(&cell->v, &d) && d > c->num);
	case MAPPING_GTE:
		return (convert_number(&cell->v, &d) && d >= c->num);
	case MAPPING_LT:
		return (convert_number(&cell->v, &d) && d < c->num);
	case MAPPING_LTE:
		return (convert_number(&cell->v, &d) && d <= c->num);
	case MAPPING_IS:
	case MAPPING_ISNT:
	case MAPPING_STARTS:
	case MAPPING_ENDS:
	case MAPPING_CONTAINS:
		return (matches(c, mapping_cond_text(&cell->v, room)));
	case MAPPING_ALL:
	case MAPPING_ANY:
	case MAPPING_NOT:
	case MAPPING_EXISTS:
		break;
	}
	return (false);
}

bool
mapping_cond_holds(const struct mapping_cond *c, mapping_cond_cell_fn *cell,
    void *ctx)
{
	bool any = c != NULL && c->op == MAPPING_ANY;

	if (c == NULL)
		return (true);
	if (c->op != MAPPING_ALL && c->op != MAPPING_ANY &&
	    c->op != MAPPING_NOT)
		return (leaf(c, cell(ctx, c->ref)));
	for (const struct mapping_cond *k = c->kid; k != NULL; k = k->next)
		if (mapping_cond_holds(k, cell, ctx) != (c->op ==
		    MAPPING_ALL))
			return (any);
	return (!any);
}

void
mapping_cond_each(const struct mapping_cond *c, void (*fn)(void *, uint32_t),
    void *ctx)
{

	if (c == NULL)
		return;
	if (c->op != MAPPING_ALL && c->op != MAPPING_ANY &&
	    c->op != MAPPING_NOT)
		fn(ctx, c->ref);
	for (const struct mapping_cond *k = c->kid; k != NULL; k = k->next)
		mapping_cond_each(k, fn, ctx);
}
