/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a configuration, held against the rows. */
#include <stdio.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "model/config_load.h"
#include "model/config_value.h"

#define PATH_MAX_	96		/* Of the longest row, and more. */
#define VALUES_MAX	256		/* Of a list. */

/* What may stand below a node: rows of all sections, or of a list's entry. */
struct scope {
	const struct config_section	*s;
	size_t				 n;
	char				*base;	/* What the sections' at is */
						/* added to. */
	bool				 entry;
	unsigned			 kind;	/* Its bit; all. */
	char				 name[PATH_MAX_]; /* "sources.x." */
};

/* What a path stands for. */
struct found {
	const struct config_section	*s;
	const struct config_row		*row;	/* NULL: a list, or nothing. */
	bool				 below;	/* Rows lie below it. */
};

/* "journal.keep" of a row, "sources" of a list. */
static struct span
path_of(const struct scope *sc, const struct config_section *s,
    const struct config_row *row, char out[PATH_MAX_])
{
	bool bare = sc->entry || s->path[0] == '\0';
	int n = snprintf(out, PATH_MAX_, "%s%s%s", bare ? "" : s->path,
	    bare || row == NULL ? "" : ".", row != NULL ? row->key : "");

	BUG_IF(n < 0 || n >= PATH_MAX_);
	return ((struct span){ out, (size_t)n });
}

/* path_fn(ctx, path, s, row): One of all paths of a scope. */
typedef void path_fn(void *, struct span, const struct config_section *,
    const struct config_row *);

static void
each_path(const struct scope *sc, path_fn *fn, void *ctx)
{
	char path[PATH_MAX_];

	for (size_t i = 0; i < sc->n; i++) {
		const struct config_section *s = &sc->s[i];
		bool list = s->list && !sc->entry;

		if (list)
			fn(ctx, path_of(sc, s, NULL, path), s, NULL);
		for (size_t k = 0; k < s->rows && !list; k++)
			fn(ctx, path_of(sc, s, &s->row[k], path), s,
			    &s->row[k]);
	}
}

struct seek {
	struct span	asked;
	struct found	found;
};

static void
seek_path(void *ctx, struct span path, const struct config_section *s,
    const struct config_row *row)
{
	struct seek *k = ctx;

	if (!span_starts(path, k->asked))
		return;
	if (path.n == k->asked.n) {
		k->found.s = s;
		k->found.row = row;
	} else if (path.p[k->asked.n] == '.')
		k->found.below = true;
}

struct nearest {
	struct span	prefix, key;
	char		best[PATH_MAX_];
	struct suggest	near;
};

/* Only the next word of paths that lie below the same place. */
static void
try_path(void *ctx, struct span path, const struct config_section *s UNUSED,
    const struct config_row *row UNUSED)
{
	struct nearest *n = ctx;
	size_t was = n->near.far, k;
	const char *dot;

	if (!span_starts(path, n->prefix))
		return;
	path = span_from(path, n->prefix.n);
	dot = memchr(path.p, '.', path.n);
	path.n = dot != NULL ? (size_t)(dot - path.p) : path.n;
	suggest_try(&n->near, n->key, path);
	if (n->near.far == was)
		return;
	/* The path is gone after this call. */
	k = span_keep(n->best, sizeof(n->best), path);
	n->near.best = (struct span){ n->best, k };
}

static void
unknown(struct config_load *L, const struct scope *sc,
    const struct yaml_node *key, struct span prefix)
{
	struct nearest n = { .prefix = prefix, .key = key->text,
	    .near = SUGGEST_START };
	char shown[CONFIG_VALUE_SHOWN];
	bool any;

	each_path(sc, try_path, &n);
	any = n.near.best.n > 0;
	config_load_wrong(L, key->line, key->col, "%s%.*s%s: no such setting"
	    "%s%.*s%s", sc->name, (int)prefix.n, prefix.p,
	    config_value_shown(key->text, shown), any ? " (did you mean '" :
	    "", (int)n.near.best.n, any ? n.near.best.p : "", any ? "'?)" :
	    "");
}

static void
set_line(struct config_load *L, const void *member, unsigned line)
{
	struct config_text *own = L->c->own;

	if (!mem_room(&own->set, own->n, &own->cap, sizeof(*own->set))) {
		L->nomem = true;
		return;
	}
	own->set[own->n++] = (struct config_set){ member, line };
}

