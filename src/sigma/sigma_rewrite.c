/* SPDX-License-Identifier: Apache-2.0 */
/* What pipelines make of one rule. */
#include <strings.h>

#include "sigma/sigma_rewrite.h"

static bool
nomem(struct load *ld)
{

	ld->nomem = true;
	return (false);
}

bool
sigma_rewrite_clean(struct load *ld, struct span raw, struct span *ret)
{
	char *p;
	size_t n = 0;

	if (raw.n == 0 || memchr(raw.p, ' ', raw.n) == NULL) {
		*ret = raw;
		return (true);
	}
	if ((p = arena_copy(&ld->s->mem, raw)) == NULL)
		return (nomem(ld));
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] != ' ')
			p[n++] = raw.p[i];
	}
	p[n] = '\0';
	*ret = (struct span){ p, n };
	return (true);
}

/* Is ${name} what ${written} says, its spaces apart? */
static bool
same(struct span written, struct span name)
{
	size_t n = 0;

	for (size_t i = 0; i < written.n; i++) {
		if (written.p[i] == ' ')
			continue;
		if (n == name.n || name.p[n] != written.p[i])
			return (false);
		n++;
	}
	return (n == name.n);
}

static bool
listed(const struct yaml_node *v, struct span name)
{

	if (v->kind == YAML_TEXT)
		return (same(v->text, name));
	for (v = v->first; v != NULL; v = v->next) {
		if (same(v->text, name))
			return (true);
	}
	return (false);
}

/* Is it not stated, or the same?  Case does not matter (E-30). */
static bool
agrees(const struct yaml_node *want, const char *have)
{

	return (want == NULL || (have != NULL &&
	    strcasecmp(want->text.p, have) == 0));
}

/* Does a key of ${map}, or of a mapping in it, become ${field}? */
static bool
contains(struct load *ld, const struct yaml_node *map,
    const struct yaml_node *field)
{
	struct sigma_rewrite_names names;

	for (const struct yaml_node *c = map->kind == YAML_TEXT ? NULL :
	    map->first; c != NULL && !ld->nomem; c = c->next) {
		struct span name;
		const char *bar;

		if (map->kind == YAML_LIST) {
			if (contains(ld, c, field))
				return (true);
			continue;
		}
		name = c->key->text;
		bar = name.n > 0 ? memchr(name.p, '|', name.n) : NULL;
		if (bar != NULL)
			name.n = (size_t)(bar - name.p);
		if (!sigma_rewrite_clean(ld, name, &name) ||
		    !sigma_rewrite_name(ld, name, &names))
			return (false);
		for (size_t i = 0; i < names.n; i++) {
			if (listed(field, names.name[i]))
				return (true);
		}
	}
	return (false);
}

/* The same for all selections, and for what was added to them. */
static bool
rule_contains(struct load *ld, const struct yaml_node *det,
    const struct yaml_node *field)
{
	const struct rewrite *use = ld->use;
	bool hit = false;

	for (const struct yaml_node *c = det->kind == YAML_MAP ? det->first :
	    NULL; c != NULL && !hit; c = c->next)
		hit = !yaml_is(c->key, "condition") && contains(ld, c, field);
	for (size_t i = 0; i < use->n && !hit; i++) {
		if (use->step[i]->kind != SIGMA_PIPE_ADD)
			continue;
		ld->use_from = i + 1;
		hit = contains(ld, use->step[i]->map, field);
	}
	ld->use_from = 0;
	return (hit);
}

static bool
rule_meets(struct load *ld, const struct sigma_pipe_conds *c,
    const struct yaml_node *det)
{
	const struct sigma_rule *r = &ld->doc->rule;
	bool hit = !c->any;

	if (c->n == 0)
		return (true);
	for (size_t i = 0; i < c->n && !ld->nomem; i++) {
		const struct sigma_pipe_cond *one = &c->cond[i];
		bool is = one->kind == SIGMA_PIPE_IF_LOGSOURCE ?
		    agrees(one->product, r->product) &&
		    agrees(one->category, r->category) &&
		    agrees(one->service, r->service) :
		    rule_contains(ld, det, one->fields);

		hit = c->any ? hit || is : hit && is;
	}
	return (hit != c->negated);
}

static bool
field_meets(const struct sigma_pipe_conds *c, struct span name)
{
	bool hit = !c->any;

	if (c->n == 0)
		return (true);
	for (size_t i = 0; i < c->n; i++) {
		bool is = listed(c->cond[i].fields, name) ==
		    (c->cond[i].kind == SIGMA_PIPE_IF_INCLUDE);

		hit = c->any ? hit || is : hit && is;
	}
	return (hit != c->negated);
}

