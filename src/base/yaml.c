/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as a tree, over libyaml's events. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/yaml.h"

/* libyaml has YAML_*_NODE and YAML_*_EVENT; ours are shorter. */

struct anchor {
	struct span		 name;
	const struct yaml_node	*node;
	bool			 done;	/* Complete: may be copied. */
	struct anchor		*next;
};

struct yaml {
	struct arena	 mem;
	struct yaml_doc	*doc;		/* Owned. */
	size_t		 n, cap;
};

/** The reader at work. */
struct reading {
	struct yaml	*y;
	yaml_parser_t	 parser;
	struct anchor	*anchors;	/* Of this document, newest first. */
	size_t		 start;		/* Character where it began. */
	size_t		 copied;	/* Characters that aliases added. */
	unsigned	 depth;
	bool		 broken;	/* No YAML: no document survives. */
	struct yaml_bad	 bad;
};

static rc tree(struct reading *, const yaml_event_t *, struct yaml_node **);

static rc
refuse(struct reading *r, const yaml_mark_t *m, rc code, const char *what)
{

	r->bad.line = (unsigned)m->line + 1;
	r->bad.col = (unsigned)m->column + 1;
	(void)snprintf(r->bad.what, sizeof(r->bad.what), "%s", what);
	return (code);
}

/* The reader of libyaml gives a byte offset only: count to it. */
static void
locate(struct reading *r, struct span text)
{
	size_t at = r->parser.problem_offset;

	r->bad.line = r->bad.col = 1;
	for (size_t i = 0; i < text.n && i < at; i++) {
		if (text.p[i] == '\n') {
			r->bad.line++;
			r->bad.col = 1;
		} else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
			r->bad.col++;
		}
	}
}

/* The next event, or why there is none. */
static rc
event(struct reading *r, yaml_event_t *ev)
{
	const yaml_parser_t *p = &r->parser;

	if (yaml_parser_parse(&r->parser, ev))
		return (RC_OK);
	r->broken = true;
	if (p->error == YAML_MEMORY_ERROR)
		return (RC_NOMEM);
	return (refuse(r, &p->problem_mark, RC_MALFORMED,
	    p->problem != NULL ? p->problem : "not YAML"));
}

static rc
text_copy(struct reading *r, const char *p, size_t n, struct span *ret)
{
	struct span s = { p, n };

	if ((ret->p = arena_copy(&r->y->mem, s)) == NULL)
		return (RC_NOMEM);
	ret->n = n;
	return (RC_OK);
}

static rc
name_anchor(struct reading *r, const yaml_char_t *name,
    const struct yaml_node *node)
{
	struct anchor *a;
	rc rv;

	if (name == NULL)
		return (RC_OK);
	if ((a = arena_take(&r->y->mem, sizeof(*a))) == NULL)
		return (RC_NOMEM);
	if ((rv = text_copy(r, (const char *)name, strlen((const char *)name),
	    &a->name)) != RC_OK)
		return (rv);
	a->node = node;
	a->next = r->anchors;
	r->anchors = a;
	return (RC_OK);
}

static void
anchor_done(struct reading *r, const struct yaml_node *node)
{

	for (struct anchor *a = r->anchors; a != NULL; a = a->next) {
		if (a->node == node)
			a->done = true;
	}
}

/* A copy of ${from}, paid for, so that ten aliases of ten are a hundred. */
static rc
copy(struct reading *r, const struct yaml_node *from, const yaml_mark_t *m,
    unsigned depth, struct yaml_node **ret)
{
	const struct yaml_node **tail;
	struct yaml_node *to;
	rc rv;

	r->copied += from->text.n + 2;
	if (r->copied + m->index - r->start > YAML_DOC_MAX)
		return (refuse(r, m, RC_LIMIT,
		    "document over 1 MiB once its aliases are expanded"));
	if (depth > YAML_DEPTH_MAX)
		return (refuse(r, m, RC_LIMIT, "nested deeper than 32"));
	if ((to = arena_take(&r->y->mem, sizeof(*to))) == NULL)
		return (RC_NOMEM);
	*to = *from;
	to->next = NULL;
	to->first = NULL;
	tail = &to->first;
	for (const struct yaml_node *c = from->first; c != NULL; c = c->next) {
		struct yaml_node *twin;

		if ((rv = copy(r, c, m, depth + 1, &twin)) != RC_OK)
			return (rv);
		*tail = twin;
		tail = &twin->next;
	}
	*ret = to;
	return (RC_OK);
}

