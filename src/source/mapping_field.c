/* SPDX-License-Identifier: Apache-2.0 */
/* The events and fields of mappings. */
#include "codec/stamp.h"
#include "source/mapping_cond.h"
#include "source/mapping_field.h"

#define SIGNALS		"signals."
#define UNMAPPED	"unmapped."

/** A field in the making: what its keys said. */
struct making {
	struct mapping_field		*f;
	const struct yaml_node		*format, *zone, *scale, *offset;
	const struct yaml_node		*from, *any, *value;
	bool				 optional;
};

/*
 * The keys of a field.
 */

static void
take_from(struct mapping_load *L UNUSED, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->from = v;
}

static void
take_any(struct mapping_load *L UNUSED, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->any = v;
}

static void
take_value(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->value = v;
	k->f->fixed = mapping_load_scalar(L, v);
}

static void
take_join(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->f->join = mapping_load_text(L, v);
}

/* The names of conversions; their arguments come in finish(). */
static void
take_as(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;
	size_t n;
	struct span *name = mapping_load_texts(L, v, &n);
	const struct yaml_node *at = v->kind == YAML_LIST ? v->first : v;

	/* One more, for scale and offset. */
	k->f->step = mapping_load_take(L, n + 1, sizeof(*k->f->step));
	for (size_t i = 0; i < n && k->f->step != NULL && name != NULL;
	    i++, at = at->next) {
		struct suggest near = SUGGEST_START;
		const struct convert *c = convert_find(name[i], &near);

		if (c == NULL)
			mapping_load_wrong(L, at,
			    "unknown conversion '%.*s'%s%.*s%s",
			    (int)name[i].n, name[i].p,
			    near.best.n > 0 ? "; did you mean '" : "",
			    (int)near.best.n, near.best.p,
			    near.best.n > 0 ? "'?" : "");
		else
			k->f->step[k->f->steps++].c = c;
	}
}

static void
take_format(struct mapping_load *L UNUSED, const struct yaml_node *v,
    void *of)
{
	struct making *k = of;

	k->format = v;
}

static void
take_zone(struct mapping_load *L UNUSED, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->zone = v;
}

static void
take_scale(struct mapping_load *L UNUSED, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->scale = v;
}

static void
take_offset(struct mapping_load *L UNUSED, const struct yaml_node *v,
    void *of)
{
	struct making *k = of;

	k->offset = v;
}

static void
take_map(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;
	struct mapping_field *f = k->f;

	if (v->kind != YAML_MAP) {
		mapping_load_wrong(L, v, "expected a table, {from: to}");
		return;
	}
	f->pair = mapping_load_take(L, v->n, sizeof(*f->pair));
	for (const struct yaml_node *one = v->first; one != NULL &&
	    f->pair != NULL; one = one->next) {
		struct mapping_pair *p = &f->pair[f->pairs];

		p->from = mapping_load_text(L, one->key);
		p->to = mapping_load_scalar(L, one);
		f->pairs++;
		if (yaml_is(one->key, "*"))
			f->other = &p->to;
	}
}

static void
take_default(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->f->fallback = mapping_load_scalar(L, v);
}

static void
take_when(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->f->when = mapping_cond_load(L, v);
}

static void
take_split(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->f->split = mapping_load_text(L, v);
	if (k->f->split.n == 0)
		mapping_load_wrong(L, v, "expected what stands between");
}

static void
take_part(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	if (!yaml_int(v, &k->f->part) || k->f->part < 0)
		mapping_load_wrong(L, v, "expected a number from 0");
}

static void
take_required(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->f->required = mapping_load_bool(L, v);
}

static void
take_optional(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct making *k = of;

	k->optional = mapping_load_bool(L, v);
}

static void
take_bad(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	static const char *const words[] = { "refuse", "keep", NULL };
	struct making *k = of;

	k->f->keep_bad = mapping_load_word(L, v, words) == 1;
}

/*
 * What they come to.
 */