bool
sigma_rewrite_doc(struct load *ld, const struct yaml_node *det)
{
	const struct sigma_pipe *p = ld->pipe;
	struct sigma_rule *r = &ld->doc->rule;
	struct rewrite *use = &ld->doc->use;

	*use = (struct rewrite){ .n = 0 };
	ld->use = use;
	ld->use_from = 0;
	if (p->n == 0)
		return (true);
	if ((use->step = arena_take(&ld->s->mem, p->n *
	    sizeof(*use->step))) == NULL)
		return (nomem(ld));
	for (size_t i = 0; i < p->n && !ld->nomem; i++) {
		const struct sigma_pipe_step *s = &p->step[i];

		if (!rule_meets(ld, &s->rule, det))
			continue;
		use->step[use->n++] = s;
		if (s->kind != SIGMA_PIPE_LOGSOURCE)
			continue;
		r->product = s->product != NULL ? s->product->text.p : NULL;
		r->category = s->category != NULL ? s->category->text.p : NULL;
		r->service = s->service != NULL ? s->service->text.p : NULL;
	}
	return (!ld->nomem);
}

/* ${name} in the holes of ${t}; false: it has no two parts for it. */
static bool
fill(struct span t, struct span name, struct buf *out)
{
	const char *bar = memchr(name.p, '_', name.n);
	size_t at = bar != NULL ? (size_t)(bar - name.p) : 0;

	while (t.n > 0) {
		if (span_starts(t, SPAN("{}"))) {
			buf_put(out, name);
			t = span_from(t, 2);
		} else if (span_starts(t, SPAN("{1}")) ||
		    span_starts(t, SPAN("{2}"))) {
			if (at == 0 || at + 1 == name.n)
				return (false);
			buf_put(out, t.p[1] == '1' ?
			    (struct span){ name.p, at } :
			    span_from(name, at + 1));
			t = span_from(t, 3);
		} else {
			buf_char(out, t.p[0]);
			t = span_from(t, 1);
		}
	}
	return (true);
}

/* The templates that have a place for ${name}, joined by "|". */
static bool
first_of(struct load *ld, const struct yaml_node *list, struct span name,
    struct span *ret)
{
	struct buf all = { 0 };
	char *p = NULL;

	for (const struct yaml_node *c = list->first; c != NULL; c = c->next) {
		size_t before = all.n;

		if (before > 0)
			buf_char(&all, '|');
		if (!fill(c->text, name, &all) && !all.failed)
			all.n = before;
	}
	if (!all.failed && (p = arena_copy(&ld->s->mem, buf_span(&all))) !=
	    NULL)
		*ret = (struct span){ p, all.n };
	buf_release(&all);
	return (p != NULL || nomem(ld));
}

static bool
prefixed(struct load *ld, struct span prefix, struct span name,
    struct span *ret)
{
	char *p = arena_take(&ld->s->mem, prefix.n + name.n + 1);

	if (p == NULL)
		return (nomem(ld));
	memcpy(p, prefix.p, prefix.n);
	memcpy(p + prefix.n, name.p, name.n);
	*ret = (struct span){ p, prefix.n + name.n };
	return (true);
}

/* One name by one step, added to ${to}. */
static bool
one(struct load *ld, const struct sigma_pipe_step *s, struct span name,
    struct sigma_rewrite_names *to)
{
	const struct yaml_node *c = NULL;
	bool many;

	if (s->kind == SIGMA_PIPE_MAPPING) {
		c = s->map->first;
		while (c != NULL && !same(c->key->text, name))
			c = c->next;
	}
	many = c != NULL && c->kind == YAML_LIST;
	if (to->n + (many ? c->n : 1) > SIGMA_REWRITE_NAMES_MAX)
		return (false);
	if (c == NULL)
		to->name[to->n] = name;
	for (const struct yaml_node *v = many ? c->first : c; v != NULL;
	    v = many ? v->next : NULL) {
		if (!sigma_rewrite_clean(ld, v->text, &to->name[to->n++]))
			return (false);
	}
	if (c != NULL) {
		to->file = s->file;
		return (true);
	}
	if (s->kind == SIGMA_PIPE_PREFIX || s->kind == SIGMA_PIPE_FIRST)
		to->file = s->file;
	to->n++;
	return (s->kind == SIGMA_PIPE_PREFIX ?
	    prefixed(ld, s->prefix, name, &to->name[to->n - 1]) :
	    s->kind != SIGMA_PIPE_FIRST ||
	    first_of(ld, s->map, name, &to->name[to->n - 1]));
}

bool
sigma_rewrite_name(struct load *ld, struct span name,
    struct sigma_rewrite_names *ret)
{
	const struct rewrite *use = ld->use;

	*ret = (struct sigma_rewrite_names){ .name = { name }, .n = 1 };
	if (name.n == 0)
		return (true);
	for (size_t i = ld->use_from; use != NULL && i < use->n; i++) {
		const struct sigma_pipe_step *s = use->step[i];
		struct sigma_rewrite_names to = { .file = ret->file };

		if (s->kind != SIGMA_PIPE_MAPPING &&
		    s->kind != SIGMA_PIPE_PREFIX && s->kind != SIGMA_PIPE_FIRST)
			continue;
		for (size_t k = 0; k < ret->n; k++) {
			if (!field_meets(&s->field, ret->name[k])) {
				if (to.n == SIGMA_REWRITE_NAMES_MAX)
					goto out;
				to.name[to.n++] = ret->name[k];
			} else if (!one(ld, s, ret->name[k], &to)) {
				goto out;
			}
		}
		*ret = to;
	}
	return (true);
out:
	ret->n = 0;
	return (false);
}
