/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings from YAML: keys, checks, and the cells that are named. */
#include <stdarg.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/ts.h"
#include "source/mapping_cond.h"
#include "source/mapping_field.h"

#define WHAT_MAX	200	/* Characters of one message. */

/*
 * Tools of the compiler.
 */

void
mapping_load_wrong(struct mapping_load *L, const struct yaml_node *node,
    const char *fmt, ...)
{
	char what[WHAT_MAX];
	va_list ap;

	L->errors++;
	va_start(ap, fmt);
	/* A message that is too long is cut: it is for a person's eye. */
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (L->opts->error != NULL)
		L->opts->error(L->opts->error_ctx, node->line, node->col,
		    what);
}

void *
mapping_load_take(struct mapping_load *L, size_t n, size_t size)
{
	void *p = n <= SIZE_MAX / size ?
	    arena_take(&L->m->mem, n > 0 ? n * size : 1) : NULL;

	if (p == NULL)
		L->nomem = true;
	return (p);
}

struct span
mapping_load_text(struct mapping_load *L, const struct yaml_node *node)
{
	struct span s = { "", 0 };

	if (node->kind != YAML_TEXT) {
		mapping_load_wrong(L, node, "expected a text");
		return (s);
	}
	if ((s.p = arena_copy(&L->m->mem, node->text)) == NULL) {
		L->nomem = true;
		return (SPAN(""));
	}
	s.n = node->text.n;
	return (s);
}

bool
mapping_load_bool(struct mapping_load *L, const struct yaml_node *node)
{
	bool yes = false;

	if (!yaml_bool(node, &yes))
		mapping_load_wrong(L, node, "expected true or false");
	return (yes);
}

size_t
mapping_load_word(struct mapping_load *L, const struct yaml_node *node,
    const char *const *words)
{
	char list[WHAT_MAX / 2] = "";
	size_t at = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		int n;

		if (yaml_is(node, words[i]))
			return (i);
		n = snprintf(list + at, sizeof(list) - at, "%s%s",
		    i > 0 ? ", " : "", words[i]);
		at += n > 0 && (size_t)n < sizeof(list) - at ? (size_t)n : 0;
	}
	mapping_load_wrong(L, node, "expected one of %s", list);
	return (0);
}

struct span *
mapping_load_texts(struct mapping_load *L, const struct yaml_node *node,
    size_t *n)
{
	size_t count = node->kind == YAML_LIST ? node->n : 1;
	struct span *all = mapping_load_take(L, count, sizeof(*all));

	*n = 0;
	if (all == NULL)
		return (NULL);
	if (node->kind != YAML_LIST)
		all[(*n)++] = mapping_load_text(L, node);
	else
		for (const struct yaml_node *v = node->first; v != NULL;
		    v = v->next)
			all[(*n)++] = mapping_load_text(L, v);
	return (all);
}

struct value
mapping_load_scalar(struct mapping_load *L, const struct yaml_node *node)
{
	struct value v = { .type = VALUE_TEXT };
	struct span s;

	if (node->kind == YAML_TEXT)
		switch (yaml_type(node)) {
		case YAML_IS_BOOL:
			v.type = VALUE_BOOL;
			(void)yaml_bool(node, &v.yes);	/* It is one. */
			return (v);
		case YAML_IS_INT:
			v.type = VALUE_INT;
			(void)yaml_int(node, &v.i);	/* It is one. */
			return (v);
		case YAML_IS_NUM:
			v.type = VALUE_NUM;
			if (yaml_num(node, &v.num))
				return (v);
			v.type = VALUE_TEXT;
			break;
		case YAML_IS_NULL:
		case YAML_IS_TEXT:
			break;
		}
	s = mapping_load_text(L, node);
	v.p = s.p;
	v.n = (uint32_t)s.n;
	return (v);
}

uint32_t
mapping_load_ref(struct mapping_load *L, const struct yaml_node *node,
    struct span path)
{
	struct mapping *m = L->m;
	struct mapping_ref r = { .hash = hash_64(path), .line = node->line,
	    .col = node->col, .cell = ROW_NONE };

