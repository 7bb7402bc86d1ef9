/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of vedette run. */
#include <stdio.h>

#include "base/suggest.h"
#include "base/yaml.h"
#include "cli/service.h"

/* While reading. */
struct reading {
	const char	*path;		/* Borrowed. */
	struct service	*s;
	void		*at;		/* Where the members of a row lie. */
	struct err	*e;
};

/* A setting; ${read} stores ${node} at ${at} + ${place}. */
struct row {
	const char	*key;
	rc		(*read)(struct reading *, const struct row *,
			    const struct yaml_node *);
	size_t		 place;
	int64_t		 least, most;	/* Of numbers. */
	bool		 needed;
};

static const char *const kinds[] = {
#define X(name, help)	#name,
	SERVICE_KINDS(X)
#undef X
};

const char *
service_kind_name(enum service_kind kind)
{

	return ((size_t)kind < COUNT_OF(kinds) ? kinds[kind] : "?");
}

static rc
bad(struct reading *g, const struct yaml_node *node, const char *key,
    const char *want)
{

	return (rc_fail(g->e, RC_MALFORMED, node->line, "%s:%u: %s: expected "
	    "%s", g->path, node->line, key, want));
}

static char *
place(struct reading *g, const struct row *row)
{

	return ((char *)g->at + row->place);
}

