/* SPDX-License-Identifier: Apache-2.0 */
/* Items: field names, modifier chains, lists of values. */
#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_check.h"
#include "sigma/sigma_cond.h"
#include "sigma/sigma_holder.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
#include "sigma/sigma_rewrite.h"
#include "sigma/sigma_value.h"

static const struct {
	const char	*word;
	enum mod	 mod;
	enum mod_class	 class;
} words[] = {
#define X(word, mod, class)	{ word, mod, class },
	MODIFIERS(X)
#undef X
};

/* Combinations that mean nothing: refused rather than guessed. */
static const struct {
	enum mod	 one, other;
} apart[] = {
	{ MOD_CASED,	MOD_RE },	{ MOD_CASED,	MOD_CIDR },
	{ MOD_CASED,	MOD_EXISTS },	{ MOD_CASED,	MOD_FIELDREF },
	{ MOD_ALL,	MOD_EXISTS },	{ MOD_NEQ,	MOD_EXISTS },
	{ MOD_WINDASH,	MOD_RE },	{ MOD_WINDASH,	MOD_CIDR },
	{ MOD_WINDASH,	MOD_EXISTS },	{ MOD_WINDASH,	MOD_FIELDREF },
	{ MOD_WINDASH,	MOD_BASE64 },	{ MOD_WINDASH,	MOD_OFFSET },
	{ MOD_WINDASH,	MOD_WIDE },	{ MOD_WINDASH,	MOD_UTF16 },
	{ MOD_WINDASH,	MOD_UTF16BE },	{ MOD_EXPAND,	MOD_RE },
	{ MOD_EXPAND,	MOD_EXISTS },	{ MOD_EXPAND,	MOD_FIELDREF },
};

static size_t
row_of(struct span word, struct span *near)
{
	struct suggest s = SUGGEST_START;

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (span_eq(word, span_of(words[i].word)))
			return (i);
		suggest_try(&s, word, span_of(words[i].word));
	}
	*near = s.best;
	return (COUNT_OF(words));
}

static bool
only_one(struct load *ld, const struct yaml_node *key, enum mod *slot,
    enum mod mod, const char *word)
{

	if (*slot != MOD_ALL)
		return (sigma_note_refuse(ld, key, "modifier '%s' does not go "
		    "with another one of its kind", word));
	*slot = mod;
	return (true);
}

/* Take one modifier in; the order matters only where it changes values. */
static bool
mod_add(struct load *ld, const struct yaml_node *key,
    struct sigma_value_mods *m, size_t row)
{
	const char *word = words[row].word;
	enum mod mod = words[row].mod;

	if (sigma_value_has(m, mod))
		return (sigma_note_refuse(ld, key, "modifier '%s' twice",
		    word));
	m->set |= UINT64_C(1) << mod;
	switch (words[row].class) {
	case MOD_CLASS_TEXT:
		return (only_one(ld, key, &m->text, mod, word));
	case MOD_CLASS_KIND:
		return (only_one(ld, key, &m->kind, mod, word));
	case MOD_CLASS_ORDER:
		return (only_one(ld, key, &m->order, mod, word));
	case MOD_CLASS_PART:
		if (m->order != MOD_ALL)
			return (sigma_note_refuse(ld, key, "modifier '%s' "
			    "must stand before the comparison", word));
		return (only_one(ld, key, &m->part, mod, word));
	case MOD_CLASS_FLAG:
		if (m->kind != MOD_RE)
			return (sigma_note_refuse(ld, key, "modifier '%s' "
			    "needs 're' before it", word));
		return (true);
	case MOD_CLASS_CODE:
		if (m->text != MOD_ALL)
			return (sigma_note_refuse(ld, key, "modifier '%s' "
			    "must stand before the text modifier", word));
		if (m->codes == SIGMA_VALUE_CODES)
			return (sigma_note_refuse(ld, key,
			    "too many encodings"));
		m->code[m->codes++] = mod;
		return (true);
	case MOD_CLASS_LIST:
	case MOD_CLASS_CASE:
	case MOD_CLASS_DASH:
	case MOD_CLASS_HOLDER:
		return (true);
	}
	return (true);
}