	if (path.n == 0)
		mapping_load_wrong(L, node, "expected the name of a cell");
	r.member = span_eq(path, SPAN("$"));
	r.star = r.member || span_eq(path, SPAN("*"));
	for (size_t i = 0; i + 1 < path.n; i++)
		r.star = r.star || (path.p[i] == '.' && path.p[i + 1] == '*' &&
		    (i + 2 == path.n || path.p[i + 2] == '.'));
	if (r.star && !L->member)
		mapping_load_wrong(L, node, "'%.*s' needs \"each\"",
		    (int)path.n, path.p);
	for (uint32_t i = 0; i < m->refs; i++)
		if (span_eq(m->ref[i].path, path))
			return (i);
	if (!mem_room(&m->ref, m->refs, &m->refs_cap, sizeof(r)) ||
	    (r.path.p = arena_copy(&m->mem, path)) == NULL) {
		L->nomem = true;
		return (ROW_NONE);
	}
	r.path.n = path.n;
	m->ref[m->refs] = r;
	return ((uint32_t)m->refs++);
}

uint32_t *
mapping_load_refs(struct mapping_load *L, const struct yaml_node *node,
    size_t *n)
{
	struct span *path = mapping_load_texts(L, node, n);
	uint32_t *ref = mapping_load_take(L, *n, sizeof(*ref));
	const struct yaml_node *v = node->kind == YAML_LIST ? node->first :
	    node;

	for (size_t i = 0; i < *n && ref != NULL && path != NULL;
	    i++, v = v->next)
		ref[i] = mapping_load_ref(L, v, path[i]);
	return (ref);
}

void
mapping_load_keys(struct mapping_load *L, const struct yaml_node *map,
    const struct mapping_load_key *keys, size_t n, const char *where,
    void *of)
{

	if (map->kind != YAML_MAP) {
		mapping_load_wrong(L, map, "expected %s as \"key: value\"",
		    where);
		return;
	}
	for (const struct yaml_node *v = map->first; v != NULL; v = v->next) {
		struct suggest near = SUGGEST_START;
		const struct mapping_load_key *key = NULL;

		for (size_t i = 0; i < n; i++) {
			suggest_try(&near, v->key->text,
			    span_of(keys[i].name));
			if (yaml_is(v->key, keys[i].name))
				key = &keys[i];
		}
		if (key != NULL)
			key->take(L, v, of);
		else
			mapping_load_wrong(L, v->key,
			    "unknown key '%.*s' in %s%s%.*s%s",
			    (int)v->key->text.n, v->key->text.p, where,
			    near.best.n > 0 ? "; did you mean '" : "",
			    (int)near.best.n, near.best.p,
			    near.best.n > 0 ? "'?" : "");
	}
}

/*
 * Keys at the top.
 */