static struct span
with_year(struct mapping_load *L, struct span pattern)
{
	struct span year = SPAN("%Y ");
	char *p = mapping_load_take(L, year.n + pattern.n, 1);

	if (p == NULL)
		return (pattern);
	memcpy(p, year.p, year.n);
	if (pattern.n > 0)
		memcpy(p + year.n, pattern.p, pattern.n);
	return ((struct span){ p, year.n + pattern.n });
}

static void
pattern(struct mapping_load *L, const struct making *k,
    const struct yaml_node *at, struct mapping_step *s)
{
	struct err e = { 0 };

	if (k->format == NULL) {
		mapping_load_wrong(L, at, "'%s' needs a format", s->c->name);
		return;
	}
	s->arg.pattern = mapping_load_text(L, k->format);
	/* The conversion writes the year before the text. */
	if ((s->c->needs & CONVERT_START) != 0)
		s->arg.pattern = with_year(L, s->arg.pattern);
	if (stamp_check(s->arg.pattern, &s->zoned, &e) != RC_OK)
		mapping_load_wrong(L, k->format, "%s", e.what);
	else if (!s->zoned && k->zone == NULL)
		mapping_load_wrong(L, at, "'%s' without %%z needs a zone",
		    s->c->name);
	if (k->zone != NULL && stamp_zone(mapping_load_text(L, k->zone),
	    &s->arg.zone) != RC_OK)
		mapping_load_wrong(L, k->zone, "expected UTC or an offset "
		    "like \"+01:00\"; names of zones are not read");
}

static void
steps(struct mapping_load *L, struct making *k, const struct yaml_node *at)
{
	struct mapping_field *f = k->f;
	unsigned needs = 0;

	for (size_t i = 0; i < f->steps; i++) {
		needs |= f->step[i].c->needs;
		if ((f->step[i].c->needs & CONVERT_PATTERN) != 0)
			pattern(L, k, at, &f->step[i]);
	}
	if ((needs & CONVERT_START) != 0)
		L->m->starts = true;
	if ((needs & CONVERT_PATTERN) == 0 && (k->format != NULL ||
	    k->zone != NULL))
		mapping_load_wrong(L, at, "format and zone are for \"as: "
		    "local\"");
	if (k->scale == NULL && k->offset == NULL)
		return;
	if (f->step == NULL && (f->step = mapping_load_take(L, 1,
	    sizeof(*f->step))) == NULL)
		return;
	f->step[f->steps].scale = 1;
	if ((k->scale != NULL && !yaml_num(k->scale,
	    &f->step[f->steps].scale)) || (k->offset != NULL &&
	    !yaml_num(k->offset, &f->step[f->steps].offset)))
		mapping_load_wrong(L, at, "scale and offset are numbers");
	f->steps++;
}

/* Can a constant stand in a field of this type? */
static void
fits(struct mapping_load *L, const struct yaml_node *at,
    const struct mapping_field *f, const struct value *v)
{
	bool number = v->type == VALUE_INT || v->type == VALUE_NUM;
	bool ok = true;

	if (v->type == VALUE_ABSENT)
		return;
	if (f->type == VALUE_INT || f->type == VALUE_NUM)
		ok = number;
	else if (f->type == VALUE_BOOL)
		ok = v->type == VALUE_BOOL;
	if (!ok)
		mapping_load_wrong(L, at, "%.*s is a %s; this constant is "
		    "none", (int)f->target.n, f->target.p,
		    f->type == VALUE_BOOL ? "true or false" : "number");
}

static const char *
noun(enum value_type t)
{

	switch (t) {
	case VALUE_BOOL: return ("a true or false");
	case VALUE_INT:
	case VALUE_NUM: return ("a number");
	case VALUE_TIME: return ("a time");
	case VALUE_TEXT:
	case VALUE_ABSENT:
	case VALUE_NULL:
	case VALUE_ARRAY:
	case VALUE_MAP: break;
	}
	return ("a text");
}

