/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines as written: keys, transformations, conditions. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"
#include "sigma/sigma_pipe.h"

#define STEPS_MAX	1000
#define CONDS_MAX	64

/** A key that may stand in a mapping. */
struct key {
	const char	*word;
	unsigned	 kinds;		/* 1 << kind of what takes it. */
};

#define ALL	(~0u)
#define ON(k)	(1u << (SIGMA_PIPE_##k))
#define IF(k)	(1u << (SIGMA_PIPE_IF_##k))

static const struct key top_keys[] = {
	{ "name", ALL }, { "priority", ALL }, { "vars", ALL },
	{ "transformations", ALL }, { "allowed_backends", ALL },
};

static const struct {
	const char		*word;
	enum sigma_pipe_kind	 kind;
} kinds[] = {
	{ "field_name_mapping",	SIGMA_PIPE_MAPPING },
	{ "field_name_prefix",	SIGMA_PIPE_PREFIX },
	{ "add_condition",	SIGMA_PIPE_ADD },
	{ "change_logsource",	SIGMA_PIPE_LOGSOURCE },
	{ "value_placeholders",	SIGMA_PIPE_HOLDERS },
	{ "x-first_present",	SIGMA_PIPE_FIRST },
};

static const struct key step_keys[] = {
	{ "id", ALL }, { "type", ALL }, { "rule_conditions", ALL },
	{ "rule_cond_op", ALL }, { "rule_cond_not", ALL },
	{ "field_name_conditions", ON(MAPPING) | ON(PREFIX) | ON(FIRST) },
	{ "field_name_cond_op", ON(MAPPING) | ON(PREFIX) | ON(FIRST) },
	{ "field_name_cond_not", ON(MAPPING) | ON(PREFIX) | ON(FIRST) },
	{ "mapping", ON(MAPPING) }, { "prefix", ON(PREFIX) },
	{ "conditions", ON(ADD) }, { "negated", ON(ADD) },
	{ "category", ON(LOGSOURCE) }, { "product", ON(LOGSOURCE) },
	{ "service", ON(LOGSOURCE) },
	{ "include", ON(HOLDERS) }, { "exclude", ON(HOLDERS) },
	{ "templates", ON(FIRST) },
};

static const struct {
	const char			*word;
	enum sigma_pipe_cond_kind	 kind;
	bool				 field;
} conds[] = {
	{ "logsource",		SIGMA_PIPE_IF_LOGSOURCE,	false },
	{ "contains_field",	SIGMA_PIPE_IF_CONTAINS,		false },
	{ "include_fields",	SIGMA_PIPE_IF_INCLUDE,		true },
	{ "exclude_fields",	SIGMA_PIPE_IF_EXCLUDE,		true },
};

static const struct key cond_keys[] = {
	{ "type", ALL }, { "category", IF(LOGSOURCE) },
	{ "product", IF(LOGSOURCE) }, { "service", IF(LOGSOURCE) },
	{ "field", IF(CONTAINS) }, { "fields", IF(INCLUDE) | IF(EXCLUDE) },
};

/* Refuse the pipeline for what stands at ${node}. */
#define bad(ld, node, ...)						\
	sigma_note_at((ld), (node)->line, (node)->col, __VA_ARGS__)

static bool
nomem(struct load *ld)
{

	ld->nomem = true;
	return (false);
}

/* Every key of ${map} is known, and fits what it says it is. */
static bool
keys_known(struct load *ld, const struct yaml_node *map,
    const struct key *key, size_t n, unsigned kind)
{
	bool ok = true;
	char hint[80];

	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		struct suggest near = SUGGEST_START;
		size_t i = 0;

		while (i < n && !((key[i].kinds >> kind & 1) != 0 &&
		    yaml_is(c->key, key[i].word))) {
			if ((key[i].kinds >> kind & 1) != 0)
				suggest_try(&near, c->key->text,
				    span_of(key[i].word));
			i++;
		}
		if (i == n)
			ok = bad(ld, c->key, "'%.60s' is not supported here%s",
			    c->key->text.p, sigma_note_near(near.best, hint));
	}
	return (ok);
}

