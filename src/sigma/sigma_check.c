/* SPDX-License-Identifier: Apache-2.0 */
/* Can this ever be true? */
#include "base/suggest.h"
#include "base/fold.h"
#include "sigma/sigma_check.h"
#include "sigma/sigma_note.h"

static const char *const types[] = {
	[VALUE_ABSENT] = "any type",	[VALUE_NULL] = "null",
	[VALUE_BOOL] = "true or false",	[VALUE_INT] = "a whole number",
	[VALUE_NUM] = "a number",	[VALUE_TEXT] = "text",
	[VALUE_TIME] = "a timestamp",	[VALUE_ARRAY] = "a list",
	[VALUE_MAP] = "an object",
};

static bool
unsuited(struct load *ld, const struct item *it, const struct yaml_node *node,
    const char *what)
{

	return (sigma_note_refuse(ld, node, "%s does not suit '%.*s', which "
	    "is %s", what, (int)it->name.n, it->name.p,
	    it->field.words != NULL ? "an enum" : types[it->field.type]));
}

/* Does the modifier suit the type?  NULL, or what does not. */
static const char *
misfit(const struct sigma_field *f, const struct sigma_value_mods *m)
{
	bool number = f->type == VALUE_INT || f->type == VALUE_NUM;
	bool text = f->type == VALUE_TEXT;

	if (m->kind == MOD_EXISTS)
		return (NULL);
	if (f->type == VALUE_MAP)
		return ("a comparison");
	if (m->part != MOD_ALL)
		return (f->type == VALUE_TIME || (text && f->words == NULL) ?
		    NULL : "a part of a time");
	if (m->order != MOD_ALL)
		return (number ? NULL : "a comparison of numbers");
	if (m->kind == MOD_CIDR)
		return (text && f->words == NULL ? NULL : "a network");
	if (f->type == VALUE_BOOL && (m->kind == MOD_RE ||
	    m->text != MOD_ALL || m->codes > 0))
		return ("a text modifier");
	return (NULL);
}

/* An enum's member, folded, against the patterns. */
static bool
word_meets(const struct want *w, struct span word, bool *nomem)
{
	struct buf b = { 0 };
	bool hit = false;

	for (size_t i = 0; i < w->n && !hit; i++) {
		const struct test *t = &w->test[i];

		buf_clear(&b);
		if (t->cased)
			buf_put(&b, word);
		else
			fold_text(word, &b);
		hit = glob_match(&t->glob, buf_span(&b));
	}
	*nomem |= b.failed;
	buf_release(&b);
	return (hit);
}

static bool
word_ok(struct load *ld, const struct item *it, const struct yaml_node *node,
    const struct want *w)
{
	struct suggest near = SUGGEST_START;
	const struct sigma_field *f = &it->field;
	char hint[80];

	if (word_meets(w, SPAN("other"), &ld->nomem))
		return (true);
	for (size_t i = 0; i < f->words_n; i++) {
		struct span word = span_of(f->words[i]);

		if (word_meets(w, word, &ld->nomem))
			return (true);
		suggest_try(&near, node->text, word);
	}
	return (sigma_note_refuse(ld, node, "'%.*s' is no value of '%.*s'%s",
	    (int)(node->text.n < 80 ? node->text.n : 80), node->text.p,
	    (int)it->name.n, it->name.p, sigma_note_near(near.best, hint)));
}

bool
sigma_check_value(struct load *ld, const struct item *it,
    const struct sigma_value_mods *m, const struct yaml_node *node,
    const struct want *w)
{
	const struct sigma_field *f = &it->field;
	const struct test *t = w->test;
	const char *what;

	if (ld->names->plain || f->type == VALUE_ABSENT)
		return (true);
	if ((what = misfit(f, m)) != NULL)
		return (unsuited(ld, it, node, what));
	if (t->op != TEST_TEXT)
		return (true);
	if (f->words != NULL)
		return (word_ok(ld, it, node, w));
	if (f->type == VALUE_BOOL)
		return (word_meets(w, SPAN("true"), &ld->nomem) ||
		    word_meets(w, SPAN("false"), &ld->nomem) ||
		    unsuited(ld, it, node, "this value"));
	if ((f->type == VALUE_INT || f->type == VALUE_NUM) &&
	    t->glob.shape == GLOB_EXACT && !t->number)
		return (unsuited(ld, it, node, "this value"));
	return (true);
}

void
sigma_check_on(struct load *ld, const struct item *it,
    const struct yaml_node *node)
{
	const struct doc *d = ld->doc;

	if (d->category < 0 || it->field.slot == RULE_NO_SLOT ||
	    it->field.on == 0 || (it->field.on >> d->category & 1) != 0)
		return;
	sigma_note_warn(ld, node, "'%.*s' never occurs in category '%s'",
	    (int)it->name.n, it->name.p, d->rule.category);
}

bool
sigma_check_positive(const struct item *it)
{
	const struct test *t = it->want[0].test;

	if (it->neq || t->op == TEST_NULL)
		return (false);
	return (t->op != TEST_EXISTS || t->yes);
}

void
sigma_check_map(struct load *ld, struct item *const *items, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		struct yaml_node at = { .line = items[i]->line,
		    .col = items[i]->col };
		const struct sigma_field *f = &items[i]->field;
		bool met = !items[i]->neq || f->slot == RULE_NO_SLOT ||
		    items[i]->want[0].test->op == TEST_NULL ||
		    (ld->doc->category >= 0 &&
		    (f->sure >> ld->doc->category & 1) != 0);

		for (size_t j = 0; j < n && !met; j++)
			met = items[j]->field.slot == f->slot &&
			    sigma_check_positive(items[j]);
		if (!met)
			sigma_note_warn(ld, &at, "'%.*s' is only tested by "
			    "'neq', which an absent field meets: add "
			    "'%.*s|exists: true'", (int)items[i]->name.n,
			    items[i]->name.p, (int)items[i]->name.n,
			    items[i]->name.p);
	}
}
