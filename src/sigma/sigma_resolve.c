/* SPDX-License-Identifier: Apache-2.0 */
/* Who refers to whom: ids, names, the rules of correlations. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_resolve.h"
#include "sigma/windows.h"

/* One id or name, and whose it is. */
struct handle {
	struct span		 text;
	size_t			 doc;
	const struct yaml_node	*node;
};

static int
by_text(const void *a, const void *b)
{
	const struct handle *x = a, *y = b;
	int d = span_cmp(x->text, y->text);

	return (d != 0 ? d : (x->doc > y->doc) - (x->doc < y->doc));
}

static struct handle *
handles(struct load *ld, size_t *n)
{
	struct sigma *s = ld->s;
	struct handle *h = mem_array(s->docs * 2, sizeof(*h));

	*n = 0;
	if (h == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	for (size_t i = 0; i < s->docs; i++) {
		const struct doc *d = &s->doc[i];

		if (d->id.n > 0)
			h[(*n)++] = (struct handle){ d->id, i, d->id_node };
		if (d->name.n > 0 && !span_eq(d->id, d->name))
			h[(*n)++] = (struct handle){ d->name, i,
			    d->name_node };
	}
	qsort(h, *n, sizeof(*h), by_text);
	return (h);
}

void
sigma_resolve_at_work(struct load *ld, size_t i)
{

	ld->doc = &ld->s->doc[i];
	ld->file = ld->doc->rule.file;
	ld->place = ld->doc->place;
	ld->use = &ld->doc->use;
	ld->use_from = 0;
}

void
sigma_resolve_twins(struct load *ld)
{
	struct handle *h;
	size_t n;

	if (ld->s->docs == 0 || (h = handles(ld, &n)) == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct handle *other = NULL;

		if (i > 0 && span_eq(h[i - 1].text, h[i].text))
			other = &h[i - 1];
		else if (i + 1 < n && span_eq(h[i + 1].text, h[i].text))
			other = &h[i + 1];
		if (other == NULL)
			continue;
		sigma_resolve_at_work(ld, h[i].doc);
		(void)sigma_note_refuse(ld, h[i].node, "id or name '%.80s' "
		    "is also at %.200s:%u:%u", h[i].text.p,
		    ld->s->doc[other->doc].rule.file, other->node->line,
		    other->node->col);
	}
	mem_free(h);
}

size_t
sigma_resolve_find(const struct sigma *s, struct span name, struct span *near)
{
	struct suggest best = SUGGEST_START;
	size_t off = s->docs;

	for (size_t i = 0; i < s->docs; i++) {
		const struct doc *d = &s->doc[i];

		if (span_eq(d->id, name) || span_eq(d->name, name)) {
			if (d->state == DOC_LIVE)
				return (i);
			off = i;
		} else if (off == s->docs) {
			suggest_try(&best, name, d->name);
		}
	}
	*near = best.best;
	return (off);
}

/* Does ${e} hold only when the field of ${slot} is there? */
static bool
requires(const struct expr *e, unsigned slot)
{
	bool any = false, all = true;

	if (e->op == EXPR_ITEM) {
		const struct item *it = e->item;

		return (it->field.slot == slot && !it->neq &&
		    it->want[0].test->op != TEST_NULL &&
		    (it->want[0].test->op != TEST_EXISTS ||
		    it->want[0].test->yes));
	}
	if (e->op == EXPR_NOT)
		return (false);
	for (size_t i = 0; i < e->n; i++) {
		bool one = requires(e->kid[i], slot);

		any |= one;
		all &= one;
	}
	return (e->op == EXPR_AND ? any : all);
}

/* The field that ${name} stands for in the rule ${ref}. */
static bool
alias_of(struct load *ld, const struct yaml_node *at,
    const struct corr_ref *ref, struct span name, struct span *ret,
    const struct yaml_node **where)
{
	const struct doc *d = &ld->s->doc[ref->doc];
	const struct yaml_node *a, *v = NULL;

	*ret = name;
	*where = at;
	a = yaml_get(ld->doc->corr->aliases, name.p);
	if (a == NULL)
		return (true);
	for (const struct yaml_node *c = a->kind == YAML_MAP ? a->first : NULL;
	    c != NULL; c = c->next) {
		if (span_eq(c->key->text, ref->name) ||
		    span_eq(c->key->text, d->id) ||
		    span_eq(c->key->text, d->name))
			v = c;
	}
	if (v == NULL || v->kind != YAML_TEXT || v->text.n == 0)
		return (sigma_note_refuse(ld, a->key, "alias '%.60s' names no "
		    "field for the rule '%.80s'", name.p, ref->name.p));
	*ret = v->text;
	*where = v;
	return (true);
}

/* Does the field's type suit what is computed of it? */
static bool
field_fits(struct load *ld, const struct yaml_node *at, struct span name,
    const struct sigma_field *f)
{
	bool number = f->type == VALUE_INT || f->type == VALUE_NUM;

	if (ld->names->plain || f->type == VALUE_ABSENT)
		return (true);
	if (f->type == VALUE_MAP)
		return (sigma_note_refuse(ld, at, "'%.60s' is an object, "
		    "which has no value", name.p));
	return (number || ld->doc->corr->type == CORR_VALUE_COUNT ||
	    sigma_note_refuse(ld, at, "'%.60s' is no number", name.p));
}

/* Where rule ${ref} has the value of ${name}. */
static bool
source_of(struct load *ld, const struct yaml_node *at,
    const struct corr_ref *ref, struct span name, bool group,
    struct corr_source *ret)
{
	const struct doc *d = &ld->s->doc[ref->doc];
	struct sigma_field f;
	bool ok;

	if (!alias_of(ld, at, ref, name, &name, &at))
		return (false);
	if (d->corr != NULL) {
		for (size_t i = 0; i < d->corr->keys; i++) {
			if (span_eq(d->corr->key[i], name)) {
				*ret = (struct corr_source){ true,
				    (unsigned)i };
				return (true);
			}
		}
		return (sigma_note_refuse(ld, at, "'%.60s' is not in the "
		    "group-by of the correlation '%.80s'", name.p,
		    ref->name.p));
	}
	/* The correlation names it as the rule does. */
	ld->use = &d->use;
	ok = sigma_item_field(ld, at, name, &f);
	ld->use = &ld->doc->use;
	if (!ok)
		return (false);
	*ret = (struct corr_source){ false, f.slot };
	if (!group)
		return (field_fits(ld, at, name, &f));
	if (f.array || f.type == VALUE_MAP)
		return (sigma_note_refuse(ld, at, "'%.60s' is a list or an "
		    "object: group-by needs a single value", name.p));
	if (d->when != NULL && !ld->names->plain && !requires(d->when, f.slot)
	    && (d->category < 0 || (f.sure >> d->category & 1) == 0))
		sigma_note_warn(ld, at, "'%.60s' may be absent on matches of "
		    "'%.80s', which then are not counted", name.p,
		    ref->name.p);
	return (true);
}

static bool
sources(struct load *ld, struct corr *c, struct corr_ref *ref)
{

	for (size_t i = 0; i < c->keys; i++) {
		if (!source_of(ld, c->key_node[i], ref, c->key[i], true,
		    &ref->key[i]))
			return (false);
	}
	for (size_t i = 0; i < c->fields; i++) {
		if (!source_of(ld, c->field_node[i], ref, c->field[i], false,
		    &ref->field[i]))
			return (false);
	}
	return (true);
}

static void visit(struct load *, size_t);

/* One reference of the correlation ${at}. */
static bool
ref_resolve(struct load *ld, size_t at, struct corr_ref *ref)
{
	struct sigma *s = ld->s;
	struct span near = { NULL, 0 };
	size_t i = sigma_resolve_find(s, ref->name, &near);
	char hint[80];

	if (i == s->docs)
		return (sigma_note_at(ld, ref->line, ref->col, "unknown rule "
		    "'%.80s'%s", ref->name.p, sigma_note_near(near, hint)));
	if (s->doc[i].filter != NULL)
		return (sigma_note_at(ld, ref->line, ref->col, "'%.80s' is a "
		    "filter, not a rule", ref->name.p));
	if (s->doc[i].corr != NULL && s->doc[i].state == DOC_LIVE)
		visit(ld, i);
	sigma_resolve_at_work(ld, at);
	if (s->doc[i].visiting)
		return (sigma_note_at(ld, ref->line, ref->col, "rule '%.80s' "
		    "leads back to this correlation", ref->name.p));
	if (s->doc[i].state != DOC_LIVE)
		return (sigma_note_at(ld, ref->line, ref->col, "rule '%.80s' "
		    "is itself %s", ref->name.p,
		    s->doc[i].state == DOC_OFF ? "not loaded" : "refused"));
	if (s->doc[i].depth >= RULE_DEPTH_MAX)
		return (sigma_note_at(ld, ref->line, ref->col,
		    "more than 10 correlations in a chain"));
	if (s->doc[i].depth >= s->doc[at].depth)
		s->doc[at].depth = s->doc[i].depth + 1;
	ref->doc = (unsigned)i;
	return (true);
}

/* Does the correlation name the rule that the key ${who} of an alias names? */
static bool
alias_known(const struct load *ld, const struct corr *c, struct span who)
{

	for (size_t i = 0; i < c->refs; i++) {
		const struct doc *d = &ld->s->doc[c->ref[i].doc];

		if (span_eq(who, c->ref[i].name) || span_eq(who, d->id) ||
		    span_eq(who, d->name))
			return (true);
	}
	return (false);
}

/* Aliases that nothing uses, or of rules that nobody asked, are mistyped. */
static void
aliases_used(struct load *ld, const struct corr *c)
{

	for (const struct yaml_node *a = c->aliases != NULL ?
	    c->aliases->first : NULL; a != NULL; a = a->next) {
		bool used = false;

		for (const struct yaml_node *v = a->kind == YAML_MAP ?
		    a->first : NULL; v != NULL; v = v->next) {
			if (alias_known(ld, c, v->key->text))
				continue;
			(void)sigma_note_refuse(ld, v->key, "alias '%.60s' "
			    "names '%.80s', which is not among 'rules'",
			    a->key->text.p, v->key->text.p);
			return;
		}
		for (size_t i = 0; i < c->keys; i++)
			used |= span_eq(c->key[i], a->key->text);
		for (size_t i = 0; i < c->fields; i++)
			used |= span_eq(c->field[i], a->key->text);
		if (!used)
			sigma_note_warn(ld, a->key, "alias '%.60s' is used "
			    "neither in 'group-by' nor in 'field'",
			    a->key->text.p);
	}
}

/* Which values may be known only within an error; said before it happens. */
static void
say_limits(struct load *ld, const struct corr *c)
{
	const char *how = "at least";

	if (!c->deferred || c->type == CORR_ABSENCE)
		return;
	if (c->exact) {
		sigma_note_say(ld, NULL, "exact to %d samples a group",
		    WINDOWS_EXACT_MAX);
		return;
	}
	if (c->type == CORR_VALUE_PERCENTILE || c->type == CORR_VALUE_MEDIAN)
		how = "to 1 % and one sub-window";
	else if (c->type == CORR_VALUE_COUNT)
		how = "to 2.3 % (standard error) and one sub-window";
	else if (c->type != CORR_TEMPORAL && c->type != CORR_ORDERED)
		how = "to one sub-window";
	sigma_note_say(ld, NULL, "exact to %d samples a group, beyond that %s; "
	    "'x-exact: true' keeps %d", WINDOWS_SAMPLES_MAX, how,
	    WINDOWS_EXACT_MAX);
}

static void
visit(struct load *ld, size_t at)
{
	struct doc *d = &ld->s->doc[at];
	struct corr *c = d->corr;
	int64_t delay = 0;

	if (d->resolved || d->visiting || d->state != DOC_LIVE)
		return;
	d->visiting = true;
	sigma_resolve_at_work(ld, at);
	for (size_t i = 0; i < c->refs && d->state == DOC_LIVE; i++) {
		const struct corr *inner;

		if (!ref_resolve(ld, at, &c->ref[i]) ||
		    !sources(ld, c, &c->ref[i]))
			break;
		for (size_t j = 0; j < i; j++) {
			if (c->ref[j].doc == c->ref[i].doc)
				(void)sigma_note_at(ld, c->ref[i].line,
				    c->ref[i].col, "rule '%.80s' twice",
				    c->ref[i].name.p);
		}
		inner = ld->s->doc[c->ref[i].doc].corr;
		if (inner != NULL && inner->delay_ms > delay)
			delay = inner->delay_ms;
	}
	/* What waits inside must not come too late outside. */
	c->late_ms += delay;
	c->delay_ms = c->deferred ? c->late_ms : delay;
	if (d->state == DOC_LIVE) {
		aliases_used(ld, c);
		say_limits(ld, c);
	}
	d->visiting = false;
	d->resolved = true;
}

void
sigma_resolve(struct load *ld)
{
	struct sigma *s = ld->s;

	for (size_t i = 0; i < s->docs && !ld->nomem; i++) {
		if (s->doc[i].corr != NULL)
			visit(ld, i);
	}
	for (size_t i = 0; i < s->docs; i++) {
		struct doc *d = &s->doc[i];

		if (d->corr == NULL || d->state != DOC_LIVE ||
		    d->corr->generate)
			continue;
		for (size_t j = 0; j < d->corr->refs; j++)
			s->doc[d->corr->ref[j].doc].rule.silent = true;
	}
}