static bool
mods_fit(struct load *ld, const struct yaml_node *key,
    const struct sigma_value_mods *m)
{
	bool numbers = m->order != MOD_ALL || m->part != MOD_ALL;
	uint64_t texts = UINT64_C(1) << MOD_CASED | UINT64_C(1) << MOD_ALL |
	    UINT64_C(1) << MOD_WINDASH | UINT64_C(1) << MOD_EXPAND;

	for (size_t i = 0; i < COUNT_OF(apart); i++) {
		if (sigma_value_has(m, apart[i].one) &&
		    sigma_value_has(m, apart[i].other))
			return (sigma_note_refuse(ld, key, "these modifiers "
			    "do not go together"));
	}
	if (numbers && ((m->set & texts) != 0 || m->kind != MOD_ALL ||
	    m->text != MOD_ALL || m->codes > 0))
		return (sigma_note_refuse(ld, key, "a comparison of numbers "
		    "takes no other modifier"));
	if (m->part != MOD_ALL && m->order != MOD_ALL)
		sigma_note_portable(ld, key, "a part of a time compared with "
		    "'lt', 'lte', 'gt' or 'gte'");
	if (m->order != MOD_ALL && sigma_value_has(m, MOD_NEQ))
		return (sigma_note_refuse(ld, key, "'neq' does not go with a "
		    "comparison of numbers: turn the comparison round"));
	if (m->kind != MOD_ALL && (m->codes > 0 || (m->text != MOD_ALL &&
	    m->kind != MOD_FIELDREF)))
		return (sigma_note_refuse(ld, key, "text modifiers and "
		    "encodings do not go with 're', 'cidr' or 'exists'"));
	if (m->keyword && (numbers || m->text == MOD_STARTS ||
	    m->text == MOD_ENDS || (m->kind != MOD_ALL && m->kind != MOD_RE) ||
	    sigma_value_has(m, MOD_NEQ)))
		return (sigma_note_refuse(ld, key, "keywords take only 'all', "
		    "'cased', 'contains', 're' and encodings"));
	return (true);
}

static bool
mods_parse(struct load *ld, const struct yaml_node *key, struct span s,
    struct sigma_value_mods *m)
{
	struct span near = { NULL, 0 };
	char hint[80];

	while (s.n > 0) {
		const char *bar = memchr(s.p, '|', s.n);
		struct span word = { s.p,
		    bar != NULL ? (size_t)(bar - s.p) : s.n };
		size_t row = row_of(word, &near);

		if (row == COUNT_OF(words)) {
			const char *text = sigma_note_near(near, hint);
			const char *p = memchr(key->text.p, '|', key->text.n);

			return (sigma_note_refuse(ld, key, "unknown modifier "
			    "'%.*s' on '%.*s'%s", (int)word.n, word.p,
			    (int)(p - key->text.p), key->text.p, text));
		}
		if (!mod_add(ld, key, m, row))
			return (false);
		if (bar != NULL && word.n + 1 == s.n)
			return (sigma_note_refuse(ld, key,
			    "a modifier is missing behind the last '|'"));
		s = span_from(s, bar != NULL ? word.n + 1 : word.n);
	}
	return (mods_fit(ld, key, m));
}

/* Ask for the field ${name}; ${by} is the pipeline that made the name. */
static bool
resolve(struct load *ld, const struct yaml_node *node, struct span name,
    const char *by, struct sigma_field *ret)
{
	struct doc *d = ld->doc;
	struct span near = { NULL, 0 };
	char hint[80];
	rc r;

	*ret = (struct sigma_field){ .slot = RULE_NO_SLOT };
	r = ld->names->field(ld->names->ctx, name, ret, &near);
	if (r == RC_NOMEM) {
		ld->nomem = true;
		return (false);
	}
	if (r != RC_OK)
		return (sigma_note_refuse(ld, node, "unknown field '%.*s'%s"
		    "%s%.200s%s", (int)(name.n < 100 ? name.n : 100), name.p,
		    sigma_note_near(near, hint),
		    by != NULL ? " (the name by " : "",
		    by != NULL ? by : "", by != NULL ? ")" : ""));
	if (!mem_room(&d->slots, d->slots_n, &d->slots_cap,
	    sizeof(unsigned))) {
		ld->nomem = true;
		return (false);
	}
	d->slots[d->slots_n++] = ret->slot;
	if (ret->slot >= ld->s->slots)
		ld->s->slots = ret->slot + 1;
	return (true);
}

