/* SPDX-License-Identifier: Apache-2.0 */
/* Detections: selections and what a condition makes of them. */
#include "sigma/sigma_check.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_detect.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"

#define WEIGHT_MAX	200000		/* Tests in one rule's program. */

static struct expr *
nomem(struct load *ld)
{

	ld->nomem = true;
	return (NULL);
}

static struct expr *
refuse(struct load *ld, const struct yaml_node *node, const char *what)
{

	(void)sigma_note_refuse(ld, node, "%s", what);
	return (NULL);
}

/* A mapping: all of its items.  Goes on behind a bad one, to tell all. */
struct expr *
sigma_detect_map(struct load *ld, const struct yaml_node *map)
{
	struct item **items = NULL;
	struct expr **kid = NULL, *e = NULL;
	size_t n = 0, k = 0;
	bool ok = true;

	if (map->n == 0)
		return (refuse(ld, map, "empty selection"));
	items = arena_take(&ld->s->mem, map->n * sizeof(struct item *));
	kid = arena_take(&ld->s->mem, map->n * sizeof(struct expr *));
	if (items == NULL || kid == NULL)
		return (nomem(ld));
	for (const struct yaml_node *c = map->first; c != NULL && !ld->nomem;
	    c = c->next) {
		struct item *single = NULL;

		if ((e = sigma_item_parse(ld, c->key, c, &single)) == NULL)
			ok = false;
		else
			kid[n++] = e;
		if (single != NULL)
			items[k++] = single;
	}
	if (!ok || ld->nomem)
		return (NULL);
	sigma_check_map(ld, items, k);
	if ((e = sigma_cond_join(ld, EXPR_AND, kid, n)) != NULL)
		e->line = map->line;
	return (e);
}

/* A list: any of its mappings and keywords. */
static struct expr *
list_expr(struct load *ld, const struct yaml_node *list)
{
	struct expr **kid;
	bool ok = true;
	size_t n = 0;

	if (list->n == 0)
		return (refuse(ld, list, "empty selection"));
	if ((kid = arena_take(&ld->s->mem, list->n *
	    sizeof(struct expr *))) == NULL)
		return (nomem(ld));
	for (const struct yaml_node *c = list->first; c != NULL && !ld->nomem;
	    c = c->next) {
		struct expr *e;

		if (c->kind == YAML_LIST)
			e = refuse(ld, c, "a list in a list");
		else if (c->kind == YAML_MAP)
			e = sigma_detect_map(ld, c);
		else
			e = sigma_item_parse(ld, NULL, c, NULL);
		if (e == NULL)
			ok = false;
		else
			kid[n++] = e;
	}
	return (ok && !ld->nomem ? sigma_cond_join(ld, EXPR_OR, kid, n) :
	    NULL);
}

struct expr *
sigma_detect_label(struct load *ld, struct expr *e, struct span label)
{
	struct expr *wrap = arena_take(&ld->s->mem, sizeof(*wrap));

	if (wrap == NULL || (wrap->kid = arena_take(&ld->s->mem,
	    sizeof(struct expr *))) == NULL)
		return (nomem(ld));
	wrap->op = EXPR_AND;
	wrap->label = label;
	wrap->line = e->line;
	wrap->kid[0] = e;
	wrap->n = 1;
	return (wrap);
}

/* A selection under its name, so that explain can print it. */
static struct expr *
selection(struct load *ld, const struct yaml_node *v)
{
	struct expr *e;

	if (v->kind == YAML_TEXT && yaml_type(v) == YAML_IS_NULL)
		return (refuse(ld, v->key, "empty selection"));
	if (v->kind == YAML_MAP)
		e = sigma_detect_map(ld, v);
	else if (v->kind == YAML_LIST)
		e = list_expr(ld, v);
	else
		e = sigma_item_parse(ld, NULL, v, NULL);
	if (e == NULL)
		return (NULL);
	/* Only what has no name yet can be given one. */
	if ((e->op == EXPR_AND || e->op == EXPR_OR) && e->label.n == 0) {
		e->label = v->key->text;
		return (e);
	}
	if ((e = sigma_detect_label(ld, e, v->key->text)) != NULL)
		e->line = v->key->line;
	return (e);
}

