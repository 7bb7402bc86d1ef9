/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a set, one line each, and which of them only feed others. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/yaml.h"
#include "cli/rules_list.h"

/** A correlation names a rule. */
struct feeds {
	struct span	 who;		/* Id or name, as written. */
	struct span	 by;		/* Id of the correlation, else name. */
};

/** One text as YAML. */
struct tree {
	struct yaml	*yaml;		/* Owned. */
};

/** A place in the order of printing. */
struct place {
	const struct sigma_rule	*rule;	/* Borrowed. */
};

/** All of a set; the texts are those of the YAML trees. */
struct feeders {
	struct feeds	*of;		/* Owned. */
	size_t		 n, cap;
	struct tree	*tree;		/* Owned. */
	size_t		 trees, tree_cap;
};

static void
feeders_release(struct feeders *F)
{

	for (size_t i = 0; i < F->trees; i++)
		yaml_end(F->tree[i].yaml);
	mem_free(F->tree);
	mem_free(F->of);
}

static bool
feeders_put(struct feeders *F, const struct yaml_node *who, struct span by)
{

	if (who->kind != YAML_TEXT)
		return (true);
	if (!mem_room(&F->of, F->n, &F->cap, sizeof(*F->of)))
		return (false);
	F->of[F->n++] = (struct feeds){ who->text, by };
	return (true);
}

/* What the correlation ${doc} names; other documents name nothing. */
static bool
feeders_doc(struct feeders *F, const struct yaml_node *doc)
{
	const struct yaml_node *names = yaml_get(yaml_get(doc, "correlation"),
	    "rules"), *by = yaml_get(doc, "id");

	if (by == NULL)
		by = yaml_get(doc, "name");
	if (names == NULL || by == NULL || by->kind != YAML_TEXT)
		return (true);
	if (names->kind == YAML_TEXT)
		return (feeders_put(F, names, by->text));
	for (names = names->first; names != NULL; names = names->next)
		if (!feeders_put(F, names, by->text))
			return (false);
	return (true);
}

/* Read the texts again for what the loaded set does not say. */
static bool
feeders_read(struct feeders *F, const struct ruleset *set)
{
	const struct yaml_doc *doc;
	struct yaml_bad bad;
	struct yaml *y;
	size_t n;
	rc r;

	for (size_t i = 0; i < set->n; i++) {
		r = yaml_new(set->text[i].text, &y, &bad);
		if (r == RC_NOMEM)
			return (false);
		if (r != RC_OK)
			continue;	/* The loader has refused it. */
		if (!mem_room(&F->tree, F->trees, &F->tree_cap,
		    sizeof(*F->tree))) {
			yaml_end(y);
			return (false);
		}
		F->tree[F->trees++].yaml = y;
		doc = yaml_docs(y, &n);
		for (size_t k = 0; k < n; k++)
			if (doc[k].root != NULL &&
			    !feeders_doc(F, doc[k].root))
				return (false);
	}
	return (true);
}

static bool
feeds(const struct feeds *f, const struct sigma_rule *r)
{

	return (span_eq(f->who, span_of(r->id)) ||
	    (r->name != NULL && span_eq(f->who, span_of(r->name))));
}

/* "ID, ID" for people, or the members of a JSON array. */
static void
put_feeders(const struct feeders *F, const struct sigma_rule *r, bool json,
    struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < F->n; i++) {
		if (!feeds(&F->of[i], r))
			continue;
		if (any)
			buf_text(out, json ? "," : ", ");
		any = true;
		if (json)
			buf_json(out, F->of[i].by);
		else
			buf_put(out, F->of[i].by);
	}
}

static void
put_text(const struct feeders *F, const struct sigma_rule *r,
    struct buf *out)
{

	buf_fmt(out, "%-13s %-12s %s  %s", r->level, r->status != NULL ?
	    r->status : "-", r->id, r->title);
	for (size_t i = 0; i < r->tags_n; i++)
		buf_fmt(out, "%s%s", i == 0 ? "  " : " ", r->tags[i]);
	if (r->silent) {
		buf_text(out, "  silent alone (by ");
		put_feeders(F, r, false, out);
		buf_char(out, ')');
	}
	buf_fmt(out, "  %s:%u\n", r->file, r->line);
}

/* ,"key":"text", or nothing without a text. */
static void
put_key(struct buf *out, const char *key, const char *text)
{

	if (text == NULL)
		return;
	buf_fmt(out, ",\"%s\":", key);
	buf_json(out, span_of(text));
}

static void
put_json(const struct feeders *F, const struct sigma_rule *r,
    struct buf *out)
{

	buf_text(out, "{\"id\":");
	buf_json(out, span_of(r->id));
	put_key(out, "name", r->name);
	put_key(out, "title", r->title);
	put_key(out, "level", r->level);
	put_key(out, "status", r->status);
	put_key(out, "category", r->category);
	buf_fmt(out, ",\"correlation\":%s,\"tags\":[", r->correlation ?
	    "true" : "false");
	for (size_t i = 0; i < r->tags_n; i++) {
		if (i > 0)
			buf_char(out, ',');
		buf_json(out, span_of(r->tags[i]));
	}
	buf_char(out, ']');
	if (r->silent) {
		buf_text(out, ",\"silent_by\":[");
		put_feeders(F, r, true, out);
		buf_char(out, ']');
	}
	put_key(out, "file", r->file);
	buf_fmt(out, ",\"line\":%u}\n", r->line);
}

static int
by_place(const void *a, const void *b)
{
	const struct sigma_rule *x = ((const struct place *)a)->rule;
	const struct sigma_rule *y = ((const struct place *)b)->rule;
	int d = strcmp(x->file, y->file);

	return (d != 0 ? d : (x->line > y->line) - (x->line < y->line));
}

rc
rules_list(const struct ruleset *set, const struct sigma *s, bool json,
    struct buf *out, struct err *e)
{
	const struct sigma_rule *rule;
	struct place *by = NULL;
	struct feeders F = { 0 };
	size_t n;
	rc r = RC_OK;

	rule = sigma_rules(s, &n);
	if ((by = mem_array(n + 1, sizeof(*by))) == NULL ||
	    !feeders_read(&F, set)) {
		r = rc_fail(e, RC_NOMEM, 0, "listing rules");
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		by[i].rule = &rule[i];
	qsort(by, n, sizeof(*by), by_place);
	for (size_t i = 0; i < n; i++)
		(json ? put_json : put_text)(&F, by[i].rule, out);
	if (out->failed)
		r = rc_fail(e, RC_NOMEM, 0, "listing rules");
out:
	feeders_release(&F);
	mem_free(by);
	return (r);
}