/* Does what the last conversion gives suit the field? */
static void
suits(struct mapping_load *L, const struct yaml_node *at,
    const struct mapping_field *f)
{
	const struct convert *c = f->steps > 0 ? f->step[f->steps - 1].c :
	    NULL;
	bool ok = true;

	/* A table decides anew; any field of text can hold the rest. */
	if (c == NULL || f->pairs > 0 || f->type == VALUE_MAP ||
	    f->type == VALUE_TEXT || f->type == VALUE_ARRAY)
		return;
	if (f->type == VALUE_INT || f->type == VALUE_NUM)
		ok = c->gives == VALUE_NUM || c->gives == VALUE_TEXT;
	else if (f->type == VALUE_BOOL)
		ok = c->gives == VALUE_BOOL;
	else if (f->type == VALUE_TIME)
		ok = c->gives == VALUE_TIME || c->gives == VALUE_TEXT;
	if (!ok)
		mapping_load_wrong(L, at, "%.*s is %s, but '%s' gives %s",
		    (int)f->target.n, f->target.p, noun(f->type), c->name,
		    noun(c->gives));
}

static void
sources(struct mapping_load *L, const struct making *k,
    const struct yaml_node *at)
{
	const struct yaml_node *refs = k->from != NULL ? k->from : k->any;
	struct mapping_field *f = k->f;
	unsigned n = (k->from != NULL) + (k->any != NULL) +
	    (k->value != NULL);

	if (n != 1) {
		mapping_load_wrong(L, at, "expected one of from, any and "
		    "value");
		return;
	}
	if (refs == NULL)
		return;
	f->any = k->any != NULL;
	f->ref = mapping_load_refs(L, refs, &f->refs);
	if (f->refs == 0)
		mapping_load_wrong(L, refs, "expected the name of a cell");
	/* One of "any" is enough, and which is the file's choice. */
	for (size_t i = 0; i < f->refs && f->ref != NULL; i++)
		if (!k->optional && !f->any && f->ref[i] != ROW_NONE)
			L->m->ref[f->ref[i]].needed = true;
}

/* The target: its type and its places in the tree. */
static void
target(struct mapping_load *L, const struct yaml_node *at,
    struct mapping_field *f)
{
	struct suggest near = SUGGEST_START;
	struct span rest = f->target = mapping_load_text(L, at);
	bool two = span_starts(rest, SPAN(SIGNALS)) ||
	    span_starts(rest, SPAN(UNMAPPED));

	f->line = at->line;
	f->col = at->col;
	while (f->segs < MAPPING_SEGS) {
		const char *dot = two && f->segs == 1 ? NULL :
		    memchr(rest.p, '.', rest.n);
		size_t n = dot != NULL ? (size_t)(dot - rest.p) : rest.n;

		f->seg[f->segs++] = (struct span){ rest.p, n };
		if (dot == NULL)
			break;
		rest = span_from(rest, n + 1);
	}
	if (span_starts(f->target, SPAN(UNMAPPED))) {
		f->type = VALUE_MAP;
		return;
	}
	if (span_eq(f->target, SPAN("type")) || span_starts(f->target,
	    SPAN("source."))) {
		mapping_load_wrong(L, at, "'%.*s' is not a field: it has a "
		    "key of its own", (int)f->target.n, f->target.p);
		return;
	}
	f->type = L->opts->field(L->opts->field_ctx, f->target, &near);
	if (f->type == VALUE_ABSENT)
		mapping_load_wrong(L, at, "unknown field '%.*s'%s%.*s%s",
		    (int)f->target.n, f->target.p,
		    near.best.n > 0 ? "; did you mean '" : "",
		    (int)near.best.n, near.best.p,
		    near.best.n > 0 ? "'?" : "");
}

static void
field(struct mapping_load *L, const struct yaml_node *v,
    struct mapping_field *f)
{
	static const struct mapping_load_key keys[] = {
		{ "from", take_from }, { "any", take_any },
		{ "value", take_value }, { "join", take_join },
		{ "as", take_as }, { "format", take_format },
		{ "zone", take_zone }, { "scale", take_scale },
		{ "offset", take_offset }, { "map", take_map },
		{ "default", take_default }, { "when", take_when },
		{ "split", take_split }, { "part", take_part },
		{ "required", take_required }, { "optional", take_optional },
		{ "bad", take_bad },
	};
	struct making k = { .f = f };