/* A scalar, or a list of them with at least one. */
static bool
texts(const struct yaml_node *v)
{

	if (v->kind == YAML_TEXT)
		return (yaml_type(v) != YAML_IS_NULL);
	if (v->kind != YAML_LIST || v->n == 0)
		return (false);
	for (const struct yaml_node *c = v->first; c != NULL; c = c->next) {
		if (c->kind != YAML_TEXT || yaml_type(c) == YAML_IS_NULL)
			return (false);
	}
	return (true);
}

bool
sigma_pipe_lists(const struct yaml_node *v, struct span text)
{

	if (v->kind == YAML_TEXT)
		return (span_eq(v->text, text));
	for (v = v->first; v != NULL; v = v->next) {
		if (span_eq(v->text, text))
			return (true);
	}
	return (false);
}

static bool
one_cond(struct load *ld, const struct yaml_node *v, bool field,
    struct sigma_pipe_cond *ret)
{
	const struct yaml_node *type = yaml_get(v, "type");
	size_t i = 0;

	if (v->kind != YAML_MAP || type == NULL || type->kind != YAML_TEXT)
		return (bad(ld, v, "a condition must be a mapping with a "
		    "'type'"));
	while (i < COUNT_OF(conds) && !(conds[i].field == field &&
	    yaml_is(type, conds[i].word)))
		i++;
	if (i == COUNT_OF(conds))
		return (bad(ld, type, "the condition '%.60s' is not supported",
		    type->text.p));
	ret->kind = conds[i].kind;
	if (!keys_known(ld, v, cond_keys, COUNT_OF(cond_keys), ret->kind))
		return (false);
	ret->product = yaml_get(v, "product");
	ret->category = yaml_get(v, "category");
	ret->service = yaml_get(v, "service");
	ret->fields = yaml_get(v, ret->kind == SIGMA_PIPE_IF_CONTAINS ?
	    "field" : "fields");
	if (ret->kind == SIGMA_PIPE_IF_LOGSOURCE) {
		for (const struct yaml_node *c = v->first; c != NULL;
		    c = c->next) {
			if (c->kind != YAML_TEXT)
				return (bad(ld, c, "'%.60s' must be a text",
				    c->key->text.p));
		}
		return (v->n > 1 || bad(ld, v, "a logsource must be stated"));
	}
	return ((ret->fields != NULL && texts(ret->fields)) ||
	    bad(ld, v, "'%s' must name fields", ret->kind ==
	    SIGMA_PIPE_IF_CONTAINS ? "field" : "fields"));
}

/* NAME_conditions, NAME_cond_op, NAME_cond_not. */
static bool
conditions(struct load *ld, const struct yaml_node *step, bool field,
    struct sigma_pipe_conds *ret)
{
	const struct yaml_node *list = yaml_get(step, field ?
	    "field_name_conditions" : "rule_conditions");
	const struct yaml_node *op = yaml_get(step, field ?
	    "field_name_cond_op" : "rule_cond_op");
	const struct yaml_node *not = yaml_get(step, field ?
	    "field_name_cond_not" : "rule_cond_not");

	if (op != NULL && !yaml_is(op, "and") && !yaml_is(op, "or"))
		return (bad(ld, op, "'and' or 'or' is needed here"));
	ret->any = op != NULL && yaml_is(op, "or");
	if (not != NULL && !yaml_bool(not, &ret->negated))
		return (bad(ld, not, "true or false is needed here"));
	if (list == NULL)
		return (true);
	if (list->kind != YAML_LIST || list->n == 0 || list->n > CONDS_MAX)
		return (bad(ld, list, "conditions must be a list of 1 to %d",
		    CONDS_MAX));
	if ((ret->cond = arena_take(&ld->s->mem, list->n *
	    sizeof(*ret->cond))) == NULL)
		return (nomem(ld));
	for (const struct yaml_node *c = list->first; c != NULL; c = c->next) {
		if (!one_cond(ld, c, field, &ret->cond[ret->n++]))
			return (false);
	}
	return (true);
}