/* The fields that ${name} stands for, by the pipelines of the rule. */
static bool
names_of(struct load *ld, const struct yaml_node *node, struct span raw,
    struct sigma_rewrite_names *ret)
{
	struct span name;

	if (raw.n > 0 && (memchr(raw.p, '[', raw.n) != NULL ||
	    memchr(raw.p, ']', raw.n) != NULL))
		return (sigma_note_refuse(ld, node, "'[' and ']' in the field "
		    "name '%.*s'", (int)raw.n, raw.p));
	if (!sigma_rewrite_clean(ld, raw, &name))
		return (false);
	if (name.n == 0)
		return (sigma_note_refuse(ld, node, "empty field name"));
	return (sigma_rewrite_name(ld, name, ret) || ld->nomem ||
	    sigma_note_refuse(ld, node, "'%.*s' stands for more than %d "
	    "fields", (int)(name.n < 100 ? name.n : 100), name.p,
	    SIGMA_REWRITE_NAMES_MAX));
}

bool
sigma_item_field(struct load *ld, const struct yaml_node *node,
    struct span name, struct sigma_field *ret)
{
	struct sigma_rewrite_names names = { .n = 0 };

	if (!names_of(ld, node, name, &names) || ld->nomem)
		return (false);
	if (names.n > 1)
		return (sigma_note_refuse(ld, node, "'%.*s' stands for %zu "
		    "fields by %.200s: here it must be one",
		    (int)(name.n < 100 ? name.n : 100), name.p, names.n,
		    names.file));
	return (resolve(ld, node, names.name[0], names.file, ret));
}

/* The head of an item: name and modifiers. */
static bool
head(struct load *ld, const struct yaml_node *key, struct span *name,
    struct span *mods, struct sigma_value_mods *m)
{
	const char *bar;

	m->kind = m->text = m->order = m->part = MOD_ALL;
	*name = *mods = (struct span){ NULL, 0 };
	m->keyword = true;
	if (key == NULL)
		return (true);
	*name = key->text;
	bar = key->text.n > 0 ? memchr(key->text.p, '|', key->text.n) : NULL;
	if (bar != NULL) {
		name->n = (size_t)(bar - key->text.p);
		*mods = span_from(key->text, name->n + 1);
		if (mods->n == 0)
			return (sigma_note_refuse(ld, key, "a modifier is "
			    "missing behind '|'"));
	}
	if (!sigma_rewrite_clean(ld, *name, name))
		return (false);
	if (name->n == 0 && bar == NULL)
		return (sigma_note_refuse(ld, key, "empty field name"));
	m->keyword = name->n == 0;
	return (mods_parse(ld, key, *mods, m));
}

/* A value that no list may hold, and a list that no item may have. */
static bool
values_ok(struct load *ld, const struct yaml_node *key,
    const struct yaml_node *value, const struct sigma_value_mods *m)
{
	const struct yaml_node *at = key != NULL ? key : value;
	bool list = value->kind == YAML_LIST;

	if (value->kind == YAML_MAP)
		return (sigma_note_refuse(ld, at, "a mapping is no value"));
	if (list && value->n == 0)
		return (sigma_note_refuse(ld, at, "empty list"));
	for (const struct yaml_node *c = list ? value->first : NULL;
	    c != NULL; c = c->next) {
		if (c->kind != YAML_TEXT)
			return (sigma_note_refuse(ld, c, "a list or mapping "
			    "in a list of values"));
		if (yaml_type(c) == YAML_IS_NULL)
			return (sigma_note_refuse(ld, c, "null in a list"));
	}
	if (sigma_value_has(m, MOD_ALL) && (!list || value->n < 2))
		return (sigma_note_refuse(ld, at, "'all' needs a list of two "
		    "or more values"));
	if (m->kind == MOD_EXISTS && list)
		return (sigma_note_refuse(ld, at,
		    "'exists' takes true or false"));
	return (true);
}