	f->part = -1;
	f->join = SPAN(" ");
	target(L, v->key, f);
	if (v->kind == YAML_TEXT)
		k.from = v;
	else
		mapping_load_keys(L, v, keys, COUNT_OF(keys), "a field", &k);
	sources(L, &k, v);
	steps(L, &k, v);
	fits(L, v, f, &f->fixed);
	fits(L, v, f, &f->fallback);
	for (size_t i = 0; i < f->pairs; i++)
		fits(L, v, f, &f->pair[i].to);
	suits(L, v, f);
	if (f->part >= 0 && f->split.n == 0)
		mapping_load_wrong(L, v, "part needs split");
	if (f->split.n > 0 && f->part < 0 && f->type != VALUE_ARRAY)
		mapping_load_wrong(L, v, "split needs part, unless the field "
		    "is a list");
	f->required = f->required || span_eq(f->target, SPAN("time"));
}

/*
 * Events.
 */

static void
event_type(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_block *b = of;

	b->type = mapping_load_text(L, v);
}

static void
event_when(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_block *b = of;

	b->when = mapping_cond_load(L, v);
}

static void
event_each(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_block *b = of;

	b->each = mapping_load_ref(L, v, mapping_load_text(L, v));
}

static void
event_split(struct mapping_load *L, const struct yaml_node *v, void *of)
{
	struct mapping_block *b = of;

	b->split = mapping_load_text(L, v);
	if (b->split.n == 0)
		mapping_load_wrong(L, v, "expected what stands between");
}

static void
event_fields(struct mapping_load *L UNUSED, const struct yaml_node *v UNUSED,
    void *of UNUSED)
{

	/* After "each" is known: see block(). */
}

/* A constant that the engine's line needs; it is written like any other. */
static void
constant(struct mapping_field *f, const char *name, struct span text)
{
	const char *dot = strchr(name, '.');

	*f = (struct mapping_field){ .target = span_of(name), .part = -1,
	    .type = VALUE_TEXT };
	f->fixed = (struct value){ .type = VALUE_TEXT, .p = text.p,
	    .n = (uint32_t)text.n };
	f->segs = dot != NULL ? 2 : 1;
	f->seg[0] = dot != NULL ? (struct span){ name, (size_t)(dot - name) } :
	    f->target;
	f->seg[1] = span_of(dot != NULL ? dot + 1 : NULL);
}

/* How many objects around ${a} are also around ${b}. */
static size_t
common(const struct mapping_field *a, const struct mapping_field *b)
{
	size_t n = 0;

	while (n + 1 < a->segs && n + 1 < b->segs &&
	    span_eq(a->seg[n], b->seg[n]))
		n++;
	return (n);
}

/*
 * Put fields that share objects beside each other, else keep their order:
 * the next one is always that which shares most with the last.  What goes to
 * unmapped comes last, where the row's other cells join it.
 */
static void
order(struct mapping_field *f, size_t n)
{

	for (size_t i = 0; i + 1 < n; i++) {
		size_t best = i, most = 0;
		struct mapping_field next;

		for (size_t j = i; j < n; j++) {
			size_t shared = i > 0 ? common(&f[i - 1], &f[j]) : 0;
			bool last = span_starts(f[j].target, SPAN(UNMAPPED));

			shared = last ? 0 : shared + 1;
			if (shared > most) {
				most = shared;
				best = j;
			}
		}
		next = f[best];
		memmove(f + i + 1, f + i, (best - i) * sizeof(*f));
		f[i] = next;
	}
}