static bool
mapping(struct load *ld, struct sigma_pipe_step *s)
{

	if ((s->map = yaml_get(s->node, "mapping")) == NULL ||
	    s->map->kind != YAML_MAP)
		return (bad(ld, s->node, "'mapping' from field to field is "
		    "needed"));
	for (const struct yaml_node *c = s->map->first; c != NULL;
	    c = c->next) {
		if (!texts(c))
			return (bad(ld, c, "'%.60s' must become a field or a "
			    "list of fields", c->key->text.p));
	}
	return (true);
}

/* Each has {}, or both {1} and {2}. */
static bool
templates(struct load *ld, struct sigma_pipe_step *s)
{
	bool any = false;

	if ((s->map = yaml_get(s->node, "templates")) == NULL ||
	    !texts(s->map) || s->map->kind != YAML_LIST)
		return (bad(ld, s->node, "'templates' must be a list of "
		    "names with {}"));
	for (const struct yaml_node *c = s->map->first; c != NULL;
	    c = c->next) {
		bool whole = strstr(c->text.p, "{}") != NULL;
		bool one = strstr(c->text.p, "{1}") != NULL;
		bool two = strstr(c->text.p, "{2}") != NULL;

		if (memchr(c->text.p, '|', c->text.n) != NULL ||
		    memchr(c->text.p, '\0', c->text.n) != NULL ||
		    whole == (one || two) || one != two)
			return (bad(ld, c, "a template needs {} for the name, "
			    "or {1} and {2} for its parts at the first '_'"));
		any |= whole;
	}
	return (any || bad(ld, s->map, "one template must have {}, for names "
	    "without '_'"));
}

static bool
add_condition(struct load *ld, struct sigma_pipe_step *s)
{
	const struct yaml_node *neg = yaml_get(s->node, "negated");

	if (neg != NULL && !yaml_bool(neg, &s->negated))
		return (bad(ld, neg, "true or false is needed here"));
	if ((s->map = yaml_get(s->node, "conditions")) == NULL ||
	    s->map->kind != YAML_MAP || s->map->n == 0)
		return (bad(ld, s->node, "'conditions' must be a mapping from "
		    "field to value"));
	return (true);
}

/* What the step does, as its kind has it. */
static bool
body(struct load *ld, struct sigma_pipe_step *s)
{
	const struct yaml_node *part[3], *v;

	switch (s->kind) {
	case SIGMA_PIPE_MAPPING:
		return (mapping(ld, s));
	case SIGMA_PIPE_PREFIX:
		v = yaml_get(s->node, "prefix");
		if (v == NULL || v->kind != YAML_TEXT || v->text.n == 0)
			return (bad(ld, s->node, "'prefix' must be a text"));
		s->prefix = v->text;
		return (true);
	case SIGMA_PIPE_ADD:
		return (add_condition(ld, s));
	case SIGMA_PIPE_LOGSOURCE:
		part[0] = s->product = yaml_get(s->node, "product");
		part[1] = s->category = yaml_get(s->node, "category");
		part[2] = s->service = yaml_get(s->node, "service");
		if (part[0] == NULL && part[1] == NULL && part[2] == NULL)
			return (bad(ld, s->node, "no logsource to change to"));
		for (size_t i = 0; i < COUNT_OF(part); i++) {
			if (part[i] != NULL && part[i]->kind != YAML_TEXT)
				return (bad(ld, part[i],
				    "a text is needed here"));
		}
		return (true);
	case SIGMA_PIPE_HOLDERS:
		s->include = yaml_get(s->node, "include");
		s->exclude = yaml_get(s->node, "exclude");
		if ((s->include != NULL && !texts(s->include)) ||
		    (s->exclude != NULL && !texts(s->exclude)))
			return (bad(ld, s->node, "'include' and 'exclude' "
			    "must name placeholders"));
		return (true);
	case SIGMA_PIPE_FIRST:
		return (templates(ld, s));
	}
	return (false);
}

static bool
step(struct load *ld, const struct yaml_node *v, int64_t priority,
    struct sigma_pipe *p)
{
	const struct yaml_node *type = yaml_get(v, "type");
	struct suggest near = SUGGEST_START;
	struct sigma_pipe_step s = { .priority = priority, .order = p->n,
	    .file = ld->file, .node = v };
	char hint[80];
	size_t i = 0;