static struct expr *
conditions(struct load *ld, const struct yaml_node *c,
    struct sigma_cond_name *names, size_t n)
{
	struct expr **kid, *e;
	bool ok = true;
	size_t k = 0;

	if (c->kind == YAML_TEXT)
		return (sigma_cond_parse(ld, c, names, n));
	if (c->kind != YAML_LIST || c->n == 0)
		return (refuse(ld, c, "'condition' must be a text or a list "
		    "of them"));
	if ((kid = arena_take(&ld->s->mem, c->n * sizeof(struct expr *))) ==
	    NULL)
		return (nomem(ld));
	for (c = c->first; c != NULL && !ld->nomem; c = c->next) {
		if (c->kind != YAML_TEXT)
			e = refuse(ld, c, "a condition must be a text");
		else
			e = sigma_cond_parse(ld, c, names, n);
		if (e == NULL)
			ok = false;
		else
			kid[k++] = e;
	}
	return (ok && !ld->nomem ? sigma_cond_join(ld, EXPR_OR, kid, k) :
	    NULL);
}

/* Tests behind ${e}, a selection that is named twice counted twice. */
static size_t
weight(const struct expr *e, size_t left)
{
	size_t n = 0;

	for (size_t i = 0; e->op == EXPR_ITEM && i < e->item->n; i++)
		n += e->item->want[i].n;
	for (size_t i = 0; i < e->n && n < left; i++)
		n += weight(e->kid[i], left - n);
	return (n);
}

bool
sigma_detect_weighs(struct load *ld, const struct yaml_node *node,
    const struct expr *e)
{

	return (weight(e, WEIGHT_MAX) < WEIGHT_MAX || sigma_note_refuse(ld,
	    node, "the condition expands to more than %d tests", WEIGHT_MAX));
}

/* Is ${c} a selection, not one of the keys that have a meaning? */
static bool
is_name(const struct yaml_node *c, const struct yaml_node *cond,
    const struct yaml_node *rules)
{

	return (c != cond && c != rules);
}

struct expr *
sigma_detect_parse(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *c, *cond = yaml_get(map, "condition");
	const struct yaml_node *rules = map->key != NULL &&
	    yaml_is(map->key, "filter") ? yaml_get(map, "rules") : NULL;
	static struct expr failed = { .op = EXPR_AND };
	struct sigma_cond_name *names;
	struct expr *e;
	bool ok = true;
	size_t n = 0;

	if (map->kind != YAML_MAP) {
		(void)sigma_note_refuse(ld, map, "'%.20s' must be a mapping",
		    map->key != NULL ? map->key->text.p : "detection");
		return (NULL);
	}
	if ((c = yaml_get(map, "timeframe")) != NULL)
		return (refuse(ld, c->key, "'timeframe' is not supported: "
		    "write a correlation document"));
	if (cond == NULL)
		return (refuse(ld, map, "no condition"));
	if ((names = arena_take(&ld->s->mem, map->n * sizeof(*names))) == NULL)
		return (nomem(ld));
	for (c = map->first; c != NULL && !ld->nomem; c = c->next) {
		if (!is_name(c, cond, rules))
			continue;
		names[n].name = c->key->text;
		if ((names[n].expr = selection(ld, c)) == NULL) {
			/* The condition is looked at all the same. */
			names[n].expr = &failed;
			ok = false;
		}
		n++;
	}
	e = ld->nomem ? NULL : conditions(ld, cond, names, n);
	if (e == NULL || !ok || !sigma_detect_weighs(ld, cond, e))
		return (NULL);
	n = 0;
	for (c = map->first; c != NULL; c = c->next) {
		if (is_name(c, cond, rules) && !names[n++].used)
			sigma_note_warn(ld, c->key, "selection '%.60s' is not "
			    "used in the condition", c->key->text.p);
	}
	return (e);
}