static void
take_help(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{

	L->m->help = mapping_load_text(L, v).p;
}

static void
take_format(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	/* In the order of enum mapping_format. */
	static const char *const words[] = { "json-lines", "json-array",
	    "csv", "text", NULL };

	L->m->format = (enum mapping_format)mapping_load_word(L, v, words);
}

static void
csv_separator(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	struct span s = mapping_load_text(L, v);

	if (s.n == 1 && s.p[0] != '"' && s.p[0] != '\n' && s.p[0] != '\r')
		L->m->csv.separator = s.p[0];
	else
		mapping_load_wrong(L, v, "expected one character");
}

static void
csv_header(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{

	L->m->header = v->kind != YAML_LIST;
	if (v->kind == YAML_LIST)
		L->m->column = mapping_load_texts(L, v, &L->m->columns);
	else if (!mapping_load_bool(L, v))
		mapping_load_wrong(L, v, "a file without header needs a list "
		    "of names");
	if (L->m->columns > CSV_CELLS_MAX)
		mapping_load_wrong(L, v, "more than %d columns",
		    CSV_CELLS_MAX);
}

static void
csv_trim(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{

	L->m->csv.trim = mapping_load_bool(L, v);
}

static void
csv_extra(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{
	/* In the order of enum mapping_extra. */
	static const char *const words[] = { "refuse", "empty", "ignore",
	    NULL };

	L->m->extra = (enum mapping_extra)mapping_load_word(L, v, words);
}

static void
csv_missing(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	static const char *const words[] = { "refuse", "absent", NULL };

	L->m->missing = mapping_load_word(L, v, words) == 1;
}

static void
take_csv(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	static const struct mapping_load_key keys[] = {
		{ "separator", csv_separator }, { "header", csv_header },
		{ "trim", csv_trim }, { "extra", csv_extra },
		{ "missing", csv_missing },
	};

	mapping_load_keys(L, v, keys, COUNT_OF(keys), "csv", of);
}

static void
take_pattern(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	struct suggest near = SUGGEST_START;
	struct span name = mapping_load_text(L, v);

	L->m->pattern = logline_find(name, &near);
	if (L->m->pattern == NULL)
		mapping_load_wrong(L, v, "unknown pattern '%.*s'%s%.*s%s",
		    (int)name.n, name.p,
		    near.best.n > 0 ? "; did you mean '" : "",
		    (int)near.best.n, near.best.p,
		    near.best.n > 0 ? "'?" : "");
}

static void
source_text(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct span *s = of;

	/* The keys of source, in the order of its spans. */
	s += yaml_is(v->key, "kind") ? 1 : yaml_is(v->key, "instance") ? 2 : 0;
	*s = mapping_load_text(L, v);
}

static void
take_source(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	static const struct mapping_load_key keys[] = {
		{ "name", source_text }, { "kind", source_text },
		{ "instance", source_text },
	};
	struct span s[3] = { { NULL, 0 } };

	mapping_load_keys(L, v, keys, COUNT_OF(keys), "source", s);
	if (s[0].n == 0)
		mapping_load_wrong(L, v, "source needs a name");
	L->m->source_name = s[0];
	L->m->source_kind = s[1];
	L->m->source_instance = s[2];
}

static void
take_order(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{
	static const char *const words[] = { "time", "none", NULL };

	L->m->unordered = mapping_load_word(L, v, words) == 1;
}

static void
take_start(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{

	L->m->started = true;
	if (ts_parse(mapping_load_text(L, v), &L->m->start_ms) != RC_OK)
		mapping_load_wrong(L, v, "expected a time like "
		    "2026-03-02T08:15:04Z");
}

static void
take_absent(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{

	L->m->absent = mapping_load_texts(L, v, &L->m->absents);
}

static void
skip_reason(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_skip *s = of;

	s->reason = mapping_load_text(L, v).p;
}

static void
skip_when(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_skip *s = of;

	s->when = mapping_cond_load(L, v);
}

static void
take_skip(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{
	static const struct mapping_load_key keys[] = {
		{ "reason", skip_reason }, { "when", skip_when },
	};
	struct mapping_skip *s;

	if (v->kind != YAML_LIST) {
		mapping_load_wrong(L, v, "expected a list of reason and when");
		return;
	}
	if ((s = mapping_load_take(L, v->n, sizeof(*s))) == NULL)
		return;
	L->m->skip = s;
	for (const struct yaml_node *one = v->first; one != NULL;
	    one = one->next, s++) {
		mapping_load_keys(L, one, keys, COUNT_OF(keys), "skip", s);
		if (s->reason == NULL || s->when == NULL)
			mapping_load_wrong(L, one,
			    "skip needs reason and when");
		L->m->skips++;
	}
}

static void
take_fields(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{

	L->shared = v;
}

static void
take_events(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{

	L->events = v;
}

static void
take_drop(struct mapping_load *L, const struct yaml_node *v, void *of UNUSED)
{

	L->m->drop = mapping_load_refs(L, v, &L->m->drops);
}

static void
take_unmapped(struct mapping_load *L, const struct yaml_node *v,
    void *of UNUSED)
{
	static const char *const words[] = { "keep", "drop", NULL };

	L->m->forget = mapping_load_word(L, v, words) == 1;
}

static void
top(struct mapping_load *L, const struct yaml_node *root)
{
	static const struct mapping_load_key keys[] = {
		{ "help", take_help }, { "format", take_format },
		{ "csv", take_csv }, { "pattern", take_pattern },
		{ "source", take_source }, { "order", take_order },
		{ "start", take_start }, { "absent", take_absent },
		{ "skip", take_skip }, { "fields", take_fields },
		{ "events", take_events }, { "drop", take_drop },
		{ "unmapped", take_unmapped },
	};

	mapping_load_keys(L, root, keys, COUNT_OF(keys), "a mapping", NULL);
	if (root->kind != YAML_MAP)
		return;
	if (yaml_get(root, "format") == NULL)
		mapping_load_wrong(L, root, "format is missing");
	if (L->m->help == NULL)
		mapping_load_wrong(L, root, "help is missing");
	if (L->m->source_name.n == 0 && yaml_get(root, "source") == NULL)
		mapping_load_wrong(L, root, "source is missing");
	if ((L->m->format == MAPPING_TEXT) != (yaml_get(root, "pattern") !=
	    NULL))
		mapping_load_wrong(L, root, "format text needs a pattern, "
		    "and nothing else has one");
	if (L->m->format != MAPPING_CSV && yaml_get(root, "csv") != NULL)
		mapping_load_wrong(L, root, "csv is for format csv");
	if (L->m->csv.trim && (L->m->csv.separator == ' '))
		mapping_load_wrong(L, root, "blanks cannot both separate "
		    "and be trimmed");
	if (L->events == NULL)
		mapping_load_wrong(L, root, "events is missing");
}

/* Cells that cannot be there: parts of a pattern, columns of a list. */
static void
known(struct mapping_load *L)
{
	const struct mapping *m = L->m;
	const char *const *part = NULL;
	size_t n = m->columns;

	if (m->format == MAPPING_TEXT && m->pattern != NULL)
		part = logline_names(m->pattern, &n);
	else if (m->format != MAPPING_CSV || m->header)
		return;
	for (size_t r = 0; r < m->refs; r++) {
		struct suggest near = SUGGEST_START;
		struct yaml_node at = { .line = m->ref[r].line,
		    .col = m->ref[r].col };
		bool found = m->ref[r].star;

		for (size_t i = 0; i < n && !found; i++) {
			struct span name = part != NULL ? span_of(part[i]) :
			    m->column[i];

			suggest_try(&near, m->ref[r].path, name);
			found = span_eq(m->ref[r].path, name);
		}
		if (!found)
			mapping_load_wrong(L, &at,
			    "there is no '%.*s' in a row%s%.*s%s",
			    (int)m->ref[r].path.n, m->ref[r].path.p,
			    near.best.n > 0 ? "; did you mean '" : "",
			    (int)near.best.n, near.best.p,
			    near.best.n > 0 ? "'?" : "");
	}
}

rc
mapping_load_document(struct mapping_load *L, struct span text,
    mapping_load_top_fn *fn, void *of)
{
	struct yaml_bad bad = { 0 };
	const struct yaml_doc *doc;
	struct yaml_node at = { 0 };
	struct yaml *y = NULL;
	size_t n = 0;
	rc rv;

	if ((rv = yaml_new(text, &y, &bad)) == RC_NOMEM)
		return (rv);
	if (rv == RC_OK) {
		doc = yaml_docs(y, &n);
		if (n != 1) {
			at.line = n > 1 ? doc[1].line : 1;
			mapping_load_wrong(L, &at,
			    "expected one document, found %zu", n);
		} else
			bad = doc[0].bad;
	}
	if (bad.line > 0 || rv != RC_OK) {
		at.line = bad.line;
		at.col = bad.col;
		mapping_load_wrong(L, &at, "%s", bad.what);
	} else if (n == 1 && doc[0].root != NULL)
		fn(L, doc[0].root, of);
	else if (n == 1)
		mapping_load_wrong(L, &at, "the file is empty");
	yaml_end(y);
	if (L->nomem)
		return (RC_NOMEM);
	return (L->errors > 0 ? RC_MALFORMED : RC_OK);
}

static void
compile(struct mapping_load *L, const struct yaml_node *root, void *of UNUSED)
{

	top(L, root);
	if (L->events != NULL)
		mapping_field_blocks(L);
	known(L);
}

rc
mapping_load(struct span text, const char *name,
    const struct mapping_load_opts *opts, struct mapping **ret)
{
	struct mapping_load L = { .opts = opts };
	struct mapping *m = mem_new(sizeof(*m));
	rc rv;

	if (m == NULL)
		return (RC_NOMEM);
	m->csv.separator = ',';
	m->header = true;
	L.m = m;
	if ((m->name = arena_copy(&m->mem, span_of(name))) == NULL)
		rv = RC_NOMEM;
	else
		rv = mapping_load_document(&L, text, compile, NULL);
	if (rv != RC_OK) {
		mapping_free(m);
		return (rv);
	}
	mapping_begin(m);
	*ret = m;
	return (RC_OK);
}
