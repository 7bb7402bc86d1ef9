/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: what rules and correlations have in common, and detections. */
#include <limits.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "base/ts.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_corr.h"
#include "sigma/sigma_detect.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"
#include "sigma/sigma_rewrite.h"

#define REARM_LEAST_MS	INT64_C(3600000)	/* 1 h: events.md 9. */

static const char *const known_keys[] = {
	"title", "id", "related", "name", "taxonomy", "status", "description",
	"license", "author", "references", "date", "modified", "logsource",
	"detection", "correlation", "filter", "fields", "falsepositives",
	"level", "tags", "scope", "generate", "x-vedette",
};
static const char *const levels[] = {
	"informational", "low", "medium", "high", "critical", NULL
};
static const char *const statuses[] = {
	"stable", "test", "experimental", "deprecated", "unsupported", NULL
};

static bool
nomem(struct load *ld)
{

	ld->nomem = true;
	return (false);
}

bool
sigma_parse_span(const struct yaml_node *node, int64_t *ms)
{

	return (node->kind == YAML_TEXT && ts_span(node->text, ms));
}

/* The text under ${key}; NULL if it is not there; false if it is no text. */
static bool
text_of(struct load *ld, const struct yaml_node *map, const char *key,
    const char **ret)
{
	const struct yaml_node *v = yaml_get(map, key);

	*ret = NULL;
	if (v == NULL || yaml_type(v) == YAML_IS_NULL)
		return (true);
	if (v->kind != YAML_TEXT ||
	    memchr(v->text.p, '\0', v->text.n) != NULL)
		return (sigma_note_refuse(ld, v, "'%s' must be a text", key));
	*ret = v->text.p;
	return (true);
}

static bool
word_of(struct load *ld, const struct yaml_node *map, const char *key,
    const char *const *words, const char **ret)
{
	struct suggest near = SUGGEST_START;
	char hint[80];

	if (!text_of(ld, map, key, ret))
		return (false);
	for (; *ret != NULL && *words != NULL; words++) {
		if (strcmp(*ret, *words) == 0)
			return (true);
		suggest_try(&near, span_of(*ret), span_of(*words));
	}
	return (*ret == NULL || sigma_note_refuse(ld, yaml_get(map, key),
	    "unknown %s '%.60s'%s", key, *ret,
	    sigma_note_near(near.best, hint)));
}

static bool
tags(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *list = yaml_get(map, "tags");
	const char **tag;
	size_t n = 0;

	if (list == NULL)
		return (true);
	if (list->kind != YAML_LIST)
		return (sigma_note_refuse(ld, list, "'tags' must be a list"));
	if ((tag = arena_take(&ld->s->mem, (list->n + 1) *
	    sizeof(char *))) == NULL)
		return (nomem(ld));
	for (const struct yaml_node *c = list->first; c != NULL; c = c->next) {
		if (c->kind != YAML_TEXT)
			return (sigma_note_refuse(ld, c,
			    "a tag must be a text"));
		tag[n++] = c->text.p;
	}
	ld->doc->rule.tags = tag;
	ld->doc->rule.tags_n = n;
	return (true);
}

/* x-vedette: what alerting needs and Sigma has no key for. */
static bool
own_keys(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *own = yaml_get(map, "x-vedette");
	struct sigma_rule *r = &ld->doc->rule;
	struct sigma_field f;

	r->rearm_ms = -1;
	if (own == NULL)
		return (true);
	if (own->kind != YAML_MAP)
		return (sigma_note_refuse(ld, own,
		    "'x-vedette' must be a mapping"));
	for (const struct yaml_node *c = own->first; c != NULL; c = c->next) {
		if (yaml_is(c->key, "rearm")) {
			if (!sigma_parse_span(c, &r->rearm_ms) ||
			    r->rearm_ms == 0)
				return (sigma_note_refuse(ld, c, "'rearm' "
				    "must be a timespan such as 30m"));
		} else if (yaml_is(c->key, "entity")) {
			if (!text_of(ld, own, "entity", &r->entity))
				return (false);
			if (r->entity != NULL && !sigma_item_field(ld, c,
			    c->text, &f))
				return (false);
			/* It has its own place in an alert. */
			ld->doc->slots_n -= r->entity != NULL;
		} else {
			return (sigma_note_refuse(ld, c->key, "unknown key "
			    "'%.60s' in 'x-vedette'", c->key->text.p));
		}
	}
	return (true);
}