static bool
is_value(const struct yaml_node *node)
{

	return (node->kind == YAML_TEXT && yaml_type(node) != YAML_IS_NULL);
}

/* The entries of a list, or its only one; false: it is something else. */
static bool
gather(const struct yaml_node *node, struct span *text, size_t *n)
{
	const struct yaml_node *m = node;

	*n = 0;
	if (node->kind == YAML_LIST)
		m = node->first;
	for (; m != NULL && *n < VALUES_MAX; m = m->next) {
		if (!is_value(m))
			return (false);
		text[(*n)++] = m->text;
		if (m == node)
			return (true);
	}
	return (m == NULL);
}

static rc
read_list(struct config_load *L, const struct config_row *row,
    const struct yaml_node *node, char *to, struct err *e)
{
	struct span text[VALUES_MAX];
	struct config_list list;
	size_t n;
	rc r;

	if (!gather(node, text, &n))
		return (rc_fail(e, RC_MALFORMED, 0, "expected %s, at most %d",
		    config_table_what(row->type), VALUES_MAX));
	if (n < (size_t)row->least || n > (size_t)row->most)
		return (rc_fail(e, RC_MALFORMED, 0,
		    "expected %lld to %lld entries, got %zu",
		    (long long)row->least, (long long)row->most, n));
	r = config_value_list(row, text, n, &L->c->own->a, &list, e);
	if (r == RC_OK)
		memcpy(to, &list, sizeof(list));
	return (r);
}

static void
read_row(struct config_load *L, const struct scope *sc, struct span path,
    const struct config_row *row, const struct yaml_node *node, char *to)
{
	struct err e = { .code = RC_OK };
	rc r;

	if ((row->kinds & sc->kind) == 0) {
		config_load_wrong(L, node->line, node->col,
		    "%s%.*s: this kind has no such setting", sc->name,
		    (int)path.n, path.p);
		return;
	}
	if (config_table_listed(row->type))
		r = read_list(L, row, node, to, &e);
	else if (!is_value(node))
		r = rc_fail(&e, RC_MALFORMED, 0, "expected %s, got %s",
		    config_table_what(row->type), node->kind == YAML_LIST ?
		    "a list" : node->kind == YAML_MAP ? "a mapping" :
		    "nothing");
	else
		r = config_value_read(row, node->text, &L->c->own->a, to, &e);
	if (r == RC_NOMEM)
		L->nomem = true;
	else if (r != RC_OK)
		config_load_wrong(L, node->line, node->col, "%s%.*s: %s",
		    sc->name, (int)path.n, path.p, e.what);
	/* One that is wrong is not missing, too. */
	set_line(L, to, node->line);
}

static void read_entries(struct config_load *, const struct config_section *,
    const struct yaml_node *);

/* All that stands in ${map}, which is at ${prefix}, "" or "tls.". */
static void
walk(struct config_load *L, const struct scope *sc,
    const struct yaml_node *map, struct span prefix)
{
	char path[PATH_MAX_];

	for (const struct yaml_node *m = map->first; m != NULL && !L->nomem &&
	    L->errors < CONFIG_LOAD_ERRORS; m = m->next) {
		struct span key = m->key->text;
		struct seek k = { .asked = { path, prefix.n + key.n } };
		bool fits = k.asked.n + 1 < sizeof(path) && key.n > 0 &&
		    memchr(key.p, '.', key.n) == NULL;

		if (fits) {
			(void)span_keep(path, sizeof(path), prefix);
			(void)span_keep(path + prefix.n, key.n, key);
			each_path(sc, seek_path, &k);
		}
		if (k.found.row != NULL)
			read_row(L, sc, k.asked, k.found.row, m, sc->base +
			    (sc->entry ? 0 : k.found.s->at) +
			    k.found.row->at);
		else if (k.found.s != NULL)
			read_entries(L, k.found.s, m);
		else if (!k.found.below)
			unknown(L, sc, m->key, prefix);
		else if (m->kind == YAML_MAP) {
			path[k.asked.n] = '.';
			walk(L, sc, m, (struct span){ path, k.asked.n + 1 });
		} else if (m->kind == YAML_LIST || is_value(m))
			config_load_wrong(L, m->line, m->col,
			    "%s%.*s: expected a mapping", sc->name,
			    (int)k.asked.n, path);
	}
}

