/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: what rules and correlations have in common, and detections. */
#include <limits.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_check.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_corr.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"

#define WEIGHT_MAX	200000		/* Tests in one rule's program. */
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
	static const struct {
		char	unit;
		int64_t	ms;
	} units[] = {
		{ 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 },
		{ 'd', 86400000 }, { 'w', 604800000 },
	};
	int64_t n = 0;

	if (node->kind != YAML_TEXT || node->text.n < 2 || node->text.n > 10)
		return (false);
	for (size_t i = 0; i + 1 < node->text.n; i++) {
		if (node->text.p[i] < '0' || node->text.p[i] > '9')
			return (false);
		n = n * 10 + (node->text.p[i] - '0');
	}
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		/* At most 9 digits of weeks: far inside 64 bits. */
		if (node->text.p[node->text.n - 1] == units[i].unit) {
			*ms = n * units[i].ms;
			return (true);
		}
	}
	return (false);
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

/* A key one letter off is a key that silently does nothing: say so. */
static void
near_keys(struct load *ld, const struct yaml_node *map)
{
	char hint[80];

	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		struct suggest near = SUGGEST_START;

		for (size_t i = 0; i < COUNT_OF(known_keys); i++)
			suggest_try(&near, c->key->text,
			    span_of(known_keys[i]));
		if (near.best.n > 0 && near.far > 0 && near.far <= 2)
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

static bool
common(struct load *ld, const struct yaml_node *map)
{
	struct doc *d = ld->doc;
	struct sigma_rule *r = &d->rule;

	if (!text_of(ld, map, "id", &r->id) ||
	    !text_of(ld, map, "name", &r->name))
		return (false);
	d->id = span_of(r->id);
	d->name = span_of(r->name);
	d->id_node = yaml_get(map, "id");
	d->name_node = yaml_get(map, "name");
	if (yaml_get(map, "action") != NULL)
		return (sigma_note_refuse(ld, yaml_get(map, "action")->key,
		    "the old 'action' documents are not supported"));
	if (!text_of(ld, map, "title", &r->title) ||
	    !text_of(ld, map, "description", &r->description) ||
	    !text_of(ld, map, "date", &r->date) ||
	    !text_of(ld, map, "modified", &r->modified) ||
	    !word_of(ld, map, "status", statuses, &r->status) ||
	    !word_of(ld, map, "level", levels, &r->level) || !tags(ld, map))
		return (false);
	if (r->title == NULL)
		return (sigma_note_refuse(ld, NULL, "no title"));
	if (r->id == NULL && !derive_id(ld))
		return (false);
	if (r->level == NULL) {
		sigma_note_warn(ld, NULL, "no level: medium is used");
		r->level = "medium";
	}
	near_keys(ld, map);
	return (own_keys(ld, map));
}

/* E-30, native: product fleet, the category by the type of event. */
static bool
logsource(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *ls = yaml_get(map, "logsource"), *c;
	struct doc *d = ld->doc;
	struct sigma_rule *r = &d->rule;

	d->category = -1;
	if (ls == NULL || ls->kind != YAML_MAP || ls->n == 0)
		return (sigma_note_refuse(ld, ls, "no logsource"));
	if (!text_of(ld, ls, "product", &r->product) ||
	    !text_of(ld, ls, "service", &r->service) ||
	    !text_of(ld, ls, "category", &r->category))
		return (false);
	if (!ld->names->plain && (r->product == NULL ||
	    strcmp(r->product, "fleet") != 0))
		return (sigma_note_refuse(ld, r->product != NULL ?
		    yaml_get(ls, "product") : ls, "logsource product '%.60s' "
		    "cannot be loaded here: only 'fleet'",
		    r->product != NULL ? r->product : "(none)"));
	if (!ld->names->plain && r->service != NULL)
		return (sigma_note_refuse(ld, yaml_get(ls, "service"),
		    "fleet events have no logsource service"));
	if ((c = yaml_get(ls, "category")) == NULL)
		return (true);
	d->category = ld->names->category(ld->names->ctx, c->text);
	if (d->category < 0 && !ld->names->plain)
		return (sigma_note_refuse(ld, c, "unknown logsource category "
		    "'%.60s'", c->text.p));
	return (true);
}

static struct expr *
leaf(struct load *ld, struct item *it)
{
	struct expr *e = arena_take(&ld->s->mem, sizeof(*e));

	if (e == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	e->op = EXPR_ITEM;
	e->item = it;
	e->line = it->line;
	return (e);
}

/* A mapping: all of its items. */
static struct expr *
map_expr(struct load *ld, const struct yaml_node *map)
{
	struct item **items = NULL;
	struct expr **kid = NULL, *e = NULL;
	size_t n = 0;

	if (map->n == 0) {
		(void)sigma_note_refuse(ld, map, "empty selection");
		return (NULL);
	}
	items = arena_take(&ld->s->mem, map->n * sizeof(struct item *));
	kid = arena_take(&ld->s->mem, map->n * sizeof(struct expr *));
	if (items == NULL || kid == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		if ((items[n] = sigma_item_parse(ld, c->key, c)) == NULL ||
		    (kid[n] = leaf(ld, items[n])) == NULL)
			return (NULL);
		sigma_check_on(ld, items[n], c->key);
		n++;
	}
	sigma_check_map(ld, items, n);
	if ((e = sigma_cond_join(ld, EXPR_AND, kid, n)) != NULL)
		e->line = map->line;
	return (e);
}

/* A list: any of its mappings and keywords. */
static struct expr *
list_expr(struct load *ld, const struct yaml_node *list)
{
	struct expr **kid;
	struct item *it;
	size_t n = 0;

	if (list->n == 0) {
		(void)sigma_note_refuse(ld, list, "empty selection");
		return (NULL);
	}
	if ((kid = arena_take(&ld->s->mem, list->n *
	    sizeof(struct expr *))) == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	for (const struct yaml_node *c = list->first; c != NULL; c = c->next) {
		if (c->kind == YAML_LIST) {
			(void)sigma_note_refuse(ld, c, "a list in a list");
			return (NULL);
		}
		if (c->kind == YAML_MAP)
			kid[n] = map_expr(ld, c);
		else
			kid[n] = (it = sigma_item_parse(ld, NULL, c)) != NULL ?
			    leaf(ld, it) : NULL;
		if (kid[n++] == NULL)
			return (NULL);
	}
	return (sigma_cond_join(ld, EXPR_OR, kid, n));
}

/* A selection under its name, so that explain can print it. */
static struct expr *
selection(struct load *ld, const struct yaml_node *v)
{
	struct expr *e, *wrap;
	struct item *it;

	if (v->kind == YAML_TEXT && yaml_type(v) == YAML_IS_NULL) {
		(void)sigma_note_refuse(ld, v->key, "empty selection");
		return (NULL);
	}
	if (v->kind == YAML_MAP)
		e = map_expr(ld, v);
	else if (v->kind == YAML_LIST)
		e = list_expr(ld, v);
	else
		e = (it = sigma_item_parse(ld, NULL, v)) != NULL ?
		    leaf(ld, it) : NULL;
	if (e != NULL && e->op != EXPR_ITEM) {
		e->label = v->key->text;
		return (e);
	}
	if (e == NULL || (wrap = arena_take(&ld->s->mem, sizeof(*wrap))) ==
	    NULL || (wrap->kid = arena_take(&ld->s->mem,
	    sizeof(struct expr *))) == NULL) {
		ld->nomem |= e != NULL;
		return (NULL);
	}
	wrap->op = EXPR_AND;
	wrap->label = v->key->text;
	wrap->line = v->key->line;
	wrap->kid[0] = e;
	wrap->n = 1;
	return (wrap);
}

static struct expr *
conditions(struct load *ld, const struct yaml_node *c,
    struct sigma_cond_name *names, size_t n)
{
	struct expr **kid;
	size_t k = 0;

	if (c->kind == YAML_TEXT)
		return (sigma_cond_parse(ld, c, names, n));
	if (c->kind != YAML_LIST || c->n == 0) {
		(void)sigma_note_refuse(ld, c, "'condition' must be a text or "
		    "a list of them");
		return (NULL);
	}
	if ((kid = arena_take(&ld->s->mem, c->n * sizeof(struct expr *))) ==
	    NULL) {
		ld->nomem = true;
		return (NULL);
	}
	for (c = c->first; c != NULL; c = c->next) {
		if (c->kind != YAML_TEXT) {
			(void)sigma_note_refuse(ld, c,
			    "a condition must be a text");
			return (NULL);
		}
		if ((kid[k++] = sigma_cond_parse(ld, c, names, n)) == NULL)
			return (NULL);
	}
	return (sigma_cond_join(ld, EXPR_OR, kid, k));
}

/* Tests behind ${e}, a selection that is named twice counted twice. */
static size_t
weight(const struct expr *e, size_t left)
{
	size_t n = e->op == EXPR_ITEM ? e->item->n : 0;

	for (size_t i = 0; i < e->n && n < left; i++)
		n += weight(e->kid[i], left - n);
	return (n);
}

static bool
detection(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *c, *cond = yaml_get(map, "condition");
	struct sigma_cond_name *names;
	size_t n = 0;

	if (map->kind != YAML_MAP)
		return (sigma_note_refuse(ld, map,
		    "'detection' must be a mapping"));
	if ((c = yaml_get(map, "timeframe")) != NULL)
		return (sigma_note_refuse(ld, c->key, "'timeframe' is not "
		    "supported: write a correlation document"));
	if (cond == NULL)
		return (sigma_note_refuse(ld, map, "no condition"));
	names = arena_take(&ld->s->mem, map->n * sizeof(*names));
	if (names == NULL)
		return (nomem(ld));
	for (c = map->first; c != NULL; c = c->next) {
		if (c == cond)
			continue;
		names[n].name = c->key->text;
		if ((names[n++].expr = selection(ld, c)) == NULL)
			return (false);
	}
	if ((ld->doc->when = conditions(ld, cond, names, n)) == NULL)
		return (false);
	if (weight(ld->doc->when, WEIGHT_MAX) >= WEIGHT_MAX)
		return (sigma_note_refuse(ld, cond, "the condition expands to "
		    "more than %d tests", WEIGHT_MAX));
	n = 0;
	for (c = map->first; c != NULL; c = c->next) {
		if (c != cond && !names[n++].used)
			sigma_note_warn(ld, c->key, "selection '%.60s' is not "
			    "used in the condition", c->key->text.p);
	}
	return (true);
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

static void
document(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *det = yaml_get(map, "detection");
	const struct yaml_node *cor = yaml_get(map, "correlation");
	const struct yaml_node *fil = yaml_get(map, "filter");
	struct sigma_rule *r = &ld->doc->rule;
	int kinds = (det != NULL) + (cor != NULL) + (fil != NULL);

	ld->doc->category = -1;
	if (map->kind != YAML_MAP) {
		(void)sigma_note_refuse(ld, map,
		    "a document must be a mapping");
		return;
	}
	if (!common(ld, map) || is_off(ld, map))
		return;
	if (kinds != 1) {
		(void)sigma_note_refuse(ld, map, "exactly one of 'detection', "
		    "'correlation' and 'filter' is needed");
		return;
	}
	if (fil != NULL) {
		(void)sigma_note_refuse(ld, fil->key,
		    "filters are not supported yet");
		return;
	}
	if (cor != NULL) {
		if (yaml_get(map, "logsource") != NULL)
			(void)sigma_note_refuse(ld, yaml_get(map, "logsource"),
			    "a correlation has no logsource");
		else
			(void)sigma_corr_parse(ld, cor);
	} else if (logsource(ld, map)) {
		(void)detection(ld, det);
	}
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

void
sigma_parse_text(struct load *ld, const struct sigma_text *t)
{
	const struct yaml_doc *yd;
	struct yaml *y;
	size_t n;

	ld->doc = NULL;
	ld->file = arena_copy(&ld->s->mem, span_of(t->name));
	if (ld->file == NULL) {
		ld->nomem = true;
		return;
	}
	if ((y = read_yaml(ld, t->text)) == NULL)
		return;
	yd = yaml_docs(y, &n);
	for (size_t i = 0; i < n && !ld->nomem; i++) {
		ld->place = (unsigned)(i < UINT_MAX ? i + 1 : UINT_MAX);
		/* "---" at the end of a file is no document. */
		if (yd[i].root != NULL && yd[i].root->kind == YAML_TEXT &&
		    yaml_type(yd[i].root) == YAML_IS_NULL)
			continue;
		if ((ld->doc = doc_add(ld)) == NULL)
			return;
		ld->doc->line = ld->doc->rule.line = yd[i].line;
		ld->doc->col = 1;
		ld->doc->rule.file = ld->file;
		ld->doc->root = yd[i].root;
		if (yd[i].root == NULL)
			(void)sigma_note_at(ld, yd[i].bad.line, yd[i].bad.col,
			    "YAML: %s", yd[i].bad.what);
		else
			document(ld, yd[i].root);
		if (ld->nomem)
			return;
	}
}
