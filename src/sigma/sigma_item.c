/* SPDX-License-Identifier: Apache-2.0 */
/* Items: field names, modifier chains, lists of values. */
#include "base/mem.h"
#include "base/suggest.h"
#include "sigma/sigma_check.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_note.h"
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
	{ MOD_WINDASH,	MOD_UTF16BE },
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
	case MOD_CLASS_LATER:
		return (sigma_note_refuse(ld, key,
		    "modifier '%s' is not supported yet", word));
	case MOD_CLASS_LIST:
	case MOD_CLASS_CASE:
	case MOD_CLASS_DASH:
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
	    UINT64_C(1) << MOD_WINDASH;

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

/* The field's name without its spaces (E-10). */
static bool
name_clean(struct load *ld, struct span raw, struct span *ret)
{
	char *p = arena_copy(&ld->s->mem, raw);
	size_t n = 0;

	if (p == NULL) {
		ld->nomem = true;
		return (false);
	}
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] != ' ')
			p[n++] = raw.p[i];
	}
	p[n] = '\0';
	*ret = (struct span){ p, n };
	return (true);
}

bool
sigma_item_field(struct load *ld, const struct yaml_node *node,
    struct span name, struct sigma_field *ret)
{
	struct doc *d = ld->doc;
	struct span near = { NULL, 0 };
	char hint[80];

	if (memchr(name.p, '[', name.n) != NULL ||
	    memchr(name.p, ']', name.n) != NULL)
		return (sigma_note_refuse(ld, node, "'[' and ']' in the field "
		    "name '%.*s'", (int)name.n, name.p));
	*ret = (struct sigma_field){ .slot = RULE_NO_SLOT };
	if (ld->names->field(ld->names->ctx, name, ret, &near) != RC_OK)
		return (sigma_note_refuse(ld, node, "unknown field '%.*s'%s",
		    (int)(name.n < 100 ? name.n : 100), name.p,
		    sigma_note_near(near, hint)));
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

/* The head of an item: name, modifiers, field. */
static bool
head(struct load *ld, const struct yaml_node *key, struct item *it,
    struct sigma_value_mods *m)
{
	struct span name = { NULL, 0 }, mods = { NULL, 0 };

	m->kind = m->text = m->order = m->part = MOD_ALL;
	if (key != NULL) {
		const char *bar = key->text.n > 0 ?
		    memchr(key->text.p, '|', key->text.n) : NULL;

		name = key->text;
		if (bar != NULL) {
			name.n = (size_t)(bar - key->text.p);
			mods = span_from(key->text, name.n + 1);
			if (mods.n == 0)
				return (sigma_note_refuse(ld, key, "a modifier "
				    "is missing behind '|'"));
		}
		if (!name_clean(ld, name, &name))
			return (false);
		if (name.n == 0 && bar == NULL)
			return (sigma_note_refuse(ld, key,
			    "empty field name"));
	}
	m->keyword = name.n == 0;
	it->name = name;
	it->mods = mods;
	if (!mods_parse(ld, key, mods, m))
		return (false);
	if (m->keyword) {
		it->field.slot = RULE_NO_SLOT;
		return (true);
	}
	return (sigma_item_field(ld, key, name, &it->field));
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

struct item *
sigma_item_parse(struct load *ld, const struct yaml_node *key,
    const struct yaml_node *value)
{
	struct item *it = arena_take(&ld->s->mem, sizeof(*it));
	const struct yaml_node *v = value;
	struct sigma_value_mods m = { .set = 0 };
	struct want *want;
	size_t n = 0;

	if (it == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	it->line = key != NULL ? key->line : value->line;
	it->col = key != NULL ? key->col : value->col;
	if (!head(ld, key, it, &m) || !values_ok(ld, key, value, &m))
		return (NULL);
	it->all = sigma_value_has(&m, MOD_ALL);
	it->neq = sigma_value_has(&m, MOD_NEQ);
	it->n = value->kind == YAML_LIST ? value->n : 1;
	want = arena_take(&ld->s->mem, it->n * sizeof(*want));
	if ((it->want = want) == NULL) {
		ld->nomem = true;
		return (NULL);
	}
	if (value->kind == YAML_LIST)
		v = value->first;
	for (; n < it->n; n++, v = v->next) {
		if (!sigma_value_want(ld, &m, &it->field, v, &want[n]) ||
		    (!m.keyword && !sigma_check_value(ld, it, &m, v,
		    &want[n])))
			return (NULL);
	}
	return (it);
}