static void
defaults(struct config_load *L, const struct config_section *s, char *base)
{
	struct err e;

	for (size_t i = 0; i < s->rows && !L->nomem; i++) {
		const struct config_row *row = &s->row[i];
		rc r = RC_OK;

		if (row->unset != NULL)
			r = config_value_read(row, span_of(row->unset),
			    &L->c->own->a, base + row->at, &e);
		BUG_IF(r == RC_MALFORMED);
		L->nomem |= r != RC_OK;
	}
}

/* Which kind an entry is; false: that is wrong, and told. */
static bool
entry_kind(struct config_load *L, struct scope *sc,
    const struct yaml_node *node)
{
	const struct yaml_node *kind = yaml_get(node, "kind");
	const struct config_row *row = sc->s->row;
	unsigned errors = L->errors;
	char *to = sc->base + sc->s->kind_at;

	if (kind == NULL) {
		config_load_wrong(L, node->line, node->col, "%.*s: needs "
		    "'kind'", (int)strlen(sc->name) - 1, sc->name);
		return (false);
	}
	while (row->at != sc->s->kind_at)
		row++;
	read_row(L, sc, SPAN("kind"), row, kind, to);
	if (L->nomem || L->errors > errors)
		return (false);
	sc->kind = config_table_kind(sc->s, sc->base);
	return (true);
}

static void
read_entry(struct config_load *L, const struct config_section *s,
    const struct yaml_node *node, char *base, size_t number)
{
	struct scope sc = { .s = s, .n = 1, .base = base, .entry = true,
	    .kind = ~0u };
	const struct yaml_node *name = yaml_get(node, "name");
	char shown[CONFIG_VALUE_SHOWN];

	if (name != NULL && is_value(name))
		(void)snprintf(sc.name, sizeof(sc.name), "%s.%s.", s->path,
		    config_value_shown(name->text, shown));
	else
		(void)snprintf(sc.name, sizeof(sc.name), "%s[%zu].", s->path,
		    number);
	if (node->kind != YAML_MAP) {
		config_load_wrong(L, node->line, node->col,
		    "%s[%zu]: expected a mapping", s->path, number);
		return;
	}
	if (!entry_kind(L, &sc, node))
		return;
	defaults(L, s, base);
	walk(L, &sc, node, SPAN(""));
	for (size_t i = 0; i < s->rows && !L->nomem; i++)
		if ((s->row[i].needed & sc.kind) != 0 &&
		    config_line(L->c, base + s->row[i].at) == 0)
			config_load_wrong(L, node->line, node->col,
			    "%.*s: needs '%s'", (int)strlen(sc.name) - 1,
			    sc.name, s->row[i].key);
}

static void
read_entries(struct config_load *L, const struct config_section *s,
    const struct yaml_node *node)
{
	char *c = (char *)L->c, *entries;
	size_t i = 0;

	if (node->kind == YAML_TEXT && !is_value(node))
		return;
	if (node->kind != YAML_LIST || node->n > CONFIG_LIST_MAX) {
		config_load_wrong(L, node->line, node->col, "%s: expected a "
		    "list of at most %d entries", s->path, CONFIG_LIST_MAX);
		return;
	}
	if ((entries = arena_take(&L->c->own->a, (node->n + 1) * s->size)) ==
	    NULL) {
		L->nomem = true;
		return;
	}
	memcpy(c + s->at, &entries, sizeof(entries));
	memcpy(c + s->n_at, &node->n, sizeof(node->n));
	for (const struct yaml_node *m = node->first; m != NULL && !L->nomem;
	    m = m->next, i++)
		read_entry(L, s, m, entries + i * s->size, i);
}

void
config_load_tree(struct config_load *L, const struct yaml_node *root)
{
	struct scope sc = { .base = (char *)L->c, .kind = ~0u };

	sc.s = config_table_sections(&sc.n);
	for (size_t i = 0; i < sc.n; i++)
		if (!sc.s[i].list)
			defaults(L, &sc.s[i], sc.base + sc.s[i].at);
	if (root == NULL || (root->kind == YAML_TEXT && !is_value(root)))
		return;
	if (root->kind != YAML_MAP) {
		config_load_wrong(L, root->line, root->col,
		    "expected a mapping");
		return;
	}
	walk(L, &sc, root, SPAN(""));
}
