/* SPDX-License-Identifier: Apache-2.0 */
/* Placeholders in values. */
#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_holder.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_parse.h"

#define PARTS_MAX	16		/* Placeholders of one value. */

/** A value cut at its placeholders: lit[0] list[0] lit[1] ... lit[n] */
struct cut {
	struct span		 lit[PARTS_MAX + 1];
	const struct yaml_node	*list[PARTS_MAX];
	size_t			 n;
};

static bool
nomem(struct load *ld)
{

	ld->nomem = true;
	return (false);
}

static bool
value_ok(const struct yaml_node *v)
{

	return (v->kind == YAML_TEXT && yaml_type(v) != YAML_IS_NULL);
}

/* Where ${name} is, in the texts read so far. */
static const struct yaml_node *
find(const struct sigma_holder *h, struct span name, const char **file)
{

	for (size_t i = 0; i < h->n; i++) {
		for (const struct yaml_node *c = h->text[i].map->first;
		    c != NULL; c = c->next) {
			if (!span_eq(c->key->text, name))
				continue;
			*file = h->text[i].file;
			return (c);
		}
	}
	return (NULL);
}

static bool
entry(struct load *ld, const struct yaml_node *v)
{
	const struct yaml_node *other;
	const char *file;
	bool ok = v->kind != YAML_MAP && (v->kind == YAML_LIST ? v->n > 0 :
	    value_ok(v));

	for (const struct yaml_node *c = ok && v->kind == YAML_LIST ?
	    v->first : NULL; c != NULL && ok; c = c->next)
		ok = value_ok(c);
	if (!ok)
		return (sigma_note_at(ld, v->key->line, v->key->col,
		    "placeholder '%.60s' must be a value or a list of values",
		    v->key->text.p));
	if ((other = find(ld->holder, v->key->text, &file)) != NULL)
		return (sigma_note_at(ld, v->key->line, v->key->col,
		    "placeholder '%.60s' is also at %.200s:%u:%u",
		    v->key->text.p, file, other->key->line, other->key->col));
	return (true);
}

static bool
document(struct load *ld, const struct yaml_node *map, void *ctx)
{
	struct sigma_holder *h = ctx;
	bool ok = true;

	if (map->kind != YAML_MAP)
		return (sigma_note_at(ld, map->line, map->col, "placeholders "
		    "must be a mapping from name to value or list"));
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next)
		ok &= entry(ld, c);
	if (!mem_room(&h->text, h->n, &h->cap, sizeof(*h->text)))
		return (nomem(ld));
	h->text[h->n++] = (struct sigma_holder_text){ map, ld->file };
	return (ok);
}

bool
sigma_holder_read(struct load *ld, struct sigma_holder *h)
{
	const struct sigma_setup *su = ld->setup;
	bool ok = true;

	for (size_t i = 0; i < su->placeholders && !ld->nomem; i++)
		ok &= sigma_parse_side(ld, &su->placeholder[i], document, h);
	return (ok && !ld->nomem);
}

void
sigma_holder_release(struct sigma_holder *h)
{

	mem_free(h->text);
	*h = (struct sigma_holder){ 0 };
}

/* Does a step of the rule's pipelines fill ${name}? */
static bool
step_fills(const struct load *ld, struct span name)
{

	for (size_t i = 0; ld->use != NULL && i < ld->use->n; i++) {
		const struct sigma_pipe_step *s = ld->use->step[i];

		if (s->kind == SIGMA_PIPE_HOLDERS && (s->include == NULL ||
		    sigma_pipe_lists(s->include, name)) &&
		    (s->exclude == NULL ||
		    !sigma_pipe_lists(s->exclude, name)))
			return (true);
	}
	return (false);
}

static const struct yaml_node *
values_of(struct load *ld, const struct yaml_node *at, struct span name)
{
	const struct sigma_pipe *p = ld->pipe;
	struct suggest near = SUGGEST_START;
	const struct yaml_node *v;
	const char *file;
	char hint[80];

	if ((v = find(ld->holder, name, &file)) != NULL)
		return (v);
	for (size_t i = step_fills(ld, name) ? p->vars_n : 0; i > 0; i--) {
		for (v = p->vars[i - 1]->first; v != NULL; v = v->next) {
			if (span_eq(v->key->text, name))
				return (v);
		}
	}
	for (size_t i = 0; i < ld->holder->n; i++) {
		for (v = ld->holder->text[i].map->first; v != NULL;
		    v = v->next)
			suggest_try(&near, name, v->key->text);
	}
	(void)sigma_note_refuse(ld, at, "placeholder '%%%.*s%%' is not "
	    "defined, neither by placeholders nor by a pipeline%s",
	    (int)(name.n < 80 ? name.n : 80), name.p,
	    sigma_note_near(near.best, hint));
	return (NULL);
}