static bool
among(struct span word, const char *const *known, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		if (span_eq(word, span_of(known[i])))
			return (true);
	}
	return (false);
}

/* A key one letter off is a key that silently does nothing: say so. */
static void
near_keys(struct load *ld, const struct yaml_node *map,
    const char *const *known, size_t n)
{
	char hint[80];

	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		struct suggest near = SUGGEST_START;

		if (among(c->key->text, known, n))
			continue;
		for (size_t i = 0; i < n; i++)
			suggest_try(&near, c->key->text, span_of(known[i]));
		/* Far 0 is another case: Sigma's keys are of one case. */
		if (near.best.n > 0 && near.far <= 2)
			sigma_note_warn(ld, c->key, "unknown key '%.60s'%s",
			    c->key->text.p, sigma_note_near(near.best, hint));
	}
}

/* No id: make one of path and place, so that alerts have one. */
static bool
derive_id(struct load *ld)
{
	uint8_t sum[HASH_SHA256];
	struct buf b = { 0 };
	char hex[33] = "";

	buf_fmt(&b, "%s\n%u\n", ld->file, ld->place);
	if (b.failed)
		return (nomem(ld));
	hash_sha256(buf_span(&b), sum);
	buf_release(&b);
	hash_hex(sum, 16, hex);
	sigma_note_warn(ld, NULL, "no id: %s is used", hex);
	ld->doc->rule.id = arena_copy(&ld->s->mem, span_of(hex));
	return (ld->doc->rule.id != NULL || nomem(ld));
}

/* What every document has; goes on behind a bad key, to tell all. */
static bool
common(struct load *ld, const struct yaml_node *map)
{
	struct doc *d = ld->doc;
	struct sigma_rule *r = &d->rule;
	const struct yaml_node *action = yaml_get(map, "action");
	bool ok;

	ok = text_of(ld, map, "id", &r->id);
	ok &= text_of(ld, map, "name", &r->name);
	d->id = span_of(r->id);
	d->name = span_of(r->name);
	d->id_node = yaml_get(map, "id");
	d->name_node = yaml_get(map, "name");
	if (action != NULL)
		return (sigma_note_refuse(ld, action->key,
		    "the old 'action' documents are not supported"));
	ok &= text_of(ld, map, "title", &r->title);
	ok &= text_of(ld, map, "description", &r->description);
	ok &= text_of(ld, map, "date", &r->date);
	ok &= text_of(ld, map, "modified", &r->modified);
	ok &= word_of(ld, map, "status", statuses, &r->status);
	ok &= word_of(ld, map, "level", levels, &r->level);
	ok &= tags(ld, map);
	if (ok && r->title == NULL)
		return (sigma_note_refuse(ld, NULL, "no title"));
	if (ok && r->id == NULL && !derive_id(ld))
		return (false);
	if (ok && r->level == NULL) {
		/* A filter gives no findings. */
		if (yaml_get(map, "filter") == NULL)
			sigma_note_warn(ld, NULL,
			    "no level: medium is used");
		r->level = "medium";
	}
	near_keys(ld, map, known_keys, COUNT_OF(known_keys));
	return (ok);
}

/* E-30, native: product fleet, the category by the type of event. */
static bool
logsource_fits(struct load *ld, const struct yaml_node *ls)
{
	struct sigma_rule *r = &ld->doc->rule;
	const struct yaml_node *product = yaml_get(ls, "product");
	const struct yaml_node *service = yaml_get(ls, "service");
	const struct yaml_node *category = yaml_get(ls, "category");
	bool ok = true;

	if (!ld->names->plain && (r->product == NULL ||
	    strcmp(r->product, "fleet") != 0))
		ok = sigma_note_refuse(ld, product != NULL ? product : ls,
		    "logsource product '%.60s' cannot be loaded here: only "
		    "'fleet'", r->product != NULL ? r->product : "(none)");
	if (!ld->names->plain && r->service != NULL)
		ok = sigma_note_refuse(ld, service != NULL ? service : ls,
		    "fleet events have no logsource service");
	if (r->category == NULL)
		return (ok);
	ld->doc->category = ld->names->category(ld->names->ctx,
	    span_of(r->category));
	if (ld->doc->category < 0 && !ld->names->plain)
		ok = sigma_note_refuse(ld, category != NULL ? category : ls,
		    "unknown logsource category '%.60s'", r->category);
	return (ok);
}

