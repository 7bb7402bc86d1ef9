/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: documents that are joined to the rules they name. */
#include <strings.h>

#include "base/mem.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_detect.h"
#include "sigma/sigma_filter.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_resolve.h"

#define NAMED_MAX	8		/* Rules that a warning names. */

/** One rule that a filter is for. */
struct target {
	size_t		 doc;
	struct expr	*when;		/* The filter, in its names. */
	size_t		 slot, slots;	/* Which of the filter's it names. */
};

/** A filter at work. */
struct joining {
	size_t		 doc;
	struct target	*target;	/* Owned. */
	size_t		 n, cap;
};

/* Does the rule's logsource, as written, have what the filter's states? */
static bool
logsource_fits(const struct doc *filter, const struct doc *rule)
{
	static const char *const keys[] = { "product", "category", "service" };
	const struct yaml_node *f = yaml_get(filter->root, "logsource");
	const struct yaml_node *r = yaml_get(rule->root, "logsource");

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct yaml_node *want = yaml_get(f, keys[i]);
		const struct yaml_node *have = yaml_get(r, keys[i]);

		if (want == NULL || yaml_type(want) == YAML_IS_NULL)
			continue;
		if (have == NULL || have->kind != YAML_TEXT ||
		    strcasecmp(want->text.p, have->text.p) != 0)
			return (false);
	}
	return (true);
}

static bool
target_add(struct load *ld, struct joining *j, size_t doc)
{

	for (size_t i = 0; i < j->n; i++) {
		if (j->target[i].doc == doc)
			return (true);
	}
	if (!mem_room(&j->target, j->n, &j->cap, sizeof(*j->target))) {
		ld->nomem = true;
		return (false);
	}
	j->target[j->n++] = (struct target){ .doc = doc };
	return (true);
}

/* The rule that ${v} names, if the filter can be joined to it. */
static bool
target_named(struct load *ld, struct joining *j, const struct yaml_node *v)
{
	struct sigma *s = ld->s;
	struct span near = { NULL, 0 };
	const struct doc *d;
	char hint[80];
	size_t i;

	if (v->kind != YAML_TEXT || v->text.n == 0)
		return (sigma_note_refuse(ld, v, "a rule must be named by its "
		    "id or name"));
	if ((i = sigma_resolve_find(s, v->text, &near)) == s->docs)
		return (sigma_note_refuse(ld, v, "unknown rule '%.80s'%s",
		    v->text.p, sigma_note_near(near, hint)));
	d = &s->doc[i];
	if (d->corr != NULL || yaml_get(d->root, "correlation") != NULL)
		return (sigma_note_refuse(ld, v, "'%.80s' is a correlation: "
		    "a filter is for rules", v->text.p));
	if (d->filter != NULL)
		return (sigma_note_refuse(ld, v, "'%.80s' is a filter: a "
		    "filter is for rules", v->text.p));
	if (d->state != DOC_LIVE)
		return (sigma_note_refuse(ld, v, "rule '%.80s' is itself %s",
		    v->text.p, d->state == DOC_OFF ? "not loaded" :
		    "refused"));
	if (!logsource_fits(ld->doc, d)) {
		sigma_note_warn(ld, v, "rule '%.80s' has another logsource: "
		    "it is not filtered", v->text.p);
		return (true);
	}
	return (target_add(ld, j, i));
}

static bool
targets(struct load *ld, struct joining *j)
{
	const struct yaml_node *rules = yaml_get(ld->doc->filter, "rules");
	struct sigma *s = ld->s;
	bool ok = true;

	if (rules == NULL)
		return (sigma_note_refuse(ld, ld->doc->filter, "no 'rules': "
		    "name rules, or write 'any'"));
	if (yaml_is(rules, "any")) {
		for (size_t i = 0; i < s->docs && ok; i++) {
			if (s->doc[i].when != NULL &&
			    s->doc[i].state == DOC_LIVE &&
			    logsource_fits(ld->doc, &s->doc[i]))
				ok = target_add(ld, j, i);
		}
	} else if (rules->kind == YAML_LIST && rules->n > 0) {
		for (const struct yaml_node *v = rules->first; v != NULL &&
		    !ld->nomem; v = v->next)
			ok &= target_named(ld, j, v);
	} else {
		ok = sigma_note_refuse(ld, rules, "'rules' must be a list of "
		    "ids or names, or 'any'");
	}
	if (!ok || ld->nomem)
		return (false);
	return (j->n > 0 || sigma_note_refuse(ld, rules,
	    "the filter fits no rule"));
}

/* Would the names of the two rules be rewritten alike? */
static bool
alike(const struct rewrite *a, const struct rewrite *b)
{

	return (a->n == b->n && (a->n == 0 ||
	    memcmp(a->step, b->step, a->n * sizeof(*a->step)) == 0));
}

static bool
size_fits(struct load *ld, struct expr *rule, struct expr *filter)
{
	struct expr *both[] = { rule, filter };
	struct expr sum = { .op = EXPR_AND, .kid = both, .n = 2 };

	return (sigma_detect_weighs(ld, yaml_get(ld->doc->filter,
	    "condition"), &sum));
}