/* No field may be an object of another, or there twice. */
static void
clashes(struct mapping_load *L, const struct mapping_field *f, size_t n)
{

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			struct yaml_node at = { .line = f[i].line,
			    .col = f[i].col };

			if (i != j && f[i].target.n < f[j].target.n &&
			    span_starts(f[j].target, f[i].target) &&
			    f[j].target.p[f[i].target.n] == '.' &&
			    f[i].segs < f[j].segs)
				mapping_load_wrong(L, &at,
				    "'%.*s' holds other fields",
				    (int)f[i].target.n, f[i].target.p);
		}
}

/* The fields of ${v} behind ${n} others; their new count. */
static size_t
add_fields(struct mapping_load *L, const struct yaml_node *v,
    struct mapping_field *f, size_t n)
{

	if (v == NULL)
		return (n);
	if (v->kind != YAML_MAP) {
		mapping_load_wrong(L, v, "expected fields, {target: cell}");
		return (n);
	}
	for (const struct yaml_node *one = v->first; one != NULL;
	    one = one->next) {
		struct mapping_field made = { 0 };
		size_t at = n;

		field(L, one, &made);
		/* An event's own field replaces the shared one. */
		for (size_t i = 0; i < n; i++)
			if (span_eq(f[i].target, made.target))
				at = i;
		f[at] = made;
		n += at == n;
	}
	return (n);
}

/* Type and source, as constants in front. */
static size_t
constants(const struct mapping_load *L, const struct mapping_block *b,
    struct mapping_field *f)
{
	size_t n = 0;

	constant(&f[n++], "type", b->type);
	constant(&f[n++], "source.name", L->m->source_name);
	if (L->m->source_kind.n > 0)
		constant(&f[n++], "source.kind", L->m->source_kind);
	if (L->m->source_instance.n > 0)
		constant(&f[n++], "source.instance", L->m->source_instance);
	return (n);
}

#define CONSTANTS	4

static void
block(struct mapping_load *L, const struct yaml_node *v,
    struct mapping_block *b, const struct mapping_field *shared, size_t n)
{
	static const struct mapping_load_key keys[] = {
		{ "type", event_type }, { "when", event_when },
		{ "each", event_each }, { "split", event_split },
		{ "fields", event_fields },
	};
	const struct yaml_node *own = yaml_get(v, "fields");
	size_t room = CONSTANTS + n + (own != NULL ? own->n : 0);
	bool timed = false;

	b->each = ROW_NONE;
	L->member = yaml_get(v, "each") != NULL;
	mapping_load_keys(L, v, keys, COUNT_OF(keys), "an event", b);
	if (b->type.n == 0)
		mapping_load_wrong(L, v, "an event needs a type");
	if (b->split.n > 0 && b->each == ROW_NONE)
		mapping_load_wrong(L, v, "split needs each");
	if ((b->field = mapping_load_take(L, room, sizeof(*b->field))) == NULL)
		return;		/* Out of memory: nothing else matters. */
	b->n = constants(L, b, b->field);
	if (n > 0)
		memcpy(b->field + b->n, shared, n * sizeof(*shared));
	b->n = add_fields(L, own, b->field, b->n + n);
	L->member = false;
	order(b->field, b->n);
	clashes(L, b->field, b->n);
	for (size_t i = 0; i < b->n; i++)
		timed = timed || span_eq(b->field[i].target, SPAN("time"));
	if (!timed)
		mapping_load_wrong(L, v, "an event needs a time");
}

void
mapping_field_blocks(struct mapping_load *L)
{
	const struct yaml_node *all = L->events;
	struct mapping_field *shared;
	struct mapping_block *b;
	size_t n;

	if (all->kind != YAML_LIST || all->n == 0) {
		mapping_load_wrong(L, all, "expected a list of events");
		return;
	}
	shared = mapping_load_take(L, L->shared != NULL ? L->shared->n : 0,
	    sizeof(*shared));
	b = mapping_load_take(L, all->n, sizeof(*b));
	if (shared == NULL || b == NULL)
		return;
	n = add_fields(L, L->shared, shared, 0);
	L->m->block = b;
	for (const struct yaml_node *v = all->first; v != NULL; v = v->next)
		block(L, v, &L->m->block[L->m->blocks++], shared, n);
}