/* Room for one more value of ${it}. */
static bool
want_room(struct load *ld, struct item *it, size_t *cap)
{
	size_t more = *cap == 0 ? 1 : *cap * 2;
	struct want *to;

	if (it->n < *cap)
		return (true);
	if ((to = arena_take(&ld->s->mem, more * sizeof(*to))) == NULL) {
		ld->nomem = true;
		return (false);
	}
	if (it->n > 0)
		memcpy(to, it->want, it->n * sizeof(*to));
	it->want = to;
	*cap = more;
	return (true);
}

/* All tests of ${n} values together: any of them. */
static bool
want_join(struct load *ld, const struct want *part, size_t n,
    const struct yaml_node *node, struct want *ret)
{
	struct test *t;
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += part[i].n;
	if ((t = arena_take(&ld->s->mem, (all + 1) * sizeof(*t))) == NULL) {
		ld->nomem = true;
		return (false);
	}
	*ret = (struct want){ .shown = node->text, .test = t, .n = all,
	    .line = node->line, .col = node->col };
	for (size_t i = 0; i < n; i++) {
		memcpy(t, part[i].test, part[i].n * sizeof(*t));
		t += part[i].n;
	}
	return (true);
}

/*
 * One value, its placeholders filled: as many values, any of which will do.
 * With "all" they stay one, which all of them need to meet.
 */
static bool
filled(struct load *ld, struct item *it, const struct sigma_value_mods *m,
    const struct yaml_node *v, size_t *cap, bool *any)
{
	struct yaml_node *node;
	struct item part = { .name = it->name, .field = it->field };
	struct item *to = it->all ? &part : it;
	size_t n, part_cap = 0, *room = it->all ? &part_cap : cap;

	if (!sigma_holder_fill(ld, v, &node, &n, any))
		return (false);
	for (size_t i = 0; i < n; i++) {
		if (!want_room(ld, to, room) || !sigma_value_want(ld, m,
		    &it->field, &node[i], &to->want[to->n]) ||
		    (!m->keyword && !sigma_check_value(ld, it, m, &node[i],
		    &to->want[to->n])))
			return (false);
		to->n++;
	}
	return (!it->all || (want_room(ld, it, cap) && want_join(ld,
	    part.want, part.n, v, &it->want[it->n++])));
}

/* The values; goes on behind a bad one, to tell all. */
static bool
values(struct load *ld, struct item *it, const struct sigma_value_mods *m,
    const struct yaml_node *value)
{
	bool list = value->kind == YAML_LIST, ok = true, any = false;
	size_t cap = 0;

	for (const struct yaml_node *v = list ? value->first : value;
	    v != NULL && !ld->nomem; v = list ? v->next : NULL) {
		if (sigma_value_has(m, MOD_EXPAND) &&
		    yaml_type(v) != YAML_IS_NULL) {
			ok &= filled(ld, it, m, v, &cap, &any);
			continue;
		}
		if (!want_room(ld, it, &cap))
			return (false);
		if (sigma_value_want(ld, m, &it->field, v, &it->want[it->n]) &&
		    (m->keyword || sigma_check_value(ld, it, m, v,
		    &it->want[it->n])))
			it->n++;
		else
			ok = false;
	}
	if (ok && sigma_value_has(m, MOD_EXPAND) && !any)
		sigma_note_warn(ld, value,
		    "'expand' without a placeholder");
	return (ok && !ld->nomem);
}

/* One item on one field; ${name} is empty for keywords. */
static struct item *
item(struct load *ld, const struct yaml_node *key,
    const struct yaml_node *value, const struct sigma_value_mods *m,
    struct span name, const char *by)
{
	struct item *it = arena_take(&ld->s->mem, sizeof(*it));