/* The logsource as written, then as the pipelines have it. */
static bool
logsource(struct load *ld, const struct yaml_node *map,
    const struct yaml_node *det)
{
	static const char *const keys[] = {
		"product", "category", "service", "definition"
	};
	const struct yaml_node *ls = yaml_get(map, "logsource");
	struct sigma_rule *r = &ld->doc->rule;
	bool ok;

	if (ls == NULL || ls->kind != YAML_MAP || ls->n == 0)
		return (sigma_note_refuse(ld, ls, "no logsource"));
	near_keys(ld, ls, keys, COUNT_OF(keys));
	ok = text_of(ld, ls, "product", &r->product);
	ok &= text_of(ld, ls, "service", &r->service);
	ok &= text_of(ld, ls, "category", &r->category);
	if (!ok || (det != NULL && !sigma_rewrite_doc(ld, det)))
		return (false);
	return (logsource_fits(ld, ls));
}

/* Deprecated rules are listed, not loaded. */
static bool
is_off(struct load *ld, const struct yaml_node *map)
{
	const char *status = ld->doc->rule.status;

	if (status == NULL || (strcmp(status, "deprecated") != 0 &&
	    strcmp(status, "unsupported") != 0))
		return (false);
	sigma_note_warn(ld, yaml_get(map, "status"),
	    "not loaded: status is '%s'", status);
	ld->doc->state = DOC_OFF;
	return (true);
}

static struct expr *
detection(struct load *ld, const struct yaml_node *det)
{
	struct expr *kid[1 + RULE_ADDED_MAX];
	const struct rewrite *use = ld->use;
	const char *file = ld->file;
	size_t n = 1;
	bool ok;

	ok = (kid[0] = sigma_detect_parse(ld, det)) != NULL;
	/* Conditions that pipelines add are read by what comes after them. */
	for (size_t i = 0; i < use->n && !ld->nomem; i++) {
		const struct sigma_pipe_step *s = use->step[i];
		struct expr *e;

		if (s->kind != SIGMA_PIPE_ADD)
			continue;
		if (n == COUNT_OF(kid))
			return (sigma_note_refuse(ld, det, "pipelines add "
			    "more than %d conditions", RULE_ADDED_MAX), NULL);
		ld->file = s->file;
		ld->use_from = i + 1;
		if ((e = sigma_detect_map(ld, s->map)) != NULL && s->negated)
			e = sigma_cond_not(ld, e);
		if (e != NULL)
			e = sigma_detect_label(ld, e, SPAN("pipeline"));
		ok &= (kid[n++] = e) != NULL;
		ld->file = file;
		ld->use_from = 0;
	}
	return (ok ? sigma_cond_join(ld, EXPR_AND, kid, n) : NULL);
}

/* Exactly one of detection, correlation, filter. */
static bool
one_kind(struct load *ld, const struct yaml_node *map)
{
	int kinds = (yaml_get(map, "detection") != NULL) +
	    (yaml_get(map, "correlation") != NULL) +
	    (yaml_get(map, "filter") != NULL);

	return (kinds == 1 || sigma_note_refuse(ld, map, "exactly one of "
	    "'detection', 'correlation' and 'filter' is needed"));
}

static void
document(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *det = yaml_get(map, "detection");
	const struct yaml_node *cor = yaml_get(map, "correlation");
	const struct yaml_node *ls = yaml_get(map, "logsource");
	struct sigma_rule *r = &ld->doc->rule;
	bool ok;

	ld->doc->category = -1;
	if (map->kind != YAML_MAP) {
		(void)sigma_note_refuse(ld, map,
		    "a document must be a mapping");
		return;
	}
	ok = common(ld, map);
	if (is_off(ld, map) || ld->nomem || yaml_get(map, "action") != NULL ||
	    (ok && !one_kind(ld, map)) || (cor == NULL && det == NULL &&
	    yaml_get(map, "filter") == NULL))
		return;
	if (cor != NULL) {
		if (ls != NULL)
			(void)sigma_note_refuse(ld, ls,
			    "a correlation has no logsource");
		else
			(void)sigma_corr_parse(ld, cor);
	} else {
		ld->doc->filter = yaml_get(map, "filter");
		(void)logsource(ld, map, det);
		if (det != NULL && !ld->nomem)
			ld->doc->when = detection(ld, det);
	}
	(void)own_keys(ld, map);
	if (r->rearm_ms < 0)
		r->rearm_ms = ld->doc->corr != NULL &&
		    ld->doc->corr->span_ms > REARM_LEAST_MS ?
		    ld->doc->corr->span_ms : REARM_LEAST_MS;
}