/* The name that begins at ${at}, behind its "%"; empty: there is none. */
static struct span
name_at(struct span s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && s.p[at + n] != '%') {
		if (strchr(" \t\r\n\\*?", s.p[at + n]) != NULL)
			return ((struct span){ NULL, 0 });
		n++;
	}
	return ((struct span){ s.p + at, at + n < s.n ? n : 0 });
}

/* "\%" becomes "%"; other escapes are left to who reads the value. */
static bool
cut(struct load *ld, const struct yaml_node *node, struct buf *out,
    struct cut *c)
{
	size_t from[PARTS_MAX + 2] = { 0 };
	struct span s = node->text, name;

	for (size_t i = 0; i < s.n; i++) {
		bool escape = s.p[i] == '\\' && i + 1 < s.n &&
		    strchr("\\*?%", s.p[i + 1]) != NULL && s.p[i + 1] != 0;

		if (escape) {
			i++;
			if (s.p[i] != '%')
				buf_char(out, '\\');
			buf_char(out, s.p[i]);
			continue;
		}
		if (s.p[i] != '%') {
			buf_char(out, s.p[i]);
			continue;
		}
		if ((name = name_at(s, i + 1)).n == 0)
			return (sigma_note_refuse(ld, node, "a '%%' that "
			    "begins no %%placeholder%%: write '\\%%'"));
		if (c->n == PARTS_MAX)
			return (sigma_note_refuse(ld, node, "more than %d "
			    "placeholders in one value", PARTS_MAX));
		if ((c->list[c->n] = values_of(ld, node, name)) == NULL)
			return (false);
		from[++c->n] = out->n;
		i += name.n + 1;
	}
	if (out->failed || buf_str(out) == NULL)
		return (nomem(ld));
	from[c->n + 1] = out->n;
	for (size_t k = 0; k <= c->n; k++)
		c->lit[k] = (struct span){ out->p + from[k],
		    from[k + 1] - from[k] };
	return (true);
}

static const struct yaml_node *
nth(const struct yaml_node *list, size_t i)
{
	const struct yaml_node *v = list;

	if (list->kind == YAML_LIST) {
		for (v = list->first; i > 0; i--)
			v = v->next;
	}
	return (v);
}

/* The ${i}th of all combinations. */
static bool
combine(struct load *ld, const struct yaml_node *node, const struct cut *c,
    size_t i, struct yaml_node *ret)
{
	struct buf b = { 0 };
	char *p = NULL;

	for (size_t k = 0; k <= c->n; k++) {
		size_t of = k < c->n && c->list[k]->kind == YAML_LIST ?
		    c->list[k]->n : 1;

		buf_put(&b, c->lit[k]);
		if (k < c->n)
			buf_put(&b, nth(c->list[k], i % of)->text);
		i /= of;
	}
	if (!b.failed && (p = arena_copy(&ld->s->mem, buf_span(&b))) != NULL)
		*ret = (struct yaml_node){ .kind = YAML_TEXT,
		    .line = node->line, .col = node->col,
		    .text = { p, b.n }, .key = node->key };
	buf_release(&b);
	return (p != NULL || nomem(ld));
}

bool
sigma_holder_fill(struct load *ld, const struct yaml_node *node,
    struct yaml_node **ret, size_t *n, bool *any)
{
	struct buf lit = { 0 };
	struct cut c = { .n = 0 };
	size_t all = 1;
	bool ok = cut(ld, node, &lit, &c);

	for (size_t k = 0; k < c.n && ok; k++) {
		all *= c.list[k]->kind == YAML_LIST ? c.list[k]->n : 1;
		if (all > YAML_LIST_MAX)
			ok = sigma_note_refuse(ld, node, "placeholders make "
			    "more than %d values", YAML_LIST_MAX);
	}
	if (ok && (*ret = arena_take(&ld->s->mem, all * sizeof(**ret))) ==
	    NULL)
		ok = nomem(ld);
	for (size_t i = 0; i < all && ok; i++)
		ok = combine(ld, node, &c, i, &(*ret)[i]);
	*any |= c.n > 0;
	*n = all;
	buf_release(&lit);
	return (ok);
}