	if (it == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	it->line = key != NULL ? key->line : value->line;
	it->col = key != NULL ? key->col : value->col;
	it->name = name;
	it->all = sigma_value_has(m, MOD_ALL);
	it->neq = sigma_value_has(m, MOD_NEQ);
	it->field.slot = RULE_NO_SLOT;
	if (!m->keyword && !resolve(ld, key, name, by, &it->field))
		return (NULL);
	if (!values_ok(ld, key, value, m) || !values(ld, it, m, value))
		return (NULL);
	if (!m->keyword)
		sigma_check_on(ld, it, key);
	return (it);
}

static struct expr *
leaf(struct load *ld, struct item *it)
{
	struct expr *e = it != NULL ? arena_take(&ld->s->mem, sizeof(*e)) :
	    NULL;

	if (e == NULL) {
		ld->nomem |= it != NULL;
		return (NULL);
	}
	e->op = EXPR_ITEM;
	e->item = it;
	e->line = it->line;
	return (e);
}

/* The modifiers but "neq", for those who explain. */
static bool
without_neq(struct load *ld, struct span mods, struct span *ret)
{
	struct buf b = { 0 };
	char *p = NULL;

	while (mods.n > 0) {
		const char *bar = memchr(mods.p, '|', mods.n);
		size_t n = bar != NULL ? (size_t)(bar - mods.p) : mods.n;

		if (!span_eq((struct span){ mods.p, n }, SPAN("neq"))) {
			buf_text(&b, b.n > 0 ? "|" : "");
			buf_put(&b, (struct span){ mods.p, n });
		}
		mods = span_from(mods, bar != NULL ? n + 1 : n);
	}
	if (!b.failed && (p = arena_copy(&ld->s->mem, buf_span(&b))) != NULL)
		*ret = (struct span){ p, b.n };
	ld->nomem |= p == NULL;
	buf_release(&b);
	return (p != NULL);
}

/* One name, several fields: any of them; "neq" is for all of it (E-18). */
static struct expr *
several(struct load *ld, const struct yaml_node *key,
    const struct yaml_node *value, const struct sigma_value_mods *m,
    const struct sigma_rewrite_names *names, struct span mods)
{
	struct expr *kid[SIGMA_REWRITE_NAMES_MAX], *e;
	bool quiet = ld->quiet;
	struct item *it;

	if (!without_neq(ld, mods, &mods))
		return (NULL);
	for (size_t i = 0; i < names->n; i++) {
		/* What there is to say, the first has said. */
		ld->quiet |= i > 0;
		it = item(ld, key, value, m, names->name[i], names->file);
		ld->quiet = quiet;
		if ((kid[i] = leaf(ld, it)) == NULL)
			return (NULL);
		it->neq = false;
		it->mods = mods;
	}
	if (!sigma_check_positive(kid[0]->item) &&
	    !sigma_value_has(m, MOD_NEQ))
		sigma_note_warn(ld, key, "'%.*s' stands for %zu fields: that "
		    "one of them is absent is enough here",
		    (int)(key->text.n < 100 ? key->text.n : 100),
		    key->text.p, names->n);
	e = sigma_cond_join(ld, EXPR_OR, kid, names->n);
	return (e != NULL && sigma_value_has(m, MOD_NEQ) ?
	    sigma_cond_not(ld, e) : e);
}

struct expr *
sigma_item_parse(struct load *ld, const struct yaml_node *key,
    const struct yaml_node *value, struct item **single)
{
	struct sigma_rewrite_names names = { .n = 1 };
	struct sigma_value_mods m = { .set = 0 };
	struct span name, mods;
	struct item *it;

	if (!head(ld, key, &name, &mods, &m))
		return (NULL);
	if (!m.keyword && (!names_of(ld, key, name, &names) || ld->nomem))
		return (NULL);
	if (names.n > 1)
		return (several(ld, key, value, &m, &names, mods));
	it = item(ld, key, value, &m, names.name[0], names.file);
	if (it == NULL)
		return (NULL);
	it->mods = mods;
	/* Analysts know the field by the name that the rule has. */
	if (!m.keyword)
		it->name = name;
	if (single != NULL)
		*single = it;
	return (leaf(ld, it));
}