static rc
read_text(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{
	const char *p;

	if (node->kind != YAML_TEXT || node->text.n == 0)
		return (bad(g, node, row->key, "a text"));
	if ((p = arena_copy(&g->s->arena, node->text)) == NULL)
		return (rc_fail(g->e, RC_NOMEM, 0, "%s", g->path));
	memcpy(place(g, row), &p, sizeof(p));
	return (RC_OK);
}

static rc
read_number(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{
	char want[80];
	int64_t i;

	(void)snprintf(want, sizeof(want), "a whole number from %lld to %lld",
	    (long long)row->least, (long long)row->most);
	if (!yaml_int(node, &i) || i < row->least || i > row->most)
		return (bad(g, node, row->key, want));
	memcpy(place(g, row), &i, sizeof(i));
	return (RC_OK);
}

static rc
read_sum(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{

	if (node->kind != YAML_TEXT || node->text.n != 64)
		return (bad(g, node, row->key, "the SHA-256 of the token, 64 "
		    "hexadecimal digits: never the token itself"));
	for (size_t i = 0; i < node->text.n; i++)
		if (strchr("0123456789abcdef", node->text.p[i]) == NULL)
			return (bad(g, node, row->key,
			    "lower-case hexadecimal digits"));
	return (read_text(g, row, node));
}

static rc
read_kind(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{
	enum service_kind kind = 0;
	struct suggest near = SUGGEST_START;
	char want[96];

	while (kind < SERVICE_KIND_COUNT && !yaml_is(node, kinds[kind])) {
		suggest_try(&near, node->text, span_of(kinds[kind]));
		kind++;
	}
	if (kind == SERVICE_KIND_COUNT) {
		(void)snprintf(want, sizeof(want), "a kind of source%s%.*s%s",
		    near.best.n > 0 ? " (did you mean '" : "",
		    (int)near.best.n, near.best.n > 0 ? near.best.p : "",
		    near.best.n > 0 ? "'?)" : "");
		return (bad(g, node, row->key, want));
	}
	memcpy(place(g, row), &kind, sizeof(kind));
	return (RC_OK);
}

static rc
read_rules(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{
	const struct yaml_node *m = node->kind == YAML_LIST ? node->first :
	    node;
	struct service *s = g->s;
	rc r = RC_OK;

	for (; m != NULL && r == RC_OK; m = node->kind == YAML_LIST ?
	    m->next : NULL) {
		struct row one = { row->key, NULL, 0, 0, 0, false };
		struct reading into = *g;

		if (s->rules_n == SERVICE_RULES)
			return (bad(g, m, row->key, "at most 64 paths"));
		into.at = &s->rules[s->rules_n++];
		r = read_text(&into, &one, m);
	}
	return (r);
}

static rc read_sources(struct reading *, const struct row *,
    const struct yaml_node *);
static rc read_api(struct reading *, const struct row *,
    const struct yaml_node *);

#define SOURCE(member)	offsetof(struct service_source, member)
#define TOP(member)	offsetof(struct service, member)

static const struct row source_rows[] = {
	{ "name",	read_text,	SOURCE(name), 0, 0, true },
	{ "kind",	read_kind,	SOURCE(kind), 0, 0, true },
	{ "listen",	read_text,	SOURCE(listen), 0, 0, true },
	{ "mapping",	read_text,	SOURCE(mapping), 0, 0, false },
	{ "token-sha256", read_sum,	SOURCE(token), 0, 0, false },
};

static const struct row api_rows[] = {
	{ "listen",	read_text,	TOP(api), 0, 0, true },
};

static const struct row rows[] = {
	{ "data",	read_text,	TOP(data), 0, 0, true },
	{ "rules",	read_rules,	0, 0, 0, false },
	{ "sources",	read_sources,	0, 0, 0, false },
	{ "api",	read_api,	0, 0, 0, false },
	{ "shards",	read_number,	TOP(shards), 1, 64, false },
	{ "segment-mb",	read_number,	TOP(segment_mb), 1, 1024, false },
	{ "keep-days",	read_number,	TOP(keep_days), 0, 36500, false },
	{ "keep-gb",	read_number,	TOP(keep_gb), 0, 1000000, false },
	{ "snapshot-s",	read_number,	TOP(snapshot_s), 1, 3600, false },
	{ "tick-s",	read_number,	TOP(tick_s), 0, 3600, false },
};

static rc
unknown(struct reading *g, const struct yaml_node *entry,
    const struct row *row, size_t n)
{
	struct suggest near = SUGGEST_START;
	struct span key = entry->key->text;

	for (size_t i = 0; i < n; i++)
		suggest_try(&near, key, span_of(row[i].key));
	return (rc_fail(g->e, RC_MALFORMED, entry->key->line, "%s:%u: %.*s: "
	    "no such setting%s%.*s%s", g->path, entry->key->line,
	    (int)(key.n < 40 ? key.n : 40), key.p,
	    near.best.n > 0 ? "; did you mean '" : "", (int)near.best.n,
	    near.best.n > 0 ? near.best.p : "", near.best.n > 0 ? "'?" : ""));
}

/* A mapping by its rows. */
static rc
read_map(struct reading *g, const struct row *row, size_t n,
    const struct yaml_node *map, const char *what)
{
	rc r = RC_OK;

	if (map->kind != YAML_MAP)
		return (bad(g, map, what, "a mapping"));
	for (const struct yaml_node *m = map->first; m != NULL && r == RC_OK;
	    m = m->next) {
		size_t i = 0;

		while (i < n && !yaml_is(m->key, row[i].key))
			i++;
		r = i < n ? row[i].read(g, &row[i], m) :
		    unknown(g, m, row, n);
	}
	for (size_t i = 0; i < n && r == RC_OK; i++)
		if (row[i].needed && yaml_get(map, row[i].key) == NULL)
			r = rc_fail(g->e, RC_MALFORMED, map->line, "%s:%u: "
			    "%s: %s is missing", g->path, map->line, what,
			    row[i].key);
	return (r);
}

static rc
read_sources(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{
	struct service *s = g->s;
	struct reading into = *g;
	rc r = RC_OK;

	if (node->kind != YAML_LIST)
		return (bad(g, node, row->key, "a list"));
	for (const struct yaml_node *m = node->first; m != NULL && r == RC_OK;
	    m = m->next) {
		if (s->sources == SERVICE_SOURCES)
			return (bad(g, m, row->key, "at most 32 sources"));
		into.at = &s->source[s->sources++];
		r = read_map(&into, source_rows, COUNT_OF(source_rows), m,
		    "source");
	}
	return (r);
}

static rc
read_api(struct reading *g, const struct row *row,
    const struct yaml_node *node)
{

	return (read_map(g, api_rows, COUNT_OF(api_rows), node, row->key));
}

static const char *
below(struct service *s, const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", s->data, name);

	return (n > 0 && (size_t)n < sizeof(path) ?
	    arena_copy(&s->arena, span_of(path)) : NULL);
}

static rc
read_all(struct reading *g, struct yaml *y)
{
	struct service *s = g->s;
	const struct yaml_doc *doc;
	size_t n;
	rc r;

	doc = yaml_docs(y, &n);
	if (n != 1 || doc->root == NULL)
		return (rc_fail(g->e, RC_MALFORMED, n > 0 ? doc->bad.line : 0,
		    "%s:%u: %s", g->path, n > 0 ? doc->bad.line : 1,
		    n > 0 && doc->root == NULL ? doc->bad.what :
		    "expected one document"));
	if ((r = read_map(g, rows, COUNT_OF(rows), doc->root,
	    "configuration")) != RC_OK)
		return (r);
	if ((s->journal = below(s, "journal")) == NULL ||
	    (s->state = below(s, "state")) == NULL ||
	    (s->store = below(s, "store")) == NULL)
		return (rc_fail(g->e, RC_LIMIT, 0, "%s: data: the path is "
		    "too long", g->path));
	return (RC_OK);
}

rc
service_parse(struct span text, const char *path, struct service *s,
    struct err *e)
{
	struct reading g = { .path = path, .s = s, .at = s, .e = e };
	struct yaml_bad why = { .line = 0 };
	struct yaml *y = NULL;
	rc r;

	*s = (struct service){ .shards = 1, .segment_mb = 64,
	    .snapshot_s = 10, .tick_s = 10 };
	if ((r = yaml_new(text, &y, &why)) != RC_OK)
		return (rc_fail(e, r, why.line, "%s:%u: %s", path, why.line,
		    r == RC_NOMEM ? rc_text(r) : why.what));
	r = read_all(&g, y);
	yaml_end(y);
	return (r);
}

void
service_release(struct service *s)
{

	arena_release(&s->arena);
}