static struct doc *
doc_add(struct load *ld)
{
	struct sigma *s = ld->s;

	if (!mem_room(&s->doc, s->docs, &s->doc_cap, sizeof(*s->doc))) {
		ld->nomem = true;
		return (NULL);
	}
	s->doc[s->docs] = (struct doc){ .state = DOC_LIVE };
	return (&s->doc[s->docs++]);
}

/* Text that is no YAML takes all its documents along. */
static struct yaml *
read_yaml(struct load *ld, struct span text)
{
	struct sigma *s = ld->s;
	struct yaml_bad bad = { .line = 0 };
	struct yaml *y;
	rc r;

	if (!mem_room(&s->yaml, s->yamls, &s->yaml_cap, sizeof(void *)) ||
	    (r = yaml_new(text, &y, &bad)) == RC_NOMEM) {
		ld->nomem = true;
		return (NULL);
	}
	if (r != RC_OK) {
		(void)sigma_note_at(ld, bad.line, bad.col, "YAML: %s",
		    bad.what);
		return (NULL);
	}
	s->yaml[s->yamls++] = y;
	return (y);
}

/* The documents of a text, one after the other. */
static bool
each_doc(struct load *ld, const struct sigma_text *t,
    sigma_parse_doc_fn *fn, void *ctx)
{
	const struct yaml_doc *yd;
	struct yaml *y;
	bool ok = true;
	size_t n;

	ld->doc = NULL;
	ld->use = NULL;
	ld->file = arena_copy(&ld->s->mem, span_of(t->name));
	if (ld->file == NULL)
		return (nomem(ld));
	if ((y = read_yaml(ld, t->text)) == NULL)
		return (false);
	yd = yaml_docs(y, &n);
	for (size_t i = 0; i < n && !ld->nomem; i++) {
		ld->place = (unsigned)(i < UINT_MAX ? i + 1 : UINT_MAX);
		/* "---" at the end of a file is no document. */
		if (yd[i].root != NULL && yd[i].root->kind == YAML_TEXT &&
		    yaml_type(yd[i].root) == YAML_IS_NULL)
			continue;
		ld->yaml_doc = &yd[i];
		ok &= fn(ld, yd[i].root, ctx);
	}
	return (ok && !ld->nomem);
}

/* A rule, correlation or filter. */
static bool
add_doc(struct load *ld, const struct yaml_node *root, void *ctx UNUSED)
{
	const struct yaml_doc *yd = ld->yaml_doc;

	if ((ld->doc = doc_add(ld)) == NULL)
		return (false);
	ld->doc->line = ld->doc->rule.line = yd->line;
	ld->doc->col = 1;
	ld->doc->place = ld->place;
	ld->doc->rule.file = ld->file;
	ld->doc->root = root;
	ld->use = &ld->doc->use;
	if (root == NULL)
		return (sigma_note_at(ld, yd->bad.line, yd->bad.col,
		    "YAML: %s", yd->bad.what));
	document(ld, root);
	return (true);
}

void
sigma_parse_text(struct load *ld, const struct sigma_text *t)
{

	/* What was refused stands in the notes. */
	(void)each_doc(ld, t, add_doc, NULL);
}

/** What side_doc() is to do with a document that could be read. */
struct side {
	sigma_parse_doc_fn	*fn;
	void			*ctx;
};

static bool
side_doc(struct load *ld, const struct yaml_node *root, void *ctx)
{
	const struct yaml_doc *yd = ld->yaml_doc;
	const struct side *s = ctx;

	return (root != NULL ? s->fn(ld, root, s->ctx) : sigma_note_at(ld,
	    yd->bad.line, yd->bad.col, "YAML: %s", yd->bad.what));
}

bool
sigma_parse_side(struct load *ld, const struct sigma_text *t,
    sigma_parse_doc_fn *fn, void *ctx)
{
	struct side s = { .fn = fn, .ctx = ctx };

	return (each_doc(ld, t, side_doc, &s));
}