static rc
alias(struct reading *r, const yaml_event_t *ev, struct yaml_node **ret)
{
	struct span name = span_of((const char *)ev->data.alias.anchor);
	struct anchor *a = r->anchors;
	rc rv;

	while (a != NULL && !span_eq(a->name, name))
		a = a->next;
	if (a == NULL)
		return (refuse(r, &ev->start_mark, RC_MALFORMED,
		    "alias without an anchor before it"));
	if (!a->done)
		return (refuse(r, &ev->start_mark, RC_MALFORMED,
		    "alias inside of what it names"));
	if ((rv = copy(r, a->node, &ev->start_mark, r->depth, ret)) != RC_OK)
		return (rv);
	(*ret)->key = NULL;
	return (RC_OK);
}

static rc
scalar(struct reading *r, const yaml_event_t *ev, struct yaml_node *node)
{
	size_t n = ev->data.scalar.length;
	rc rv;

	if (n > YAML_VALUE_MAX)
		return (refuse(r, &ev->start_mark, RC_LIMIT,
		    "value over 64 KiB"));
	if ((rv = text_copy(r, (const char *)ev->data.scalar.value, n,
	    &node->text)) != RC_OK)
		return (rv);
	node->kind = YAML_TEXT;
	node->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if ((rv = name_anchor(r, ev->data.scalar.anchor, node)) != RC_OK)
		return (rv);
	anchor_done(r, node);
	return (RC_OK);
}

static int
by_key(const void *a, const void *b)
{
	const struct yaml_node *x = *(const struct yaml_node *const *)a;
	const struct yaml_node *y = *(const struct yaml_node *const *)b;
	int d = span_cmp(x->key->text, y->key->text);

	if (d != 0)
		return (d);
	if (x->key->line != y->key->line)
		return (x->key->line < y->key->line ? -1 : 1);
	return ((x->key->col > y->key->col) - (x->key->col < y->key->col));
}

/* Is a key there twice?  Name the place of the second. */
static rc
keys_once(struct reading *r, const struct yaml_node *map)
{
	const struct yaml_node **list, *twice = NULL;
	size_t n = 0;

	if (map->n < 2)
		return (RC_OK);
	if ((list = mem_array(map->n, sizeof(const void *))) == NULL)
		return (RC_NOMEM);
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next)
		list[n++] = c;
	qsort(list, n, sizeof(const void *), by_key);
	for (size_t i = 1; i < n; i++) {
		const struct yaml_node *k = list[i]->key;

		if (span_eq(list[i - 1]->key->text, k->text) &&
		    (twice == NULL || k->line < twice->line ||
		    (k->line == twice->line && k->col < twice->col)))
			twice = k;
	}
	mem_free(list);
	if (twice == NULL)
		return (RC_OK);
	r->bad.line = twice->line;
	r->bad.col = twice->col;
	(void)snprintf(r->bad.what, sizeof(r->bad.what),
	    "key '%.60s' twice in one mapping", twice->text.p);
	return (RC_MALFORMED);
}

static rc
key_ok(struct reading *r, const struct yaml_node *key, const yaml_mark_t *m)
{

	if (key->kind != YAML_TEXT)
		return (refuse(r, m, RC_MALFORMED,
		    "a key must be a plain or quoted text"));
	if (key->plain && yaml_is(key, "<<"))
		return (refuse(r, m, RC_MALFORMED,
		    "the merge key '<<' is not part of YAML 1.2"));
	return (RC_OK);
}

/* One member, or one entry of a mapping; *${more} is false at the end. */
static rc
member(struct reading *r, struct yaml_node *in, struct yaml_node **ret,
    bool *more)
{
	struct yaml_node *key = NULL;
	yaml_event_t ev;
	rc rv;

	for (;;) {
		if ((rv = event(r, &ev)) != RC_OK)
			return (rv);
		*more = ev.type != YAML_SEQUENCE_END_EVENT &&
		    ev.type != YAML_MAPPING_END_EVENT;
		rv = *more ? tree(r, &ev, ret) : RC_OK;
		if (rv == RC_OK && *more && in->kind == YAML_MAP && key == NULL)
			rv = key_ok(r, *ret, &ev.start_mark);
		yaml_event_delete(&ev);
		if (rv != RC_OK || !*more)
			return (rv);
		if (in->kind == YAML_LIST || key != NULL)
			break;
		key = *ret;
	}
	(*ret)->key = key;
	return (RC_OK);
}