	if (v->kind != YAML_MAP || type == NULL || type->kind != YAML_TEXT)
		return (bad(ld, v, "a transformation must be a mapping with a "
		    "'type'"));
	for (; i < COUNT_OF(kinds) && !yaml_is(type, kinds[i].word); i++)
		suggest_try(&near, type->text, span_of(kinds[i].word));
	if (i == COUNT_OF(kinds))
		return (bad(ld, type, "the transformation '%.60s' is not "
		    "supported%s", type->text.p,
		    sigma_note_near(near.best, hint)));
	s.kind = kinds[i].kind;
	if (!keys_known(ld, v, step_keys, COUNT_OF(step_keys), s.kind) ||
	    !conditions(ld, v, false, &s.rule) ||
	    !conditions(ld, v, true, &s.field) || !body(ld, &s))
		return (false);
	if (p->n >= STEPS_MAX)
		return (bad(ld, v, "more than %d transformations", STEPS_MAX));
	if (!mem_room(&p->step, p->n, &p->cap, sizeof(*p->step)))
		return (nomem(ld));
	p->step[p->n++] = s;
	return (true);
}

static bool
vars(struct load *ld, const struct yaml_node *v, struct sigma_pipe *p)
{

	if (v == NULL)
		return (true);
	if (v->kind != YAML_MAP)
		return (bad(ld, v, "'vars' must be a mapping"));
	for (const struct yaml_node *c = v->first; c != NULL; c = c->next) {
		if (!texts(c))
			return (bad(ld, c, "'%.60s' must be a value or a list "
			    "of values", c->key->text.p));
	}
	if (!mem_room(&p->vars, p->vars_n, &p->vars_cap, sizeof(*p->vars)))
		return (nomem(ld));
	p->vars[p->vars_n++] = v;
	return (true);
}

static bool
pipeline(struct load *ld, const struct yaml_node *map, void *ctx)
{
	struct sigma_pipe *p = ctx;
	const struct yaml_node *list = yaml_get(map, "transformations");
	const struct yaml_node *v = yaml_get(map, "priority");
	int64_t priority = 0;
	bool ok;

	if (map->kind != YAML_MAP)
		return (bad(ld, map, "a pipeline must be a mapping"));
	if (yaml_get(map, "detection") != NULL ||
	    yaml_get(map, "correlation") != NULL)
		return (bad(ld, map, "this is a rule, not a pipeline"));
	ok = keys_known(ld, map, top_keys, COUNT_OF(top_keys), 0);
	if (v != NULL && !yaml_int(v, &priority))
		ok = bad(ld, v, "'priority' must be a whole number");
	ok &= vars(ld, yaml_get(map, "vars"), p);
	if (list == NULL || list->kind != YAML_LIST)
		return (bad(ld, list != NULL ? list : map, "a list of "
		    "'transformations' is needed"));
	for (v = list->first; v != NULL && !ld->nomem; v = v->next)
		ok &= step(ld, v, priority, p);
	return (ok && !ld->nomem);
}

static int
by_priority(const void *a, const void *b)
{
	const struct sigma_pipe_step *x = a, *y = b;

	if (x->priority != y->priority)
		return (x->priority < y->priority ? -1 : 1);
	return ((x->order > y->order) - (x->order < y->order));
}

bool
sigma_pipe_read(struct load *ld, struct sigma_pipe *p)
{
	const struct sigma_setup *su = ld->setup;
	bool ok = true;

	for (size_t i = 0; i < su->pipelines && !ld->nomem; i++)
		ok &= sigma_parse_side(ld, &su->pipeline[i], pipeline, p);
	if (p->n > 1)
		qsort(p->step, p->n, sizeof(*p->step), by_priority);
	return (ok && !ld->nomem);
}

void
sigma_pipe_release(struct sigma_pipe *p)
{

	mem_free(p->step);
	mem_free(p->vars);
	*p = (struct sigma_pipe){ 0 };
}
