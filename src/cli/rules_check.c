/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is wrong with a set of rules, at once. */
#include "base/yaml.h"
#include "cli/rules_check.h"

#define OURS	SPAN("x-")

/** Where extensions are looked for. */
struct looking {
	const char		*file;
	struct span		 id;	/* Of the document, or empty. */
	struct buf		*out;
	struct rules_check_sum	*sum;
};

static void
extension(struct looking *l, const struct yaml_node *at, struct span what)
{

	buf_fmt(l->out, "%s:%u:%u: extension: %.*s%s%.*s\n", l->file,
	    at->line, at->col, (int)l->id.n, l->id.p, l->id.n > 0 ? ": " : "",
	    (int)what.n, what.p);
	l->sum->extensions++;
}

/* What pySigma knows and the standard 2.1.0 does not, or not yet. */
static void
unusual(struct looking *l, const struct yaml_node *at, const char *what)
{

	buf_fmt(l->out, "%s:%u:%u: not portable: %.*s%s%s\n", l->file,
	    at->line, at->col, (int)l->id.n, l->id.p, l->id.n > 0 ? ": " : "",
	    what);
	l->sum->extensions++;
}

static void
look_corr(struct looking *l, const struct yaml_node *corr)
{
	const struct yaml_node *type = yaml_get(corr, "type");
	const struct yaml_node *cond = yaml_get(corr, "condition");
	const struct yaml_node *percentile = yaml_get(cond, "percentile");

	if (type != NULL && yaml_is(type, "value_median"))
		unusual(l, type, "correlation type value_median");
	if (percentile != NULL)
		unusual(l, percentile->key, "key percentile");
	if (cond != NULL && cond->kind == YAML_TEXT)
		unusual(l, cond, "a condition over rule names");
}

/* The keys of one mapping that begin with x-. */
static void
look_keys(struct looking *l, const struct yaml_node *map)
{

	if (map == NULL || map->kind != YAML_MAP)
		return;
	for (const struct yaml_node *v = map->first; v != NULL; v = v->next)
		if (span_starts(v->key->text, OURS))
			extension(l, v->key, v->key->text);
}

static void
look_doc(struct looking *l, const struct yaml_node *doc)
{
	const struct yaml_node *id = yaml_get(doc, "id");
	const struct yaml_node *corr = yaml_get(doc, "correlation");
	const struct yaml_node *type = yaml_get(corr, "type");

	l->id = id != NULL && id->kind == YAML_TEXT ? id->text :
	    (struct span){ NULL, 0 };
	look_keys(l, doc);
	look_keys(l, corr);
	look_corr(l, corr);
	if (type != NULL && type->kind == YAML_TEXT &&
	    span_starts(type->text, OURS))
		extension(l, type, type->text);
}

static rc
look(const struct ruleset *set, struct looking *l)
{
	const struct yaml_doc *doc;
	struct yaml_bad bad;
	struct yaml *y;
	size_t n;
	rc r;

	for (size_t i = 0; i < set->n; i++) {
		if ((r = yaml_new(set->text[i].text, &y, &bad)) == RC_NOMEM)
			return (r);
		if (r != RC_OK)
			continue;	/* The loader has refused it. */
		l->file = set->text[i].name;
		doc = yaml_docs(y, &n);
		for (size_t k = 0; k < n; k++)
			if (doc[k].root != NULL)
				look_doc(l, doc[k].root);
		yaml_end(y);
	}
	return (RC_OK);
}

rc
rules_check(const struct ruleset *set, const struct sigma *s, bool portable,
    struct buf *out, struct rules_check_sum *sum, struct err *e)
{
	static const char *const kinds[] = {
		[SIGMA_WARNING] = "warning", [SIGMA_REFUSED] = "refused",
		[SIGMA_PORTABLE] = "not portable", [SIGMA_NOTE] = "note",
	};
	struct looking l = { .out = out, .sum = sum };
	const struct sigma_note *note;
	const struct sigma_rule *rule;
	size_t n;
	rc r = RC_OK;

	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_PORTABLE && !portable)
			continue;
		buf_fmt(out, "%s:%u:%u: %s: %s\n", note[i].file, note[i].line,
		    note[i].col, kinds[note[i].kind], note[i].text);
		sum->warnings += note[i].kind == SIGMA_WARNING;
		sum->extensions += note[i].kind == SIGMA_PORTABLE;
	}
	sum->refused = sigma_refused(s);
	rule = sigma_rules(s, &n);
	for (size_t i = 0; i < n; i++) {
		sum->rules += !rule[i].correlation;
		sum->correlations += rule[i].correlation;
	}
	if (portable)
		r = look(set, &l);
	if (r != RC_OK || out->failed)
		return (rc_fail(e, RC_NOMEM, 0, "checking rules"));
	return (RC_OK);
}