static rc
collection(struct reading *r, const yaml_event_t *ev, struct yaml_node *node)
{
	bool list = ev->type == YAML_SEQUENCE_START_EVENT;
	const struct yaml_node **tail = &node->first;
	struct yaml_node *c = NULL;
	bool more;
	rc rv;

	node->kind = list ? YAML_LIST : YAML_MAP;
	if ((rv = name_anchor(r, list ? ev->data.sequence_start.anchor :
	    ev->data.mapping_start.anchor, node)) != RC_OK)
		return (rv);
	if (++r->depth > YAML_DEPTH_MAX) {
		r->broken = true;
		return (refuse(r, &ev->start_mark, RC_LIMIT,
		    "nested deeper than 32"));
	}
	while ((rv = member(r, node, &c, &more)) == RC_OK && more) {
		if (++node->n > YAML_LIST_MAX)
			return (refuse(r, &ev->start_mark, RC_LIMIT,
			    "more than 10,000 values in one list"));
		*tail = c;
		tail = &c->next;
	}
	r->depth--;
	if (rv == RC_OK && !list)
		rv = keys_once(r, node);
	anchor_done(r, node);
	return (rv);
}

static bool
tagged(const yaml_event_t *ev)
{

	if (ev->type == YAML_SCALAR_EVENT)
		return (ev->data.scalar.tag != NULL);
	if (ev->type == YAML_SEQUENCE_START_EVENT)
		return (ev->data.sequence_start.tag != NULL);
	return (ev->type == YAML_MAPPING_START_EVENT &&
	    ev->data.mapping_start.tag != NULL);
}

/* The node that begins with ${ev}. */
static rc
tree(struct reading *r, const yaml_event_t *ev, struct yaml_node **ret)
{
	struct yaml_node *node;
	rc rv;

	if (ev->end_mark.index - r->start > YAML_DOC_MAX)
		return (refuse(r, &ev->start_mark, RC_LIMIT,
		    "document over 1 MiB"));
	if (tagged(ev))
		return (refuse(r, &ev->start_mark, RC_MALFORMED,
		    "tags are not supported"));
	if (ev->type == YAML_ALIAS_EVENT)
		return (alias(r, ev, ret));
	if ((node = arena_take(&r->y->mem, sizeof(*node))) == NULL)
		return (RC_NOMEM);
	node->line = (unsigned)ev->start_mark.line + 1;
	node->col = (unsigned)ev->start_mark.column + 1;
	rv = ev->type == YAML_SCALAR_EVENT ? scalar(r, ev, node) :
	    collection(r, ev, node);
	if (rv == RC_OK)
		*ret = node;
	return (rv);
}

/* One document, after its start event.  A bad one is read to its end. */
static rc
document(struct reading *r, const yaml_mark_t *start)
{
	struct yaml_node *root = NULL;
	struct yaml_doc *d;
	yaml_event_t ev;
	rc rv;

	r->anchors = NULL;
	r->copied = 0;
	r->depth = 0;
	r->start = start->index;
	r->bad = (struct yaml_bad){ .line = 0 };
	if (!mem_room(&r->y->doc, r->y->n, &r->y->cap, sizeof(*d)))
		return (RC_NOMEM);
	if ((rv = event(r, &ev)) != RC_OK)
		return (rv);
	rv = tree(r, &ev, &root);
	d = &r->y->doc[r->y->n++];
	*d = (struct yaml_doc){ .line = (unsigned)ev.start_mark.line + 1 };
	yaml_event_delete(&ev);
	if (rv == RC_NOMEM || r->broken)
		return (rv);
	d->root = rv == RC_OK ? root : NULL;
	d->bad = r->bad;
	for (bool end = false; !end;) {
		if ((rv = event(r, &ev)) != RC_OK)
			return (rv);
		end = ev.type == YAML_DOCUMENT_END_EVENT;
		yaml_event_delete(&ev);
	}
	return (RC_OK);
}

static rc
stream(struct reading *r)
{
	bool end = false;
	yaml_event_t ev;
	rc rv;

	while (!end) {
		if ((rv = event(r, &ev)) != RC_OK)
			return (rv);
		end = ev.type == YAML_STREAM_END_EVENT;
		if (ev.type == YAML_DOCUMENT_START_EVENT)
			rv = document(r, &ev.start_mark);
		yaml_event_delete(&ev);
		if (rv != RC_OK)
			return (rv);
	}
	return (RC_OK);
}

rc
yaml_new(struct span text, struct yaml **ret, struct yaml_bad *bad)
{
	struct reading r = { .y = mem_new(sizeof(*r.y)) };
	rc rv = RC_NOMEM;

	if (r.y == NULL)
		return (RC_NOMEM);
	if (!yaml_parser_initialize(&r.parser))
		goto out;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)(text.n > 0 ? text.p : ""), text.n);
	rv = stream(&r);
	if (rv == RC_MALFORMED && r.parser.error == YAML_READER_ERROR)
		locate(&r, text);
	yaml_parser_delete(&r.parser);