/* Read the filter in the names of every rule it is for. */
static bool
read(struct load *ld, struct joining *j)
{
	struct sigma *s = ld->s;

	for (size_t i = 0; i < j->n; i++) {
		struct target *t = &j->target[i];
		const struct rewrite *use = &s->doc[t->doc].use;

		if (i > 0 && alike(use, &s->doc[t[-1].doc].use)) {
			t->when = t[-1].when;
			t->slot = t[-1].slot;
			t->slots = t[-1].slots;
		} else {
			ld->use = use;
			t->slot = ld->doc->slots_n;
			t->when = sigma_detect_parse(ld, ld->doc->filter);
			t->slots = ld->doc->slots_n - t->slot;
			ld->quiet = true;
		}
		if (t->when == NULL ||
		    !size_fits(ld, s->doc[t->doc].when, t->when))
			break;
	}
	ld->quiet = false;
	ld->use = &ld->doc->use;
	return (ld->doc->state == DOC_LIVE && !ld->nomem);
}

/* Can it only take away?  "not x", and what "and" and "or" make of such. */
static bool
negation(const struct expr *e)
{

	if (e->op == EXPR_NOT)
		return (true);
	for (size_t i = 0; i < e->n; i++) {
		if (!negation(e->kid[i]))
			return (false);
	}
	return (e->n > 0);
}

static void
warn_narrow(struct load *ld, const struct joining *j)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < j->n && i < NAMED_MAX; i++)
		buf_fmt(&b, "%s%.80s", i > 0 ? ", " : "",
		    ld->s->doc[j->target[i].doc].rule.id);
	if (j->n > NAMED_MAX)
		buf_fmt(&b, " and %zu more", j->n - NAMED_MAX);
	if (buf_str(&b) == NULL)
		ld->nomem = true;
	else
		sigma_note_warn(ld, yaml_get(ld->doc->filter, "condition"),
		    "no plain negation: these rules match only where the "
		    "filter holds: %s", buf_str(&b));
	buf_release(&b);
}

/* Join one more to what the rule asks. */
static bool
join(struct load *ld, struct doc *rule, struct expr *filter)
{
	size_t n = rule->filters > 0 ? rule->when->n : 1;
	struct expr *all = arena_take(&ld->s->mem, sizeof(*all));
	struct expr **kid = arena_take(&ld->s->mem, (n + 1) * sizeof(*kid));

	if (all == NULL || kid == NULL) {
		ld->nomem = true;
		return (false);
	}
	if (rule->filters > 0)
		memcpy(kid, rule->when->kid, n * sizeof(*kid));
	else
		kid[0] = rule->when;
	kid[n] = filter;
	*all = (struct expr){ .op = EXPR_AND, .line = rule->when->line,
	    .kid = kid, .n = n + 1 };
	rule->when = all;
	rule->filters++;
	return (true);
}

static bool
slots_add(struct load *ld, struct doc *rule, const unsigned *slot, size_t n)
{

	BUG_IF(slot == NULL && n > 0);
	for (size_t i = 0; i < n; i++) {
		if (!mem_room(&rule->slots, rule->slots_n, &rule->slots_cap,
		    sizeof(unsigned))) {
			ld->nomem = true;
			return (false);
		}
		rule->slots[rule->slots_n++] = slot[i];
	}
	return (true);
}

static bool
join_all(struct load *ld, const struct joining *j)
{
	struct doc *f = ld->doc;
	struct buf b = { 0 };
	struct span label;
	bool ok;

	buf_fmt(&b, "filter %.200s", f->name.n > 0 ? f->name.p : f->rule.id);
	label.n = b.n;
	label.p = b.failed ? NULL : arena_copy(&ld->s->mem, buf_span(&b));
	buf_release(&b);
	ok = label.p != NULL;
	ld->nomem |= !ok;
	for (size_t i = 0; i < j->n && ok; i++) {
		const struct target *t = &j->target[i];
		struct doc *rule = &ld->s->doc[t->doc];
		struct expr *e = sigma_detect_label(ld, t->when, label);

		ok = e != NULL && join(ld, rule, e) && slots_add(ld, rule,
		    f->slots != NULL ? f->slots + t->slot : NULL, t->slots);
	}
	return (ok);
}

void
sigma_filter_join(struct load *ld)
{
	struct sigma *s = ld->s;

	for (size_t i = 0; i < s->docs && !ld->nomem; i++) {
		struct joining j = { .doc = i };

		if (s->doc[i].filter == NULL || s->doc[i].state != DOC_LIVE)
			continue;
		sigma_resolve_at_work(ld, i);
		if (targets(ld, &j) && read(ld, &j)) {
			BUG_IF(j.target == NULL);
			if (!negation(j.target[0].when))
				warn_narrow(ld, &j);
			(void)join_all(ld, &j);	/* nomem says it. */
		}
		mem_free(j.target);
		if (s->doc[i].state == DOC_LIVE)
			s->doc[i].state = DOC_FILTER;
	}
}