out:
	if (rv == RC_OK)
		*ret = r.y;
	else
		yaml_end(r.y);
	if (rv != RC_OK && rv != RC_NOMEM && bad != NULL)
		*bad = r.bad;
	return (rv);
}

void
yaml_end(struct yaml *y)
{

	if (y == NULL)
		return;
	arena_release(&y->mem);
	mem_free(y->doc);
	mem_free(y);
}

const struct yaml_doc *
yaml_docs(const struct yaml *y, size_t *n)
{

	*n = y->n;
	return (y->doc);
}

const struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{

	if (map == NULL || map->kind != YAML_MAP)
		return (NULL);
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		if (yaml_is(c->key, key))
			return (c);
	}
	return (NULL);
}

bool
yaml_is(const struct yaml_node *node, const char *text)
{

	return (node != NULL && node->kind == YAML_TEXT &&
	    span_eq(node->text, span_of(text)));
}

/* Digits of ${base} only, at least one. */
static bool
digits(struct span s, unsigned base)
{

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned d = c >= '0' && c <= '9' ? c - 0u - '0' :
		    (c | 32u) >= 'a' && (c | 32u) <= 'f' ?
		    (c | 32u) - 'a' + 10 : 99;

		if (d >= base)
			return (false);
	}
	return (s.n > 0);
}

static size_t
run(struct span s, size_t at)
{
	size_t n = at;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (n - at);
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool
decimal(struct span s)
{
	size_t at = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	size_t whole = run(s, at), part = 0;

	at += whole;
	if (at < s.n && s.p[at] == '.') {
		part = run(s, at + 1);
		at += part + 1;
	}
	if (whole + part == 0)
		return (false);
	if (at < s.n && (s.p[at] | 32) == 'e') {
		at++;
		if (at < s.n && (s.p[at] == '-' || s.p[at] == '+'))
			at++;
		if ((part = run(s, at)) == 0)
			return (false);
		at += part;
	}
	return (at == s.n);
}

static bool
one_of(struct span s, const char *const *words)
{

	for (; *words != NULL; words++) {
		if (span_eq(s, span_of(*words)))
			return (true);
	}
	return (false);
}

static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
static const char *const yes[] = { "true", "True", "TRUE", NULL };
static const char *const no[] = { "false", "False", "FALSE", NULL };

bool
yaml_bool(const struct yaml_node *node, bool *ret)
{

	if (node == NULL || node->kind != YAML_TEXT || !node->plain)
		return (false);
	if (one_of(node->text, yes))
		*ret = true;
	else if (one_of(node->text, no))
		*ret = false;
	else
		return (false);
	return (true);
}

bool
yaml_int(const struct yaml_node *node, int64_t *ret)
{
	struct span s;
	int base = 10;
	int64_t v;

	if (node == NULL || node->kind != YAML_TEXT || !node->plain)
		return (false);
	s = node->text;
	if (span_starts(s, SPAN("0x")) || span_starts(s, SPAN("0o"))) {
		base = s.p[1] == 'x' ? 16 : 8;
		s = span_from(s, 2);
	} else if (s.n > 1 && (s.p[0] == '-' || s.p[0] == '+')) {
		s = span_from(s, 1);
	}
	if (!digits(s, (unsigned)base))
		return (false);
	/* The text ends with a NUL: see text_copy(). */
	errno = 0;
	v = strtoll(base == 10 ? node->text.p : s.p, NULL, base);
	if (errno != 0)
		return (false);
	*ret = v;
	return (true);
}

bool
yaml_num(const struct yaml_node *node, double *ret)
{
	int64_t i;
	double d;

	if (node == NULL || node->kind != YAML_TEXT || !node->plain)
		return (false);
	if (decimal(node->text)) {
		d = strtod(node->text.p, NULL);
		if (!isfinite(d))
			return (false);
		*ret = d;
		return (true);
	}
	if (!yaml_int(node, &i))
		return (false);
	*ret = (double)i;
	return (true);
}

enum yaml_type
yaml_type(const struct yaml_node *node)
{
	int64_t i;
	double d;
	bool b;

	if (node->kind != YAML_TEXT || !node->plain)
		return (YAML_IS_TEXT);
	if (one_of(node->text, nulls))
		return (YAML_IS_NULL);
	if (yaml_bool(node, &b))
		return (YAML_IS_BOOL);
	if (yaml_int(node, &i))
		return (YAML_IS_INT);
	return (yaml_num(node, &d) ? YAML_IS_NUM : YAML_IS_TEXT);
}
